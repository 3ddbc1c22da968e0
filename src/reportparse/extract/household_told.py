"""What the counts told before say of the next one."""

from __future__ import annotations

from collections.abc import Sequence

from reportparse.extract.household_sites import Site, Told
from reportparse.extract.household_words import is_all

_REACH = 8
_MANY = 100


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


def is_everybody_again(site: Site, told: Sequence[Told]) -> bool:
    """Whether a count that opens a sentence is about as large as that of all households told first."""
    first = next((count for count in told if is_all(count.category) and count.role == "level"), None)
    values = [one.number.value for one in (site, first.site if first else None) if one is not None]
    if first is None or None in values or site.form != "plain" or site.unit != first.site.unit:
        return False
    value, everybody = (int(number or 0) for number in values)
    return everybody >= _MANY and 10 * abs(value - everybody) <= everybody
