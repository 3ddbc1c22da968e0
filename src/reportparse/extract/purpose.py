"""What an amount is for, and whose money it is."""

from __future__ import annotations

import regex

from reportparse.extract.clauses import label_before
from reportparse.lexicon import Lexicon
from reportparse.structure.view import View

_REACH, _EDGE = 100, 6
_BEHIND = regex.compile(r"[ \t,]*(?:\((?=\p{L}))?(?P<words>\p{L}[^;:.\n()]*?)(?=[;:.\n()]|,?\s[^\s]*\d|$)")


def label_of(view: View, start: int, end: int, floor: int) -> str | None:
    """The words before an amount in its clause; where it opens the clause, those behind it."""
    return _label_before(view.flow.text, start, floor) or _label_behind(view.flow.text, end)


def purpose_of(view: View, start: int, end: int, floor: int) -> tuple[str | None, str | None]:
    """The label of an amount, and the source of funds named in the words before it, or else right behind it."""
    text = view.flow.text
    before = _label_before(text, start, floor)
    source = source_of_funds(before, view.lexicon) if before else None
    if source is None:
        behind = view.lexicon.pattern("funds_behind").match(text, end, end + _REACH)
        source = canonical_source(behind.group("funds"), view.lexicon) if behind else None
    return before or _label_behind(text, end), source


def _label_behind(text: str, end: int) -> str | None:
    behind = _BEHIND.match(text, end, end + _REACH)
    return " ".join(behind.group("words").split()) or None if behind else None


def _label_before(text: str, start: int, floor: int) -> str | None:
    """As `clauses.label_before`, but words in a bracket that was opened behind an earlier figure are that figure's."""
    label = label_before(text, start, floor)
    closed = text[max(floor, start - _EDGE) : start].rstrip(" ,;:").endswith(")")
    return None if label is None or (closed and "(" not in label) else label


def source_of_funds(words: str, lexicon: Lexicon) -> str | None:
    """The last source of money named in a label or a head, by its canonical name."""
    found = lexicon.pattern("source_of_funds").findall(words)
    return canonical_source(found[-1], lexicon) if found else None


def canonical_source(written: str, lexicon: Lexicon) -> str:
    """The name in funds.toml of a source as written."""
    words = " ".join(written.split())
    named = lexicon.derive(_funds).fullmatch(words)
    return lexicon.terms("funds")[named.lastindex - 1].name if named and named.lastindex else words


def _funds(lexicon: Lexicon) -> regex.Pattern[str]:
    """Every source of money as a group of its own, in the order of the vocabulary."""
    return regex.compile("|".join(f"({'|'.join(term.forms)})" for term in lexicon.terms("funds")), regex.VERSION1)
