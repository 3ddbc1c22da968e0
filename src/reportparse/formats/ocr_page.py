"""A scanned page to text: words in reading order, tables from their ruling lines, every word with its box."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from statistics import fmean, median

from PIL import Image

from reportparse.formats import ocr_repair
from reportparse.formats.assemble import RawBuilder
from reportparse.formats.ocr_cells import POINT, Cells, read_cells, shared_out
from reportparse.formats.ocr_engine import Engine, OcrWord
from reportparse.formats.ocr_image import (
    DPI,
    Lines,
    Pixels,
    at_one_resolution,
    find_lines,
    in_points,
    ink,
    is_sideways,
    levelled,
    without_lines,
)
from reportparse.formats.page import PageText
from reportparse.formats.pdf_grid import TOLERANCE, Grid, Ruling, find_grids
from reportparse.formats.quality import grade_of_scan
from reportparse.model.document import Boxed, Cell, Table
from reportparse.model.span import Box, Span

_SURE_FIGURE = 90.0  # wrong figures on a clean scan came with up to 89, right ones with 90 to 97
_SURE = 55.0  # less sure of a page than this, and it may stand on its head
_WIDE_GAP = 3.0  # of the letters' height: what stands behind it is another column
_MIN_ROWS = 2


def read_picture(picture: Image.Image, engine: Engine) -> PageText:
    """Read a page from its picture, however it lies.

    Raises:
        UnreadableFileError: `ocr-failed`.
    """
    page = levelled(at_one_resolution(picture))
    dark = ink(page)
    if is_sideways(dark):
        page = _turned(page, engine.quarter_turns(page) or 1)
        dark = ink(page)
    read, confidence = _read(page, dark, engine)
    if confidence < _SURE and (turns := engine.quarter_turns(page)):
        turned = _turned(page, turns)
        again, other = _read(turned, ink(turned), engine)
        read = again if other > confidence else read
    return read


def _turned(page: Image.Image, quarters: int) -> Image.Image:
    return levelled(page.rotate(90 * quarters, expand=True, fillcolor=255)) if quarters % 4 else page


def _read(page: Image.Image, dark: Pixels, engine: Engine) -> tuple[PageText, float]:
    """The text of an upright page, whose ink is `dark`, and how sure the engine is of it."""
    lines = find_lines(dark)
    grids = find_grids(in_points(lines.horizontal), in_points(lines.vertical))
    bare = without_lines(page, of_grids(lines, grids)) if grids else page
    words = engine.words(bare, dpi=DPI)
    outside, inside = shared_out(words, grids)
    tables = [(grid, read_cells(bare, grid, cells, engine)) for grid, cells in zip(grids, inside, strict=True)]
    return _assembled(outside, tables)


def of_grids(lines: Lines, grids: Sequence[Grid]) -> Lines:
    """The lines that are sides of cells. The bars of capital letters look like lines too ("TT") and must stay."""
    horizontal = [line for line in lines.horizontal if any(_runs_along(line, grid.ys, grid.xs) for grid in grids)]
    vertical = [line for line in lines.vertical if any(_runs_along(line, grid.xs, grid.ys) for grid in grids)]
    return Lines(tuple(horizontal), tuple(vertical))


def _runs_along(line: Ruling, places: Sequence[float], across: Sequence[float]) -> bool:
    """Whether a line in pixels stands at one of a grid's places and within its bounds, both in points."""
    near = any(abs(line.at * POINT - place) <= TOLERANCE for place in places)
    return near and line.end * POINT > across[0] and line.start * POINT < across[-1]


def _assembled(outside: Sequence[OcrWord], tables: Sequence[tuple[Grid, Cells]]) -> tuple[PageText, float]:
    """Lines in the engine's order, those that begin above a table before it."""
    out = _Page()
    lines = [list(line) for _, line in groupby(outside, key=lambda word: word.line)]
    for grid, cells in sorted(tables, key=lambda item: item[0].ys[0]):
        above = [line for line in lines if min(word.top for word in line) * POINT < grid.ys[0]]
        lines = [line for line in lines if line not in above]
        for line in above:
            out.line(line)
        out.table(grid, cells)
    for line in lines:
        out.line(line)
    return out.page()


class _Page:
    """Writes the text of a page and remembers where every word stands in it."""

    def __init__(self) -> None:
        self._out = RawBuilder()
        self._boxes: list[Boxed] = []
        self._doubtful: list[Span] = []
        self._confidences: list[float] = []
        self._tables: list[Table] = []

    def line(self, words: Sequence[OcrWord]) -> None:
        self._break()
        self._add(words)

    def table(self, grid: Grid, cells: Cells) -> None:
        if sum(1 for words in cells.values() if words) < _MIN_ROWS:
            for words in cells.values():
                self.line(words)
            return
        self._break()
        start = self._out.length
        made: list[Cell] = []
        row = 0
        cells = _with_numerals(grid, cells)
        for index, cell in enumerate(grid.cells):
            if made:
                self._out.add("\n" if cell.row != row else "\t")
            row = cell.row
            span = self._add(by_line(cells.get(index, [])), in_cell=True)
            made.append(Cell(cell.row, cell.column, span, cell.row_span, cell.column_span))
        self._tables.append(Table(Span(start, self._out.length), tuple(made)))

    def page(self) -> tuple[PageText, float]:
        """The page, and the mean confidence of its words."""
        confidence = fmean(self._confidences) if self._confidences else 0.0
        return PageText(
            self._out.text(),
            tables=tuple(self._tables),
            is_blank=not self._boxes,
            boxes=tuple(self._boxes),
            doubtful=tuple(self._doubtful),
            ocr=True,
            quality=grade_of_scan(confidence) if self._boxes else "good",
        ), confidence

    def _break(self) -> None:
        if self._out.length:
            self._out.add("\n")

    def _add(self, words: Sequence[OcrWord], *, in_cell: bool = False) -> Span:
        start = self._out.length
        height = median(word.bottom - word.top for word in words) if words else 0
        before: OcrWord | None = None
        for word in words:
            whole = in_cell and before is not None and ocr_repair.goes_on(word.text, before.text)
            if before is not None and not whole:
                far = not in_cell and word.left - before.right > _WIDE_GAP * height
                self._out.add("    " if far else " ")
            text = ocr_repair.word(word.text, before.text if before else "")
            text = "o" if whole else ocr_repair.cell(text) if in_cell and len(words) == 1 else text
            span = self._out.add(text)
            self._boxes.append(Boxed(span, Box(*(round(edge * POINT, 2) for edge in word[1:5]))))
            self._confidences.append(word.confidence)
            if word.confidence < _SURE_FIGURE and (in_cell or any(ch.isdigit() for ch in word.text)):
                self._doubtful.append(span)
            before = word
        return Span(start, self._out.length)


def _with_numerals(grid: Grid, cells: Cells) -> Cells:
    """The cells with the Roman numerals of the first column put right."""
    alone = [n for n, cell in enumerate(grid.cells) if cell.column == 0 and len(cells.get(n, [])) == 1]
    right = ocr_repair.numerals([cells[number][0].text for number in alone])
    return {
        **cells,
        **{number: [cells[number][0]._replace(text=text)] for number, text in zip(alone, right, strict=True)},
    }


def by_line(words: Sequence[OcrWord]) -> list[OcrWord]:
    """The words of a cell from top to bottom, each line from left to right."""
    ordered: list[OcrWord] = []
    rest = sorted(words, key=lambda word: word.top + word.bottom)
    while rest:
        first = rest[0]
        # A dash is no higher than a stroke: either may hold the middle of the other.
        line = [word for word in rest if _holds_middle(word, first) or _holds_middle(first, word)]
        ordered += sorted(line, key=lambda word: word.left)
        rest = [word for word in rest if word not in line]
    return ordered


def _holds_middle(word: OcrWord, other: OcrWord) -> bool:
    return word.top <= (other.top + other.bottom) / 2 <= word.bottom
