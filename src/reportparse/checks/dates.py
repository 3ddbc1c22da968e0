"""Dates that cannot be: no such day, after the document that cites them, against the year in an identifier."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator

import regex

from reportparse.checks.draft import Draft
from reportparse.model.finding import LikelyError
from reportparse.model.mention import Citation, DateMention, Mentions
from reportparse.structure.view import View
from reportparse.text.fold import fold

_DAY = regex.compile(r"(?P<year>\d{4}|-)-(?P<month>\d{2})-(?P<day>\d{2})")
# Bodies of which there are many: their symbol does not say which of them issued a paper.
_MANY = frozenset({"UBND", "HĐND", "ĐU", "HU", "TU", "BCĐ", "BQL", "MTTQ", "BTT"})
_FULL = regex.compile(r"\d{4}-\d{2}-\d{2}")


def check(view: View, mentions: Mentions) -> Iterator[Draft]:
    """Dates in text order, then citations."""
    for date in mentions.dates:
        yield from _impossible(date)
        yield from _backwards(date)
    for citation in mentions.citations:
        yield from _after_report(view, citation)
        yield from _year_in_identifier(citation)
    yield from _two_dates(mentions)


def _impossible(date: DateMention) -> Iterator[Draft]:
    for value in date.value.split("/"):
        match = _DAY.fullmatch(value)
        if match is None:
            continue
        # Without a year 29 February may exist.
        year = int(match.group("year")) if match.group("year") != "-" else 2024
        month, day = int(match.group("month")), int(match.group("day"))
        if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
            yield Draft("DAT001", "date", "inconsistent", date.span, value, None)


def _backwards(date: DateMention) -> Iterator[Draft]:
    """A period that ends before it starts ("giai đoạn 2021-2015")."""
    start, slash, end = date.value.partition("/")
    if not slash or date.kind != "period" or len(start) != len(end):
        return
    if start[:1].isdigit() and end[:1].isdigit() and end < start:
        yield Draft("DAT002", "date", "inconsistent", date.span, date.value, None)


def _after_report(view: View, citation: Citation) -> Iterator[Draft]:
    """A document cited with a date after the report that cites it."""
    own = view.header.date
    if not own or not own[:1].isdigit() or citation.date is None or not citation.date[:1].isdigit():
        return
    length = min(len(own), len(citation.date))
    if length < 4 or citation.date[:length] <= own[:length] or citation.date_span is None:
        return
    yield Draft("DAT003", "date", "inconsistent", citation.date_span, citation.date, own)


def _year_in_identifier(citation: Citation) -> Iterator[Draft]:
    """27/2022/NĐ-CP cannot be of another year than 2022 (Luật Ban hành văn bản quy phạm pháp luật)."""
    if citation.year is None or citation.date is None or not citation.date[:4].isdigit():
        return
    if int(citation.date[:4]) != citation.year and citation.date_span is not None:
        span = citation.date_span
        likely = LikelyError(span, citation.date, None, f"{citation.year}{citation.date[4:]}")
        yield Draft("DAT004", "date", "inconsistent", span, citation.date, str(citation.year), likely_error=likely)


def _two_dates(mentions: Mentions) -> Iterator[Draft]:
    """One document (identifier, issuer) with two dates of one year, or with one day and month in two years.

    A commune's numbers begin anew every year, so 126/KH-UBND of 22/9/2022 and of 26/9/2023 are two documents. The date
    that is written less often is the finding; where both are written once, the later one.
    """
    by_paper: dict[tuple[str, str], list[Citation]] = {}
    for citation in mentions.citations:
        if citation.identifier and citation.date_span and _FULL.fullmatch(citation.date or ""):
            body = (citation.symbol or "").replace("/", "-").rpartition("-")[2]
            issuer = fold(citation.issuer or "") if body in _MANY else ""
            by_paper.setdefault((citation.identifier, issuer), []).append(citation)
    for citations in by_paper.values():
        counts = Counter(citation.date for citation in citations)
        if len(counts) < 2:
            continue
        usual = max(counts, key=lambda date: (counts[date], -[c.date for c in citations].index(date))) or ""
        for citation in citations:
            date = citation.date or ""
            if date != usual and (date[:4] == usual[:4] or date[5:] == usual[5:]) and citation.date_span:
                likely = LikelyError(citation.date_span, date, None, usual) if counts[usual] > counts[date] else None
                yield Draft("REP004", "repeat", "inconsistent", citation.date_span, date, usual, likely_error=likely)
