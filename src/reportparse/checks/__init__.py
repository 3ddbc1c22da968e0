"""Mentions to relations (proposed) to checks (verified).

`RELATION_FINDERS` propose what belongs together, `FORM_CHECKS` look at single numbers, symbols and dates. Adding a
check is a module and a name here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from reportparse.checks import (
    dates,
    forms,
    register,
    relate_accounts,
    relate_against,
    relate_asides,
    relate_both_stocks,
    relate_breakdowns,
    relate_cell_sums,
    relate_changes,
    relate_clauses,
    relate_closings,
    relate_column_bases,
    relate_columns,
    relate_common_base,
    relate_complements,
    relate_conclusions,
    relate_contradictions,
    relate_contributions,
    relate_cumulative,
    relate_debts,
    relate_differences,
    relate_discovered,
    relate_enumerations,
    relate_far_flows,
    relate_far_products,
    relate_flows,
    relate_formulas,
    relate_fraction_cells,
    relate_growth,
    relate_head_prices,
    relate_increases,
    relate_inline,
    relate_kinds,
    relate_labelled,
    relate_ledgers,
    relate_lines,
    relate_lists,
    relate_named_rows,
    relate_outer_prices,
    relate_overdue,
    relate_papers,
    relate_place_groups,
    relate_places,
    relate_prices,
    relate_products,
    relate_rates,
    relate_ratios,
    relate_remainders,
    relate_repeated_shares,
    relate_repeats,
    relate_restatements,
    relate_row_rests,
    relate_rows,
    relate_series,
    relate_share_changes,
    relate_shares,
    relate_short,
    relate_since,
    relate_splits,
    relate_steps,
    relate_tables,
    relate_tiers,
    relate_units,
    relate_years,
    restated,
    scanned,
)
from reportparse.checks.assemble import assemble
from reportparse.checks.diagnose import diagnose
from reportparse.checks.draft import Draft
from reportparse.checks.figures import FigureIndex
from reportparse.checks.rivals import without_rivals
from reportparse.checks.wording import worded
from reportparse.model.finding import Check, Relation
from reportparse.model.mention import Mentions
from reportparse.model.report import Coverage
from reportparse.structure.view import View

RelationFinder = Callable[[FigureIndex], Iterable[Relation]]
FormCheck = Callable[[View, Mentions], Iterable[Draft]]

RELATION_FINDERS: tuple[RelationFinder, ...] = (
    relate_lists.relate,
    relate_closings.relate,
    relate_labelled.relate,
    relate_breakdowns.relate,
    relate_both_stocks.relate,
    relate_inline.relate,
    relate_enumerations.relate,
    relate_places.relate,
    relate_splits.relate,
    relate_clauses.relate,
    relate_short.relate,
    relate_years.relate,
    relate_tables.relate,
    relate_rows.relate,
    relate_lines.relate,
    relate_head_prices.relate,
    relate_outer_prices.relate,
    relate_row_rests.relate,
    relate_cumulative.relate,
    relate_shares.relate,
    relate_debts.relate,
    relate_fraction_cells.relate,
    relate_papers.relate,
    relate_steps.relate,
    relate_remainders.relate,
    relate_flows.relate,
    relate_ledgers.relate,
    relate_far_flows.relate,
    relate_accounts.relate,
    relate_since.relate,
    relate_changes.relate,
    relate_products.relate,
    relate_prices.relate,
    relate_far_products.relate,
    relate_tiers.relate,
    relate_rates.relate,
    relate_ratios.relate,
    relate_against.relate,
    relate_contributions.relate,
    relate_overdue.relate,
    relate_asides.relate,
    relate_kinds.relate,
    relate_increases.relate,
    relate_column_bases.relate,
    relate_common_base.relate,
    relate_named_rows.relate,
    relate_growth.relate,
    relate_differences.relate,
    relate_place_groups.relate,
    relate_columns.relate,
    relate_complements.relate,
    relate_conclusions.relate,
    relate_cell_sums.relate,
    relate_discovered.relate,
    relate_series.relate,
    relate_share_changes.relate,
    relate_repeats.relate,
)
OF_PROSE: tuple[RelationFinder, ...] = (
    relate_inline.relate,
    relate_changes.relate,
    relate_products.relate,
    relate_ratios.relate,
    relate_discovered.relate,
)
FORM_CHECKS: tuple[FormCheck, ...] = (forms.check, dates.check, register.check, restated.check)

ARITHMETIC = frozenset({"sum", "column", "row", "change", "ratio", "product", "repeat"})


def check(view: View, mentions: Mentions) -> tuple[Check, ...]:
    """Every relation examined, consistent ones too, and every slip of form and date."""
    index = FigureIndex(view, mentions)
    proposed = relate_formulas.without_guesses(index, (each for finder in RELATION_FINDERS for each in finder(index)))
    kept = without_rivals([*relate_formulas.relate(index), *proposed])
    contradicted = [*relate_contradictions.relate(index, kept), *relate_restatements.relate(index, kept)]
    contradicted += relate_repeated_shares.relate(index, kept)
    if contradicted:
        kept = without_rivals([*(tried.relation for tried in kept), *contradicted])
    kept = [*kept, *relate_units.relate(index, kept, OF_PROSE)]
    diagnoses = diagnose(kept, view.document.text)
    drafts = [draft for form_check in FORM_CHECKS for draft in form_check(view, mentions)]
    checks = assemble(kept, diagnoses, drafts, scanned.doubts(view.document), view.document.text)
    return worded(checks, index)


def coverage(mentions: Mentions, checks: tuple[Check, ...]) -> Coverage:
    """How many of the figures took part in at least one arithmetic check."""
    figures = {figure.span for figure in mentions.figures()}
    used = {
        span
        for found in checks
        if found.rule in ARITHMETIC
        for span in (found.span, *(term.span for term in found.terms))
    }
    return Coverage(checked=len(figures & used), total=len(figures))
