"""Prices that the head of a column or a cell of a row states: "Nhà sập (60 triệu đồng/hộ)" over "Số hộ", "Kinh phí".

Every row then multiplies its count by the price. As with all that only the figures of a table show, the rows must bear
it out: one may fail where two others hold.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter

from reportparse.checks.figures import FigureIndex
from reportparse.checks.sheet import Sheet
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import Rate
from reportparse.structure.grids import Column, Row

_LEAST, _WITH_TIME = 2, 3


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Products of a count and a stated price in the rows of every table."""
    rates = sorted((rate for rate in index.mentions.rates if rate.quantity.value), key=attrgetter("span"))
    starts = [rate.span.start for rate in rates]
    for sheet in index.sheets if rates else ():
        cells = sheet.grid.table.cells
        own = rates[bisect_left(starts, cells[0].span.start) : bisect_left(starts, cells[-1].span.end)]
        if own:
            yield from _of_heads(index, sheet, own)
            yield from _of_rows(sheet, own)


def _of_heads(index: FigureIndex, sheet: Sheet, rates: Sequence[Rate]) -> Iterator[Relation]:
    """A price in a head is that of the columns below it, or of the count to its left where it heads the money alone."""
    text = index.view.document.text
    seen: set[tuple[int, int]] = set()
    for rate in rates:
        below = [column for column in sheet.grid.columns if rate.span.of(text) in column.header]
        pair = _pair(sheet.grid.columns, below)
        if pair is not None and (at := (pair[0].index, pair[1].index)) not in seen:
            seen.add(at)  # each column of a group may repeat what its head says
            found = [_product(sheet, row, *pair, rate) for row in sheet.grid.rows]
            yield from _borne_out([relation for relation in found if relation is not None])


def _pair(columns: Sequence[Column], below: Sequence[Column]) -> tuple[Column, Column] | None:
    """The column of counts and that of money which a head's price joins."""
    counts = [column for column in below if column.kind == "count"]
    amounts = [column for column in below if column.kind == "money"]
    if not below or not (counts or amounts):
        return None
    if not counts:
        counts = [column for column in columns[: amounts[0].index] if column.kind == "count"][-1:]
    if not amounts:
        amounts = [column for column in columns[counts[-1].index + 1 :] if column.kind == "money"][:1]
    return (counts[0], amounts[0]) if counts and amounts else None


def _of_rows(sheet: Sheet, rates: Sequence[Rate]) -> Iterator[Relation]:
    """A price in a cell of a row is that of its count; the same two columns hold count and money in all such rows."""
    starts = [rate.span.start for rate in rates]
    at: dict[int, Rate] = {}
    for cell in sheet.grid.table.cells:
        own = rates[bisect_left(starts, cell.span.start) : bisect_left(starts, cell.span.end)]
        if own and cell.row >= sheet.grid.head_rows:
            at[cell.row] = own[-1]
    columns = sheet.grid.columns
    for count in (column for column in columns if column.kind == "count"):
        for amount in (column for column in columns[count.index + 1 :] if column.kind == "money"):
            rows = (row for row in sheet.grid.rows if row.index in at)
            found = [_product(sheet, row, count, amount, at[row.index]) for row in rows]
            yield from _borne_out([relation for relation in found if relation is not None])


def _product(sheet: Sheet, row: Row, count: Column, amount: Column, rate: Rate) -> Relation | None:
    factor, stated = sheet.by_column(row, count.index), sheet.by_column(row, amount.index)
    if factor is None or stated is None or not factor.quantity.value or not stated.quantity.value:
        return None
    price = Term(rate.span, rate.quantity, rate.label).exact
    time = _time(sheet, row, rate)
    terms = (factor, price) if time is None else (factor, price, time)
    return Relation("ROW004", "product", "product", stated, terms, sheet.unit(row, amount.index))


def _time(sheet: Sheet, row: Row, rate: Rate) -> Term | None:
    """How many months or years a price "đồng/hộ/tháng" is paid for, where a column says it."""
    parts = rate.unit.split("/")
    if len(parts) < _WITH_TIME:
        return None
    columns = (column for column in sheet.grid.columns if column.kind == "count")
    of_time = next((column for column in columns if parts[-1].strip() in column.header.lower()), None)
    return sheet.by_column(row, of_time.index) if of_time else None


def _borne_out(found: Sequence[Relation]) -> Sequence[Relation]:
    """The relations, if they hold in all rows, or in all but one of three at least; else none."""
    held = sum(1 for relation in found if holds(relation))
    return found if held and held >= min(_LEAST, len(found)) and len(found) - held <= (held >= _LEAST) else ()
