"""The flow: the sentences of a document as a reader's eye joins them, with the way back to the document's text.

Stored text breaks sentences: at line ends, at page ends, by running heads, by Markdown marks. Patterns written against
that would all have to allow for it. The flow takes the breaks out once: a paragraph stands on one line, wrapped lines
are joined by a space, noise and markup are left out, and every table cell is a paragraph of its own. Offsets of the
flow are used only inside `structure` and `extract`; whatever leaves them is a span of the document.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import regex

from reportparse.lexicon import Lexicon
from reportparse.model.document import Cell, Document
from reportparse.model.span import Span
from reportparse.structure.misread import mended
from reportparse.structure.wrapping import Layout, measure, starts_item
from reportparse.text.fold import lowered
from reportparse.text.markup import marks
from reportparse.text.offsets import OffsetMap
from reportparse.text.separators import vietnamese

_MARKUP = regex.compile(
    r"^\s*(?:#{1,6}\s+|>\s+)|\\(?=[-*_.#()\[\]+])|^\s*\|\s*$|^\s*\|\s(?=\S)|^\s*-{3,}\s*$|^\s*\*\s?\*\s*$"
)
_SPECIAL = ("*", "<", "_", "\\", "|", "#", ">", "\t", "  ", "---", ".đ", ". đ")
# The full stop of "tr.đ" and "ng. đồng" ends no sentence.
_SHORT_UNIT = regex.compile(r"(?<=(?<!\p{L})(?:[Tt]r|[Nn]g))\.[ \t]?(?=đ(?:ồng)?(?!\p{L}))")
_NUMBER = regex.compile(r"\d+(?:[.,]\d+)*[ \t]?(?P<next>[^\s\d])?")
_WIDE_SPACE = regex.compile(r"(?<=[ \t])[ \t]+")
# A word grown together with a figure; "km2" and the like are one word.
# A word in capitals before a figure may be a symbol ("QH15"): only words of time are parted from it.
_GLUED = regex.compile(
    r"(?<=\p{Ll}{2})(?<!(?<!\p{L})[kdcmK]m|qh)\d|(?<=\d)\p{Ll}{2}|(?<=(?<!\p{L})(?:NĂM|THÁNG|QUÝ|NGÀY))\d"
)
# A sentence that goes on without a space: "hộ nghèo,hộ cận nghèo", "xong.Trong đó".
_STOP = re.compile(r"[,;:.](?=[^\W\d_])")
_RUN_ON = regex.compile(r"(?<=\p{L}{2})[,;:]|(?<=\p{Ll}{2})\.(?=\p{Lu})")
_DIGITS = re.compile(r"\d+")
# A star with a space on either side multiplies, or opens an item.
_EMPHASIS = regex.compile(r"(?<!\*)\*(?!\*|(?<=\s\*)\s)")


class Paragraph(NamedTuple):
    """Characters `start` to `end` of the flow. `table` and `cell` are set for the text of a table cell."""

    start: int
    end: int
    table: int | None = None
    cell: Cell | None = None


@dataclass(frozen=True)
class Flow:
    """`text` holds one paragraph a line; `offsets` leads back to the document's text."""

    text: str
    offsets: OffsetMap
    paragraphs: tuple[Paragraph, ...]

    def span(self, start: int, end: int) -> Span:
        """Span in the document of the flow's characters `start` to `end`."""
        return self.offsets.source_span(start, end)

    def of(self, paragraph: Paragraph) -> str:
        return self.text[paragraph.start : paragraph.end]

    @cached_property
    def numbers(self) -> tuple[tuple[int, str], ...]:
        """Where numbers begin, and the character behind each (behind its space), "" for another number or none."""
        return tuple([(match.start(), match["next"] or "") for match in _NUMBER.finditer(self.text)])

    @cached_property
    def lower(self) -> str:
        """The text in small letters, of the same length."""
        return lowered(self.text)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Flow offset of the first character of each paragraph."""
        return tuple(paragraph.start for paragraph in self.paragraphs)

    @cached_property
    def inverse(self) -> OffsetMap:
        """From offsets of the document to offsets of the flow, for characters that the flow kept."""
        return OffsetMap(self.offsets.targets, self.offsets.starts)


def build_flow(document: Document, lexicon: Lexicon | None = None) -> Flow:
    """Join the lines of a document to paragraphs; table cells follow each other in the place of their table.

    With a lexicon, words that a scan has misread are put right, letter for letter.
    """
    builder = _Builder(document.text)
    for block in _blocks(document):
        if isinstance(block, _TableAt):
            table = document.tables[block.index]
            for cell in table.cells:
                builder.paragraph([cell.span, *cell.rest], table=block.index, cell=cell)
        else:
            builder.paragraph(block)
    flow = builder.finish()
    return replace(flow, text=vietnamese(mended(flow.text, lexicon))) if lexicon else flow


@dataclass(frozen=True, slots=True)
class _TableAt:
    index: int


def _blocks(document: Document) -> Iterator[list[Span] | _TableAt]:
    """Tables, and lists of lines that make one paragraph, in text order."""
    lines, tables = _prose_lines(document)
    layout = measure(document.text, lines)
    block: list[Span] = []
    for line, next_table in zip(lines, tables, strict=True):
        if block and (next_table is not None or not layout.joins(document.text, block[-1], line)):
            yield block
            block = []
        if next_table is not None:
            for index in next_table:
                yield _TableAt(index)
        block.append(line)
    if block:
        yield block
    last = lines[-1].start if lines else -1
    for index, table in enumerate(document.tables):
        if table.span.start > last:
            yield _TableAt(index)


def _prose_lines(document: Document) -> tuple[list[Span], list[tuple[int, ...] | None]]:
    """Non-blank lines outside tables and noise; for each, the tables that stand between it and the line before."""
    noise = {document.line_starts[document.line_of(span.start) - 1] for span in document.noise}
    lines: list[Span] = []
    before: list[tuple[int, ...] | None] = []
    tables = document.tables
    at = 0
    waiting: list[int] = []
    for line in document.written_lines:
        while at < len(tables) and tables[at].span.end <= line.start:
            waiting.append(at)
            at += 1
        if at < len(tables) and line.start < tables[at].span.end and tables[at].span.start < line.end:
            continue
        if line.start in noise:
            continue
        lines.append(line)
        before.append(tuple(waiting) or None)
        waiting = []
    return lines, before


def _glued(text: str) -> Iterator[int]:
    """Where a space is missing: between a word and a figure, behind a comma or a full stop."""
    for run in _DIGITS.finditer(text):
        start, end = run.span()
        if text[start - 1 : start].isalpha() and _GLUED.match(text, start):
            yield start
        if text[end : end + 1].islower() and _GLUED.match(text, end):
            yield end
    for stop in _STOP.finditer(text):
        if _RUN_ON.match(text, stop.start()):
            yield stop.end()


class _Builder:
    """Collects the flow piece by piece. Not kept: `finish` returns the frozen result."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._glued = sorted(set(_glued(text)))
        self._parts: list[str] = []
        self._pieces: list[tuple[int, int]] = []
        self._length = 0
        self._marks = [mark for mark in _SPECIAL if mark in text]
        self._paragraphs: list[Paragraph] = []

    def paragraph(self, lines: list[Span], table: int | None = None, cell: Cell | None = None) -> None:
        start = self._length
        strip_emphasis = "*" in self._marks and self._has_emphasis(lines)
        for index, line in enumerate(lines):
            if index and self._length > start:
                self._add(" ", line.start - 1 if line.start else 0)
            self._line(line, strip_emphasis)
        if self._length == start and cell is None:
            return
        self._paragraphs.append(Paragraph(start, self._length, table, cell))
        self._add("\n", lines[-1].end)

    def _has_emphasis(self, lines: list[Span]) -> bool:
        """Whether lone stars come in pairs."""
        stars = sum(len(_EMPHASIS.findall(self._text, line.start, line.end)) for line in lines)
        return stars >= 2 and stars % 2 == 0

    def _line(self, line: Span, strip_emphasis: bool) -> None:
        text = self._text
        whole = text[line.start : line.end]
        kept = whole.strip()
        start = position = line.start + whole.find(kept)
        end = start + len(kept)
        cuts = self._cuts(start, end, strip_emphasis) if any(mark in kept for mark in self._marks) else []
        if self._glued:
            glued = self._glued[bisect_right(self._glued, start) : bisect_left(self._glued, end)]
            cuts = sorted([*cuts, *((at, at) for at in glued)]) if glued else cuts
        for cut_start, cut_end in cuts:
            if cut_start < position:
                continue
            self._add(text[position:cut_start], position)
            if cut_start == cut_end:
                self._add(" ", cut_start)
            position = cut_end
        self._add(text[position:end], position)

    def _cuts(self, start: int, end: int, strip_emphasis: bool) -> list[tuple[int, int]]:
        # Matched on the cut-out line, so that "^" means the line's start.
        line = self._text[start:end]
        cuts = [(start + m.start(), start + m.end()) for m in _MARKUP.finditer(line)]
        cuts += [(start + first, start + last) for first, last in marks(line)]
        cuts += [(start + m.start(), start + m.end()) for m in _WIDE_SPACE.finditer(line)]
        cuts += [(start + m.start(), start + m.end()) for m in _SHORT_UNIT.finditer(line)]
        if strip_emphasis:
            cuts += [(start + m.start(), start + m.end()) for m in _EMPHASIS.finditer(line)]
        merged: list[tuple[int, int]] = []
        for cut in sorted(cuts):
            if not merged or cut[0] >= merged[-1][1]:
                merged.append(cut)
        return merged

    def _add(self, piece: str, source: int) -> None:
        if piece:
            self._parts.append(piece)
            self._pieces.append((self._length, source))
            self._length += len(piece)

    def finish(self) -> Flow:
        # A tab between words of a sentence is a space.
        return Flow(
            "".join(self._parts).replace("\t", " "), OffsetMap.from_pieces(self._pieces), tuple(self._paragraphs)
        )


__all__ = ["Flow", "Layout", "Paragraph", "build_flow", "starts_item"]
