"""One PDF page to text: in pdfium's order where that is right, by position where it is not or where tables stand."""

from __future__ import annotations

import ctypes
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from reportparse.formats.assemble import PlacedText, RawBuilder
from reportparse.formats.page import PageText
from reportparse.formats.page_noise import is_page_number
from reportparse.formats.pdf_aligned import find_aligned, may_be_aligned
from reportparse.formats.pdf_cells import PADDING, cell_text
from reportparse.formats.pdf_chars import TURNS, Char, Line, lines_of, read_chars
from reportparse.formats.pdf_edges import ALONE, NO_EDGES, Beside, Edge, Edges
from reportparse.formats.pdf_grid import Grid, GridCell, find_grids
from reportparse.formats.pdf_objects import drawn_on, rulings
from reportparse.formats.pdf_sides import blocks_of
from reportparse.model.document import Table
from reportparse.text.legacy import may_be_legacy

_MIN_PATHS = 4  # a grid needs two lines each way; a header's underlines are fewer
_STRIPE = 3.0  # points
_FALLEN = ((5, 0.1), (2, 0.25))  # runs of text at least, and their share of a page: a page may have few
_OUTLINES = 150  # paths on a page without text: its letters were drawn as outlines
_SCAN_CHARS = 200  # a digital signature's stamp on a scan has fewer
_FEW_CHARS = 40


class _Item(NamedTuple):
    """A table or lines: where it stands from the top, whether lines, its rows or its text, its characters, its edge."""

    y: float
    kind: int
    content: list[list[PlacedText]] | str
    chars: Sequence[Char]
    edge: Edge | None = None


@dataclass(frozen=True, slots=True)
class Laid:
    """A page's text, the tables at its top and foot, and its characters in the order of the text.

    `ordered` is None where the text is in pdfium's own order.
    """

    text: PageText
    ordered: list[Char] | None = None
    edges: Edges = NO_EDGES


def read_page(page: Any, beside: Beside = ALONE) -> Laid:
    """Read a page that has been opened; closes nothing but what it opens itself.

    Raises:
        pypdfium2.PdfiumError: where the page's text cannot be loaded.
    """
    textpage = page.get_textpage()
    try:
        laid = lay_out(page, textpage, beside)
        if laid.ordered is None:
            return laid
        return replace(laid, text=replace(laid.text, order=order_of(laid.ordered)), ordered=None)
    finally:
        textpage.close()


def order_of(chars: Sequence[Char]) -> tuple[array[int], array[int]]:
    """For every character that is no white space, pdfium's number of it and how many of pdfium's it is."""
    owners = [char for char in chars for written in char.text if not written.isspace()]
    return array("L", [char.number for char in owners]), array("L", [char.stored for char in owners])


def lay_out(page: Any, textpage: Any, beside: Beside = ALONE) -> Laid:
    """The page's text; `beside` says what of the pages before and after it goes on here."""
    drawn = drawn_on(page)
    text = clean(textpage.get_text_range())
    chars = sum(map(len, text.split()))
    if _is_picture(page, chars, drawn.picture_area, len(drawn.paths)):
        return Laid(PageText(text, is_picture=True))
    if not chars:
        return Laid(PageText("", is_blank=True))
    upright = rulings(drawn, TURNS[0]) if len(drawn.paths) >= _MIN_PATHS else ([], [])
    legacy = may_be_legacy(text)
    disordered = legacy or _disordered(textpage)
    if not disordered and beside == ALONE and not find_grids(*upright) and not may_be_aligned(text):
        return Laid(PageText(text))
    placed, turn, encodings = read_chars(textpage, legacy=legacy)
    grids = find_grids(*(upright if turn is TURNS[0] else rulings(drawn, turn)))
    laid = _assembled(placed, grids, beside)
    if not (disordered or grids or laid.text.tables):
        return Laid(PageText(text))
    return replace(laid, text=replace(laid.text, encodings=encodings))


def clean(text: str) -> str:
    """Text as pdfium gives it: line ends unified, its signs for a hyphen at a line's end made a hyphen."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-").replace("\x02", "-").replace("\f", " ")


def _is_picture(page: Any, chars: int, picture_area: float, n_paths: int) -> bool:
    """Whether what is to be read on the page is a picture: a scan, perhaps with a stamp of text on it."""
    if chars >= _SCAN_CHARS:
        return False
    width, height = page.get_size()
    share = picture_area / max(width * height, 1.0)
    return share >= 0.5 or (chars < _FEW_CHARS and (share >= 0.2 or n_paths >= _OUTLINES))


def _disordered(textpage: Any) -> bool:
    """Whether runs of text often fall back into a line that others have already passed.

    Word files printed with a fallback font draw the letters with marks last, by paragraph or by page; then the
    order of the file is wrong. A second column also comes back to a line, but begins where the line ended.
    """
    raw = textpage.raw
    count = pdfium.FPDFText_CountRects(raw, 0, -1)
    left, top, right, bottom = (ctypes.c_double() for _ in range(4))
    pointers = [ctypes.byref(value) for value in (left, top, right, bottom)]
    ends: dict[int, float] = {}  # how far right each stripe of the page has been written
    fallen = 0
    for index in range(max(count, 0)):
        pdfium.FPDFText_GetRect(raw, index, *pointers)
        stripe = int((bottom.value + top.value) / (2 * _STRIPE))
        end = max(ends.get(stripe - 1, 0.0), ends.get(stripe, 0.0), ends.get(stripe + 1, 0.0))
        fallen += right.value < end - 1.0
        ends[stripe] = max(ends.get(stripe, 0.0), right.value)
    return any(fallen >= least and fallen > share * count for least, share in _FALLEN)


def _assembled(chars: Sequence[Char], grids: Sequence[Grid], beside: Beside) -> Laid:
    """Lines and tables from top to bottom; every character lands in one cell or in one line."""
    rest: Sequence[Char] = chars
    items: list[_Item] = []
    for grid in grids:
        in_cells, outside = _shared_out(rest, grid)
        lines = [lines_of(some) for some in in_cells]
        if sum(1 for cell in lines if cell) >= 2:
            within = [char for cell in lines for line in cell for char in line.chars]
            items.append(_Item(grid.ys[0], 0, _rows(grid, lines), within, Edge(xs=grid.xs)))
            rest = outside
    parts = list(_between(lines_of(rest), grids))
    for number, part in enumerate(parts):
        first, last = number == 0, number == len(parts) - 1
        own = Beside(beside.above if first else (), beside.below if last else ())
        items += _without_lines(part, own)
    items.sort(key=itemgetter(0, 1))
    out = RawBuilder()
    tables: list[Table] = []
    for number, item in enumerate(items):
        if number:
            out.add("\n")
        if isinstance(item.content, str):
            out.add(item.content)
        else:
            tables.append(out.rows(item.content))
    ordered = [char for item in items for char in item.chars]
    return Laid(PageText(out.text(), tuple(tables), sorted_by_place=True), ordered, _edges(items))


def _edges(items: Sequence[_Item]) -> Edges:
    """The tables at the top and at the foot, but for page numbers."""
    kept = [item for item in items if not (isinstance(item.content, str) and is_page_number(item.content))]
    return Edges(kept[0].edge, kept[-1].edge) if kept else Edges()


def _between(lines: Sequence[Line], grids: Sequence[Grid]) -> Iterator[list[Line]]:
    """The lines above, between and below the grids; text that is turned by itself."""
    tops = sorted(grid.ys[0] for grid in grids)
    for _, part in groupby(lines, key=lambda line: (line.chars[0].turned, bisect_right(tops, line.y))):
        yield list(part)


def _without_lines(lines: Sequence[Line], beside: Beside) -> Iterator[_Item]:
    """Tables that are only aligned, and the lines beside them."""
    at = 0
    for table in (*find_aligned(lines, beside), None):
        for block in blocks_of(lines[at : table.first if table else None]):
            text = "\n".join(line.text for line in block)
            yield _Item(block[0].y, 1, text, [char for line in block for char in line.chars])
        if table:
            yield _Item(lines[table.first].y, 0, table.rows, table.chars, Edge(table.columns, torn=table.torn))
            at = table.last + 1


def _shared_out(chars: Sequence[Char], grid: Grid) -> tuple[list[list[Char]], list[Char]]:
    """The characters of each cell, and those that stand in none."""
    cells = grid.locator()
    inside: list[list[Char]] = [[] for _ in grid.cells]
    outside: list[Char] = []
    for char in chars:
        place = grid.place(char.middle_x, char.middle_y)
        index = cells.get(place) if place else None
        (outside if index is None else inside[index]).append(char)
    return inside, outside


def _room(cell: GridCell, lines: Sequence[Line]) -> float:
    turned = lines and lines[0].chars[0].turned % 2
    return (cell.bottom - cell.top if turned else cell.x1 - cell.x0) - 2 * PADDING


def _rows(grid: Grid, lines: Sequence[Sequence[Line]]) -> list[list[PlacedText]]:
    rows: list[list[PlacedText]] = [[] for _ in range(len(grid.ys) - 1)]
    for cell, some in zip(grid.cells, lines, strict=True):
        text = cell_text(some, _room(cell, some))
        rows[cell.row].append(PlacedText(cell.row, cell.column, text, cell.row_span, cell.column_span))
    return rows
