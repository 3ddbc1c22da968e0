"""The numbers of rows and list items, and whether they leave one out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
_LETTERS = "abcdđeghiklmnopq"


def ordinal(marker: str) -> int | None:
    """The number of an item among its sisters: 3 of "III", "3", "1.3" and "c"; None of a sign."""
    last = marker.strip(" .)-/").rsplit(".", 1)[-1]
    if last.isdigit():
        return int(last)
    if last in _ROMANS:
        return _ROMANS.index(last) + 1
    letter = last.lower()
    return _LETTERS.index(letter) + 1 if len(letter) == 1 and letter in _LETTERS else None


def leaves_one_out(markers: Sequence[str]) -> bool:
    """Whether the markers are all numbers and leave one out: I, II, IV, or b, c."""
    numbers = [number for marker in markers if (number := ordinal(marker)) is not None]
    return (
        bool(numbers)
        and len(numbers) == len(markers)
        and (numbers[0] == 2 or any(later - earlier == 2 for earlier, later in pairwise(numbers)))
    )
