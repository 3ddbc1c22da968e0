"""The reporting period: from a subject, a closing sentence or a file name to ISO 8601.

"7 tháng đầu năm 2024" is 2024-01/2024-07, "quý I năm 2024" is 2024-Q1, "năm 2022 đến 2023" is 2022/2023. A report names
what it reports on before what it plans, so what follows "phương hướng, nhiệm vụ" counts only where nothing stands before it.
An end without a beginning ("đến năm 2030") keeps its words and has no value.
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
_ISO = regex.compile(r"\d{4}(?:-(?:\d{2}(?:-\d{2})?|Q[1-4]))?(?:/\d{4}(?:-(?:\d{2}(?:-\d{2})?|Q[1-4]))?)?")
_PHASE = regex.compile(r"(?:giai\s+doan|thoi\s+ky|nhiem\s+ky)")
_LONGEST = 15


@dataclass(frozen=True, slots=True)
class YearHint:
    """The year of a period that does not name its own; `month` is that of the document, where it is known."""

    year: int | None = None
    month: int | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    rank: int
    start: int
    end: int
    value: str | None


def find_period(
    text: str, source: ValueSource, lexicon: Lexicon, hint: YearHint | None = None, *, looks_back: bool = True
) -> Period | None:
    """The period that `text` names, None where it names none. `looks_back` for reports, not for plans."""
    folded = _without_citations(fold(text), lexicon)
    hint = hint or YearHint()
    best: _Candidate | None = None
    if looks_back:
        outlook = lexicon.pattern("period_outlook_folded").search(folded)
        if outlook:
            best = _best(folded, outlook.start(), lexicon, hint, looks_back)
    best = best or _best(folded, len(folded), lexicon, hint, looks_back)
    if best is None:
        return None
    return Period(value=best.value, text=squeeze(text[best.start : best.end]), source=source)


def given_period(text: str, lexicon: Lexicon) -> Period:
    """The period that a person set: ISO as it is, else read like a subject."""
    if _ISO.fullmatch(text.strip()):
        return Period(value=text.strip(), text=text, source="user")
    return find_period(text, "user", lexicon, looks_back=False) or Period(text=text, source="user")


def commonest_year(text: str, lexicon: Lexicon) -> int | None:
    """The year most often named outside citations; the earlier one of two named equally often."""
    folded = _without_citations(fold(text), lexicon)
    years = Counter(int(match["year"]) for match in lexicon.pattern("period_one_year_folded").finditer(folded))
    return min(years, key=lambda year: (-years[year], year)) if years else None


def _without_citations(folded: str, lexicon: Lexicon) -> str:
    return str(lexicon.pattern("period_not_folded").sub(lambda match: "_" * len(match.group()), folded))


def _best(folded: str, end: int, lexicon: Lexicon, hint: YearHint, looks_back: bool) -> _Candidate | None:
    found = [candidate for candidate in _candidates(folded, end, lexicon, hint, looks_back) if candidate]
    return min(found, key=lambda candidate: (candidate.rank, candidate.start), default=None)


def _candidates(
    folded: str, end: int, lexicon: Lexicon, hint: YearHint, looks_back: bool
) -> Iterator[_Candidate | None]:
    """Everything in the first `end` characters that may be the period; narrower kinds have lower ranks."""

    def matches(name: str) -> Iterator[regex.Match[str]]:
        found: Iterator[regex.Match[str]] = lexicon.pattern(name).finditer(folded, 0, end)
        return found

    for match in matches("period_days_folded"):
        yield _days(match)
    for match in matches("period_part_folded"):
        yield _part(match, _year(match, folded, lexicon, hint, looks_back))
    for match in matches("period_quarter_folded"):
        written = match["quarter"]
        year = _year(match, folded, lexicon, hint, looks_back)
        quarter = _QUARTERS.get(written) or int(written)
        yield _Candidate(2, *match.span(), f"{year}-Q{quarter}") if year else None
    for match in matches("period_month_folded"):
        yield _Candidate(3, *match.span(), f"{match['year']}-{int(match['month']):02}")
    ranges: list[tuple[int, int]] = []
    for match in matches("period_years_folded"):
        ranges.append(match.span())
        yield _years(match)
    for match in matches("period_one_year_folded"):
        until = regex.search(r"den\s+(?:het\s+)?$", folded[: match.start()])
        inside = any(start <= match.start() < stop for start, stop in ranges)
        yield None if until or inside else _Candidate(5, *match.span(), match["year"])
    for match in matches("period_until_folded"):
        yield _Candidate(7, *match.span(), None)


def _days(match: regex.Match[str]) -> _Candidate | None:
    first = _day(match["year1"] or match["year2"], match["month1"], match["day1"])
    last = _day(match["year2"], match["month2"], match["day2"])
    return _Candidate(0, *match.span(), f"{first}/{last}") if first and last and first <= last else None


def _day(year: str, month: str, day: str) -> str | None:
    if not 1 <= int(month) <= 12 or not 1 <= int(day) <= monthrange(int(year), int(month))[1]:
        return None
    return f"{year}-{int(month):02}-{int(day):02}"


def _part(match: regex.Match[str], year: int | None) -> _Candidate | None:
    written = squeeze(match["count"])
    count = int(written) if written.isdigit() else _WORDS[written]
    if not 1 <= count <= 12 or year is None:
        return None
    first, last = (13 - count, 12) if match["half"] == "cuoi" else (1, count)
    value = f"{year}-{first:02}/{year}-{last:02}" if first != last else f"{year}-{first:02}"
    return _Candidate(1, *match.span(), value)


def _years(match: regex.Match[str]) -> _Candidate | None:
    first = int(match["first"])
    last = int(match["last"]) if len(match["last"]) == 4 else first // 100 * 100 + int(match["last"])
    if not first < last <= first + _LONGEST:
        return None
    # The phase of a programme ("giai đoạn 2021-2025") is the period only where no year is named.
    return _Candidate(6 if _PHASE.match(match.group()) else 4, *match.span(), f"{first}/{last}")


def _year(match: regex.Match[str], folded: str, lexicon: Lexicon, hint: YearHint, looks_back: bool) -> int | None:
    """The year of a part of a year: its own, the next one named, the last one named before, else the document's."""
    if match["year"]:
        return int(match["year"])
    pattern = lexicon.pattern("period_one_year_folded")
    after = pattern.search(folded, match.end())
    if after:
        return int(after["year"])
    before = list(pattern.finditer(folded, 0, match.start()))
    if before:
        return int(before[-1]["year"])
    return hint.year
