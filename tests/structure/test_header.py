"""The header of documents in every layout: one line of specs/headers.jsonl is one document and what must be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportparse.lexicon import load_lexicon
from reportparse.model.document import Document, SourceFile
from reportparse.model.report import Header
from reportparse.structure.flow import build_flow
from reportparse.structure.header import read_form
from reportparse.structure.header_lists import clean_item, list_items
from reportparse.structure.header_names import body_name, unit_name
from reportparse.structure.header_number import iso_date, symbol
from reportparse.structure.header_text import head_zone, zone_before
from reportparse.text.fold import fold
from reportparse.text.normalize import normalize

SPECS = Path(__file__).parents[1] / "fixtures" / "specs" / "headers.jsonl"
CASES = [json.loads(line) for line in SPECS.read_text("utf-8").splitlines()]


def document_of(text: str) -> Document:
    return Document(source=SourceFile("a.txt", "0", "text/plain", 1), text=normalize(text).text)


def header_of(text: str) -> Header:
    document = document_of(text)
    return read_form(document, build_flow(document), load_lexicon()).header


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_header_as_specified(case: dict[str, object]) -> None:
    header = header_of(str(case["text"]))
    expected = case["expect"]
    assert isinstance(expected, dict)
    found = {field: getattr(header, field) for field in expected}
    assert {k: list(v) if isinstance(v, tuple) else v for k, v in found.items()} == expected


PLACES = st.sampled_from(["Tân Lập", "Ia Rươi", "Đắk R'Lấp", "Phường 4", "Mường Lạn"])
ISSUERS = st.sampled_from(["XÃ TÂN LẬP", "PHƯỜNG 4", "THỊ TRẤN CHỢ MỚI"])
WIDE, NARROW = " " * 12, " "


@st.composite
def forms(draw: st.DrawFn) -> tuple[str, dict[str, object]]:
    """A header in one of its layouts, with what it says."""
    number = draw(st.one_of(st.none(), st.integers(1, 9999).map(lambda n: f"{n:02}")))
    code = draw(st.sampled_from(["BC-UBND", "KH-UBND", "TTr-UBND", "NQ-HĐND", "BC-UBND-VX"]))
    place, unit = draw(PLACES), draw(ISSUERS)
    day, month, year = draw(st.integers(1, 28)), draw(st.integers(1, 12)), draw(st.integers(2015, 2030))
    symbol_line = f"Số: {number or '     '}/{code}"
    date_line = f"{place}, ngày {day:02} tháng {month} năm {year}"
    left = ["ỦY BAN NHÂN DÂN", unit, symbol_line]
    right = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", date_line]
    layout = draw(st.sampled_from(["wide", "narrow", "left first", "right first", "tabs"]))
    gap = {"wide": WIDE, "narrow": NARROW, "tabs": "\t"}.get(layout)
    if gap:
        lines = [f"{a}{gap}{b}" for a, b in zip(left, right, strict=True)]
    else:
        lines = left + right if layout == "left first" else right + left
    title = draw(st.sampled_from(["BÁO CÁO", "KẾ HOẠCH", "Tờ trình", "**NGHỊ QUYẾT**"]))
    text = "\n".join([*lines, "", title, "Kết quả năm 2024", "", "Căn cứ tình hình;"])
    expected = {"number": number, "symbol": code, "place": place, "date": f"{year}-{month:02}-{day:02}"}
    return text, {**expected, "subject": "Kết quả năm 2024", "issuer": body_name(f"ỦY BAN NHÂN DÂN {unit}")}


@settings(max_examples=150, deadline=None)
@given(forms())
def test_a_header_reads_the_same_in_every_layout(form: tuple[str, dict[str, object]]) -> None:
    text, expected = form
    header = header_of(text)
    found = {field: getattr(header, field) for field in expected}
    assert {**found, "issuer": fold(str(found["issuer"]))} == {**expected, "issuer": fold(str(expected["issuer"]))}
    if header.number_span:
        assert header.number_span.of(text).replace(" ", "").endswith(str(expected["symbol"]))
    assert header.date_span is not None
    assert header.date_span.of(text).startswith("ngày")


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=400))
def test_any_text_has_a_header(text: str) -> None:
    document = document_of(text)
    header = read_form(document, build_flow(document), load_lexicon()).header
    for span in (header.number_span, header.date_span):
        assert span is None or span.end <= len(document.text)


@given(st.text(alphabet="ab *#|_<b>\n\t-", max_size=300), st.integers(0, 300))
def test_zones_keep_every_character_in_its_place(text: str, end: int) -> None:
    document = document_of(text)
    for zone in (head_zone(document), zone_before(document, min(end, len(text)), 5)):
        source = document.text[zone.start : zone.end]
        assert len(source) == len(zone.text)
        assert all(a == b or not b.strip() or b == "-" for a, b in zip(source, zone.text, strict=True))
        for segment in zone.segments:
            assert fold(document.text[segment.start : segment.end]).count("a") == segment.folded.count("a")


@given(st.dates())
def test_iso_date_of_a_full_date(day: object) -> None:
    year, month, date = str(day).split("-")
    assert iso_date(date, month, year) == str(day)
    assert iso_date("  ", month, year) == f"{year}-{month}"
    assert iso_date(date, "…", year) == year
    assert iso_date(date, month, "20..") is None


@given(
    st.lists(st.sampled_from(["Như trên", "TT- HĐND xã", "Lưu: VT, KT", "UBND huyện (b/c)"]), min_size=1, max_size=5)
)
def test_a_list_on_one_line_comes_apart(items: list[str]) -> None:
    assert [clean_item(item) for item in list_items("- " + "; - ".join(items) + ".")] == items


@pytest.mark.parametrize(
    ("written", "normal"),
    [("BC – UBND", "BC-UBND"), ("KH - UBND", "KH-UBND"), ("BC/ ĐU", "BC/ĐU"), ("2025/ NQ-HĐND", "2025/NQ-HĐND")],
)
def test_symbol(written: str, normal: str) -> None:
    assert symbol(written) == normal


@pytest.mark.parametrize(
    ("capitals", "name"),
    [
        ("XÃ ĐẮK R'LẤP", "xã Đắk R'Lấp"),
        ("PHƯỜNG 2", "Phường 2"),
        ("TỈNH BÀ RỊA - VŨNG TÀU", "tỉnh Bà Rịa - Vũng Tàu"),
        ("Thị trấn Hà Lam", "Thị trấn Hà Lam"),
    ],
)
def test_unit_name(capitals: str, name: str) -> None:
    assert unit_name(capitals) == name


def test_the_text_decides_how_a_name_is_written() -> None:
    assert unit_name("XÃ ĐĂK RLUNG", "người dân xã Đăk RLung") == "xã Đăk RLung"


@pytest.mark.parametrize(
    ("header", "identifier"),
    [
        (Header(number="15", symbol="BC/ĐU"), "15-BC/ĐU"),
        (Header(number="45", symbol="BC-UBND"), "45/BC-UBND"),
        (Header(number="48", symbol="NQ-HĐND", year=2025), "48/2025/NQ-HĐND"),
    ],
)
def test_own_identifier(header: Header, identifier: str) -> None:
    assert header.identifier == identifier
