"""The text of a table cell from its lines: a word or figure that a narrow cell has broken is made whole again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import regex

from reportparse.formats.pdf_chars import Line
from reportparse.formats.pdf_grid import GridCell
from reportparse.text.fold import fold

PADDING = 6.0  # points between a cell's side and its text; Word and LibreOffice leave 5.4
_SYLLABLE = regex.compile(
    r"(?:ngh?|nh|ch|g[hi]|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?", regex.IGNORECASE
)
_GROUPED = regex.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_WHOLE = regex.compile(r"\d{1,3}(?:\.\d{3})*(?:,\d+)?")
_BEHIND = ".,;:)"


def cell_text(lines: Sequence[Line], cell: GridCell) -> str:
    """The lines of a cell as one."""
    if not lines:
        return ""
    parts = [lines[0].text.strip()]
    for before, line in pairwise(lines):
        parts.append("" if _breaks_word(before, line, cell) else " ")
        parts.append(line.text.strip())
    return "".join(parts)


def _breaks_word(before: Line, line: Line, cell: GridCell) -> bool:
    """Whether a word goes on: it is alone on its line, not another letter fits there, and the whole is a word."""
    first, rest = before.text.strip(), line.text.split(" ", 1)[0]
    if " " in first or not rest:
        return False
    if first[-1].isalpha():
        end = rest.rstrip(_BEHIND)
        whole = end.islower() and _SYLLABLE.fullmatch(fold(first + end)) is not None
    else:
        goes_on = rest[0] in ".," or _WHOLE.fullmatch(first) is None
        whole = goes_on and _GROUPED.fullmatch(first + rest) is not None
    return whole and _is_full(before, line, cell)


def _is_full(before: Line, line: Line, cell: GridCell) -> bool:
    """Whether the next line's first letter would not have fitted on a line."""
    own, following = before.chars, line.chars[0]
    room = cell.bottom - cell.top if own[0].turned % 2 else cell.x1 - cell.x0
    length = max(char.x1 for char in own) - min(char.x0 for char in own)
    return length + (following.x1 - following.x0) > room - 2 * PADDING
