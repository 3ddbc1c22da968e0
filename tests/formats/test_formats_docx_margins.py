"""Page headers and footers of Word files, fields, embedded files."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import openpyxl
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from formats_making import docx_bytes, grid, read_bytes

from reportparse.formats.docx_margins import is_letterhead, is_page_number
from reportparse.pipeline import parse_document

W = nsdecls("w")
PAGE = f'<w:p {W}><w:r><w:t>Trang </w:t></w:r><w:fldSimple w:instr="PAGE"><w:r><w:t>2</w:t></w:r></w:fldSimple></w:p>'


def with_header(*paragraphs: str) -> Any:
    word = docx.Document()
    header = word.sections[0].header
    header.is_linked_to_previous = False
    for text in paragraphs:
        header.add_paragraph(text)
    return word


def test_a_letterhead_in_the_page_header_begins_the_text() -> None:
    word = with_header()
    header = word.sections[0].header
    table = header.add_table(1, 2, docx.shared.Cm(16))
    table.cell(0, 0).text = "ỦY BAN NHÂN DÂN\nXÃ SƠN MỸ HẠ\nSố: 45/BC-UBND"
    table.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    word.add_paragraph("BÁO CÁO")
    word.add_paragraph("Kết quả giảm nghèo năm 2024")
    document = read_bytes(docx_bytes(word), "a.docx")
    assert grid(document, document.tables[0])[0][0] == "ỦY BAN NHÂN DÂN XÃ SƠN MỸ HẠ Số: 45/BC-UBND"
    assert document.noise == ()
    header_of = parse_document(document).header
    assert (header_of.number, header_of.symbol, header_of.issuer) == ("45", "BC-UBND", "UBND xã Sơn Mỹ Hạ")


def test_running_heads_stand_apart_and_page_numbers_are_left_out() -> None:
    word = with_header("Báo cáo giảm nghèo 2024")
    footer = word.sections[0].footer
    footer.is_linked_to_previous = False
    footer._element.append(parse_xml(PAGE))
    word.add_paragraph("Toàn xã có 35 hộ nghèo.")
    document = read_bytes(docx_bytes(word), "a.docx")
    assert document.text == "Toàn xã có 35 hộ nghèo.\nBáo cáo giảm nghèo 2024\n"
    assert [span.of(document.text) for span in document.noise] == ["Báo cáo giảm nghèo 2024"]


def test_a_header_of_the_first_page_counts_only_where_that_page_differs() -> None:
    word = docx.Document()
    section = word.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "Đầu trang nhất"
    word.add_paragraph("nội dung")
    assert "Đầu trang nhất" in read_bytes(docx_bytes(word), "a.docx").text
    section.different_first_page_header_footer = False
    assert "Đầu trang nhất" not in read_bytes(docx_bytes(word), "a.docx").text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True),
        ("ĐẢNG CỘNG SẢN VIỆT NAM", True),
        ("UBND XÃ A Số: 12/BC-UBND", True),
        ("UBND xã A - Báo cáo tháng 8", False),
        ("Phụ lục I", False),
    ],
)
def test_letterheads(text: str, expected: bool) -> None:
    assert is_letterhead(text) is expected


@pytest.mark.parametrize(("text", "expected"), [("Trang 2/7", True), ("- 3 -", True), ("", True), ("Phụ lục 2", False)])
def test_page_numbers(text: str, expected: bool) -> None:
    assert is_page_number(text) is expected


def test_fields_show_their_result() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE \\@ "dd/MM/yyyy"</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>05/8/2024</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    simple = '<w:fldSimple w:instr="DOCPROPERTY So"><w:r><w:t>12</w:t></w:r></w:fldSimple>'
    word = docx.Document()
    word.element.body.insert(0, parse_xml(f"<w:p {W}><w:r><w:t>Ngày </w:t></w:r>{field}{simple}</w:p>"))
    assert read_bytes(docx_bytes(word), "a.docx").text == "Ngày 05/8/202412\n"


def embedding(data: bytes) -> bytes:
    word = docx.Document()
    word.add_paragraph("Có biểu kèm theo.")
    place = PackURI("/word/embeddings/oleObject1.xlsx")
    part = Part(place, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", data, word.part.package)
    word.part.relate_to(part, RELATIONSHIP_TYPE.PACKAGE)
    return docx_bytes(word)


def test_embedded_spreadsheets_are_read_behind_the_text() -> None:
    book = openpyxl.Workbook()
    for row in (("TT", "Thôn", "Số hộ nghèo"), (1, "Đông", 12), (2, "Tây", 9)):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    document = read_bytes(embedding(out.getvalue()), "a.docx")
    assert document.text.startswith("Có biểu kèm theo.\nTrang tính: Sheet\nTT\tThôn")
    assert grid(document, document.tables[0])[2] == ["2", "Tây", "9"]
    assert [issue.code for issue in document.issues] == ["embedded-sheets"]
    assert [mention.quantity.value for mention in parse_document(document).mentions.households] == [12, 9]


def test_a_damaged_embedded_spreadsheet_stops_nothing() -> None:
    document = read_bytes(embedding(b"PK\x03\x04"), "a.docx")
    assert document.text == "Có biểu kèm theo.\n"
    assert [issue.code for issue in document.issues] == ["embedded-object"]


def test_embedded_files_are_named() -> None:
    word = docx.Document()
    word.add_paragraph("Có biểu kèm theo.")
    out = io.BytesIO(docx_bytes(word))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/embeddings/Microsoft_Excel_Sheet1.xlsx", b"x")
    document = read_bytes(out.getvalue(), "a.docx")
    assert [(issue.code, issue.severity) for issue in document.issues] == [("embedded-object", "warning")]
