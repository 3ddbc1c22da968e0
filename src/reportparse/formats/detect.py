"""Which format a file is of: by its content first, by its name second; and the formats that are known but not read."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_OFFICE_SUFFIXES = (".docx", ".xlsx", ".pptx", ".docm", ".xlsm")
_READ_SUFFIXES = (".docx", ".docm", ".xlsx", ".xlsm")
_CONVERTED = (".odt", ".ods", ".xlsb")
_ENCRYPTED = "encrypted"
_STREAMS = (("WordDocument", ".doc"), ("Workbook", ".xls"), ("PowerPoint Document", ".ppt"), ("Book", ".xls"))
_PACKAGE = frozenset(("[Content_Types].xml", "word/document.xml", "xl/workbook.xml", "ppt/presentation.xml"))
_HEAD = 4096


@dataclass(frozen=True, slots=True)
class Unread:
    """A format that is recognised but has no reader: the person gets the reason and what to do."""

    code: str
    media_type: str
    reason: str
    remedy: str


PASSWORD = Unread("password", "application/x-ole-storage", "tệp Office có mật khẩu", "bỏ mật khẩu, lưu lại rồi nạp lại")


def _plain(media_type: str, what: str, remedy: str) -> Unread:
    return Unread("unsupported", media_type, f"chưa đọc được {what}", remedy)


UNREAD: dict[str, Unread] = {
    ".ppt": _plain("application/vnd.ms-powerpoint", "tệp PowerPoint (.ppt)", "chuyển sang PDF"),
    ".pptx": _plain(
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "tệp PowerPoint (.pptx)",
        "chuyển sang PDF",
    ),
}


def unread_suffixes() -> tuple[str, ...]:
    """File name endings that are recognised but not read, so that a folder's listing can name them."""
    return tuple(UNREAD)


def unread_by_content(data: bytes, suffix: str) -> Unread | None:
    """The unread format that the bytes are of, None where they are of none."""
    if data.startswith(_OLE):
        known = _ole(data, suffix)
        return PASSWORD if known == _ENCRYPTED else UNREAD.get(known)
    if data.startswith(b"PK\x03\x04") and not is_docx(data) and not is_xlsx(data):
        known = _zip_kind(data, suffix)
        # A file of Word or Excel may be cut off before the first name that shows what it is.
        return None if known in _CONVERTED or (known == ".zip" and suffix in _READ_SUFFIXES) else UNREAD.get(known)
    return None


def office_kind(data: bytes, suffix: str) -> str | None:
    """Which of the formats that LibreOffice converts the bytes are of, by its usual ending; None where of none."""
    if data.startswith(b"{\\rtf"):
        return ".rtf"
    if data.startswith(_OLE):
        return _ole(data, suffix) if unread_by_content(data, suffix) is None else None
    if data.startswith(b"PK\x03\x04") and not is_docx(data) and not is_xlsx(data):
        known = _zip_kind(data, suffix)
        return known if known in _CONVERTED else None
    return None


def unread_by_name(suffix: str) -> Unread | None:
    """The unread format that the name speaks of."""
    return UNREAD.get(suffix)


def is_pdf(data: bytes, suffix: str) -> bool:
    """Whether the PDF header stands at the start, or anywhere in the first kilobyte of a file named as PDF."""
    return data.startswith(b"%PDF-") or (suffix == ".pdf" and b"%PDF-" in data[:1024])


def is_docx(data: bytes) -> bool:
    """Whether the bytes are a ZIP with a Word document in it; also true of one that was cut off."""
    return data.startswith(b"PK\x03\x04") and (b"word/document" in data or b"word/_rels" in data)


def is_zip(data: bytes, suffix: str) -> bool:
    """Whether the bytes are a ZIP of files and not the package of an Office file, which has names of its own.

    Looked up in the directory of the ZIP: a report stored in it without compression shows the names of its package.
    """
    if suffix in _OFFICE_SUFFIXES or not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError):  # cut off
        return suffix == ".zip"
    return not any(name in _PACKAGE or name.startswith("mimetype") for name in names)


def is_ole(data: bytes) -> bool:
    """Whether the bytes are an OLE container: old Office files, messages of Outlook, encrypted new Office files."""
    return data.startswith(_OLE)


def is_xlsx(data: bytes) -> bool:
    """Whether the bytes are a ZIP with an Excel workbook in it; also true of one that was cut off."""
    return data.startswith(b"PK\x03\x04") and not is_docx(data) and b"xl/workbook.xml" in data


def is_html(data: bytes) -> bool:
    """Whether the text begins as an HTML page does."""
    head = data[:_HEAD].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if head.startswith(b"<?xml"):
        head = head.partition(b"?>")[2].lstrip()
    return head.startswith((b"<!doctype html", b"<html"))


def _zip_kind(data: bytes, suffix: str) -> str:
    head = data[:_HEAD]
    if b"opendocument.text" in head:
        return ".odt"
    if b"opendocument.spreadsheet" in head:
        return ".ods"
    if b"xl/workbook.bin" in data:
        return ".xlsb"
    if b"ppt/presentation" in data:
        return ".pptx"
    return suffix if suffix in (".pptx", ".odt", ".ods") else ".zip"


def _ole(data: bytes, suffix: str) -> str:
    """The usual ending of what an OLE container holds: an old Office file, or the envelope of an encrypted new one."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return _ENCRYPTED
    for name, known in _STREAMS:
        if name.encode("utf-16-le") in data:
            return known
    if suffix in _OFFICE_SUFFIXES:
        return _ENCRYPTED
    return suffix if suffix in (".xls", ".ppt") else ".doc"
