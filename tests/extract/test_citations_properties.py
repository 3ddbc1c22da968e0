"""What may not change an identifier: spaces around its separators, kinds of dashes, line breaks, letter look-alikes."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from reportparse.config import Settings
from reportparse.extract import papers
from reportparse.lexicon import load_lexicon
from reportparse.model.document import Document, SourceFile
from reportparse.model.mention import Citation
from reportparse.structure.view import build_view
from reportparse.text.normalize import normalize

NUMBERS = st.integers(1, 9999).map(str) | st.integers(1, 99).map("{:02d}".format) | st.sampled_from(["30a", "66.7"])
STATE = st.sampled_from(
    [
        "QĐ-UBND",
        "KH-UBND",
        "NQ-HĐND",
        "TTr-SNNMT",
        "TB-VPCP",
        "HD-MTTQ-BTT",
        "UBND-VX",
        "CV-BCĐ",
        "BC-BKTXH",
        "QĐ-CTN",
        "VBHN-VPQH",
        "NQ-UBTVQH15",
        "CTr-UBND-UBMTTQVN-HLHPN-HND",
        "BNV-CTL&BHXH",
        "VPCP-V.I",
        "TCT",
    ]
)
NORMATIVE = st.sampled_from(
    ["NĐ-CP", "TT-BTC", "QĐ-TTg", "NQ-HĐND", "L-CTN", "TTLT-BLĐTBXH-BTC-BKHĐT", "QH14", "UBTVQH15", "NQ-UBTVQH14"]
)
PARTY = st.sampled_from(["NQ/TU", "CT/TW", "QĐ/ĐU", "CTr/HU", "CV/BTGDVTU", "QC/BTCTU-BNCTU", "QĐ/TWĐTN-VP", "QĐi/TU"])
OLD = st.sampled_from(["299-HĐBT", "64/CP", "163a/CT", "1234/QĐ.UB", "327-CT"])
KINDS = ("Quyết định", "Nghị quyết", "Kế hoạch", "Công văn", "Quy định", "Chương trình phối hợp")
YEARS = st.integers(1995, 2035)
BEFORE = "Thực hiện các chủ trương, chính sách giảm nghèo và thực hiện đầy đủ Văn bản số "
AFTER = " về việc triển khai thực hiện Chương trình mục tiêu quốc gia trên địa bàn các thôn"


def find(text: str) -> tuple[Citation, ...]:
    document = Document(source=SourceFile("a.txt", "0", "text/plain", 1), text=normalize(text).text)
    found = papers.extract(build_view(document, Settings(), load_lexicon()))
    return tuple(mention for mention in found if isinstance(mention, Citation))


@st.composite
def identifiers(draw: st.DrawFn) -> tuple[str, str]:
    """A canonical identifier and the same as somebody might type it."""
    number = draw(NUMBERS)
    kind = draw(st.sampled_from(["state", "normative", "party", "old"]))
    if kind == "party":
        canonical = f"{number}-{draw(PARTY)}"
    elif kind == "normative":
        canonical = f"{number}/{draw(YEARS)}/{draw(NORMATIVE)}"
    elif kind == "old":
        canonical = draw(OLD)
    else:
        canonical = f"{number}/{draw(STATE)}"
    typed = ""
    loose = True
    for character in canonical:
        if character == "-":
            spaced = draw(st.sampled_from(["-", "–", "- ", "– "] + ([" - ", " – "] if loose else [])))
            typed += spaced
            loose = False
        elif character == "/":
            typed += draw(st.sampled_from(["/", " /", "/ "]))
        else:
            typed += character
    return canonical, typed


@settings(deadline=None)
@given(identifiers())
def test_spelling_of_separators_does_not_matter(pair: tuple[str, str]) -> None:
    canonical, typed = pair
    assert [citation.identifier for citation in find(BEFORE + typed + AFTER)] == [canonical]


@settings(deadline=None)
@given(identifiers(), st.sampled_from(["\n", " \n", "\r\n"]), st.data())
def test_a_line_break_after_a_separator_does_not_matter(
    pair: tuple[str, str], line_break: str, data: st.DataObject
) -> None:
    canonical, _ = pair
    at = data.draw(st.sampled_from([index for index, mark in enumerate(canonical, 1) if mark in "/-"]))
    text = BEFORE + canonical[:at] + line_break + canonical[at:] + AFTER
    assert [citation.identifier for citation in find(text)] == [canonical]


@settings(deadline=None)
@given(identifiers(), st.sampled_from(["Đ", "\u00d0", "\u0189"]), st.sampled_from(["NFC", "NFD"]))
def test_look_alikes_and_decomposed_letters_do_not_matter(
    pair: tuple[str, str], letter: str, form: Literal["NFC", "NFD"]
) -> None:
    canonical, typed = pair
    text = unicodedata.normalize(form, BEFORE + typed.replace("Đ", letter) + AFTER)
    assert [citation.identifier for citation in find(text)] == [canonical]


@settings(deadline=None)
@given(identifiers(), st.sampled_from(["số ", "số: ", "Số ", "số", ""]), st.sampled_from(KINDS))
def test_the_words_before_do_not_matter(pair: tuple[str, str], so: str, kind: str) -> None:
    canonical, _ = pair
    (found,) = find(f"Thực hiện đầy đủ {kind} {so}{canonical} ngày 2/3/2024 của UBND huyện{AFTER}")
    assert (found.doc_type, found.identifier, found.date) == (kind, canonical, "2024-03-02")
    assert found.issuer == "UBND huyện"


@settings(deadline=None)
@given(STATE, st.integers(1, 28), st.integers(1, 12), YEARS)
def test_every_way_to_write_a_date_gives_the_same_value(symbol: str, day: int, month: int, year: int) -> None:
    want = f"{year}-{month:02d}-{day:02d}"
    for written in (
        f"ngày {day}/{month}/{year}",
        f", ngày {day:02d}/{month:02d}/{year}",
        f" ngày{day}/{month}/{year}",
        f"ngày {day} tháng {month} năm {year}",
        f"ngày {day}-{month}-{year}",
        f"ngày {day}.{month}.{year}",
    ):
        (found,) = find(f"Văn bản số 12/{symbol} {written} về giảm nghèo")
        assert found.date == want


@settings(deadline=None)
@given(st.text(alphabet="0123456789/-–.,: \nQĐUBNDKHTTgNQsốngàyLuậtcủaĐiều", max_size=120))
def test_any_text_is_read_and_spans_stand_in_order(text: str) -> None:
    normal = normalize(text).text
    found = find(text)
    for before, after in pairwise(found):
        assert before.span.end <= after.span.start
    for citation in found:
        assert 0 <= citation.span.start < citation.span.end <= len(normal)
        if citation.identifier is not None:
            assert citation.number is not None and citation.identifier.startswith(citation.number)
