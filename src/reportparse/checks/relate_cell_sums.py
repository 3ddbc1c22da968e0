"""Amounts of the prose that neighbouring rows of a table make up: "Hỗ trợ con giống 284.900.000 đồng" of two rows with
277.200.000 and 7.700.000.

Nothing says so but the amount: it must have four digits that tell something, and only one place of one table may give
it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from reportparse.checks.figures import FigureIndex, Placed
from reportparse.checks.sheet import Sheet
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import Amount
from reportparse.model.quantity import ZERO

_DIGITS, _MOST, _MAX_CELLS = 4, 3, 4000
Sums = dict[Decimal, tuple[Term, ...]]


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Such amounts in text order, each once."""
    wanted: dict[Decimal, Placed] = {}
    for placed in index.prose:
        value = placed.figure.quantity.value
        if placed.measure == "đ" and not placed.vague and value and _telling(value) >= _DIGITS:
            wanted.setdefault(value, placed)
    if not wanted:
        return
    sums: Sums = {}
    single: set[Decimal] = set()
    for sheet in index.sheets:
        _add(sheet, wanted, sums, single)
    for value, terms in sums.items():
        if terms and value not in single:
            stated = wanted[value]
            yield Relation("SUM020", "sum", "sum", stated.term, terms, stated.figure.unit, weak=True)


def _add(sheet: Sheet, wanted: Mapping[Decimal, Placed], sums: Sums, single: set[Decimal]) -> None:
    """The wanted sums of neighbouring cells; () for what is given more than once. `single`: what one cell states."""
    for column in sheet.grid.columns:
        terms: list[Term] = []
        for row in sheet.grid.rows[:_MAX_CELLS]:
            figure = sheet.figures.get((row.index, column.index))
            value = figure.quantity.value if isinstance(figure, Amount) else None
            if value:
                single.add(value)
            if not value or row.total:
                terms = []
                continue
            term = sheet.by_row(row, column.index)
            terms = [*terms[-_MOST + 1 :], term] if term is not None else []
            for count in range(2, len(terms) + 1):
                run = tuple(terms[-count:])
                total = sum((each.quantity.value or ZERO for each in run), ZERO)
                if total in wanted:
                    sums[total] = () if total in sums else run


def _telling(value: Decimal) -> int:
    return len(str(int(value)).rstrip("0"))
