"""Tables that go on over the page: the parts on following pages become rows of the first, so that its head holds.

A part goes on with the table of the page before when only page numbers and running heads stand between them and they
have equally many columns. A head printed again on the new page is not read again. A row that the page end divides is
one row: what stands below the head belongs to the cells above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

import regex

from reportparse.model.document import Cell, Document, Table
from reportparse.model.span import Span
from reportparse.text.fold import squeeze

_PAGE_NUMBER = regex.compile(r"\s*(?:[-–]?\s*(?:[Tt]rang\s+)?\d{1,4}(?:\s*/\s*\d{1,4})?\s*[-–]?)?\s*")


def with_continued_tables(document: Document) -> Document:
    """The document with the parts of each table joined."""
    joined: list[Table] = []
    for table in document.tables:
        if joined and _goes_on(document, joined[-1], table):
            joined[-1] = _join(document.text, joined[-1], table)
        else:
            joined.append(table)
    if len(joined) == len(document.tables):
        return document
    return replace(document, tables=tuple(joined))


def _goes_on(document: Document, first: Table, second: Table) -> bool:
    if first.n_columns != second.n_columns:
        return False
    before, after = document.page_of(first.span.end - 1), document.page_of(second.span.start)
    if before is None and not _counts_on(document.text, first, second):
        return False
    if before is not None and after != before + 1:
        return False
    if second.origin == "sheet":  # every sheet of a spreadsheet is a table of its own
        return False
    between = Span(first.span.end, second.span.start)
    kept = [document.text[part.start : part.end] for part in _without(between, document.noise)]
    return _PAGE_NUMBER.fullmatch("".join(kept)) is not None


def _counts_on(text: str, first: Table, second: Table) -> bool:
    """Where a text has no pages: whether the head comes again and the rows below it do not begin anew."""
    head = _repeated_head(text, first, second)
    pairs = [_rows(text, table)[head:] for table in (first, second)]
    return head > 0 and all(pairs) and pairs[0][0][:1] != pairs[1][0][:1]


def _without(span: Span, noise: Sequence[Span]) -> list[Span]:
    """The parts of a span that no noise covers."""
    parts, at = [], span.start
    for other in noise:
        if other.end > span.start and other.start < span.end:
            parts.append(Span(at, max(at, other.start)))
            at = max(at, other.end)
    return [*parts, Span(min(at, span.end), span.end)]


def _join(text: str, first: Table, second: Table) -> Table:
    repeated = _repeated_head(text, first, second)
    last = first.n_rows - 1
    cells, skipped = first.cells, repeated
    divided = _rest_of_row(text, [cell for cell in cells if cell.row == last], second, repeated)
    if divided:
        skipped += 1
        cells = tuple(
            replace(cell, rest=divided[cell.column]) if cell.row == last and cell.column in divided else cell
            for cell in cells
        )
    down = first.n_rows - skipped
    added = (replace(cell, row=cell.row + down) for cell in second.cells if cell.row >= skipped)
    return replace(first, span=Span(first.span.start, second.span.end), cells=(*cells, *added))


def _rest_of_row(text: str, above: Sequence[Cell], second: Table, row: int) -> dict[int, tuple[Span, ...]]:
    """By column, how the cells of a last row go on in a row of the next page; empty where that is a row of its own.

    It goes on where some of its cells are empty and the others begin with a small letter below cells with words, or are
    capitals that go on with capitals or with a sentence ("hộ nghèo | DTTS").
    """
    below = [cell for cell in second.cells if cell.row == row]
    written = [cell for cell in below if _words(text, cell)]
    words = {cell.column: _words(text, cell) for cell in above}
    filled = [column for column, said in words.items() if said]
    if not written or len(written) >= len(filled) or any(cell.row_span > 1 for cell in (*above, *below)):
        return {}
    goes_on = all(_goes_on_with(words.get(cell.column, ""), _words(text, cell)) for cell in written)
    return {cell.column: (cell.span,) for cell in written} if goes_on else {}


def _goes_on_with(above: str, below: str) -> bool:
    """Whether words at the top of a page go on with those of the same column above."""
    if not above[-1:].isalpha():
        return False
    alone = above[-1].islower() and " " not in below and below.isalpha()
    return below[0].islower() or (below.isupper() and (alone or above.isupper()))


def _repeated_head(text: str, first: Table, second: Table) -> int:
    """How many of the second part's rows begin it as they begin the first."""
    pairs = zip(_rows(text, first), _rows(text, second), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _rows(text: str, table: Table) -> list[list[tuple[int, str]]]:
    rows: list[list[tuple[int, str]]] = [[] for _ in range(table.n_rows)]
    for cell in table.cells:
        rows[cell.row].append((cell.column, _words(text, cell)))
    return rows


def _words(text: str, cell: Cell) -> str:
    words: str = squeeze(text[cell.span.start : cell.span.end])
    return words
