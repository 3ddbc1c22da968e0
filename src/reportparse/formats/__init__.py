"""Bytes to `Document`: one reader per format, chosen by content first and by name second."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from operator import itemgetter
from pathlib import Path, PurePath

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.formats.base import Reader
from reportparse.formats.container_base import Container
from reportparse.formats.container_mail import MAIL
from reportparse.formats.container_msg import OUTLOOK
from reportparse.formats.container_packed import RAR, SEVEN_ZIP
from reportparse.formats.container_zip import ZIP
from reportparse.formats.detect import Unread, unread_by_content, unread_by_name, unread_suffixes
from reportparse.formats.docx import DOCX
from reportparse.formats.files import read_bytes
from reportparse.formats.html import HTML
from reportparse.formats.image import IMAGES
from reportparse.formats.office import OFFICE
from reportparse.formats.paged import PAGES
from reportparse.formats.pdf import PDF
from reportparse.formats.txt import MARKDOWN, TEXT
from reportparse.formats.xlsx import XLSX
from reportparse.model.document import Boxed, Document, SourceFile
from reportparse.model.span import Span

READERS: tuple[Reader, ...] = (PDF, DOCX, XLSX, PAGES, *OFFICE, *IMAGES, HTML, MARKDOWN, TEXT)
CONTAINERS: tuple[Container, ...] = (ZIP, RAR, SEVEN_ZIP, OUTLOOK, MAIL)


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
    container = container_of(data, given)
    if container:
        return Unread("container", container.media_type, "tệp chứa nhiều tệp khác", "đọc từng tệp bằng parse_all")
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


def container_of(data: bytes, given: str) -> Container | None:
    """The container that these bytes are: by their content, and by the name where the content says nothing else."""
    suffix = PurePath(given).suffix.lower()
    for container in CONTAINERS:
        if container.sniff(data, suffix):
            return container
    named = next((container for container in CONTAINERS if suffix in container.suffixes), None)
    if named is None or not data or unread_by_content(data, suffix):
        return None
    return None if any(reader.sniff(data, suffix) for reader in READERS) else named


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
    try:
        return chosen.read(data, source, settings)
    except RecursionError as error:
        raise UnreadableFileError(
            "too-deep", "nội dung tệp lồng quá nhiều cấp", "lưu lại ở dạng đơn giản hơn"
        ) from error


def locate(data: bytes, document: Document, spans: Iterable[Span]) -> tuple[Boxed, ...]:
    """Where spans of a document stand on its pages, the places that it has already among them.

    `data` are the bytes that it was read from. Nothing is added where the format knows no places.
    """
    if document.source.media_type != PDF.media_type:
        return document.boxes
    return tuple(sorted({*document.boxes, *PDF.locate(data, document, spans)}, key=itemgetter(0)))


def supported(path: Path) -> bool:
    """Whether the name is of a file that is read, or of a container; for walks through folders."""
    suffix = path.suffix.lower()
    kinds: tuple[Reader | Container, ...] = (*READERS, *CONTAINERS)
    return any(suffix in kind.suffixes for kind in kinds)


def known(path: Path) -> bool:
    """Whether the name is of a format that is read or at least recognised, so that its reason can be given."""
    return supported(path) or path.suffix.lower() in unread_suffixes()
