"""PDF: pages, order of letters, tables, running heads, scans, passwords, damage."""

from __future__ import annotations

import io
import itertools
from collections import Counter
from pathlib import Path

import pdfplumber
import pypdfium2
import pytest
from formats_making import PdfMaker, grid, read_bytes, ruled, show
from hypothesis import given, settings
from hypothesis import strategies as st

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.formats.pdf_grid import Ruling, find_grids
from reportparse.formats.pdf_page import clean, read_page
from reportparse.model.document import Document
from reportparse.model.span import Span
from reportparse.text.legacy import may_be_legacy

FIXTURE = Path(__file__).parents[1] / "fixtures/formats/bao_cao.pdf"
SAMPLES = sorted((Path(__file__).parents[3] / "shared/samples").glob("*.pdf"))
LINE = "Ủy ban nhân dân xã báo cáo tình hình thực hiện"


def read(maker: PdfMaker, limits: Settings | None = None) -> Document:
    return read_bytes(maker.data(), "a.pdf", limits)


def failure(data: bytes) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        read_bytes(data, "a.pdf")
    assert caught.value.remedy
    return caught.value.code


def test_pages_and_lines() -> None:
    maker = PdfMaker()
    maker.page([show(50, 700, LINE), show(50, 680, "Dòng hai")])
    maker.page([show(50, 700, "Trang hai")])
    document = read(maker)
    assert document.text == f"{LINE}\nDòng hai\nTrang hai"
    assert [page.span.of(document.text) for page in document.pages] == [f"{LINE}\nDòng hai", "Trang hai"]
    assert document.place_of(Span(document.text.index("Trang"), len(document.text))).page == 2


def test_signs_for_a_hyphen_at_a_line_end_are_a_hyphen() -> None:
    assert clean("QĐ\ufffeUBND\r\n2021\x02\r\n2025") == "QĐ-UBND\n2021-\n2025"


@pytest.mark.parametrize("turned", [False, True])
def test_tables_stand_where_they_stand(turned: bool) -> None:
    maker = PdfMaker()
    texts = [
        show(50, 500, "Sau bảng"),  # written first: only the place counts on a page with a table
        show(50, 700, "Trước bảng"),
        show(60, 605, "TT"),
        show(160, 605, "Hộ nghèo"),
        show(60, 575, "1"),
        show(160, 587, "Thôn"),
        show(160, 573, "Đông"),
    ]
    maker.page(texts, ruled([50, 150, 300], [570, 600, 620]), turned=turned)
    document = read(maker)
    assert document.text == "Trước bảng\nTT\tHộ nghèo\n1\tThôn Đông\nSau bảng"
    (table,) = document.tables
    assert grid(document, table) == [["TT", "Hộ nghèo"], ["1", "Thôn Đông"]]
    place = document.place_of(Span(document.text.index("Đông"), document.text.index("Đông") + 4))
    assert (place.page, place.table, place.row, place.column) == (1, 1, 2, 2)


def test_merged_cells_and_open_sides() -> None:
    maker = PdfMaker()
    lines = [
        (50, 620, 350, 620),
        (150, 600, 350, 600),
        (50, 580, 350, 580),
        (50, 560, 350, 560),
        (150, 620, 150, 560),
        (250, 600, 250, 560),
    ]
    texts = [show(60, 595, "TT"), show(160, 605, "Số hộ"), show(160, 585, "A"), show(260, 585, "B")]
    texts += [show(60, 565, "1"), show(160, 565, "12"), show(260, 565, "35")]
    maker.page(texts, lines)
    document = read(maker)
    (table,) = document.tables
    assert [(c.row, c.column, c.row_span, c.column_span, c.span.of(document.text)) for c in table.cells] == [
        (0, 0, 2, 1, "TT"),
        (0, 1, 1, 2, "Số hộ"),
        (1, 1, 1, 1, "A"),
        (1, 2, 1, 1, "B"),
        (2, 0, 1, 1, "1"),
        (2, 1, 1, 1, "12"),
        (2, 2, 1, 1, "35"),
    ]


def test_lines_that_are_no_table() -> None:
    maker = PdfMaker()
    frame = ruled([40, 560], [60, 780])
    underlines = [(100.0, y, 300.0, y) for y in (700, 650, 600, 550)]
    maker.page([show(50, 720, LINE), show(50, 660, LINE)], [*frame, *underlines])
    assert read(maker).tables == ()


def test_two_tables_keep_the_text_between_them() -> None:
    maker = PdfMaker()
    maker.page(
        [
            *(show(60, 705, "a"), show(160, 705, "b"), show(60, 685, "1"), show(160, 685, "2")),
            show(60, 650, "Giữa"),
            *(show(60, 605, "c"), show(160, 605, "d"), show(60, 585, "3"), show(160, 585, "4")),
        ],
        ruled([50, 150, 300], [680, 700, 720]) + ruled([50, 150, 300], [580, 600, 620]),
    )
    document = read(maker)
    assert document.text == "a\tb\n1\t2\nGiữa\nc\td\n3\t4"
    assert len(document.tables) == 2


def test_letters_written_out_of_order_are_sorted_by_place() -> None:
    texts = []
    for plain in (True, False):
        for line in range(8):
            at = 0
            for ascii_part, letters in itertools.groupby(LINE, key=str.isascii):
                part = "".join(letters)
                if ascii_part == plain:
                    texts.append(show(50 + 6 * at, 700 - 20 * line, part))
                at += len(part)
    maker = PdfMaker()
    maker.page(texts)
    assert read(maker).text == "\n".join([LINE] * 8)


def test_page_numbers_and_running_heads_are_noise_but_stay() -> None:
    maker = PdfMaker()
    for number in range(1, 6):
        texts = [
            show(50, 780, f"UBND xã Đồng Tiến - {number}/2024"),
            show(50, 700, LINE),
            show(50, 680, f"{425 * number}"),
        ]
        maker.page([*texts, show(300, 30, str(number))] if number > 1 else texts)
    document = read(maker)
    marked = [span.of(document.text) for span in document.noise]
    assert [text for text in marked if text.isdigit()] == ["2", "3", "4", "5"]
    assert len([text for text in marked if text.startswith("UBND")]) == 5
    assert document.text.count("UBND xã") == 5


def test_a_lone_figure_at_the_page_edge_is_no_page_number() -> None:
    maker = PdfMaker()
    for figure, word in (("425", "một"), ("37", "hai"), ("11", "ba")):
        maker.page([show(50, 700, f"{LINE} {word}"), show(50, 680, figure)])
    assert read(maker).noise == ()


def test_scans_need_ocr() -> None:
    maker = PdfMaker()
    maker.page(picture=True)
    maker.page([show(50, 700, "Người ký: UBND xã Đồng Tiến; ngày ký: 12.06.2024 08:15:22 +07:00")], picture=True)
    assert failure(maker.data()) == "no-text-layer"


def test_an_empty_page_is_no_text_but_blank_pages_in_between_are_fine() -> None:
    maker = PdfMaker()
    maker.page()
    assert failure(maker.data()) == "no-text-layer"
    maker.page([show(50, 700, LINE)])
    document = read(maker)
    assert document.issues == ()
    assert [page.number for page in document.pages] == [1, 2]


def test_pages_without_text_among_others_are_named() -> None:
    maker = PdfMaker()
    for picture in (False, True, True, True, False, True):
        maker.page([] if picture else [show(50, 700, LINE)], picture=picture)
    document = read_bytes(maker.data(), "a.pdf", Settings(ocr="never"))
    (issue,) = document.issues
    assert (issue.code, issue.severity) == ("page-without-text", "error")
    assert "2-4, 6" in issue.message


def test_more_pages_than_allowed_are_reported() -> None:
    maker = PdfMaker()
    for _ in range(3):
        maker.page([show(50, 700, LINE)])
    document = read(maker, Settings(max_pages=2))
    assert len(document.pages) == 2
    assert [issue.code for issue in document.issues] == ["too-many-pages"]


def test_a_password_is_asked_for() -> None:
    maker = PdfMaker()
    maker.page([show(50, 700, LINE)])
    assert failure(maker.data(password="secret")) == "password"


_MAKER = PdfMaker()
_MAKER.page([show(50, 700, LINE)], ruled([50, 150, 300], [570, 600, 620]))
_DATA = _MAKER.data()


@settings(max_examples=100)
@given(st.integers(0, len(_DATA) - 1), st.integers(0, len(_DATA) - 1), st.integers(0, 255))
def test_damaged_files_are_read_or_named(length: int, place: int, change: int) -> None:
    data = bytearray(_DATA)
    data[place] ^= change
    for broken in (bytes(data), _DATA[:length]):
        try:
            read_bytes(broken, "a.pdf")
        except UnreadableFileError as error:
            assert error.remedy


COORDINATES = st.integers(0, 12).map(lambda value: value * 10.0)
RULINGS = st.lists(st.builds(lambda at, a, b: Ruling(at, min(a, b), max(a, b)), COORDINATES, COORDINATES, COORDINATES))


@given(RULINGS, RULINGS)
def test_cells_of_any_lines_are_apart_and_inside(horizontal: list[Ruling], vertical: list[Ruling]) -> None:
    seen: Counter[tuple[int, int, int]] = Counter()
    for number, found in enumerate(find_grids(horizontal, vertical)):
        for row, column in found.locator():
            assert 0 <= row < len(found.ys) - 1
            assert 0 <= column < len(found.xs) - 1
        area = sum(cell.row_span * cell.column_span for cell in found.cells)
        assert area == len(found.locator())
        seen[number, len(found.xs), len(found.ys)] += 1
        order = [(cell.row, cell.column) for cell in found.cells]
        assert order == sorted(order)


@pytest.mark.parametrize("path", [FIXTURE, *SAMPLES], ids=lambda path: path.name)
def test_no_letter_is_lost_or_doubled(path: Path) -> None:
    document = pypdfium2.PdfDocument(path)
    for index in range(len(document)):
        page = document[index]
        textpage = page.get_textpage()
        stored = clean(textpage.get_text_range())
        if not may_be_legacy(stored):  # else it changes: see test_formats_legacy
            assert _letters(read_page(page).text.text) == _letters(stored)
        textpage.close()
        page.close()
    document.close()


def _letters(text: str) -> Counter[str]:
    return Counter("".join(text.replace("\u00ad", "-").split()))


def test_tables_are_those_that_pdfplumber_finds() -> None:
    document = read_bytes(FIXTURE.read_bytes(), "a.pdf")
    with pdfplumber.open(io.BytesIO(FIXTURE.read_bytes())) as pdf:
        expected = [
            [" ".join(cell.split()) for row in table.extract() for cell in row if cell is not None]
            for page in pdf.pages
            for table in page.find_tables()
        ]
    found = [[cell.span.of(document.text) for cell in table.cells] for table in document.tables]
    assert found == expected
    assert len(found) == 3


def test_the_report_made_by_an_office_program() -> None:
    document = read_bytes(FIXTURE.read_bytes(), "a.pdf")
    first = grid(document, document.tables[0])
    assert first[0] == ["TT", "Thôn", "Hộ nghèo", "Tỷ lệ (%)"]
    assert first[1] == ["Năm 2022", "Năm 2023"]
    assert first[-1] == ["", "Tổng cộng", "46", "35", "1,21"]
    columns = [row[2:4] for row in first[2:]]
    for column in (0, 1):
        figures = [int(row[column]) for row in columns]
        assert sum(figures[:-1]) == figures[-1]
    assert [span.of(document.text) for span in document.noise] == ["1", "2"]
