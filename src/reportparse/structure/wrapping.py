"""Which line breaks are wraps and which end a paragraph.

A file of lines does not say. Three things tell: what the next line begins with (a list marker, a small letter), what
the line ends with, and whether the next word would still have fitted on the line.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from reportparse.model.span import Span

_MARKUP_LEAD = r"(?:[*_]{2,3}|#{1,6}\s+|<b>|<strong>)*"
_ITEM = regex.compile(
    rf"{_MARKUP_LEAD}\s*(?:"
    r"[-–—+•●▪■◦✓➢❖\uf000-\uf0ff]\s*(?=[^\W\d_]|[“\"'(*<\d])(?!\d{1,4}\s*[.,;]?$)"
    r"|\*\s?(?=[^\W\d_*])"
    r"|\d{1,2}(?:\.\d{1,2}){1,4}[.)/]?\s+(?=[^\W\d_]|[“\"(*])"
    r"|\d{1,2}(?:\.\d{1,2}){0,4}(?:[.)]\s*|[-/]\s+)(?=[^\W\d_]|[“\"(*])"
    r"|[a-zđA-ZĐ](?:\.\d{1,2})?[.)]\s*(?=[^\W\d_]|[“\"(*])"
    r"|(?:[IVX]{1,5}|[A-H])(?:\.\d{1,2})?[.)/-]\s*(?=[^\W\d_]|[“\"(*])"
    r"|(?:Điều|Chương|Phần|Mục|Phụ\s+lục)\s+(?:\d{1,3}|[IVXLC]{1,6})\s*(?:[.:]|$)"
    r"|(?:Nơi\s+nhận|NƠI\s+NHẬN|Kính\s+gửi|KÍNH\s+GỬI|TM\.|KT\.|TL\.|TUQ\.|T/M|K/T|T/L|Số\s*:)"
    r")"
)
_STOPS, _CLOSERS = (".", ";", ":", "!", "?", "…"), '"”’)*_ \t\n'
_JOINTS, _MARKS = ("-", "–", "/", ",", "(", "&"), "*_ \t\n"
_LEADS = "*_#>“\"'( \t\n"
_BARE_MARKER = regex.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}|[a-zđ]|[IVX]{1,5})[.)]|[-+•*]|[Ss]ố\s*:")
_MIN_WRAP, _MAX_WRAP = 40, 130


def starts_item(text: str, start: int) -> bool:
    """Whether the line at `start` begins with a list marker or another word that opens a paragraph."""
    # No word in small letters opens a paragraph.
    in_word = text[start : start + 1].islower() and text[start + 1 : start + 2].isalpha()
    return not in_word and _ITEM.match(text, start) is not None


@dataclass(frozen=True, slots=True)
class Layout:
    """How a document's lines are set.

    `width` is the length of a full line, None where lines are not wrapped. `double_spaced`: a blank line follows
    every line and so means nothing. `blank_separated`: blank lines stand between paragraphs, and only there.
    """

    width: int | None
    double_spaced: bool
    blank_separated: bool

    def joins(self, text: str, line: Span, following: Span) -> bool:
        """Whether `following` goes on with the sentence of `line`."""
        after = text[following.start : following.end].strip()
        if starts_item(after, 0):
            return False
        this = text[line.start : line.end].strip()
        if _BARE_MARKER.fullmatch(this):
            return True
        rest = after.lstrip(_LEADS)
        ended = _ends_sentence(this)
        if _gap(text, line, following) and not self.double_spaced:
            # A page break inside a sentence leaves a blank line; a small letter after an open end shows it.
            return rest[:1].islower() and not ended and len(this) > _MIN_WRAP
        if rest[:1].islower() and not ended:
            return True
        if self.width is None:
            return False
        if this.rstrip(_MARKS).endswith(_JOINTS):
            return True
        full = len(this) + 1 + len(rest.split(" ", 1)[0]) >= 0.85 * self.width
        if rest[:1].isdigit() or after.startswith("("):
            return not ended or this.endswith(":") or full
        if self.blank_separated and this.isupper() == rest.isupper():
            return not ended
        return full and not ended


def measure(text: str, lines: Sequence[Span]) -> Layout:
    """Find the layout from the lengths of the non-blank lines and from the gaps inside open sentences."""
    if len(lines) < 2:
        return Layout(None, False, False)
    written = [text[line.start : line.end].strip() for line in lines]
    lengths = sorted(map(len, written))
    width = lengths[int(0.9 * (len(lengths) - 1))]
    if not (_MIN_WRAP <= width <= _MAX_WRAP and lengths[int(0.98 * (len(lengths) - 1))] <= 2 * width):
        return Layout(None, False, False)
    gaps = open_pairs = open_gaps = 0
    for (line, following), (this, after) in zip(itertools.pairwise(lines), itertools.pairwise(written), strict=True):
        gap = _gap(text, line, following)
        gaps += gap
        if after[:1].islower() and not _ends_sentence(this):
            open_pairs += 1
            open_gaps += gap
    double_spaced = open_pairs > 0 and open_gaps > 0.5 * open_pairs
    return Layout(width, double_spaced, not double_spaced and gaps > 0.15 * len(lines))


def _ends_sentence(line: str) -> bool:
    return line.rstrip(_CLOSERS).endswith(_STOPS)


def _gap(text: str, line: Span, following: Span) -> bool:
    """Whether a blank line stands between the two."""
    return text.count("\n", line.end, following.start) > 1
