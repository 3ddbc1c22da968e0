"""Lines of a document's head or tail, with two columns taken apart and every character still at its offset.

The parts of the form stand in two columns without a rule between them (Nghị định 30/2020/NĐ-CP, Phụ lục I, mục IV).
Files store them interleaved line by line, as cells, or one column after the other. So the parts are looked for in the
text of the whole zone, and what a part occupies is then blanked, which leaves the other column standing alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import regex

from reportparse.model.document import Document
from reportparse.model.span import Span
from reportparse.structure.header_names import is_caps
from reportparse.structure.wrapping import measure
from reportparse.text.fold import fold

_TAG = regex.compile(r"</?[A-Za-z]{1,8}\b[^<>\n]{0,80}>")
_MASK = (("*", " "), ("\\", " "), (">", " "), ("|", "\t"), ("`", " "))
# The block of the form takes a page at most, however long the lines behind it are.
_MAX_CHARS = 12_000
_HEADING = regex.compile(r"(?m)^[ \t]*#{1,6}(?=\s)")
_RULE = regex.compile(r"[\s\-–—=_~.*]*(?:[o0]{1,3}[\s\-–—=_~.*]*)?")
_RULE_SIGNS = frozenset("-–—=_~.*o0")
_DRAWN = regex.compile(r"[-–—=_~*o0]{2}")
_UNDERSCORES = regex.compile(r"_+")
_GAP = regex.compile(r"\t+| {3,}")


class Segment(NamedTuple):
    """A piece of one line: a whole line, or one column of it.

    `text` is without markup and outer spaces; `start` and `end` are its offsets in the document. `gap` is set where a
    blank line (or the edge of a table cell) stands before it; `rule` where the piece is only a drawn line.
    """

    text: str
    folded: str
    start: int
    end: int
    line: int
    gap: bool = False
    rule: bool = False

    @property
    def is_caps(self) -> bool:
        """Whether nearly all letters are capitals."""
        return is_caps(self.text)

    def until(self, cut: int) -> Segment:
        """The first `cut` characters."""
        text, folded = self.text[:cut].rstrip(), self.folded[:cut].rstrip()
        return Segment(text, folded, self.start, self.start + cut, self.line, self.gap, self.rule)

    def since(self, cut: int) -> Segment:
        """What follows the first `cut` characters."""
        text, folded = self.text[cut:].strip(), self.folded[cut:].strip()
        return Segment(text, folded, self.start + cut, self.end, self.line, self.gap, self.rule)


@dataclass(frozen=True)
class Zone:
    """Consecutive lines of a document. `text` has the markup replaced by spaces, so its characters keep their places:
    character `i` of `text` is character `start + i` of the document."""

    start: int
    text: str
    folded: str
    double_spaced: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @cached_property
    def lines(self) -> tuple[Segment, ...]:
        """The non-blank lines, columns not taken apart."""
        return tuple(self._segments(columns=False))

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """The pieces of the lines, cut at tabs, cell edges and wide gaps."""
        return tuple(self._segments(columns=True))

    def span(self, start: int, end: int) -> Span:
        """Span in the document of characters of the zone's text."""
        return Span(self.start + start, self.start + end)

    def part(self, start: int, end: int) -> Zone:
        """The zone between two offsets of the document."""
        start, end = max(start, self.start), min(end, self.end)
        low, high = start - self.start, max(end, start) - self.start
        return Zone(start, self.text[low:high], self.folded[low:high], self.double_spaced)

    def without(self, spans: Iterable[tuple[int, int]]) -> Zone:
        """The same zone with characters of its text blanked; what stood on both sides falls apart into two columns."""
        text, folded = self.text, self.folded
        for start, end in spans:
            blank = _blank(text[start:end], "\t")
            text = text[:start] + blank + text[end:]
            folded = folded[:start] + blank + folded[end:]
        return Zone(self.start, text, folded, self.double_spaced)

    def _segments(self, *, columns: bool) -> Iterator[Segment]:
        offset, gap = 0, False
        for number, line in enumerate(self.text.split("\n")):
            stripped = line.strip()
            if not stripped:
                # A line that held only markup or a cell edge separates as much as a blank one.
                gap = True
            elif columns:
                position = 0
                for piece in _GAP.split(line) if "\t" in line or "   " in line else (line,):
                    at = line.index(piece, position)
                    position = at + len(piece)
                    if piece.strip():
                        yield self._segment(piece, offset + at, number, gap)
                        gap = False
            else:
                yield self._segment(line, offset, number, gap)
                gap = False
            offset += len(line) + 1

    def _segment(self, piece: str, at: int, number: int, gap: bool) -> Segment:
        text = piece.strip()
        at += len(piece) - len(piece.lstrip())
        folded = self.folded[at : at + len(text)]
        if "\t" in text:
            text, folded = text.replace("\t", " "), folded.replace("\t", " ")
        start = self.start + at
        return Segment(text, folded, start, start + len(text), number, gap, _is_rule(text))


def _is_rule(text: str) -> bool:
    return text[0] in _RULE_SIGNS and _RULE.fullmatch(text) is not None and _DRAWN.search(text) is not None


def _blank(text: str, sign: str) -> str:
    """As many signs as there are characters, line breaks kept."""
    return "\n".join(sign * len(line) for line in text.split("\n"))


def head_zone(document: Document, limit: int = 60) -> Zone:
    """The first `limit` non-blank lines."""
    return _zone(document, 0, limit)


def zone_after(document: Document, start: int, limit: int) -> Zone:
    """`limit` non-blank lines from the line that holds `start`."""
    return _zone(document, document.text.rfind("\n", 0, start) + 1, limit)


def zone_before(document: Document, end: int, limit: int) -> Zone:
    """The last `limit` non-blank lines before `end`."""
    start, found, floor = end, 0, max(0, end - _MAX_CHARS)
    while start > floor and found < limit:
        line_end = start - 1 if document.text[start - 1] == "\n" else start
        line_start = document.text.rfind("\n", 0, line_end) + 1
        found += bool(document.text[line_start:line_end].strip())
        if line_start == start:
            line_start -= 1
        start = line_start
    return _zone(document, max(start, floor), limit).part(start, end)


def head_end(document: Document, limit: int) -> int:
    """Where the head of so many lines ends."""
    return _lines(document.text, 0, limit)[1]


def _lines(text: str, start: int, limit: int) -> tuple[list[Span], int]:
    """The first `limit` non-blank lines from `start`, and where what follows them begins."""
    lines: list[Span] = []
    position, ceiling = start, min(len(text), start + _MAX_CHARS)
    while position < ceiling and len(lines) < limit:
        stop = text.find("\n", position, ceiling)
        stop = ceiling if stop < 0 else stop
        if text[position:stop].strip():
            lines.append(Span(position, stop))
        position = stop + 1
    return lines, min(position, ceiling)


def _zone(document: Document, start: int, limit: int) -> Zone:
    text = document.text
    lines, end = _lines(text, start, limit)
    masked = _masked(text[start:end])
    for noise in document.noise:
        if noise.start >= end:
            break
        if noise.end > start:
            low, high = max(noise.start, start) - start, min(noise.end, end) - start
            masked = masked[:low] + _blank(masked[low:high], " ") + masked[high:]
    return Zone(start, masked, fold(masked), measure(text, lines).double_spaced)


def _masked(text: str) -> str:
    masked = text
    if "<" in masked:
        masked = _TAG.sub(lambda match: " " * len(match.group()), masked)
    for mark, blank in _MASK:
        masked = masked.replace(mark, blank)
    if "#" in masked:
        masked = _HEADING.sub(lambda match: " " * len(match.group()), masked)
    if "_" in masked:
        # A line of underscores is a drawn rule; elsewhere underscores are emphasis.
        masked = _UNDERSCORES.sub(lambda match: ("-" if len(match.group()) > 4 else " ") * len(match.group()), masked)
    return masked
