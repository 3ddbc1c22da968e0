"""Several pictures of pages as one document, where their names run on: trang 1.jpg, trang 2.jpg ...

The pictures are put into one ZIP, always the same for the same pictures: it has one hash, is kept as one original, and
any program opens it.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import PurePosixPath

import regex

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.formats.assemble import finish
from reportparse.formats.image import IMAGES
from reportparse.formats.ocr_engine import engine_for
from reportparse.formats.page import PageText, join_pages
from reportparse.formats.quality import numbers, scan_issues
from reportparse.formats.zip_guard import check_package
from reportparse.model.document import Document, Issue, SourceFile
from reportparse.text.fold import fold

_MARK = b"reportparse: pages of one document"
_SUFFIXES = frozenset(suffix for reader in IMAGES for suffix in reader.suffixes)
# Only names that say nothing but which page it is: "thôn 1.jpg" and "thôn 2.jpg" may be two reports.
_NAME = regex.compile(
    r"(?P<stem>(?:trang|tr|to|page|pg|p|img|image|anh|hinh|photo|scan|scanned|dsc|dscn)?[ _.-]*\(?)"
    r"(?P<number>\d{1,4})\)?"
)


@dataclass(frozen=True)
class PagesReader:
    """Reads pictures that were put together by `bundle`; a picture that is damaged is a page that is missing."""

    name: str = "pages"
    suffixes: tuple[str, ...] = ()
    media_type: str = "application/vnd.reportparse.pages+zip"

    def sniff(self, data: bytes, suffix: str) -> bool:
        """Whether the bytes were made by `bundle`."""
        return is_bundle(data)

    def read(self, data: bytes, source: SourceFile, settings: Settings) -> Document:
        """Read the bytes.

        Raises:
            UnreadableFileError: `needs-ocr`, `damaged`, `bomb`, `password`, `ocr-failed`, `too-long` or `empty`.
        """
        engine_for(settings)
        pages: list[PageText | None] = []
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                check_package(archive, settings, "tệp ảnh trang")
                stored = archive.infolist()
                for info in stored[: settings.max_pages]:
                    pages += _pages(archive.read(info), info.filename, settings, settings.max_pages + 1 - len(pages))
        except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError) as error:
            raise _damaged() from error
        if not any(pages):
            raise _damaged()
        too_many = len(pages) > settings.max_pages or len(stored) > settings.max_pages
        del pages[settings.max_pages :]
        raw = join_pages(pages)
        missing = [number for number, page in enumerate(pages, 1) if page is None]
        issues = list(scan_issues(raw.pages, raw.doubtful))
        if missing:
            issues.append(Issue("page-damaged", "error", f"Ảnh trang {numbers(missing)} bị hỏng, không đọc được"))
        if too_many:
            message = f"Có hơn {settings.max_pages} ảnh trang, chỉ đọc {settings.max_pages} ảnh đầu (max_pages)"
            issues.append(Issue("too-many-pages", "error", message))
        return finish(replace(raw, issues=tuple(issues)), source, settings)


PAGES = PagesReader()


def is_bundle(data: bytes) -> bool:
    """Whether the bytes were made by `bundle`."""
    return data.startswith(b"PK") and data.endswith(_MARK)


def bundle(pictures: Iterable[tuple[str, bytes]]) -> bytes:
    """One file of pictures in the order of their pages, each under its name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in pictures:
            info = zipfile.ZipInfo(PurePosixPath(name).name)
            info.create_system = 3  # the same bytes on every machine
            archive.writestr(info, data)
        archive.comment = _MARK
    return out.getvalue()


def may_be_page(name: str) -> bool:
    """Whether a file may be one of several pictures of pages, by its name."""
    return _key(name) is not None


def runs(names: Sequence[str]) -> list[list[str]]:
    """The pictures, by their paths, that are the pages of one document: two or more, numbered from 0 or 1 on.

    One number that is missing or stands twice leaves all of them apart.
    """
    found: dict[tuple[str, str, str], list[tuple[int, str]]] = {}
    for name in names:
        key = _key(name)
        if key is not None:
            found.setdefault(key[:3], []).append((key[3], name))
    ordered = [sorted(group) for group in found.values()]
    return [
        [name for _, name in group]
        for group in ordered
        if len(group) > 1
        and group[0][0] in (0, 1)
        and [number for number, _ in group] == list(range(group[0][0], group[0][0] + len(group)))
    ]


def run_name(names: Sequence[str]) -> str:
    """What a document of several pictures is called: by the first one and how many follow."""
    return f"{names[0]} (+{len(names) - 1})"


def _key(name: str) -> tuple[str, str, str, int] | None:
    """The folder, the stem before the number, the ending, and the number."""
    path = PurePosixPath(name)
    suffix = path.suffix.lower()
    match = _NAME.fullmatch(fold(path.stem)) if suffix in _SUFFIXES else None
    return (str(path.parent), match["stem"], suffix, int(match["number"])) if match else None


def _pages(data: bytes, name: str, settings: Settings, most: int) -> list[PageText | None]:
    """The pages of one picture, no more than `most`; one page without anything where it is damaged."""
    suffix = PurePosixPath(name).suffix.lower()
    reader = next((reader for reader in IMAGES if reader.sniff(data, suffix)), IMAGES[0])
    try:
        return list(islice(reader.pages(data, settings), most))
    except UnreadableFileError as error:
        if error.code != "damaged":
            raise
        return [None]


def _damaged() -> UnreadableFileError:
    return UnreadableFileError("damaged", "ảnh bị hỏng hoặc chưa tải hết", "chụp hoặc quét lại rồi nạp lại")
