"""A table's figures by row and column, ready to be related, and as whole numbers, ready to be tried in bulk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from reportparse.model.finding import Term
from reportparse.model.mention import Figure
from reportparse.model.quantity import Quantity
from reportparse.model.span import Span
from reportparse.structure.grids import Grid, Row

Cell = tuple[int, int]
"""Value and worth of the last stated digit, both in units of the table's finest digit."""


@dataclass(frozen=True)
class Sheet:
    """A grid and those of its figures that have a value, by row and column."""

    grid: Grid
    figures: Mapping[tuple[int, int], Figure]

    @classmethod
    def of(cls, grid: Grid, by_span: Mapping[Span, Figure]) -> Sheet:
        found = {(each.row, each.column): by_span.get(each.span) for each in grid.figures}
        return cls(grid, {at: f for at, f in found.items() if f is not None and f.quantity.value is not None})

    def unit(self, row: Row, column: int) -> str:
        figure = self.figures.get((row.index, column))
        return figure.unit if figure else ""

    def by_row(self, row: Row, column: int) -> Term | None:
        """A figure as a term that its row's label names, as in the sum of a column."""
        figure = self.figures.get((row.index, column))
        return Term(figure.span, figure.quantity, row.label or figure.label) if figure else None

    def by_column(self, row: Row, column: int, weight: int = 1) -> Term | None:
        """A figure as a term that its column's head names, as in the sum of a row."""
        figure = self.figures.get((row.index, column))
        if figure is None:
            return None
        return Term(figure.span, figure.quantity, self.grid.columns[column].header or figure.label, weight)

    @cached_property
    def scale(self) -> int:
        """How many units of the table's finest digit make one."""
        scale: int = 10 ** max((_places(figure.quantity) for figure in self.figures.values()), default=0)
        return scale

    @cached_property
    def cells(self) -> Mapping[int, Sequence[Cell | None]]:
        """For every column its cells from the first body row to the last, None where there is no figure."""
        columns: dict[int, list[Cell | None]] = {c.index: [None] * len(self.grid.rows) for c in self.grid.columns}
        positions = {row.index: position for position, row in enumerate(self.grid.rows)}
        for (row, column), figure in self.figures.items():
            quantity = figure.quantity
            columns[column][positions[row]] = (int((quantity.value or 0) * self.scale), int(quantity.ulp * self.scale))
        return columns


def _places(quantity: Quantity) -> int:
    """Digits behind the decimal sign, of the value or of its last stated digit."""
    exponents = (number.as_tuple().exponent for number in (quantity.value, quantity.ulp) if number is not None)
    return max(-exponent for exponent in exponents if isinstance(exponent, int))
