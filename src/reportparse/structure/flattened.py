"""Tables that the text layer has run together: one line a row, columns parted by a single space.

Such a table begins with a head ("TT Nội dung ..."), goes on with rows numbered 1, 2, 3 ... that end in figures, and
often closes with a total row. Cells are found from the right: an empty cell leaves an extra space between two figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from reportparse.lexicon import Lexicon
from reportparse.model.document import Cell, Document, Table
from reportparse.model.span import Span

_HEAD = regex.compile(r"\s*(?:S?TT|Stt|Số\s+TT)\s+\p{L}")
_ROW = regex.compile(r"\s*(?P<number>\d{1,3})\.?\s+(?=[\p{L}(“\"])")
_TOTAL = regex.compile(r"\s*(?:Tổng\s+cộng|Tổng\s+số|Tổng|Cộng|Toàn\s+(?:xã|phường|thị\s+trấn))\b", regex.IGNORECASE)
_FIGURE = regex.compile(r"\d+(?:[.,]\d+)*%?|-")
_INDENT = 3
_INDENT = 3
_MAX_HEAD_LINES, _MAX_ROW_LINES, _MIN_ROWS = 18, 4, 3


@dataclass(frozen=True, slots=True)
class _Row:
    """Label lines, then the figures' spans from left to right, None for an empty cell."""

    start: int
    label: Span
    figures: tuple[Span | None, ...]
    end: int
    total: bool


def with_flattened_tables(document: Document, lexicon: Lexicon) -> Document:
    """The document with its run-together tables added to the others."""
    if not _HEAD.search(document.text):
        return document
    lines = [line for line in document.lines() if document.text[line.start : line.end].strip()]
    found: list[Table] = []
    at = 0
    while at < len(lines):
        table, after = _table_at(document, lines, at, lexicon)
        if table is not None and not any(table.span.overlaps(other.span) for other in document.tables):
            found.append(table)
        at = after
    if not found:
        return document
    tables = sorted([*document.tables, *found], key=lambda table: table.span.start)
    return replace(document, tables=tuple(tables))


def _table_at(document: Document, lines: Sequence[Span], at: int, lexicon: Lexicon) -> tuple[Table | None, int]:
    text = document.text
    if not _HEAD.match(text, lines[at].start, lines[at].end):
        return None, at + 1
    first = next(
        (i for i in range(at + 1, min(at + _MAX_HEAD_LINES, len(lines))) if _numbered(text, lines[i]) == 1), None
    )
    if first is None:
        return None, at + 1
    rows = list(_rows(text, lines, first))
    if len(rows) < _MIN_ROWS:
        return None, at + 1
    width = max(len(row.figures) for row in rows)
    end = rows[-1].end
    cells = [*_head_cells(text, Span(lines[at].start, lines[first - 1].end), width, lexicon)]
    head_rows = 1 + max((cell.row for cell in cells), default=-1)
    has_unit = lexicon.pattern("head_unit").search(text, lines[at].start, lines[first].start)
    unit_pattern = lexicon.pattern("row_unit") if has_unit else None
    for number, row in enumerate(rows):
        cells += _row_cells(text, row, head_rows + number, width, unit_pattern)
    after = next((i for i in range(first, len(lines)) if lines[i].start >= end), len(lines))
    return Table(Span(lines[at].start, end), tuple(cells), "lines"), after


def _numbered(text: str, line: Span) -> int | None:
    match = _ROW.match(text, line.start, line.end)
    return int(match.group("number")) if match else None


def _rows(text: str, lines: Sequence[Span], first: int) -> Iterator[_Row]:
    """Rows 1, 2, 3 ... and the total row; a row may take a few lines until its figures come."""
    at, expected, width = first, 1, 0
    while at < len(lines):
        total = _TOTAL.match(text, lines[at].start, lines[at].end) is not None
        if not total and _numbered(text, lines[at]) != expected:
            return
        read = _read_row(text, lines, at, expected, width if not total else -1)
        if read is None:
            return
        figures, label_end, last = read
        marker = _ROW.match(text, lines[at].start, lines[at].end)
        label_start = lines[at].start if total or marker is None else marker.end()
        width = max(width, len(figures))
        yield _Row(lines[at].start, _trim(text, label_start, label_end), tuple(figures), lines[last].end, total)
        at, expected = last + 1, expected + 1
        if total:
            return


def _read_row(
    text: str, lines: Sequence[Span], at: int, expected: int, width: int
) -> tuple[list[Span | None], int, int] | None:
    """Figures of the row that starts at line `at`, the end of its label and its last line; None where there are none.

    `width` is the number of figures of the rows before, -1 for a total row, which may have any.
    """
    for ahead in range(at, min(at + _MAX_ROW_LINES, len(lines))):
        if ahead > at and (_numbered(text, lines[ahead]) == expected + 1 or _TOTAL.match(text, lines[ahead].start)):
            return None
        figures, cut = _figures(text, lines[ahead])
        if sum(1 for figure in figures if figure) < (1 if width < 0 else 2):
            continue
        label_end = cut if cut > lines[ahead].start else lines[ahead - 1].end if ahead > at else cut
        more, start = _figures(text, lines[ahead + 1]) if ahead + 1 < len(lines) else ([], 0)
        if more and len(figures) + len(more) == width and start <= lines[ahead + 1].start + _INDENT:
            return [*figures, *more], label_end, ahead + 1
        return figures, label_end, ahead
    return None


def _figures(text: str, line: Span) -> tuple[list[Span | None], int]:
    """Figures at the end of a line, left to right, and where they begin. Two spaces in a row are an empty cell."""
    end = line.end
    while end > line.start and text[end - 1].isspace():
        end -= 1
    found: list[Span | None] = []
    position = end
    while position > line.start:
        space = text.rfind(" ", line.start, position)
        token = Span(space + 1 if space >= 0 else line.start, position)
        if len(token) == 0:
            found.append(None)
        elif _FIGURE.fullmatch(text, token.start, token.end):
            found.append(token)
        else:
            break
        position = token.start - 1 if space >= 0 else line.start
    while found and found[-1] is None:
        found.pop()
    found.reverse()
    first = next((figure for figure in found if figure), None)
    return found, first.start if first else end


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, max(start, end))


def _row_cells(
    text: str, row: _Row, number: int, width: int, unit_pattern: regex.Pattern[str] | None
) -> Iterator[Cell]:
    """Number, label, unit and figures of one row; figures are set flush right."""
    if not row.total:
        marker = _ROW.match(text, row.start)
        if marker:
            yield Cell(number, 0, Span(marker.start("number"), marker.end("number")))
    unit = unit_pattern.search(text, row.label.start, row.label.end) if unit_pattern and not row.total else None
    if unit is not None and unit.start() > row.label.start:
        yield Cell(number, 1, _trim(text, row.label.start, unit.start()))
        yield Cell(number, 2, _trim(text, unit.start(), unit.end()))
    else:
        yield Cell(number, 1, row.label)
    for position, figure in enumerate(row.figures):
        if figure is not None:
            yield Cell(number, 3 + width - len(row.figures) + position, figure)


def _head_cells(text: str, head: Span, width: int, lexicon: Lexicon) -> list[Cell]:
    """The head's words: one cell for what precedes the last `width` column names, then those names.

    A column's name begins with a capital letter; capitals alone ("DTTS") and words in brackets go on with a name.
    """
    starts = [
        match.start()
        for match in lexicon.pattern("column_start").finditer(text, head.start, head.end)
        if text.count("(", head.start, match.start()) == text.count(")", head.start, match.start())
    ]
    if len(starts) < width + 1:
        return [Cell(0, 1, _trim(text, head.start, head.end))]
    leaves = starts[-width:]
    ends = [*leaves[1:], head.end]
    cells = [Cell(0, 1, _trim(text, head.start, leaves[0]))]
    cells += [Cell(1, 3 + i, _trim(text, start, end)) for i, (start, end) in enumerate(zip(leaves, ends, strict=True))]
    return cells
