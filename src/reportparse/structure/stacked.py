"""Tables that a copy has stacked up: one cell a line, row after row, the head's cells first.

Such a table begins with a line "TT" alone and has rows that begin with their numbers, all of as many lines: the head
has that many too, or more where cells stand over others ("Hộ nghèo" over "Số hộ" and "Tỷ lệ"), and a row of column
numbers may follow it. A total row has its label first and fills the last columns.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from reportparse.model.document import Cell, Document, Table
from reportparse.model.span import Span
from reportparse.structure.plain import plain

_HEAD = regex.compile(r"\s*(?:S?TT|Stt|Số\s+TT)\s*$")
_HEAD_WORDS = regex.compile(r"(?m)(?:TT|Stt)[^\S\n]*$")
_TOTAL = regex.compile(
    r"\s*(?:Tổng(?:\s+(?:cộng|số))?|Cộng|Toàn\s+(?:xã|phường|thị\s+trấn))\s*:?\s*$", regex.IGNORECASE
)
_FIGURE = regex.compile(r"\s*(?:\d+(?:[.,]\d+)*\s?%?|[-–…]|\.{2,4})\s*$")
_MARKER = regex.compile(r"\d{1,3}|[IVX]{1,5}|[A-H]|[a-zđ]|\d{1,2}\.\d{1,2}")
_COLUMN_NUMBER = regex.compile(r"\(?(?P<number>\d{1,2})\)?(?:\s?=.{1,40})?")
_PARTED = regex.compile(r"(?:Trong\s+đó|Chia\s+ra|Bao\s+gồm|Gồm)\b", regex.IGNORECASE)
_MAX_COLUMNS, _MIN_COLUMNS, _MIN_ROWS, _MAX_GROUPS = 14, 3, 2, 4


@dataclass(frozen=True, slots=True)
class _Layout:
    """The head's lines, the lines of column numbers, how many columns there are, and the line of the first row."""

    head: Sequence[Span]
    numbers: Sequence[Span]
    width: int
    first: int


def with_stacked_tables(document: Document) -> Document:
    """The document with its stacked tables added to the others."""
    reading = plain(document)
    text, lines = reading.text, reading.lines
    found = []
    after = 0
    for match in _HEAD_WORDS.finditer(text):
        at = bisect_right(lines, (match.start(), len(text))) - 1
        stands = at >= after and _HEAD.match(text, lines[at].start, lines[at].end)
        layout = _layout(text, lines, at) if stands else None
        rows = list(_rows(text, lines, layout)) if layout else []
        if layout and len(rows) >= _MIN_ROWS:
            found.append(Table(Span(lines[at].start, rows[-1][-1].end), tuple(_table(text, layout, rows)), "lines"))
            after = layout.first + sum(len(row) for row in rows)
    new = [
        table
        for table in reading.tables_of(found)
        if not any(table.span.overlaps(other.span) for other in document.tables)
    ]
    if not new:
        return document
    return replace(document, tables=tuple(sorted([*document.tables, *new], key=lambda table: table.span.start)))


def _layout(text: str, lines: Sequence[Span], at: int) -> _Layout | None:
    """How the table whose head begins at line `at` is laid out; None where there is no such table."""
    first = next((i for i in range(at + 1, at + _MAX_COLUMNS + _MAX_GROUPS + 1) if _begins(text, lines, i)), None)
    if first is None or first - at < _MIN_COLUMNS:
        return None
    count = _column_numbers(text, lines, first)
    if count:
        return _Layout(lines[at:first], lines[first : first + count], count, first + count)
    for width in range(first - at, max(_MIN_COLUMNS, first - at - _MAX_GROUPS) - 1, -1):
        second = first + width
        if second < len(lines) and (_follows(text, lines[first], lines[second]) or _TOTAL.match(text, *lines[second])):
            return _Layout(lines[at:first], (), width, first)
    return None


def _begins(text: str, lines: Sequence[Span], at: int) -> bool:
    """Whether a line is the number of the first row or of the first column."""
    return at < len(lines) and text[lines[at].start : lines[at].end].strip(" .()") in ("1", "I", "A")


def _follows(text: str, first: Span, second: Span) -> bool:
    """Whether a row may come after the first: 2 after 1; the first part of I or A, or their next."""
    before, after = (text[line.start : line.end].strip(" .)") for line in (first, second))
    return after in {"1": ("2",), "I": ("1", "II", "a"), "A": ("1", "I", "B")}.get(before, ())


def _column_numbers(text: str, lines: Sequence[Span], first: int) -> int:
    """How many lines from `first` on are a row of column numbers: 1, 2, 3 or A, B, 1, 2; 0 where none is."""
    at = first + 2 if _is(text, lines[first], "A") else first
    start = at
    while at < len(lines):
        match = _COLUMN_NUMBER.fullmatch(text[lines[at].start : lines[at].end].strip())
        if match is None or int(match["number"]) != at - start + 1:
            break
        at += 1
    return at - first if at - first >= _MIN_COLUMNS and at > start else 0


def _rows(text: str, lines: Sequence[Span], layout: _Layout) -> Iterator[Sequence[Span]]:
    """Rows of as many cells as there are columns, counting up, then a total row."""
    position, expected, width = layout.first, 1, layout.width
    while position + width <= len(lines):
        row = lines[position : position + width]
        marker = text[row[0].start : row[0].end].strip(" .)")
        counts = marker == str(expected) or (_MARKER.fullmatch(marker) and (not marker.isdigit() or marker == "1"))
        if not counts or not any(_FIGURE.match(text, cell.start, cell.end) for cell in row[1:]):
            break
        yield row
        position, expected = position + width, int(marker) + 1 if marker.isdigit() else expected
    if position < len(lines) and _TOTAL.match(text, lines[position].start, lines[position].end):
        end = position + 1
        while end < len(lines) and end - position < width and _FIGURE.match(text, lines[end].start, lines[end].end):
            end += 1
        yield lines[position:end]


def _is(text: str, line: Span, words: str) -> bool:
    return text[line.start : line.end].strip(" .") == words


def _table(text: str, layout: _Layout, rows: Sequence[Sequence[Span]]) -> Iterator[Cell]:
    yield from _head_cells(text, layout)
    below = 2 if len(layout.head) > layout.width else 1
    if layout.numbers:
        yield from _cells(text, layout.numbers, below, layout.width)
        below += 1
    for number, row in enumerate(rows, below):
        yield from _cells(text, row, number, layout.width)


def _head_cells(text: str, layout: _Layout) -> Iterator[Cell]:
    """The head over one row, or over two where it has more cells than columns: the groups, then what they part."""
    head, width = layout.head, layout.width
    groups = len(head) - width
    leaves = _leaves(text, head, groups) if groups > 0 else 0
    if not leaves:
        yield from _cells(text, head[:width], 0, width)
        return
    single = width - groups * leaves
    yield from _cells(text, head[:single], 0, single)
    for group in range(groups):
        line = _trimmed(text, head[single + group])
        yield Cell(0, single + group * leaves, line, column_span=leaves)
    for index, line in enumerate(head[single + groups :]):
        yield Cell(1, single + index, _trimmed(text, line))


def _leaves(text: str, head: Sequence[Span], groups: int) -> int:
    """How many columns each group of a head has: the names under the groups come again, or follow "Trong đó"."""
    words = [text[line.start : line.end].split() for line in head]
    if groups == 1:
        parted = [i for i, line in enumerate(head) if _PARTED.match(text, line.start, line.end)]
        return len(head) - 1 - parted[-1] if parted else 0
    for leaves in range((len(head) - groups) // groups, 0, -1):
        tail = words[-groups * leaves :]
        if tail == tail[:leaves] * groups:
            return leaves
    return 0


def _cells(text: str, row: Sequence[Span], number: int, width: int) -> Iterator[Cell]:
    """Cells of a full row from the left; of a total row the label second and the figures flush right."""
    short = len(row) < width
    for index, line in enumerate(row):
        column = index if not short else 1 if index == 0 else width - len(row) + index
        yield Cell(number, column, _trimmed(text, line))


def _trimmed(text: str, line: Span) -> Span:
    start, end = line.start, line.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
