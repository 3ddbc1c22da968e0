"""A sheet parted as a person sees it: letterhead and title, tables, notes and signatures.

A sheet has no paragraphs and no tables, only cells. A table begins at the first row of a group that is filled like its
head; rows of one cell above it are titles, and a group of rows without a head goes on with the table above it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reportparse.formats.xlsx_cells import SheetCell

_Row = list[SheetCell]
_HEAD_CELLS = 3  # as many begin a table; rows of a letterhead have two
_LOOSE_CELLS = 2


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of a sheet by their numbers; a table, or rows outside every table."""

    rows: tuple[tuple[int, _Row], ...]
    table: bool


def blocks(rows: Mapping[int, _Row]) -> list[Block]:
    """The blocks of a sheet in the order of its rows."""
    found: list[Block] = []
    for group in _groups(rows):
        start, end = _table_of(group)
        if start == end:
            found.append(Block(tuple(group), table=False))
            continue
        last = found[-1] if found else None
        if last is not None and last.table and not _has_head(group, start):
            found[-1] = Block((*last.rows, *group[:end]), table=True)
        else:
            if start:
                found.append(Block(tuple(group[:start]), table=False))
            found.append(Block(tuple(group[start:end]), table=True))
        if end < len(group):
            found.append(Block(tuple(group[end:]), table=False))
    return _signed(found)


def _signed(found: list[Block]) -> list[Block]:
    """The rows below the last table, where several people sign side by side, column by column."""
    last = max((index for index, block in enumerate(found) if block.table), default=len(found))
    rows = [row for block in found[last + 1 :] for row in block.rows]
    beside = next((index for index, (_, cells) in enumerate(rows) if len(cells) > 1), None)
    if beside is None:
        return found
    starts = [cell.column for cell in max((cells for _, cells in rows), key=len)]
    signed = [cell for _, cells in rows[beside:] for cell in cells]
    signed.sort(key=lambda cell: (min(starts, key=lambda start: abs(start - cell.column)), cell.row, cell.column))
    below = [*rows[:beside], *((cell.row, [cell]) for cell in signed)]
    return [*found[: last + 1], Block(tuple(below), table=False)]


def _groups(rows: Mapping[int, _Row]) -> Iterator[list[tuple[int, _Row]]]:
    """Rows without a blank one between them; a merged cell fills every row that it covers."""
    group: list[tuple[int, _Row]] = []
    reach = 0
    for number in sorted(rows):
        if group and number > reach + 1:
            yield group
            group = []
        group.append((number, rows[number]))
        # A title merged over many rows of nothing is no bridge to what comes after.
        own = [cell.row_span for cell in rows[number]] if len(rows[number]) > 1 else [1]
        reach = max(reach, number + max(own) - 1)
    if group:
        yield group


def _table_of(group: Sequence[tuple[int, _Row]]) -> tuple[int, int]:
    """Where the table of a group begins and ends; equal where it holds none."""
    widths = _widths(group)
    figures = [index for index, (_, cells) in enumerate(group) if len(cells) > 1 and _figures(cells)]
    widest = max(widths)
    if widest < _LOOSE_CELLS or not (figures or (widest >= _HEAD_CELLS and len(group) >= _HEAD_CELLS)):
        return 0, 0
    if widest >= _HEAD_CELLS:
        start = next(index for index, width in enumerate(widths) if width >= _HEAD_CELLS)
    else:
        above = figures[0] - 1
        start = above if above >= 0 and widths[above] == _LOOSE_CELLS else figures[0]
    end = len(group)
    last = figures[-1] if figures else end
    while end - 1 > max(last, start) and _is_loose(group[end - 1][1]):
        end -= 1
    return start, end


def _widths(group: Sequence[tuple[int, _Row]]) -> list[int]:
    """How many cells fill each row, those that reach down from above included."""
    widths = []
    reaching: list[SheetCell] = []
    for number, cells in group:
        reaching = [cell for cell in reaching if cell.row + cell.row_span > number]
        widths.append(len(cells) + len(reaching))
        reaching += [cell for cell in cells if cell.row_span > 1]
    return widths


def _is_loose(cells: _Row) -> bool:
    return len(cells) <= _LOOSE_CELLS and not _figures(cells)


def _figures(cells: _Row) -> bool:
    return any(cell.numeric for cell in cells)


def _has_head(group: Sequence[tuple[int, _Row]], start: int) -> bool:
    """Whether the table of a group begins with words over columns, not with figures."""
    _, cells = group[start]
    return not any(cell.numeric for cell in cells[1:]) and sum(1 for c in cells if not c.numeric) >= _LOOSE_CELLS
