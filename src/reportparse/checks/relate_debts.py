"""Tables of borrowing and repayment: debt at the end = debt at the start + borrowed - principal repaid, row by row.

The heads say what the columns are (the forms of Nghị định 93/2018/NĐ-CP on debts of local governments: "Dư nợ đầu kỳ",
"Vay trong kỳ", "Trả nợ trong kỳ / Gốc, Lãi, Phí ...", "Dư nợ cuối kỳ"). A blank cell or "-" is nothing borrowed, repaid
or owed; rows without a number are notes on the loan above ("Số thực tế giải ngân"), which need not carry on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from reportparse.checks.figures import FigureIndex
from reportparse.checks.sheet import Sheet
from reportparse.checks.verify import holds
from reportparse.model.document import Cell
from reportparse.model.finding import Relation, Term
from reportparse.model.quantity import ZERO, Quantity
from reportparse.structure.grids import Row
from reportparse.text.fold import fold

_OPENING = regex.compile(r"du no.*dau (?:ky|nam|quy)")
_CLOSING = regex.compile(r"du no.*cuoi (?:ky|nam|quy)")
_BORROWED = regex.compile(r"(?:so )?(?:tien )?(?:rut )?(?:von )?vay(?: moi)? trong (?:ky|nam|quy)")
_PRINCIPAL = regex.compile(r"tra no.*goc|tra (?:no )?goc")
_ASIDE = regex.compile(r"ke hoach|du toan|han muc|lai|phi(?!\w)|phat|tong|cong|khac|lam phat|ty le")
_DASH = regex.compile(r"\s*[-–—]\s*")


def relate(index: FigureIndex) -> Iterator[Relation]:
    """The balance of every numbered row and of the totals."""
    for sheet in index.sheets:
        columns = _columns(sheet)
        if columns is None:
            continue
        cells = {(cell.row, cell.column): cell for cell in sheet.grid.table.cells}
        for row in sheet.grid.rows:
            if row.marker or row.total:
                yield from _balance(index, sheet, columns, row, cells)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the four stand. `others`: the table has figures of a kind unknown here, which may change the debt too."""

    opening: int
    closing: int
    borrowed: int
    principal: int
    others: bool


def _columns(sheet: Sheet) -> _Columns | None:
    """The columns, where each stands there once."""
    heads = {c.index: fold(c.header) for c in sheet.grid.columns if c.kind not in ("index", "label", "note")}
    found = []
    for pattern in (_OPENING, _CLOSING, _BORROWED, _PRINCIPAL):
        own = [column for column, head in heads.items() if pattern.match(head)]
        if len(own) != 1:
            return None
        found += own
    used = {column for _, column in sheet.figures}
    others = any(column in used and column not in found and not _ASIDE.search(head) for column, head in heads.items())
    opening, closing, borrowed, principal = found
    return _Columns(opening, closing, borrowed, principal, others)


def _balance(
    index: FigureIndex, sheet: Sheet, columns: _Columns, row: Row, cells: dict[tuple[int, int], Cell]
) -> Iterator[Relation]:
    """Nothing is told of a row that owes nothing at the start, or whose end is left blank."""
    signed = ((columns.opening, 1), (columns.borrowed, 1), (columns.principal, -1))
    terms = tuple([term for column, sign in signed if (term := sheet.by_column(row, column, sign)) is not None])
    if not terms or sheet.by_column(row, columns.opening) is None:
        return
    stated = sheet.by_column(row, columns.closing)
    if stated is None:
        cell = cells.get((row.index, columns.closing))
        text = index.view.document.text
        if cell is None or not _DASH.fullmatch(text, cell.span.start, cell.span.end):
            return
        stated = Term(cell.span, Quantity(ZERO, written=cell.text_in(text)), sheet.grid.columns[columns.closing].header)
    unit = sheet.unit(row, columns.opening)
    relation = Relation("ROW001", "row", "sum", stated, terms, unit)
    if not columns.others or holds(relation):
        # Where differences of rates of exchange have a column of their own, a balance without them says nothing.
        yield relation
