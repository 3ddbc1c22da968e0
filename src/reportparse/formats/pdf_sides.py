"""Texts side by side on a PDF page: the head of a report beside the motto, the recipients beside the signature.

Where the lines of both sides stand level they are read across, with a wide gap. Where they do not, each side has lines of
its own that are no line together: the left side is read first, then the right one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from reportparse.formats.pdf_chars import Line, text_of
from reportparse.formats.pdf_pieces import Piece, pieces_of

_GAP = 1.0  # of the letters' height: pieces that stand closer are words of one line
_GUTTER = 2.0  # heights between the sides where they are first seen
_UNLEVEL = 0.06  # of the height, by which base lines of one line never differ
_MIN_LINES = 2
_WIDE = "    "


def blocks_of(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines of a page in reading order, those of two sides together."""
    at = 0
    while at < len(lines):
        sides = _sides(lines, at)
        if sides:
            end, left, right = sides
            yield [*left, *right]
            at = end
        else:
            yield [_spaced(lines[at])]
            at += 1


def _spaced(line: Line) -> Line:
    """The line with its wide gaps kept, as they are in text that is drawn with spaces."""
    pieces = pieces_of(line, _GUTTER)
    return replace(line, text=_WIDE.join(piece.text for piece in pieces)) if len(pieces) > 1 else line


def _sides(lines: Sequence[Line], start: int) -> tuple[int, list[Line], list[Line]] | None:
    """Two sides that begin with a line: where they end, and the lines of each; None where there are none."""
    gutter = _gutter(lines[start])
    if gutter is None:
        return None
    left: list[Line] = []
    right: list[Line] = []
    unlevel, both_until, ends = False, (start, 0, 0), start
    for number in range(start, len(lines)):
        pieces = pieces_of(lines[number], _GAP)
        parted = _parted(pieces, gutter) if not lines[number].chars[0].turned else None
        if parted is None:
            break
        one, other, gutter = parted
        left += [_line(one)] if one else []
        right += [_line(other)] if other else []
        ends = number + 1
        if one and other:
            both_until = ends, len(left), len(right)
            unlevel |= abs(left[-1].y - right[-1].y) > _UNLEVEL * one[0].height
    # Below the last line of both, a page that ends goes on in two sides; other text goes on over its whole width.
    if ends < len(lines):
        ends, n_left, n_right = both_until
        left, right = left[:n_left], right[:n_right]
    figures = sum(line.text.strip()[:1].isdigit() for line in right)
    return (ends, left, right) if unlevel and ends - start >= _MIN_LINES and 2 * figures < len(right) else None


def _gutter(line: Line) -> tuple[float, float] | None:
    """The widest gap of a line, where it is wide enough to part two sides."""
    pieces = pieces_of(line, _GAP)
    gaps = [(after.x0 - before.x1, before.x1, after.x0) for before, after in pairwise(pieces)]
    widest = max(gaps, default=(0.0, 0.0, 0.0))
    return widest[1:] if pieces and widest[0] >= _GUTTER * pieces[0].height else None


def _parted(
    pieces: Sequence[Piece], gutter: tuple[float, float]
) -> tuple[list[Piece], list[Piece], tuple[float, float]] | None:
    """The pieces on either side and the gutter between them, None where the line runs over it."""
    middle = sum(gutter) / 2
    left = [piece for piece in pieces if piece.x1 <= middle]
    right = [piece for piece in pieces if piece.x0 >= middle]
    if not pieces or len(left) + len(right) < len(pieces):
        return None
    start, end = max([gutter[0], *(piece.x1 for piece in left)]), min([gutter[1], *(piece.x0 for piece in right)])
    return (left, right, (start, end)) if end - start >= _GAP * pieces[0].height else None


def _line(pieces: Sequence[Piece]) -> Line:
    chars = [char for piece in pieces for char in piece.chars]
    return Line(pieces[0].y, text_of(chars), chars)
