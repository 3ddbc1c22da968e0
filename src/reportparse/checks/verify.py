"""A relation to a check: pure arithmetic on intervals (XBRL Calculations 1.1), under rounding and under truncation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import reduce
from math import prod
from operator import add
from typing import NamedTuple, TypeVar

from reportparse.model.finding import Relation, Term
from reportparse.model.quantity import ONE, ZERO, Interval, Reading

_T = TypeVar("_T")
HUNDRED = Decimal(100)
TENTH = Decimal("0.1")
_READINGS: tuple[Reading, ...] = ("rounded", "truncated")


class Tried(NamedTuple):
    """A relation with what its terms give at face value and the reading under which it holds, None for none."""

    relation: Relation
    face: Decimal | None
    reading: Reading | None

    @classmethod
    def of(cls, relation: Relation) -> Tried:
        face = computed(relation)
        return cls(relation, face, _reading(relation, face))


def computed(relation: Relation) -> Decimal | None:
    """What the terms give, taken at their face value; None where they give nothing (division by zero)."""
    terms, operation = relation.terms, relation.operation
    known: list[Decimal] = []
    for term in terms:
        value = term.quantity.value
        if value is None:
            return None
        known.append(value)
    if not known:
        return None
    if operation == "sum":
        return sum(
            [value if term.weight == 1 else value * term.weight for value, term in zip(known, terms, strict=True)], ZERO
        )
    if operation == "quotient":
        return None if known[1] == ZERO else HUNDRED * known[0] / known[1]
    if operation == "growth":
        return None if known[1] == ZERO else HUNDRED * abs(known[0] - known[1]) / known[1]
    if operation == "products":
        return sum([first * second for first, second in batched(known)], ZERO)
    if operation in ("product", "yield"):
        return prod(known, start=TENTH if operation == "yield" else ONE)
    return known[0]


def holds(relation: Relation) -> Reading | None:
    """Under which reading the relation holds; None where it does not hold under any.

    "exact" needs equal face values; rounding and truncation need intervals that meet.
    """
    return _reading(relation, computed(relation))


def _reading(relation: Relation, face: Decimal | None) -> Reading | None:
    stated = relation.stated.quantity
    if face is None or stated.value is None:
        return None
    if face == stated.value:
        return "exact"
    slack = sum([term.quantity.ulp for term in relation.terms], ZERO)
    readings: tuple[Reading, ...] = _READINGS
    if relation.operation == "sum" or (not slack and face >= ZERO):
        # Told without intervals: half of every last digit on either side where rounded, a whole one where cut off.
        reach, gap = slack + stated.ulp, 2 * abs(face - stated.value)
        if gap <= reach:
            return "rounded"
        readings = ("truncated",) if gap <= 2 * reach else ()
    for reading in readings:
        combined = _combined(relation, face, reading)
        if combined is not None and stated.interval(reading).meets(combined):
            return reading
    return None


def _combined(relation: Relation, face: Decimal, reading: Reading) -> Interval | None:
    if face >= ZERO and all(term.quantity.exact for term in relation.terms):
        return Interval.point(face)
    intervals = [term.quantity.interval(reading) for term in relation.terms]
    if relation.operation == "sum":
        total = Interval.point(ZERO)
        for interval, term in zip(intervals, relation.terms, strict=True):
            total = total + interval.scaled(Decimal(term.weight))
        return total
    if relation.operation == "quotient":
        if intervals[1].low <= ZERO or intervals[0].low < ZERO:
            return None
        return (intervals[0] / intervals[1]).scaled(HUNDRED)
    if relation.operation == "growth":
        return _growth(*intervals)
    if relation.operation in ("product", "yield"):
        if any(interval.low < ZERO for interval in intervals):
            return None
        product = Interval.point(TENTH if relation.operation == "yield" else ONE)
        for interval in intervals:
            product = product * interval
        return product
    if relation.operation == "products":
        if any(interval.low < ZERO for interval in intervals):
            return None
        return reduce(add, [first * second for first, second in batched(intervals)])
    return intervals[0]


def _growth(now: Interval, then: Interval) -> Interval | None:
    """By how many per cent numbers lie above others, or below; None where they may do either."""
    if then.low <= ZERO or now.low < ZERO:
        return None
    change = (now / then).scaled(HUNDRED) + Interval.point(-HUNDRED)
    if change.high <= ZERO:
        change = -change
    return change if change.low >= ZERO else None


def gap(relation: Relation) -> Decimal:
    """How far what is stated lies from what the terms give at face value."""
    return abs((computed(relation) or ZERO) - (relation.stated.quantity.value or ZERO))


def batched(items: Sequence[_T]) -> Iterator[tuple[_T, _T]]:
    """Items two by two."""
    return zip(items[::2], items[1::2], strict=True)


def allowed(relation: Relation) -> tuple[Decimal, Decimal] | None:
    """The least and the largest stated figure, in the precision of the stated one, with which the relation holds.

    None where it cannot be worked out.
    """
    face = computed(relation)
    if face is None:
        return None
    found = [(reading, _combined(relation, face, reading)) for reading in _READINGS]
    bounds = [
        bound
        for reading, interval in found
        if interval is not None
        for bound in _writable(interval, relation.stated.quantity.ulp, reading)
    ]
    return (min(bounds), max(bounds)) if bounds else None


def _writable(interval: Interval, unit: Decimal, reading: Reading) -> tuple[Decimal, Decimal]:
    """The least and the largest figure of the given last digit that stands for a number of the interval."""
    if not unit:
        return interval.low, interval.high
    half = unit / 2 if reading == "rounded" else ZERO
    low = ((interval.low - half) / unit).to_integral_value(ROUND_CEILING if half else ROUND_FLOOR)
    high = ((interval.high + half) / unit).to_integral_value(ROUND_FLOOR)
    if not interval.high_closed and high * unit == interval.high + half:
        high -= 1
    return low * unit + ZERO, high * unit + ZERO


def required(relation: Relation, term: Term) -> Decimal | None:
    """The value that one number of the relation must have for it to hold exactly, None where there is none."""
    return required_for(relation, term, computed(relation))


def required_for(relation: Relation, term: Term, face: Decimal | None) -> Decimal | None:
    """As `required`, where it is known what the terms give: asking for each term of a long sum costs no more."""
    stated = relation.stated.quantity.value
    if face is None or stated is None:
        return None
    if term.span == relation.stated.span:
        return face
    value = term.quantity.value
    if value is None:
        return None
    if relation.operation == "sum":
        return value + (stated - face) * term.weight
    if relation.operation == "equal":
        return stated
    if relation.operation in ("product", "yield"):
        return value * stated / face if face else None
    if relation.operation == "products":
        at = next(number for number, each in enumerate(relation.terms) if each.span == term.span)
        partner = relation.terms[at ^ 1].quantity.value
        return value + (stated - face) / partner if partner else None
    if relation.operation == "growth":
        return _required_of_growth(relation, term)
    is_part = term.span == relation.terms[0].span
    other = relation.terms[1 if is_part else 0].quantity.value
    if other is None or stated == ZERO:
        return None
    return stated * other / HUNDRED if is_part else HUNDRED * other / stated


def _required_of_growth(relation: Relation, term: Term) -> Decimal | None:
    """The figure of now, or of then, with which a relative change comes out."""
    now, then = (each.quantity.value for each in relation.terms)
    stated = relation.stated.quantity.value
    if now is None or then is None or stated is None:
        return None
    factor = ONE + (stated if now >= then else -stated) / HUNDRED
    if term.span == relation.terms[0].span:
        return then * factor
    return now / factor if factor > ZERO else None
