"""`Document`: what a reader makes of a file. Never edited; every later step adds its own view beside it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from reportparse.model.span import Box, Place, Span

Severity = Literal["info", "warning", "error"]
Quality = Literal["good", "fair", "poor"]


@dataclass(frozen=True, slots=True)
class Issue:
    """Something about the file or our reading of it that a person should know (not about its arithmetic)."""

    code: str
    severity: Severity
    message: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The bytes a document came from: `path` as given, `sha256` of the bytes in hexadecimal."""

    path: str
    sha256: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page: `number` counts from 1; `span` is its part of the text; `ocr` says that it was read as a picture.

    `by_place`: its text was put together from the places of its characters, not in the order of the file.
    """

    number: int
    span: Span
    ocr: bool = False
    quality: Quality = "good"
    by_place: bool = False


class Boxed(NamedTuple):
    """A word or another span and where it stands on its page."""

    span: Span
    box: Box


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell. `row` and `column` count from 0; a merged cell stands at its first row and column.

    `rounded`: the number behind it has digits that are not shown (spreadsheets). `rest`: what of its text stands on the
    next page, where its row goes on.
    """

    row: int
    column: int
    span: Span
    row_span: int = 1
    column_span: int = 1
    rounded: bool = False
    rest: tuple[Span, ...] = ()

    def text_in(self, text: str) -> str:
        """The cell's text; `text` is the document's."""
        whole = text[self.span.start : self.span.end]
        return " ".join([whole, *(part.of(text) for part in self.rest)]) if self.rest else whole


@dataclass(frozen=True, slots=True)
class Table:
    """A grid as it stands in the file; what its columns mean is found later (`structure.tables`).

    `corner`: how many rows and columns of a spreadsheet stand before it.
    """

    span: Span
    cells: tuple[Cell, ...]
    origin: Literal["grid", "tabs", "pipes", "lines", "aligned", "sheet"] = "grid"
    corner: tuple[int, int] = (0, 0)

    @property
    def n_rows(self) -> int:
        return 1 + max((cell.row + cell.row_span - 1 for cell in self.cells), default=-1)

    @property
    def n_columns(self) -> int:
        return 1 + max((cell.column + cell.column_span - 1 for cell in self.cells), default=-1)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of a spreadsheet: the cell that it fills, and the cells that it takes, each with its sign.

    "quotient" divides the first cell by the second; "other" is a formula of another kind, without terms.
    """

    operation: Literal["sum", "quotient", "product", "other"]
    stated: Span
    terms: tuple[tuple[Span, int], ...] = ()


@dataclass(frozen=True)
class Document:
    """The normalised text of a file with its pages, paragraphs and tables.

    `text` is NFC with look-alike characters unified; every span of every record points into it. `source_offset`
    gives, for a character of `text`, its offset in the text as it was stored in the file. `paragraphs` holds the
    spans of a format's own paragraphs (Word, HTML) and is empty where the format has only lines. `noise` holds
    running heads, page numbers and the like: part of the text, but not of any sentence. The sheets of a spreadsheet
    are its pages. `boxes` holds the words or other spans whose places on their pages are known, in order of their
    starts; `doubtful` figures that were read from a picture and may be others. `laid_out` is what the reader of a PDF
    knows of pages that it has put together by place, for finding places on them.
    """

    source: SourceFile
    text: str
    pages: tuple[Page, ...] = ()
    paragraphs: tuple[Span, ...] = ()
    tables: tuple[Table, ...] = ()
    noise: tuple[Span, ...] = ()
    formulas: tuple[Formula, ...] = ()
    issues: tuple[Issue, ...] = ()
    boxes: tuple[Boxed, ...] = ()
    doubtful: tuple[Span, ...] = ()
    ocr: bool = False
    quality: Quality = "good"
    source_starts: tuple[int, ...] = (0,)
    source_offsets: tuple[int, ...] = (0,)
    laid_out: Mapping[int, tuple[str, tuple[Sequence[int], Sequence[int]]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Offset of the first character of every line; lines end at "\\n"."""
        starts = [0]
        find = self.text.find
        at = find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = find("\n", at + 1)
        return tuple(starts)

    def line_of(self, offset: int) -> int:
        """The 1-based number of the line that holds the character at `offset`."""
        return bisect_right(self.line_starts, offset)

    @cached_property
    def lines(self) -> tuple[Span, ...]:
        """The lines in order, without their line breaks."""
        starts = self.line_starts
        ends = (*(start - 1 for start in starts[1:]), len(self.text))
        return tuple(map(Span, starts, ends))

    @cached_property
    def written_lines(self) -> tuple[Span, ...]:
        """The lines that hold more than white space."""
        text = self.text
        return tuple(
            [line for line in self.lines if line.end > line.start and not text[line.start : line.end].isspace()]
        )

    def source_offset(self, offset: int) -> int:
        """Offset in the stored text of the character at `offset` (see `text.offsets`)."""
        index = bisect_right(self.source_starts, offset) - 1
        return self.source_offsets[index] + offset - self.source_starts[index]

    @cached_property
    def _page_starts(self) -> tuple[int, ...]:
        return tuple(page.span.start for page in self.pages)

    @cached_property
    def _paragraph_starts(self) -> tuple[int, ...]:
        return tuple(span.start for span in self.paragraphs)

    @cached_property
    def _table_starts(self) -> tuple[int, ...]:
        return tuple(table.span.start for table in self.tables)

    @cached_property
    def _cell_starts(self) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(cell.span.start for cell in table.cells) for table in self.tables)

    @cached_property
    def _rests(self) -> tuple[tuple[int, Cell, Span], ...]:
        found = (
            (index, cell, rest) for index, table in enumerate(self.tables) for cell in table.cells for rest in cell.rest
        )
        return tuple(sorted(found, key=lambda item: item[2]))

    @cached_property
    def _rest_starts(self) -> tuple[int, ...]:
        return tuple(rest.start for _, _, rest in self._rests)

    def page_of(self, offset: int) -> int | None:
        """The 1-based page number of the character at `offset`, None where the format has no pages."""
        index = bisect_right(self._page_starts, offset) - 1
        return self.pages[index].number if index >= 0 else None

    def cell_at(self, offset: int) -> tuple[int, Cell] | None:
        """Index of the table and the cell that hold the character at `offset`, None outside tables.

        Cells must stand in the order of their text, as every reader makes them; what of them stands on the next page
        is looked up by itself.
        """
        position = bisect_right(self._rest_starts, offset) - 1
        if position >= 0:
            index, cell, rest = self._rests[position]
            if rest.start <= offset <= rest.end and rest.end > rest.start:
                return index, cell
        index = bisect_right(self._table_starts, offset) - 1
        if index < 0 or not self.tables[index].span.start <= offset <= self.tables[index].span.end:
            return None
        position = bisect_right(self._cell_starts[index], offset) - 1
        if position < 0:
            return None
        cell = self.tables[index].cells[position]
        return (index, cell) if cell.span.start <= offset <= cell.span.end else None

    @cached_property
    def _box_starts(self) -> tuple[int, ...]:
        return tuple(boxed.span.start for boxed in self.boxes)

    def box_of(self, span: Span) -> Box | None:
        """The smallest rectangle around a span, as far as it stands on its first page; None where none is known.

        It is known of the spans among the boxes, and of all others as far as boxes overlap them.
        """
        same = bisect_left(self._box_starts, span.start)
        while same < len(self.boxes) and self.boxes[same].span.start == span.start:
            if self.boxes[same].span == span:
                return self.boxes[same].box
            same += 1
        page = self.page_of(span.start)
        first = max(bisect_right(self._box_starts, span.start) - 1, 0)
        found: list[Box] = []
        for boxed in self.boxes[first : bisect_left(self._box_starts, span.end)]:
            if boxed.span.overlaps(span) and self.page_of(boxed.span.start) == page:
                found.append(boxed.box)
        return Box.around(found) if found else None

    def place_of(self, span: Span) -> Place:
        """Page, table cell and paragraph of a span; None where the format cannot say."""
        paragraph = bisect_right(self._paragraph_starts, span.start)
        found = self.cell_at(span.start)
        table, row, column = None, None, None
        if found:
            down, across = self.tables[found[0]].corner
            table, row, column = found[0] + 1, down + found[1].row + 1, across + found[1].column + 1
        return Place(
            page=self.page_of(span.start),
            box=self.box_of(span) if self.boxes else None,
            table=table,
            row=row,
            column=column,
            paragraph=paragraph or None,
        )
