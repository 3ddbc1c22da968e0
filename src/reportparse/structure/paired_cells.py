"""Columns of which every cell holds two figures: "5/200" under "Nhà sập (hộ/triệu đồng)", "12/47" under "Hộ/khẩu".

Such a column is two: each figure gets a cell of its own, and the two units stand in a row of heads below the others.
A rate ("triệu đồng/hộ") and a fraction of a plan ("Thực hiện/kế hoạch") are no pairs of units.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import regex

from reportparse.lexicon import Lexicon
from reportparse.model.document import Cell, Document, Table
from reportparse.model.span import Span

_PAIR = regex.compile(r"\s*(?P<first>\d+(?:[.,]\d+)*|-)\s?/\s?(?P<second>\d+(?:[.,]\d+)*|-)\s*")
_EMPTY = regex.compile(r"[-–—.…\s]*|0")
_LETTER = regex.compile(r"\p{L}")
_CAPTION_REACH = 250
_LEAST_PAIRS = 2


@dataclass(frozen=True, slots=True)
class _Pair:
    """The two units of a column, and the first row of its body."""

    first: Span
    second: Span
    body: int


def with_paired_cells(document: Document, lexicon: Lexicon) -> Document:
    """The document with the columns of pairs parted in all its tables."""
    tables = []
    floor = 0
    for table in document.tables:
        tables.append(_parted(document.text, floor, table, lexicon))
        floor = table.span.end
    return document if tables == list(document.tables) else replace(document, tables=tuple(tables))


def _parted(text: str, floor: int, table: Table, lexicon: Lexicon) -> Table:
    if "/" not in text[table.span.start : table.span.end]:
        return table
    pairs = {
        column: pair
        for column, cells in _by_column(table).items()
        if (pair := _pair(text, floor, table, cells, lexicon)) is not None
    }
    if not pairs:
        return table
    body = min(pair.body for pair in pairs.values())
    return replace(table, cells=tuple(_cells(text, table.cells, pairs, body)))


def _by_column(table: Table) -> Mapping[int, Sequence[Cell]]:
    found: dict[int, list[Cell]] = {}
    for cell in table.cells:
        found.setdefault(cell.column, []).append(cell)
    return found


def _pair(text: str, floor: int, table: Table, cells: Sequence[Cell], lexicon: Lexicon) -> _Pair | None:
    """The units of a column whose figures are pairs; its own head names them, else the table's caption does."""
    rows = [cell.row for cell in cells if _PAIR.fullmatch(text, *cell.span)]
    if len(rows) < _LEAST_PAIRS:
        return None
    heads = [cell for cell in cells if cell.row < rows[0] and _LETTER.search(text, *cell.span)]
    body = [cell for cell in cells if cell.row >= rows[0] and not _EMPTY.fullmatch(text, *cell.span)]
    if len(body) > len(rows):
        return None
    units = lexicon.pattern("paired_units")
    start = max(floor, table.span.start - _CAPTION_REACH)
    places = [cell.span for cell in reversed(heads)] + [Span(start, table.span.start)]
    for place in places:
        named = list(units.finditer(text, *place))
        if named:
            last = 1 + max((cell.row + cell.row_span - 1 for cell in heads), default=rows[0] - 1)
            return _Pair(Span(*named[-1].span("first")), Span(*named[-1].span("second")), min(last, rows[0]))
    return None


def _without_units(text: str, head: Span, pair: _Pair | None) -> Span:
    """The words of a head ahead of the units that it names, without their bracket."""
    if pair is None or not head.start <= pair.first.start < head.end:
        return head
    end = pair.first.start
    while end > head.start and text[end - 1] in " \n\t(":
        end -= 1
    return Span(head.start, end)


def _cells(text: str, cells: Sequence[Cell], pairs: Mapping[int, _Pair], body: int) -> Iterator[Cell]:
    """The cells with a row of units before row `body`, and every column of pairs as wide as two."""
    ahead = {cell.column: sum(1 for column in pairs if column < cell.column) for cell in cells}
    for cell in cells:
        row, column = cell.row + (cell.row >= body), cell.column + ahead[cell.column]
        wide = sum(1 for paired in pairs if cell.column <= paired < cell.column + cell.column_span)
        match = _PAIR.fullmatch(text, *cell.span) if cell.column in pairs and cell.row >= body else None
        if match is None:
            headed = cell.row < body and _LETTER.search(text, *cell.span) is not None
            named = _without_units(text, cell.span, pairs.get(cell.column)) if headed else cell.span
            if len(named):
                yield replace(cell, row=row, column=column, span=named, column_span=cell.column_span + wide * headed)
            continue
        for at, name in enumerate(("first", "second")):
            yield replace(cell, row=row, column=column + at, span=Span(*match.span(name)))
    for column, pair in sorted(pairs.items()):
        at = column + sum(1 for other in pairs if other < column)
        yield Cell(body, at, pair.first)
        yield Cell(body, at + 1, pair.second)
