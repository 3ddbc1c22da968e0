"""Spreadsheets: what is shown, where it stands, what is hidden, what formulas say, damage and bombs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
import pytest
from formats_making import grid, read_bytes
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.formats.xlsx_formulas import read_formula
from reportparse.formats.xlsx_numbers import date_text, number_text
from reportparse.model.document import Document
from reportparse.pipeline import parse_document


def xlsx_bytes(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def book_of(*rows: tuple[object, ...], title: str = "Biểu 01") -> Any:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    return book


def read_book(book: Any) -> Document:
    return read_bytes(xlsx_bytes(book), "a.xlsx")


HEAD = ("TT", "Thôn", "Số hộ", "Kinh phí (triệu đồng)")


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (1234567, "#,##0", "1.234.567"),
        (1234567, "General", "1234567"),
        (12.5, "General", "12,5"),
        (0.1 + 0.2, "General", "0,3"),
        (1525.3887408286, "#,##0.0", "1.525,4"),
        (1234.5, "#,##0.00_);(#,##0.00)", "1.234,50"),
        (-1234, "#,##0", "-1.234"),
        (-1234, "#,##0;[Red]\\(#,##0\\)", "(1.234)"),
        (-0.4, "0", "0"),
        (0, '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)', "-"),
        (1234567, '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)', "1.234.567"),
        (0.125, "0.0%", "12,5%"),
        (0.2086, "0%", "21%"),
        (45, '0"%"', "45%"),
        (1234567, "#,##0.0,,", "1,2"),
        (1500000, '#,##0\\ "đ"', "1.500.000 đ"),
        (1500000, "#,##0 [$₫-42A]", "1.500.000 ₫"),
        (7, "000", "007"),
        (3, "0.##", "3"),
        (0, "#,###", ""),
        (0.5, "# ?/?", "0,5"),
        (1234567, "0.00E+00", "1234567"),
        (7, "@", "7"),
    ],
)
def test_numbers_as_people_see_them(value: float, number_format: str, text: str) -> None:
    assert number_text(value, number_format).text == text


@pytest.mark.parametrize(
    ("value", "number_format", "rounded"),
    [(1234.4, "#,##0", True), (1234.0, "#,##0", False), (0.125, "0%", True), (0.125, "0.0%", False)],
)
def test_a_number_with_hidden_digits_is_rounded(value: float, number_format: str, rounded: bool) -> None:
    assert number_text(value, number_format).rounded is rounded


@settings(max_examples=200)
@given(st.floats() | st.integers(), st.text(max_size=20) | st.text('0#?,.;%"\\_*[]()-@E+', max_size=14))
def test_no_format_breaks_the_reader(value: float, number_format: str) -> None:
    assert isinstance(number_text(value, number_format).text, str)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (datetime(2024, 8, 5), "mm-dd-yy", "05/08/2024"),
        (datetime(2024, 8, 5), "[$-42A]dd\\ mmmm\\ yyyy", "05/08/2024"),
        (datetime(2024, 8, 5), "mmm-yy", "08/2024"),
        (datetime(2024, 8, 5), "yyyy", "2024"),
        (datetime(2024, 8, 5, 9, 7), "dd/mm/yyyy hh:mm", "05/08/2024 09:07"),
        (date(2024, 8, 5), "General", "05/08/2024"),
        (time(9, 7), "h:mm", "09:07"),
        (timedelta(hours=30), "[h]:mm", "30:00"),
    ],
)
def test_dates_in_vietnamese_order(value: Any, number_format: str, text: str) -> None:
    assert date_text(value, number_format) == text


def test_title_table_note_and_signatures() -> None:
    book = book_of(("TỔNG HỢP HỘ NGHÈO",), ("Đơn vị: hộ",), HEAD, (1, "Đông", 12, 1.5), (2, "Tây", 9, 2))
    sheet = book.active
    sheet["A6"] = "Ghi chú: số liệu tạm tính"
    sheet["B8"], sheet["D8"], sheet["D9"], sheet["B10"], sheet["D10"] = "LẬP BIỂU", "TM. UBND", "CHỦ TỊCH", "An", "Bình"
    document = read_book(book)
    (table,) = document.tables
    assert grid(document, table) == [list(HEAD), ["1", "Đông", "12", "1,5"], ["2", "Tây", "9", "2"]]
    outside = document.text[: table.span.start] + document.text[table.span.end :]
    assert outside.split("\n") == [
        *("Trang tính: Biểu 01", "TỔNG HỢP HỘ NGHÈO", "Đơn vị: hộ", "", "Ghi chú: số liệu tạm tính"),
        *("LẬP BIỂU", "An", "TM. UBND", "CHỦ TỊCH", "Bình", ""),
    ]
    assert [span.of(document.text) for span in document.noise] == ["Trang tính: Biểu 01"]


def test_places_are_those_of_the_sheet() -> None:
    book = book_of(("Bảng",), (), HEAD, (1, "Đông", 12, 1.5), (2, "Tây", 9, 2))
    second = book.create_sheet("Biểu 02")
    for column, words in enumerate(HEAD, 3):
        second.cell(5, column, words)
        second.cell(6, column, column)
    document = read_book(book)
    assert [page.number for page in document.pages] == [1, 2]
    place = document.place_of(document.tables[0].cells[6].span)
    assert (place.page, place.table, place.row, place.column) == (1, 1, 4, 3)
    place = document.place_of(document.tables[1].cells[-1].span)
    assert (place.page, place.table, place.row, place.column) == (2, 2, 6, 6)


def test_merged_cells_stand_once() -> None:
    book = book_of(("TT", "Nội dung", "Vốn", None), (None, None, "Trung ương", "Địa phương"), (1, "Đường", 5, 6))
    for area in ("A1:A2", "B1:B2", "C1:D1"):
        book.active.merge_cells(area)
    document = read_book(book)
    cells = {(c.row, c.column): (c.row_span, c.column_span, c.span.of(document.text)) for c in document.tables[0].cells}
    assert cells[0, 0] == (2, 1, "TT")
    assert cells[0, 2] == (1, 2, "Vốn")
    assert (1, 0) not in cells
    assert cells[1, 3] == (1, 1, "Địa phương")


def test_a_blank_row_does_not_end_a_table_but_a_new_head_does() -> None:
    book = book_of(HEAD, (1, "Đông", 12, 1.5), (), (2, "Tây", 9, 2), (), ("Biểu tiếp",), HEAD, (1, "Bắc", 3, 4))
    document = read_book(book)
    assert [(table.n_rows, table.corner) for table in document.tables] == [(4, (0, 0)), (2, (6, 0))]


def test_equal_tables_of_two_sheets_stay_two() -> None:
    book = book_of(HEAD, (1, "Đông", 12, 1.5), title="1")
    book.create_sheet("2")
    for row in (HEAD, (1, "Đông", 13, 1.5)):
        book["2"].append(list(row))
    document = read_book(book)
    assert len(parse_document(document).document.tables) == 2  # type: ignore[union-attr]


def test_what_is_hidden_is_read_and_named() -> None:
    book = book_of(HEAD, (1, "Đông", 12, 1.5), (2, "Tây", 9, 2), (3, "Nam", 7, 2))
    for row in (3, 4):
        book.active.row_dimensions[row].hidden = True
    book.active.column_dimensions["D"].hidden = True
    book.create_sheet("Mã").append(["Mã xã", 123])
    book["Mã"].sheet_state = "hidden"
    document = read_book(book)
    assert "Tây\t9\t2" in document.text
    assert "Mã xã\t123" in document.text
    assert [issue.code for issue in document.issues] == ["hidden-cells", "hidden-sheet"]
    assert "2 hàng (3-4), 1 cột (D)" in document.issues[0].message


def test_errors_and_formulas_without_results_are_named() -> None:
    book = book_of(HEAD, (1, "Đông", 12, "#REF!"), ("", "Cộng", "=SUM(C2:C2)", "#DIV/0!"))
    document = read_book(book)
    assert [(issue.code, issue.severity) for issue in document.issues] == [
        ("cell-error", "warning"),
        ("cell-error", "warning"),
        ("no-stored-results", "error"),
    ]
    assert "1 ô báo lỗi #REF! (D2)" in document.issues[0].message
    assert parse_document(document).status == "partial"


def test_old_fonts_by_cell_and_by_run() -> None:
    book = book_of(("ChØ tiªu", "Sè hé", "Ghi chó"), ("Hé nghÌo", 12, "a"))
    for row in book.active.iter_rows():
        for cell in row:
            cell.font = Font(name=".VnTime")
    mixed = CellRichText(TextBlock(InlineFont(rFont="Arial"), "Thôn "), TextBlock(InlineFont(rFont=".VnTime"), "®«ng"))
    book.active["C2"].value = mixed
    document = read_book(book)
    assert grid(document, document.tables[0]) == [["Chỉ tiêu", "Số hộ", "Ghi chú"], ["Hộ nghèo", "12", "Thôn đông"]]
    assert [issue.code for issue in document.issues] == ["legacy-converted"]


@pytest.mark.parametrize(
    ("formula", "operation", "terms"),
    [
        ("=SUM(C2:C4)", "sum", [((2, 3), 1), ((3, 3), 1), ((4, 3), 1)]),
        ("=+C2+$C$3-C9", "sum", [((2, 3), 1), ((3, 3), 1), ((9, 3), -1)]),
        ("=SUM(C2,C4:D4)", "sum", [((2, 3), 1), ((4, 3), 1), ((4, 4), 1)]),
        ("=SUM(C2:C3)-AA1", "sum", [((2, 3), 1), ((3, 3), 1), ((1, 27), -1)]),
        ("=C2/D2*100", "quotient", [((2, 3), 1), ((2, 4), 1)]),
        ("=C2*D2", "product", [((2, 3), 1), ((2, 4), 1)]),
    ],
)
def test_formulas_that_say_what_adds_up(formula: str, operation: str, terms: list[object]) -> None:
    found = read_formula((1, 1), formula)
    assert found is not None
    assert (found.operation, list(found.terms)) == (operation, terms)


@pytest.mark.parametrize(
    "formula",
    ["=A5", "=SUM(A1:A3)", "=B2+B2", "=Sheet2!C4+C5", "=IF(C2>0,C2,0)", "=ROUND(SUM(C2:C4),0)", "=SUM(A:A)",
     "=SUM(B1:XFD1048576)", '="a"&C2'],
)  # fmt: skip
def test_other_formulas_are_left_alone(formula: str) -> None:
    assert read_formula((1, 1), formula) is None


def calculated(book: Any, results: dict[str, float]) -> bytes:
    """The book with results stored for its formulas, as Excel stores them."""
    data = xlsx_bytes(book)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                for place, result in results.items():
                    head, _, tail = part.partition(f'<c r="{place}"'.encode())
                    part = head + f'<c r="{place}"'.encode() + tail.replace(b"<v></v>", b"<v />", 1).replace(
                        b"<v />", f"<v>{result}</v>".encode(), 1
                    )  # fmt: skip
            new.writestr(name, part)
    return out.getvalue()


SUMS = (HEAD, (1, "Đông", 12, 1.5), (2, "Tây", 9, 2.5), (3, "Nam", 7, 3))


def test_a_sum_that_its_formula_proves_is_told() -> None:
    book = book_of(*SUMS, (None, "Cộng", "=SUM(C2:C4)", "=D2+D3"))
    document = read_bytes(calculated(book, {"C5": 28, "D5": 4}), "a.xlsx")
    report = parse_document(document)
    assert document.issues == ()
    # The column of money leaves a row out; its formula says so, and nothing is guessed.
    assert {(check.code, check.verdict, len(check.terms)) for check in report.checks} == {
        ("COL001", "consistent", 3),
        ("COL001", "consistent", 2),
    }


def test_a_result_that_is_out_of_date_is_found() -> None:
    book = book_of(*SUMS, (None, "Cộng", "=SUM(C2:C4)", 7))
    report = parse_document(read_bytes(calculated(book, {"C5": 27}), "a.xlsx"))
    failing = [check for check in report.checks if check.verdict == "inconsistent"]
    assert [(check.code, str(check.stated), str(check.computed)) for check in failing] == [("COL001", "27", "28")]


def test_sums_of_rounded_cells_are_no_errors() -> None:
    book = book_of(("TT", "Nội dung", "Số tiền (đồng)"), (1, "Giống", 10.4), (2, "Phân", 10.4), (None, "Cộng", 20.8))
    for row in (2, 3, 4):
        book.active.cell(row, 3).number_format = "#,##0"
    document = read_book(book)
    assert "Cộng\t21" in document.text
    assert [check.verdict for check in parse_document(document).checks] == ["consistent"]


def _code(data: bytes, chosen: Settings | None = None) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        read_bytes(data, "a.xlsx", chosen)
    assert caught.value.remedy
    assert "\n" not in str(caught.value)
    return caught.value.code


_DATA = xlsx_bytes(book_of(*SUMS))


def changed(name: str, change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_DATA)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            part = old.read(member)
            new.writestr(member, change(part) if member == name else part)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_limits() -> None:
    assert _code(_DATA, Settings(max_cells=15)) == "too-long"
    huge = changed(SHEET, lambda part: part.replace(
        b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    ))  # fmt: skip
    assert _code(huge) == "too-long"
    assert _code(changed(SHEET, lambda part: part + b" " * 40_000_000)) == "bomb"
    assert _code(_DATA, Settings(max_unpacked=1000)) == "bomb"


def test_entities_and_damage() -> None:
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>'
    assert _code(changed(SHEET, lambda part: entity + part)) == "damaged"
    assert _code(changed(SHEET, lambda part: part[:200])) == "damaged"
    assert _code(changed("xl/workbook.xml", lambda part: b"<a/>")) in ("damaged", "empty")


@settings(max_examples=30, deadline=None)
@given(st.integers(1, len(_DATA) - 1))
def test_every_truncation_is_damage(length: int) -> None:
    assert _code(_DATA[:length]) == "damaged"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(_DATA) - 1), st.integers(1, 255))
def test_a_flipped_byte_is_read_or_named(place: int, change: int) -> None:
    data = bytearray(_DATA)
    data[place] ^= change
    try:
        read_bytes(bytes(data), "a.xlsx")
    except UnreadableFileError as error:
        assert error.remedy


def test_a_stray_cell_far_away_makes_no_huge_table() -> None:
    book = book_of(HEAD, *((number, f"Thôn {number}", 30, 1.5) for number in range(1, 9)))
    book.active["XFD3"] = 5
    document = read_book(book)
    assert len(document.text) < 1000
    (table,) = document.tables
    assert {(cell.row, cell.column): cell.span.of(document.text) for cell in table.cells}[2, 16383] == "5"


def test_a_workbook_saved_as_strict_open_xml() -> None:
    data = xlsx_bytes(book_of(("TT", "Thôn", "Hộ nghèo"), (1, "Khe Chữ", 35), (2, "Hạ", 12)))
    names = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/": b"http://purl.oclc.org/ooxml/officeDocument/",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as made:
        for name in archive.namelist():
            part = archive.read(name)
            for usual, strict in names.items():
                part = part.replace(usual, strict)
            made.writestr(name, part)
    strict_bytes = out.getvalue()
    assert read_bytes(strict_bytes, "a.xlsx").text == read_bytes(data, "a.xlsx").text
