"""Old and other Office formats: converted by LibreOffice to .docx or .xlsx, which our own readers then read.

Fonts, tables and list numbers survive that way. The record keeps the path, hash and media type of the original.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.formats.base import Reader
from reportparse.formats.detect import PASSWORD, office_kind
from reportparse.formats.docx import DOCX
from reportparse.formats.office_convert import Conversion, convert, find_office
from reportparse.formats.office_text import PROGRAMS, read_text
from reportparse.formats.xlsx import XLSX
from reportparse.formats.zip_guard import check_package
from reportparse.model.document import Document, Issue, SourceFile

_WORD_WRITER, _SHEET_WRITER = "MS Word 2007 XML", "Calc MS Excel 2007 XML"
_OBJECTS = "ObjectPool".encode("utf-16-le")  # the folder of embedded files inside a .doc
_EMBEDDED = Issue("embedded-object", "warning", "Tệp Word có tệp nhúng (bảng tính, biểu đồ) không được đọc")
_MANIFEST = "META-INF/manifest.xml"
_SECTOR = 512
_WORD_HEAD = b"\xec\xa5"
_WORD_ENCRYPTED = 0x01  # of the byte at 11
_SHEET_HEAD = bytes.fromhex("09081000000605")
_SHEET_PASSWORD = b"\x2f\x00"  # the record FILEPASS, right behind the first record


@dataclass(frozen=True)
class OfficeReader:
    """One of the formats that LibreOffice converts."""

    name: str
    kind: str
    suffixes: tuple[str, ...]
    media_type: str
    read_filter: str
    target: Reader

    def sniff(self, data: bytes, suffix: str) -> bool:
        """Whether the bytes are of this format."""
        return office_kind(data, suffix) == self.kind

    def read(self, data: bytes, source: SourceFile, settings: Settings) -> Document:
        """Read the bytes.

        Raises:
            UnreadableFileError: `damaged`, `password`, `timeout`, `unsupported` where no program for the format is
                installed, or what the reader of the converted file raises.
        """
        if office_kind(data, self.kind) != self.kind:
            raise _damaged(self.kind)
        if _has_password(self.kind, data):
            raise UnreadableFileError("password", PASSWORD.reason, PASSWORD.remedy)
        if data.startswith(b"PK"):
            _check_package(self.kind, data, settings)
        program = find_office() if settings.office == "auto" else None
        if program is None:
            document = read_text(self.kind, data, source, settings)
            if document is None:
                raise _missing(self.kind)
            return document
        target = self.target.suffixes[0].lstrip(".")
        writer = _WORD_WRITER if self.target is DOCX else _SHEET_WRITER
        conversion = Conversion(self.kind, self.read_filter, target, writer)
        made = self.target.read(convert(data, conversion, program, settings.office_seconds), source, settings)
        if (
            self.kind == ".doc"
            and _OBJECTS in data
            and not any(issue.code.startswith("embedded") for issue in made.issues)
        ):
            return replace(made, issues=(*made.issues, _EMBEDDED))
        return made


DOC = OfficeReader("doc", ".doc", (".doc", ".dot"), "application/msword", "MS Word 97", DOCX)
XLS = OfficeReader("xls", ".xls", (".xls", ".xlt"), "application/vnd.ms-excel", "MS Excel 97", XLSX)
RTF = OfficeReader("rtf", ".rtf", (".rtf",), "application/rtf", "Rich Text Format", DOCX)
ODT = OfficeReader("odt", ".odt", (".odt",), "application/vnd.oasis.opendocument.text", "writer8", DOCX)
ODS = OfficeReader("ods", ".ods", (".ods",), "application/vnd.oasis.opendocument.spreadsheet", "calc8", XLSX)
_BINARY = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
XLSB = OfficeReader("xlsb", ".xlsb", (".xlsb",), _BINARY, "Calc MS Excel 2007 Binary", XLSX)
OFFICE: tuple[OfficeReader, ...] = (DOC, XLS, RTF, ODT, ODS, XLSB)


def _damaged(kind: str) -> UnreadableFileError:
    return UnreadableFileError(
        "damaged", f"tệp {kind} bị hỏng hoặc không phải tệp {kind}", "mở tệp, lưu lại rồi nạp lại"
    )


def _missing(kind: str) -> UnreadableFileError:
    small = {"antiword": "antiword", "catdoc": "catdoc", "xls2csv": "catdoc"}
    others = ", ".join(dict.fromkeys(small[program.name] for program in PROGRAMS.get(kind, ())))
    also = f" (hoặc {others} để lấy riêng phần chữ)" if others else ""
    return UnreadableFileError(
        "unsupported",
        f"cần LibreOffice để đọc tệp {kind}",
        f"cài LibreOffice{also}, hoặc chuyển sang .docx, .xlsx hay PDF",
    )


def _has_password(kind: str, data: bytes) -> bool:
    """Whether an old Word or Excel file says in its first bytes that the rest is encrypted."""
    if kind not in (".doc", ".xls"):
        return False
    head = _WORD_HEAD if kind == ".doc" else _SHEET_HEAD
    for at in _sectors(data, head):
        if kind == ".doc":
            return bool(data[at + 11 : at + 12] and data[at + 11] & _WORD_ENCRYPTED)
        length = int.from_bytes(data[at + 2 : at + 4], "little")
        return data[at + 4 + length : at + 6 + length] == _SHEET_PASSWORD
    return False


def _sectors(data: bytes, head: bytes) -> Iterator[int]:
    """Where sectors begin with these bytes: the first stream of a document begins with its own mark."""
    at = data.find(head)
    while at >= 0:
        if at % _SECTOR == 0:
            yield at
        at = data.find(head, at + 1)


def _check_package(kind: str, data: bytes, settings: Settings) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_package(archive, settings, f"tệp {kind}")
            manifest = archive.read(_MANIFEST) if kind in (".odt", ".ods") else b""
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, EOFError) as error:
        raise _damaged(kind) from error
    if b"encryption-data" in manifest:
        raise UnreadableFileError("password", f"tệp {kind} có mật khẩu", PASSWORD.remedy)
