"""What a person types into the search box, as a query that FTS5 always understands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import regex

from reportparse.text.fold import fold, unmark
from reportparse.text.normalize import normalize

# Enough for any sentence; FTS5 refuses expressions that nest too deep.
_MOST_TERMS = 32
_PARTS = regex.compile(r'"([^"]*)"?|(\S+)')
# The tone mark of "oa", "oe", "uy" at the end of a syllable stands on either letter: hòa or hoà, thúy or thuý.
_OLD = ("òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy")
_NEW = ("oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ")
_OLD_TO_NEW = dict(zip(_OLD, _NEW, strict=True))
_NEW_TO_OLD = dict(zip(_NEW, _OLD, strict=True))
# "quý" and "quỳ" are no such syllables: there "u" belongs to "qu".
_SYLLABLE_END = regex.compile(rf"(?<!q)(?:{'|'.join(_OLD + _NEW)})(?!\p{{L}})")

Column = Literal["exact", "folded"]


@dataclass(frozen=True, slots=True)
class Query:
    """Terms (words, or phrases in quotes) and the column of the full text that they are looked up in."""

    column: Column
    terms: tuple[str, ...]

    def match_all(self) -> str:
        """The FTS5 expression for passages that hold every term."""
        return f"{{{self.column}}} : ({' AND '.join(_expression(term, self.column) for term in self.terms)})"

    def match_any(self) -> str:
        """The FTS5 expression for passages that hold one of the terms."""
        return f"{{{self.column}}} : ({' OR '.join(_expression(term, self.column) for term in self.terms)})"

    def match_term(self, term: str) -> str:
        """The FTS5 expression for passages that hold one term."""
        return f"{{{self.column}}} : ({_expression(term, self.column)})"


def parse_query(text: str) -> Query | None:
    """Read what a person typed; None where it holds nothing that can be searched for.

    Text between quotes is a phrase, and so is a word with signs in it ("675/QĐ-UBND"). Where any letter has a mark
    the whole query is looked up as written, else with marks taken off.
    """
    cleaned = normalize(text.encode("utf-8", "replace").decode("utf-8")).text.lower()
    marked = unmark(cleaned) != cleaned
    terms: list[str] = []
    for phrase, word in _PARTS.findall(cleaned):
        term = " ".join(regex.findall(r"[\p{L}\p{N}]+", phrase or word))
        if term and term not in terms:
            terms.append(term)
    if not terms:
        return None
    column: Column = "exact" if marked else "folded"
    return Query(column, tuple(term if marked else fold(term) for term in terms[:_MOST_TERMS]))


def _expression(term: str, column: Column) -> str:
    forms = spellings(term) if column == "exact" else (term,)
    # only letters, digits and spaces are left in a term, so that the quotes cannot be broken out of
    quoted = [f'"{form}"' for form in forms]
    return quoted[0] if len(quoted) == 1 else f"({' OR '.join(quoted)})"


def spellings(term: str) -> tuple[str, ...]:
    """A term as typed and with every tone mark in the old and in the new place: hòa, hoà."""
    old = _SYLLABLE_END.sub(lambda match: _NEW_TO_OLD.get(match.group(), match.group()), term)
    new = _SYLLABLE_END.sub(lambda match: _OLD_TO_NEW.get(match.group(), match.group()), term)
    return tuple(dict.fromkeys((term, old, new)))
