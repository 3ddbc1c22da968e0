"""Figures and the intervals they stand for.

A written figure is exact (a count, an amount in full đồng) or was rounded or cut off at its last stated digit
("36 %", "10.246 triệu đồng"). Which of the two a report did is not said, so both readings are tried, after XBRL
Calculations 1.1 (section 4, "rounding" and "truncation"): rounding gives the closed interval of half a unit on either
side; truncation gives the half-open interval away from zero, and for a stated zero the open interval of one unit on
either side.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

Reading = Literal["exact", "rounded", "truncated"]

ZERO, ONE, TWO = Decimal(0), Decimal(1), Decimal(2)


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers between `low` and `high`; a bound belongs to it where its flag is set."""

    low: Decimal
    high: Decimal
    low_closed: bool = True
    high_closed: bool = True

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"empty interval: {self.low}..{self.high}")

    @classmethod
    def point(cls, value: Decimal) -> Interval:
        return cls(value, value)

    def contains(self, value: Decimal) -> bool:
        above = value > self.low or (value == self.low and self.low_closed)
        below = value < self.high or (value == self.high and self.high_closed)
        return above and below

    def meets(self, other: Interval) -> bool:
        """Whether the two share at least one number; touching bounds count only where both are closed."""
        low, high = (self, other) if (self.low, other.low_closed) <= (other.low, self.low_closed) else (other, self)
        if low.high > high.low:
            return True
        return low.high == high.low and low.high_closed and high.low_closed

    def __add__(self, other: Interval) -> Interval:
        return Interval(
            self.low + other.low,
            self.high + other.high,
            self.low_closed and other.low_closed,
            self.high_closed and other.high_closed,
        )

    def scaled(self, factor: Decimal) -> Interval:
        """Every number of the interval times `factor`; a negative factor swaps the ends."""
        if factor == ONE:
            return self
        if factor < ZERO:
            return Interval(self.high * factor, self.low * factor, self.high_closed, self.low_closed)
        return Interval(self.low * factor, self.high * factor, self.low_closed, self.high_closed)

    def __neg__(self) -> Interval:
        return self.scaled(Decimal(-1))

    def __mul__(self, other: Interval) -> Interval:
        """Products of two intervals of numbers that are not negative."""
        if self.low < ZERO or other.low < ZERO:
            raise ValueError("only products of intervals without negative numbers are defined")
        return Interval(
            self.low * other.low,
            self.high * other.high,
            self.low_closed and other.low_closed,
            self.high_closed and other.high_closed,
        )

    def __truediv__(self, other: Interval) -> Interval:
        """Quotients by an interval of positive numbers."""
        if other.low <= ZERO:
            raise ZeroDivisionError("the divisor may be zero")
        return Interval(
            self.low / (other.high if self.low >= ZERO else other.low),
            self.high / (other.low if self.high >= ZERO else other.high),
            self.low_closed and other.high_closed,
            self.high_closed and other.low_closed,
        )


class Quantity(NamedTuple):
    """A figure as read: `value` in the base unit, `ulp` the worth of its last stated digit, 0 where it is exact.

    `written` is the text of the number itself. `malformed` marks a number that is not well formed as written;
    `value` is then its likeliest reading, or None where none is safe.
    """

    value: Decimal | None
    ulp: Decimal = ZERO
    written: str = ""
    malformed: bool = False

    @property
    def exact(self) -> bool:
        return not self.ulp

    def interval(self, reading: Reading) -> Interval:
        """The numbers this figure may stand for under one reading.

        Raises ValueError where the figure has no value.
        """
        if self.value is None:
            raise ValueError(f"no safe value: {self.written!r}")
        value, unit = self.value, self.ulp
        if not unit or reading == "exact":
            return Interval.point(value)
        if reading == "rounded":
            half = unit / TWO
            return Interval(value - half, value + half)
        if value > ZERO:
            return Interval(value, value + unit, True, False)
        if value < ZERO:
            return Interval(value - unit, value, False, True)
        return Interval(-unit, unit, False, False)
