"""Which of two mentions of one figure stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from types import MappingProxyType

from reportparse.model.mention import Amount, Citation, Count, Figure, HouseholdCount, Mention, Percentage, Rate

# A figure with a stronger unit wins: "60 triệu đồng/hộ" is a rate and no household, "12 hộ" no count of things.
_STRENGTH: Mapping[type[Mention], int] = MappingProxyType(
    {kind: rank for rank, kind in enumerate((Citation, Rate, Amount, Percentage, HouseholdCount, Count))}
)


def without_overlaps(found: Sequence[Mention]) -> list[Mention]:
    """All mentions in text order, without the weaker of two figures that share characters.

    Dates, projects and references stand beside figures and citations. Two counts in one fraction ("7/10 hộ nghèo") are
    of one kind and share their text on purpose.
    """
    figures = [mention for mention in found if isinstance(mention, (Figure, Citation))]
    kept = [mention for mention in found if not isinstance(mention, (Figure, Citation))]
    for group in _touching(figures):
        kept += group if len(group) == 1 else _strongest(group)
    return sorted(kept, key=attrgetter("span"))


def _touching(figures: Sequence[Mention]) -> Iterator[list[Mention]]:
    """The figures in text order, those together that share characters with each other, directly or through others."""
    group: list[Mention] = []
    reach = -1
    for mention in sorted(figures, key=attrgetter("span")):
        start, end = mention.span
        if start >= reach and group:
            yield group
            group = []
        group.append(mention)
        reach = max(reach, end)
    if group:
        yield group


def _strongest(group: Sequence[Mention]) -> list[Mention]:
    taken: dict[int, Mention] = {}
    kept: list[Mention] = []
    for mention in sorted(group, key=_rank):
        # Only numbers' own characters matter; a label inside a citation's text is no clash.
        characters = range(*mention.span)
        clash = [taken[offset] for offset in characters if offset in taken]
        if all(_stand_together(other, mention) for other in clash):
            taken.update(dict.fromkeys(characters, mention))
            kept.append(mention)
    return kept


def _stand_together(first: Mention, second: Mention) -> bool:
    in_table = isinstance(first, Figure) and isinstance(second, Figure) and first.in_table == second.in_table
    return in_table and type(first) is type(second) and first.span == second.span


def _rank(mention: Mention) -> tuple[int, bool, int, int]:
    """Stronger kinds first; of one kind the cell's figure, which knows its column, before one read as prose."""
    in_prose = not (isinstance(mention, Figure) and mention.in_table)
    return _STRENGTH.get(type(mention), len(_STRENGTH)), in_prose, mention.span.start, -mention.span.end
