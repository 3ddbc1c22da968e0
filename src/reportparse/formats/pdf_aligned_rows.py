"""Rows of a table that no lines are drawn for, from the places of its pieces alone.

Pieces of a cell stand closer under each other than those of two rows, or no closer. In the first case the pieces of
each cell are a block, and blocks beside each other are a row, however they are set in it: at the top, in the middle or
at the bottom. In the second only the figures tell: there is one line of them in each row, and the lines of a name begin
there, end there or have it in their middle.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from reportparse.formats.pdf_cells import cell_text
from reportparse.formats.pdf_columns import MARKER, Columns, is_count, is_figure, over, place
from reportparse.formats.pdf_pieces import Piece, line_of

_LEVEL = 0.3  # of the letters' height: base lines nearer than this are one line
_STEP = 0.3  # points: two steps from line to line that differ by more are not the same
_MOST = 1.8  # times the least step: no cell's lines stand farther apart
_FEW = 0.15  # of the rows may be odd

Group = list[Piece]
"""The pieces of one row, from top to bottom."""


@dataclass(slots=True)
class Block:
    """Pieces of a cell, one under the other, with the room that they take; `top` and `bottom` are base lines."""

    pieces: list[Piece]
    x0: float
    x1: float
    top: float
    bottom: float

    def add(self, piece: Piece) -> None:
        """Put a piece that stands below."""
        self.pieces.append(piece)
        self.x0, self.x1 = min(self.x0, piece.x0), max(self.x1, piece.x1)
        self.bottom = max(self.bottom, piece.y)


def blocks_of(pieces: Sequence[Piece], reach: float, columns: Columns) -> list[Block]:
    """Pieces joined to those above them that are no farther than `reach` points.

    A piece over two others is not joined to either: it is the head of both.
    """
    blocks: list[Block] = []
    for line in levels(pieces):
        above = [block for block in blocks if line[0].y - block.bottom <= reach + line[0].height]
        joined: list[tuple[Block, Piece]] = []
        for piece in line:
            under = [block for block in above if _under(block, piece, reach)]
            beside = [other for other in line if other is not piece and under and _under(under[0], other, reach)]
            apart = any(place(other, columns) != place(piece, columns) for other in beside)
            if len(under) == 1 and not apart:
                joined.append((under[0], piece))
            else:
                blocks.append(Block([piece], piece.x0, piece.x1, piece.y, piece.y))
        for block, piece in joined:
            block.add(piece)
    return blocks


def _under(block: Block, piece: Piece, reach: float) -> bool:
    return 0.0 < piece.y - block.bottom <= reach and min(block.x1, piece.x1) - max(block.x0, piece.x0) > 1.0


def levels(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Pieces line by line, each from left to right."""
    line: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: piece.y):
        if line and piece.y - line[0].y > _LEVEL * piece.height:
            yield sorted(line, key=lambda piece: piece.x0)
            line = []
        line.append(piece)
    if line:
        yield sorted(line, key=lambda piece: piece.x0)


def rows_of(pieces: Sequence[Piece], columns: Columns) -> tuple[list[Group], float]:
    """The rows of a table with its head, which is one row or several, and how far the lines of a cell are apart.

    `pieces` are all of the table's.
    """
    ordered = sorted(pieces, key=lambda piece: (piece.y, piece.x0))
    readings = [(_side_by_side(blocks_of(ordered, reach, columns)), reach) for reach in _reaches(ordered)]
    best, reach = min(readings, key=lambda reading: (_odd(reading[0], columns), -reading[1]))
    odd = _odd(best, columns)
    if odd > _FEW * len(best):
        by_figures = min(_by_figures(ordered, columns), key=lambda rows: _odd(rows, columns), default=best)
        if _odd(by_figures, columns) < odd:
            return by_figures, max(reach, min(_steps(ordered), default=0.0) + _STEP)
    return best, reach


def _steps(pieces: Sequence[Piece]) -> list[float]:
    """The steps from a piece to the next one under it, the least first."""
    steps = []
    for number, piece in enumerate(pieces):
        below = (other.y - piece.y for other in pieces[number + 1 :] if over(piece, other))
        step = next((step for step in below if step > _LEVEL * piece.height), None)
        if step is not None:
            steps.append(step)
    return sorted(steps)


def _reaches(pieces: Sequence[Piece]) -> list[float]:
    """How far apart the lines of a cell may be: nothing, or anything between two steps that differ."""
    steps = _steps(pieces)
    found = [0.0]
    if steps:
        most = _MOST * steps[0]
        found += [(a + min(b, most)) / 2 for a, b in pairwise([*steps, 2 * most]) if b - a > _STEP and a <= most]
    return found


def _side_by_side(blocks: Sequence[Block]) -> list[Group]:
    """Blocks beside each other, row by row."""
    rows: list[Group] = []
    end = 0.0
    for block in sorted(blocks, key=lambda block: block.top):
        if rows and block.top <= end + _LEVEL * block.pieces[0].height:
            rows[-1] += block.pieces
        else:
            rows.append(list(block.pieces))
            end = block.bottom
        end = max(end, block.bottom)
    return rows


def has_figures(row: Group, columns: Columns) -> bool:
    """Whether figures stand in a row, behind its number and its name."""
    return any(is_figure(piece) and place(piece, columns) > 0 for piece in row)


def cells_of(row: Group, columns: Columns) -> dict[int, list[Piece]]:
    """The pieces of a row by their columns, from top to bottom and from left to right."""
    cells: dict[int, list[Piece]] = {}
    for line in levels(row):
        for piece in line:
            cells.setdefault(place(piece, columns), []).append(piece)
    return cells


def is_section(cells: Mapping[int, Sequence[Piece]]) -> bool:
    """Whether a row is no more than the number and the name of a part of the table."""
    return set(cells) == {0, 1} and all(MARKER.fullmatch(piece.text) for piece in cells[0])


def _odd(rows: Sequence[Group], columns: Columns) -> float:
    """How many rows below the head are none: without a name, without figures, with two rows' figures in a cell."""
    first = next((number for number, row in enumerate(rows) if has_figures(row, columns)), len(rows))
    odd = 0.0
    for row in rows[first:]:
        cells = cells_of(row, columns)
        odd += 2 * max(map(_too_many, cells.values())) + _headed(cells)
        named = 0 in cells or 1 in cells
        odd += not named or not (has_figures(row, columns) or is_section(cells))
    return odd


def _headed(cells: Mapping[int, Sequence[Piece]]) -> int:
    """How many figures of a row stand under words in their cells, as they stand under a head: one may."""
    found = sum(at > 1 and _is_headed(pieces) for at, pieces in cells.items())
    return found if found > 1 else 0


def _is_headed(pieces: Sequence[Piece]) -> bool:
    if len(pieces) < 2:
        return False
    above, last = pieces[-2], pieces[-1]
    return above.y < last.y and is_count(last) and not any(ch.isdigit() for ch in above.text) and not is_figure(above)


def _too_many(pieces: Sequence[Piece]) -> int:
    """How many whole figures of a cell stand under others, as no cell has them: "820" over "(29,3%)" is one cell."""
    lines = [line_of(line) for line in levels([piece for piece in pieces if is_figure(piece)])]
    if len(lines) < 2:
        return 0
    parts = cell_text(lines, max(piece.width for piece in pieces)).split(" ")
    kinds = ["(" in part or "%" in part for part in parts]
    return sum(a == b for a, b in pairwise(kinds))


def _by_figures(pieces: Sequence[Piece], columns: Columns) -> Iterator[list[Group]]:
    """The rows with one line of figures in each, for every way to set names beside figures that may be."""
    figures = [line for line in levels([piece for piece in pieces if is_figure(piece)]) if has_figures(line, columns)]
    at = [median(piece.y for piece in line) for line in figures]
    if len(at) < 2:
        return
    # A number or a letter before a name without figures is a row too: the name of a part of the table.
    at = sorted([*at, *_sections(pieces, columns, at)])
    for ways in (_from_top, _to_bottom, _around):
        rows: list[Group] = [[] for _ in at]
        head: Group = []
        for column in range(len(columns)):
            own = list(levels([piece for piece in pieces if place(piece, columns) == column]))
            for line, row in zip(own, ways(own, at), strict=True):
                (head if row < 0 else rows[row]).extend(line)
        yield [*([head] if head else []), *(row for row in rows if row)]


def _sections(pieces: Sequence[Piece], columns: Columns, at: Sequence[float]) -> Iterator[float]:
    for piece in pieces:
        marker = place(piece, columns) == 0 and MARKER.fullmatch(piece.text) and piece.y > at[0]
        if marker and all(abs(piece.y - y) > piece.height / 2 for y in at):
            yield piece.y


def _from_top(lines: Sequence[list[Piece]], at: Sequence[float]) -> list[int]:
    """The row of each line of a column where a row's first lines stand level; -1 is the head."""
    return [sum(1 for y in at if y <= line[0].y + _LEVEL * line[0].height) - 1 for line in lines]


def _to_bottom(lines: Sequence[list[Piece]], at: Sequence[float]) -> list[int]:
    """The same where a row's last lines stand level. Nothing tells the first row's other lines from the head's."""
    rows = []
    for line in lines:
        slack = _LEVEL * line[0].height
        first = line[0].y < at[0] - slack
        rows.append(-1 if first else min(sum(1 for y in at if y < line[0].y - slack), len(at) - 1))
    return rows


def _around(lines: Sequence[list[Piece]], at: Sequence[float]) -> list[int]:
    """The same where the middles of a row's cells stand level."""
    best: tuple[int, list[int]] | None = None
    starts = [number for number, line in enumerate(lines) if line[0].y <= at[0] + _LEVEL * line[0].height]
    for start in starts:
        missed, rows = _from_middles(lines, at, start)
        if best is None or missed < best[0]:
            best = missed, rows
    return best[1] if best else _from_top(lines, at)


def _from_middles(lines: Sequence[list[Piece]], at: Sequence[float], start: int) -> tuple[int, list[int]]:
    """Lines from `start` on shared out to rows around their middles, and how many had to go elsewhere."""
    rows = [-1] * len(lines)
    number, missed = start, 0
    for row, y in enumerate(at):
        until = at[row + 1] if row + 1 < len(at) else float("inf")
        ends = [end for end in range(number, len(lines)) if lines[end][0].y < until]
        offs = [(abs((lines[number][0].y + lines[end][0].y) / 2 - y), end) for end in ends]
        off, end = min(offs, default=(float("inf"), number))
        if off <= _LEVEL * lines[end][0].height if offs else False:
            rows[number : end + 1] = [row] * (end + 1 - number)
            number = end + 1
    missed = len(lines) - number
    rows[number:] = [len(at) - 1] * missed
    return missed, rows
