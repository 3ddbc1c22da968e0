"""Prices told outside a table: rows of a count and an amount, of which the text says what one costs.

"Định mức: đất ở 44 triệu đồng/hộ; xây mới 60 triệu đồng/hộ" and, in a table elsewhere, "Hộ | Kinh phí" over "2 | 88",
"1 | 44", "3 | 132". Where nearly all rows of two columns have one quotient, and the text tells a price of just that
size, the price is meant, and a row that has another is a finding. Rows may also have a price each: they are told where
every row has one that the text tells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from reportparse.checks.figures import FigureIndex
from reportparse.checks.sheet import Sheet
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import Rate
from reportparse.structure.grids import Column, Row

_CENT, _HUGE = Decimal("0.01"), Decimal(10) ** 15
_NEAR, _LEAST, _DIFFERENT, _MOST_PRICES = 3, 3, 2, 40


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Products of the counts and amounts of every table and the prices of the text."""
    prices: dict[Decimal, Rate] = {}
    for rate in index.mentions.rates:
        value = rate.quantity.value
        if value is not None and 1 < value < _HUGE and len(prices) < _MOST_PRICES:
            prices.setdefault(value.quantize(_CENT), rate)
    if not prices:
        return
    for sheet in index.sheets:
        for amount in (column for column in sheet.grid.columns if column.kind == "money"):
            before = [c for c in sheet.grid.columns if c.kind == "count" and 0 < amount.index - c.index <= _NEAR]
            found = next((told for count in reversed(before) if (told := _told(sheet, count, amount, prices))), [])
            yield from found


def _told(sheet: Sheet, count: Column, amount: Column, prices: Mapping[Decimal, Rate]) -> list[Relation]:
    """The products of two columns; nothing where the prices of the text do not bear them out."""
    rows = [row for row in sheet.grid.rows if _quotient(sheet, row, count, amount) is not None]
    quotients = [quotient for row in rows if (quotient := _quotient(sheet, row, count, amount)) is not None]
    if len(rows) < _LEAST:
        return []
    price, often = Counter(quotients).most_common(1)[0]
    counts = {sheet.figures[row.index, count.index].quantity.value for row in rows}
    if len(counts) >= _DIFFERENT and price in prices and often >= _LEAST and 4 * often >= 3 * len(rows):
        return _products(sheet, rows, count, amount, [prices[price]] * len(rows))
    own = [prices[quotient] for quotient in quotients if quotient in prices]
    if len(own) == len(rows) - sum(row.total for row in rows) and len(counts) >= _LEAST:
        priced = [row for row, quotient in zip(rows, quotients, strict=True) if quotient in prices]
        return [relation for relation in _products(sheet, priced, count, amount, own) if holds(relation)]
    return []


def _quotient(sheet: Sheet, row: Row, count: Column, amount: Column) -> Decimal | None:
    """What one costs in a row, as an exact number; None where that is none."""
    one, all_ = sheet.figures.get((row.index, count.index)), sheet.figures.get((row.index, amount.index))
    if one is None or all_ is None or not one.quantity.value or not all_.quantity.value:
        return None
    quotient = all_.quantity.value / one.quantity.value
    return quotient.quantize(_CENT) if abs(quotient) < _HUGE else None


def _products(
    sheet: Sheet, rows: Sequence[Row], count: Column, amount: Column, prices: Sequence[Rate]
) -> list[Relation]:
    found = []
    for row, rate in zip(rows, prices, strict=True):
        factor, stated = sheet.by_column(row, count.index), sheet.by_column(row, amount.index)
        if factor is not None and stated is not None:
            terms = (factor, Term(rate.span, rate.quantity, rate.label).exact)
            found.append(Relation("PRO011", "product", "product", stated, terms, sheet.unit(row, amount.index)))
    return found
