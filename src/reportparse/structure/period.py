"""The reporting period: from a subject, a closing sentence or a file name to ISO 8601.

"7 tháng đầu năm 2024" is 2024-01/2024-07, "quý I năm 2024" is 2024-Q1, "năm 2022 đến 2023" is 2022/2023. A report
names what it reports on before what it plans, so what follows "phương hướng, nhiệm vụ" counts only where nothing
stands before it. An end without a beginning ("đến năm 2030") keeps its words and has no value.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import regex

from reportparse.lexicon import Lexicon
from reportparse.model.mention import ValueSource
from reportparse.model.report import Period
from reportparse.text.fold import fold, squeeze

_WORDS = {
    "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10, "muoi mot": 11,
}  # fmt: skip
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_ISO_TIME = r"\d{4}(?:-(?:(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?|Q[1-4]))?"
_ISO = regex.compile(rf"(?P<first>{_ISO_TIME})(?:/(?P<last>{_ISO_TIME}))?")
_ISO_LIKE = regex.compile(r"\d{4}[\d/Q-]*")
_PHASE = regex.compile(r"(?:giai\s+doan|thoi\s+ky|nhiem\s+ky)")
_LONGEST = 15


@dataclass(frozen=True, slots=True)
class YearHint:
    """The year of a period that does not name its own; `month` is that of the document, where it is known."""

    year: int | None = None
    month: int | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Something that may be the period; the lowest rank stands, and of one rank the first in the text."""

    rank: int
    start: int
    end: int
    value: str | None


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text without citations (`cited_out`), and without single dates too (`plain`), and how to read it."""

    cited_out: str
    plain: str
    lexicon: Lexicon
    hint: YearHint
    looks_back: bool


def find_period(
    text: str, source: ValueSource, lexicon: Lexicon, hint: YearHint | None = None, *, looks_back: bool = True
) -> Period | None:
    """The period that `text` names, None where it names none. `looks_back` for reports, not for plans."""
    cited_out = _blanked(fold(text), "period_cited_folded", lexicon)
    plain = _blanked(cited_out, "period_date_folded", lexicon)
    reading = _Reading(cited_out, plain, lexicon, hint or YearHint(), looks_back)
    outlook = lexicon.pattern("period_outlook_folded").search(plain) if looks_back else None
    best = _best(reading, outlook.start()) if outlook else None
    best = best or _best(reading, len(plain))
    return Period(value=best.value, text=squeeze(text[best.start : best.end]), source=source) if best else None


def given_period(text: str, lexicon: Lexicon) -> Period:
    """The period that a person set: ISO as it is, else read like a subject; without value where neither can be read."""
    written = text.strip()
    if _ISO_LIKE.fullmatch(written):
        iso = _ISO.fullmatch(written)
        forward = iso is not None and (iso["last"] is None or iso["first"] <= iso["last"])
        return Period(value=written if forward else None, text=text, source="user")
    return find_period(text, "user", lexicon, looks_back=False) or Period(text=text, source="user")


def commonest_year(text: str, lexicon: Lexicon) -> int | None:
    """The year most often named outside citations; the earlier one of two named equally often."""
    folded = _blanked(fold(text), "period_cited_folded", lexicon)
    years = Counter(int(match["year"]) for match in lexicon.pattern("period_one_year_folded").finditer(folded))
    return min(years, key=lambda year: (-years[year], year)) if years else None


def _blanked(folded: str, pattern: str, lexicon: Lexicon) -> str:
    return str(lexicon.pattern(pattern).sub(lambda match: "_" * len(match.group()), folded))


def _best(reading: _Reading, end: int) -> _Candidate | None:
    found = [*_parts_of_years(reading, end), *_whole_years(reading, end)]
    return min(filter(None, found), key=lambda candidate: (candidate.rank, candidate.start), default=None)


def _parts_of_years(reading: _Reading, end: int) -> Iterator[_Candidate | None]:
    """Ranges of days, parts of a year, quarters and months in the first `end` characters."""
    lexicon, text = reading.lexicon, reading.plain
    for match in lexicon.pattern("period_days_folded").finditer(reading.cited_out, 0, end):
        yield _days(match)
    for match in lexicon.pattern("period_months_folded").finditer(text, 0, end):
        yield _month_range(match)
    for match in lexicon.pattern("period_part_folded").finditer(text, 0, end):
        written = squeeze(match["count"])
        count = int(written) if written.isdigit() else _WORDS[written]
        if 1 <= count <= 12:
            first, last = (13 - count, 12) if match["half"] == "cuoi" else (1, count)
            yield _months(match, reading, first, last)
    for match in lexicon.pattern("period_quarter_folded").finditer(text, 0, end):
        quarter = _QUARTERS.get(match["quarter"]) or int(match["quarter"])
        year = _year(match, reading, 3 * quarter - 2)
        yield _Candidate(2, match.start(), match.end(), f"{year}-Q{quarter}") if year else None
    for match in lexicon.pattern("period_month_folded").finditer(text, 0, end):
        month = int(match["month"])
        year = _year(match, reading, month)
        yield _Candidate(3, match.start(), match.end(), f"{year}-{month:02}") if year else None


def _whole_years(reading: _Reading, end: int) -> Iterator[_Candidate | None]:
    """Ranges of years, years, and ends without a beginning in the first `end` characters."""
    lexicon, text = reading.lexicon, reading.plain
    ranges: list[tuple[int, int]] = []
    for match in lexicon.pattern("period_years_folded").finditer(text, 0, end):
        ranges.append(match.span())
        yield _years(match)
    ends = list(lexicon.pattern("period_until_folded").finditer(text, 0, end))
    ranges += [match.span() for match in ends]
    for match in lexicon.pattern("period_one_year_folded").finditer(text, 0, end):
        if not any(start <= match.start() < stop for start, stop in ranges):
            yield _Candidate(5, match.start(), match.end(), match["year"])
    for match in ends:
        yield _Candidate(7, match.start(), match.end(), None)


def _months(match: regex.Match[str], reading: _Reading, first: int, last: int) -> _Candidate | None:
    year = _year(match, reading, first)
    if year is None:
        return None
    value = f"{year}-{first:02}/{year}-{last:02}" if first != last else f"{year}-{first:02}"
    return _Candidate(1, match.start(), match.end(), value)


def _month_range(match: regex.Match[str]) -> _Candidate | None:
    first = f"{match['year1'] or match['year2']}-{int(match['month1']):02}"
    last = f"{match['year2']}-{int(match['month2']):02}"
    return _Candidate(1, match.start(), match.end(), f"{first}/{last}") if first < last else None


def _days(match: regex.Match[str]) -> _Candidate | None:
    first = _day(match["year1"] or match["year2"], match["month1"], match["day1"])
    last = _day(match["year2"], match["month2"], match["day2"])
    return _Candidate(0, match.start(), match.end(), f"{first}/{last}") if first and last and first <= last else None


def _day(year: str, month: str, day: str) -> str | None:
    if not 1 <= int(month) <= 12 or not 1 <= int(day) <= monthrange(int(year), int(month))[1]:
        return None
    return f"{year}-{int(month):02}-{int(day):02}"


def _years(match: regex.Match[str]) -> _Candidate | None:
    first = int(match["first"])
    last = int(match["last"]) if len(match["last"]) == 4 else first // 100 * 100 + int(match["last"])
    if not first < last <= first + _LONGEST:
        return None
    # The phase of a programme ("giai đoạn 2021-2025") is the period only where no year is named.
    return _Candidate(6 if _PHASE.match(match.group()) else 4, match.start(), match.end(), f"{first}/{last}")


def _year(match: regex.Match[str], reading: _Reading, first_month: int) -> int | None:
    """The year of a part of a year: its own, the next one named, the last one named before, else the document's.

    A report of January on the second half of the year speaks of the year before.
    """
    if match["year"]:
        return int(match["year"])
    pattern = reading.lexicon.pattern("period_one_year_folded")
    after = pattern.search(reading.plain, match.end())
    if after:
        return int(after["year"])
    before = list(pattern.finditer(reading.plain, 0, match.start()))
    if before:
        return int(before[-1]["year"])
    hint = reading.hint
    early = reading.looks_back and hint.month is not None and hint.month < first_month
    return hint.year - early if hint.year else None
