"""Fractions that are cells of their own: "18/71" above a row "Tỷ lệ đạt: 25%", "48/48" above the rows of its parts.

Tables of targets put what is done and what there is to do into one cell. What stands below in the same column may be
its percentage, or the kinds of what is done; these are taken as parts where their rows name the same thing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import regex

from reportparse.checks.figures import FigureIndex
from reportparse.checks.verify import holds
from reportparse.model.document import Cell
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import Count, Figure, Percentage
from reportparse.model.quantity import Quantity
from reportparse.model.span import Span
from reportparse.text.fold import fold
from reportparse.text.numerals import read_number

_FRACTION = regex.compile(r"\s*(?P<part>\d+(?:\.\d{3})*)\s?/\s?(?P<whole>\d+(?:\.\d{3})*)\s*")
_RATE = regex.compile(r"\W*t[yi] le(?!\w)")
_NOUN = regex.compile(r"\W*(?:(?:tong so|tong|so luong|so)\s)?(?P<noun>\w+\s\w+)")
_LEAST, _MAX_PARTS = 2, 12


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of a table by row and column, and where the figures of all tables stand, in text order."""

    index: FigureIndex
    rows: Mapping[int, Mapping[int, Cell]]
    spans: Sequence[Span]


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Percentages of fractions in cells, and the parts of their numerators, table by table."""
    text = index.view.document.text
    spans = tuple(index.by_span)
    for table in index.view.document.tables:
        rows: dict[int, dict[int, Cell]] = {}
        for cell in table.cells:
            rows.setdefault(cell.row, {})[cell.column] = cell
        sheet = _Cells(index, rows, spans)
        for cell in table.cells:
            match = _FRACTION.fullmatch(text, cell.span.start, cell.span.end) if cell.column else None
            if match is None:
                continue
            part, whole = (_term(text, *match.span(name)) for name in ("part", "whole"))
            above, below = part.quantity.value, whole.quantity.value
            if above is None or not below or above > below:
                # More than there is to do: "12/2023" is a month.
                continue
            yield from _share(sheet, cell, part, whole)
            yield from _parts(sheet, cell, part)


def _term(text: str, start: int, end: int) -> Term:
    number = read_number(text[start:end], "count")
    return Term(Span(start, end), Quantity(number.value, written=text[start:end], malformed=number.malformed))


def _label(sheet: _Cells, row: int, before: int) -> str:
    """The folded words of the nearest cell to the left that has letters."""
    cells = sheet.rows.get(row, {})
    written = (
        cells[column].text_in(sheet.index.view.document.text)
        for column in sorted(cells, reverse=True)
        if column < before
    )
    return fold(next((words for words in written if regex.search(r"\p{L}{2}", words)), ""))


def _figure(sheet: _Cells, row: int, column: int) -> Figure | None:
    cell = sheet.rows.get(row, {}).get(column)
    if cell is None:
        return None
    at = bisect_left(sheet.spans, cell.span.start, key=lambda span: span.start)
    inside = at < len(sheet.spans) and sheet.spans[at].end <= cell.span.end
    return sheet.index.by_span[sheet.spans[at]] if inside else None


def _share(sheet: _Cells, cell: Cell, part: Term, whole: Term) -> Iterator[Relation]:
    """The row right below is a "tỷ lệ", or the next column one of percentages."""
    below, beside = _figure(sheet, cell.row + 1, cell.column), _figure(sheet, cell.row, cell.column + 1)
    if isinstance(below, Percentage) and _RATE.match(_label(sheet, cell.row + 1, cell.column)):
        yield Relation("RAT001", "ratio", "quotient", Term.of(below), (part, whole), "%")
    elif isinstance(beside, Percentage):
        yield Relation("RAT001", "ratio", "quotient", Term.of(beside), (part, whole), "%")


def _parts(sheet: _Cells, cell: Cell, total: Term) -> Iterator[Relation]:
    """The rows below that begin with the total's noun. They may list only some kinds: told where they add up."""
    noun = _NOUN.match(_label(sheet, cell.row, cell.column))
    terms: Sequence[Term] = ()
    for row in range(cell.row + 1, cell.row + 1 + _MAX_PARTS):
        own = _NOUN.match(_label(sheet, row, cell.column))
        figure = _figure(sheet, row, cell.column)
        if noun is None or own is None or own["noun"] != noun["noun"] or not isinstance(figure, Count):
            break
        terms = (*terms, Term.of(figure))
    if len(terms) >= _LEAST:
        relation = Relation("SUM001", "sum", "sum", total, tuple(terms), "")
        if holds(relation):
            yield relation
