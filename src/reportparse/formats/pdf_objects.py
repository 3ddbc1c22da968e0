"""What a PDF page draws besides text: ruling lines and pictures, read from pdfium's page objects."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from reportparse.formats.pdf_chars import Turn
from reportparse.formats.pdf_grid import Ruling

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]  # left, bottom, right, top

_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_MAX_DEPTH = 4
_THIN = 4.0  # points: a rectangle no thicker than this is a line
_SHORT = 4.0  # points: shorter lines are dots, ticks and parts of letters
_MAX_SEGMENTS = 2_000  # a path with more is a drawing


@dataclass(frozen=True)
class Drawn:
    """The page's paths, each with the matrix of the form it stands in, and the area its pictures cover."""

    paths: tuple[tuple[Any, Matrix], ...]
    picture_area: float


def drawn_on(page: Any) -> Drawn:
    """Collect the paths and pictures of a page, forms looked into. `picture_area` is in square points."""
    paths: list[tuple[Any, Matrix]] = []
    areas: list[float] = []
    _walk(page.raw, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, _IDENTITY, 0, paths, areas)
    return Drawn(tuple(paths), sum(areas))


def _walk(
    holder: Any,
    count: Callable[[Any], int],
    get: Callable[[Any, int], Any],
    matrix: Matrix,
    depth: int,
    paths: list[tuple[Any, Matrix]],
    areas: list[float],
) -> None:
    type_of = pdfium.FPDFPageObj_GetType
    for index in range(count(holder)):
        element = get(holder, index)
        kind = type_of(element)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            paths.append((element, matrix))
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = _bounds(element, matrix)
            areas.append((right - left) * (top - bottom))
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            inside = _times(_matrix(element), matrix)
            count_inside, get_inside = pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject
            _walk(element, count_inside, get_inside, inside, depth + 1, paths, areas)


def rulings(drawn: Drawn, turn: Turn) -> tuple[list[Ruling], list[Ruling]]:
    """The horizontal and the vertical lines of a page, turned as its text is."""
    horizontal: list[Ruling] = []
    vertical: list[Ruling] = []
    for path, matrix in drawn.paths:
        for left, bottom, right, top in _lines(path, matrix):
            (ax, ay), (bx, by) = turn(left, bottom), turn(right, top)
            width, height = abs(bx - ax), abs(by - ay)
            if width >= height and width >= _SHORT:
                horizontal.append(Ruling((ay + by) / 2, min(ax, bx), max(ax, bx)))
            elif height > width and height >= _SHORT:
                vertical.append(Ruling((ax + bx) / 2, min(ay, by), max(ay, by)))
    return horizontal, vertical


def _lines(path: Any, matrix: Matrix) -> Iterator[Box]:
    """The straight lines of a path as boxes without thickness, or nearly so."""
    box = _bounds(path, matrix)
    if min(box[2] - box[0], box[3] - box[1]) <= _THIN:
        yield box
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    segments = pdfium.FPDFPath_CountSegments(path)
    # A single filled area without an outline is a background.
    if segments <= _MAX_SEGMENTS and (stroke.value or segments > 5):
        yield from _segments(path, segments, _times(_matrix(path), matrix))


def _segments(path: Any, count: int, matrix: Matrix) -> Iterator[Box]:
    x, y = ctypes.c_float(), ctypes.c_float()
    start = last = (0.0, 0.0)
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        if not pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
            continue
        at = _apply(matrix, x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = at
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield from _straight(last, at)
        last = at
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield from _straight(last, start)
            last = start


def _straight(a: tuple[float, float], b: tuple[float, float]) -> Iterator[Box]:
    if abs(a[0] - b[0]) <= 1.0 or abs(a[1] - b[1]) <= 1.0:
        yield min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])


def _bounds(element: Any, matrix: Matrix) -> Box:
    """The element's box on the page; empty where pdfium knows none."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(element, left, bottom, right, top):
        return 0.0, 0.0, 0.0, 0.0
    ax, ay = _apply(matrix, left.value, bottom.value)
    bx, by = _apply(matrix, right.value, top.value)
    return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _matrix(element: Any) -> Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(element, found):
        return _IDENTITY
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that applies `first`, then `second`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
