"""Columns of shares whose base stands outside the table: "Trong 296 hộ nghèo, thiếu hụt như sau" over "203 | 68,58".

Every row has a count and, to its right, its share of one and the same number, which no column of the table holds but
which the text states. A base that most rows fit under rounding or truncation is the one that is meant; rows that do
not fit are findings. Three rows that tell the same base to a few units leave no room for chance.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal
from statistics import median

from reportparse.checks.figures import FigureIndex, Placed
from reportparse.checks.sheet import Sheet
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation
from reportparse.structure.grids import Column, Row

_LEAST, _MOST_BASES = 3, 12
_HUNDRED = Decimal(100)
_SLACK = Decimal("0.02")
_KINDS = ("count", "money", "text")


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Shares of what the text around a table states, in the rows of every table."""
    shared = [(sheet, column) for sheet in index.sheets for column in sheet.grid.columns if column.kind == "percent"]
    if not shared:
        return
    bases = sorted((p for p in index.prose if _is_base(p)), key=_value)
    values = [_value(base) for base in bases]
    for sheet, share in shared:
        for part in _parts(sheet, share):
            found = _told(sheet, part, share, bases, values)
            if found:
                yield from found
                break


def _is_base(placed: Placed) -> bool:
    return placed.measure not in ("%", "words", "") and _value(placed) > 1 and not placed.vague


def _value(placed: Placed) -> Decimal:
    return placed.figure.quantity.value or Decimal(0)


def _parts(sheet: Sheet, share: Column) -> list[Column]:
    """The columns of counts before a column of shares, the nearest first."""
    before = [column for column in sheet.grid.columns if column.index < share.index and column.kind in _KINDS]
    return before[::-1][:3]


def _told(
    sheet: Sheet, part: Column, share: Column, bases: Sequence[Placed], values: Sequence[Decimal]
) -> list[Relation]:
    """The shares of the base that most rows fit; nothing where no base of the text does."""
    rows = [row for row in sheet.grid.rows if _whole(sheet, row, part, share) is not None]
    wholes = [whole for row in rows if (whole := _whole(sheet, row, part, share)) is not None]
    if len(wholes) < _LEAST or len(set(wholes)) == 1:
        return []
    middle = median(wholes)
    near = bases[bisect_left(values, middle * (1 - _SLACK)) : bisect_right(values, middle * (1 + _SLACK))]
    at = sheet.grid.table.span.start
    best: list[Relation] = []
    most = 0
    for base in sorted(near, key=lambda placed: abs(placed.figure.span.start - at))[:_MOST_BASES]:
        relations = [each for row in rows if (each := _relation(sheet, row, part, share, base)) is not None]
        held = sum(1 for relation in relations if holds(relation))
        if held > most and held >= _LEAST and 4 * held >= 3 * len(rows):
            best, most = relations, held
    return best


def _whole(sheet: Sheet, row: Row, part: Column, share: Column) -> Decimal | None:
    """What a row's count is a share of, by its percentage."""
    count, percent = sheet.figures.get((row.index, part.index)), sheet.figures.get((row.index, share.index))
    if count is None or percent is None or not count.quantity.value or not percent.quantity.value:
        return None
    return _HUNDRED * count.quantity.value / percent.quantity.value


def _relation(sheet: Sheet, row: Row, part: Column, share: Column, base: Placed) -> Relation | None:
    stated, count = sheet.by_column(row, share.index), sheet.by_column(row, part.index)
    if stated is None or count is None:
        return None
    return Relation("RAT018", "ratio", "quotient", stated, (count, base.term), "%")
