"""Intervals of written figures: rounding and truncation as in XBRL Calculations 1.1."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from functools import reduce
from operator import add

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportparse.model.quantity import Interval, Quantity, Reading

NUMBERS = st.decimals(-(10**9), 10**9, places=4)
POSITIVE = st.decimals(Decimal("0.0001"), 10**9, places=4)
STEPS = st.sampled_from([Decimal(step) for step in ("0.01", "0.1", "1", "10", "1000")])
READINGS: tuple[Reading, ...] = ("rounded", "truncated")
HALF = st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN])


@st.composite
def intervals(draw: st.DrawFn, numbers: st.SearchStrategy[Decimal] = NUMBERS) -> Interval:
    low, high = sorted((draw(numbers), draw(numbers)))
    if low == high:
        return Interval.point(low)
    return Interval(low, high, draw(st.booleans()), draw(st.booleans()))


def members(interval: Interval) -> list[Decimal]:
    """A few numbers of the interval: its ends where they belong to it, and its middle."""
    middle = (interval.low + interval.high) / 2
    return [each for each in (interval.low, middle, interval.high) if interval.contains(each)]


def stated(value: Decimal, step: Decimal, rounding: str) -> Quantity:
    """The figure that a report prints for a true value."""
    return Quantity((value / step).quantize(Decimal(1), rounding=rounding) * step, step)


@given(NUMBERS, STEPS, HALF)
def test_a_rounded_figure_stands_for_its_true_value(value: Decimal, step: Decimal, half: str) -> None:
    assert stated(value, step, half).interval("rounded").contains(value)


@given(NUMBERS, STEPS)
def test_a_truncated_figure_stands_for_its_true_value(value: Decimal, step: Decimal) -> None:
    assert stated(value, step, ROUND_DOWN).interval("truncated").contains(value)


@given(st.lists(NUMBERS, min_size=1, max_size=12), STEPS, HALF)
def test_rounded_items_meet_their_rounded_total(values: list[Decimal], step: Decimal, half: str) -> None:
    items = [stated(value, step, half).interval("rounded") for value in values]
    assert reduce(add, items).meets(stated(sum(values, Decimal(0)), step, half).interval("rounded"))


@given(st.lists(NUMBERS, min_size=1, max_size=12), STEPS)
def test_truncated_items_meet_their_truncated_total(values: list[Decimal], step: Decimal) -> None:
    items = [stated(value, step, ROUND_DOWN).interval("truncated") for value in values]
    assert reduce(add, items).meets(stated(sum(values, Decimal(0)), step, ROUND_DOWN).interval("truncated"))


@given(POSITIVE, POSITIVE, STEPS, HALF)
def test_a_rounded_share_meets_the_quotient(part: Decimal, whole: Decimal, step: Decimal, half: str) -> None:
    percentage = stated(100 * part / whole, Decimal("0.01"), half).interval("rounded")
    one, other = stated(part, step, half), stated(whole, step, half)
    divisor = other.interval("rounded")
    if divisor.low > 0:
        assert (one.interval("rounded") / divisor).scaled(Decimal(100)).meets(percentage)


@pytest.mark.parametrize(
    ("value", "step", "reading", "interval"),
    [
        ("36", "1", "rounded", Interval(Decimal("35.5"), Decimal("36.5"))),
        ("-36", "1", "rounded", Interval(Decimal("-36.5"), Decimal("-35.5"))),
        ("36", "1", "truncated", Interval(Decimal(36), Decimal(37), True, False)),
        ("-36", "1", "truncated", Interval(Decimal(-37), Decimal(-36), False, True)),
        ("0", "1", "truncated", Interval(Decimal(-1), Decimal(1), False, False)),
        ("0.72", "0.01", "truncated", Interval(Decimal("0.72"), Decimal("0.73"), True, False)),
        ("10246000000", "1000000", "rounded", Interval(Decimal(10245500000), Decimal(10246500000))),
        ("592", "0", "rounded", Interval.point(Decimal(592))),
        ("36", "1", "exact", Interval.point(Decimal(36))),
    ],
)
def test_bounds_as_specified(value: str, step: str, reading: Reading, interval: Interval) -> None:
    assert Quantity(Decimal(value), Decimal(step)).interval(reading) == interval


@pytest.mark.parametrize("reading", ["exact", *READINGS])
def test_a_figure_without_a_value_stands_for_nothing(reading: Reading) -> None:
    with pytest.raises(ValueError, match="no safe value"):
        Quantity(None, written="12.34.567", malformed=True).interval(reading)


@given(intervals(), intervals())
def test_meeting_is_symmetric_and_means_a_common_number(one: Interval, other: Interval) -> None:
    assert one.meets(other) == other.meets(one)
    low, high = max(one.low, other.low), min(one.high, other.high)
    common = low <= high and any(one.contains(each) and other.contains(each) for each in (low, (low + high) / 2, high))
    assert one.meets(other) == common


@given(intervals())
def test_an_interval_meets_itself(interval: Interval) -> None:
    assert interval.meets(interval)


@given(intervals(), intervals(), intervals())
def test_adding(one: Interval, other: Interval, third: Interval) -> None:
    assert one + other == other + one
    assert (one + other) + third == one + (other + third)
    assert all((one + other).contains(a + b) for a in members(one) for b in members(other))


@given(intervals(), st.decimals(-1000, 1000, places=2))
def test_scaling(interval: Interval, factor: Decimal) -> None:
    scaled = interval.scaled(factor)
    assert all(scaled.contains(each * factor) for each in members(interval) if factor)
    opposite = -interval
    assert -opposite == interval


@given(intervals(POSITIVE), intervals(POSITIVE))
def test_products_and_quotients(one: Interval, other: Interval) -> None:
    product, quotient = one * other, one / other
    for a in members(one):
        for b in members(other):
            assert product.contains(a * b)
            assert quotient.low <= a / b <= quotient.high


def test_what_is_not_defined_is_refused() -> None:
    with pytest.raises(ValueError, match="empty interval"):
        Interval(Decimal(2), Decimal(1))
    with pytest.raises(ValueError, match="negative"):
        _ = Interval(Decimal(-1), Decimal(1)) * Interval.point(Decimal(2))
    with pytest.raises(ZeroDivisionError):
        _ = Interval.point(Decimal(1)) / Interval(Decimal(0), Decimal(1))
