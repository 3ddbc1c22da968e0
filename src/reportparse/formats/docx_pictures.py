"""Word files that hold pictures of pages and nearly no text: their pictures are read as scans are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.formats.assemble import RawDocument
from reportparse.formats.image import IMAGES
from reportparse.formats.ocr_engine import find_engine, remedy_for_pictures
from reportparse.formats.page import PageText, join_pages
from reportparse.formats.quality import numbers, scan_issues
from reportparse.model.document import Issue


def read_pictures(raw: RawDocument, pictures: Sequence[bytes], settings: Settings) -> RawDocument:
    """The document with each of its pictures as a page; its own few words stand before the first one.

    Raises:
        UnreadableFileError: `no-text-layer` where no picture can be read, `ocr-failed` or `too-many-pixels`.
    """
    pages: list[PageText | None] = []
    if settings.ocr != "never" and find_engine(settings):
        for data in pictures[: settings.max_pages]:
            pages += _pages(data, settings)
    if not any(page and page.text.strip() for page in pages):
        raise UnreadableFileError(
            "no-text-layer", "tệp Word chỉ có ảnh, không có chữ (no text: needs OCR)", remedy_for_pictures(settings)
        )
    words = " ".join(raw.text.split())
    read = join_pages([*([PageText(words)] if words else []), *pages])
    issues = [*raw.issues, *scan_issues(read.pages, read.doubtful)]
    broken = [number for number, page in enumerate(pages, 1) if page is None]
    if broken:
        issues.append(Issue("page-damaged", "error", f"Ảnh {numbers(broken)} trong tệp Word không đọc được"))
    return replace(read, issues=tuple(issues), encodings=raw.encodings)


def _pages(data: bytes, settings: Settings) -> list[PageText | None]:
    """The pages of a picture; one without anything where it is damaged or a drawing."""
    reader = next((reader for reader in IMAGES if reader.sniff(data, reader.suffixes[0])), None)
    if reader is None:
        return [None]
    try:
        return list(islice(reader.pages(data, settings), settings.max_pages))
    except UnreadableFileError as error:
        if error.code != "damaged":
            raise
        return [None]
