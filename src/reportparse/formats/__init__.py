"""Bytes to `Document`: one reader per format, chosen by content first and by name second."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from operator import itemgetter
from pathlib import Path, PurePath

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.formats.base import Reader
from reportparse.formats.detect import Unread, unread_by_content, unread_by_name, unread_suffixes
from reportparse.formats.docx import DOCX
from reportparse.formats.files import read_bytes
from reportparse.formats.html import HTML
from reportparse.formats.image import IMAGES
from reportparse.formats.office import OFFICE
from reportparse.formats.pdf import PDF
from reportparse.formats.txt import MARKDOWN, TEXT
from reportparse.formats.xlsx import XLSX
from reportparse.model.document import Boxed, Document, SourceFile
from reportparse.model.span import Span

READERS: tuple[Reader, ...] = (PDF, DOCX, XLSX, *OFFICE, *IMAGES, HTML, MARKDOWN, TEXT)


def load(path: Path, settings: Settings, *, given: str) -> tuple[bytes, SourceFile]:
    """Read a file's bytes and say what they are; `given` is the path as the caller wrote it.

    A format that cannot be read passes here and fails in `read`, so that its record still has the hash.

    Raises:
        UnreadableFileError: `not-found`, `not-a-file`, `permission`, `io` or `too-large`.
    """
    data = read_bytes(path, settings.max_bytes)
    return data, source_of(data, given)


def source_of(data: bytes, given: str) -> SourceFile:
    """What the bytes are: their hash and media type."""
    chosen = choose(data, given)
    return SourceFile(given, hashlib.sha256(data).hexdigest(), chosen.media_type, len(data))


def choose(data: bytes, given: str) -> Reader | Unread:
    """The reader for these bytes, or the known format that has none."""
    suffix = PurePath(given).suffix.lower()
    unread = unread_by_content(data, suffix)
    if unread:
        return unread
    for reader in READERS:
        if reader.sniff(data, suffix):
            return reader
    for reader in READERS:
        if suffix in reader.suffixes:
            return reader
    return unread_by_name(suffix) or TEXT


def read(data: bytes, source: SourceFile, settings: Settings) -> Document:
    """Read the bytes of a file.

    Raises:
        UnreadableFileError: with the reason and the remedy.
    """
    if not data:
        raise UnreadableFileError("empty", "tệp rỗng (0 byte)", "kiểm tra lại tệp gốc")
    chosen = choose(data, source.path)
    if isinstance(chosen, Unread):
        raise UnreadableFileError(chosen.code, chosen.reason, chosen.remedy)
    return chosen.read(data, source, settings)


def locate(data: bytes, document: Document, spans: Iterable[Span]) -> tuple[Boxed, ...]:
    """Where spans of a document stand on its pages, the places that it has already among them.

    `data` are the bytes that it was read from. Nothing is added where the format knows no places.
    """
    if document.source.media_type != PDF.media_type:
        return document.boxes
    return tuple(sorted({*document.boxes, *PDF.locate(data, document, spans)}, key=itemgetter(0)))


def supported(path: Path) -> bool:
    """Whether the name is one that a reader takes; for walks through folders."""
    suffix = path.suffix.lower()
    return any(suffix in reader.suffixes for reader in READERS)


def known(path: Path) -> bool:
    """Whether the name is of a format that is read or at least recognised, so that its reason can be given."""
    return supported(path) or path.suffix.lower() in unread_suffixes()
