"""What the counts told before say of the next one."""

from __future__ import annotations

from collections.abc import Sequence

from reportparse.extract.household_sites import Told

_REACH = 8


def of_sentence(told: Sequence[Told], begin: int) -> Sequence[Told]:
    """Of the counts told, in text order, those of the sentence that begins at `begin`, which is the last."""
    first = len(told)
    while first and told[first - 1].begin == begin:
        first -= 1
    return told[first:]


def split_before(told: Sequence[Told]) -> str | None:
    """The category of a count that the last ones, of several categories, add up to: what is spoken of is that."""
    counts = [count for count in told if count.site.form != "denominator"][-_REACH:]
    total = 0
    for at in range(len(counts) - 1, 0, -1):
        total += int(counts[at].site.number.value or 0)
        parts = {count.category for count in counts[at:]}
        if len(parts) > 1 and total and total == counts[at - 1].site.number.value:
            return counts[at - 1].category
    return None
