"""The head of a table that no lines are drawn for: cells over one column or several, in one row or several.

Cells of a head are blocks of pieces, like those of the rows. The lowest block over a column is that column's; one over
two such blocks, or over the figures of two columns, is their head. A short one stands in the middle over them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reportparse.formats.pdf_aligned_rows import Block, blocks_of
from reportparse.formats.pdf_columns import Column, Columns
from reportparse.formats.pdf_pieces import Piece

_TOUCH = 1.0  # points
_NEAR = 3.0  # points: edges that stand under each other
_LEVEL = 0.3  # of the letters' height


@dataclass
class HeadCell:
    """A cell of a head: its block, its columns from the first to the last, its rows."""

    block: Block
    first: int
    last: int
    row: int = 0
    row_span: int = 1
    below: list[HeadCell] = field(default_factory=list)


def head_cells(pieces: Sequence[Piece], columns: Columns, reach: float) -> list[HeadCell]:
    """The cells of a head, from its pieces, with the columns of the figures under it."""
    blocks = sorted(blocks_of(sorted(pieces, key=lambda piece: piece.y), reach, columns), key=lambda one: -one.bottom)
    extents = list(columns)
    made: list[HeadCell] = []
    for block in blocks:
        under = [cell for cell in made if cell.block.top > block.bottom + _TOUCH]
        first, last = _over(block, extents, under)
        if first == last:
            extents[first] = Column(min(extents[first].x0, block.x0), max(extents[first].x1, block.x1))
        cell = HeadCell(block, first, last)
        cell.below = [other for other in under if other.first <= last and first <= other.last]
        made.append(cell)
    _set_rows(made)
    return sorted(made, key=lambda cell: (cell.row, cell.first))


def with_empty_columns(pieces: Sequence[Piece], columns: Columns, reach: float) -> list[Column]:
    """The columns with those of which only the head is written: it stands beside the heads of both its neighbours."""
    blocks = blocks_of(sorted(pieces, key=lambda piece: piece.y), reach, columns)
    made = list(columns)
    for block in sorted(blocks, key=lambda block: block.x0):
        if any(_shared(block, column) > 0 for column in made):
            continue
        left = max((number for number, column in enumerate(made) if column.x1 <= block.x0), default=-1)
        beside = made[max(left, 0) : left + 2]
        if left >= 0 and all(any(_shared(other, column) > 0 for other in blocks) for column in beside):
            made.insert(left + 1, Column(block.x0, block.x1))
    return made


def _shared(block: Block, column: Column) -> float:
    return min(column.x1, block.x1) - max(column.x0, block.x0)


def _over(block: Block, extents: Columns, under: Sequence[HeadCell]) -> tuple[int, int]:
    """The columns that a block stands over: what it touches, or where it stands in the middle."""
    shared = [_shared(block, column) for column in extents]
    touched = [number for number, length in enumerate(shared) if length > _TOUCH]
    own = touched or [max(range(len(shared)), key=shared.__getitem__)]
    best = own[0], own[-1]
    if abs(extents[own[0]].x0 - block.x0) < _NEAR:
        return best
    # What stands in the middle over others stands over as many on its left as on its right.
    lowest = [cell for cell in under if cell.first == cell.last and cell.first in own]
    beside = {cell.first for cell in under if any(_level(one.block, cell.block) for one in lowest)}
    off = _off(block, extents[best[0]], extents[best[1]]) - _NEAR
    for first in range(own[0], -1, -1):
        for last in range(own[-1], len(extents)):
            if not beside.issuperset(range(first, last + 1)):
                break
            now = _off(block, extents[first], extents[last])
            if now < off - _TOUCH:
                best, off = (first, last), now
    return best


def _off(block: Block, first: Column, last: Column) -> float:
    """How far the middle of a block is from the middle of some columns."""
    return abs((first.x0 + last.x1) / 2 - (block.x0 + block.x1) / 2)


def _set_rows(cells: Sequence[HeadCell]) -> None:
    """Rows from the top: a cell over others stands above them; one that has none below goes down to the last row.

    A cell that is level with those of one row belongs to that row; where a row has its cells in the middle, a cell
    without others below stands between the rows.
    """
    depth = {id(cell): 1 + max((_depth(below) for below in cell.below), default=0) for cell in cells}
    rows = max(depth.values(), default=1)
    above: dict[int, int] = {}
    for cell in sorted(cells, key=lambda cell: cell.block.top):
        cell.row = above.get(id(cell), 0)
        for below in cell.below:
            above[id(below)] = max(above.get(id(below), 0), cell.row + 1)
    for cell in cells:
        cell.row_span = min((below.row for below in cell.below), default=rows) - cell.row
    single = [cell for cell in cells if cell.row_span == 1]
    for cell in cells:
        if cell.row_span > 1 and not cell.below:
            for row in range(rows):
                own = [one for one in single if one.row == row]
                if own and 2 * sum(_level(one.block, cell.block) for one in own) > len(own):
                    cell.row, cell.row_span = row, 1
                    break


def _depth(cell: HeadCell) -> int:
    return 1 + max((_depth(below) for below in cell.below), default=0)


def _level(one: Block, other: Block) -> bool:
    """Whether two blocks begin level, or have their middles level."""
    slack = _LEVEL * other.pieces[0].height
    middles = (one.top + one.bottom) / 2 - (other.top + other.bottom) / 2
    return abs(one.top - other.top) <= slack or abs(middles) <= slack
