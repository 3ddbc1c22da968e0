"""The words of a table's cells in a picture, by as many looks as it takes.

A look at the whole page takes columns of figures for blocks of text and leaves some out; a look for words anywhere
finds most of them; cells that hold ink and were read badly or not at all are then cut out, put one under the other
and read as lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from PIL import Image

from reportparse.formats.ocr_engine import Engine, OcrWord
from reportparse.formats.ocr_image import DPI, ink
from reportparse.formats.pdf_grid import Grid, GridCell

POINT = 72 / DPI
_SURE = 80.0  # a cell read with less is looked at again
_UNSURE = 50.0  # what a word is worth whose figures another look read otherwise
_INSET = 4  # pixels: what is left of a ruling line
_MIN_INK = 12  # pixels
_GAP = 36  # pixels between two cells one under the other
_MAX_AGAIN = 150
_MAX_HEIGHT = 20_000  # pixels of one picture of cells; the engine takes up to 32,767

Cells = dict[int, list[OcrWord]]
"""The words of each cell of a grid, by the cell's index."""


def shared_out(words: Iterable[OcrWord], grids: Sequence[Grid]) -> tuple[list[OcrWord], list[Cells]]:
    """The words outside every grid, and those inside each by cell."""
    outside: list[OcrWord] = []
    inside: list[Cells] = [{} for _ in grids]
    locators = [grid.locator() for grid in grids]
    for word in words:
        x, y = (word.left + word.right) / 2 * POINT, (word.top + word.bottom) / 2 * POINT
        for cells, grid, locator in zip(inside, grids, locators, strict=True):
            place = grid.place(x, y)
            if place and place in locator:
                cells.setdefault(locator[place], []).append(word)
                break
        else:
            outside.append(word)
    return outside, inside


def read_cells(page: Image.Image, grid: Grid, read: Cells, engine: Engine) -> Cells:
    """The words of a table's cells; `read` is what the look at the whole page saw of them."""
    cells = _merged(read, _scattered(page, grid, engine))
    again = [
        index for index, cell in enumerate(grid.cells) if not _is_sure(cells.get(index, [])) and _has_ink(page, cell)
    ]
    for indices in _sheets(grid, again[:_MAX_AGAIN]):
        cells = _merged(cells, _one_by_one(page, grid, indices, engine))
    return cells


def _scattered(page: Image.Image, grid: Grid, engine: Engine) -> Cells:
    left, top = max(int(grid.xs[0] / POINT) - _INSET, 0), max(int(grid.ys[0] / POINT) - _INSET, 0)
    right, bottom = int(grid.xs[-1] / POINT) + _INSET, int(grid.ys[-1] / POINT) + _INSET
    part = page.crop((left, top, min(right, page.width), min(bottom, page.height)))
    words = engine.words(part, dpi=DPI, layout="scattered")
    return shared_out([_moved(word, left, top) for word in words], [grid])[1][0]


def _sheets(grid: Grid, indices: Sequence[int]) -> Iterator[list[int]]:
    """The cells in their order, as many at a time as fit one picture."""
    sheet: list[int] = []
    height = 0
    for index in indices:
        cell = grid.cells[index]
        needed = round((cell.bottom - cell.top) / POINT) + _GAP
        if sheet and height + needed > _MAX_HEIGHT:
            yield sheet
            sheet, height = [], 0
        sheet.append(index)
        height += needed
    if sheet:
        yield sheet


def _one_by_one(page: Image.Image, grid: Grid, indices: Sequence[int], engine: Engine) -> Cells:
    """The words of some cells, read from a picture in which they stand one under the other."""
    parts = [(index, *_cut(page, grid.cells[index])) for index in indices]
    width = max(part.width for _, part, _, _ in parts) + 2 * _GAP
    height = sum(part.height + _GAP for _, part, _, _ in parts) + _GAP
    sheet = Image.new("L", (width, height), 255)
    places: list[tuple[int, int, int, int, int]] = []  # top and bottom on the sheet, cell, left and top on the page
    top = _GAP
    for index, part, x, y in parts:
        sheet.paste(part, (_GAP, top))
        places.append((top, top + part.height, index, x, y))
        top += part.height + _GAP
    cells: Cells = {}
    for word in engine.words(sheet, dpi=DPI, layout="lines"):
        middle = (word.top + word.bottom) / 2
        for first, last, index, x, y in places:
            if first - _GAP / 2 <= middle <= last + _GAP / 2:
                cells.setdefault(index, []).append(_on_page(word, first, x, y))
                break
    return cells


def _cut(page: Image.Image, cell: GridCell) -> tuple[Image.Image, int, int]:
    """The inside of a cell, with its left and top edge on the page."""
    left, top = round(cell.x0 / POINT) + _INSET, round(cell.top / POINT) + _INSET
    right, bottom = round(cell.x1 / POINT) - _INSET, round(cell.bottom / POINT) - _INSET
    return page.crop((left, top, max(right, left + 1), max(bottom, top + 1))), left, top


def _on_page(word: OcrWord, first: int, x: int, y: int) -> OcrWord:
    """A word of the sheet with its box on the page."""
    left, right = (edge - _GAP + x for edge in (word.left, word.right))
    top, bottom = (edge - first + y for edge in (word.top, word.bottom))
    return word._replace(left=left, right=right, top=top, bottom=bottom)


def _moved(word: OcrWord, left: int, top: int) -> OcrWord:
    return word._replace(left=word.left + left, right=word.right + left, top=word.top + top, bottom=word.bottom + top)


def _merged(one: Cells, other: Cells) -> Cells:
    return {index: _better(one.get(index, []), other.get(index, [])) for index in {*one, *other}}


def _better(one: list[OcrWord], other: list[OcrWord]) -> list[OcrWord]:
    """The surer of two looks at a cell; where they differ in a figure, neither is sure."""
    chosen = max(one, other, key=_worth)
    if one and other and _figures(one) and _figures(other) and _figures(one) != _figures(other):
        return [word._replace(confidence=min(word.confidence, _UNSURE)) for word in chosen]
    return chosen


def _worth(words: Sequence[OcrWord]) -> tuple[bool, float]:
    return bool(words), sum(len(word.text) * (word.confidence - 30) for word in words)


def _figures(words: Sequence[OcrWord]) -> str:
    return "".join(ch for word in words for ch in word.text if ch.isdigit())


def _is_sure(words: Sequence[OcrWord]) -> bool:
    return bool(words) and min(word.confidence for word in words) >= _SURE


def _has_ink(page: Image.Image, cell: GridCell) -> bool:
    return bool(ink(_cut(page, cell)[0]).sum() >= _MIN_INK)
