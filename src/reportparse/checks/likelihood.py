"""How likely one number is written where another was meant.

The shares are those of a typist's errors, spread over the places of a number where each can happen: of the numbers of
three digits 27 are one changed digit away, but only two have their neighbours swapped. What is no slip of the pen may
still be wrong, taken from another table or reckoned wrongly; any number will do then.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

_DIGIT, _SWAP, _FAR_SWAP, _ZERO, _LOST, _GAINED, _THOUSAND = 0.35, 0.3, 0.06, 0.15, 0.02, 0.04, 0.06
_MOST_DIGITS = 15
"""Longer numbers are not tried digit by digit."""
_SCALES = ("000", "000000", "00")


def slip_chance(written: Decimal, meant: Decimal) -> float:
    """The chance that one slip turns the meant number into the written one, 0 where none does.

    Both are whole numbers, in units of the last written digit.
    """
    if written == meant or written < 0 or meant < 0:
        return 0.0
    one, other = str(int(written)), str(int(meant))
    return _rewritten(one, other) if len(one) == len(other) else _longer_or_shorter(one, other)


def _rewritten(one: str, other: str) -> float:
    length = len(one)
    different = [place for place, digit in enumerate(one) if digit != other[place]]
    if len(different) == 1:
        return _DIGIT / (9 * length)
    first, second = different[0], different[-1]
    if len(different) == 2 and one[first] == other[second] and one[second] == other[first]:
        return _SWAP / (length - 1) if second == first + 1 else _FAR_SWAP / (length * (length - 1) / 2)
    return 0.0


def _longer_or_shorter(written: str, meant: str) -> float:
    short, long = sorted((written, meant), key=len)
    grown = len(written) > len(meant)
    if short == "0":
        return 0.0
    if any(long == short + zeros for zeros in _SCALES):
        return _THOUSAND
    if len(long) > len(short) + 1:
        return 0.0
    at = next((place for place, digit in enumerate(short) if digit != long[place]), len(short))
    if long[at + 1 :] != short[at:]:
        return 0.0
    if long[at] == "0":
        return _ZERO / len(long)
    doubled = at > 0 and long[at] == long[at - 1]
    if grown:
        return _GAINED / len(long) if doubled else _GAINED / (10 * len(long))
    return _LOST / len(long)


def gap_chance(written: Decimal, meant: Decimal) -> float:
    """The chance of just this difference between a number that is wrong without a slip of the pen and the right one.

    Small differences are likelier than large ones, and round ones likelier than those that are not.
    """
    one, other = abs(int(written)), abs(int(meant))
    while one % 10 == other % 10 == 0 and (one or other):
        one, other = one // 10, other // 10
    longest = len(str(max(one, other)))
    telling = len(str(abs(one - other)).rstrip("0"))
    return float(1 / (Decimal(2 * longest * longest * 9) * 10 ** max(0, telling - 1)))


def meant_by(written: Decimal) -> Iterator[tuple[Decimal, float]]:
    """The whole numbers that one slip may have turned into the written one, each with the chance of that slip."""
    digits = str(int(written))
    if written < 0 or len(digits) > _MOST_DIGITS:
        return
    found: set[str] = set()
    for at, digit in enumerate(digits):
        found.update(digits[:at] + other + digits[at + 1 :] for other in "0123456789" if other != digit)
    for first, second in combinations(range(len(digits)), 2):
        letters = list(digits)
        letters[first], letters[second] = letters[second], letters[first]
        found.add("".join(letters))
    for at in range(len(digits) + 1):
        found.update(digits[:at] + other + digits[at:] for other in "0123456789")
        found.add(digits[:at] + digits[at + 1 :])
    found.update(digits + zeros for zeros in _SCALES)
    found.update(digits.removesuffix(zeros) for zeros in _SCALES)
    for other in sorted(found):
        if other and (other == "0" or not other.startswith("0")):
            meant = Decimal(other)
            chance = slip_chance(written, meant)
            if chance:
                yield meant, chance
