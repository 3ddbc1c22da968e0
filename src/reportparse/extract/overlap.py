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
        if any(type(other) is not type(mention) or other.span != mention.span for other in clash):
            continue
        for offset in range(mention.span.start, mention.span.end):
            taken[offset] = mention
        kept.append(mention)
    return sorted(kept, key=lambda mention: (mention.span.start, mention.span.end))


def _rank(mention: Mention) -> int:
    return next((rank for rank, kind in enumerate(_STRENGTH) if type(mention) is kind), len(_STRENGTH))
