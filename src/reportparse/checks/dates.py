"""Dates that cannot be: no such day, after the document that cites them, against the year in an identifier."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator

import regex

from reportparse.checks.draft import Draft
from reportparse.model.finding import LikelyError
from reportparse.model.mention import Citation, DateMention, Mentions
from reportparse.structure.view import View
from reportparse.text.fold import fold

_DAY = regex.compile(r"(?P<year>\d{4}|-)-(?P<month>\d{2})-(?P<day>\d{2})")
_MAX_TERM = 15


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
    """One document (identifier, issuer, year) with two days. A commune's numbers begin anew every year."""
    first: dict[tuple[str, str, str], Citation] = {}
    for citation in mentions.citations:
        if citation.identifier is None or citation.date is None or len(citation.date) != 10:
            continue
        if not citation.date[:1].isdigit() or citation.date_span is None:
            continue
        key = (citation.identifier, fold(citation.issuer or ""), citation.date[:4])
        known = first.setdefault(key, citation)
        if known.date != citation.date:
            span = citation.date_span
            yield Draft("REP004", "repeat", "inconsistent", span, citation.date, known.date)
