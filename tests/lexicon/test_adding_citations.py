"""What README promises: a form of an identifier, an issuer, a kind of paper, a law is one entry of data and no code."""

from __future__ import annotations

from dataclasses import replace

from reportparse.config import Settings
from reportparse.extract import papers
from reportparse.lexicon import Lexicon, load_lexicon
from reportparse.lexicon.schema import DocType, Pattern
from reportparse.model.document import Document, SourceFile
from reportparse.model.mention import Citation
from reportparse.structure.view import build_view

LEXICON = load_lexicon()


def find(text: str, lexicon: Lexicon) -> list[Citation]:
    document = Document(source=SourceFile("a.txt", "0", "text/plain", 1), text=text)
    mentions = papers.extract(build_view(document, Settings(), lexicon))
    return [mention for mention in mentions if isinstance(mention, Citation)]


def fresh(lexicon: Lexicon) -> Lexicon:
    """The same data with nothing compiled yet."""
    return replace(lexicon, _compiled={}, _derived={})


def test_a_form_of_an_identifier_is_one_entry() -> None:
    text = "Thực hiện Công văn số NTM.128 ngày 3/4/2024 của UBND huyện"
    assert find(text, LEXICON) == []
    form = Pattern(
        id="identifier_loose_letters_first",
        pattern=r"(?P<symbol>NTM|GNBV)\.(?P<number>\d{1,4})(?!\w)",
        examples=("NTM.128",),
        counterexamples=("NTM 128",),
    )
    lexicon = fresh(
        replace(
            LEXICON,
            entries={**LEXICON.entries, form.id: form},
            sources={**LEXICON.sources, form.id: form.pattern},
        )
    )
    (found,) = find(text, lexicon)
    assert (found.number, found.symbol, found.date) == ("128", "NTM", "2024-04-03")
    assert found.issuer == "UBND huyện"


def test_an_issuer_is_one_line() -> None:
    text = "Quyết định số 12/QĐ-TKNTY ngày 3/4/2024 của Trạm Khuyến nông và Thú y xã Nậm Mười về quy chế"
    (before,) = find(text, LEXICON)
    assert before.issuer != "Trạm Khuyến nông và Thú y xã Nậm Mười"
    row = {
        "name": "Trạm Khuyến nông và Thú y",
        "code": "TKNTY",
        "regime": "state",
        "variants": "Trạm KN và TY",
        "codes": "",
    }
    lexicon = fresh(replace(LEXICON, tables={**LEXICON.tables, "issuers": (*LEXICON.table("issuers"), row)}))
    (found,) = find(text, lexicon)
    assert found.issuer == "Trạm Khuyến nông và Thú y xã Nậm Mười"
    (bare,) = find("theo 15/KH-TKNTY của Trạm KN và TY xã Tả Van", lexicon)
    assert (bare.identifier, bare.issuer) == ("15/KH-TKNTY", "Trạm KN và TY xã Tả Van")


def test_a_kind_of_paper_is_one_entry() -> None:
    text = "theo Thư ngỏ số 5/TNG-UBND ngày 2/9/2024 của UBND xã"
    kind = DocType(name="Thư ngỏ", codes=("TNG",), examples=("Thư ngỏ số 5/TNG-UBND",))
    kinds = (*LEXICON.terms("doc_types"), kind)
    lexicon = fresh(replace(LEXICON, vocabularies={**LEXICON.vocabularies, "doc_types": kinds}))
    (found,) = find(text, lexicon)
    assert (found.doc_type, found.identifier, found.date) == ("Thư ngỏ", "5/TNG-UBND", "2024-09-02")


def test_a_law_is_one_line() -> None:
    text = "theo Luật Khuyến nông, khuyến ngư và khuyến lâm ở miền núi"
    assert [found.title for found in find(text, LEXICON)] == ["Khuyến nông"]
    row = {"doc_type": "Luật", "title": "Khuyến nông, khuyến ngư và khuyến lâm ở miền núi"}
    lexicon = fresh(replace(LEXICON, tables={**LEXICON.tables, "laws": (*LEXICON.table("laws"), row)}))
    assert [found.title for found in find(text, lexicon)] == [row["title"]]
