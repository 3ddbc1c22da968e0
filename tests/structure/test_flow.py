"""The flow: paragraphs as a reader joins them, and every character of it found again in the document."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structure_make import document, view

from reportparse.model.document import Document, SourceFile
from reportparse.structure.flow import build_flow

FIRST = (
    "Trong năm, Ủy ban nhân dân xã đã chỉ đạo các thôn rà soát từng hộ, lập danh sách những hộ còn thiếu đất sản xuất, "
    "thiếu vốn và thiếu lao động để có hướng giúp đỡ phù hợp với từng hoàn cảnh cụ thể của người dân."
)
SECOND = (
    "Nguồn vốn huy động được từ các tổ chức, cá nhân trên địa bàn là 45.000.000 đồng, được dùng để sửa chữa nhà ở, mua "
    "con giống và thăm hỏi các gia đình gặp rủi ro trong dịp mưa bão vừa qua."
)
ITEMS = ("- Thôn Ea Tul: 12 suất quà.", "- Thôn Buôn Sứt: 15 suất quà.")


def paragraphs(text: str) -> list[str]:
    flow = build_flow(document(text))
    return [flow.of(paragraph) for paragraph in flow.paragraphs]


def wrapped(text: str, width: int = 72) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False)


LAYOUTS = {
    "paragraph per line": "\n".join([FIRST, SECOND, *ITEMS]),
    "paragraph per line, blank between": "\n\n".join([FIRST, SECOND, *ITEMS]),
    "hard wrapped": "\n".join([*wrapped(FIRST), *wrapped(SECOND), *ITEMS]),
    "hard wrapped, blank between paragraphs": "\n\n".join(
        ["\n".join(wrapped(FIRST)), "\n".join(wrapped(SECOND)), *ITEMS]
    ),
    "wrapped double spaced": "\n\n".join([*wrapped(FIRST), *wrapped(SECOND), *ITEMS]),
    "line ends of Windows": "\r\n".join([*wrapped(FIRST), *wrapped(SECOND), *ITEMS]),
    "indented": "\n".join("    " + line for line in [*wrapped(FIRST), *wrapped(SECOND), *ITEMS]),
}


@pytest.mark.parametrize("text", LAYOUTS.values(), ids=list(LAYOUTS))
def test_layout(text: str) -> None:
    assert paragraphs(text) == [FIRST, SECOND, *ITEMS]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("## I. KẾT QUẢ\n\nĐã làm.", ["I. KẾT QUẢ", "Đã làm."]),
        ("**Tổng số:** 45 hộ", ["Tổng số: 45 hộ"]),
        ("*Tổng số:* 45 hộ", ["Tổng số: 45 hộ"]),
        ("1\\. Kết quả", ["1. Kết quả"]),
        ("> Trích dẫn", ["Trích dẫn"]),
        ("<b>Tổng</b> 5 hộ", ["Tổng 5 hộ"]),
        ("Mức 5 * 3 = 15", ["Mức 5 * 3 = 15"]),
        ("* Thôn A\n* Thôn B", ["* Thôn A", "* Thôn B"]),
    ],
)
def test_markup_is_left_out(text: str, wanted: list[str]) -> None:
    assert paragraphs(text) == wanted


def test_cells_are_paragraphs_of_their_own() -> None:
    flow = view("Biểu 1\n\n| TT | Thôn | Số hộ |\n|---|---|---|\n| 1 | Ea Tul | 12 |\n\nHết.").flow
    cells = [flow.of(paragraph) for paragraph in flow.paragraphs if paragraph.cell is not None]
    assert cells == ["TT", "Thôn", "Số hộ", "1", "Ea Tul", "12"]
    assert [flow.of(p) for p in flow.paragraphs if p.cell is None] == ["Biểu 1", "Hết."]


def test_a_marker_alone_on_its_line_opens_the_next() -> None:
    assert paragraphs("1.\nKết quả thực hiện") == ["1. Kết quả thực hiện"]


def test_a_small_letter_after_an_open_end_goes_on() -> None:
    assert paragraphs("Hỗ trợ cho các hộ nghèo\ncủa xã") == ["Hỗ trợ cho các hộ nghèo của xã"]


def test_a_clause_that_ends_a_full_line_goes_on() -> None:
    first = "Trong chín tháng có 31 hộ thoát nghèo, trong đó 19 hộ lên cận nghèo, phát sinh 05 hộ nghèo;"
    text = f"{first}\nhiện còn 116 hộ, giảm 26 hộ so với đầu năm và giảm 42 hộ so với cùng kỳ năm 2024, đạt khá.\n"
    assert paragraphs(text) == [text.strip().replace("\n", " ")]
    items = f"{first}\n- hiện còn 116 hộ, giảm 26 hộ so với đầu năm và giảm 42 hộ so với cùng kỳ năm 2024, đạt khá.\n"
    assert len(paragraphs(items)) == 2


def test_an_empty_document_has_no_paragraphs() -> None:
    source = SourceFile("a.txt", "0", "text/plain", 1)
    assert build_flow(Document(source=source, text=" \n\n\t\n")).paragraphs == ()


WORDS = st.sampled_from(
    ["hộ", "Nghèo", "5", "1.000", "a)", "-", "+", "*", "**", "I.", "1.", "#", "|", "<b>", "\\.", "__", "đồng", ".", ":"]
)
SEPARATORS = st.sampled_from([" ", "\n", "\n\n", "\t", "  "])


@given(st.lists(st.tuples(WORDS, SEPARATORS), max_size=60))
def test_every_character_is_found_again(parts: list[tuple[str, str]]) -> None:
    text = "".join(word + separator for word, separator in parts)
    flow = build_flow(Document(source=SourceFile("a.txt", "0", "text/plain", 1), text=text))
    for paragraph in flow.paragraphs:
        for at in range(paragraph.start, paragraph.end):
            character, source = flow.text[at], text[flow.offsets.source(at)]
            assert character == source or (character == " " and source.isspace())
    starts = [paragraph.start for paragraph in flow.paragraphs]
    assert starts == sorted(set(starts))


@given(st.lists(st.tuples(WORDS, SEPARATORS), max_size=40))
def test_the_way_there_and_back(parts: list[tuple[str, str]]) -> None:
    text = "".join(word + separator for word, separator in parts)
    flow = build_flow(Document(source=SourceFile("a.txt", "0", "text/plain", 1), text=text))
    for at, character in enumerate(flow.text):
        if not character.isspace():
            assert flow.inverse.source(flow.offsets.source(at)) == at


BEFORE = "Trong năm Ủy ban nhân dân xã đã chỉ đạo các thôn thực hiện Quyết định số "


@pytest.mark.parametrize(
    "gap", ["\n", "\n\n", "\n\n\f", "\n\n1\n\n\f"], ids=["line", "blank line", "page", "page number"]
)
@pytest.mark.parametrize(
    "cut", ["675/QĐ-|UBND", "675/|QĐ-UBND", "27/2022/|NĐ-CP", "04-|NQ/TU", "12/UBND – |VX", "189/CTr-UBND-|MTTQ"]
)
def test_an_identifier_goes_on_over_a_break(cut: str, gap: str) -> None:
    text = f"{FIRST}\n{SECOND}\n{BEFORE}{cut.replace('|', gap)} ngày 12/6/2024 của huyện về giảm nghèo.\n{FIRST}"
    assert " ".join(cut.replace("|", " ").split()) in paragraphs(text)[2]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("phát triển kinh tế", "- xã hội vùng đồng bào dân tộc"),
        ("Phòng Lao động", "- Thương binh và Xã hội huyện"),
        ("giai đoạn 2021", "- 2025 trên địa bàn xã"),
    ],
)
def test_a_name_with_a_dash_goes_on_over_a_line(first: str, second: str) -> None:
    lines = ["Ủy ban nhân dân xã tiếp tục thực hiện các nội dung về " + first, second, "- Thôn Ea Tul: 12 suất."]
    assert paragraphs("\n".join(lines))[0].endswith(f"{first} {second}")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("trong năm2022phê duyệt", "trong năm 2022 phê duyệt"),
        ("còn 05hộ nghèo", "còn 05 hộ nghèo"),
        ("dinh dưỡng140.000.000đ", "dinh dưỡng 140.000.000đ"),
        ("đường 3,2km2 và 5km", "đường 3,2 km2 và 5 km"),
        ("số 12/QH15, mục 30a, 2m2", "số 12/QH15, mục 30a, 2m2"),
    ],
)
def test_a_missing_space_beside_a_figure_is_put_in(written: str, read: str) -> None:
    assert paragraphs(written) == [read]


def test_a_list_in_italics_keeps_its_items() -> None:
    assert paragraphs("*- Thôn A: 12 hộ;*\n*- Thôn B: 15 hộ.*") == ["- Thôn A: 12 hộ;", "- Thôn B: 15 hộ."]


def test_a_list_with_escaped_marks_keeps_its_items() -> None:
    assert paragraphs("1\\. Nội dung chính\n2\\. Nội dung khác\n\\- Thôn A") == [
        "1. Nội dung chính", "2. Nội dung khác", "- Thôn A"
    ]  # fmt: skip


def pages(*numbers: int) -> str:
    """Pages of running text with these numbers below them, in the middle of a sentence, without page ends."""
    page = "\n".join(textwrap.wrap(f"{FIRST} {SECOND} " * 3, 90)) + " và còn tiếp tục"
    return "\n\n".join(f"{page}\n\n{number}\n\nthực hiện các nội dung." for number in numbers)


def test_page_numbers_without_page_ends_are_left_out() -> None:
    assert all(
        "còn tiếp tục thực hiện" in paragraph for paragraph in paragraphs(pages(1, 2, 3)) if "tiếp tục" in paragraph
    )
    assert not [paragraph for paragraph in paragraphs(pages(1, 2, 4)) if paragraph.isdigit()]


def test_a_lone_figure_is_no_page_number() -> None:
    assert "12" in " ".join(paragraphs(pages(12))).split()
    stacked = "\n".join(["TT", "Thôn", "Số hộ", "1", "Ea Tul", "12", "2", "Buôn Sứt", "15", "3", "Ea Kar", "9"])
    assert [paragraph for paragraph in paragraphs(stacked) if paragraph.isdigit()] == ["1", "12", "2", "15", "3", "9"]
