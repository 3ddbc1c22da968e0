"""Texts side by side on a PDF page: the head of a report beside the motto, the recipients beside the signature.

Where the lines of both sides stand level they are read across, with a wide gap. Where they do not, or the left side
goes on between two of them, each side has lines of its own: the left side is read first, then the right one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from reportparse.formats.pdf_chars import Line
from reportparse.formats.pdf_pieces import Piece, line_of, pieces_of

_GAP = 1.0  # of the letters' height: pieces that stand closer are words of one line
_GUTTER = 2.0  # heights between the sides where they are first seen
_UNLEVEL = 0.06  # of the height, by which base lines of one line never differ
_MIN_LINES = 2
_CLOSER = 0.92
_CENTRED = 3.0  # points
_WIDE = "    "

_Row = tuple[Line | None, Line | None]


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
    rows: list[_Row] = []
    for line in lines[start:]:
        parted = _parted(pieces_of(line, _GAP), gutter) if gutter and not line.chars[0].turned else None
        if parted is None:
            break
        left, right, gutter = parted
        rows.append((line_of(left) if left else None, line_of(right) if right else None))
    # Below the last line of both, a page that ends goes on in two sides; other text goes on over its whole width.
    if start + len(rows) < len(lines):
        rows = _while_beside(rows)
    lefts, rights = [left for left, _ in rows if left], [right for _, right in rows if right]
    figures = sum(line.text.strip()[:1].isdigit() for line in rights)
    if len(rows) < _MIN_LINES or 2 * figures >= len(rights) or not (_unlevel(rows) or _goes_on(rows)):
        return None
    return start + len(rows), lefts, rights


def _while_beside(rows: Sequence[_Row]) -> list[_Row]:
    """The rows up to the last one of both sides, and lines of the left side below it that are centred as it is."""
    end = max((number for number, row in enumerate(rows, 1) if None not in row), default=0)
    middles = [_middle(left) for left, _ in rows[:end] if left]
    while middles and end < len(rows) and rows[end][1] is None:
        left = rows[end][0]
        if left is None or max(abs(_middle(left) - middle) for middle in middles) > _CENTRED:
            break
        end += 1
    return list(rows[:end])


def _middle(line: Line) -> float:
    return (line.chars[0].x0 + max(char.x1 for char in line.chars)) / 2


def _unlevel(rows: Sequence[_Row]) -> bool:
    """Whether somewhere the base lines of both sides differ."""
    return any(left and right and abs(left.y - right.y) > _UNLEVEL * left.chars[0].height for left, right in rows)


def _goes_on(rows: Sequence[_Row]) -> bool:
    """Whether a line on the left goes on below itself, closer than other lines follow each other."""
    steps = [
        (after[0].y - before[0].y, after[1] is None)
        for before, after in pairwise(rows)
        if before[0] and before[1] and after[0]
    ]
    usual = min((step for step, alone in steps if not alone), default=0.0)
    return any(alone and step < _CLOSER * usual for step, alone in steps)


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
