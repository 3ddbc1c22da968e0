"""Finds written dates: days, months, quarters, years and periods, each with its ISO value.

The value is what is written, also where the calendar has no such day: "31/4/2024" becomes "2024-04-31", so that a
check can flag it (`text.dates.is_possible`). Numeric dates are always day, month, year.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

import regex

from reportparse.lexicon import Lexicon
from reportparse.model.mention import DateKind, DateMention
from reportparse.structure.view import View
from reportparse.text.dates import PartialDate, full_year

_FORM = "date_form_"
_CUED = "date_form_cued_"
_LEAD = 20
# Fragments that many forms begin with: their places are looked up once, not once for every form.
_WORDS = ("date_word_day", "date_word_month", "date_word_year", "date_word_quarter")
_WORD_NUMBERS = {"một": 1, "ba": 3, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}


def extract(view: View) -> tuple[DateMention, ...]:
    """All dates of the document in text order; none overlaps another."""
    return tuple(
        DateMention(span=view.flow.span(start, end), value=value, kind=kind)
        for start, end, value, kind in find_dates(view.flow.text, view.lexicon)
    )


def find_dates(text: str, lexicon: Lexicon) -> list[tuple[int, int, str, DateKind]]:
    """Start, end, value and kind of every date; where two forms overlap, the earlier one of the data file wins."""
    lead, cue = lexicon.pattern("date_lead"), lexicon.pattern("date_cue")
    places = {name: [match.start() for match in lexicon.pattern(name).finditer(text)] for name in _WORDS}
    places["date_number"] = [match.start("number") for match in lexicon.pattern("date_link").finditer(text)]
    starts: list[int] = []
    ends: list[int] = []
    found: list[tuple[int, int, str, DateKind]] = []
    for name, beginning in lexicon.derive(_forms):
        for match in _matches(text, lexicon.pattern(name), places.get(beginning)):
            start, end = _begin(match), match.end()
            index = bisect_left(ends, start + 1)
            if index < len(starts) and starts[index] < end:
                continue
            if name.startswith(_CUED) and cue.search(text, max(0, start - _LEAD), start) is None:
                continue
            value = value_of(match)
            if value is None:
                continue
            before = lead.search(text, max(0, start - _LEAD), start) if text[start].isdigit() else None
            if before is not None and (not index or ends[index - 1] <= before.start()):
                start = before.start()
            starts.insert(index, start)
            ends.insert(index, end)
            found.append((start, end, *value))
    return sorted(found)


def _forms(lexicon: Lexicon) -> list[tuple[str, str]]:
    """The forms in the order of the data file, each with the fragment that it begins with."""
    forms = [(name, entry.pattern) for name, entry in lexicon.entries.items() if name.startswith(_FORM)]
    return [(name, pattern.partition("}")[0].removeprefix("${")) for name, pattern in forms]


def _matches(text: str, pattern: regex.Pattern[str], places: list[int] | None) -> Iterator[regex.Match[str]]:
    """Matches of a form; one that begins with a known fragment is tried only where that stands."""
    if places is None:
        yield from pattern.finditer(text)
        return
    end = 0
    for place in places:
        match = pattern.match(text, place) if place >= end else None
        if match is not None:
            yield match
            end = match.end()


def _begin(match: regex.Match[str]) -> int:
    """Where the date begins: some forms look back from the word "tháng" to the figure before it."""
    groups = match.re.groupindex
    figures = [int(match.start(name)) for name in ("day", "months") if name in groups and match[name]]
    return min([int(match.start()), *figures])


def value_of(match: regex.Match[str]) -> tuple[str, DateKind] | None:
    """ISO value and kind of a match of a date form, from its named groups; None where they make no date."""
    groups = {name: text for name, text in match.groupdict().items() if text}
    if "months" in groups:
        return _months_of_year(groups)
    last = _partial(groups, "2")
    if last is None:
        only = _partial(groups, "")
        return (only.iso, _kind(only)) if only else None
    first = _borrow(_partial(groups, ""), last)
    return (f"{first.iso}/{last.iso}", "period") if first else None


def partial_of(match: regex.Match[str]) -> PartialDate | None:
    """The single date of a match with the groups day, month and year."""
    return _partial({name: text for name, text in match.groupdict().items() if text}, "")


def _partial(groups: dict[str, str], suffix: str) -> PartialDate | None:
    year, month = groups.get("year" + suffix), groups.get("month" + suffix)
    day, quarter = groups.get("day" + suffix), groups.get("quarter" + suffix)
    if not (year or month or quarter):
        return PartialDate(month=0, day=int(day)) if day else None
    return PartialDate(
        _year(year, groups.get("year")) if year else None,
        int(month) if month else None,
        int(day) if day and month else None,
        _ROMAN.get(quarter) or int(quarter) if quarter else None,
    )


def _year(digits: str, century_of: str | None) -> int:
    """A second year of two digits ("2021-25") belongs to the century of the first."""
    if len(digits) == 2 and century_of and len(century_of) == 4:
        return int(century_of[:2] + digits)
    return full_year(digits)


def _borrow(first: PartialDate | None, last: PartialDate) -> PartialDate | None:
    """The first end of a range takes what it does not say from the second: "01/9 đến 31/10/2023"."""
    if first is None:
        return None
    if first.month == 0:
        return PartialDate(last.year, last.month, first.day) if last.month else None
    return first.with_year(last.year)


def _months_of_year(groups: dict[str, str]) -> tuple[str, DateKind] | None:
    """The value of "6 tháng đầu năm 2024": the first or last so many months of a year."""
    word = groups["months"].lower()
    count = int(word) if word.isdigit() else _WORD_NUMBERS.get(word, 0)
    if not 1 <= count <= 12:
        return None
    year = int(groups["year"]) if "year" in groups else None
    begin, end = (13 - count, 12) if groups.get("half", "").lower() == "cuối" else (1, count)
    return f"{PartialDate(year, begin).iso}/{PartialDate(year, end).iso}", "period"


def _kind(date: PartialDate) -> DateKind:
    if date.quarter is not None:
        return "quarter"
    if date.day is not None:
        return "day"
    return "month" if date.month is not None else "year"
