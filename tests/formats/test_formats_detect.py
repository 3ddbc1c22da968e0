"""Loading files and choosing the reader."""

from __future__ import annotations

import hashlib
import os
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest
from formats_making import PdfMaker, docx_bytes, read_bytes, show

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.formats import READERS, known, load, source_of, supported

OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600)


def test_load_gives_bytes_hash_and_media_type(tmp_path: Path) -> None:
    path = tmp_path / "Báo cáo.txt"
    path.write_bytes("Báo cáo".encode())
    data, source = load(path, Settings(), given="folder/Báo cáo.txt")
    assert data == path.read_bytes()
    assert source.sha256 == hashlib.sha256(data).hexdigest()
    assert (source.path, source.media_type, source.size) == ("folder/Báo cáo.txt", "text/plain", len(data))


def _code(path: Path, settings: Settings | None = None) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        load(path, settings or Settings(), given="x")
    assert str(path) not in str(caught.value)
    return caught.value.code


def test_what_cannot_be_opened_is_named(tmp_path: Path) -> None:
    big = tmp_path / "big.txt"
    big.write_bytes(b"x" * 11)
    link = tmp_path / "link.txt"
    link.symlink_to(tmp_path / "gone.txt")
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    assert _code(tmp_path / "none.txt") == "not-found"
    assert _code(big / "none.txt") == "not-found"
    assert _code(link) == "not-found"
    assert _code(tmp_path) == "not-a-file"
    assert _code(pipe) == "not-a-file"
    assert _code(big, Settings(max_bytes=10)) == "too-large"
    assert _code(tmp_path / ("x" * 300)) == "io"
    assert _code(tmp_path / "a\x00b") == "io"


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "a.txt"
    path.write_bytes(b"x")
    monkeypatch.setattr(Path, "open", refuse)
    assert _code(path) == "permission"


def _zip(*names: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "code", "media_type"),
    [
        (OLE, "a.docx", "password", "application/x-ole-storage"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a", "password", "application/x-ole-storage"),
        (_zip("xl/workbook.xml"), "a.xlsx", "damaged", None),
        (_zip("xl/workbook.xml")[:20], "a.xlsx", "damaged", None),
        (OLE + "PowerPoint Document".encode("utf-16-le"), "a.doc", "unsupported", "application/vnd.ms-powerpoint"),
        (_zip("mimetypeapplication/vnd.oasis.opendocument.text"), "a.odt", "damaged", None),
        (b"hello", "a.doc", "damaged", "application/msword"),
        (bytes(range(256)), "a.xls", "damaged", "application/vnd.ms-excel"),
        (_zip("a.txt"), "a.zip", "container", "application/zip"),
        (b"From: a@b\n\nhello", "a.eml", "container", "message/rfc822"),
        (b"hello", "a.pdf", "damaged", "application/pdf"),
        (b"hello", "a.docx", "damaged", None),
        (b"%PDF-1.4 nothing more", "a.pdf", "damaged", "application/pdf"),
        (_zip("word/document.xml")[:60], "a.docx", "damaged", None),
        (_zip("word/document.xml"), "a.docx", "damaged", None),
    ],
)
def test_files_that_cannot_be_read_say_why(data: bytes, name: str, code: str, media_type: str | None) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_bytes(data, name)
    assert caught.value.code == code
    assert caught.value.remedy
    assert "\n" not in str(caught.value)
    if media_type:
        assert source_of(data, name).media_type == media_type


def test_content_counts_more_than_the_name() -> None:
    word = docx.Document()
    word.add_paragraph("Kế hoạch giảm nghèo")
    pdf = PdfMaker()
    pdf.page([show(50, 700, "Kế hoạch giảm nghèo")])
    for name in ("a.txt", "a.doc", "a", "A.PDF", "a.docx"):
        assert read_bytes(docx_bytes(word), name).text == "Kế hoạch giảm nghèo\n"
        assert read_bytes(pdf.data(), name).text == "Kế hoạch giảm nghèo"
    assert source_of(b"<!DOCTYPE html><p>a", "a.txt").media_type == "text/html"
    assert source_of(OLE + "WordDocument".encode("utf-16-le"), "a.xls").media_type == "application/msword"
    assert source_of(OLE + "Workbook".encode("utf-16-le"), "a.doc").media_type == "application/vnd.ms-excel"
    assert source_of(_zip("xl/workbook.bin"), "a.xlsx").media_type.startswith("application/vnd.ms-excel.sheet.binary")
    assert source_of(b"{\\rtf1 x}", "a.doc").media_type == "application/rtf"
    assert source_of("chữ".encode(), "KHONG_DUOI").media_type == "text/plain"


def test_supported_names() -> None:
    assert all(supported(Path("a" + suffix)) for reader in READERS for suffix in reader.suffixes)
    assert supported(Path("A.DOCX"))
    assert not supported(Path("a.pptx"))
    assert known(Path("a.pptx"))
    assert known(Path("a.JPEG"))
    assert not known(Path("a.exe"))
