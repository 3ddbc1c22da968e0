"""A document's structure to mentions. `EXTRACTORS` lists what there is: adding one is a module and a name here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import MappingProxyType

from reportparse.extract import (
    counts,
    dates,
    households,
    money,
    papers,
    percentages,
    projects,
    table_figures,
)
from reportparse.extract.overlap import without_overlaps
from reportparse.extract.resolve import resolve
from reportparse.model.mention import (
    Amount,
    Citation,
    Count,
    DateMention,
    HouseholdCount,
    Mention,
    Mentions,
    Percentage,
    ProjectRef,
    Rate,
    Reference,
)
from reportparse.structure.view import View

Extractor = Callable[[View], Iterable[Mention]]

EXTRACTORS: tuple[Extractor, ...] = (
    papers.extract,
    dates.extract,
    money.extract,
    percentages.extract,
    households.extract,
    counts.extract,
    projects.extract,
    table_figures.extract,
)

KINDS = MappingProxyType(
    {
        "citations": Citation,
        "references": Reference,
        "dates": DateMention,
        "amounts": Amount,
        "rates": Rate,
        "projects": ProjectRef,
        "households": HouseholdCount,
        "counts": Count,
        "percentages": Percentage,
    }
)


def extract(view: View, extractors: Iterable[Extractor] = EXTRACTORS) -> Mentions:
    """Run every extractor and let no figure be two things at once."""
    found = [mention for extractor in extractors for mention in extractor(view)]
    kept: dict[type[Mention], list[Mention]] = {kind: [] for kind in KINDS.values()}
    for mention in without_overlaps(found):
        kept[type(mention)].append(mention)
    by_kind = {name: tuple(kept[kind]) for name, kind in KINDS.items()}
    return resolve(view, Mentions(**by_kind))  # type: ignore[arg-type]
