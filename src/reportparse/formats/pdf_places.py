"""Where characters of a PDF page's text stand on the page, asked for only where somebody wants to know.

A page's text is either pdfium's own, whose offsets pdfium can lead back to its characters, or was put together from
characters sorted by place; then the n-th character that is no white space is the n-th of those.
"""

from __future__ import annotations

import ctypes
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pypdfium2.raw as pdfium
import regex

from reportparse.formats.pdf_edges import ALONE, Beside
from reportparse.formats.pdf_page import lay_out, order_of
from reportparse.model.span import Box, Span
from reportparse.text.normalize import leading_dropped

_LINE_END = regex.compile("\r\n")
_WRITTEN = regex.compile(r"\S")

# left, bottom, right, top in the coordinates of the page to the same rectangle as the page is shown
Edges = tuple[float, float, float, float]
Numbers = Callable[[int, int], list[int]]
LaidOut = tuple[str, tuple[Sequence[int], Sequence[int]]]
"""The text of a page that was put together by place, and the numbers of its characters (see `pdf_page.order_of`)."""


def boxes_on(
    page: Any, spans: Sequence[Span], *, by_place: bool, beside: Beside = ALONE, laid_out: LaidOut | None = None
) -> list[Box | None]:
    """The smallest rectangle around each span, as the page is shown; None where nothing is drawn.

    It goes around the ink of the letters, or around the room they are given where their font is not in the file.
    `by_place` says how the page's text was read (see `Page`), `beside` with what of other pages, `laid_out` what came
    of it where it is still known. The spans count from the first character of the page that normal text keeps.

    Raises:
        pypdfium2.PdfiumError: where the page's text cannot be loaded.
    """
    textpage = page.get_textpage()
    try:
        if by_place:
            text, order = laid_out or _laid_out(page, textpage, beside)
            numbers = _in_order_of(text, order)
        else:
            text = textpage.get_text_range()
            numbers = _in_order_of_file(textpage.raw, text)
        skipped = leading_dropped(text)
        shown = _shown(page)
        found: list[Box | None] = []
        for span in spans:
            around = _around(textpage.raw, numbers(span.start + skipped, span.end + skipped))
            found.append(shown(around) if around else None)
        return found
    finally:
        textpage.close()


def _in_order_of_file(raw: Any, text: str) -> Numbers:
    """pdfium's numbers of the characters between two offsets of the text that it gives (see `pdf_page.clean`)."""
    shorter = [match.start() - number for number, match in enumerate(_LINE_END.finditer(text))]
    number_of = pdfium.FPDFText_GetCharIndexFromTextIndex

    def numbers(start: int, end: int) -> list[int]:
        first, last = start + bisect_left(shorter, start), end + bisect_left(shorter, end)
        return [number_of(raw, first + match.start()) for match in _WRITTEN.finditer(text[first:last])]

    return numbers


def _laid_out(page: Any, textpage: Any, beside: Beside) -> LaidOut:
    laid = lay_out(page, textpage, beside)
    return laid.text.text, order_of(laid.ordered or [])


def _in_order_of(text: str, order: tuple[Sequence[int], Sequence[int]]) -> Numbers:
    """pdfium's numbers of the characters between two offsets of a text that was put together in an order of its own."""
    firsts, stored = order
    places = [match.start() for match in _WRITTEN.finditer(text)]

    def numbers(start: int, end: int) -> list[int]:
        own = range(bisect_left(places, start), min(bisect_left(places, end), len(firsts)))
        return [number for at in own for number in range(firsts[at], firsts[at] + stored[at])]

    return numbers


def _around(raw: Any, numbers: Sequence[int]) -> Edges | None:
    """The smallest rectangle around some characters, in the coordinates of the page."""
    if not numbers:
        return None
    box_of = _ink if _is_embedded(raw, numbers[0]) else _advance
    found = [(left, bottom, right, top) for left, bottom, right, top in box_of(raw, numbers) if right > left]
    if not found:
        return None
    lefts, bottoms, rights, tops = zip(*found, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _is_embedded(raw: Any, number: int) -> bool:
    """Whether the font of a character is in the file. Of others, pdfium draws the letters of what font it finds."""
    element = pdfium.FPDFText_GetTextObject(raw, number)
    font = pdfium.FPDFTextObj_GetFont(element) if element else None
    return not font or pdfium.FPDFFont_GetIsEmbedded(font) == 1


def _ink(raw: Any, numbers: Sequence[int]) -> Iterator[Edges]:
    """What each character blackens."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    at = (ctypes.byref(left), ctypes.byref(right), ctypes.byref(bottom), ctypes.byref(top))
    for number in numbers:
        if pdfium.FPDFText_GetCharBox(raw, number, *at):
            yield left.value, bottom.value, right.value, top.value


def _advance(raw: Any, numbers: Sequence[int]) -> Iterator[Edges]:
    """The room that the file gives to each character; pdfium widens it where the letter that it draws is wider."""
    box = pdfium.FS_RECTF()
    for number in numbers:
        if pdfium.FPDFText_GetLooseCharBox(raw, number, ctypes.byref(box)):
            yield box.left, box.bottom, box.right, box.top


def _shown(page: Any) -> Callable[[Edges], Box]:
    """From the coordinates of a page to points from the top left corner of what is shown of it, turned as it is."""
    bounds = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page.raw, ctypes.byref(bounds))
    x0, y0, x1, y1 = bounds.left, bounds.bottom, bounds.right, bounds.top
    turns = pdfium.FPDFPage_GetRotation(page.raw) % 4

    def shown(edges: Edges) -> Box:
        left, bottom, right, top = edges
        turned = (
            (left - x0, y1 - top, right - x0, y1 - bottom),
            (bottom - y0, left - x0, top - y0, right - x0),
            (x1 - right, bottom - y0, x1 - left, top - y0),
            (y1 - top, x1 - right, y1 - bottom, x1 - left),
        )[turns]
        return Box(*(round(edge, 2) for edge in turned))

    return shown
