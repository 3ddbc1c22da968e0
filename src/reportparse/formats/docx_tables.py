"""The grid of a Word table: merged cells stand once, at their first row and column."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from reportparse.formats.assemble import PlacedText
from reportparse.formats.docx_package import W

_WRAPPERS = frozenset(W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"))
_MAX_COLUMNS = 1000


def children(parent: Any, wanted: str) -> Iterator[Any]:
    """The `wanted` elements right under `parent`, looking through content controls and tracked insertions."""
    for child in parent:
        if child.tag == wanted:
            yield child
        elif child.tag in _WRAPPERS:
            yield from children(child, wanted)


def table_rows(table: Any, text_of: Callable[[Any], str]) -> list[list[PlacedText]]:
    """The cells of a table by row; `text_of` gives the text of a cell element."""
    rows: list[list[PlacedText]] = []
    open_cells: dict[int, tuple[int, int]] = {}  # column -> where the cell that reaches down through it stands
    for row in kept_rows(table):
        _add_row(row, rows, open_cells, text_of)
    return rows


def kept_rows(table: Any) -> Iterator[Any]:
    """The rows of a table that were not deleted with changes tracked."""
    return (row for row in children(table, W + "tr") if row.find(f"{W}trPr/{W}del") is None)


def _add_row(
    row: Any, rows: list[list[PlacedText]], open_cells: dict[int, tuple[int, int]], text_of: Callable[[Any], str]
) -> None:
    number = len(rows)
    placed: list[PlacedText] = []
    column = _width(row.find(f"{W}trPr/{W}gridBefore"), 0)
    for cell in children(row, W + "tc"):
        width = _width(cell.find(f"{W}tcPr/{W}gridSpan"), 1)
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        continues = merge is not None and merge.get(W + "val", "continue") == "continue"
        if continues and column in open_cells:
            at, index = open_cells[column]
            if at < number:
                rows[at][index] = replace(rows[at][index], row_span=number - at + 1)
        else:
            for covered in range(column, column + width):
                open_cells.pop(covered, None)
            if merge is not None:
                open_cells[column] = (number, len(placed))
            placed.append(PlacedText(number, column, text_of(cell), column_span=width))
        column += width
    rows.append(placed)


def _width(element: Any | None, default: int) -> int:
    value = element.get(W + "val", "") if element is not None else ""
    return min(int(value), _MAX_COLUMNS) if value.isascii() and value.isdigit() and len(value) < 6 else default
