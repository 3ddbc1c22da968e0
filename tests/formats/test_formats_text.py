"""Plain text, Markdown and HTML: encodings, lines, pages, tables."""

from __future__ import annotations

import codecs
import unicodedata

import pytest
from formats_making import grid, read_bytes, read_text
from hypothesis import given
from hypothesis import strategies as st

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.formats.textgrid import find_tables, inner
from reportparse.model.span import Span

SENTENCE = "Ủy ban nhân dân xã Đồng Tiến báo cáo: hộ nghèo giảm 12 hộ.\nTổng số 35 hộ, tỷ lệ 1,21 %\n"


@pytest.mark.parametrize(
    "data",
    [
        SENTENCE.encode("utf-8"),
        codecs.BOM_UTF8 + SENTENCE.encode("utf-8"),
        codecs.BOM_UTF16_LE + SENTENCE.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + SENTENCE.encode("utf-16-be"),
        unicodedata.normalize("NFD", SENTENCE).encode("utf-8"),
        SENTENCE.replace("\n", "\r\n").encode("utf-8"),
    ],
)
def test_encodings_of_unicode_give_the_same_text(data: bytes) -> None:
    document = read_bytes(data, "a.txt")
    assert document.text == SENTENCE
    assert document.quality == "good"
    assert document.issues == ()


def test_windows_1258_is_recognised() -> None:
    # Base letters with marks, tones as combining characters: how Windows stores Vietnamese in one byte a letter.
    decomposed = "".join(_windows_1258(ch) for ch in SENTENCE)
    document = read_bytes(decomposed.encode("cp1258"), "a.txt")
    assert document.text == SENTENCE
    assert [issue.code for issue in document.issues] == ["windows-1258"]


def _windows_1258(ch: str) -> str:
    for tone in "\u0300\u0301\u0303\u0309\u0323":
        base = unicodedata.normalize("NFC", unicodedata.normalize("NFD", ch).replace(tone, "", 1))
        if len(base) == 1 and unicodedata.normalize("NFC", base + tone) == ch and base != ch:
            return base + tone
    return ch


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (bytes(range(256)) * 20, "binary"),
        ("Отчёт о бедности в районе за год".encode("cp1251") * 20, "encoding"),
        (b"\xff\xfe" + b"\x01\xd8" * 500, "binary"),
    ],
)
def test_bytes_that_are_no_text_say_why(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_bytes(data, "a.txt")
    assert caught.value.code == code
    assert caught.value.reason
    assert caught.value.remedy


def test_a_few_damaged_bytes_are_marked_and_reported() -> None:
    data = (SENTENCE * 20).encode() + "hộ nghè".encode()[:-1]
    document = read_bytes(data, "a.txt")
    assert document.text.endswith("hộ ngh\ufffd")
    assert ("damaged-text", "error") in [(issue.code, issue.severity) for issue in document.issues]


def test_too_long_a_text_is_refused_with_both_numbers() -> None:
    with pytest.raises(UnreadableFileError, match=r"1\.000.*100") as caught:
        read_bytes(b"a" * 1000, "a.txt", Settings(max_chars=100))
    assert caught.value.code == "too-long"


def test_fifty_megabytes_give_the_clear_limit() -> None:
    with pytest.raises(UnreadableFileError, match=r"50\.000\.000") as caught:
        read_bytes(b"a b c d e\n" * 5_000_000, "a.txt")
    assert caught.value.code == "too-long"


VIETNAMESE = st.text("abc ủấ\u0300\u0323đ\u00ad\u200b\u00a0\ufeff\t|*-\r\n\f", max_size=80)


@given(VIETNAMESE)
def test_lines_count_as_in_the_file(text: str) -> None:
    text = "x" + text
    document = read_text(text)
    expected = text.count("\n") if "\n" in text else text.count("\r")
    assert document.text.count("\n") == expected
    assert len(document.lines) == expected + 1


@given(VIETNAMESE)
def test_pages_and_cells_lie_inside_the_text(text: str) -> None:
    document = read_text("x" + text)
    for page in document.pages:
        assert page.span.end <= len(document.text)
    for table in document.tables:
        assert table.cells
        for cell in table.cells:
            assert table.span.covers(cell.span)
            assert cell.span.of(document.text) == cell.span.of(document.text).strip()
            if len(cell.span):
                assert document.cell_at(cell.span.start) is not None


def test_form_feeds_are_page_breaks() -> None:
    document = read_text("Trang một\nhai\n\fTrang hai\n\f")
    assert [page.span.of(document.text).strip() for page in document.pages] == ["Trang một\nhai", "Trang hai"]
    assert document.page_of(document.text.index("Trang hai")) == 2
    assert read_text("Không có trang\n").pages == ()


def test_form_feeds_are_found_after_dropped_characters() -> None:
    document = read_text("a\u0301\u00ad\u00adb\n\fhai\u200b ba\n\fbốn")
    assert [page.span.of(document.text).strip() for page in document.pages] == ["áb", "hai ba", "bốn"]


TABS = """Đầu đề
TT\tTên thôn\tHộ nghèo
1\t Thôn Đông \t12
2\tThôn Tây\t
\tCộng\t12
Sau bảng
"""


def test_lines_with_tabs_are_a_table() -> None:
    document = read_text(TABS)
    (table,) = document.tables
    assert table.origin == "tabs"
    assert grid(document, table) == [
        ["TT", "Tên thôn", "Hộ nghèo"],
        ["1", "Thôn Đông", "12"],
        ["2", "Thôn Tây", ""],
        ["", "Cộng", "12"],
    ]
    place = document.place_of(Span(document.text.index("Thôn Tây"), document.text.index("Thôn Tây") + 4))
    assert (place.table, place.row, place.column) == (1, 3, 2)


@pytest.mark.parametrize("gap", ["\n\n", "\n \n", "\n\n\n"])
def test_blank_lines_between_all_rows_are_allowed(gap: str) -> None:
    document = read_text(TABS.replace("\n", gap))
    assert [(table.n_rows, table.n_columns) for table in document.tables] == [(4, 3)]


def test_ragged_rows_are_kept() -> None:
    document = read_text("a\tb\tc\n1\t2\nd\te\tf\n3\t4\t5\n")
    assert [len(row) for row in grid(document, document.tables[0])] == [3, 2, 3, 3]


@pytest.mark.parametrize(
    "text",
    [
        "a\tb\tc\n",  # one row
        "Kính gửi:\tÔng A\nNơi nhận:\tÔng B\n",  # one tab a line: an aligned pair
        "\t\tĐoạn thụt đầu dòng\n\t\tĐoạn khác\n",  # indentation
        "a\tb\tc\n\nd\n\ne\tf\tg\n",  # rows apart
    ],
)
def test_other_tabs_are_no_table(text: str) -> None:
    assert read_text(text).tables == ()


def test_markdown_tables() -> None:
    document = read_text(
        "# Bảng\n\n| TT | **Số hộ** | <b>Tỷ lệ</b> |\n|:--|---:|:-:|\n| 1 | 12 | a\\|b |\n| 2 |  | 5 |\n\nHết | rồi\n",
        "a.md",
    )
    (table,) = document.tables
    assert table.origin == "pipes"
    assert document.source.media_type == "text/markdown"
    assert grid(document, table) == [["TT", "Số hộ", "Tỷ lệ"], ["1", "12", "a\\|b"], ["2", "", "5"]]


def test_markdown_tables_without_outer_pipes_and_without_separator() -> None:
    assert grid(*_only("x\n\nA | B\n--- | ---\n1 | 2\n")) == [["A", "B"], ["1", "2"]]
    assert grid(*_only("| A | B |\n| 1 | 2 |\n")) == [["A", "B"], ["1", "2"]]
    assert read_text("a | b\nc | d\n", "a.md").tables == ()


def _only(text: str):  # type: ignore[no-untyped-def]
    document = read_text(text, "a.md")
    (table,) = document.tables
    return document, table


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        (" 5 ", "5"),
        ("**5**", "5"),
        ("<b>5</b>", "5"),
        (" <b> **5** </b> ", "5"),
        ("**Tổng** và **cộng**", "**Tổng** và **cộng**"),
        ("<b>a</b> <b>c</b>", "<b>a</b> <b>c</b>"),
        ("<strong class='x'>Hộ</strong>", "Hộ"),
        ("", ""),
        ("** **", ""),
        ("*5", "*5"),
    ],
)
def test_markup_around_a_whole_cell_is_outside_its_span(written: str, seen: str) -> None:
    assert inner(written, Span(0, len(written))).of(written) == seen


@given(st.text("a1 \t|\n-*:", max_size=120))
def test_tables_do_not_overlap_and_cells_are_in_order(text: str) -> None:
    end = -1
    for table in find_tables(text):
        assert table.span.start > end
        end = table.span.end
        starts = [cell.span.start for cell in table.cells]
        assert starts == sorted(starts)
        assert all(table.span.covers(cell.span) for cell in table.cells)


HTML = """<!DOCTYPE html><html><head><title>không hiện</title><style>p{color:red}</style></head><body>
<h1>B&aacute;o c&aacute;o</h1><p>&#7910;y ban<br>dòng hai<p>Hai <b>đậm</b>
  chữ<ul><li>một<li>hai</ul><ol start=3><li>ba</ol>
<table><tr><th rowspan=2>TT<th colspan=2>Số hộ<tr><td>A<td>B<tr><td>1<td>5 <p>hộ<td><table><tr><td>n1<td>n2</table>
</table><script>var a = "<p>sai</p>";</script>Hết<![if !x]> rồi<![endif]>
"""


def test_html_blocks_lists_and_entities() -> None:
    document = read_text(HTML, "a.html")
    assert [span.of(document.text) for span in document.paragraphs] == [
        "Báo cáo",
        "Ủy ban",
        "dòng hai",
        "Hai đậm chữ",
        "- một",
        "- hai",
        "3. ba",
        "Hết rồi",
    ]


def test_html_tables_keep_merged_cells() -> None:
    document = read_text(HTML, "a.html")
    (table,) = document.tables
    assert [(c.row, c.column, c.row_span, c.column_span, c.span.of(document.text)) for c in table.cells] == [
        (0, 0, 2, 1, "TT"),
        (0, 1, 1, 2, "Số hộ"),
        (1, 1, 1, 1, "A"),
        (1, 2, 1, 1, "B"),
        (2, 0, 1, 1, "1"),
        (2, 1, 1, 1, "5 hộ"),
        (2, 2, 1, 1, "n1 n2"),
    ]
    assert table.span.of(document.text).split("\n")[1] == "A\tB"


def test_html_with_a_declared_charset() -> None:
    data = "<html><meta charset=windows-1252><p>Ann\u00e9e pauvre \u00fc\u00f1 &#7911;</html>".encode("cp1252")
    assert read_bytes(data, "a.htm").text.strip() == "Ann\u00e9e pauvre \u00fc\u00f1 ủ"


MARKUP = ["<p>", "</p>", "<td>", "<tr>", "<table>", "</table>", "<li>", "<ol>", "<![x", "<!--", "-->", "&", "ủ", "<b"]


@given(st.lists(st.sampled_from([" ", *MARKUP])))
def test_html_in_any_order_is_read(pieces: list[str]) -> None:
    document = read_text("<html>x" + "".join(pieces), "a.html")
    for table in document.tables:
        assert all(table.span.covers(cell.span) for cell in table.cells)


def test_deep_html_does_not_exhaust_the_stack() -> None:
    assert read_text("<html>" + "<div>" * 20_000 + "sâu", "a.html").text.strip() == "sâu"
