"""Words that a scan misreads: put right where nothing else can be meant, letter for letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structure_make import view

from reportparse.lexicon import load_lexicon
from reportparse.lexicon.schema import Misreading
from reportparse.structure.misread import mended

LEXICON = load_lexicon()
TERMS = [term for term in LEXICON.terms("misreadings") if isinstance(term, Misreading)]


@pytest.mark.parametrize(
    ("scanned", "meant"),
    [
        ("Kinh phí 12,5 triêu đông, gồm 3 tỷ đông", "Kinh phí 12,5 triệu đồng, gồm 3 tỷ đồng"),
        ("Tông số hô nghéo: 12 hô, 45 khâu", "Tổng số hộ nghèo: 12 hộ, 45 khẩu"),
        ("Quyêt định sô 12/QĐ-UBND ngày 5 thảng 3 nằm 2024", "Quyết định số 12/QĐ-UBND ngày 5 tháng 3 năm 2024"),
        ("TIÊU DỰ ÁN 1, hộ cân nghèo, dân tộc thiêu sô", "TIỂU DỰ ÁN 1, hộ cận nghèo, dân tộc thiểu số"),
    ],
)
def test_misread_words_are_put_right(scanned: str, meant: str) -> None:
    assert mended(scanned, LEXICON) == meant


@pytest.mark.parametrize(
    "text",
    [
        "5 đống rác, 12 đồng chí, mùa đông năm 2024, phía Đông",
        "mục tiêu dự án 2, chỉ tiêu Dự án 1, nộp 12 triệu đóng quỹ, kê khai, thống kê hoạt động",
        "hô hào, 12 hồ chứa, 3 họ tên, nằm trong vùng, cần nghèo đói chấm dứt",
        "thiếu số liệu, sổ 12, con só, tiêu dùng, khâu tổ chức",
    ],
)
def test_other_words_stay(text: str) -> None:
    assert mended(text, LEXICON) == text


@given(st.text(alphabet="hộ nghéo triêu đông 12sôKê\n\t", max_size=80))
def test_every_character_keeps_its_place(text: str) -> None:
    assert len(mended(text, LEXICON)) == len(text)
    assert mended(mended(text, LEXICON), LEXICON) == mended(text, LEXICON)


@pytest.mark.parametrize("term", TERMS, ids=[f"{term.name} {term.before}{term.after}" for term in TERMS])
def test_entries(term: Misreading) -> None:
    assert {len(form) for form in term.forms} == {len(term.name)}
    assert all(mended(example, LEXICON) != example for example in term.examples)


def test_the_document_stays_as_it_is_stored() -> None:
    found = view("Kinh phí 12 triêu đông.")
    assert found.document.text == "Kinh phí 12 triêu đông."
    assert found.flow.text == "Kinh phí 12 triệu đồng.\n"
