"""Tables of a PDF page that no lines are drawn for: figures stand under each other, wide gaps part the columns.

A row has three pieces or more and two figures among them. Lines above the first row whose pieces stand over the columns
are the head; other lines belong to the rows that they stand in (see `pdf_aligned_rows`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from reportparse.formats.assemble import PlacedText
from reportparse.formats.page_noise import is_page_number
from reportparse.formats.pdf_aligned_head import head_cells, with_empty_columns
from reportparse.formats.pdf_aligned_rows import Group, cells_of, is_section, levels, rows_of
from reportparse.formats.pdf_cells import cell_text
from reportparse.formats.pdf_chars import Char, Line
from reportparse.formats.pdf_columns import (
    Column,
    Columns,
    Row,
    columns_of,
    fits,
    in_columns,
    is_figure,
    is_row,
    place,
    settled,
    touched,
    with_one_of_markers,
    with_others,
)
from reportparse.formats.pdf_edges import ALONE, Beside
from reportparse.formats.pdf_pieces import Piece, line_of, pieces_of

_NUMBER = r"[-–+(]?\s?\d+(?:[.,]\d+)*[.,]?\s?%?\)?|[-–]"
_ROWS = regex.compile(
    rf"(?m)(?<!\S)(?:{_NUMBER})[ \t]+(?:{_NUMBER})(?:(?P<more>(?:[ \t]+(?:{_NUMBER}))+)(?!\S)|[ \t\r]*$)"
)
_CAPTION = regex.compile(
    r"(?:\(?\s*(?:Đơn\s+vị(?:\s+tính)?\s*:|(?:Đơn\s+vị\s+tính|ĐVT|Biểu|Bảng|Phụ\s+lục)\b)|.*[.:;]$)", regex.IGNORECASE
)
_GAP = 0.6  # of the letters' height: no space is as wide, and cells of Word leave more between them
_FAR = 3.0  # heights between two lines: they are no longer of one table
_LOOSE = 1.12  # times the least step from line to line: a step over the end of a row
_MAX_BETWEEN, _MAX_HEAD = 16, 16  # lines
_ENOUGH = 4  # figures of a row that is a table by itself, below a head or at the end of a page
_NEAR = 3.0  # points
_HALF = 0.8  # heights: lines nearer than this stand beside each other's middles


@dataclass(frozen=True, slots=True)
class AlignedTable:
    """A table: its lines (numbers of the page's lines), its rows, its characters in their order, and its columns.

    `torn`: its head, or the beginning of it, is not among its rows.
    """

    first: int
    last: int
    rows: list[list[PlacedText]]
    chars: list[Char]
    columns: tuple[Column, ...]
    torn: bool


def may_be_aligned(text: str) -> bool:
    """Whether the text of a page has lines with three figures in a row, or that end in two: a quick look."""
    found = 0
    for match in _ROWS.finditer(text):
        found += 2 if match["more"] else 1
        if found > 1:
            return True
    return False


def find_aligned(lines: Sequence[Line], beside: Beside = ALONE) -> list[AlignedTable]:
    """The tables among the lines of a page, from top to bottom."""
    rows = [pieces_of(line, _GAP) if not line.chars[0].turned else [] for line in lines]
    found = list(_found(rows))
    start, end = _content(lines)
    if beside.above:
        found = _with_rest(rows, found, start, beside.above)
    if beside.below:
        found = _with_beginning(rows, found, end, beside.below)
    return [_table(rows, place) for place in found]


def _content(lines: Sequence[Line]) -> tuple[int, int]:
    """The first line that is no page number, and the end of the last one."""
    numbers = [is_page_number(line.text) for line in lines]
    return int(numbers[:1] == [True]), len(lines) - int(numbers[-1:] == [True])


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a table stands: the first line of its head, the first below that, its last line, and its columns."""

    head: int
    first: int
    last: int
    columns: Columns


def _found(rows: Sequence[Row]) -> Iterator[_Place]:
    after = 0
    for run in _runs(rows):
        for part, columns in _in_one_table(rows, run):
            head = _head(rows, part[0], after, columns)
            if len(part) < 2 and not (head < part[0] and sum(map(is_figure, rows[part[0]])) >= _ENOUGH):
                continue
            last = _end(rows, part[0], part[-1], columns)
            yield _Place(head, part[0], last, columns)
            after = last + 1


def _in_one_table(rows: Sequence[Row], run: Sequence[int]) -> Iterator[tuple[Sequence[int], Columns]]:
    """The rows of a run that stand in the same columns; else the run is parted where its rows are farthest apart."""
    lines = rows[run[0] : run[-1] + 1]
    columns = with_others(columns_of([rows[number] for number in run]), lines)
    columns = with_one_of_markers(columns, [cells_of(row, columns) for row in lines])
    if len(columns) >= 3 and in_columns([rows[number] for number in run], columns):
        yield run, columns
    elif len(run) > 1:
        steps = [_widest(rows, first, second) for first, second in pairwise(run)]
        at = 1 + steps.index(max(steps))
        yield from _in_one_table(rows, run[:at])
        yield from _in_one_table(rows, run[at:])


def _widest(rows: Sequence[Row], first: int, last: int) -> float:
    return max(rows[number + 1][0].y - rows[number][0].y for number in range(first, last))


def _with_rest(rows: Sequence[Row], found: list[_Place], start: int, columns: Columns) -> list[_Place]:
    """The tables with the rest of one of the page before at the top: with its columns, and of one row too."""
    if found and found[0].head <= start:
        return [replace(found[0], columns=_all_of(found[0].columns, columns)), *found[1:]]
    last = start - 1
    for number in range(start, found[0].head if found else len(rows)):
        if number > start and _far(rows, number - 1):
            break
        if (len(rows[number]) > 1 and _is_short_row(rows[number], columns)) or is_row(rows[number]):
            last = number
        elif not fits(rows[number], columns) or not all(_is_narrow(piece, columns) for piece in rows[number]):
            break
    if last < start or not all(fits(row, columns) for row in rows[start : last + 1]):
        return found
    last = min(_end(rows, start, last, columns), found[0].head - 1 if found else len(rows))
    return [_Place(start, start, last, columns), *found]


def _with_beginning(rows: Sequence[Row], found: list[_Place], end: int, columns: Columns) -> list[_Place]:
    """The tables with the beginning of one of the page after at the bottom: its head, perhaps with a row below it."""
    if found and _reaches(rows, found[-1], end, columns):
        return [*found[:-1], replace(found[-1], last=end - 1, columns=_all_of(found[-1].columns, columns))]
    head = _head(rows, end, found[-1].last + 1 if found else 0, columns)
    if head == end or max(map(len, rows[head:end])) < min(_ENOUGH, len(columns)):
        return found
    first = next((number for number in range(head, end) if is_row(rows[number])), end)
    return [*found, _Place(head, first, end - 1, columns)]


def _reaches(rows: Sequence[Row], at: _Place, end: int, columns: Columns) -> bool:
    """Whether a table ends with the last line of its page, or what stands below it stands in its columns."""
    rest = range(at.last + 1, end)
    return all(
        not _far(rows, number - 1) and all(_is_narrow(piece, columns) for piece in rows[number]) for number in rest
    )


def _all_of(own: Columns, others: Columns) -> Columns:
    """The columns of a table's part on another page, where those of this part are among them."""
    places = [
        [at for at, other in enumerate(others) if other.x0 < column.x1 and column.x0 < other.x1] for column in own
    ]
    if len(own) >= len(others) or any(len(at) != 1 for at in places) or len({at[0] for at in places}) < len(own):
        return own
    return others


def _is_narrow(piece: Piece, columns: Columns) -> bool:
    """Whether a piece stands in one column, and before the next one begins."""
    own = place(piece, columns)
    return len(touched(piece, columns)) <= 1 and (own + 1 == len(columns) or piece.x1 <= columns[own + 1].x0)


def _runs(rows: Sequence[Row]) -> Iterator[list[int]]:
    """Rows with nothing between them but lines that fit their columns."""
    run: list[int] = []
    for number, row in enumerate(rows):
        if not is_row(row):
            continue
        if run and not _go_together(rows, run[-1], number):
            yield run
            run = []
        run.append(number)
    if run:
        yield run


def _go_together(rows: Sequence[Row], first: int, second: int) -> bool:
    between = rows[first + 1 : second]
    if len(between) > _MAX_BETWEEN or any(_far(rows, number) for number in range(first, second)):
        return False
    columns = columns_of([rows[first], rows[second]])
    return len(columns) >= 3 and all(fits(row, columns) for row in between)


def _far(rows: Sequence[Row], number: int) -> bool:
    """Whether the next line, if there is one, stands far below a line."""
    if number + 1 >= len(rows):
        return False
    above, below = rows[number], rows[number + 1]
    return not above or not below or below[0].y - above[0].y > _FAR * max(above[0].height, below[0].height)


def _head(rows: Sequence[Row], first: int, after: int, columns: Columns) -> int:
    """The first line of the head of a table whose first row is the line `first`."""
    head = first
    while head > max(after, first - _MAX_HEAD) and not _far(rows, head - 1):
        row = rows[head - 1]
        if len(row) == 1:
            over_several = len(touched(row[0], columns)) > 1
            begins_right = row[0].x0 > columns[min(2, len(columns) - 1)].x0 - _NEAR
            caption = _CAPTION.match(row[0].text) and not _is_beside_next(rows, head - 1)
            if caption or (over_several and not begins_right):
                break
        elif any(len(touched(piece, columns)) > 1 and piece.x0 < columns[1].x0 for piece in row):
            break
        head -= 1
    # What stands alone above the columns on the left is the end of a text, except at the top of a page, and but for
    # the first of two lines beside the middle of a cell ("T|T" beside "Nội dung").
    while 0 < head < first and len(rows[head]) == 1 and rows[head][0].x0 < columns[1].x0 - _NEAR:
        if _is_beside_next(rows, head) and rows[head][0].x1 < columns[1].x0:
            break
        head += 1
    return head


def _is_beside_next(rows: Sequence[Row], number: int) -> bool:
    """Whether a line stands closer to the next one than lines under each other: lines of cells beside others do."""
    return number + 1 < len(rows) and rows[number + 1][0].y - rows[number][0].y < _HALF * rows[number][0].height


def _end(rows: Sequence[Row], first: int, last: int, columns: Columns) -> int:
    """The last line of a table: its last row, and what goes on in its cells below it, closer than the next row is."""
    steps = [rows[after][0].y - rows[before][0].y for before, after in pairwise(range(first, last + 1))]
    while last + 1 < len(rows) and not _far(rows, last):
        row = rows[last + 1]
        tight = not steps or row[0].y - rows[last][0].y < min(steps) * _LOOSE
        if not (tight and all(_is_inside(piece, columns) for piece in row)) and not _is_short_row(row, columns):
            break
        last += 1
    return last


def _is_inside(piece: Piece, columns: Columns) -> bool:
    """Whether a piece stands in a column behind the first as the column's pieces do: at its left, right or middle."""
    own = columns[place(piece, columns)]
    offs = (piece.x0 - own.x0, piece.x1 - own.x1, (piece.x0 + piece.x1) / 2 - own.middle)
    return place(piece, columns) > 0 and len(touched(piece, columns)) == 1 and min(map(abs, offs)) < _NEAR


def _is_short_row(row: Row, columns: Columns) -> bool:
    """Whether a line is a row with few cells, as a total may be: a name and a figure, each in its column."""
    places = [place(piece, columns) for piece in row]
    figures = [at for piece, at in zip(row, places, strict=True) if is_figure(piece) and at > 1]
    return bool(figures) and places[0] < 2 and len(set(places)) == len(places) and fits(row, columns)


def _table(rows: Sequence[Row], at: _Place) -> AlignedTable:
    """The table of the lines at a place."""
    columns = at.columns
    pieces = [piece for row in rows[at.head : at.last + 1] for piece in row]
    groups, reach = rows_of(pieces, columns)
    body = _first_below_head(groups, rows[at.first][0] if at.first <= at.last else None, columns)
    kept = settled(columns, [cells_of(group, columns) for group in groups[body:]])
    if len(kept) < len(columns):
        return _table(rows, replace(at, columns=kept))
    heads = [piece for group in groups[:body] for piece in group]
    columns = with_empty_columns(heads, columns, reach)
    rooms = _rooms(pieces, columns)
    made: list[list[PlacedText]] = []
    chars: list[Char] = []
    if heads:
        _write_head(heads, columns, reach, made, chars)
    for group in groups[body:]:
        _write_row(group, columns, rooms, made, chars)
    torn = not heads or not made[0][0].text
    return AlignedTable(at.head, at.last, made, chars, tuple(columns), torn)


def _first_below_head(groups: Sequence[Group], first: Piece | None, columns: Columns) -> int:
    """Which row comes after the head; the name of a part of the table ("A. Thu ngân sách") is a row."""
    if first is None:
        return len(groups)
    body = next(number for number, group in enumerate(groups) if any(piece is first for piece in group))
    while body > 1 and is_section(cells_of(groups[body - 1], columns)):
        body -= 1
    return body


def _rooms(pieces: Sequence[Piece], columns: Columns) -> list[float]:
    """How long the lines of each column's cells can be at least: as long as the longest one is."""
    rooms = [0.0] * len(columns)
    for piece in pieces:
        if len(touched(piece, columns)) <= 1:
            at = place(piece, columns)
            rooms[at] = max(rooms[at], piece.width)
    return rooms


def _write_head(
    pieces: Sequence[Piece], columns: Columns, reach: float, made: list[list[PlacedText]], chars: list[Char]
) -> None:
    cells = head_cells(pieces, columns, reach)
    depth = max(cell.row + cell.row_span for cell in cells)
    for row in range(depth):
        taken = {
            number
            for cell in cells
            if cell.row <= row < cell.row + cell.row_span
            for number in range(cell.first, cell.last + 1)
        }
        texts: list[PlacedText] = []
        for number in range(len(columns)):
            own = [cell for cell in cells if cell.row == row and cell.first == number]
            if own:
                lines = [line_of(line) for cell in own for line in levels(cell.block.pieces)]
                room = max(piece.width for cell in own for piece in cell.block.pieces)
                chars += [char for line in lines for char in line.chars]
                span = own[0].last - number + 1
                texts.append(PlacedText(row, number, cell_text(lines, room), own[0].row_span, span))
            elif number not in taken:
                texts.append(PlacedText(row, number, ""))
        made.append(texts)


def _write_row(
    group: Group, columns: Columns, rooms: Sequence[float], made: list[list[PlacedText]], chars: list[Char]
) -> None:
    cells = cells_of(group, columns)
    texts = []
    for number in range(len(columns)):
        lines = [line_of(line) for line in levels(cells.get(number, []))]
        chars += [char for line in lines for char in line.chars]
        texts.append(PlacedText(len(made), number, cell_text(lines, rooms[number])))
    made.append(texts)
