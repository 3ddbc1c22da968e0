"""Balances that the text layer has run together: receipts on the left, expenditure on the right, one line a row.

"Phần thu Số tiền Phần chi Số tiền" over "Thu xã hưởng 4.636.400.000 Đầu tư phát triển 7.490.000.000": each half of a
line is a label with as many figures as the other half's; where one side is longer, its last rows have one half.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

import regex

from reportparse.lexicon import Lexicon
from reportparse.model.document import Cell, Document, Table
from reportparse.model.span import Span

_FIGURE = r"(?:\d+(?:[.,]\d+)*%?|[-–])"
# "Các khoản thu xã hưởng 100% 312.000": a percentage ahead of a figure belongs to the name.
_OF_LABEL = r"\s+\d+(?:[.,]\d+)?\s?%\s+[\d-]"
_HALF = regex.compile(
    rf"\s*(?P<label>(?:[^\W\d_]|[(+*“\"]|\d{{1,2}}[.)]?\s+(?=[^\W\d_])|[-–]\s).*?)(?!{_OF_LABEL})"
    rf"(?P<figures>(?:\s+{_FIGURE})+)(?=\s|$)"
)
_ONE = regex.compile(_FIGURE)
_MIN_ROWS, _MAX_ROWS = 2, 60

_Half = tuple[Span, list[Span]]


def with_two_sided_tables(document: Document, lexicon: Lexicon) -> Document:
    """The document with such balances added to the other tables."""
    text, lines = document.text, document.written_lines
    found = []
    for match in lexicon.pattern("two_sided_head").finditer(text):
        at = bisect_right(lines, (match.start(), len(text))) - 1
        rows = _rows(text, lines[at + 1 : at + 1 + _MAX_ROWS])
        if len(rows) < _MIN_ROWS:
            continue
        span = Span(match.start(), rows[-1][-1][1][-1].end)
        if not any(span.overlaps(table.span) for table in document.tables):
            found.append(Table(span, tuple(_cells(match, rows)), "lines"))
    if not found:
        return document
    return replace(document, tables=tuple(sorted([*document.tables, *found], key=lambda table: table.span.start)))


def _rows(text: str, lines: Sequence[Span]) -> list[list[_Half]]:
    """Rows of two halves with equally many figures; below them rows of one."""
    rows: list[list[_Half]] = []
    for line in lines:
        halves = _halves(text, line)
        if not halves or len({len(figures) for _, figures in halves}) > 1:
            break
        if rows and (len(halves) > len(rows[-1]) or len(halves[0][1]) != len(rows[0][0][1])):
            break
        if not rows and len(halves) != 2:
            break
        rows.append(halves)
    return rows


def _halves(text: str, line: Span) -> list[_Half]:
    """One or two labels with their figures, which fill the line; nothing where it has another shape."""
    found: list[_Half] = []
    at = line.start
    while at < line.end and len(found) < 3:
        match = _HALF.match(text, at, line.end)
        if match is None:
            break
        start, end = match.span("figures")
        figures = [Span(*figure.span()) for figure in _ONE.finditer(text, start, end)]
        found.append((Span(*match.span("label")), figures))
        at = match.end()
    return found if len(found) in (1, 2) and not text[at : line.end].strip() else []


def _cells(head: regex.Match[str], rows: Sequence[Sequence[_Half]]) -> list[Cell]:
    """Label and figures of the left half, then those of the right; the names of the head's columns above them."""
    width = 1 + len(rows[0][0][1])
    names = [Span(*head.span(name)) for name in ("left", "first", "right", "second")]
    cells = [Cell(0, 0, names[0]), Cell(0, 1, names[1], column_span=width - 1)]
    cells += [Cell(0, width, names[2]), Cell(0, width + 1, names[3], column_span=width - 1)]
    for number, halves in enumerate(rows, 1):
        for half, (label, figures) in enumerate(halves):
            cells.append(Cell(number, half * width, label))
            cells += [Cell(number, half * width + 1 + at, figure) for at, figure in enumerate(figures)]
    return cells
