"""Partial dates: what is written can be read back, compared, and told from what the calendar does not have."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportparse.text.dates import PartialDate, bounds, compare, full_year, is_possible, parse_iso

YEARS = st.integers(1900, 2099)
MONTHS = st.integers(1, 12)
PARTIAL = (
    st.builds(PartialDate, st.none() | YEARS, MONTHS)
    | st.builds(PartialDate, st.none() | YEARS, st.integers(1, 99), st.integers(1, 99))
    | st.builds(PartialDate, YEARS)
    | st.builds(lambda year, quarter: PartialDate(year, quarter=quarter), st.none() | YEARS, st.integers(1, 4))
)
VALUES = PARTIAL.map(lambda each: each.iso) | st.tuples(PARTIAL, PARTIAL).map(lambda two: f"{two[0].iso}/{two[1].iso}")


@given(PARTIAL)
def test_a_written_value_reads_back(partial: PartialDate) -> None:
    assert parse_iso(partial.iso) == (partial,)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_real_day_is_possible_and_its_own_bounds(day: date) -> None:
    value = PartialDate(day.year, day.month, day.day).iso
    assert value == day.isoformat()
    assert is_possible(value)
    assert bounds(value) == (day, day)


@given(YEARS, st.integers(0, 15), st.integers(0, 40))
def test_possible_is_what_the_calendar_says(year: int, month: int, day: int) -> None:
    try:
        date(year, month, day)
        real = True
    except ValueError:
        real = False
    assert PartialDate(year, month, day).possible == real


@given(VALUES, VALUES)
def test_comparing_is_antisymmetric(left: str, right: str) -> None:
    if is_possible(left) and is_possible(right):
        assert compare(left, right) == -compare(right, left)


@given(st.text(alphabet="0123456789-/Q", max_size=24))
def test_any_text_is_read_or_refused(text: str) -> None:
    for part in parse_iso(text):
        assert part.iso in text


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-Q4", "2023-10-01", "2023-12-31"),
        ("2021/2025", "2021-01-01", "2025-12-31"),
        ("2024-01/2024-07", "2024-01-01", "2024-07-31"),
    ],
)
def test_bounds(value: str, first: str, last: str) -> None:
    assert bounds(value) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("value", ["2024-04-31", "2023-02-29", "2024-13", "2021/2015", "", "24-05", "Q4"])
def test_impossible(value: str) -> None:
    assert not is_possible(value)


@pytest.mark.parametrize("value", ["--02-29", "--09", "--Q3", "2024-02-29", "--01/--06"])
def test_possible(value: str) -> None:
    assert is_possible(value)


@pytest.mark.parametrize(
    ("left", "right", "want"),
    [("2023", "2024-05-01", -1), ("2024-05-01", "2024", 0), ("2024-Q2", "2024-03", 1), ("--09-30", "2024", 0)],
)
def test_compare(left: str, right: str, want: int) -> None:
    assert compare(left, right) == want


def test_a_missing_year_is_filled_in_only_where_it_is_missing() -> None:
    assert PartialDate(None, 9, 1).with_year(2023).iso == "2023-09-01"
    assert PartialDate(2022, 9, 1).with_year(2023).iso == "2022-09-01"


@pytest.mark.parametrize(("digits", "year"), [("2024", 2024), ("24", 2024), ("98", 1998)])
def test_two_digits_of_a_year(digits: str, year: int) -> None:
    assert full_year(digits) == year


@pytest.mark.parametrize("parts", [(None, None, 5, None), (2024, 1, None, 2), (None, None, None, None)])
def test_senseless_parts_are_refused(parts: tuple[int | None, int | None, int | None, int | None]) -> None:
    with pytest.raises(ValueError):
        PartialDate(*parts)
