"""Tables that the text layer has run together: one line a row, columns parted by a single space.

Such a table begins with a head ("TT Nội dung ..."), goes on with rows that have a number (1, 2 ..., I, a, nested too)
and end in figures, and often closes with a total row. Cells are found from the right: an empty cell leaves an extra
space between two figures.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from statistics import median

import regex

from reportparse.lexicon import Lexicon
from reportparse.model.document import Cell, Document, Table
from reportparse.model.span import Span
from reportparse.structure.flattened_heads import column_starts, head_cells, number_cells, trimmed
from reportparse.structure.flattened_places import with_placed_totals
from reportparse.structure.flattened_rows import (
    HEAD,
    LEAST_FIGURES,
    MAX_ROW_LINES,
    ROW,
    TOTAL,
    Markers,
    Row,
    dated_row,
    figures_at_end,
    numbered_rows,
    unnumbered_row,
    whole_width,
    with_whole_names,
    without_words,
    wrapped_row,
)
from reportparse.structure.plain import plain

# Without the white space before it: a search that begins with a run of any length takes quadratic time.
_HEAD_WORDS = regex.compile(r"(?:S?TT|Stt|Số\s+TT)\s+\p{L}")
# The row of column numbers: "1 2 3 4 5=3+4 6".
_NUMBERS = regex.compile(r"\s*(?:\(?[A-Ea-e1-3]\)?)(?:\s+\(?(?:[A-Ea-e]|\d{1,2})\)?(?:=[\d()+\-*/x:%,]{1,40})?){2,}\s*")
# Two figures or more before the words of a last column.
_LAST_FIGURES = regex.compile(r"(?:(?<=\s)(?:\d+(?:[.,]\d+)*%?|[-–])\s){2,}(?=[\p{L}(])")
_PAGE_NUMBER = regex.compile(r"\s*[-–]?\s*(?:[Tt]rang\s+)?\d{1,3}(?:\s?/\s?\d{1,3})?\s*[-–]?\s*")
_SENTENCE = regex.compile(r"[;:]|\.\s|\.$|\d\.\d")
_MAX_HEAD = 3  # lines of a head whose rows have no numbers
_MAX_NAMES = 3
_MAX_NUMBER = 20
_MAX_HEAD_LINES, _MIN_ROWS, _MAX_LINES = 18, 3, 400


def with_flattened_tables(document: Document, lexicon: Lexicon) -> Document:
    """The document with its run-together tables added to the others."""
    reading = plain(document)
    text, lines = reading.text, reading.lines
    named = lexicon.pattern("unnumbered_head").finditer(text)
    heads = sorted(match.end() - 1 for match in (*_HEAD_WORDS.finditer(text), *named))
    found: list[Table] = []
    after = 0
    for head in heads:
        at = bisect_right(lines, (head, len(text))) - 1
        if at < after:
            continue
        table, after = _table_at(text, lines, at, lexicon)
        found += [table] if table is not None else []
    new = [
        table
        for table in reading.tables_of(found)
        if not any(table.span.overlaps(other.span) for other in document.tables)
    ]
    if not new:
        return document
    return replace(document, tables=tuple(sorted([*document.tables, *new], key=lambda table: table.span.start)))


def _table_at(text: str, lines: Sequence[Span], at: int, lexicon: Lexicon) -> tuple[Table | None, int]:
    if not HEAD.match(text, lines[at].start, lines[at].end):
        return _unnumbered_table(text, lines, at, lexicon)
    reach = range(at + 1, min(at + _MAX_HEAD_LINES, len(lines)))
    first = next((i for i in reach if _begins(text, lines[i])), None)
    if first is None:
        return None, at + 1
    numbers = next((i for i in range(at + 1, first) if _NUMBERS.fullmatch(text, lines[i].start, lines[i].end)), None)
    head_end = first if numbers is None else numbers
    going_on = _without_repeats(text, lines, at, first)
    head, body = _without_notes(text, Span(lines[at].start, lines[head_end - 1].end), going_on, lexicon)
    single = lexicon.pattern("single_figure_head").search(text, *head) is not None
    rows = without_words(text, with_whole_names(text, list(numbered_rows(text, body, single=single))))
    if sum(1 for row in rows if row.figures) < _MIN_ROWS:
        return None, at + 1
    width = max(len(row.figures) for row in rows)
    rows = with_placed_totals(text, _set_right(text, rows, width), width)
    end = rows[-1].end
    above = lines[at - 1] if at else None
    cells = [*head_cells(text, head, _columns(text, rows, width), lexicon, above)]
    start = min((cell.span.start for cell in cells), default=head.start)
    head_rows = 1 + max((cell.row for cell in cells), default=-1)
    if numbers is not None:
        cells += number_cells(text, lines[numbers], head_rows, width)
        head_rows += 1
    unit_pattern = lexicon.pattern("row_unit") if _has_units(text, lines[at].start, rows, lexicon) else None
    for number, row in enumerate(rows):
        cells += _row_cells(text, row, head_rows + number, width, unit_pattern)
    after = next((i for i in range(first, len(lines)) if lines[i].start >= end), len(lines))
    return Table(Span(min(start, lines[at].start), end), tuple(cells), "lines"), after


def _begins(text: str, line: Span) -> bool:
    """Whether a line is the first row: number 1, I, a, A, or a total that stands over its parts."""
    if Markers().follows(text, line):
        return True
    return TOTAL.match(text, line.start, line.end) is not None and sum(map(bool, figures_at_end(text, line)[0])) > 1


def _unnumbered_table(text: str, lines: Sequence[Span], at: int, lexicon: Lexicon) -> tuple[Table | None, int]:
    """A table without row numbers ("Thôn Số hộ Hộ nghèo"): three rows or more, all with as many figures as heads."""
    first = at + 1
    while first < min(at + _MAX_HEAD, len(lines)) and _is_head_line(text, lines[first], lexicon):
        first += 1
    head = Span(lines[at].start, lines[first - 1].end)
    if first < len(lines) and _NUMBERS.fullmatch(text, lines[first].start, lines[first].end):
        first += 1
    rows: list[Row] = []
    after = first
    while after < min(first + _MAX_LINES, len(lines)):
        line, taken = lines[after], 1
        row = unnumbered_row(text, line, len(rows[0].figures) if rows else len(figures_at_end(text, line)[0]))
        row = row or dated_row(text, line, rows)
        if row is None and rows:
            row, taken = wrapped_row(text, lines[after : after + MAX_ROW_LINES], len(rows[0].figures))
        if row is None:
            break
        rows.append(row)
        after += taken
    if len(rows) < _MIN_ROWS:
        return None, at + 1
    width = len(rows[0].figures)
    cells = head_cells(text, head, _columns(text, rows, width), lexicon)
    names = len(column_starts(text, lines[at], lexicon, "column_start"))
    if len(cells) < 2 or names > width + _MAX_NAMES:
        return None, at + 1
    unit_pattern = lexicon.pattern("row_unit") if _has_units(text, lines[at].start, rows, lexicon) else None
    head_rows = 1 + max(cell.row + cell.row_span - 1 for cell in cells)
    for number, row in enumerate(rows):
        cells += _row_cells(text, row, head_rows + number, width, unit_pattern)
    return Table(Span(lines[at].start, rows[-1].end), tuple(cells), "lines"), after


def _is_head_line(text: str, line: Span, lexicon: Lexicon) -> bool:
    """Whether a line below a head names further columns: names alone, no figures and no end of a sentence."""
    starts = column_starts(text, line, lexicon, "column_start")
    if len(starts) < 2 or text[line.start : starts[0]].strip() or figures_at_end(text, line)[0]:
        return False
    return not _SENTENCE.search(text, *line)


def _without_repeats(text: str, lines: Sequence[Span], at: int, first: int) -> list[Span]:
    """The lines from the first row on, without the head where a new page prints it again, and without its number."""
    head = [text[line.start : line.end].split() for line in lines[at:first]]
    body = list(lines[first : first + _MAX_LINES])
    again = [i for i in range(1, len(body)) if text[body[i].start : body[i].end].split() == head[0]]
    for i in reversed(again):
        if [text[line.start : line.end].split() for line in body[i : i + len(head)]] == head:
            del body[i : i + len(head)]
    whole = whole_width(text, body)
    return [line for i, line in enumerate(body) if not _is_page_number(text, line, body[i - 1] if i else None, whole)]


def _is_page_number(text: str, line: Span, before: Span | None, whole: int) -> bool:
    """Whether a line between two rows is a page's number: the row before it has all its figures."""
    if before is None or line.end - line.start > _MAX_NUMBER or not _PAGE_NUMBER.fullmatch(text, line.start, line.end):
        return False
    return len(figures_at_end(text, before)[0]) >= max(LEAST_FIGURES, whole)


def _without_notes(text: str, head: Span, body: Sequence[Span], lexicon: Lexicon) -> tuple[Span, Sequence[Span]]:
    """The head and the lines of the body without the last column where that holds words ("Ghi chú")."""
    cut = []
    for line in body:
        ends = [match.end() for match in _LAST_FIGURES.finditer(text, line.start, line.end)]
        cut.append(Span(line.start, ends[-1]) if ends else line)
    named = lexicon.pattern("notes_at_end").search(text, head.start, head.end)
    if named is not None and (named.group("note") or cut != list(body)):
        return Span(head.start, named.start()), cut
    # A column that nothing names as one of notes: most rows have words behind their figures.
    shorter = [line if figures_at_end(text, line)[0] else short for line, short in zip(body, cut, strict=True)]
    rows = list(takewhile(lambda pair: ROW.match(text, *pair[0]), zip(body, shorter, strict=True)))
    worded = sum(1 for line, short in rows if line != short)
    starts = column_starts(text, head, lexicon, "column_start")
    if named is None and worded >= _MIN_ROWS and 5 * worded >= 2 * len(rows) and len(starts) > 2:
        return Span(head.start, starts[-1]), shorter
    return head, body


def _has_units(text: str, head: int, rows: Sequence[Row], lexicon: Lexicon) -> bool:
    """Whether a column of units stands before the figures: the head says so; "Đơn vị" may also mean a body."""
    first = rows[0].start
    if lexicon.pattern("head_unit").search(text, head, first):
        return True
    if text.find("Đơn vị", head, first) < 0:
        return False
    known = sum(1 for row in rows if lexicon.pattern("row_unit").search(text, row.label.start, row.label.end))
    return 2 * known > len(rows)


def _set_right(text: str, rows: Sequence[Row], width: int) -> list[Row]:
    """The rows, with empty cells before the figures of those that have only the last: "A Nhà ở 1.500.000.000".

    The length of such a figure is that of the others in the last column, not in the first.
    """
    full = [row.figures for row in rows if len(row.figures) == width and None not in row.figures]
    if width < 2 or not full:
        return list(rows)
    first, last = (median([len(figures[at] or ()) for figures in full]) for at in (0, -1))
    empty: tuple[Span | None, ...] = (None,) * (width - 1)
    made = []
    for row in rows:
        lone = row.figures[0] if len(row.figures) == 1 and not row.total else None
        right = lone is not None and abs(len(lone) - last) < abs(len(lone) - first)
        made.append(replace(row, figures=(*empty, lone)) if right else row)
    return made


def _columns(text: str, rows: Sequence[Row], width: int) -> list[list[str]]:
    """The figures of each column, as written, without empty cells."""
    columns: list[list[str]] = [[] for _ in range(width)]
    for row in rows:
        shift = width - len(row.figures) if row.total else 0
        for position, figure in enumerate(row.figures):
            if figure is not None and 0 <= position + shift < width:
                columns[position + shift].append(text[figure.start : figure.end].partition(" (")[0])
    return columns


def _row_cells(text: str, row: Row, number: int, width: int, unit_pattern: regex.Pattern[str] | None) -> Iterator[Cell]:
    """Number, label, unit and figures of one row; a total's figures are set flush right, others' from the left."""
    if not row.total:
        marker = ROW.match(text, row.start)
        if marker:
            yield Cell(number, 0, Span(*marker.span("marker")))
    measured = unit_pattern is not None and row.figures and not row.total
    unit = unit_pattern.search(text, row.label.start, row.label.end) if unit_pattern and measured else None
    if unit is not None and unit.start() > row.label.start:
        yield Cell(number, 1, trimmed(text, row.label.start, unit.start()))
        yield Cell(number, 2, trimmed(text, unit.start(), unit.end()))
    else:
        yield Cell(number, 1, row.label)
    for position, figure in enumerate(row.figures):
        if figure is not None:
            yield Cell(number, 3 + position + (width - len(row.figures) if row.total else 0), figure)
