"""Limits that keep one file from harming a run: each is one clear line, and what can be read is read."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from formats_making import PdfMaker, docx_bytes, pdf_objects, read_bytes, show
from PIL import Image

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(body: str, *, head: str = "") -> bytes:
    """A Word file with this body; `head` stands before the root of its main part."""
    xml = f'{head}<w:document xmlns:w="{_MAIN}"><w:body>{body}</w:body></w:document>'
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(docx_bytes(docx.Document()))) as base,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for info in base.infolist():
            made.writestr(info.filename, xml if info.filename == "word/document.xml" else base.read(info))
    return out.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def nested(depth: int) -> str:
    """Tables in the cells of tables."""
    opened = f"<w:tbl><w:tr><w:tc>{paragraph('ô')}</w:tc><w:tc>" * depth
    return opened + paragraph("trong cùng") + "</w:tc></w:tr></w:tbl>" * depth


def laughs() -> str:
    """A billion laughs: ten entities of ten of the one before."""
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE w:document [<!ENTITY a0 "ha">{lines}]>'


def picture(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("1", (width, height)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "settings", "expected"),
    [
        (word(paragraph("x &a9;"), head=laughs()), "a.docx", Settings(), "entities"),
        (
            word(paragraph("&x;"), head='<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/hostname">]>'),
            "a.docx",
            Settings(),
            "entities",
        ),
        (word(nested(200)), "a.docx", Settings(), "too-deep"),
        (word(paragraph("a" * 1000) * 25_000), "a.docx", Settings(), "bomb"),
        (word(paragraph("dài")), "a.docx", Settings(max_unpacked=1000), "bomb"),
        (word(paragraph("dài")), "a.docx", Settings(max_chars=2), "too-long"),
        (picture(300, 300), "a.png", Settings(max_pixels=80_000), "too-many-pixels"),
        (picture(300, 300)[:60], "a.png", Settings(), "damaged"),
    ],
)
def test_what_is_too_much_is_refused(data: bytes, name: str, settings: Settings, expected: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_bytes(data, name, settings)
    assert caught.value.code == expected
    assert caught.value.remedy
    assert "\n" not in str(caught.value)


def test_tables_nested_as_deep_as_word_allows_are_read() -> None:
    assert "trong cùng" in read_bytes(word(nested(60)), "a.docx").text


@pytest.mark.parametrize("tag", ["div", "table><tr><td", "ul><li", "b"])
def test_html_may_be_nested_without_end(tag: str) -> None:
    page = "<html><body>" + f"<{tag}>" * 3000 + "trong cùng"
    assert "trong cùng" in read_bytes(page.encode(), "a.html").text


def test_an_external_picture_or_frame_is_not_fetched() -> None:
    page = '<html><body><p>Báo cáo<img src="http://127.0.0.1:9/a.png"><iframe src="file:///etc/hostname"></iframe></p>'
    assert read_bytes(page.encode(), "a.html").text.strip() == "Báo cáo"


@pytest.mark.parametrize("count", [1_000_000, 2_147_483_647, -1])
def test_a_page_tree_that_promises_too_much(count: int) -> None:
    made = PdfMaker()
    made.page([show(50, 700, "Kế hoạch giảm nghèo")])
    data = made.data().replace(b"/Count 1 ", f"/Count {count} ".encode())
    assert "Kế hoạch giảm nghèo" in read_bytes(data, "a.pdf", Settings(max_pages=20)).text


@pytest.mark.parametrize("kids", ["2 0 R 3 0 R", "2 0 R 2 0 R", "3 0 R " * 50_000])
def test_a_page_tree_that_goes_round(kids: str) -> None:
    data = pdf_objects(
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count 90000 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] >>",
    )
    with pytest.raises(UnreadableFileError) as caught:
        read_bytes(data, "a.pdf", Settings(max_pages=200, ocr="never"))
    assert caught.value.code in ("damaged", "no-text-layer")


def test_pages_beyond_the_limit_are_said() -> None:
    made = PdfMaker()
    for number in range(3):
        made.page([show(50, 700, f"Trang {number}")])
    document = read_bytes(made.data(), "a.pdf", Settings(max_pages=2))
    assert [issue.code for issue in document.issues] == ["too-many-pages"]
    assert len(document.pages) == 2
