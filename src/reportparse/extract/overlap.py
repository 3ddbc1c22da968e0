"""Which of two mentions of one figure stands."""

from __future__ import annotations

from collections.abc import Sequence

from reportparse.model.mention import Amount, Citation, Count, Figure, HouseholdCount, Mention, Percentage, Rate

# A figure with a stronger unit wins: "60 triệu đồng/hộ" is a rate and no household, "12 hộ" no count of things.
_STRENGTH: tuple[type[Mention], ...] = (Citation, Rate, Amount, Percentage, HouseholdCount, Count)


def without_overlaps(found: Sequence[Mention]) -> list[Mention]:
    """All mentions in text order, without the weaker of two figures that share characters.

    Dates, projects and references stand beside figures and citations. Two counts in one fraction ("7/10 hộ nghèo") are
    of one kind and share their text on purpose.
    """
    ordered = sorted(found, key=lambda mention: (mention.span.start, -mention.span.end))
    kept: list[Mention] = []
    figures: list[Mention] = []
    for mention in sorted(ordered, key=_rank):
        if isinstance(mention, (Figure, Citation)):
            figures.append(mention)
        else:
            kept.append(mention)
    taken: dict[int, Mention] = {}
    for mention in figures:
        # Only numbers' own characters matter; a label inside a citation's text is no clash.
        clash = [
            other
            for offset in range(mention.span.start, mention.span.end)
            if (other := taken.get(offset)) is not None and other is not mention
        ]
        if any(not _stand_together(other, mention) for other in clash):
            continue
        for offset in range(mention.span.start, mention.span.end):
            taken[offset] = mention
        kept.append(mention)
    return sorted(kept, key=lambda mention: (mention.span.start, mention.span.end))


def _stand_together(first: Mention, second: Mention) -> bool:
    in_table = isinstance(first, Figure) and isinstance(second, Figure) and first.in_table == second.in_table
    return in_table and type(first) is type(second) and first.span == second.span


def _rank(mention: Mention) -> tuple[int, bool]:
    """Stronger kinds first; of one kind the cell's figure, which knows its column, before one read as prose."""
    kind = next((rank for rank, kind in enumerate(_STRENGTH) if type(mention) is kind), len(_STRENGTH))
    return kind, not (isinstance(mention, Figure) and mention.in_table)
