"""From a reader's raw text to a `Document`: normalise once, and carry every raw span over to the normal text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.formats.quality import assess
from reportparse.model.document import Boxed, Cell, Document, Formula, Issue, Page, SourceFile, Table
from reportparse.model.span import Span
from reportparse.text.legacy import Encoding, decode_unnamed
from reportparse.text.normalize import normalize
from reportparse.text.offsets import OffsetMap


@dataclass(frozen=True)
class RawDocument:
    """What a reader found, every span in offsets of `text` before normalisation.

    `encodings` are the old codes that the reader converted itself, from the names of the fonts.
    """

    text: str
    pages: tuple[Page, ...] = ()
    paragraphs: tuple[Span, ...] = ()
    tables: tuple[Table, ...] = ()
    noise: tuple[Span, ...] = ()
    formulas: tuple[Formula, ...] = ()
    issues: tuple[Issue, ...] = ()
    encodings: tuple[Encoding, ...] = ()
    boxes: tuple[Boxed, ...] = ()
    doubtful: tuple[Span, ...] = ()


class InverseMap:
    """From offsets of a source text to offsets of the text made from it (the way back of `OffsetMap`)."""

    def __init__(self, offsets: OffsetMap, length: int) -> None:
        """`length` is that of the made text, in characters."""
        self._starts = offsets.starts
        self._targets = offsets.targets
        self._length = length
        self.identical = len(offsets.starts) == 1 and offsets.targets[0] == 0

    def made(self, offset: int) -> int:
        """Offset in the made text of the source character at `offset`; of the next one kept where it was dropped."""
        if self.identical:
            return min(offset, self._length)
        index = bisect_right(self._targets, offset) - 1
        if index < 0:
            return 0
        limit = self._starts[index + 1] if index + 1 < len(self._starts) else self._length
        return min(self._starts[index] + offset - self._targets[index], limit)

    def span(self, span: Span) -> Span:
        """The made text's part of a source span."""
        return Span(self.made(span.start), self.made(span.end))


def finish(raw: RawDocument, source: SourceFile, settings: Settings) -> Document:
    """Normalise the text and build the document.

    Raises:
        UnreadableFileError: `too-long` where the text has more than `settings.max_chars` characters, `empty` where
            it holds nothing but white space.
    """
    if len(raw.text) > settings.max_chars:
        raise UnreadableFileError(
            "too-long",
            f"văn bản dài {len(raw.text):,} ký tự, quá giới hạn {settings.max_chars:,}".replace(",", "."),
            "chia nhỏ tệp hoặc tăng max_chars",
        )
    decoded = decode_unnamed(raw.text)
    normal = normalize(decoded.text)
    text, offsets = normal.text, normal.offsets.then(decoded.offsets)
    if not text or text.isspace():
        raise UnreadableFileError("empty", "tệp không có chữ nào", "kiểm tra lại tệp gốc")
    back = InverseMap(offsets, len(text))
    quality, found = assess(text, (*raw.encodings, *decoded.encodings), [page.quality for page in raw.pages])
    return Document(
        source=source,
        text=text,
        pages=tuple(replace(page, span=back.span(page.span)) for page in raw.pages),
        paragraphs=tuple(back.span(span) for span in raw.paragraphs),
        tables=tuple(_table(table, back, text) for table in raw.tables),
        noise=tuple(back.span(span) for span in raw.noise),
        formulas=tuple(_formula(formula, back, text) for formula in raw.formulas),
        issues=(*(_issue(issue, back) for issue in raw.issues), *found),
        boxes=tuple(Boxed(back.span(boxed.span), boxed.box) for boxed in raw.boxes),
        doubtful=tuple(back.span(span) for span in raw.doubtful),
        ocr=any(page.ocr for page in raw.pages),
        quality=quality,
        source_starts=offsets.starts,
        source_offsets=offsets.targets,
    )


def _table(table: Table, back: InverseMap, text: str) -> Table:
    cells = tuple(replace(cell, span=trimmed(text, back.span(cell.span))) for cell in table.cells)
    return replace(table, span=back.span(table.span), cells=cells)


def _formula(formula: Formula, back: InverseMap, text: str) -> Formula:
    terms = tuple((trimmed(text, back.span(span)), weight) for span, weight in formula.terms)
    return replace(formula, stated=trimmed(text, back.span(formula.stated)), terms=terms)


def _issue(issue: Issue, back: InverseMap) -> Issue:
    return replace(issue, span=back.span(issue.span)) if issue.span else issue


def trimmed(text: str, span: Span) -> Span:
    """The span without the white space at its ends; an empty one stays where it began."""
    inner = text[span.start : span.end]
    kept = inner.strip()
    if not kept:
        return Span(span.start, span.start)
    start = span.start + inner.index(kept[0])
    return Span(start, start + len(kept))


class RawBuilder:
    """Collects raw text piece by piece, with the spans of what is added."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.length = 0

    def add(self, piece: str) -> Span:
        """Append `piece` and return where it stands."""
        start = self.length
        self._parts.append(piece)
        self.length += len(piece)
        return Span(start, self.length)

    def rows(self, rows: Iterable[Sequence[PlacedText]]) -> Table:
        """Append a table: a line per row, a tab between cells, no line break after the last row."""
        start = self.length
        cells: list[Cell] = []
        for number, row in enumerate(rows):
            if number:
                self.add("\n")
            for position, placed in enumerate(row):
                if position:
                    self.add("\t")
                span = self.add(" ".join(placed.text.split()))
                cells.append(Cell(placed.row, placed.column, span, placed.row_span, placed.column_span, placed.rounded))
        return Table(Span(start, self.length), tuple(cells))

    def text(self) -> str:
        """Everything added so far."""
        return "".join(self._parts)


@dataclass(frozen=True, slots=True)
class PlacedText:
    """The text of a cell and its place in the grid; rows and columns count from 0."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    rounded: bool = False
