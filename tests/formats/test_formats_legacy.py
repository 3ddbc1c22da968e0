"""Files typed in fonts of the 1990s: the same text as in Unicode, and a word about it."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from formats_making import PdfMaker, docx_bytes, read_bytes, show
from legacy_making import encoded

from reportparse.text.legacy import Encoding

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
TITLE = "Báo cáo kết quả giảm nghèo của xã"
LINES = (
    "Ủy ban nhân dân xã Phú Hòa báo cáo kết quả giảm nghèo",
    "Tổng số hộ nghèo còn 35 hộ, nước sạch cho 12 hộ",
    "Đồng bào được hỗ trợ 1.250.000 đồng từ ngân sách",
)


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
@pytest.mark.parametrize("codec", ["utf-8", "latin-1"])
def test_plain_text(encoding: Encoding, codec: str) -> None:
    text = "\n".join(LINES)
    document = read_bytes(encoded(text, encoding).encode(codec), "a.txt")
    assert document.text.lower() == text.lower()
    assert [(issue.code, issue.severity) for issue in document.issues] == [("legacy-converted", "info")]
    assert document.quality == "good"


def test_word_file_run_by_run() -> None:
    word = docx.Document()
    word.styles["Normal"].font.name = ".VnTime"
    title = word.add_paragraph().add_run(encoded(TITLE.lower(), "tcvn3"))
    title.font.name = ".VnTimeH"
    word.add_paragraph(encoded(LINES[1], "tcvn3"))
    mixed = word.add_paragraph()
    for text, font in ((LINES[0], "Times New Roman"), (encoded(LINES[2], "vni"), "VNI-Times")):
        run = mixed.add_run(text)
        run.font.name = font
        run._element.rPr.rFonts.set(qn("w:hAnsi"), font)
    document = read_bytes(docx_bytes(word), "a.docx")
    assert document.text.splitlines() == [TITLE.upper(), LINES[1], LINES[0] + LINES[2]]
    assert [issue.code for issue in document.issues] == ["legacy-converted"]


def test_the_letter_that_word_takes_for_a_soft_hyphen() -> None:
    word = docx.Document()
    word.styles["Normal"].font.name = ".VnTime"
    run = word.add_paragraph("nhµ n").add_run()
    run._element.append(run._element.makeelement(qn("w:softHyphen"), {}))
    word.paragraphs[0].add_run("íc")
    assert read_bytes(docx_bytes(word), "a.docx").text == "nhà nước\n"


def test_pdf_with_an_old_font() -> None:
    maker = PdfMaker(font="CCBODP+.VnTime")
    maker.page([show(60, 700 - 30 * index, encoded(line, "tcvn3")) for index, line in enumerate(LINES)])
    document = read_bytes(maker.data(), "a.pdf")
    assert document.text.lower().split() == "\n".join(LINES).lower().split()
    assert [issue.code for issue in document.issues] == ["legacy-converted"]


def test_vni_in_a_pdf_is_one_letter_where_two_are_stored() -> None:
    maker = PdfMaker(font="VNI-Times")
    maker.page([show(60, 700 - 30 * index, encoded(line, "vni"), 8) for index, line in enumerate(LINES)])
    document = read_bytes(maker.data(), "a.pdf")
    assert document.text.lower().split() == "\n".join(LINES).lower().split()


@pytest.mark.shared
def test_every_word_of_a_real_pdf_in_an_old_font() -> None:
    path = SAMPLES / "tcvn3_BC_congnghiep_02_2007.pdf"
    document = read_bytes(path.read_bytes(), path.name)
    expected = path.with_name("tcvn3_BC_congnghiep_02_2007.transcript.txt").read_text("utf-8")
    assert document.text.lower().split() == expected.lower().split()
