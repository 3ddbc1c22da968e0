"""Normalisation and its way back: the same text whatever its Unicode form, every character with its source."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportparse.text.fold import fold, squeeze, unmark
from reportparse.text.normalize import normalize
from reportparse.text.offsets import OffsetMap

VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
LETTERS = VIETNAMESE + VIETNAMESE.upper() + "0123456789 .,;/-–%"
ENTITIES = st.sampled_from(["&nbsp;", "&amp;", "&ndash;", "&amp;nbsp;", "&#8211;", "&shy;", "&lt;b&gt;", "&", ";"])
SPECIALS = "\u00a0\u2003\u3000\u200b\ufeff\u00ad\u2011\u2212\u00d0\x0c\r\n\t\x00\u0301\u0323"
DROPPED = "\u00ad\u200b\ufeff\x00"
WORDS = st.text(LETTERS, max_size=60)
RAW = st.lists(
    st.one_of(
        WORDS, WORDS.map(lambda text: unicodedata.normalize("NFD", text)), st.text(SPECIALS, max_size=4), ENTITIES
    ),
    max_size=8,
).map("".join)


@given(WORDS)
def test_nfd_and_nfc_give_one_text(text: str) -> None:
    assert normalize(unicodedata.normalize("NFD", text)).text == normalize(text).text == text


def next_step(raw: str, end: int) -> int:
    """How many characters from `end` on belong to the letter before: a mark, or what is dropped on the way to one."""
    if raw.startswith("&shy;", end):
        return 5
    return int(end < len(raw) and (raw[end] in DROPPED or unicodedata.category(raw[end]).startswith("M")))


@given(RAW)
def test_normal_text_stays_as_it_is(raw: str) -> None:
    once = normalize(raw).text
    again = normalize(once)
    assert again.text == once
    assert [again.offsets.source(at) for at in range(len(once))] == list(range(len(once)))


@given(RAW)
def test_every_character_leads_to_what_it_was_made_from(raw: str) -> None:
    normal = normalize(raw)
    last = -1
    for at, character in enumerate(normal.text):
        source = normal.offsets.source(at)
        assert last < source < len(raw)
        last = source
        if unicodedata.category(character).startswith("M"):
            continue  # a mark that found no letter to join; the marks of one letter may have changed places
        if raw[source] == "&":
            continue  # an entity, which is longer than what it stands for
        end = source + 1
        while step := next_step(raw, end):
            end += step
        assert made_from(raw[source:end].replace("&shy;", ""), character), (raw[source:end], character)


def test_a_dropped_character_between_a_letter_and_its_mark() -> None:
    raw = "Xa\u200b\u0303 có 12 hộ"
    normal = normalize(raw)
    assert normal.text == "Xã có 12 hộ"
    assert normal.offsets.source(normal.text.index("1")) == raw.index("1")


def made_from(source: str, character: str) -> bool:
    """Whether the characters of the file can have become this one; marks that follow may be characters of their own."""
    if character == "\n":
        return source[0] in "\r\n"
    return normalize(source).text.startswith(character)


@given(RAW)
def test_lines_count_as_in_the_file(raw: str) -> None:
    assert normalize(raw).text.count("\n") == raw.replace("\r\n", "\n").replace("\r", "\n").count("\n")


@given(st.text())
def test_any_text_can_be_normalised(raw: str) -> None:
    normal = normalize(raw)
    assert unicodedata.is_normalized("NFC", normal.text)
    assert not set(normal.text) & set("\r\u00a0\u00ad\u200b\ufeff")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("675/QĐ\u2011UBND", "675/QĐ-UBND"),
        ("Ðảng bộ", "Đảng bộ"),
        ("12\u00a0hộ", "12 hộ"),
        ("giảm\u00ad nghèo", "giảm nghèo"),
        ("trang 1\x0ctrang 2", "trang 1 trang 2"),
        ("một\r\nhai\rba", "một\nhai\nba"),
        ("2021 \u2013 2025", "2021 \u2013 2025"),
        ("2021 \u2014 2025", "2021 \u2013 2025"),
        ("Dự án&nbsp;1 &ndash; Tiểu dự án&#160;2", "Dự án 1 \u2013 Tiểu dự án 2"),
        ("LĐ&amp;TB", "LĐ&TB"),
        ("a &amp;nbsp; b", "a   b"),
        ("R&D; S & P;", "R&D; S & P;"),
    ],
)
def test_what_is_changed_and_what_is_not(raw: str, text: str) -> None:
    assert normalize(raw).text == text


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9)), max_size=20))
def test_an_offset_map_leads_every_piece_back(pieces: list[tuple[int, int]]) -> None:
    """Pieces of the given lengths, each after a gap in the source."""
    made = source = 0
    pairs: list[tuple[int, int]] = []
    wanted: list[int] = []
    for length, gap in pieces:
        source += gap
        pairs.append((made, source))
        wanted += range(source, source + length)
        made, source = made + length, source + length
    offsets = OffsetMap.from_pieces(pairs)
    assert [offsets.source(at) for at in range(made)] == wanted
    assert offsets.starts[0] == 0
    assert all(one < other for one, other in pairwise(offsets.starts))
    for start in range(made):
        span = offsets.source_span(start, start + 1)
        assert (span.start, span.end) == (wanted[start], wanted[start] + 1)


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    normal = normalize(text).text
    assert len(fold(normal)) == len(unmark(normal)) == len(normal)


@given(WORDS)
def test_folded_vietnamese_is_plain(text: str) -> None:
    folded = fold(text)
    assert folded.replace("–", "-").isascii()
    assert folded == fold(folded) == fold(text.upper())


@pytest.mark.parametrize(
    ("text", "folded"), [("Đường Trường Sơn", "duong truong son"), ("HỘ NGHÈO", "ho ngheo"), ("uỷ ban", "uy ban")]
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_a_pile_of_marks_is_cut_before_it_is_sorted() -> None:
    """Sorting the marks of one letter takes the square of their number: 200,000 would take hours."""
    raw = "hộ " + "o" + "\u0301\u0323" * 100_000 + " nghèo"
    normal = normalize(raw)
    assert normal.text.startswith("hộ ọ") and normal.text.endswith("\ufffd nghèo")
    assert len(normal.text) < 50
    assert normal.offsets.source(normal.text.index(" nghèo")) == raw.index(" nghèo")
    assert normalize(normal.text).text == normal.text


@given(st.text(" \t\n\u00a0ab", max_size=30))
def test_squeezing(text: str) -> None:
    squeezed = squeeze(text)
    assert "  " not in squeezed
    assert squeezed == squeezed.strip()
    assert squeezed.replace(" ", "") == "".join(text.split())
