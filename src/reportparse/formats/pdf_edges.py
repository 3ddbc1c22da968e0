"""Tables that go on over the end of a PDF page: what a page must know of the pages before and after it.

A head at the foot of a page has no figures below it, a total at the top of one has no rows above it: only with the
columns of the table's other part is either a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportparse.formats.pdf_columns import Column
from reportparse.formats.pdf_grid import TOLERANCE
from reportparse.model.document import Table


@dataclass(frozen=True, slots=True)
class Edge:
    """A table at the top or at the foot of a page; `xs` are the places of its upright lines, where it has any.

    `torn`: its head, or the beginning of it, does not stand on this page.
    """

    columns: tuple[Column, ...] = ()
    xs: tuple[float, ...] = ()
    torn: bool = False


@dataclass(frozen=True, slots=True)
class Edges:
    """The tables at a page's top and foot, None where something else stands there."""

    top: Edge | None = None
    foot: Edge | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """The columns of tables without lines that may go on on a page: from the page before, on the page after."""

    above: tuple[Column, ...] = ()
    below: tuple[Column, ...] = ()


ALONE = Beside()
NO_EDGES = Edges()


def beside(before: Edges | None, own: Edges, after: Edges | None) -> Beside:
    """What a page must know of those beside it, from what each of the three looks like by itself."""
    above, below = (before or NO_EDGES).foot, (after or NO_EDGES).top
    return Beside(
        above.columns if above and _differs(own.top, above) else (),
        below.columns if below and below.torn and _differs(own.foot, below) else (),
    )


def _differs(own: Edge | None, other: Edge) -> bool:
    return own is None or (bool(own.columns) and len(own.columns) < len(other.columns))


def on_one_grid(above: Table, upper: Edge, below: Table, lower: Edge) -> tuple[Table, Table]:
    """Two parts of a ruled table with the columns of both: a page may end between the rows of a head with merged cells.

    Parts that do not begin and end at the same places are two tables and stay as they are.
    """
    ends = [abs(upper.xs[at] - lower.xs[at]) for at in (0, -1)] if upper.xs and lower.xs else [TOLERANCE + 1]
    if max(ends) > TOLERANCE or len(upper.xs) == len(lower.xs):
        return above, below
    xs: list[float] = []
    for x in sorted((*upper.xs, *lower.xs)):
        if not xs or x - xs[-1] > TOLERANCE:
            xs.append(x)
    if len(xs) != max(len(upper.xs), len(lower.xs)):
        return above, below
    return _placed(above, upper.xs, xs), _placed(below, lower.xs, xs)


def _placed(table: Table, own: Sequence[float], xs: Sequence[float]) -> Table:
    at = [min(range(len(xs)), key=lambda number: abs(xs[number] - x)) for x in own]
    cells = tuple(
        replace(cell, column=at[cell.column], column_span=at[cell.column + cell.column_span] - at[cell.column])
        for cell in table.cells
    )
    return replace(table, cells=cells)
