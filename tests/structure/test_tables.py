"""Grids: heads, units, totals and levels; and tables that the text layer has run together."""

from __future__ import annotations

from decimal import Decimal

import pytest
from structure_make import document, table, view

from reportparse.lexicon import load_lexicon
from reportparse.model.document import Cell, Document, Page, SourceFile, Table
from reportparse.model.span import Span
from reportparse.structure.continued import with_continued_tables
from reportparse.structure.flattened import with_flattened_tables
from reportparse.structure.flow import build_flow
from reportparse.structure.grids import Grid, read_grid

LEXICON = load_lexicon()


def grid(text: str) -> Grid:
    (found,) = view(text).grids
    return found


def made(rows: list[list[tuple[str, int, int]]]) -> Grid | None:
    """A grid of (words, rows, columns) cells, merged as a word processor merges them."""
    text, cells, taken = "", [], set()
    for number, row in enumerate(rows):
        column = 0
        for words, down, across in row:
            while (number, column) in taken:
                column += 1
            cells.append(Cell(number, column, Span(len(text), len(text) + len(words)), down, across))
            taken |= {(number + r, column + c) for r in range(down) for c in range(across)}
            text += words + "\t"
            column += across
        text = text[:-1] + "\n"
    source = SourceFile("a.docx", "0", "text/plain", 1)
    found = Document(source=source, text=text, tables=(Table(Span(0, len(text)), tuple(cells)),))
    return read_grid(found, 0, "Đơn vị tính: triệu đồng", LEXICON)


def test_kinds_of_columns() -> None:
    found = grid(table("TT;Thôn;Số hộ;Tỷ lệ (%);Kinh phí (triệu đồng);Ghi chú", "1;A;12;5,5;3,2;x", "2;B;15;6,0;4;x"))
    assert [column.kind for column in found.columns] == ["index", "label", "count", "percent", "money", "text"]
    assert found.columns[4].money is not None
    assert found.columns[4].money.scale == 10**6


def test_codes_of_rows_under_no_head_are_no_counts() -> None:
    names = ("1. Dân số", "2. Số hộ", "- Hộ DTTS", "3. Hộ nghèo", "- Hộ Khmer", "4. Lao động", "5. Nước sạch")
    codes = ("2240", "2241", "2247", "2242", "2246", "2243", "2244")
    rows = [f"{at};{code};{name};{at * 7}" for at, (code, name) in enumerate(zip(codes, names, strict=True), 1)]
    assert [column.kind for column in grid(table("TT;;Chỉ tiêu;Năm 2020", *rows)).columns][1] == "index"
    counts = [f"{at};{at * at * 113};{name};{at * 7}" for at, name in enumerate(names, 1)]
    assert [column.kind for column in grid(table("TT;;Chỉ tiêu;Năm 2020", *counts)).columns][1] == "count"


def test_merged_heads_give_each_column_its_path() -> None:
    found = made(
        [
            [("TT", 2, 1), ("Nội dung", 2, 1), ("Kế hoạch vốn", 1, 2), ("Giải ngân", 1, 2)],
            [("ĐTPT", 1, 1), ("SN", 1, 1), ("ĐTPT", 1, 1), ("SN", 1, 1)],
            [("1", 1, 1), ("Dự án 1", 1, 1), ("10", 1, 1), ("20", 1, 1), ("8", 1, 1), ("15", 1, 1)],
            [("2", 1, 1), ("Dự án 2", 1, 1), ("30", 1, 1), ("40", 1, 1), ("9", 1, 1), ("35", 1, 1)],
        ]
    )
    assert found is not None
    assert [column.header for column in found.columns][2:] == [
        "Kế hoạch vốn / ĐTPT", "Kế hoạch vốn / SN", "Giải ngân / ĐTPT", "Giải ngân / SN",
    ]  # fmt: skip
    assert found.head_rows == 2
    assert {column.kind for column in found.columns[2:]} == {"money"}


def test_the_row_of_column_numbers_is_no_data() -> None:
    found = grid(table("TT;Thôn;Đầu năm;Giảm;Cuối năm", "(1);(2);(3);(4);(5)=(3)-(4)", "1;A;12;5;7", "2;B;15;6;9"))
    assert found.head_rows == 2
    assert found.columns[4].formula == "(5)=(3)-(4)"
    assert len(found.rows) == 2


@pytest.mark.parametrize(
    ("caption", "scale"),
    [
        ("(Đơn vị tính: triệu đồng)", 10**6),
        ("ĐVT: 1.000 đồng", 10**3),
        ("Đơn vị: đồng", 1),
        ("Đơn vị tính: Nghìn đồng", 10**3),
        ("ĐVT: Tỷ đồng", 10**9),
    ],
)
def test_unit_of_the_caption(caption: str, scale: int) -> None:
    found = grid(f"Biểu 1. Kế hoạch vốn\n{caption}\n\n" + table("TT;Nội dung;Vốn sự nghiệp", "1;A;12", "2;B;15"))
    assert found.columns[2].money is not None
    assert found.columns[2].money.scale == scale


def test_the_head_overrules_the_caption() -> None:
    found = grid("ĐVT: triệu đồng\n\n" + table("TT;Nội dung;Số hộ;Vốn (đồng)", "1;A;12;5000", "2;B;15;6000"))
    assert [column.kind for column in found.columns] == ["index", "label", "count", "money"]
    assert found.columns[3].money is not None
    assert found.columns[3].money.scale == 1


@pytest.mark.parametrize(
    "rows", [("Tổng số;27", "A;12", "B;15"), ("A;12", "B;15", "TỔNG CỘNG;27"), ("A;12", "Cộng;12")]
)
def test_total_rows(rows: tuple[str, ...]) -> None:
    found = grid(table("Thôn;Số hộ", *rows))
    assert [row.total for row in found.rows] == [not row.startswith(("A", "B")) for row in rows]


def test_levels_of_rows() -> None:
    found = grid(
        table("TT;Nội dung;Số hộ", "I;Vùng 1;27", "1;A;12", "2;B;15", "II;Vùng 2;9", "1;C;9", "a;C1;4", "-;C2;5")
    )
    assert [row.level for row in found.rows] == [1, 2, 2, 1, 2, 5, 6]


def test_a_unit_column_tells_the_rows_unit() -> None:
    found = grid(table("TT;Chỉ tiêu;ĐVT;Kế hoạch;Thực hiện", "1;Hộ nghèo;Hộ;12;10", "2;Lớp nghề;Lớp;3;4"))
    assert [row.unit for row in found.rows] == ["Hộ", "Lớp"]
    assert found.columns[2].kind == "unit"


@pytest.mark.parametrize("cell", ["-", "…", "x", "", "(12)", "-5", "1,2,3"])
def test_odd_cells_are_read(cell: str) -> None:
    found = grid(table("TT;Thôn;Số hộ", "1;A;12", f"2;B;{cell}", "3;C;15"))
    values = {figure.row: figure.quantity("").value for figure in found.figures}
    assert {"(12)": -12, "-5": -5}.get(cell) == values.get(2)


def test_a_table_without_figures_is_no_grid() -> None:
    assert view(table("TT;Họ tên;Chức vụ", "a;An;Chủ tịch", "b;Bình;Phó")).grids == ()


def test_no_cells_is_no_grid() -> None:
    source = SourceFile("a.docx", "0", "text/plain", 1)
    assert read_grid(Document(source=source, text="", tables=(Table(Span(0, 0), ()),)), 0, "", LEXICON) is None


FLAT = """Biểu 1. Hộ nghèo theo thôn
TT Thôn Tổng số hộ Hộ nghèo Hộ cận nghèo
1 Ea Tul 120 12 9
2 Buôn Sứt 150 15 11
3 Buôn Tu của xã có tên dài
130 9 7
Tổng cộng 400 36 27
"""


def cells_of(text: str) -> list[list[str]]:
    found = with_flattened_tables(document(text), LEXICON)
    (flat,) = found.tables
    rows: list[list[str]] = [[] for _ in range(flat.n_rows)]
    for cell in flat.cells:
        rows[cell.row].append(cell.span.of(found.text))
    return rows


def test_a_table_run_together_is_found() -> None:
    rows = cells_of(FLAT)
    assert rows[-4:] == [
        ["1", "Ea Tul", "120", "12", "9"],
        ["2", "Buôn Sứt", "150", "15", "11"],
        ["3", "Buôn Tu của xã có tên dài", "130", "9", "7"],
        ["Tổng cộng", "400", "36", "27"],
    ]
    assert rows[-5] == ["Tổng số hộ", "Hộ nghèo", "Hộ cận nghèo"]


def test_two_spaces_are_an_empty_cell() -> None:
    found = with_flattened_tables(document(FLAT.replace("150 15 11", "150  11")), LEXICON)
    assert [(cell.row, cell.column, cell.span.of(found.text)) for cell in found.tables[0].cells if cell.row == 3] == [
        (3, 0, "2"), (3, 1, "Buôn Sứt"), (3, 3, "150"), (3, 5, "11"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["TT Nội dung\n1 Một\n2 Hai\n3 Ba", "TT Thôn Hộ\n1 A 5 6\n2 B 5 6", "TT Thôn"])
def test_a_list_is_no_table(text: str) -> None:
    assert with_flattened_tables(document(text), LEXICON).tables == ()


NESTED = """(Đơn vị: nghìn đồng)
TT Nội dung Dự toán Ước TH SS%(TH/DT)
A TỔNG THU (I+II) 640.000 647.410 101,2
I Các khoản hưởng trọn 240.000 248.760 103,7
1 Phí, lệ phí 60.000 62.460 104,1
a Chứng thực bản sao 42.000 45.360 108,0
b Lệ phí khác 18.000 17.100 95,0
2 Thu khác 180.000 186.300 103,5
II Các khoản phân chia 400.000 398.650 99,7
"""


def test_run_together_rows_with_nested_markers() -> None:
    found = with_flattened_tables(document(NESTED), LEXICON)
    (one,) = found.tables
    read = read_grid(found, 0, "(Đơn vị: nghìn đồng)", LEXICON)
    assert one.n_rows == 9
    assert read is not None
    assert [column.kind for column in read.columns][-3:] == ["money", "money", "percent"]
    assert [row.marker for row in read.rows] == ["A", "I", "1", "a", "b", "2", "II"]


INDICATORS = """TT Chỉ tiêu ĐVT Kế hoạch Thực hiện % so với KH
I Kinh tế
1 Diện tích lúa cả năm ha 1.240 1.228,5 99,1
2 Năng suất lúa tạ/ha 61 62 101,6
3 Tổng đàn trâu, bò con 860 903 105,0
4 Thu nhập bình quân triệu đồng/người 52 53,5 102,9
II Xã hội, môi trường
5 Tỷ lệ hộ nghèo % 4,5 4,36
"""


def test_run_together_rows_with_units_of_their_own() -> None:
    found = with_flattened_tables(document(INDICATORS), LEXICON)
    read = read_grid(found, 0, "", LEXICON)
    assert read is not None
    assert [row.unit for row in read.rows] == [None, "ha", "tạ/ha", "con", "triệu đồng/người", None, "%"]
    assert not any(row.total for row in read.rows)


def test_a_share_behind_a_figure_is_its_own_figure() -> None:
    (found,) = view(table("TT;Nguồn;2024;Cộng", "1;Tỉnh;820 (29,3%);900", "2;Xã;265;300")).grids
    figure = found.figure(1, 2)
    assert figure is not None
    assert figure.number.value == 820
    assert figure.share is not None
    assert figure.share.number.value == Decimal("29.3")


def paged(first: str, between: str, second: str) -> Document:
    """Two tables on two pages; cells are parted by tabs, rows by line breaks."""
    text, tables = "", []
    pages: list[Page] = []
    for part in (first, second):
        start, cells = len(text), []
        for row, line in enumerate(part.split("\n")):
            for column, words in enumerate(line.split("\t")):
                cells.append(Cell(row, column, Span(len(text), len(text) + len(words))))
                text += words + "\t"
            text = text[:-1] + "\n"
        tables.append(Table(Span(start, len(text) - 1), tuple(cells)))
        text += between if part is first else ""
        pages.append(Page(len(pages) + 1, Span(start, len(text))))
    source = SourceFile("a.pdf", "0", "application/pdf", 1)
    return Document(source=source, text=text, pages=tuple(pages), tables=tuple(tables))


HEAD = "TT\tThôn\tKinh phí"


@pytest.mark.parametrize("between", ["", "2\n", "\nTrang 2/3\n"])
@pytest.mark.parametrize("head", ["", HEAD + "\n"])
def test_a_table_goes_on_over_the_page(between: str, head: str) -> None:
    found = with_continued_tables(paged(f"{HEAD}\n1\tA\t10", between, f"{head}2\tB\t20\n3\tC\t30"))
    (one,) = found.tables
    assert one.n_rows == 4
    assert [found.text[cell.span.start : cell.span.end] for cell in one.cells if cell.column == 2][1:] == [
        "10",
        "20",
        "30",
    ]


@pytest.mark.parametrize("head", ["", HEAD + "\n"])
def test_a_row_that_the_page_end_divides_is_one(head: str) -> None:
    found = with_continued_tables(paged(f"{HEAD}\n1\tBản Suối\t10", "2\n", f"{head}\tlớn\t\n2\tB\t20"))
    (one,) = found.tables
    assert one.n_rows == 3
    assert [cell.text_in(found.text) for cell in one.cells if cell.column == 1] == ["Thôn", "Bản Suối lớn", "B"]
    flow = build_flow(found)
    assert "Bản Suối lớn" in flow.text


@pytest.mark.parametrize(
    "row", ["\tTrong đó:\t", "\tlớn\t5", "2\tlớn\t"], ids=["a capital", "a figure", "a number of its own"]
)
def test_a_row_of_its_own_on_the_next_page(row: str) -> None:
    found = with_continued_tables(paged(f"{HEAD}\n1\tBản Suối\t10", "", f"{row}\n3\tB\t20"))
    assert found.tables[0].n_rows == 4


@pytest.mark.parametrize(
    ("between", "second"),
    [("Biểu 2. Kết quả\n", "2\tB\t20"), ("", "2\tB"), ("3. Kết quả\n", "2\tB\t20")],
    ids=["a caption between", "fewer columns", "a heading between"],
)
def test_another_table_on_the_next_page_stands_by_itself(between: str, second: str) -> None:
    assert len(with_continued_tables(paged(f"{HEAD}\n1\tA\t10", between, second)).tables) == 2
