"""Dates that cannot be: no such day, an end before its start, after the document that cites them, against the year in
an identifier; one document with two dates."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import regex

from reportparse.checks.draft import Draft, place
from reportparse.model.finding import LikelyError
from reportparse.model.mention import Citation, DateMention, Mentions
from reportparse.model.span import Span
from reportparse.structure.view import View
from reportparse.text.fold import fold, squeeze

_DAY = regex.compile(r"(?P<year>\d{4}|-)-(?P<month>\d{2})-(?P<day>\d{2})")
# Bodies of which there are many: their symbol does not say which of them issued a paper.
_MANY = frozenset({"UBND", "HĐND", "ĐU", "HU", "TU", "BCĐ", "BQL", "MTTQ", "BTT"})
_FULL = regex.compile(r"\d{4}-\d{2}-\d{2}")
_OWN_YEAR = regex.compile(r"\d{4}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2}")
_NAMES_MONTH = regex.compile(r"\d[/.-]\d|tháng|quý", regex.IGNORECASE)
_TO = regex.compile(r"đến|tới|[-–—]", regex.IGNORECASE)
_BEGINS = regex.compile(r"(?:bắt đầu|khởi công|khai mạc|mở đợt)(?:\s\p{L}+){0,3}\s?:?\s*$", regex.IGNORECASE)
_ENDS = regex.compile(
    r"^(?:[^.;\n]*[\s,(])?(?:kết thúc|hoàn thành|bế mạc|bàn giao|nghiệm thu)(?:\s\p{L}+){0,3}\s?:?\s*$",
    regex.IGNORECASE,
)
_TERM = regex.compile(r"(?:QH|UBTVQH)(?P<number>\d{1,2})")
# The fifteenth Assembly sat till 2026, the thirteenth was the first of the three that sat for five years each.
_FIFTEENTH, _FIFTEENTH_ENDS, _FIRST_OF_FIVE, _TERM_YEARS = 15, 2026, 13, 5
# A season over the turn of a year ("từ tháng 9 đến tháng 5/2025") leaves out the year that it begins in.
_SEASON = 9
_LATER, _REACH, _OTHERS = 6, 90, 3


def check(view: View, mentions: Mentions) -> Iterator[Draft]:
    """Dates in text order, then citations."""
    for date in mentions.dates:
        yield from _impossible(date)
        yield from _backwards(view, date)
    yield from _ends_before_start(view, mentions)
    for citation in mentions.citations:
        yield from _after_report(view, citation)
        yield from _year_in_identifier(citation)
        yield from _term_of_assembly(citation)
    yield from _two_dates(mentions)


def _impossible(date: DateMention) -> Iterator[Draft]:
    for value in date.value.split("/"):
        match = _DAY.fullmatch(value)
        if match is None:
            continue
        # Without a year 29 February may exist.
        year = int(match.group("year")) if match.group("year") != "-" else 2024
        month, day = int(match.group("month")), int(match.group("day"))
        if not (month and day):
            # "ngày 00/4/2024" keeps the place of a day to come.
            yield Draft("DAT001", "date", "suspect", date.span, value, None, reason="day-missing")
        elif not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
            yield Draft("DAT001", "date", "inconsistent", date.span, value, None)


def _backwards(view: View, date: DateMention) -> Iterator[Draft]:
    """A period that ends before it starts ("giai đoạn 2021-2015")."""
    start, slash, end = date.value.partition("/")
    if not slash or date.kind != "period" or len(start) != len(end):
        return
    if not start[:1].isdigit() or not end[:1].isdigit() or end >= start:
        return
    written = _TO.split(date.span.of(view.document.text), maxsplit=1)[0]
    if start[:4] == end[:4] and _NAMES_MONTH.search(written) and not _OWN_YEAR.search(written):
        months = _month(end) + 12 - _month(start)
        if months <= _SEASON or len(end) < len("2024-08-10"):
            return
    yield Draft("DAT002", "date", "inconsistent", date.span, date.value, None)


def _month(value: str) -> int:
    part = value[5:7]
    return int(part) if part.isdigit() else 3 * int(part[1])


def _ends_before_start(view: View, mentions: Mentions) -> Iterator[Draft]:
    """Two dates of one sentence, "bắt đầu ... 01/10/2024, kết thúc ... 20/9/2024"."""
    text = view.document.text
    for first, second in pairwise(mentions.dates):
        same_kind = first.kind == second.kind and first.kind in ("day", "month", "year")
        if not same_kind or second.value >= first.value or not second.value[:1].isdigit():
            continue
        between = text[first.span.end : second.span.start]
        before = text[max(0, first.span.start - _REACH) : first.span.start]
        if len(between) <= _REACH and _BEGINS.search(squeeze(before)) and _ENDS.search(squeeze(between)):
            terms = (place(first.span, first.value),)
            yield Draft("DAT007", "date", "inconsistent", second.span, second.value, first.value, terms=terms)


def _after_report(view: View, citation: Citation) -> Iterator[Draft]:
    """A document cited with a date after the report that cites it; without its date, long after its period."""
    own, cited, span = view.header.date, citation.date, citation.date_span
    if cited is None and citation.year is not None and own and own[:4].isdigit() and citation.year > int(own[:4]):
        # 118/2025/NĐ-CP has its year inside, with no date beside it.
        yield Draft("DAT003", "date", "inconsistent", citation.span, str(citation.year), own)
    if cited is None or not cited[:1].isdigit() or span is None:
        return
    if not own or not own[:1].isdigit():
        yield from _after_period(view, citation, span)
        return
    length = min(len(own), len(cited))
    if length < 4 or cited[:length] <= own[:length]:
        return
    # A year of two or three years hence is a slip of the year where the day fits the report's own year.
    meant = own[:4] + cited[4:]
    likely = LikelyError(span, cited, None, meant) if cited[:4] != own[:4] and meant[:length] <= own[:length] else None
    yield Draft("DAT003", "date", "inconsistent", span, cited, own, likely_error=likely)


def _after_period(view: View, citation: Citation, span: Span) -> Iterator[Draft]:
    end = (view.period.value or "").rpartition("/")[2]
    cited = citation.date or ""
    if len(end) < 7 or not end[5:7].isdigit() or len(cited) < 7 or not cited[5:7].isdigit():
        return
    if (int(cited[:4]) - int(end[:4])) * 12 + int(cited[5:7]) - int(end[5:7]) > _LATER:
        yield Draft("DAT003", "date", "suspect", span, cited, end, reason="report-date-missing")


def _year_in_identifier(citation: Citation) -> Iterator[Draft]:
    """27/2022/NĐ-CP cannot be of another year than 2022 (Luật Ban hành văn bản quy phạm pháp luật)."""
    if citation.year is None or citation.date is None or not citation.date[:4].isdigit():
        return
    if int(citation.date[:4]) != citation.year and citation.date_span is not None:
        span = citation.date_span
        likely = LikelyError(span, citation.date, None, f"{citation.year}{citation.date[4:]}")
        yield Draft("DAT004", "date", "inconsistent", span, citation.date, str(citation.year), likely_error=likely)


def _term_of_assembly(citation: Citation) -> Iterator[Draft]:
    """83/2015/QH14: the fourteenth Assembly sat from 2016 to 2021 (a term of five years, Hiến pháp 2013, Điều 71)."""
    term = _TERM.fullmatch(citation.symbol or "")
    if term is None or citation.year is None:
        return
    last = _FIFTEENTH_ENDS + 5 * (int(term.group("number")) - _FIFTEENTH)
    if int(term.group("number")) >= _FIRST_OF_FIVE and not last - _TERM_YEARS <= citation.year <= last:
        yield Draft("DAT008", "date", "inconsistent", citation.span, citation.identifier, None)


def _two_dates(mentions: Mentions) -> Iterator[Draft]:
    """One document (identifier, issuer) with two dates of one year, or with one day and month in two years.

    A commune's numbers begin anew every year, so 126/KH-UBND of 22/9/2022 and of 26/9/2023 are two documents; so are a
    Party paper's of two terms. The date that is written less often is the finding; where both are written once, the
    later one. Where many bodies have such a symbol and none is named, two may have the number.
    """
    by_paper: dict[tuple[str, str, str], list[Citation]] = {}
    for citation in mentions.citations:
        if citation.identifier and citation.date_span and _FULL.fullmatch(citation.date or ""):
            body = (citation.symbol or "").replace("/", "-").rpartition("-")[2]
            issuer = fold(citation.issuer or "") if body in _MANY else ""
            by_paper.setdefault((citation.identifier, issuer, body), []).append(citation)
    for (_, issuer, body), citations in by_paper.items():
        counts = Counter(citation.date for citation in citations)
        if len(counts) < 2:
            continue
        certain = bool(issuer) or body not in _MANY
        # The year inside the identifier decides first, then how often a date is written, then which comes first.
        weights = {date: (_of_year(citations[0], date), counts[date]) for date in counts if date}
        usual = max(weights, key=lambda date: (weights[date], -[c.date for c in citations].index(date)))
        for citation in citations:
            date, span = citation.date or "", citation.date_span
            if date == usual or span is None or (date[:4] != usual[:4] and date[5:] != usual[5:]):
                continue
            others = tuple(place(c.date_span, usual) for c in citations if c.date == usual and c.date_span)[:_OTHERS]
            if certain or one_slip(date, usual):
                likely = LikelyError(span, date, None, usual) if weights[usual] > weights[date] else None
                yield Draft("REP004", "repeat", "inconsistent", span, date, usual, likely_error=likely, terms=others)
            else:
                yield Draft("REP004", "repeat", "suspect", span, date, usual, "issuer-not-stated", terms=others)


def _of_year(citation: Citation, date: str) -> bool:
    return citation.year is not None and date[:4] == str(citation.year)


def one_slip(written: str, meant: str) -> bool:
    """Whether two ISO days differ in one digit, in two digits that are swapped, or as day and month swapped."""
    if (written[:4], written[8:], written[5:7]) == (meant[:4], meant[5:7], meant[8:]):
        return True
    one, other = written.replace("-", ""), meant.replace("-", "")
    different = [index for index, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(different) == 2 and different[1] == different[0] + 1:
        return one[different[0]] == other[different[1]] and one[different[1]] == other[different[0]]
    return len(different) == 1
