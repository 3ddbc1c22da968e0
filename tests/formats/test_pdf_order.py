"""PDF pages as offices print them: the head in two columns, page ends, annexes across, tables over several pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from pathlib import Path

import docx
import pytest
from docx.table import Table
from formats_making import PdfMaker, grid, read_bytes, ruled, show

from reportparse.lexicon import load_lexicon
from reportparse.model.document import Document
from reportparse.model.report import Report
from reportparse.model.span import Span
from reportparse.pipeline import parse_bytes
from reportparse.structure.continued import with_continued_tables
from reportparse.structure.flow import build_flow
from reportparse.text.normalize import normalize

TEXTS = Path(__file__).resolve().parents[2] / "corpora" / "texts"
TWINS = ("104", "113")

Shown = tuple[float, float, str, int]

LEFT = ["ỦY BAN NHÂN DÂN", "XÃ KHE CHỮ", "Số: 45/BC-UBND"]
RIGHT = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Khe Chữ, ngày 15 tháng 6 năm 2024"]
NEXT_ROW = [show(55, 690, "2"), show(105, 690, "Khe Hạ"), show(305, 690, "12")]
BODY = ["BÁO CÁO", "Kết quả giảm nghèo 6 tháng đầu năm 2024"]


def read(maker: PdfMaker) -> Document:
    return read_bytes(maker.data(), "a.pdf")


def parsed(maker: PdfMaker) -> Report:
    return parse_bytes(maker.data(), "a.pdf")


def column(texts: Iterable[str], x: float, top: float = 760, step: float = 20) -> list[Shown]:
    return [show(x, top - step * row, text, 10) for row, text in enumerate(texts)]


def by_row() -> list[Shown]:
    pairs = zip(column(LEFT, 50), column(RIGHT, 300), strict=True)
    return [piece for pair in pairs for piece in pair]


@pytest.mark.parametrize(
    "pieces", [[*column(LEFT, 50), *column(RIGHT, 300)], by_row(), [*column(RIGHT, 300), *column(LEFT, 50)]]
)
@pytest.mark.parametrize("table", [False, True], ids=["prose", "beside a table"])
def test_the_head_in_two_columns(pieces: list[Shown], table: bool) -> None:
    maker = PdfMaker()
    cells = [*column(["TT", "1"], 60, 590, 30), *column(["Hộ nghèo", "12"], 160, 590, 30)]
    lines = ruled([50, 150, 300], [550, 580, 610])
    maker.page([*pieces, *column(BODY, 150, 680), *(cells if table else [])], lines if table else ())
    header = parsed(maker).header
    assert (header.issuer, header.number, header.symbol) == ("UBND xã Khe Chữ", "45", "BC-UBND")
    assert (header.place, header.date, header.doc_type) == ("Khe Chữ", "2024-06-15", "Báo cáo")
    assert header.subject == BODY[1]


def test_a_page_printed_with_a_fallback_font() -> None:
    """The letters that the font lacks are drawn last, all over the page."""
    items = [f"{at}. Đã hỗ trợ {at + 5} hộ nghèo theo Quyết định số {at + 20}/QĐ-UBND." for at in range(1, 9)]
    written = [*by_row(), *column(BODY, 150, 680), *column(items, 50, 620)]
    pieces: list[Shown] = []
    for plain in (True, False):
        for x, y, text, size in written:
            at = 0
            for is_plain, letters in groupby(text, key=str.isascii):
                part = "".join(letters)
                if is_plain == plain:
                    pieces.append(show(x + size / 2 * at, y, part, size))
                at += len(part)
    maker = PdfMaker()
    maker.page(pieces)
    report = parsed(maker)
    assert (report.header.issuer, report.header.number, report.header.subject) == ("UBND xã Khe Chữ", "45", BODY[1])
    assert report.document is not None
    assert report.document.text.split("\n")[-8:] == items
    assert len(report.mentions.citations) == len(report.mentions.households) == 8
    assert all(report.document.place_of(found.span).box for found in report.mentions.all())


def test_hyphens_at_line_ends() -> None:
    maker = PdfMaker()
    lines = ["Thực hiện Quyết định số 675/QĐ-", "UBND ngày 30 tháng 5 năm 2024 của Ủy ban nhân dân xã,"]
    lines += ["giai đoạn 2021-", "2025, Ủy ban nhân dân xã đã hỗ trợ cho các hộ nghèo."]
    maker.page(column(lines, 50))
    report = parsed(maker)
    assert [(found.identifier, found.date) for found in report.mentions.citations] == [("675/QĐ-UBND", "2024-05-30")]
    assert "2021/2025" in [found.value for found in report.mentions.dates]


@pytest.mark.parametrize("following", ["ngày 30 tháng 5 năm 2024 của Ủy ban", "17 hộ cận nghèo trên địa bàn xã"])
@pytest.mark.parametrize("drawn_first", [True, False])
def test_page_numbers_and_running_heads_stand_in_no_sentence(following: str, drawn_first: bool) -> None:
    """Drawn before the page's own text or after it."""
    before = "Ủy ban nhân dân xã đã thực hiện Quyết định số 675/QĐ-UBND cho 15 hộ nghèo và"
    villages = ["Đông", "Tây", "Nam", "Bắc"]
    maker = PdfMaker()
    for number, village in enumerate(villages, 1):
        edge = [show(50, 780, "Báo cáo giảm nghèo xã Khe Chữ", 9), show(300, 30, str(number), 9)]
        own = [
            show(50, 700, f"{following} {village},"),
            show(50, 680, f"{village}."),
            show(50, 60, f"{village} {before}"),
        ]
        maker.page([*edge, *own] if drawn_first else [*own, *edge])
    flow = build_flow(read(maker), load_lexicon())
    for village, next_village in pairwise(villages):
        assert f"{village} {before} {following} {next_village}" in flow.text
    assert not any(flow.of(paragraph).isdigit() for paragraph in flow.paragraphs)
    assert "Báo cáo giảm nghèo" not in flow.text


@pytest.mark.parametrize("rotate", [0, 90])
def test_an_annex_across_the_page(rotate: int) -> None:
    """As printed from Word (the page is shown turned), and as laid on a page that is not."""
    maker = PdfMaker()
    xs, ys = [50, 100, 400, 550, 700], [400, 430, 460]
    rows = [["TT", "Dự án", "Kế hoạch", "Giải ngân"], ["1", "Đường vào thôn Hạ", "350", "120"]]
    cells = [show(xs[at] + 5, 438 - 30 * row, text) for row, texts in enumerate(rows) for at, text in enumerate(texts)]
    maker.page(
        [show(50, 500, "Phụ lục 01"), *cells, show(50, 350, "Ghi chú")], ruled(xs, ys), turned=True, rotate=rotate
    )
    document = read(maker)
    assert document.text.split("\n")[0] == "Phụ lục 01"
    assert document.text.split("\n")[-1] == "Ghi chú"
    assert grid(document, document.tables[0]) == rows


@pytest.mark.parametrize("rotate", [0, 90])
def test_prose_across_the_page(rotate: int) -> None:
    maker = PdfMaker()
    maker.page(
        column([f"Dòng {number} của trang nằm ngang" for number in range(9)], 50, 560), turned=True, rotate=rotate
    )
    assert read(maker).text.split("\n") == [f"Dòng {number} của trang nằm ngang" for number in range(9)]


def test_a_table_over_three_pages() -> None:
    maker = PdfMaker()
    xs = [50, 100, 300, 400]
    for page in range(3):
        rows = [["TT", "Thôn", "Hộ nghèo"], *([f"{3 * page + at}", f"Thôn {3 * page + at}", "4"] for at in (1, 2, 3))]
        rows += [["", "Tổng cộng", "36"]] if page == 2 else []
        tops = [700.0 - 20 * row for row in range(len(rows) + 1)]
        cells = [
            show(xs[at] + 5, tops[row] - 15, text) for row, texts in enumerate(rows) for at, text in enumerate(texts)
        ]
        maker.page([*cells, show(300, 30, str(page + 1))], ruled(xs, tops[::-1]))
    document = with_continued_tables(read(maker))
    (table,) = document.tables
    assert table.n_rows == 11
    (total,) = [check for check in parsed(maker).checks if check.code == "COL001"]
    assert total.verdict == "consistent"
    assert total.stated == 36


def test_what_a_row_has_on_the_next_page_stands_in_its_cell() -> None:
    maker = PdfMaker()
    xs = [50, 100, 300, 400]
    top = ruled(xs, [60, 100, 140])
    head = [show(55, 120, "TT"), show(105, 120, "Thôn"), show(305, 120, "Hộ nghèo")]
    maker.page([*head, show(55, 70, "1"), show(105, 70, "Khe Chữ và 15 hộ"), show(305, 70, "35")], top)
    maker.page([show(105, 720, "mới chuyển đến từ 12 hộ"), *NEXT_ROW], ruled(xs, [680, 710, 740]))
    document = with_continued_tables(read(maker))
    (table,) = document.tables
    assert table.n_rows == 3
    start = document.text.index("12 hộ")
    place = document.place_of(Span(start, start + 5))
    assert (place.page, place.table, place.row, place.column) == (2, 1, 2, 2)


@pytest.mark.parametrize(
    ("above", "below", "rows"),
    [("hộ nghèo", "DTTS", 3), ("GIẢM NGHÈO BỀN", "VỮNG", 3), ("hộ nghèo", "Thôn Hạ", 4), ("hộ nghèo", "II. CHI", 4)],
)
def test_capitals_at_the_top_of_a_page(above: str, below: str, rows: int) -> None:
    maker = PdfMaker()
    xs = [50, 100, 300, 400]
    head = [show(55, 120, "TT"), show(105, 120, "Thôn"), show(305, 120, "Hộ nghèo")]
    maker.page([*head, show(55, 70, "1"), show(105, 70, above), show(305, 70, "35")], ruled(xs, [60, 100, 140]))
    maker.page([show(105, 720, below), *NEXT_ROW], ruled(xs, [680, 710, 740]))
    (table,) = with_continued_tables(read(maker)).tables
    assert table.n_rows == rows


def test_words_and_figures_that_a_narrow_cell_breaks() -> None:
    maker = PdfMaker()
    xs = [50, 86, 156, 400]
    cells = [
        *(show(56, 650, "nghè"), show(56, 635, "o"), show(92, 650, "1.250.000"), show(92, 635, ".000")),
        *(show(176, 650, "Thôn Đông"), show(176, 635, "An"), show(56, 605, "Hộ"), show(56, 590, "nghèo")),
        *(show(92, 605, "12"), show(92, 590, "15"), show(176, 605, "chín hộ")),
    ]
    maker.page(cells, ruled(xs, [580, 620, 670]))
    document = read(maker)
    assert grid(document, document.tables[0]) == [
        ["nghèo", "1.250.000.000", "Thôn Đông An"],
        ["Hộ nghèo", "12 15", "chín hộ"],
    ]


def _written(path: Path) -> Iterator[str | list[list[str]]]:
    """Paragraphs and ruled tables of a Word file; the cells of tables without lines are paragraphs."""
    for block in docx.Document(str(path)).iter_inner_content():
        if not isinstance(block, Table):
            yield from block.text.split("\n")
            continue
        rows = [[" ".join(normalize(cell.text).text.split()) for cell in row.cells] for row in block.rows]
        if block.style is not None and block.style.name == "Table Grid":
            yield rows
        else:
            yield from (line for row in block.rows for cell in row.cells for line in cell.text.split("\n"))


@pytest.mark.parametrize("twin", TWINS)
def test_every_letter_and_every_cell_of_a_printed_file(twin: str) -> None:
    (path,) = TEXTS.glob(f"{twin}_*.pdf")
    document = with_continued_tables(read_bytes(path.read_bytes(), path.name))
    blocks = list(_written(path.with_suffix(".docx")))
    cells = [block for block in blocks if not isinstance(block, str)]
    found = [
        [[cell.text_in(document.text) for cell in table.cells if cell.row == row] for row in range(table.n_rows)]
        for table in document.tables
    ]
    assert found == cells
    flow = build_flow(document)
    prose = "".join(flow.of(paragraph) for paragraph in flow.paragraphs if paragraph.cell is None)
    lines = ["".join(normalize(block).text.split()) for block in blocks if isinstance(block, str)]
    read_prose = "".join(prose.split())
    assert sorted(read_prose) == sorted("".join(lines))
    assert [line for line in lines if line not in read_prose] == []
