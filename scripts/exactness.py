"""How exactly a file was read: wrong characters, and cells of its tables, against the Word file that it was made from.

White space does not count: where lines break is the format's. What stands side by side in the Word file (the head of
the report, signature and recipients) is looked up wherever it was read, because each format has its own order for it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import docx
import numpy as np
from docx.table import Table

from reportparse.model.document import Document

Place = tuple[int, int]
Cells = dict[Place, str]


class Piece(NamedTuple):
    """A paragraph or a row of a table; `beside` says that another text stands beside it."""

    text: str
    beside: bool


def pieces_of(word: Path) -> list[Piece]:
    """The text of a Word file in its order. A table without lines is a way to put texts side by side."""
    return list(_pieces(docx.Document(str(word))))


def _pieces(document: Any) -> Iterator[Piece]:
    for block in document.iter_inner_content():
        if not isinstance(block, Table):
            yield Piece(_bare(block.text), False)
        elif _is_ruled(block):
            yield Piece("".join(_bare(text) for _, text in sorted(_cells(block).items())), False)
        else:
            yield from (
                Piece(_bare(paragraph.text), True)
                for row in block.rows
                for cell in row.cells
                for paragraph in cell.paragraphs
            )


def tables_of(word: Path) -> list[Cells]:
    """The texts of the tables of a Word file, by row and column; a merged cell stands at its first place.

    A table of one column has lost its columns: what the reader makes of it is no matter of cells at their places.
    """
    return [_cells(table) for table in docx.Document(str(word)).tables if _is_ruled(table) and len(table.columns) > 1]


def _is_ruled(table: Table) -> bool:
    return table.style is not None and table.style.name == "Table Grid"


def _cells(table: Table) -> Cells:
    seen: set[Any] = set()
    found: Cells = {}
    for down, row in enumerate(table.rows):
        for across, cell in enumerate(row.cells):
            if cell._tc not in seen:
                seen.add(cell._tc)
                found[down, across] = _spaced(cell.text)
    return found


def _spaced(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


def wrong_characters(document: Document, pieces: Sequence[Piece]) -> tuple[int, int]:
    """How many characters were read wrongly, left out or made up, and how many there are.

    Page numbers and running heads, which are set apart as noise, do not count.
    """
    read = _bare(_as_shown(document))
    in_order = int(_row(_codes("".join(piece.text for piece in pieces)), _codes(read))[-1])
    wrong = 0
    for piece in sorted((piece for piece in pieces if piece.beside and piece.text), key=lambda one: -len(one.text)):
        errors, start, end = _nearest(piece.text, read)
        wrong += errors
        read = read[:start] + read[end:]
    wrong += int(_row(_codes("".join(piece.text for piece in pieces if not piece.beside)), _codes(read))[-1])
    return min(wrong, in_order), sum(len(piece.text) for piece in pieces)


def _as_shown(document: Document) -> str:
    """The text without noise; what stands of a cell on the next page stands in the cell."""
    text = document.text
    moved = {cell.span.end: cell.rest for table in document.tables for cell in table.cells if cell.rest}
    left_out = [*document.noise, *(span for rest in moved.values() for span in rest)]
    edges = sorted([(at, at, rest) for at, rest in moved.items()] + [(span.start, span.end, ()) for span in left_out])
    parts, at = [], 0
    for start, end, rest in edges:
        parts += [text[at : max(start, at)], *(span.of(text) for span in rest)]
        at = max(end, at)
    return "".join([*parts, text[at:]])


def _nearest(wanted: str, text: str) -> tuple[int, int, int]:
    """The part of a text that is most like another one: how many characters differ, start and end."""
    start = text.find(wanted)
    if start >= 0:
        return 0, start, start + len(wanted)
    ends = _row(_codes(wanted), _codes(text), anywhere=True)
    end = int(
        np.flatnonzero(ends == ends.min())[-1]
    )  # a letter read wrongly is better than one left out and one made up
    back = _row(_codes(wanted[::-1]), _codes(text[:end][::-1]))
    lengths = np.flatnonzero(back == back.min())
    return int(ends[end]), end - int(min(lengths, key=lambda length: abs(length - len(wanted)))), end


def _codes(text: str) -> Any:
    return np.frombuffer(text.encode("utf-32-le"), np.uint32)


def _row(one: Any, other: Any, *, anywhere: bool = False) -> Any:
    """Levenshtein's distances of a text to all beginnings of another one, or to all parts by where they end."""
    places = np.arange(len(other) + 1)
    row = np.zeros(len(other) + 1, dtype=np.int64) if anywhere else places.copy()
    for code in one:
        changed = np.minimum(row[1:] + 1, row[:-1] + (other != code))
        row = np.concatenate(([row[0] + 1], changed))
        row = np.minimum.accumulate(row - places) + places
    return row


def right_cells(document: Document, tables: Sequence[Cells]) -> tuple[int, int]:
    """How many cells were read at their place with their very words, and how many there are."""
    found = [
        {(cell.row, cell.column): _spaced(cell.text_in(document.text)) for cell in table.cells}
        for table in document.tables
    ]
    right = 0
    for wanted in tables:
        hits = [sum(one.get(place) == text for place, text in wanted.items()) for one in found]
        best = max(hits, default=0)
        if best:
            right += best
            del found[hits.index(best)]
    return right, sum(map(len, tables))
