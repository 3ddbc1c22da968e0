"""Tables that a copy has stacked up: one cell a line, row after row, the head's cells first.

Such a table begins with a line "TT" alone; the head has as many lines as there are columns, for the next line is "1".
Every row then begins with its number; a total row has its label first and fills the last columns.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from reportparse.model.document import Cell, Document, Table
from reportparse.model.span import Span

_HEAD = regex.compile(r"\s*(?:S?TT|Stt|Số\s+TT)\s*$")
_HEAD_WORDS = regex.compile(r"(?m)(?:TT|Stt)[^\S\n]*$")
_TOTAL = regex.compile(
    r"\s*(?:Tổng(?:\s+(?:cộng|số))?|Cộng|Toàn\s+(?:xã|phường|thị\s+trấn))\s*:?\s*$", regex.IGNORECASE
)
_FIGURE = regex.compile(r"\s*(?:\d+(?:[.,]\d+)*\s?%?|[-–])\s*$")
_MAX_COLUMNS, _MIN_COLUMNS, _MIN_ROWS = 14, 3, 2


def with_stacked_tables(document: Document) -> Document:
    """The document with its stacked tables added to the others."""
    text = document.text
    heads = [match.start() for match in _HEAD_WORDS.finditer(text)]
    lines = document.written_lines if heads else ()
    found = []
    after = 0
    for head in heads:
        at = bisect_right(lines, (head, len(text))) - 1
        stands = at >= after and _HEAD.match(text, lines[at].start, lines[at].end)
        rows = list(_rows(text, lines, at)) if stands else []
        if len(rows) > _MIN_ROWS:
            cells = tuple(cell for number, row in enumerate(rows) for cell in _cells(text, row, number, len(rows[0])))
            span = Span(rows[0][0].start, rows[-1][-1].end)
            if not any(span.overlaps(table.span) for table in document.tables):
                found.append(Table(span, cells, "lines"))
            after = at + sum(len(row) for row in rows)
    if not found:
        return document
    return replace(document, tables=tuple(sorted([*document.tables, *found], key=lambda table: table.span.start)))


def _rows(text: str, lines: Sequence[Span], at: int) -> Iterator[Sequence[Span]]:
    """The head, then rows 1, 2, 3 ... of as many cells, then a total row; nothing where there is no such table."""
    first = next((i for i in range(at + 1, min(at + _MAX_COLUMNS + 1, len(lines))) if _is(text, lines[i], "1")), None)
    if first is None or first - at < _MIN_COLUMNS:
        return
    width = first - at
    yield lines[at:first]
    position, expected = first, 1
    while position + width <= len(lines) and _is(text, lines[position], str(expected)):
        row = lines[position : position + width]
        if not any(_FIGURE.match(text, cell.start, cell.end) for cell in row[1:]):
            return
        yield row
        position, expected = position + width, expected + 1
    if position < len(lines) and _TOTAL.match(text, lines[position].start, lines[position].end):
        end = position + 1
        while end < len(lines) and end - position < width and _FIGURE.match(text, lines[end].start, lines[end].end):
            end += 1
        yield lines[position:end]


def _is(text: str, line: Span, words: str) -> bool:
    return text[line.start : line.end].strip(" .") == words


def _cells(text: str, row: Sequence[Span], number: int, width: int) -> Iterator[Cell]:
    """Cells of a full row from the left; of a total row the label second and the figures flush right."""
    short = len(row) < width
    for index, line in enumerate(row):
        column = index if not short else 1 if index == 0 else width - len(row) + index
        start, end = line.start, line.end
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        yield Cell(number, column, Span(start, end))
