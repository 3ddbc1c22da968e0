"""Citations: one line of specs/citations.jsonl is a text and every citation that must be found in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reportparse.config import Settings
from reportparse.extract import papers
from reportparse.extract.resolve import resolve, resolve_citations, resolve_references
from reportparse.lexicon import load_lexicon
from reportparse.model.document import Document, SourceFile
from reportparse.model.mention import Citation, Mentions, Reference
from reportparse.model.report import Header
from reportparse.structure.view import View, build_view
from reportparse.text.normalize import normalize

SPECS = Path(__file__).parents[1] / "fixtures" / "specs" / "citations.jsonl"
CASES = [json.loads(line) for line in SPECS.read_text("utf-8").splitlines()]


def view_of(text: str) -> View:
    document = Document(source=SourceFile("a.txt", "0", "text/plain", 1), text=normalize(text).text)
    return build_view(document, Settings(), load_lexicon())


def find(text: str) -> tuple[Citation, ...]:
    return tuple(mention for mention in papers.extract(view_of(text)) if isinstance(mention, Citation))


def refer(text: str) -> tuple[Reference, ...]:
    return tuple(mention for mention in papers.extract(view_of(text)) if isinstance(mention, Reference))


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_spec(case: dict[str, Any]) -> None:
    text = normalize(case["text"]).text
    found = find(case["text"])
    assert len(found) == len(case["expect"]), [citation.span.of(text) for citation in found]
    for citation, want in zip(found, case["expect"], strict=True):
        have = {key: citation.span.of(text) if key == "text" else getattr(citation, key) for key in want}
        assert have == want


def test_spans_mark_identifier_and_date() -> None:
    text = "Quyết định số 9/QĐ-UBND ngày 3/4/2023 của UBND xã"
    (found,) = find(text)
    assert found.identifier_span is not None and found.identifier_span.of(text) == "9/QĐ-UBND"
    assert found.date_span is not None and found.date_span.of(text) == "ngày 3/4/2023"


def test_own_number_is_no_citation_where_an_annex_repeats_it() -> None:
    text = "Số: 45/BC-UBND\n\nPhụ lục\n(Kèm theo Báo cáo số 45/BC-UBND ngày 5/8/2024 của UBND xã)"
    assert find(text) == ()


def test_a_paper_of_another_body_with_the_own_number_is_a_citation() -> None:
    text = "Số: 45/KH-UBND\n\nThực hiện Kế hoạch số 45/KH-UBND ngày 5/8/2024 của UBND huyện"
    assert [citation.identifier for citation in find(text)] == ["45/KH-UBND"]


def test_short_reference_resolves_to_the_last_full_one() -> None:
    text = (
        "Nghị định số 27/2022/NĐ-CP ngày 19/4/2022 của Chính phủ; theo Nghị định 27 và Nghị định 38, "
        "Luật Hộ tịch số 60/2014/QH13, quy định của Luật Hộ tịch"
    )
    found = resolve_citations(find(text))
    assert [citation.resolves_to for citation in found] == [None, "27/2022/NĐ-CP", None, None, "60/2014/QH13"]


def test_short_reference_with_another_year_stays_open() -> None:
    text = "Luật Đất đai số 31/2024/QH15 thay thế Luật Đất đai năm 2013"
    assert [citation.resolves_to for citation in resolve_citations(find(text))] == [None, None]


def test_issuer_is_completed_only_where_the_text_decides_it() -> None:
    text = (
        "Quyết định số 9/QĐ-UBND ngày 3/4/2023 của UBND xã A Bung. Quyết định số 9/QĐ-UBND. "
        "Quyết định số 9/QĐ-UBND ngày 5/5/2023."
    )
    assert [citation.issuer for citation in resolve_citations(find(text))] == ["UBND xã A Bung", "UBND xã A Bung", None]


def test_issuer_stays_open_between_two_candidates() -> None:
    text = (
        "Kế hoạch số 9/KH-UBND của UBND huyện Tu Lơ. Kế hoạch số 9/KH-UBND của UBND xã Tu Lơ. "
        "Theo Kế hoạch số 9/KH-UBND."
    )
    assert resolve_citations(find(text))[2].issuer is None


@pytest.mark.parametrize(
    ("words", "kind"),
    [("Nghị định này", "Nghị định"), ("Quyết định nói trên", "Quyết định"), ("Kế hoạch nêu trên", "Kế hoạch")],
)
def test_anaphora_are_found(words: str, kind: str) -> None:
    (found,) = refer(f"Thực hiện {words}, các thôn báo cáo.")
    assert found.doc_type == kind


@pytest.mark.parametrize("text", ["Kế hoạch trên địa bàn", "chương trình này", "các văn bản này", "kế hoạch này"])
def test_no_anaphora(text: str) -> None:
    assert refer(text) == ()


def test_anaphora_resolve_to_the_document_or_the_last_paper_of_the_kind() -> None:
    text = "Quyết định số 9/QĐ-UBND ngày 3/4/2023. Quyết định nói trên và Kế hoạch này."
    header = Header(doc_type="Kế hoạch", number="45", symbol="KH-UBND")
    found = resolve_references(refer(text), find(text), header, text)
    assert [reference.resolves_to for reference in found] == ["9/QĐ-UBND", "45/KH-UBND"]


def test_this_of_an_unknown_document_stays_open() -> None:
    text = "Quyết định số 9/QĐ-UBND ngày 3/4/2023. Quyết định này có hiệu lực."
    view = view_of(text)
    mentions = resolve(view, Mentions(citations=find(text), references=refer(text)))
    assert [reference.resolves_to for reference in mentions.references] == [None]


@pytest.mark.parametrize(
    "unit",
    ["QĐ-", "1/", "Luật A ", "Điều 1 khoản 2 ", "số 1 ", "12/QĐ-UBND, ", "Quyết định của ", "1/BNN&PTNT&", "1-NQ/"],
)
def test_hostile_text_is_read(unit: str) -> None:
    """Nothing is asserted but that it ends: a pattern that backtracks without bound would not."""
    find("Quyết định số 1/QĐ-UBND " + unit * 3000)


def test_a_list_item_that_begins_with_its_number_is_a_citation() -> None:
    papers = "- Số 12/KH-UBND ngày 3/4/2023 của UBND xã về chuyển đổi nghề."
    text = "Số: 45/BC-UBND\n\n" + "Xã đã triển khai thực hiện chương trình giảm nghèo bền vững. " * 10 + "\n\n" + papers
    assert [citation.identifier for citation in find(text)] == ["12/KH-UBND"]
