"""Percentages of a fraction that is written with a stroke: "100.000đ/300.000đ, đạt 33,3%", "99,6% (498/500)"."""

from __future__ import annotations

import regex

from reportparse.checks.ratio_share import Share
from reportparse.checks.share_words import MAKES_UP
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import HouseholdCount
from reportparse.model.quantity import Quantity
from reportparse.text.numerals import read_number

_FRACTION = regex.compile(
    r"(?<![\d.,/])(?P<part>\d+(?:[.,]\d+)*)(?:\s?(?:\p{L}+\d?(?:\s\p{L}+){0,2})?\s?/\s?|\strên\s(?:tổng\s)?(?:số\s)?)"
    r"(?P<whole>\d+(?:[.,]\d+)*)(?![\d/])"
)
_OF_WHOLE = regex.compile(
    rf"(?<!\p{{L}})(?:{MAKES_UP}|được)(?!\p{{L}})|[=(]|,\s$",
    regex.IGNORECASE,
)
_YEARS = regex.compile(r"(?:19|20)\d\d|(?<=từ(?: đủ)? )\d\d?(?= tuổi)")
_OPENED = regex.compile(r"\s?\((?:\p{L}+\s){0,3}")
_WORD = regex.compile(r"\p{L}")
_PERSONS = regex.compile(r"\s?(?:nhân\s)?khẩu|\s?người", regex.IGNORECASE)


def fraction_of(share: Share) -> Relation | None:
    """ "100.000.000đ/300.000.000đ, đạt 59,5%", "99,6% (498/500 học sinh)": the two stand on either side of a stroke."""
    text, start = share.text, share.placed.start
    opened = _OPENED.match(text, share.placed.end)
    behind = _FRACTION.match(text, opened.end()) if opened else None
    if behind is not None:
        return _of_fraction(share, behind)
    matches = list(_FRACTION.finditer(text, max(share.floor, start - 90), start))
    if not matches:
        return None
    match = matches[-1]
    gap = text[match.end() : start]
    if _PERSONS.match(gap) and _WORD.search(match.group()):
        # "259 hộ/1.302 khẩu" counts two things, "92/115 người" one.
        return None
    if any(mark in gap for mark in ".;") or regex.search(r"\d", _YEARS.sub("", gap)):
        return None
    if not _OF_WHOLE.search(gap):
        return None
    return _of_fraction(share, match)


def _of_fraction(share: Share, match: regex.Match[str]) -> Relation | None:
    part, whole = (_number_term(share, match.start(name), match.end(name)) for name in ("part", "whole"))
    if part.quantity.value is None or not whole.quantity.value:
        return None
    return Relation("RAT001", "ratio", "quotient", share.placed.term, (part, whole), "%")


def _number_term(share: Share, start: int, end: int) -> Term:
    for placed in share.figures:
        if placed.start <= start and end <= placed.end and not isinstance(placed.figure, HouseholdCount):
            return placed.term
    written = share.text[start:end]
    number = read_number(written, "count")
    quantity = Quantity(number.value, written=written, malformed=number.malformed)
    return Term(share.index.view.flow.span(start, end), quantity)
