"""A percentage that its figures contradict and another place states rightly: "642 triệu đồng, giải ngân 504,9 triệu
đồng, đạt 78,46%" where the table has 78,64 in the row of the same 504,9.

Two signs make it one fact: what the failing relation asks for is what the other place states, to the last digit, and
beside both stands the same figure of at least three digits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from reportparse.checks.figures import FigureIndex
from reportparse.checks.ratio_said import percentages
from reportparse.checks.slips import wanted_value
from reportparse.checks.verify import Tried
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import Percentage
from reportparse.model.quantity import ONE
from reportparse.model.span import Span

_TELLING, _BESIDE = 100, 240


def relate(index: FigureIndex, relations: Sequence[Tried]) -> Iterator[Relation]:
    """Each failing percentage with the first place that states it as it should be."""
    failing = [
        tried
        for tried in relations
        if tried.relation.operation == "quotient"
        and not tried.reading
        and tried.relation.doubt in (None, "implied", "base-not-stated")
        and tried.relation.code not in ("RAT007", "RAT009")
    ]
    if not failing:
        return
    stated = _stated(index)
    told: set[Span] = set()
    for tried in failing:
        share = tried.relation.stated
        wanted = wanted_value(tried, share)
        written = share.quantity
        if wanted is None or share.span in told or wanted < _TELLING * (written.ulp or ONE):
            continue
        own = {term.quantity.value for term in tried.relation.terms if _telling(term.quantity.value, term.quantity.ulp)}
        for other, beside in stated.get(wanted, ()):
            if other.span != share.span and other.quantity.ulp == written.ulp and not own.isdisjoint(beside):
                told.add(share.span)
                terms = (Term.of(other),)
                yield Relation("REP008", "repeat", "equal", share, terms, "%")
                break


def _stated(index: FigureIndex) -> Mapping[Decimal, Sequence[tuple[Percentage, frozenset[Decimal]]]]:
    """The percentages by value, each with the other figures of its row or around it in its paragraph."""
    found: dict[Decimal, list[tuple[Percentage, frozenset[Decimal]]]] = defaultdict(list)
    for said in percentages(index):
        figure, value = said.placed.figure, said.placed.figure.quantity.value
        if isinstance(figure, Percentage) and value is not None:
            start, end = max(said.floor, said.placed.start - _BESIDE), min(said.end, said.placed.end + _BESIDE)
            around = (placed.figure.quantity for placed in index.between(start, end) if placed is not said.placed)
            found[value].append((figure, frozenset(q.value for q in around if q.value and _telling(q.value, q.ulp))))
    for sheet in index.sheets:
        rows: dict[int, set[Decimal]] = defaultdict(set)
        for (row, _), figure in sheet.figures.items():
            value = figure.quantity.value
            if value is not None and not isinstance(figure, Percentage) and _telling(value, figure.quantity.ulp):
                rows[row].add(value)
        for (row, _), figure in sheet.figures.items():
            if isinstance(figure, Percentage) and figure.quantity.value is not None:
                found[figure.quantity.value].append((figure, frozenset(rows[row])))
    return found


def _telling(value: Decimal | None, ulp: Decimal) -> bool:
    return value is not None and len(str(int(value / (ulp or ONE))).rstrip("0")) >= 3
