"""PDF files with a text layer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.formats.assemble import finish
from reportparse.formats.detect import is_pdf
from reportparse.formats.ocr_engine import find_engine, remedy_for_pictures
from reportparse.formats.ocr_page import read_picture
from reportparse.formats.page import PageText, join_pages
from reportparse.formats.pdf_edges import ALONE, Beside, Edges, beside, on_one_grid
from reportparse.formats.pdf_fonts import settle_fonts
from reportparse.formats.pdf_page import Laid, read_page
from reportparse.formats.pdf_picture import picture_of, png_of
from reportparse.formats.pdf_places import boxes_on
from reportparse.formats.quality import numbers, scan_issues
from reportparse.model.document import Boxed, Document, Issue, SourceFile
from reportparse.model.span import Box, Span

_PAGES_AT_ONCE = 50  # 700 pages at once took 110 MB, 50 take 10 MB and no more time

_KEPT_PAGES = 100
"""Of longer files the pages are laid out anew to find places on them, or 700 of them would fill the memory."""


@dataclass(frozen=True)
class PdfReader:
    """Reads `.pdf`: the text of every page, tables from ruling lines, page numbers marked as noise.

    Tables that go on over a page end are one table a page; joining them is left to `structure`.
    """

    name: str = "pdf"
    suffixes: tuple[str, ...] = (".pdf",)
    media_type: str = "application/pdf"

    def sniff(self, data: bytes, suffix: str) -> bool:
        """Whether a PDF header stands near the start."""
        return is_pdf(data, suffix)

    def read(self, data: bytes, source: SourceFile, settings: Settings) -> Document:
        """Read the bytes.

        Raises:
            UnreadableFileError: `damaged`, `password`, `no-text-layer`, `too-long` or `empty`.
        """
        total = _count(data)
        wanted = range(min(total, settings.max_pages))
        pages = list(_pages(data, wanted, settings))
        _check_text(pages, settings)
        raw = join_pages(pages)
        issues = (*_issues(pages, total), *scan_issues(raw.pages, raw.doubtful))
        document = finish(replace(raw, issues=issues), source, settings)
        if total > _KEPT_PAGES:
            return document
        kept = {number: (page.text, page.order) for number, page in enumerate(pages) if page and page.order}
        return replace(document, laid_out=kept)

    def locate(self, data: bytes, document: Document, spans: Iterable[Span]) -> tuple[Boxed, ...]:
        """Where spans of the text stand on their pages, in order; spans of pages read as pictures are left out.

        A rectangle goes around all of its span, over one line or several; of a span over the end of a page,
        around the part on its first page. `data` are the bytes that the document was read from.
        """
        by_page = groupby(sorted(set(spans)), key=lambda span: document.page_of(span.start))
        wanted = {number - 1: list(own) for number, own in by_page if number}
        found = [_boxed(pdf, document, index, wanted[index]) for pdf, index in _opened(data, list(wanted))]
        return tuple(boxed for some in found for boxed in some)

    def render(
        self, data: bytes, number: int, settings: Settings, *, dpi: int = 100, boxes: Sequence[Box] = ()
    ) -> bytes:
        """A page, counted from 1, as a PNG file in which the boxes are marked.

        Raises:
            UnreadableFileError: as for `read`; `no-such-page`, `too-many-pixels`.
        """
        document = _open(data)
        try:
            if not 1 <= number <= len(document):
                raise UnreadableFileError("no-such-page", f"PDF không có trang {number}", "chọn trang khác")
            page = document[number - 1]
            try:
                return png_of(page, settings, dpi=dpi, boxes=boxes)
            finally:
                page.close()
        except pypdfium2.PdfiumError as error:
            raise _damaged() from error
        finally:
            document.close()


PDF = PdfReader()


def _open(data: bytes) -> Any:
    settle_fonts()
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise UnreadableFileError("password", "PDF có mật khẩu", "bỏ mật khẩu, lưu lại rồi nạp lại") from error
        raise _damaged() from error


def _count(data: bytes) -> int:
    document = _open(data)
    try:
        return len(document)
    finally:
        document.close()


def _opened(data: bytes, indices: Sequence[int]) -> Iterator[tuple[Any, int]]:
    """The file open, for each page; opened anew after some, because pdfium keeps all that it has parsed till then."""
    for start in range(0, len(indices), _PAGES_AT_ONCE):
        document = _open(data)
        try:
            for index in indices[start : start + _PAGES_AT_ONCE]:
                yield document, index
        finally:
            document.close()


def _damaged() -> UnreadableFileError:
    return UnreadableFileError("damaged", "PDF bị hỏng hoặc chưa tải hết", "tải lại hoặc xuất lại PDF từ tệp gốc")


def _pages(data: bytes, wanted: Sequence[int], settings: Settings) -> list[PageText | None]:
    """The pages; one is read anew where a table goes on from the page before or on the page after (see `pdf_edges`)."""
    read: list[PageText | None] = []
    edges: list[Edges] = []
    for document, index in _opened(data, wanted):
        laid = _laid(document, index, settings)
        read.append(laid.text if laid else None)
        edges.append(laid.edges if laid else Edges())
        for at in (index - 1, index):
            if at < 0:
                continue
            around = _beside(edges, at)
            # The page before was read without this one; it is read anew only where this one changes it.
            if around != (ALONE if at == index else _beside(edges[:-1], at)):
                again = _laid(document, at, settings, around)
                read[at] = again.text if again else None
    return _on_common_grids(read, edges)


def _beside(edges: Sequence[Edges], at: int) -> Beside:
    return beside(edges[at - 1] if at else None, edges[at], edges[at + 1] if at + 1 < len(edges) else None)


def _on_common_grids(pages: list[PageText | None], edges: Sequence[Edges]) -> list[PageText | None]:
    """The pages with the parts of ruled tables that go on over a page end in the same columns."""
    made = list(pages)
    for at, (before, after) in enumerate(pairwise(edges)):
        above, below = made[at], made[at + 1]
        if above and below and before.foot and after.top and above.tables and below.tables:
            one, other = on_one_grid(above.tables[-1], before.foot, below.tables[0], after.top)
            made[at] = replace(above, tables=(*above.tables[:-1], one))
            made[at + 1] = replace(below, tables=(other, *below.tables[1:]))
    return made


def _laid(document: Any, index: int, settings: Settings, around: Beside = ALONE) -> Laid | None:
    """A page as it is read, None where it cannot be opened. It is closed: hundreds of open ones fill the memory."""
    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        return None
    try:
        laid = read_page(page, around)
        if settings.ocr == "always" or (laid.text.is_picture and settings.ocr == "auto"):
            return Laid(_by_ocr(page, laid.text, settings))
        return laid
    except pypdfium2.PdfiumError:
        return None
    finally:
        page.close()


def _by_ocr(page: Any, read: PageText, settings: Settings) -> PageText:
    """The page read as a picture; what its text layer gives, and why, where that fails: the other pages still count."""
    engine = find_engine(settings)
    if engine is None:
        return read
    try:
        return read_picture(picture_of(page, settings), engine)
    except UnreadableFileError as error:
        return replace(read, failure=str(error))


def _around(pdf: Any, document: Document, index: int) -> Beside:
    """What of the pages before and after a page goes on there, as it was when the page was read."""
    if not document.pages[index].by_place:
        return ALONE
    edges = [Edges() for _ in range(3)]
    for number, at in enumerate((index - 1, index, index + 1)):
        if not (0 <= at < len(document.pages) and (at == index or document.pages[at].by_place)):
            continue
        page = pdf[at]
        try:
            edges[number] = read_page(page).edges
        finally:
            page.close()
    return beside(*edges)


def _boxed(pdf: Any, document: Document, index: int, spans: Sequence[Span]) -> list[Boxed]:
    """Those spans of one page whose place can be found."""
    whole = document.pages[index]
    if whole.ocr:
        return []
    start, end = document.source_offset(whole.span.start), whole.span.end
    inside = [
        Span(document.source_offset(span.start) - start, document.source_offset(min(span.end, end)) - start)
        for span in spans
    ]
    try:
        page = pdf[index]
        try:
            laid_out = document.laid_out.get(index)
            around = ALONE if laid_out else _around(pdf, document, index)
            boxes = boxes_on(page, inside, by_place=whole.by_place, beside=around, laid_out=laid_out)
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        return []  # the page could not be read either, which is among the document's issues
    return [Boxed(span, box) for span, box in zip(spans, boxes, strict=True) if box]


def _check_text(pages: Sequence[PageText | None], settings: Settings) -> None:
    read = [page for page in pages if page is not None]
    if not read:
        raise _damaged()
    if all(page.is_picture or page.is_blank for page in read):
        raise UnreadableFileError(
            "no-text-layer", "PDF không có lớp chữ (no text layer: needs OCR)", remedy_for_pictures(settings)
        )


def _issues(pages: Sequence[PageText | None], total: int) -> list[Issue]:
    pictures = [number for number, page in enumerate(pages, 1) if page and page.is_picture]
    broken = [number for number, page in enumerate(pages, 1) if page is None]
    issues = []
    for number, page in enumerate(pages, 1):
        if page and page.failure:
            issues.append(Issue("ocr-failed", "error", f"Trang {number}: {page.failure}"))
    if pictures:
        message = f"Trang {numbers(pictures)} không có lớp chữ (no text layer: needs OCR)"
        issues.append(Issue("page-without-text", "error", message))
    if broken:
        issues.append(Issue("page-damaged", "error", f"Trang {numbers(broken)} bị hỏng, không đọc được"))
    if total > len(pages):
        message = f"PDF có {total} trang, chỉ đọc {len(pages)} trang đầu (max_pages)"
        issues.append(Issue("too-many-pages", "error", message))
    return issues
