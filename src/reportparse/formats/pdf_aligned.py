"""Tables of a PDF page that no lines are drawn for: figures stand under each other, wide gaps part the columns.

A row has three pieces or more and two figures among them. Lines above the first row whose pieces stand over the columns
are the head; lines between two rows belong to the row that they stand closer to, above where nothing else tells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

import regex

from reportparse.formats.assemble import PlacedText
from reportparse.formats.pdf_cells import PADDING, cell_text
from reportparse.formats.pdf_chars import Char, Line, text_of
from reportparse.formats.pdf_pieces import Piece, pieces_of

_NUMBER = r"[-–+(]?\s?\d+(?:[.,]\d+)*\s?%?\)?|[-–]"
_FIGURE = regex.compile(_NUMBER)
_ROWS = regex.compile(
    rf"(?m)(?<!\S)(?:{_NUMBER})[ \t]+(?:{_NUMBER})(?:(?P<more>(?:[ \t]+(?:{_NUMBER}))+)(?!\S)|[ \t\r]*$)"
)
_YEAR = regex.compile(r"(?:19|20)\d\d")
_CAPTION = regex.compile(r"(?:\(?\s*(?:Đơn\s+vị|ĐVT|Biểu|Bảng|Phụ\s+lục)\b|.*[.:;]$)", regex.IGNORECASE)
_GAP = 0.6  # of the letters' height: no space is as wide, and cells of Word leave more between them
_FAR = 3.0  # heights between two lines: they are no longer of one table
_LOOSE = 1.12  # times the least step from line to line: a step over the end of a row
_MAX_BETWEEN, _MAX_HEAD = 8, 10  # lines
_ENOUGH = 4  # figures of a row that is a table by itself, below a head or at the end of a page
_NEAR = 3.0  # points

Row = list[Piece]


@dataclass(frozen=True, slots=True)
class AlignedTable:
    """A table: its lines (numbers of the page's lines), its rows of cells, and its characters in their order."""

    first: int
    last: int
    rows: list[list[PlacedText]]
    chars: list[Char]


@dataclass(frozen=True, slots=True)
class _Column:
    x0: float
    x1: float

    def shared(self, piece: Piece) -> float:
        return min(self.x1, piece.x1) - max(self.x0, piece.x0)


def may_be_aligned(text: str) -> bool:
    """Whether the text of a page has lines with three figures in a row, or that end in two: a quick look."""
    found = 0
    for match in _ROWS.finditer(text):
        found += 2 if match["more"] else 1
        if found > 1:
            return True
    return False


def find_aligned(lines: Sequence[Line]) -> list[AlignedTable]:
    """The tables among the lines of a page, from top to bottom."""
    rows = [pieces_of(line, _GAP) if not line.chars[0].turned else [] for line in lines]
    tables: list[AlignedTable] = []
    after = 0
    for run in _runs(rows):
        columns = _columns([rows[number] for number in run])
        figures = sum(_is_figure(piece) for piece in rows[run[0]])
        if len(columns) < 3 or not _in_columns([rows[number] for number in run], columns):
            continue
        head = _head(rows, run[0], after, columns)
        if len(run) < 2 and not (head < run[0] and figures >= _ENOUGH):
            continue
        last = _end(rows, run, columns)
        tables.append(_table(rows, head, run, last, columns))
        after = last + 1
    return tables


def _is_figure(piece: Piece) -> bool:
    return _FIGURE.fullmatch(piece.text) is not None


def _is_row(row: Row) -> bool:
    return len(row) >= 3 and sum(_is_figure(piece) and not _YEAR.fullmatch(piece.text) for piece in row) >= 2


def _is_short_row(row: Row, columns: Sequence[_Column]) -> bool:
    """Whether a line is a row with few cells, as a total may be: a name and a figure, each in its column."""
    places = [_place(piece, columns) for piece in row]
    figures = [place for piece, place in zip(row, places, strict=True) if _is_figure(piece) and place > 1]
    return bool(figures) and places[0] < 2 and len(set(places)) == len(places) and _fits(row, columns)


def _runs(rows: Sequence[Row]) -> Iterator[list[int]]:
    """Rows with nothing between them but lines that fit their columns."""
    run: list[int] = []
    for number, row in enumerate(rows):
        if not _is_row(row):
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
    columns = _columns([rows[first], rows[second]])
    return len(columns) >= 3 and all(_fits(row, columns) for row in between)


def _far(rows: Sequence[Row], number: int) -> bool:
    """Whether the next line stands far below a line."""
    above, below = rows[number], rows[number + 1]
    return not above or not below or below[0].y - above[0].y > _FAR * max(above[0].height, below[0].height)


def _columns(rows: Sequence[Row]) -> list[_Column]:
    """Where the columns stand, by the rows with the usual number of pieces: a name may lie over two columns."""
    usual = Counter(map(len, rows)).most_common(1)[0][0]
    columns: list[_Column] = []
    for piece in sorted((piece for row in rows if len(row) >= usual for piece in row), key=lambda piece: piece.x0):
        if columns and piece.x0 < columns[-1].x1:
            columns[-1] = _Column(columns[-1].x0, max(columns[-1].x1, piece.x1))
        else:
            columns.append(_Column(piece.x0, piece.x1))
    return columns


def _in_columns(rows: Sequence[Row], columns: Sequence[_Column]) -> bool:
    """Whether nearly every piece has its column for itself."""
    shared = sum(len(row) - len({_place(piece, columns) for piece in row}) for row in rows)
    return 8 * shared <= sum(map(len, rows))


def _fits(row: Row, columns: Sequence[_Column]) -> bool:
    """Whether a line may be part of a table: no piece of it is a line of prose that runs over the columns."""
    half = (columns[0].x0 + columns[-1].x1) / 2
    return all(len(_touched(piece, columns)) <= 1 or piece.x1 <= half for piece in row) and bool(row)


def _touched(piece: Piece, columns: Sequence[_Column]) -> list[int]:
    return [number for number, column in enumerate(columns) if column.shared(piece) > 1.0]


def _place(piece: Piece, columns: Sequence[_Column]) -> int:
    return max(range(len(columns)), key=lambda number: columns[number].shared(piece))


def _head(rows: Sequence[Row], first: int, after: int, columns: Sequence[_Column]) -> int:
    """The first line of the head of a table whose first row is the line `first`."""
    head = first
    while head > max(after, first - _MAX_HEAD) and not _far(rows, head - 1):
        row = rows[head - 1]
        if len(row) == 1:
            over = len(_touched(row[0], columns))
            begins_right = row[0].x0 > columns[min(2, len(columns) - 1)].x0 - _NEAR
            if _CAPTION.match(row[0].text) or (over > 1 and not begins_right):
                break
        elif any(len(_touched(piece, columns)) > 1 and piece.x0 < columns[1].x0 for piece in row):
            break
        head -= 1
    # What stands alone above the columns on the left is the end of a text, except at the top of a page.
    while 0 < head < first and len(rows[head]) == 1 and rows[head][0].x0 < columns[1].x0 - _NEAR:
        head += 1
    return head


def _end(rows: Sequence[Row], run: Sequence[int], columns: Sequence[_Column]) -> int:
    """The last line of a table: its last row, and what goes on in its cells below it, closer than the next row is."""
    last = run[-1]
    steps = [rows[after][0].y - rows[before][0].y for before, after in pairwise(range(run[0], last + 1))]
    while last + 1 < len(rows) and not _far(rows, last):
        row = rows[last + 1]
        tight = not steps or row[0].y - rows[last][0].y < min(steps) * _LOOSE
        inside = all(
            (place := _place(piece, columns)) > 0
            and abs(piece.x0 - columns[place].x0) < _NEAR
            and len(_touched(piece, columns)) == 1
            for piece in row
        )
        if not (tight and inside) and not _is_short_row(row, columns):
            break
        last += 1
    return last


def _table(rows: Sequence[Row], head: int, run: Sequence[int], last: int, columns: Sequence[_Column]) -> AlignedTable:
    heads = [piece for row in rows[head : run[0]] for piece in row]
    parts = [
        _head_cells(group, columns, heads) if number == 0 and head < run[0] else _row_cells(group, columns)
        for number, group in enumerate(_grouped(rows, head, run, last, columns))
    ]
    made: list[list[PlacedText]] = []
    chars: list[Char] = []
    for cells in parts:
        depth = max(cell.row + cell.row_span for cell in cells)
        for row in range(depth):
            made.append(_written(row, len(made), cells, columns, chars))
    return AlignedTable(head, last, made, chars)


def _grouped(
    rows: Sequence[Row], head: int, run: Sequence[int], last: int, columns: Sequence[_Column]
) -> Iterator[list[Row]]:
    """The lines of each row of a table, those of its head first."""
    steps = {number: rows[number][0].y - rows[number - 1][0].y for number in range(head + 1, last + 1)}
    below = [step for number, step in steps.items() if _share_column(rows[number - 1], rows[number], columns)]
    tight = _LOOSE * min(below, default=0.0)
    starts = {number for number in range(run[0], last + 1) if number in run or _is_short_row(rows[number], columns)}
    # Where rows stand farther apart than the lines of a cell, the steps tell; else a row begins where figures stand.
    named = {number for number in starts if _place(rows[number][0], columns) == 0}
    pairs = list(pairwise(sorted(named if len(named) > 1 else starts)))
    spaced = 2 * sum(max(steps[number] for number in range(a + 1, b + 1)) > tight for a, b in pairs) > len(pairs)
    group: list[Row] = []
    for number in range(head, last + 1):
        begins = number in (named if spaced else starts)
        if group and ((begins and _has_figures(group)) or (steps[number] > tight if spaced else begins)):
            yield group
            group = []
        group.append(rows[number])
    yield group


def _share_column(above: Row, below: Row, columns: Sequence[_Column]) -> bool:
    return not {_place(piece, columns) for piece in above}.isdisjoint(_place(piece, columns) for piece in below)


def _has_figures(group: Sequence[Row]) -> bool:
    return any(map(_is_row, group))


@dataclass
class _Cell:
    """A cell under construction: its place in a part of the table, and its pieces line by line."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    lines: list[Row] = field(default_factory=list)


def _row_cells(group: Sequence[Row], columns: Sequence[_Column]) -> list[_Cell]:
    cells: dict[int, _Cell] = {}
    for row in group:
        for place, pieces in groupby(row, key=lambda piece: _place(piece, columns)):
            cells.setdefault(place, _Cell(0, place)).lines.append(list(pieces))
    return list(cells.values())


def _head_cells(head: Sequence[Row], columns: Sequence[_Column], heads: Sequence[Piece]) -> list[_Cell]:
    """The cells of a head: one row, or two where some of its pieces stand over several columns.

    `heads` are all pieces above the first row with figures.
    """
    over: dict[int, range] = {}
    for piece in (piece for row in head for piece in row):
        spanned = _spanned(piece, columns, heads)
        if len(spanned) > 1:
            over[id(piece)] = range(spanned[0], spanned[-1] + 1)
    if not over:
        return _row_cells(head, columns)
    parted = {number for covered in over.values() for number in covered}
    cells: dict[tuple[int, int], _Cell] = {}
    for row in head:
        for piece in row:
            place = over[id(piece)][0] if id(piece) in over else _place(piece, columns)
            down = int(id(piece) not in over and place in parted)
            cell = cells.setdefault((down, place), _Cell(down, place))
            cell.row_span = 1 if place in parted else 2
            cell.column_span = len(over[id(piece)]) if id(piece) in over else cell.column_span
            cell.lines.append([piece])
    return list(cells.values())


def _spanned(piece: Piece, columns: Sequence[_Column], heads: Sequence[Piece]) -> list[int]:
    """The columns that a piece of the head stands over: over their figures or over what else is their head."""
    below = [other for other in heads if other.y > piece.y + 1.0]
    found = set(_touched(piece, columns))
    found |= {_place(other, columns) for other in below if min(other.x1, piece.x1) - max(other.x0, piece.x0) > 1.0}
    return sorted(found)


def _written(
    row: int, at: int, cells: Sequence[_Cell], columns: Sequence[_Column], chars: list[Char]
) -> list[PlacedText]:
    """The texts of a row, with empty ones where nothing stands; the characters are added to `chars`."""
    taken = {
        number
        for cell in cells
        if cell.row <= row < cell.row + cell.row_span
        for number in range(cell.column, cell.column + cell.column_span)
    }
    found = {cell.column: cell for cell in cells if cell.row == row}
    texts = []
    for number in range(len(columns)):
        if number in found:
            cell = found[number]
            lines = [_line(pieces) for pieces in cell.lines]
            chars += [char for line in lines for char in line.chars]
            text = cell_text(lines, _room(cell, columns))
            texts.append(PlacedText(at, number, text, cell.row_span, cell.column_span))
        elif number not in taken:
            texts.append(PlacedText(at, number, ""))
    return texts


def _line(pieces: Row) -> Line:
    chars = [char for piece in pieces for char in piece.chars]
    return Line(pieces[0].y, text_of(chars), chars)


def _room(cell: _Cell, columns: Sequence[_Column]) -> float:
    """How long a line of a cell can be: up to where the next column begins."""
    end = cell.column + cell.column_span
    right = columns[end].x0 - 2 * PADDING if end < len(columns) else columns[-1].x1
    return right - columns[cell.column].x0
