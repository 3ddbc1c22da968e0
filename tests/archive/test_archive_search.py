from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from archive_make import add, archive, failed_report, report
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportparse.archive.connect import holds_words
from reportparse.archive.passages import passages
from reportparse.archive.query import parse_query, spellings
from reportparse.archive.search import Filters, Hit, search
from reportparse.model.document import Document, Page, SourceFile
from reportparse.model.span import Span

ONE = """ỦY BAN NHÂN DÂN PHƯỜNG 2
Căn cứ Quyết định số 675/QĐ-
UBND ngày 30/5/2024 của UBND thị xã Mẫu.

Đường giao thông nông thôn được mở rộng.
Số hộ nghèo đầu kỳ: 46 hộ.

Kinh phí đào tạo nghề: 530.050.000 đồng.
"""
TWO = """UBND XÃ HÒA BÌNH
Nhân dân xã Hòa Bình trồng dương liễu ven biển.

Hỗ trợ người nghèo vay vốn theo Nghị quyết 04-NQ/TU.
"""


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Any]:
    with archive(tmp_path / "a.db") as opened:
        page = ONE.index("Số hộ nghèo")
        pages = (Page(1, Span(0, page)), Page(2, Span(page, len(ONE))))
        add(opened, report(ONE, path="mot.txt", pages=pages))
        add(opened, report(TWO, path="hai.txt", unit="Xã Hòa Bình", doc_type="Kế hoạch", period="2023"))
        add(opened, failed_report())
        yield opened


def names(hits: list[Hit]) -> list[str]:
    return list(dict.fromkeys(hit.source for hit in hits))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("đường", ["mot.txt"]),
        ("duong", ["mot.txt", "hai.txt"]),  # without marks: đường and dương
        ("DƯƠNG", ["hai.txt"]),
        ("hộ nghèo", ["mot.txt"]),
        ("ho ngheo", ["mot.txt", "hai.txt"]),
        ('"ho ngheo"', ["mot.txt"]),
        ("675/QĐ-UBND", ["mot.txt"]),  # broken over two lines
        ("675/qd-ubnd", ["mot.txt"]),
        ("04-NQ/TU", ["hai.txt"]),
        ("04–NQ / TU", ["hai.txt"]),
        ("hoà bình", ["hai.txt"]),  # the tone mark on the other letter
        ("hòa bình", ["hai.txt"]),
        ("ho\u0300a bi\u0300nh", ["hai.txt"]),  # marks as separate characters
        ('phường "đào tạo nghề"', ["mot.txt"]),  # words in different passages
        ("530.050.000", ["mot.txt"]),
        ("không có ở đâu", []),
        ("", []),
        ('"', []),
        ("---", []),
    ],
)
def test_queries(db: Any, query: str, expected: list[str]) -> None:
    assert sorted(names(search(db, query))) == sorted(expected)


def test_a_hit_names_its_place(db: Any) -> None:
    (hit,) = search(db, '"hộ nghèo"')
    assert (hit.line, hit.page, hit.start) == (6, 2, ONE.index("hộ nghèo"))
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["hộ nghèo"]
    (hit,) = search(db, "675/qd-ubnd")
    assert (hit.line, hit.page) == (2, 1)
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["675/QĐ- UBND"]


def test_passages_with_all_words_come_first(db: Any) -> None:
    assert search(db, "nghèo vay")[0].source == "hai.txt"


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(doc_type="bao cao"), ["mot.txt"]),
        (Filters(doc_type="Kế hoạch"), ["hai.txt"]),
        (Filters(area="phuong 2"), ["mot.txt"]),
        (Filters(area="Phường"), ["mot.txt"]),
        (Filters(area="Thị xã Mẫu"), ["mot.txt", "hai.txt"]),
        (Filters(area="phuong 21"), []),
        (Filters(year=2023), ["hai.txt"]),
        (Filters(year=2024), ["mot.txt"]),
        (Filters(area="' OR 1=1 --"), []),
    ],
)
def test_filters(db: Any, filters: Filters, expected: list[str]) -> None:
    assert sorted(names(search(db, "ubnd", filters) + search(db, "uy ban", filters))) == sorted(expected)


def test_the_limit_holds(db: Any) -> None:
    assert len(search(db, "ubnd", limit=1)) == 1
    assert search(db, "ubnd", limit=0) == []


def test_superseded_versions_are_found_and_marked(db: Any) -> None:
    add(db, report(ONE + "thêm", path="moi.txt"))
    found = {hit.source: hit.current for hit in search(db, '"hộ nghèo"')}
    assert found == {"mot.txt": False, "moi.txt": True}
    assert names(search(db, '"hộ nghèo"', Filters(current_only=True))) == ["moi.txt"]


def test_what_a_new_reading_no_longer_has_is_no_longer_found(db: Any) -> None:
    made = report(ONE, path="mot.txt")
    assert made.document is not None
    empty = Document(made.document.source, "không còn gì")
    add(db, type(made)(path="mot.txt", sha256=made.sha256, media_type=None, status="ok", document=empty))
    assert search(db, "đường") == []
    db.execute("INSERT INTO passages_fts (passages_fts) VALUES ('integrity-check')")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=80) | st.text(alphabet='"*():^-+{}[]~/\\ AND OR NOT NEAR đờ\x00', max_size=80))
def test_no_query_is_an_error(db: Any, query: str) -> None:
    for hit in search(db, query):
        assert all(0 <= start < end <= len(hit.snippet) for start, end in hit.marks)


@pytest.mark.parametrize(
    "query",
    [
        "a " * 5000,
        " ".join(f"t{n}" for n in range(5000)),
        '"' * 999,
        "exact:hộ OR folded:x",
        "NEAR(a b, 1)",
        "\ud800 x",
        "-" * 9 + "1",
        "x" * 100_000,
    ],
)
def test_odd_queries_are_no_error(db: Any, query: str) -> None:
    search(db, query)


def test_queries_choose_their_column() -> None:
    marked, plain = parse_query('Hộ "nghèo đa chiều" 675/QĐ-UBND'), parse_query("ho NGHEO")
    assert marked is not None
    assert plain is not None
    assert (marked.column, marked.terms) == ("exact", ("hộ", "nghèo đa chiều", "675 qđ ubnd"))
    assert (plain.column, plain.terms) == ("folded", ("ho", "ngheo"))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("hòa", {"hòa", "hoà"}),
        ("thuý", {"thúy", "thuý"}),
        ("quý", {"quý"}),
        ("hoàn", {"hoàn"}),
        ("toán", {"toán"}),
        ("uỷ ban", {"uỷ ban", "ủy ban"}),
    ],
)
def test_both_places_of_the_tone_mark(word: str, expected: set[str]) -> None:
    assert set(spellings(word)) == expected


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Phường 2", "phuong 2", True),
        ("Phường 21", "phường 2", False),
        ("Phường Tân An", "tan an", True),
        ("Phường Tân An", "tấn an", False),
        (None, "x", False),
    ],
)
def test_words_of_names(text: str | None, words: str, expected: bool) -> None:
    assert holds_words(text, words) is expected


@settings(max_examples=200, deadline=None)
@given(
    text=st.text(alphabet="ab. ;\n", max_size=300)
    | st.lists(st.sampled_from(["một dòng. " * 40, "x", ""])).map("\n".join),
    cuts=st.lists(st.integers(0, 300), max_size=4),
)
def test_passages_are_the_whole_text(text: str, cuts: list[int]) -> None:
    edges = [0, *sorted({cut for cut in cuts if cut < len(text)} - {0}), len(text)]
    pages = tuple(Page(n, Span(a, b)) for n, (a, b) in enumerate(pairwise(edges), 1))
    document = Document(SourceFile("a.txt", "0" * 64, "text/plain", 0), text, pages=pages)
    found = list(passages(document))
    assert "".join(passage.span.of(text) for passage in found) == text
    for passage in found:
        assert passage.line == document.line_of(passage.span.start)
        assert passage.page == document.page_of(passage.span.start)
        assert all(document.page_of(start) == number for start, number in passage.breaks)


def test_running_lines_stay_together_and_paragraphs_do_not() -> None:
    text = "Căn cứ Quyết định số 675/QĐ-\nUBND ngày 30/5/2024\n\n\nĐoạn hai\nĐoạn ba"
    spans = tuple(Span(text.index(word), text.index(word) + len(word)) for word in ("Đoạn hai", "Đoạn ba"))
    document = Document(SourceFile("a.txt", "0" * 64, "text/plain", 0), text, paragraphs=spans)
    assert [passage.line for passage in passages(document)] == [1, 5, 6]
