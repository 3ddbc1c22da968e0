"""The text of one page, however it was read, and pages put together into one text."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportparse.formats.assemble import RawBuilder, RawDocument
from reportparse.formats.page_noise import find_noise
from reportparse.model.document import Boxed, Page, Quality, Table
from reportparse.model.span import Span
from reportparse.text.legacy import Encoding


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of a page, lines ending at "\\n"; the spans of tables, boxes and doubtful figures count from its start.

    `is_picture` says that what is to be read on it is a picture, `ocr` that the text was read from one,
    `failure` why reading it as one has failed. `order`: of a text that was put together by place, the numbers under
    which the file has its characters (see `pdf_page.order_of`).
    """

    text: str
    tables: tuple[Table, ...] = ()
    is_picture: bool = False
    is_blank: bool = False
    sorted_by_place: bool = False
    encodings: tuple[Encoding, ...] = ()
    boxes: tuple[Boxed, ...] = ()
    doubtful: tuple[Span, ...] = ()
    ocr: bool = False
    quality: Quality = "good"
    failure: str | None = None
    order: tuple[array[int], array[int]] | None = None


def join_pages(pages: Sequence[PageText | None]) -> RawDocument:
    """All pages as one text, a line break between two; None stands for a page that could not be read."""
    out = RawBuilder()
    made: list[Page] = []
    tables: list[Table] = []
    boxes: list[Boxed] = []
    doubtful: list[Span] = []
    for number, page in enumerate(pages, 1):
        if number > 1:
            out.add("\n")
        if page is None:
            made.append(Page(number, out.add("")))
            continue
        span = out.add(page.text)
        made.append(Page(number, span, page.ocr, page.quality, page.sorted_by_place))
        tables += [_shifted_table(table, span.start) for table in page.tables]
        boxes += [Boxed(_shifted(boxed.span, span.start), boxed.box) for boxed in page.boxes]
        doubtful += [_shifted(figure, span.start) for figure in page.doubtful]
    text = out.text()
    return RawDocument(
        text,
        pages=tuple(made),
        tables=tuple(tables),
        noise=find_noise(text, [page.span for page in made], [table.span for table in tables]),
        encodings=tuple(sorted({code for page in pages if page for code in page.encodings})),
        boxes=tuple(boxes),
        doubtful=tuple(doubtful),
    )


def _shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _shifted_table(table: Table, by: int) -> Table:
    cells = tuple(replace(cell, span=_shifted(cell.span, by)) for cell in table.cells)
    return replace(table, span=_shifted(table.span, by), cells=cells)
