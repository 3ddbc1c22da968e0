"""Every entry of the lexicon is found in its examples and not in its counter-examples."""

from __future__ import annotations

import pytest
import regex

from reportparse.errors import LexiconError
from reportparse.lexicon import Lexicon, load_lexicon
from reportparse.lexicon.load import VOCABULARIES, alternation, expand, papers
from reportparse.lexicon.schema import Pattern, Term

LEXICON = load_lexicon()
PATTERNS = [pytest.param(name, entry, id=name) for name, entry in LEXICON.entries.items()]
TERMS = [
    pytest.param(vocabulary, term, id=f"{vocabulary}-{term.name}")
    for vocabulary in VOCABULARIES
    for term in LEXICON.terms(vocabulary)
]


@pytest.mark.parametrize(("name", "entry"), PATTERNS)
def test_pattern(name: str, entry: Pattern) -> None:
    pattern = LEXICON.pattern(name)
    assert [text for text in entry.examples if pattern.search(text) is None] == []
    assert [text for text in entry.counterexamples if pattern.search(text) is not None] == []


@pytest.mark.parametrize(("vocabulary", "term"), TERMS)
def test_term(vocabulary: str, term: Term) -> None:
    sources = {name: entry.pattern for name, entry in LEXICON.entries.items()}
    cues: tuple[str, ...] = tuple(getattr(term, "cues", ()))
    source = expand(alternation((*term.forms, *cues)), sources)
    pattern = regex.compile(rf"(?<![^\W\d_])(?:{source})(?![^\W\d_])", regex.IGNORECASE)
    assert [text for text in term.examples if pattern.search(text) is None] == []
    if not cues:  # cues are weighed against each other, so one alone proves nothing
        assert [text for text in term.counterexamples if pattern.search(text) is not None] == []


@pytest.mark.parametrize("name", sorted(LEXICON.tables))
def test_table_has_no_empty_key_and_no_row_twice(name: str) -> None:
    rows = [tuple(row.items()) for row in LEXICON.table(name)]
    assert rows
    assert len(rows) == len(set(rows))
    assert all(any(value for _, value in row) for row in rows)


def test_unknown_names_are_refused() -> None:
    empty = Lexicon({}, {}, {}, {})
    for ask in (empty.terms, empty.pattern, empty.table):
        with pytest.raises(LexiconError):
            ask("nothing")


def test_a_fragment_that_refers_to_itself_is_refused() -> None:
    with pytest.raises(LexiconError):
        expand("${a}", {"a": "x${a}"})


ROW = {
    "identifier": "27/2022/NĐ-CP",
    "date": "2022-04-19",
    "issuer": "Chính phủ",
    "title": "Nghị định",
    "source": "a.vn",
}


@pytest.mark.parametrize(
    "change",
    [
        {"identifier": "27/2022/NĐ - CP"},
        {"identifier": "NĐ-CP"},
        {"date": "19/4/2022"},
        {"date": "2022-02-30"},
        {"date": "2023-04-19"},
        {"source": ""},
        {"title": ""},
        {"page": "12"},
    ],
)
def test_a_row_of_the_register_that_cannot_be_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(LexiconError):
        papers([ROW | change])


def test_the_register_has_each_paper_once() -> None:
    later = {"identifier": "05-CT/TW", "date": "2021-06-23"}
    earlier = later | {"date": "2016-05-15"}
    assert len(papers([ROW | later, ROW | earlier])["05-CT/TW"]) == 2
    assert papers([ROW | {"date": ""}])["27/2022/NĐ-CP"][0].date is None
    with pytest.raises(LexiconError):
        papers([ROW, ROW])


def test_issuers_of_the_register_are_known() -> None:
    names = {row["name"] for row in LEXICON.table("issuers")}
    assert {paper.issuer for known in LEXICON.papers.values() for paper in known} <= names
