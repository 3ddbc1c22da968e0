"""PDF files with a text layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.formats.assemble import RawBuilder, RawDocument, finish
from reportparse.formats.detect import is_pdf
from reportparse.formats.page_noise import find_noise
from reportparse.formats.pdf_page import PageText, read_page
from reportparse.model.document import Document, Issue, Page, SourceFile, Table
from reportparse.model.span import Span


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
        document = _open(data)
        try:
            total = len(document)
            pages = [_page(document, index) for index in range(min(total, settings.max_pages))]
        finally:
            document.close()
        _check_text(pages)
        raw = _joined(pages)
        return finish(replace(raw, issues=tuple(_issues(pages, total))), source, settings)


PDF = PdfReader()


def _open(data: bytes) -> Any:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise UnreadableFileError("password", "PDF có mật khẩu", "bỏ mật khẩu, lưu lại rồi nạp lại") from error
        raise _damaged() from error


def _damaged() -> UnreadableFileError:
    return UnreadableFileError("damaged", "PDF bị hỏng hoặc chưa tải hết", "tải lại hoặc xuất lại PDF từ tệp gốc")


def _page(document: Any, index: int) -> PageText | None:
    """The text of a page, None where it cannot be opened. The page is closed: hundreds of open ones fill the memory."""
    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        return None
    try:
        return read_page(page)
    except pypdfium2.PdfiumError:
        return None
    finally:
        page.close()


def _check_text(pages: Sequence[PageText | None]) -> None:
    read = [page for page in pages if page is not None]
    if not read:
        raise _damaged()
    if all(page.is_picture or page.is_blank for page in read):
        raise UnreadableFileError(
            "no-text-layer", "PDF không có lớp chữ (no text layer: needs OCR)", "quét OCR tệp rồi nạp lại"
        )


def _joined(pages: Sequence[PageText | None]) -> RawDocument:
    """All pages as one text, a line break between two."""
    out = RawBuilder()
    spans: list[Page] = []
    tables: list[Table] = []
    for number, page in enumerate(pages, 1):
        if number > 1:
            out.add("\n")
        span = out.add(page.text if page else "")
        spans.append(Page(number, span))
        tables += [_shifted(table, span.start) for table in (page.tables if page else ())]
    text = out.text()
    noise = find_noise(text, [page.span for page in spans], [table.span for table in tables])
    encodings = tuple(sorted({code for page in pages if page for code in page.encodings}))
    return RawDocument(text, pages=tuple(spans), tables=tuple(tables), noise=noise, encodings=encodings)


def _shifted(table: Table, by: int) -> Table:
    cells = tuple(replace(cell, span=Span(cell.span.start + by, cell.span.end + by)) for cell in table.cells)
    return replace(table, span=Span(table.span.start + by, table.span.end + by), cells=cells)


def _issues(pages: Sequence[PageText | None], total: int) -> list[Issue]:
    pictures = [number for number, page in enumerate(pages, 1) if page and page.is_picture]
    broken = [number for number, page in enumerate(pages, 1) if page is None]
    issues = []
    if pictures:
        message = f"Trang {_numbers(pictures)} không có lớp chữ (no text layer: needs OCR)"
        issues.append(Issue("page-without-text", "error", message))
    if broken:
        issues.append(Issue("page-damaged", "error", f"Trang {_numbers(broken)} bị hỏng, không đọc được"))
    if total > len(pages):
        message = f"PDF có {total} trang, chỉ đọc {len(pages)} trang đầu (max_pages)"
        issues.append(Issue("too-many-pages", "error", message))
    return issues


def _numbers(pages: Sequence[int]) -> str:
    """Page numbers with runs shortened: "1-3, 7"."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
