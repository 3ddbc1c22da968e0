"""Partial dates: read, write, compare. Pure functions on ISO 8601 values such as "2024-05-30", "--09-30", "2021/2025".

Values written here: a day "2024-05-30", a month "2024-05", a year "2024", a quarter "2023-Q4", any of them without the
year ("--09-30", "--09", "--Q4"), and a range of two with a slash between them. A value says what is written, so an
impossible day such as "2024-04-31" is a value too; `is_possible` tells.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

import regex

_PIVOT = 50
_LEAP_YEAR = 2000
_ISO = regex.compile(r"(?:(?P<year>\d{4})|-)(?:-(?:Q(?P<quarter>[1-4])|(?P<month>\d\d)(?:-(?P<day>\d\d))?))?")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which some parts are not written. At least one of `year`, `month` and `quarter` is given."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    quarter: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day needs a month")
        if self.quarter is not None and self.month is not None:
            raise ValueError("a quarter has no month")
        if self.year is None and self.month is None and self.quarter is None:
            raise ValueError("an empty date")

    @property
    def iso(self) -> str:
        """The value in ISO 8601; a missing year is "--" (as in the 2000 edition of the standard)."""
        head = f"{self.year:04d}" if self.year is not None else "-"
        if self.quarter is not None:
            return f"{head}-Q{self.quarter}"
        if self.month is None:
            return head
        return f"{head}-{self.month:02d}" + (f"-{self.day:02d}" if self.day is not None else "")

    @property
    def possible(self) -> bool:
        """Whether the calendar has such a date; 29 February without a year is possible."""
        if self.month is None:
            return True
        if not 1 <= self.month <= 12:
            return False
        return self.day is None or 1 <= self.day <= _days(self.year or _LEAP_YEAR, self.month)

    @property
    def first(self) -> date | None:
        """The first day that it can mean, None where the year is missing or the date is impossible."""
        if self.year is None or not self.possible or not self.year:
            return None
        month = self.month or (3 * self.quarter - 2 if self.quarter else 1)
        return date(self.year, month, self.day or 1)

    @property
    def last(self) -> date | None:
        """The last day that it can mean, None where the year is missing or the date is impossible."""
        if self.year is None or not self.possible or not self.year:
            return None
        month = self.month or (3 * self.quarter if self.quarter else 12)
        return date(self.year, month, self.day or _days(self.year, month))

    def with_year(self, year: int | None) -> PartialDate:
        """The same date in `year`, where its own is not written."""
        if self.year is not None or year is None:
            return self
        return PartialDate(year, self.month, self.day, self.quarter)


def parse_iso(value: str) -> tuple[PartialDate, ...]:
    """Read an ISO value; two dates for a range, none where it is not such a value."""
    parts = value.split("/")
    found = []
    for part in parts:
        match = _ISO.fullmatch(part)
        if match is None or (match["year"] is None and match["month"] is None and match["quarter"] is None):
            return ()
        numbers = {name: int(text) for name, text in match.groupdict().items() if text is not None}
        found.append(PartialDate(**numbers))
    return tuple(found) if len(found) <= 2 else ()


def is_possible(value: str) -> bool:
    """Whether every date of an ISO value exists and a range does not run backwards."""
    dates = parse_iso(value)
    if not dates or not all(each.possible for each in dates):
        return False
    return len(dates) < 2 or compare(dates[0].iso, dates[1].iso) <= 0


def bounds(value: str) -> tuple[date, date] | None:
    """First and last day of an ISO value, None where a year is missing or the date is impossible."""
    dates = parse_iso(value)
    if not dates:
        return None
    first, last = dates[0].first, dates[-1].last
    return (first, last) if first is not None and last is not None else None


def compare(left: str, right: str) -> int:
    """-1 where `left` ends before `right` begins, 1 where it begins after `right` ends, else 0 (or not known)."""
    one, other = bounds(left), bounds(right)
    if one is None or other is None:
        return 0
    if one[1] < other[0]:
        return -1
    return 1 if one[0] > other[1] else 0


def full_year(digits: str) -> int:
    """The year that two or four digits stand for: "24" is 2024, "98" is 1998."""
    number = int(digits)
    if len(digits) > 2:
        return number
    return 2000 + number if number < _PIVOT else 1900 + number


def _days(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]
