"""The parts of a Word package: a ZIP with XML inside, opened without trusting either.

Only the parts that hold text are unpacked, so that pictures and themes cost nothing.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docx.oxml import parse_xml
from lxml.etree import XMLSyntaxError  # type: ignore[import-untyped]

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.formats.container_base import Budget

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = W[1:-1].encode()
_MAX_PART = 150_000_000  # bytes of one unpacked part; the text of a report of 700 pages takes about 20 million
MIN_CHARS = 40
"""A document of pictures holds less text."""
_DTD = b"<!DOCTYPE"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# Elements that show a picture, and the attributes that may name it.
_SHOWN = {
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip": (_R + "embed",),
    "{urn:schemas-microsoft-com:vml}imagedata": (_R + "id",),
}
_PICTURES = ("word/media/",)
_EMBEDDED = ("word/embeddings/",)
_MARGINS = ("header", "footer")
_OBJECTS = ("package", "oleObject")
_SHEETS = (".xlsx", ".xlsm")
_MAX_SHEETS = 50  # embedded spreadsheets
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, NotImplementedError)
_TOO_DEEP = "Excessive depth"  # how libxml2 says that more than 256 elements are nested


@dataclass(frozen=True)
class Package:
    """Roots of the XML parts that the reader needs; None where the package has no such part.

    `margins` are page headers and footers by the identifiers that sections give them; `workbooks` the bytes of embedded
    spreadsheets, `objects` counts the other embedded files. `pictures` are those that the text
    shows, in its order, where there is nearly nothing else.
    """

    document: Any
    numbering: Any | None
    styles: Any | None
    footnotes: Any | None
    endnotes: Any | None
    has_pictures: bool
    pictures: tuple[bytes, ...]
    margins: Mapping[str, Any]
    workbooks: tuple[bytes, ...]
    objects: int


def open_package(data: bytes, settings: Settings) -> Package:
    """Unpack the bytes of a `.docx` file.

    Raises:
        UnreadableFileError: `damaged`, `password`, `bomb`, `entities`, `too-deep` or `too-long`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            texts = (info.file_size for info in archive.infolist() if not info.filename.startswith(_PICTURES))
            Budget(settings, len(data)).check(sum(texts))
            return _open(archive)
    except XMLSyntaxError as error:
        raise (_too_deep() if _TOO_DEEP in str(error) else damaged()) from error
    except _DAMAGE as error:  # before RuntimeError: NotImplementedError is one
        raise damaged() from error
    except RuntimeError as error:  # how zipfile says that a member is encrypted
        raise UnreadableFileError("password", "tệp Word có mật khẩu", "bỏ mật khẩu, lưu lại rồi nạp lại") from error


def _too_deep() -> UnreadableFileError:
    return UnreadableFileError("too-deep", "tệp Word lồng quá nhiều cấp", "mở bằng Word, bỏ bớt bảng lồng nhau")


def damaged() -> UnreadableFileError:
    """The error of a Word file that is cut off or not one at all."""
    return UnreadableFileError(
        "damaged", "tệp Word bị hỏng hoặc không phải tệp Word", "mở bằng Word, lưu lại rồi nạp lại"
    )


def _open(archive: zipfile.ZipFile) -> Package:
    main = _related(archive, "").get("officeDocument", "word/document.xml")
    parts = _related(archive, main)
    document = _xml(archive, main)
    if document.find(W + "body") is None:
        raise damaged()
    sheets = _workbooks(archive, main)
    return Package(
        document=document,
        numbering=_optional(archive, parts.get("numbering")),
        styles=_optional(archive, parts.get("styles")),
        footnotes=_optional(archive, parts.get("footnotes")),
        endnotes=_optional(archive, parts.get("endnotes")),
        has_pictures=any(name.startswith(_PICTURES) for name in archive.namelist()),
        pictures=tuple(_pictures(archive, main, document)) if _is_bare(document) else (),
        margins=_margins(archive, main),
        workbooks=tuple(archive.read(name) for name in sheets),
        objects=sum(1 for name in archive.namelist() if name.startswith(_EMBEDDED) and name not in sheets),
    )


def _related(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Names of the parts that `part` points to, by the last word of the relation's type."""
    found: dict[str, str] = {}
    for kind, _, target in _relations(archive, part):
        found.setdefault(kind, target)
    return found


def _margins(archive: zipfile.ZipFile, main: str) -> dict[str, Any]:
    names = set(archive.namelist())
    return {
        identifier: _xml(archive, target)
        for kind, identifier, target in _relations(archive, main)
        if kind in _MARGINS and target in names
    }


def _is_bare(document: Any) -> bool:
    """Whether a document holds so little text that its pictures are what is to be read: a caption, a number."""
    return sum(len((text.text or "").strip()) for text in document.iter(W + "t")) < MIN_CHARS


def _pictures(archive: zipfile.ZipFile, main: str, document: Any) -> Iterator[bytes]:
    """The pictures in the order in which the text shows them, one that is shown again only once."""
    places = {identifier: target for _, identifier, target in _relations(archive, main)}
    names = set(archive.namelist())
    shown = (
        element.get(attribute)
        for element in document.iter(*_SHOWN)
        for attribute in _SHOWN[element.tag]
        if element.get(attribute)
    )
    for target in dict.fromkeys(places.get(identifier, "") for identifier in shown):
        if target in names and target.startswith(_PICTURES):
            yield archive.read(target)


def _workbooks(archive: zipfile.ZipFile, main: str) -> list[str]:
    """Spreadsheets embedded in the text, not those behind charts."""
    names = archive.namelist()
    related = [target for kind, _, target in _relations(archive, main) if kind in _OBJECTS and target in names]
    return [name for name in dict.fromkeys(related) if name.endswith(_SHEETS)][:_MAX_SHEETS]


def _relations(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str, str]]:
    """The last word of the type, the identifier and the target of every part that `part` points to."""
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", name + ".rels")
    if relations not in archive.namelist():
        return
    for relation in _xml(archive, relations):
        target = relation.get("Target")
        kind = (relation.get("Type") or "").rpartition("/")[2]
        if target and relation.get("TargetMode") != "External":
            place = posixpath.normpath(posixpath.join(folder, target)).lstrip("/")
            yield kind, relation.get("Id") or "", place


def _optional(archive: zipfile.ZipFile, name: str | None) -> Any | None:
    return _xml(archive, name) if name in archive.namelist() else None


def _xml(archive: zipfile.ZipFile, name: str | None) -> Any:
    member = archive.getinfo(name or "")
    if member.file_size > _MAX_PART:
        raise UnreadableFileError("too-long", "tệp Word giải nén ra quá lớn", "chia nhỏ tệp rồi nạp lại")
    data = archive.read(member)
    root = None if _DTD in data else parse_xml(data.replace(_STRICT, _TRANSITIONAL))
    if root is None or root.getroottree().docinfo.doctype:
        # Word never writes one. Its entities are not expanded by the parser, so that their text would be lost.
        reason = "tệp Word có khai báo thực thể XML (DTD), không an toàn"
        raise UnreadableFileError("entities", reason, "mở bằng Word, lưu lại rồi nạp lại")
    return root
