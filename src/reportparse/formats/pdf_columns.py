"""Columns of a table that no lines are drawn for: where its pieces of text stand under each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

import regex

from reportparse.formats.pdf_pieces import Piece

_NUMBER = r"[-–+(]?\s?\d+(?:[.,]\d+)*[.,]?\s?%?\)?|[-–]"
_FIGURE = regex.compile(_NUMBER)
_YEAR = regex.compile(r"(?:19|20)\d\d")
MARKER = regex.compile(r"(?:[A-ZĐ]|[IVX]{1,5}|\d{1,3}(?:\.\d{1,2}){0,3}|[a-zđ])[.)]?|[-+*•]")
_MANY = 5  # rows
_LEFT = attrgetter("x0")
_TOUCH = 1.0  # points that two pieces share where one stands under the other

Row = list[Piece]
"""The pieces of one line."""


@dataclass(frozen=True, slots=True)
class Column:
    """From where to where the pieces of a column reach."""

    x0: float
    x1: float

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    def shared(self, piece: Piece) -> float:
        """How much of a piece stands over the column; less than nothing is how far it stands from it."""
        return min(self.x1, piece.x1) - max(self.x0, piece.x0)

    def with_piece(self, piece: Piece) -> Column:
        """The column with the room that a piece takes."""
        return replace(self, x0=min(self.x0, piece.x0), x1=max(self.x1, piece.x1))


Columns = Sequence[Column]


def is_figure(piece: Piece) -> bool:
    """Whether a piece is a figure, a dash that stands for one, or the part of one at the end of a full line."""
    return _FIGURE.fullmatch(piece.text) is not None


def is_count(piece: Piece) -> bool:
    """Whether a piece is a figure and no year."""
    return is_figure(piece) and not _YEAR.fullmatch(piece.text)


def is_row(row: Row) -> bool:
    """Whether a line is surely a row of a table: three pieces, and two figures among them that are no years."""
    return len(row) >= 3 and sum(map(is_count, row)) >= 2


def columns_of(rows: Sequence[Row]) -> list[Column]:
    """Where the columns stand, by the rows with the usual number of pieces: a name may lie over two columns."""
    usual = Counter(map(len, rows)).most_common(1)[0][0]
    columns: list[Column] = []
    for piece in sorted((piece for row in rows if len(row) >= usual for piece in row), key=lambda piece: piece.x0):
        if columns and piece.x0 < columns[-1].x1:
            columns[-1] = columns[-1].with_piece(piece)
        else:
            columns.append(Column(piece.x0, piece.x1))
    return columns


def with_others(columns: Sequence[Column], rows: Sequence[Row]) -> list[Column]:
    """The columns with those of pieces that stand in none: names beside the middle of cells with figures."""
    made = list(columns)
    others: list[Column] = []
    for piece in sorted((piece for row in rows for piece in row), key=lambda piece: piece.x0):
        if touched(piece, made):
            continue
        if others and piece.x0 < others[-1].x1:
            others[-1] = others[-1].with_piece(piece)
        else:
            others.append(Column(piece.x0, piece.x1))
    counts = [sum(column.shared(piece) > 0 for row in rows for piece in row) for column in others]
    return sorted([*made, *(column for column, count in zip(others, counts, strict=True) if count > 1)], key=_LEFT)


def settled(columns: Columns, rows: Sequence[Mapping[int, Sequence[Piece]]]) -> list[Column]:
    """The columns with two made one where they are the same column's, for its cells are set in different ways.

    `rows` say by column what stands in each row below the head. Letters may stand at the left of a column of markers
    and numbers at its right; a number in the middle of a wide column of names is far from where the names are.
    """
    columns = with_one_of_markers(columns, rows)
    for number in range(len(columns)):
        own = [row for row in rows if number in row]
        if len(own) != 1 or len(rows) < _MANY:
            continue
        for beside in (number - 1, number + 1):
            if 0 <= beside < len(columns) and beside not in own[0] and sum(beside in row for row in rows) > 1:
                left, right = columns[min(number, beside)], columns[max(number, beside)]
                rest = [column for at, column in enumerate(columns) if at not in (number, beside)]
                return sorted([*rest, Column(left.x0, right.x1)], key=_LEFT)
    return list(columns)


def with_one_of_markers(columns: Columns, rows: Sequence[Mapping[int, Sequence[Piece]]]) -> list[Column]:
    """The columns with the first two made one where both hold markers, and no row has one in each."""
    first, second = ([piece for row in rows for piece in row.get(at, ())] for at in (0, 1))
    apart = not any(0 in row and 1 in row for row in rows)
    markers = all(MARKER.fullmatch(piece.text) for piece in (*first, *second))
    if len(columns) > 3 and first and second and apart and markers:
        return [Column(columns[0].x0, columns[1].x1), *columns[2:]]
    return list(columns)


def touched(piece: Piece, columns: Columns) -> list[int]:
    """The columns that a piece stands over."""
    return [number for number, column in enumerate(columns) if column.shared(piece) > _TOUCH]


def place(piece: Piece, columns: Columns) -> int:
    """The column that a piece stands in, or is nearest to."""
    return max(range(len(columns)), key=lambda number: columns[number].shared(piece))


def over(one: Piece, other: Piece) -> bool:
    """Whether two pieces stand over each other."""
    return min(one.x1, other.x1) - max(one.x0, other.x0) > _TOUCH


def fits(row: Row, columns: Columns) -> bool:
    """Whether a line may be part of a table: no piece of it is a line of prose that runs over the columns."""
    half = (columns[0].x0 + columns[-1].x1) / 2
    return all(len(touched(piece, columns)) <= 1 or piece.x1 <= half for piece in row) and bool(row)


def in_columns(rows: Sequence[Row], columns: Columns) -> bool:
    """Whether nearly every piece has its column for itself."""
    shared = sum(len(row) - len({place(piece, columns) for piece in row}) for row in rows)
    return 8 * shared <= sum(map(len, rows))
