"""Characters of a PDF page with their places, and lines of text made from the places alone.

Coordinates are PDF points after the page has been turned so that its text reads from left to right: `x` grows to the
right, `y` grows downwards. Only differences mean anything; the origin depends on the turn.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, repeat
from math import pi
from operator import attrgetter
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from reportparse.text.legacy import Encoding, FontCode, code_of_font, decoded_pieces

_HYPHENS = (0x2, 0xFFFE)  # how pdfium marks a hyphen at the end of a line
_SPACE_GAP = 0.12  # of the letter height: a wider gap between two letters is a space (letters 0.05, spaces 0.16 and up)
_SAME_LINE = 0.4  # of the letter height: a smaller step up or down is a raised or lowered letter
_FONT_NAME = 256  # bytes
_SURROGATES = range(0xD800, 0xE000)

Turn = Callable[[float, float], tuple[float, float]]
# By quarter turns of the text against the page, clockwise as pdfium counts; `y` of a PDF page grows upwards.
TURNS: tuple[Turn, ...] = (
    lambda x, y: (x, -y),
    lambda x, y: (-y, -x),
    lambda x, y: (-x, y),
    lambda x, y: (y, x),
)

_BASE_LINE, _LEFT_EDGE, _HEIGHT = attrgetter("y"), attrgetter("x0"), attrgetter("height")


class Char(NamedTuple):
    """One character as its own line of text runs: left and right edge, base line and height.

    `turned` is the quarter turns of that line against the page's main direction; `middle_x` and `middle_y` are the
    middle of the character's box in the main direction. pdfium knows it as the `stored` characters from `number` on.
    """

    text: str
    x0: float
    x1: float
    y: float
    height: float
    middle_x: float
    middle_y: float
    number: int
    stored: int
    turned: int


class _Found(NamedTuple):
    """A character as pdfium reports it, in the page's own coordinates; `number` counts them on the page."""

    number: int
    text: str
    quarter: int
    x: float
    y: float
    left: float
    bottom: float
    right: float
    top: float
    stored: int = 1


class PageChars(NamedTuple):
    """The characters of a page in the order of the file, the turn that was applied to them, and their old codes."""

    chars: list[Char]
    turn: Turn
    encodings: tuple[Encoding, ...]


def read_chars(textpage: Any, *, legacy: bool = False) -> PageChars:
    """The characters that the page draws.

    Spaces and line breaks that pdfium adds by itself are left out. With `legacy`, characters of fonts in an old
    Vietnamese code become Unicode; a letter stored as a vowel and its mark is one character in the place of both.
    """
    codes: set[Encoding] = set()
    found = list(_in_unicode(_found(textpage.raw), textpage.raw, codes) if legacy else _found(textpage.raw))
    quarters = Counter(item.quarter for item in found)
    main = quarters.most_common(1)[0][0] if quarters else 0
    return PageChars([_char(item, main) for item in found], TURNS[main], tuple(sorted(codes)))


def _found(raw: Any) -> Iterator[_Found]:
    unicode_of, origin_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetCharOrigin
    box_of, angle_of = pdfium.FPDFText_GetLooseCharBox, pdfium.FPDFText_GetCharAngle
    x, y = ctypes.c_double(), ctypes.c_double()
    at_x, at_y = ctypes.byref(x), ctypes.byref(y)
    box = pdfium.FS_RECTF()
    at_box = ctypes.byref(box)
    for index in range(max(pdfium.FPDFText_CountChars(raw), 0)):
        code = unicode_of(raw, index)
        if code <= 32 and pdfium.FPDFText_IsGenerated(raw, index) == 1:
            continue
        text = _text(code)
        if not text or not origin_of(raw, index, at_x, at_y) or not box_of(raw, index, at_box):
            continue
        left = box.left
        # The box of a letter that stands upright begins at its origin; only others need the slower question.
        quarter = 0 if abs(x.value - left) < 0.01 else round(angle_of(raw, index) / (pi / 2)) % len(TURNS)
        yield _Found(index, text, quarter, x.value, y.value, left, box.bottom, box.right, box.top)


def _in_unicode(found: Iterable[_Found], raw: Any, codes: set[Encoding]) -> Iterator[_Found]:
    """The characters with those of old fonts in Unicode; the codes that were met are added to `codes`."""
    buffer = ctypes.create_string_buffer(_FONT_NAME)
    flags = ctypes.c_int()

    def code_of(item: _Found) -> FontCode | None:
        length = pdfium.FPDFText_GetFontInfo(raw, item.number, buffer, _FONT_NAME, ctypes.byref(flags))
        return code_of_font(buffer.value.decode("latin-1")) if length else None

    for code, group in groupby(found, key=code_of):
        if code is None:
            yield from group
            continue
        codes.add(code.encoding)
        items = list(group)
        position = 0
        for made, stored in decoded_pieces("".join(map(_stored, items, repeat(raw))), code):
            own = items[position : position + stored]
            position += stored
            if len(made) == stored:
                yield from (item._replace(text=text) for item, text in zip(own, made, strict=True))
            else:
                yield own[0]._replace(text=made, right=max(item.right for item in own), stored=stored)


def _stored(item: _Found, raw: Any) -> str:
    """The character as the font's code has it: what pdfium takes for a hyphen is a letter of TCVN3."""
    hyphen = item.text == "-" and pdfium.FPDFText_GetUnicode(raw, item.number) in _HYPHENS
    return "\u00ad" if hyphen else item.text


def _text(code: int) -> str:
    if code in _HYPHENS:
        return "-"
    if code < 32 or code in _SURROGATES or code > 0x10FFFF:
        return " " if code == 9 else ""
    return chr(code)


def _char(item: _Found, main: int) -> Char:
    number, text, quarter, x, y, left, bottom, right, top, stored = item
    if quarter == main == 0:
        return Char(text, left, right, -y, top - bottom, (left + right) / 2, -(bottom + top) / 2, number, stored, 0)
    own = TURNS[quarter]
    (ax, ay), (bx, by) = own(left, bottom), own(right, top)
    middle_x, middle_y = TURNS[main]((left + right) / 2, (bottom + top) / 2)
    turned = (quarter - main) % len(TURNS)
    return Char(text, min(ax, bx), max(ax, bx), own(x, y)[1], abs(by - ay), middle_x, middle_y, number, stored, turned)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text with the place of its base line, and its characters from left to right."""

    y: float
    text: str
    chars: Sequence[Char]


def lines_of(chars: Sequence[Char]) -> list[Line]:
    """The characters as lines from top to bottom, each from left to right; text that is turned comes last."""
    found: list[Line] = []
    for turned in range(len(TURNS)):
        some = [char for char in chars if char.turned == turned]
        lines = [_line(row) for row in _rows(some)]
        if turned and some:
            top = min(char.middle_y for char in some)
            lines = [replace(line, y=top) for line in lines]
        found += lines
    return [line for line in found if line.text.strip()]


def _rows(chars: Iterable[Char]) -> list[list[Char]]:
    """Characters grouped by base line, from top to bottom."""
    rows: list[list[Char]] = []
    anchor: Char | None = None
    for char in sorted(chars, key=_BASE_LINE):
        if anchor is not None and char.y - anchor.y <= _SAME_LINE * max(char.height, anchor.height):
            rows[-1].append(char)
            if char.height > anchor.height:
                anchor = char  # a raised letter may come first; the line is where its largest letters stand
        else:
            rows.append([char])
            anchor = char
    return rows


def _line(row: list[Char]) -> Line:
    row.sort(key=_LEFT_EDGE)
    return Line(max(row, key=_HEIGHT).y, text_of(row), row)


def text_of(row: Sequence[Char]) -> str:
    """The text of characters from left to right, a space where a gap is as wide as one."""
    parts: list[str] = []
    end = row[0].x0
    for char in row:
        if char.x0 - end > _SPACE_GAP * char.height and parts and parts[-1] != " " and char.text != " ":
            parts.append(" ")
        parts.append(char.text)
        end = max(end, char.x1)
    return "".join(parts)
