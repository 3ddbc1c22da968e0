"""The text in which run-together tables are looked for: no marks of emphasis, no page numbers, single spaces.

Two spaces between figures are an empty cell, so spaces are made one only in lines that a copy has spread: where the
words too stand two or three spaces apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from reportparse.model.document import Document, Table
from reportparse.model.span import Span
from reportparse.text.markup import marks
from reportparse.text.offsets import OffsetMap

_GAP = regex.compile(r"(?<=\p{L}) +(?=\p{L})")
_WIDE = regex.compile(r"(?<=\S) {2,3}(?=\S)")
_VERY_WIDE = regex.compile(r"\S {4,}\S")
_SPREAD = 5  # one gap between words in so many is wide


@dataclass(frozen=True, slots=True)
class Plain:
    """A text, its lines that hold more than white space, and the way back to the document's text."""

    text: str
    lines: Sequence[Span]
    offsets: OffsetMap

    def tables_of(self, tables: Sequence[Table]) -> list[Table]:
        """Tables of this text as tables of the document."""
        if len(self.offsets.starts) == 1:
            return list(tables)
        back = self.offsets.source_span
        return [
            replace(
                table,
                span=back(table.span.start, table.span.end),
                cells=tuple(replace(cell, span=back(cell.span.start, cell.span.end)) for cell in table.cells),
            )
            for table in tables
        ]


def plain(document: Document) -> Plain:
    """The plain text of a document; nearly always the document's own."""
    text = document.text
    cuts = sorted({*_marks(document), *_spread(document), *((line.start, line.end) for line in document.noise)})
    if not cuts:
        return Plain(text, document.written_lines, OffsetMap.identity())
    parts: list[str] = []
    pieces = [(0, 0)]
    length = position = 0
    for start, end in cuts:
        if start >= position:
            parts.append(text[position:start])
            length += start - position
            position = end
            pieces.append((length, position))
    parts.append(text[position:])
    made = replace(document, text="".join(parts))
    return Plain(made.text, made.written_lines, OffsetMap.from_pieces(pieces))


def _marks(document: Document) -> Iterator[tuple[int, int]]:
    text = document.text
    if "*" in text or "__" in text or "<" in text:
        for line in document.written_lines:
            yield from ((line.start + first, line.start + last) for first, last in marks(line.of(text)))


def _spread(document: Document) -> Iterator[tuple[int, int]]:
    """The spaces too many of lines that are spread: all but the first of each gap."""
    text = document.text
    if "  " not in text:
        return
    run: list[Span] = []
    for line in (*document.written_lines, Span(len(text), len(text))):
        words = line.of(text)
        if _WIDE.search(words) and not _VERY_WIDE.search(words):
            run.append(line)
            continue
        gaps = [len(gap) for each in run for gap in _GAP.findall(each.of(text))]
        if len(run) > 2 and _SPREAD * sum(gap > 1 for gap in gaps) >= len(gaps) > 0:
            for each in run:
                yield from ((found.start() + 1, found.end()) for found in _WIDE.finditer(text, each.start, each.end))
        run = []
