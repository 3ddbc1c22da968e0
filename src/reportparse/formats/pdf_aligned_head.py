"""The head of a table that no lines are drawn for: cells over one column or several, in one row or several.

Cells of a head are blocks of pieces, like those of the rows. The lowest block over a column is that column's; one over
two such blocks, or over the figures of two columns, is their head. A short one stands in the middle over them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

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
        first, last = _over(block, blocks, extents, under)
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


def _over(block: Block, blocks: Sequence[Block], extents: Columns, under: Sequence[HeadCell]) -> tuple[int, int]:
    """The columns that a block stands over: what it touches, or those that it stands in the middle of."""
    shared = [_shared(block, column) for column in extents]
    own = [number for number, length in enumerate(shared) if length > _TOUCH]
    own = own or [max(range(len(shared)), key=shared.__getitem__)]
    if abs(extents[own[0]].x0 - block.x0) < _NEAR:
        return own[0], own[-1]
    # The heads below it are level, and nothing else is level with it that stands over them.
    lowest = [cell for cell in under if cell.first == cell.last and cell.first in own]
    free = {cell.first for cell in under if any(_are_level(one.block, cell.block) for one in lowest)}
    for other in blocks:
        if other is not block and _are_level(other, block):
            free -= {number for number, column in enumerate(extents) if _shared(other, column) > _TOUCH}
    ranges = [
        (first, last)
        for first in range(own[0], -1, -1)
        for last in range(own[-1], len(extents))
        if free.issuperset(range(first, last + 1))
    ]
    offs = {at: _off(block, extents[at[0]], extents[at[1]]) for at in ranges}
    near = [at for at in ranges if offs[at] < min(offs.values()) + _NEAR]
    return max(near, key=lambda at: (at[1] - at[0], -offs[at]), default=(own[0], own[-1]))


def _off(block: Block, first: Column, last: Column) -> float:
    """How far the middle of a block is from the middle of some columns."""
    return abs((first.x0 + last.x1) / 2 - (block.x0 + block.x1) / 2)


def _set_rows(cells: Sequence[HeadCell]) -> None:
    """Rows from the top: a cell stands above those under it, and in one row with those that are level with it.

    Where all cells that are level have none under them, they go down to the last row.
    """
    rows: list[list[HeadCell]] = []
    level = _level_in(cells)
    for cell in cells:
        mates = [row for row in rows if any(level(cell, other) for other in row)]
        rows = [row for row in rows if row not in mates]
        rows.append([cell, *(other for row in mates for other in row)])
    rows.sort(key=lambda row: min(cell.block.top for cell in row))
    for row in rows:
        own = max(cell.row for cell in row)
        for cell in row:
            cell.row = own
            for below in cell.below:
                below.row = max(below.row, own + 1)
    depth = 1 + max((cell.row for cell in cells), default=0)
    for row in rows:
        parted = any(cell.below for cell in row)
        for cell in row:
            last = min((below.row for below in cell.below), default=cell.row + 1 if parted else depth)
            cell.row_span = max(last - cell.row, 1)


def _level_in(cells: Sequence[HeadCell]) -> Callable[[HeadCell, HeadCell], bool]:
    """Whether two cells of a head are level: they begin so, or have their middles so, as most of the head's do."""
    pairs = [(one.block, other.block) for one, other in combinations(cells, 2)]
    uneven = [pair for pair in pairs if len(set(map(_height, pair))) > 1]
    tops, middles = (sum(_is_level(*pair, at) for pair in uneven) for at in (_top, _middle))
    at = _middle if middles > tops else _top
    return lambda one, other: _is_level(one.block, other.block, at)


def _top(block: Block) -> float:
    return block.top


def _middle(block: Block) -> float:
    return (block.top + block.bottom) / 2


def _height(block: Block) -> int:
    return round(block.bottom - block.top)


def _are_level(one: Block, other: Block) -> bool:
    return any(_is_level(one, other, at) for at in (_top, _middle))


def _is_level(one: Block, other: Block, at: Callable[[Block], float]) -> bool:
    return abs(at(one) - at(other)) <= _LEVEL * other.pieces[0].height
