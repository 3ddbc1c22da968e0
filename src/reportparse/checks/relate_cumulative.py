"""Rows that run on: "Lũy kế" over the years, each cell the one before it and what the period adds.

The row that a cumulative one runs over is the total above it, or the row right above. Believed where the first cell
repeats that row's and most of the further ones add up, or where two do.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import regex

from reportparse.checks.figures import FigureIndex
from reportparse.checks.sheet import Sheet
from reportparse.checks.slips import explanation
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation
from reportparse.structure.grids import Row

_CUMULATIVE = regex.compile(r"[-+*•\s]*(?:lũy|luỹ)\skế|cộng\sdồn", regex.IGNORECASE)
_LEAST = 2


def relate(index: FigureIndex) -> Iterator[Relation]:
    """The cells of cumulative rows, left to right."""
    for sheet in index.sheets:
        rows = sheet.grid.rows
        for above, row in pairwise(rows):
            if _CUMULATIVE.match(row.label):
                yield from _runs_on(sheet, above, row)


def _runs_on(sheet: Sheet, above: Row, row: Row) -> Iterator[Relation]:
    columns = [
        column.index
        for column in sheet.grid.columns
        if sheet.by_row(row, column.index) and sheet.by_row(above, column.index)
    ]
    if len(columns) < _LEAST + 1:
        return
    first = sheet.by_row(row, columns[0]), sheet.by_row(above, columns[0])
    starts = first[0] is not None and first[1] is not None and first[0].quantity.value == first[1].quantity.value
    found: list[Relation] = []
    for before, column in pairwise(columns):
        stated, earlier, added = sheet.by_row(row, column), sheet.by_row(row, before), sheet.by_row(above, column)
        if stated is not None and earlier is not None and added is not None:
            found.append(Relation("ROW001", "row", "sum", stated, (earlier, added), sheet.unit(row, column)))
    held = sum(1 for relation in found if holds(relation))
    if not starts and held < _LEAST:
        return
    for relation in found:
        if holds(relation) or held * 2 >= len(found):
            yield relation
        elif held or explanation(relation):
            yield relation._replace(doubt="implied")
