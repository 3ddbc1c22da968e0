"""Lines of a PDF page cut where wide gaps stand in them: the pieces are cells of a table, or sides of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from reportparse.formats.pdf_chars import Char, Line, text_of


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters of a line without a wide gap between them; `y` is their base line."""

    x0: float
    x1: float
    y: float
    height: float
    text: str
    chars: Sequence[Char]

    @property
    def width(self) -> float:
        return self.x1 - self.x0


def pieces_of(line: Line, gap: float) -> list[Piece]:
    """The pieces of a line; `gap` is how wide a gap must be, in heights of the line's letters."""
    found: list[list[Char]] = []
    end = 0.0
    for char in line.chars:
        if char.text.isspace():
            continue
        if not found or char.x0 - end > gap * char.height:
            found.append([])
        found[-1].append(char)
        end = max(end, char.x1) if len(found[-1]) > 1 else char.x1
    return [_piece(chars, line.chars) for chars in found]


def _piece(chars: Sequence[Char], line: Sequence[Char]) -> Piece:
    first, last = chars[0], chars[-1]
    whole = line[line.index(first) : line.index(last) + 1]  # with the spaces inside it
    height = max(char.height for char in chars)
    x1 = max(char.x1 for char in chars)
    return Piece(first.x0, x1, median(char.y for char in chars), height, text_of(whole).strip(), whole)


def line_of(pieces: Sequence[Piece]) -> Line:
    """The line that pieces beside each other are, from left to right."""
    chars = [char for piece in pieces for char in piece.chars]
    return Line(pieces[0].y, text_of(chars), chars)
