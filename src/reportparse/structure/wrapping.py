"""Which line breaks are wraps and which end a paragraph.

A file of lines does not say. Three things tell: what the next line begins with (a list marker, a small letter), what
the line ends with, and whether the next word would still have fitted on the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from reportparse.model.span import Span

_MARKUP_LEAD = r"(?:[*_]{2,3}|#{1,6}\s+|<b>|<strong>)*"
_ITEM = regex.compile(
    rf"{_MARKUP_LEAD}\s*(?:"
    r"[-–—+•●▪■◦✓➢❖\uf000-\uf0ff]\s*(?=[^\W\d_]|[“\"'(*<\d])(?!\d{1,4}\s*[.,;]?$)"
    r"|\*\s?(?=[^\W\d_*])"
    r"|\d{1,2}(?:\.\d{1,2}){1,4}[.)]?\s+(?=[^\W\d_]|[“\"(*])"
    r"|\d{1,2}(?:\.\d{1,2}){0,4}[.)]\s*(?=[^\W\d_]|[“\"(*])"
    r"|[a-zđA-ZĐ](?:\.\d{1,2})?[.)]\s*(?=[^\W\d_]|[“\"(*])"
    r"|(?:[IVX]{1,5}|[A-H])(?:\.\d{1,2})?[.)/-]\s*(?=[^\W\d_]|[“\"(*])"
    r"|(?:Điều|Chương|Phần|Mục|Phụ\s+lục)\s+(?:\d{1,3}|[IVXLC]{1,6})\b[.:]?"
    r"|(?:Nơi\s+nhận|NƠI\s+NHẬN|Kính\s+gửi|KÍNH\s+GỬI|TM\.|KT\.|TL\.|TUQ\.|T/M|K/T|T/L|Số\s*:)"
    r")"
)
_ENDS_SENTENCE = regex.compile(r"[.;:!?…][\"”’)*_\s]*$|\./\.$")
_ENDS_OPEN = regex.compile(r"[-–/,(&][*_\s]*$")
_LEAD = regex.compile(r"^[\s*_#>“\"'(]*")
_MIN_WRAP, _MAX_WRAP = 40, 130


def starts_item(text: str, start: int) -> bool:
    """Whether the line at `start` begins with a list marker or another word that opens a paragraph."""
    return _ITEM.match(text, start) is not None


@dataclass(frozen=True, slots=True)
class Layout:
    """How a document's lines are set. `width` is the length of a full line, None where lines are not wrapped.

    `double_spaced` is set where a blank line follows every line and so means nothing.
    """

    width: int | None
    double_spaced: bool

    def joins(self, text: str, line: Span, following: Span) -> bool:
        """Whether `following` goes on with the sentence of `line`."""
        if starts_item(text, _skip_spaces(text, following.start)):
            return False
        this = text[line.start : line.end].rstrip()
        lead = _LEAD.match(text[following.start : following.end].strip())
        rest = text[following.start : following.end].strip()[lead.end() if lead else 0 :]
        first = rest[:1]
        gap = "\n" in text[line.end : following.start].replace("\n", "", 1)
        ended = _ENDS_SENTENCE.search(this) is not None
        if gap and not self.double_spaced:
            # A page break inside a sentence leaves a blank line; a small letter after an open end shows it.
            return first.islower() and not ended and len(this) > _MIN_WRAP
        if first.islower() and not ended:
            return True
        if self.width is None:
            return False
        if _ENDS_OPEN.search(this):
            return True
        full = len(this) + 1 + len(rest.split(" ", 1)[0]) >= 0.85 * self.width
        if first.isdigit() or text[following.start : following.end].lstrip().startswith("("):
            return not ended or this.endswith(":") or full
        return full and not ended


def measure(text: str, lines: Sequence[Span]) -> Layout:
    """Find the layout from the lengths of the non-blank lines and the gaps between them."""
    if not lines:
        return Layout(None, False)
    lengths = sorted(len(text[line.start : line.end].strip()) for line in lines)
    width = lengths[int(0.9 * (len(lengths) - 1))]
    wrapped = _MIN_WRAP <= width <= _MAX_WRAP and lengths[-1] <= 2 * width
    gaps = sum("\n" in text[a.end : b.start].replace("\n", "", 1) for a, b in zip(lines, lines[1:], strict=False))
    return Layout(width if wrapped else None, wrapped and gaps > 0.6 * max(len(lines) - 1, 1))


def _skip_spaces(text: str, offset: int) -> int:
    while offset < len(text) and text[offset] in " \t":
        offset += 1
    return offset
