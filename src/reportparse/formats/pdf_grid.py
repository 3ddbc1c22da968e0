"""Grids of ruling lines on a page: which rectangles they enclose, and which of them form a table.

The rulings are read from pdfium's page objects, so that a table's cells and the characters share one coordinate
system and the page is parsed once. The area between the lines is cut into elementary rectangles, which are joined
where no line parts them: a joined piece that is a rectangle with lines all around is a cell, merged or not.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

TOLERANCE = 3.0  # points: lines nearer than this are one line, ends nearer than this touch
_START = attrgetter("start")
_MAX_LINES = 300  # more in one direction is a drawing or a map


class Ruling(NamedTuple):
    """A straight line: its place across its direction, and from where to where it runs."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class GridCell:
    """A rectangle of a grid with its place; rows and columns count from 0."""

    x0: float
    top: float
    x1: float
    bottom: float
    row: int
    column: int
    row_span: int
    column_span: int


@dataclass(frozen=True)
class Grid:
    """The cells of one table in reading order."""

    cells: tuple[GridCell, ...]
    xs: tuple[float, ...]
    ys: tuple[float, ...]

    def locator(self) -> dict[tuple[int, int], int]:
        """Which cell covers each elementary row and column."""
        return {
            (row, column): index
            for index, cell in enumerate(self.cells)
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        }

    def place(self, x: float, y: float) -> tuple[int, int] | None:
        """Elementary row and column of a point; None outside the grid."""
        row, column = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
        inside = 0 <= row < len(self.ys) - 1 and 0 <= column < len(self.xs) - 1
        return (row, column) if inside else None


def find_grids(horizontal: Sequence[Ruling], vertical: Sequence[Ruling]) -> list[Grid]:
    """The tables that the rulings form: at least two rows and two columns, or one row of three."""
    if len(horizontal) < 2 or len(vertical) < 2:
        return []
    ys = _snapped([ruling.at for ruling in horizontal])
    xs = _snapped([*(ruling.at for ruling in vertical), *_common_ends(horizontal)])
    if not (2 <= len(ys) <= _MAX_LINES and 2 <= len(xs) <= _MAX_LINES):
        return []
    above = _covered(horizontal, ys, xs)
    left = _covered(vertical, xs, ys)
    _close_sides(above, left)
    cells = list(_cells(above, left))
    return [grid for grid in (_grid(group, xs, ys) for group in _groups(cells)) if grid is not None]


def _snapped(values: Sequence[float]) -> list[float]:
    """The distinct places of lines; those within the tolerance of the first of them are one."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > TOLERANCE:
            places.append(value)
    return places


def _common_ends(horizontal: Sequence[Ruling]) -> list[float]:
    """Where at least three lines begin or end together: the side of a table, drawn or not."""
    ends = Counter(round(end) for ruling in horizontal for end in (ruling.start, ruling.end))
    return [float(end) for end, times in ends.items() if times >= 3]


def _covered(rulings: Sequence[Ruling], places: Sequence[float], stops: Sequence[float]) -> list[list[bool]]:
    """For each line and each gap between the stops across it, whether a ruling runs along there."""
    covered = [[False] * (len(stops) - 1) for _ in places]
    runs: list[list[Ruling]] = [[] for _ in places]
    for ruling in rulings:
        runs[bisect_right(places, ruling.at) - 1].append(ruling)
    for line, found in zip(covered, runs, strict=True):
        for start, end in _joined(found):
            for gap in range(len(stops) - 1):
                if start <= stops[gap] + TOLERANCE and end >= stops[gap + 1] - TOLERANCE:
                    line[gap] = True
    return covered


def _joined(rulings: Sequence[Ruling]) -> list[tuple[float, float]]:
    joined: list[tuple[float, float]] = []
    for ruling in sorted(rulings, key=_START):
        if joined and ruling.start <= joined[-1][1] + TOLERANCE:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ruling.end))
        else:
            joined.append((ruling.start, ruling.end))
    return joined


def _close_sides(above: list[list[bool]], left: list[list[bool]]) -> None:
    """Tables are often drawn open at the left and right: where the lines around a row end, the row ends too."""
    n_rows, n_columns = len(above) - 1, len(left) - 1
    drawn = [[column for column in range(n_columns + 1) if left[column][row]] for row in range(n_rows)]
    for row in range(n_rows):
        if not drawn[row]:
            continue
        for edge, step in ((drawn[row][0], -1), (drawn[row][-1], 1)):
            gap = edge - 1 if step < 0 else edge
            if not 0 <= gap < n_columns:
                continue
            lines = _lines_around(row, gap, above, drawn)
            end = edge
            while lines and 0 <= gap < n_columns and all(above[line][gap] for line in lines):
                gap += step
                end += step
            left[end][row] = True


def _lines_around(row: int, gap: int, above: list[list[bool]], drawn: list[list[int]]) -> tuple[int, int] | None:
    """The nearest lines above and below that run through a gap, if all rows between belong to one table."""
    upper, lower = row, row + 1
    while not above[upper][gap] and upper > 0 and drawn[upper - 1]:
        upper -= 1
    while not above[lower][gap] and lower < len(drawn) and drawn[lower]:
        lower += 1
    return (upper, lower) if above[upper][gap] and above[lower][gap] else None


def _cells(above: list[list[bool]], left: list[list[bool]]) -> Iterator[tuple[int, int, int, int]]:
    """Enclosed rectangles as first row, first column, end row, end column of the elementary grid."""
    n_rows, n_columns = len(above) - 1, len(left) - 1
    seen = [[False] * n_columns for _ in range(n_rows)]
    for row in range(n_rows):
        for column in range(n_columns):
            if not seen[row][column]:
                piece = _piece(row, column, above, left, seen)
                rows = [at for at, _ in piece]
                columns = [at for _, at in piece]
                box = (min(rows), min(columns), max(rows) + 1, max(columns) + 1)
                if len(piece) == (box[2] - box[0]) * (box[3] - box[1]) and _enclosed(box, above, left):
                    yield box


def _piece(
    row: int, column: int, above: list[list[bool]], left: list[list[bool]], seen: list[list[bool]]
) -> list[tuple[int, int]]:
    """Elementary rectangles that can be reached from one without crossing a line."""
    seen[row][column] = True
    piece = [(row, column)]
    for at, across in piece:  # grows while it is walked
        steps = (
            (at + 1, across, at + 1 < len(seen) and not above[at + 1][across]),
            (at - 1, across, at > 0 and not above[at][across]),
            (at, across + 1, across + 1 < len(seen[0]) and not left[across + 1][at]),
            (at, across - 1, across > 0 and not left[across][at]),
        )
        for to_row, to_column, free in steps:
            if free and not seen[to_row][to_column]:
                seen[to_row][to_column] = True
                piece.append((to_row, to_column))
    return piece


def _enclosed(box: tuple[int, int, int, int], above: list[list[bool]], left: list[list[bool]]) -> bool:
    row, column, end_row, end_column = box
    return all(above[row][at] and above[end_row][at] for at in range(column, end_column)) and all(
        left[column][at] and left[end_column][at] for at in range(row, end_row)
    )


Box = tuple[int, int, int, int]


def _groups(cells: Sequence[Box]) -> Iterator[list[Box]]:
    """Cells that touch along a side, from top to bottom."""
    owner = {
        (row, column): index
        for index, box in enumerate(cells)
        for row in range(box[0], box[2])
        for column in range(box[1], box[3])
    }
    seen: set[int] = set()
    for index in range(len(cells)):
        if index in seen:
            continue
        seen.add(index)
        group = [index]
        for at in group:  # grows while it is walked
            for place in _around(cells[at]):
                neighbour = owner.get(place)
                if neighbour is not None and neighbour not in seen:
                    seen.add(neighbour)
                    group.append(neighbour)
        yield [cells[at] for at in sorted(group)]


def _around(box: Box) -> Iterator[tuple[int, int]]:
    row, column, end_row, end_column = box
    for at in range(column, end_column):
        yield row - 1, at
        yield end_row, at
    for at in range(row, end_row):
        yield at, column - 1
        yield at, end_column


def _grid(group: Sequence[Box], xs: Sequence[float], ys: Sequence[float]) -> Grid | None:
    """The group as a table; lines of other tables on the page do not count as its rows or columns."""
    rows = sorted({edge for box in group for edge in (box[0], box[2])})
    columns = sorted({edge for box in group for edge in (box[1], box[3])})
    n_rows, n_columns = len(rows) - 1, len(columns) - 1
    if n_columns < 2 or (n_rows < 2 and n_columns < 3) or len(group) < 3:
        return None
    row_at = {edge: index for index, edge in enumerate(rows)}
    column_at = {edge: index for index, edge in enumerate(columns)}
    cells = [
        GridCell(
            xs[column],
            ys[row],
            xs[end_column],
            ys[end_row],
            row_at[row],
            column_at[column],
            row_at[end_row] - row_at[row],
            column_at[end_column] - column_at[column],
        )
        for row, column, end_row, end_column in group
    ]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return Grid(tuple(cells), tuple(xs[edge] for edge in columns), tuple(ys[edge] for edge in rows))
