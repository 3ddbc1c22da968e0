"""PDF pages without ruling lines: tables that are only aligned, and texts side by side."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from formats_making import PdfMaker, grid, read_bytes, show

from reportparse.formats.pdf_aligned import may_be_aligned
from reportparse.model.document import Document
from reportparse.pipeline import parse_bytes

XS = (50, 100, 260, 340, 420)
HEAD = ["TT", "Thôn", "Tổng số hộ", "Hộ nghèo", "Tỷ lệ (%)"]
ROWS = [
    ["1", "Khe Chữ", "120", "12", "10,00"],
    ["2", "Đồng Mít", "204", "9", "4,41"],
    ["3", "Xóm Trại", "152", "13", "8,55"],
]
TOTAL = ["", "Cộng", "476", "34", "7,14"]


def read(maker: PdfMaker) -> Document:
    return read_bytes(maker.data(), "a.pdf")


def row(texts: Sequence[str], y: float, size: int = 12) -> list[tuple[float, float, str, int]]:
    return [show(x, y, text, size) for x, text in zip(XS, texts, strict=True) if text]


def test_rows_and_columns_as_they_stand() -> None:
    maker = PdfMaker()
    pieces = [show(50, 720, "Kết quả rà soát hộ nghèo của xã năm 2024 như sau:")]
    for number, texts in enumerate([HEAD, *ROWS, TOTAL]):
        pieces += row(texts, 690 - 20 * number)
    maker.page([*pieces, show(50, 560, "Ủy ban nhân dân xã báo cáo để huyện theo dõi, chỉ đạo.")])
    document = read(maker)
    (table,) = document.tables
    assert grid(document, table) == [HEAD, *ROWS, TOTAL]
    lines = document.text.split("\n")
    assert (lines[0][:7], lines[-1][:6]) == ("Kết quả", "Ủy ban")
    report = parse_bytes(maker.data(), "a.pdf")
    assert [check.verdict for check in report.checks if check.code == "COL001"] == ["consistent"] * 2
    assert all(report.document and report.document.place_of(found.span).box for found in report.mentions.all())


def test_words_in_the_last_column_under_a_head_wider_than_they_are() -> None:
    maker = PdfMaker()
    pieces = [*row([*HEAD[:4], ""], 690), show(405, 690, "Tăng"), show(450, 690, "Giúp đỡ")]
    for number, texts in enumerate(ROWS):
        pieces += [*row([*texts[:4], ""], 650 - 20 * number), show(405, 650 - 20 * number, "7")]
        pieces.append(show(450, 650 - 20 * number, "Hội ND"))
    maker.page([*pieces, show(450, 676, "các hộ nghèo của xã")])
    document = read(maker)
    (table,) = document.tables
    assert grid(document, table) == [
        [*HEAD[:4], "Tăng", "Giúp đỡ các hộ nghèo của xã"],
        *([*texts[:4], "7", "Hội ND"] for texts in ROWS),
    ]


@pytest.mark.parametrize("step", [14, 22], ids=["as close as its lines", "farther apart than its lines"])
def test_cells_over_several_lines(step: int) -> None:
    """Figures stand beside the first line of a name."""
    maker = PdfMaker()
    names = [["Dự án hỗ trợ nhà", "ở cho hộ nghèo", "của xã"], ["Dự án 2"], ["Tiểu dự án 1", "của Dự án 3"]]
    pieces = row(HEAD, 690)
    y = 690.0 - step
    for number, name in enumerate(names, 1):
        pieces += row([str(number), name[0], f"{number}.250", f"{number}50", f"{number},5"], y)
        for words in name[1:]:
            y -= 14
            pieces.append(show(XS[1], y, words))
        y -= step
    maker.page(pieces)
    document = read(maker)
    (table,) = document.tables
    assert [cells[1] for cells in grid(document, table)[1:]] == [" ".join(name) for name in names]
    assert [cells[2] for cells in grid(document, table)[1:]] == ["1.250", "2.250", "3.250"]


def test_figures_in_the_middle_of_a_name() -> None:
    maker = PdfMaker()
    pieces = row(HEAD, 690)
    for number, y in ((1, 640), (2, 580), (3, 520)):
        pieces += [show(XS[1], y + 14, "Chương trình"), show(XS[1], y - 14, "bền vững")]
        pieces += row([str(number), "giảm nghèo", f"{number}10", f"{number}5", "4,5"], y)
    maker.page(pieces)
    document = read(maker)
    (table,) = document.tables
    assert [cells[1] for cells in grid(document, table)[1:]] == ["Chương trình giảm nghèo bền vững"] * 3


def test_a_head_of_two_rows_over_several_columns() -> None:
    maker = PdfMaker()
    pieces = [show(50, 682, "TT"), show(100, 682, "Thôn"), show(280, 690, "Hộ nghèo năm 2024", 10)]
    pieces += [show(260, 674, "Đầu năm", 10), show(340, 674, "Cuối năm", 10), show(420, 682, "Giảm", 10)]
    for number, texts in enumerate(ROWS):
        pieces += row([*texts[:4], "5"], 640 - 20 * number)
    maker.page(pieces)
    document = read(maker)
    (table,) = document.tables
    cells = {(cell.row, cell.column): cell for cell in table.cells}
    assert cells[0, 2].span.of(document.text) == "Hộ nghèo năm 2024"
    assert cells[0, 2].column_span == 2
    assert [cells[1, column].span.of(document.text) for column in (2, 3)] == ["Đầu năm", "Cuối năm"]
    assert [cells[0, column].row_span for column in (0, 1, 4)] == [2, 2, 2]


@pytest.mark.parametrize(
    "lines",
    [
        ["Năm 2024 hỗ trợ 12 hộ, 15 hộ và 17", "hộ nghèo; năm 2023 hỗ trợ 10, 11 và 12", "hộ; còn lại 35 hộ."],
        ["Điện thoại: 0203 3 825 123", "Fax: 0203 3 825 124"],
        ["1. Thu ngân sách ........ 12", "2. Chi ngân sách ........ 15"],
    ],
)
def test_lines_that_end_in_figures_and_are_no_table(lines: list[str]) -> None:
    maker = PdfMaker()
    maker.page([show(50, 700 - 20 * number, line) for number, line in enumerate(lines)])
    document = read(maker)
    assert document.tables == ()
    assert document.text.split("\n") == lines


def test_pages_of_prose_are_not_looked_at_twice() -> None:
    assert not may_be_aligned(
        "Tổng số hộ dân cư trên địa bàn là 948 hộ, trong đó có 50 hộ nghèo\r\nvà 17 hộ cận nghèo."
    )
    assert may_be_aligned("1 Đồng Mít 186 11 4 0\r\n2 Cầu Vồng 204 9 3 0\r\n")


def test_sides_whose_lines_do_not_stand_level_are_read_one_after_the_other() -> None:
    """The motto goes on in a second line, between two lines of the issuer; the table has letters sorted by place."""
    maker = PdfMaker()
    pieces = [show(80, 760, "ỦY BAN NHÂN DÂN", 10)]
    pieces += [show(300, 760, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT", 10)]
    pieces += [show(100, 744, "XÃ KHE CHỮ", 10), show(400, 748, "NAM", 10)]
    pieces += [show(90, 720, "Số: 45/BC-UBND", 10), show(330, 732, "Độc lập - Tự do - Hạnh phúc", 10)]
    pieces += [show(310, 716, "Khe Chữ, ngày 15 tháng 6 năm 2024", 10), show(250, 690, "BÁO CÁO", 10)]
    pieces += [show(100, 675, "Kết quả giảm nghèo 6 tháng đầu năm 2024 của toàn xã và các thôn", 10)]
    for number, texts in enumerate([HEAD, *ROWS]):
        pieces += row(texts, 640 - 20 * number, 10)
    maker.page(pieces)
    header = parse_bytes(maker.data(), "a.pdf").header
    assert (header.issuer, header.number, header.symbol) == ("UBND xã Khe Chữ", "45", "BC-UBND")
    assert (header.place, header.date) == ("Khe Chữ", "2024-06-15")


def test_a_name_beside_a_line_that_goes_on() -> None:
    maker = PdfMaker()
    pieces = [part for number, texts in enumerate([HEAD, *ROWS]) for part in row(texts, 760 - 20 * number)]
    left = ["Nơi nhận:", "- Như trên;", "- Thường trực Đảng ủy,", "HĐND xã;", "- Lưu: VT."]
    for y, words in zip((600, 580, 560, 546, 526), left, strict=True):
        pieces.append(show(50, y, words))
    for y, words in zip((600, 580, 560), ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "A Thuyên"], strict=True):
        pieces.append(show(350, y, words))
    maker.page(pieces)
    lines = read(maker).text.split("\n")
    assert lines[-8:] == [*left, "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "A Thuyên"]


def test_a_list_in_two_columns_is_read_across() -> None:
    maker = PdfMaker()
    pieces = [part for number, texts in enumerate([HEAD, *ROWS]) for part in row(texts, 760 - 20 * number)]
    for number, name in enumerate(["Ông Nguyễn Văn A", "Bà Trần Thị B", "Ông Lê C"]):
        pieces += [show(60, 600 - 20 * number, name), show(320, 600 - 20 * number, f"Trưởng thôn Hạ {number}")]
    maker.page(pieces)
    assert [" ".join(line.split()) for line in read(maker).text.split("\n")[-3:]] == [
        "Ông Nguyễn Văn A Trưởng thôn Hạ 0",
        "Bà Trần Thị B Trưởng thôn Hạ 1",
        "Ông Lê C Trưởng thôn Hạ 2",
    ]


def test_the_last_page_of_a_file_printed_with_a_fallback_font_has_few_lines() -> None:
    maker = PdfMaker()
    maker.page([show(50, 700, "- L"), show(50 + 24, 700, "u: VT."), show(50 + 18, 700, "ư")])
    assert read(maker).text == "- Lưu: VT."


def test_a_total_at_the_top_of_the_next_page_is_a_row() -> None:
    maker = PdfMaker()
    maker.page([piece for number, texts in enumerate([HEAD, *ROWS]) for piece in row(texts, 160 - 20 * number)])
    maker.page([*row(TOTAL, 780), show(50, 700, "Ủy ban nhân dân xã báo cáo để huyện theo dõi, chỉ đạo.")])
    document = read(maker)
    assert [cells for table in document.tables for cells in grid(document, table)] == [HEAD, *ROWS, TOTAL]


def test_a_head_at_the_foot_of_a_page_is_the_head_of_the_rows_on_the_next() -> None:
    maker = PdfMaker()
    maker.page([show(50, 200, "Kết quả rà soát hộ nghèo của xã năm 2024 như sau:"), *row(HEAD, 80)])
    maker.page([piece for number, texts in enumerate([*ROWS, TOTAL]) for piece in row(texts, 780 - 20 * number)])
    document = read(maker)
    assert [cells for table in document.tables for cells in grid(document, table)] == [HEAD, *ROWS, TOTAL]
    report = parse_bytes(maker.data(), "a.pdf")
    assert all(report.document and report.document.place_of(found.span).box for found in report.mentions.all())
