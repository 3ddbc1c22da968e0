"""Word documents: order, numbering, merged cells, tracked changes, text boxes, notes, damage."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from formats_making import docx_bytes, grid, read_bytes
from hypothesis import given, settings
from hypothesis import strategies as st

from reportparse.errors import UnreadableFileError
from reportparse.formats.docx_numbering import written
from reportparse.model.document import Document

W = nsdecls("w")
SAMPLE = Path(__file__).parents[3] / "shared/samples/lamdong_KH_MTQG_matuy_2030.docx"


def body(*elements: str) -> Any:
    """A Word document whose body holds these elements."""
    document = docx.Document()
    holder = document.element.body
    for number, element in enumerate(elements):
        holder.insert(
            number,
            parse_xml(
                f"<w:x {W} {nsdecls('wp', 'a')} "
                'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
                'xmlns:v="urn:schemas-microsoft-com:vml">'
                f"{element}</w:x>"
            )[0],
        )
    return document


def read_body(*elements: str) -> Document:
    return read_bytes(docx_bytes(body(*elements)), "a.docx")


def test_paragraphs_and_tables_in_document_order() -> None:
    word = docx.Document()
    word.add_paragraph("Trước bảng")
    table = word.add_table(2, 2)
    for index, cell in enumerate(table._cells):
        cell.text = f"ô {index}\nhai"
    word.add_paragraph("")
    word.add_paragraph("Sau bảng")
    document = read_bytes(docx_bytes(word), "a.docx")
    assert document.text == "Trước bảng\nô 0 hai\tô 1 hai\nô 2 hai\tô 3 hai\n\nSau bảng\n"
    assert grid(document, document.tables[0]) == [["ô 0 hai", "ô 1 hai"], ["ô 2 hai", "ô 3 hai"]]
    assert [span.of(document.text) for span in document.paragraphs] == ["Trước bảng", "", "Sau bảng"]


def test_merged_cells_stand_once() -> None:
    word = docx.Document()
    table = word.add_table(3, 4)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "TT"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "Số hộ"
    table.cell(0, 3).merge(table.cell(2, 3)).text = "Ghi chú"
    table.cell(1, 1).text = "Năm 2022"
    table.cell(2, 2).text = "35"
    document = read_bytes(docx_bytes(word), "a.docx")
    (found,) = document.tables
    cells = {(c.row, c.column): (c.row_span, c.column_span, c.span.of(document.text)) for c in found.cells}
    assert cells[0, 0] == (2, 1, "TT")
    assert cells[0, 1] == (1, 2, "Số hộ")
    assert cells[0, 3] == (3, 1, "Ghi chú")
    assert cells[1, 1] == (1, 1, "Năm 2022")
    assert cells[2, 2] == (1, 1, "35")
    assert (1, 0) not in cells
    assert (found.n_rows, found.n_columns) == (3, 4)


def test_a_row_that_begins_later_keeps_its_columns() -> None:
    document = read_body(
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr>"
        '<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl>'
    )
    assert [(c.row, c.column, c.span.of(document.text)) for c in document.tables[0].cells][-1] == (1, 1, "b")


def test_nested_tables_stay_inside_their_cell_and_single_cells_are_frames() -> None:
    word = docx.Document()
    outer = word.add_table(1, 2)
    outer.cell(0, 0).text = "ngoài"
    inside = outer.cell(0, 0).add_table(1, 2)
    inside.cell(0, 0).text = "trong 1"
    inside.cell(0, 1).text = "trong 2"
    frame = word.add_table(1, 1)
    frame.cell(0, 0).text = "khung\nhai dòng"
    document = read_bytes(docx_bytes(word), "a.docx")
    assert [grid(document, table) for table in document.tables] == [[["ngoài trong 1 trong 2", ""]]]
    assert "khung\nhai dòng\n" in document.text


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_tracked_changes_hidden_text_and_marks() -> None:
    document = read_body(
        f"<w:p>{run('giữ ')}<w:ins>{run('thêm ')}</w:ins><w:del><w:r><w:delText>xóa</w:delText></w:r></w:del>"
        f"<w:moveFrom>{run('chuyển đi')}</w:moveFrom>{run('ẩn', '<w:vanish/>')}{run('hoa', '<w:caps/>')}"
        "<w:r><w:tab/><w:t>sau tab</w:t><w:br/><w:t>dòng mới</w:t><w:noBreakHyphen/></w:r>"
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText></w:r></w:p>',
        f"<w:p><w:hyperlink>{run('liên kết')}</w:hyperlink></w:p>",
    )
    assert document.text.startswith("giữ thêm HOA\tsau tab\ndòng mới-\nliên kết\n")


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    document = read_body(
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('Hộ ')}</w:p>",
        f"<w:p>{run('nghèo')}</w:p>",
        "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p/></w:tc></w:tr></w:tbl>",
    )
    assert document.text == "Hộ nghèo\n"


def test_text_boxes_are_read_once() -> None:
    box = f"<w:txbxContent><w:p>{run('DỰ THẢO')}</w:p></w:txbxContent>"
    document = read_body(
        f"<w:p>{run('Neo')}<w:r><mc:AlternateContent><mc:Choice><w:drawing><a:x>{box}</a:x></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert document.text == "Neo\nDỰ THẢO\n"


NUMBERING = f"""<w:numbering {W}>
<w:abstractNum w:abstractNumId="7">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2."/></w:lvl>
 <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl>
 <w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf0b7"/></w:lvl>
 <w:lvl w:ilvl="4"><w:numFmt w:val="bullet"/><w:lvlText w:val="+"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="7"/>
 <w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
</w:numbering>"""


def item(text: str, level: int, number: int = 1) -> str:
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{place}</w:pPr>{run(text)}</w:p>"


def with_parts(data: bytes, **parts: str) -> bytes:
    """The package with parts of `word/` replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name.removeprefix("word/").removesuffix(".xml") not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(f"word/{name}.xml", content)
    return out.getvalue()


def test_automatic_numbers_are_computed() -> None:
    word = body(
        item("một", 0),
        item("một một", 1),
        item("một hai", 1),
        item("chữ a", 2),
        item("chữ b", 2),
        item("gạch", 3),
        item("cộng", 4),
        item("hai", 0),
        item("hai một", 1),
        item("chữ a lại", 2),
        item("năm", 0, 2),
        item("sáu", 0, 1),
        item("không số", 0, 0),
        item("danh sách không có", 0, 99),
    )
    document = read_bytes(with_parts(docx_bytes(word), numbering=NUMBERING), "a.docx")
    assert document.text.strip().split("\n") == [
        "I. một",
        "1.1. một một",
        "1.2. một hai",
        "a) chữ a",
        "b) chữ b",
        "- gạch",
        "+ cộng",
        "II. hai",
        "2.1. hai một",
        "a) chữ a lại",
        "V. năm",
        "VI. sáu",
        "không số",
        "danh sách không có",
    ]


def test_a_level_that_is_jumped_over_counts_as_begun() -> None:
    word = body(item("một", 0), item("nhảy", 2), item("sau", 1), item("khác", 1, 2), item("năm", 0, 2))
    document = read_bytes(with_parts(docx_bytes(word), numbering=NUMBERING), "a.docx")
    assert document.text.strip().split("\n") == ["I. một", "a) nhảy", "1.2. sau", "1.3. khác", "V. năm"]


def test_numbers_of_styles() -> None:
    word = docx.Document()
    for style in ("List Number", "List Bullet", "List Number"):
        word.add_paragraph("mục", style=style)
    assert read_bytes(docx_bytes(word), "a.docx").text == "1. mục\n- mục\n2. mục\n"


@pytest.mark.parametrize(
    ("number", "style", "text"),
    [
        (4, "lowerRoman", "iv"),
        (1994, "upperRoman", "MCMXCIV"),
        (27, "lowerLetter", "aa"),
        (26, "upperLetter", "Z"),
        (3, "decimalZero", "03"),
        (3, "none", ""),
        (0, "lowerLetter", "0"),
        (3, "vietnameseCounting", "3"),
    ],
)
def test_number_styles(number: int, style: str, text: str) -> None:
    assert written(number, style) == text


def test_footnotes_come_last_and_leave_the_figures_alone() -> None:
    relation = (
        '<Relationship Id="rIdF" Target="footnotes.xml" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/footnotes"/></Relationships>'
    )
    data = docx_bytes(body(f"<w:p>{run('242 hộ')}<w:r><w:footnoteReference w:id='2'/></w:r></w:p>"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        relations = archive.read("word/_rels/document.xml.rels").decode().replace("</Relationships>", relation)
    notes = (
        f"<w:footnotes {W}><w:footnote w:id='0' w:type='separator'><w:p/></w:footnote>"
        f"<w:footnote w:id='2'><w:p>{run(' Theo chuẩn mới')}</w:p></w:footnote></w:footnotes>"
    )
    data = with_parts(data, footnotes=notes, **{"_rels/document.xml.rels": relations})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
    assert "word/footnotes.xml" in names
    document = read_bytes(_renamed(data, "word/_rels/document.xml.rels.xml", "word/_rels/document.xml.rels"), "a.docx")
    assert document.text == "242 hộ\n[1] Theo chuẩn mới\n"


def _renamed(data: bytes, name: str, to: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.namelist():
            if member != to:
                new.writestr(to if member == name else member, old.read(member))
    return out.getvalue()


def test_pictures_without_text_need_ocr() -> None:
    data = docx_bytes(docx.Document())
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/media/image1.png", b"x")
    with pytest.raises(UnreadableFileError) as caught:
        read_bytes(out.getvalue(), "a.docx")
    assert caught.value.code == "no-text-layer"


def test_parts_that_are_not_read_are_reported() -> None:
    document = read_body(f"<w:p>{run('chính')}</w:p>", '<w:altChunk w:val="x"/>')
    assert [(issue.code, issue.severity) for issue in document.issues] == [("embedded-part", "error")]


def test_strict_office_files_are_read() -> None:
    data = docx_bytes(body(f"<w:p>{run('nghiêm ngặt')}</w:p>"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("word/document.xml").decode()
    strict = xml.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert read_bytes(with_parts(data, document=strict), "a.docx").text == "nghiêm ngặt\n"


_DATA = docx_bytes(body(item("một", 0), f"<w:p>{run('hai')}</w:p>"))


@settings(max_examples=60)
@given(st.integers(0, len(_DATA) - 1))
def test_every_truncation_is_damage(length: int) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_bytes(_DATA[:length], "a.docx")
    assert caught.value.code in ("damaged", "empty")


@settings(max_examples=100)
@given(st.integers(0, len(_DATA) - 1), st.integers(1, 255))
def test_a_flipped_byte_is_read_or_named(place: int, change: int) -> None:
    data = bytearray(_DATA)
    data[place] ^= change
    try:
        read_bytes(bytes(data), "a.docx")
    except UnreadableFileError as error:
        assert error.remedy


@pytest.mark.parametrize("xml", ["<a", "<a/>", "", "\x00"])
def test_xml_that_is_no_document_is_damage(xml: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_bytes(with_parts(_DATA, document=xml), "a.docx")
    assert caught.value.code == "damaged"


@pytest.mark.skipif(not SAMPLE.exists(), reason="the samples are not here")
def test_a_real_plan() -> None:
    document = read_bytes(SAMPLE.read_bytes(), SAMPLE.name)
    header = document.tables[0]
    assert (header.n_rows, header.n_columns) == (1, 2)
    assert header.cells[1].span.of(document.text).startswith("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert document.issues == ()
