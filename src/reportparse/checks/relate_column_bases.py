"""A table's column of shares whose base stands in the prose: households short of a service, row by row, and "Tỷ lệ %"
of the 296 poor households that the text before the table tells.

The rows overlap, so the column has no total. A number of the prose that most of the shares fit, all telling three
digits, is the base that was meant; a share that it does not fit is a finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from reportparse.checks.figures import FigureIndex, Placed
from reportparse.checks.sheet import Sheet
from reportparse.checks.verify import HUNDRED, holds
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import Amount, Figure, Percentage

_LEAST, _SURE, _MOST, _NEAR = 3, 4, Decimal("0.25"), 3
_TELLING, _MAX_TABLES, _MAX_ROWS = 50, 40, 60
Pair = tuple[Figure, Figure]
"""A share and its part."""


def relate(index: FigureIndex) -> Iterator[Relation]:
    """The shares of each column, for every table that has one."""
    sheets = [sheet for sheet in index.sheets if _LEAST <= len(sheet.grid.rows) <= _MAX_ROWS][:_MAX_TABLES]
    for sheet in sheets:
        columns = _columns(sheet)
        shares = [column for column, cells in columns.items() if _is_share(cells)]
        for column in shares if columns else ():
            yield from _of_column(index, sheet, columns, column)


def _columns(sheet: Sheet) -> Mapping[int, Mapping[int, Figure]]:
    found: dict[int, dict[int, Figure]] = {}
    for (row, column), figure in sheet.figures.items():
        found.setdefault(column, {})[row] = figure
    return found


def _is_share(cells: Mapping[int, Figure]) -> bool:
    return len(cells) >= _LEAST and all(
        isinstance(cell, Percentage) and (cell.quantity.value or 0) <= HUNDRED for cell in cells.values()
    )


def _of_column(
    index: FigureIndex, sheet: Sheet, columns: Mapping[int, Mapping[int, Figure]], column: int
) -> Iterator[Relation]:
    """The shares of one column, of the first column to its left that has a base in the prose."""
    before = [c for c in sorted(columns, reverse=True) if c < column and not _is_share(columns[c])]
    for parts in before[:_NEAR]:
        rows = sorted(columns[column].keys() & columns[parts].keys())
        pairs = [(columns[column][row], columns[parts][row]) for row in rows]
        pairs = [(share, part) for share, part in pairs if part.quantity.value and share.quantity.value]
        found = _base(index, sheet, pairs)
        if found is None:
            continue
        base, held = found
        for share, part in pairs:
            relation = _relation(share, part, base)
            if holds(relation) or held >= _SURE:
                yield relation
            else:
                yield relation._replace(doubt="implied", weak=True)
        return


def _base(index: FigureIndex, sheet: Sheet, pairs: Sequence[Pair]) -> tuple[Placed, int] | None:
    """The number of the prose that most of the shares fit, the nearest before the table where several say it."""
    if len(pairs) < _LEAST or isinstance(pairs[0][1], Amount):
        return None
    values = {part.quantity.value or Decimal(0) for _, part in pairs}
    # What the most telling shares ask for: two of them, as one may be the wrong one.
    telling = sorted(pairs, key=lambda pair: -(pair[0].quantity.value or Decimal(0)))[:2]
    start = sheet.grid.table.span.start
    wanted = [(HUNDRED * (p.quantity.value or 0) / s.quantity.value, s) for s, p in telling if s.quantity.value]
    chosen: tuple[int, int, Placed] | None = None
    tried: set[Decimal] = set()
    for placed in index.prose:
        value = placed.figure.quantity.value
        if value is None or value in values or value < max(values) or value in tried or placed.measure in ("%", "đ"):
            continue
        if not any(abs(base - value) * _TELLING <= value for base, _ in wanted):
            continue
        tried.add(value)
        held = [(s, p) for s, p in pairs if holds(_relation(s, p, placed))]
        told = sum((s.quantity.value or 0) >= _TELLING * s.quantity.ulp for s, _ in held)
        if told >= _LEAST and len(pairs) - len(held) <= _MOST * len(pairs):
            near = -abs(placed.figure.span.start - start)
            if chosen is None or (len(held), near) > chosen[:2]:
                chosen = (len(held), near, placed)
    return (chosen[2], chosen[0]) if chosen else None


def _relation(share: Figure, part: Figure, base: Placed) -> Relation:
    return Relation("RAT026", "ratio", "quotient", Term.of(share), (Term.of(part), base.term), "%")
