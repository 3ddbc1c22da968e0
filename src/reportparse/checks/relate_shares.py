"""Shares in the brackets of table cells ("820 (29,3%)"): of the column's total row, or of the row's last figure.

A table does not say what its shares are of; what nearly all of a column's (or the total row's) shares are of is taken
as meant, and the shares that differ are findings.
"""

from __future__ import annotations

from collections.abc import Iterator

from reportparse.checks.figures import FigureIndex
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation, Term
from reportparse.structure.grids import Figure, Grid, Row

_MIN_HELD = 2


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Bracketed shares of every table."""
    for grid in index.view.grids:
        total = next((row for row in grid.rows if row.total), None)
        if total is None or not any(figure.share for figure in grid.figures):
            continue
        yield from _believed(index, _down(grid, total))
        yield from _believed(index, _across(grid, total))


def _down(grid: Grid, total: Row) -> Iterator[tuple[Figure, Figure]]:
    """Every figure with its column's total."""
    for figure in grid.figures:
        base = grid.figure(total.index, figure.column)
        if base is not None and figure.row != total.index:
            yield figure, base


def _across(grid: Grid, total: Row) -> Iterator[tuple[Figure, Figure]]:
    """The total row's figures with its last."""
    figures = [figure for figure in grid.figures if figure.row == total.index]
    yield from ((figure, figures[-1]) for figure in figures[:-1])


def _believed(index: FigureIndex, pairs: Iterator[tuple[Figure, Figure]]) -> Iterator[Relation]:
    """The shares of the parts in their bases, where most of them hold."""
    relations = [relation for part, base in pairs if (relation := _relation(index, part, base)) is not None]
    held = sum(1 for relation in relations if holds(relation))
    if held >= _MIN_HELD and 2 * held > len(relations):
        yield from relations


def _relation(index: FigureIndex, part: Figure, base: Figure) -> Relation | None:
    share = index.by_span.get(part.share.span) if part.share else None
    above, below = index.by_span.get(part.span), index.by_span.get(base.span)
    if share is None or above is None or below is None or not below.quantity.value:
        return None
    return Relation("RAT008", "ratio", "quotient", Term.of(share), (Term.of(above), Term.of(below)), "%")
