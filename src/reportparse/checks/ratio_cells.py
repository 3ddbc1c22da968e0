"""Fractions in table cells with their percentage in the next cell or the next row: "46/46" above or beside "100%"."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from reportparse.checks.figures import FigureIndex
from reportparse.model.finding import Relation, Term
from reportparse.model.quantity import ZERO, Quantity
from reportparse.structure.flow import Paragraph
from reportparse.text.numerals import read_number

_FRACTION = regex.compile(r"\s*(?P<part>\d{1,3}(?:\.\d{3})+|\d{1,6})\s?/\s?(?P<whole>\d{1,3}(?:\.\d{3})+|\d{1,6})\s*")
_PERCENT = regex.compile(r"\s*(?P<percent>\d{1,3}(?:,\d{1,3})?)\s?%?\s*")
_SHARE = regex.compile(r"\W*(?:(?:tỷ|tỉ)\slệ|đạt|%)", regex.IGNORECASE)


def table_fractions(index: FigureIndex) -> Iterator[Relation]:
    """Fractions of cells against the percentage beside or below them.

    Below only in a row that calls itself a share, or with the sign of percent.
    """
    flow = index.view.flow
    cells = {(p.table, p.cell.row, p.cell.column): p for p in flow.paragraphs if p.cell is not None}
    for (table, row, column), paragraph in cells.items():
        fraction = _FRACTION.fullmatch(flow.text, paragraph.start, paragraph.end)
        if fraction is None:
            continue
        below, beside = cells.get((table, row + 1, column)), cells.get((table, row, column + 1))
        label = cells.get((table, row + 1, column - 1))
        named = label is not None and _SHARE.match(flow.text, label.start, label.end) is not None
        for other, sure in ((below, named), (beside, False)):
            percent = _PERCENT.fullmatch(flow.text, other.start, other.end) if other is not None else None
            if other is not None and percent is not None and (sure or _signed(index, other)):
                yield from _told(index, fraction, percent)
                break


def _signed(index: FigureIndex, paragraph: Paragraph) -> bool:
    return "%" in index.view.flow.text[paragraph.start : paragraph.end]


def _told(index: FigureIndex, fraction: regex.Match[str], percent: regex.Match[str]) -> Iterator[Relation]:
    part, whole = (_term(index, fraction, name) for name in ("part", "whole"))
    if whole.quantity.value:
        yield Relation("RAT001", "ratio", "quotient", _term(index, percent, "percent"), (part, whole), "%")


def _term(index: FigureIndex, match: regex.Match[str], name: str) -> Term:
    number = read_number(match.group(name), "percent" if name == "percent" else "count")
    quantity = Quantity(number.value, number.ulp if name == "percent" else ZERO, match.group(name))
    return Term(index.view.flow.span(*match.span(name)), quantity)
