"""References that are no citations, what short citations and references stand for, and why some stay open."""

from __future__ import annotations

import pytest

from reportparse.config import Settings
from reportparse.extract import papers
from reportparse.extract.resolve import resolve
from reportparse.lexicon import load_lexicon
from reportparse.model.document import Document, SourceFile
from reportparse.model.mention import Citation, Mentions, Reference
from reportparse.structure.view import build_view
from reportparse.text.normalize import normalize

HEADER = "ỦY BAN NHÂN DÂN\nXÃ TẢ VAN\n\nSố: 45/KH-UBND\n\nKẾ HOẠCH\nGiảm nghèo năm 2024\n\n"


def read(text: str) -> tuple[str, Mentions]:
    """The normalised text, its citations and references, resolved."""
    text = normalize(text).text
    document = Document(source=SourceFile("a.txt", "0", "text/plain", 1), text=text)
    view = build_view(document, Settings(), load_lexicon())
    found = papers.extract(view)
    mentions = Mentions(
        citations=tuple(mention for mention in found if isinstance(mention, Citation)),
        references=tuple(mention for mention in found if isinstance(mention, Reference)),
    )
    return text, resolve(view, mentions)


def references(text: str) -> list[tuple[str, str, str | None, str | None]]:
    text, mentions = read(text)
    return [(each.span.of(text), each.use, each.resolves_to, each.reason) for each in mentions.references]


def shorts(text: str) -> list[tuple[str, str | None, str | None]]:
    text, mentions = read(text)
    return [
        (each.span.of(text), each.resolves_to, each.reason) for each in mentions.citations if each.identifier is None
    ]


def test_the_name_given_to_a_paper_just_cited_is_no_second_citation() -> None:
    text = (
        "Nghị định số 27/2022/NĐ-CP ngày 19/4/2022 của Chính phủ (sau đây gọi tắt là Nghị định số 27/2022/NĐ-CP) "
        "quy định cơ chế quản lý các chương trình."
    )
    _, mentions = read(text)
    (cited,) = mentions.citations
    assert (cited.issuer, cited.title) == ("Chính phủ", "quy định cơ chế quản lý các chương trình")
    assert references(text) == [("Nghị định số 27/2022/NĐ-CP", "alias", "27/2022/NĐ-CP", None)]


@pytest.mark.parametrize(
    "words", ["sau đây gọi là", "sau đây viết tắt là", "dưới đây gọi chung là", "viết gọn là", "gọi tắt là"]
)
def test_words_that_give_a_name(words: str) -> None:
    text = f"Quyết định số 9/QĐ-UBND ngày 3/4/2023 của UBND huyện ({words} Quyết định số 9/QĐ-UBND)."
    assert [use for _, use, _, _ in references(text)] == ["alias"]


def test_a_short_name_stays_a_citation_and_is_resolved() -> None:
    text = "Nghị quyết số 111/2024/QH15 của Quốc hội (sau đây gọi là Nghị quyết 111); theo NQ 111"
    assert shorts(text) == [("Nghị quyết 111", "111/2024/QH15", None), ("NQ 111", "111/2024/QH15", None)]


def test_another_paper_after_the_same_words_is_cited() -> None:
    text = "Nhóm hộ theo tiêu chí cũ, gọi chung là Quyết định số 59/2015/QĐ-TTg"
    _, mentions = read(text)
    assert [each.identifier for each in mentions.citations] == ["59/2015/QĐ-TTg"]


def test_an_own_title_that_runs_into_the_legal_bases_names_papers_and_cites_none() -> None:
    text = (
        "Thông tư Hướng dẫn một số điều của Nghị định số 38/2023/NĐ-CP ngày 24/6/2023 của Chính phủ "
        "Căn cứ Nghị định số 105/2022/NĐ-CP ngày 22/12/2022 của Chính phủ;"
    )
    _, mentions = read(text)
    assert [each.identifier for each in mentions.citations] == ["105/2022/NĐ-CP"]
    assert references(text) == [
        ("Nghị định số 38/2023/NĐ-CP ngày 24/6/2023", "title", "38/2023/NĐ-CP", None),
    ]


def test_a_law_is_not_cited_by_its_own_title() -> None:
    _, mentions = read("Luật Hợp tác xã Căn cứ Hiến pháp năm 2013;")
    assert [each.doc_type for each in mentions.citations] == ["Hiến pháp"]
    assert mentions.references == ()


@pytest.mark.parametrize(
    "text",
    [
        "Thông tư số 12/2022/TT-BTC ngày 3/4/2022 hướng dẫn; Căn cứ Luật Đất đai",
        "Quyết định số 9/QĐ-UBND ngày 3/4/2023 Căn cứ Luật Đất đai",
    ],
)
def test_no_own_title(text: str) -> None:
    _, mentions = read(text)
    assert len(mentions.citations) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Quyết định số …/QĐ-UBND ngày … tháng 6 năm 2024",
        "Kế hoạch số ..../KH-UBND ngày 12/3/2024",
        "Công văn số -CV/ĐU",
        "Quyết định số /2024/QĐ-UBND",
    ],
)
def test_a_number_left_blank(text: str) -> None:
    assert references(f"thực hiện {text} của xã") == [(text, "blank", None, "number-missing")]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Quyết định này", True),
        ("quyết định nói trên", True),
        ("Quyết định trên, các thôn", True),
        ("Quyết định trên của UBND xã", True),
        ("Luật này", True),
        ("nghị định này", True),
        ("kế hoạch này", False),
        ("Kế hoạch trên địa bàn", False),
        ("Quyết định trên cơ sở", False),
        ("chương trình trên các lĩnh vực", False),
    ],
)
def test_which_words_go_back(words: str, found: bool) -> None:
    assert bool(references(f"theo {words} thực hiện")) == found


def test_what_anaphora_stand_for() -> None:
    text = HEADER + (
        "Thực hiện Quyết định số 9/QĐ-UBND ngày 3/4/2023 của UBND huyện và Luật Đất đai năm 2024. Quyết định trên, "
        "Luật này và Kế hoạch này được phổ biến. Các Quyết định nêu trên, Công văn nói trên hết hiệu lực."
    )
    assert [row[:1] + row[2:] for row in references(text)] == [
        ("Quyết định trên", "9/QĐ-UBND", None),
        ("Luật này", None, "antecedent-open"),
        ("Kế hoạch này", "45/KH-UBND", None),
        ("Quyết định nêu trên", None, "stands-for-several"),
        ("Công văn nói trên", None, "no-antecedent"),
    ]


def test_anaphora_go_back_through_a_short_citation() -> None:
    text = HEADER + (
        "Nghị định số 27/2022/NĐ-CP và Nghị định số 38/2023/NĐ-CP. Theo Nghị định 27 thì khác. Nghị định này còn."
    )
    assert [row[2] for row in references(text)] == ["27/2022/NĐ-CP"]


def test_this_where_the_kind_is_not_known() -> None:
    text = "Quyết định số 9/QĐ-UBND ngày 3/4/2023. Quyết định này có hiệu lực."
    assert [row[2:] for row in references(text)] == [(None, "own-kind-unknown")]


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("theo Nghị định 27", (None, "no-full-citation")),
        ("Nghị định số 27/2022/NĐ-CP; Nghị định 27", ("27/2022/NĐ-CP", None)),
        ("Nghị định 27; sau là Nghị định số 27/2022/NĐ-CP", ("27/2022/NĐ-CP", None)),
        ("Nghị định 27; Nghị định số 27/2022/NĐ-CP; Nghị định số 27/2024/NĐ-CP", (None, "several-candidates")),
        ("Nghị định số 27/2022/NĐ-CP; Nghị định 27/2024", (None, "other-date")),
        ("Nghị định số 27/2022/NĐ-CP; Nghị định 27 ngày 3/4/2024", (None, "other-date")),
        ("Quyết định số 9/QĐ-UBND của UBND xã; Quyết định số 9 của UBND huyện", (None, "other-issuer")),
        ("Quyết định số 9/QĐ-UBND của UBND xã Tả Van; Quyết định số 9 của UBND xã", ("9/QĐ-UBND", None)),
        ("Luật số 31/2024/QH15 về đất đai; theo Luật Đất đai", ("31/2024/QH15", None)),
    ],
)
def test_what_short_citations_stand_for(text: str, want: tuple[str | None, str | None]) -> None:
    assert [row[1:] for row in shorts(text)] == [want]
