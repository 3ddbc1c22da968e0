"""Clauses and labels: which words of a sentence belong to a figure."""

from __future__ import annotations

import regex

from reportparse.lexicon import Lexicon

_BREAK = regex.compile(r"[;:•]\s|[.!?…]\s+(?=[\p{Lu}\d“\"(+-])|[.;:]$|\n|\.\./|/\.")
_EDGE = " \t,;:.-–—+*()“”\"'=•"
# The end of an earlier figure of the sentence: what follows its comma belongs to the next one.
_AFTER_FIGURE = regex.compile(r"\d[^,;(]*[,;(]\s?(?=\D)")
_LABEL = 120
_SENTENCE_REACH = 1200


def sentence_start(text: str, offset: int, floor: int) -> int:
    """Start of the sentence that holds `offset`: after the last full stop or semicolon, not before `floor`."""
    start = max(floor, offset - _SENTENCE_REACH)
    for match in _SENTENCE.finditer(text, start, offset):
        start = match.end()
    return start


def is_named(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether the number from `start` to `end` names a year, a project, an article and counts nothing."""
    return lexicon.pattern("named_number").search(text, max(0, start - 24), end) is not None


_SENTENCE = regex.compile(r"[.;!?…](?:\s+|$)(?=[\p{L}\d“\"(+*-]|$)")


def label_before(text: str, start: int, floor: int) -> str | None:
    """The words right before a figure, back to the start of its clause; None where there are none."""
    begin = max(floor, start - _LABEL)
    words = text[begin:start].rstrip(_EDGE)
    breaks = [match.end() for match in _BREAK.finditer(words)]
    if breaks:
        words = words[breaks[-1] :]
    elif begin > floor:
        words = words.partition(" ")[2]
    figures = [match.end() for match in _AFTER_FIGURE.finditer(words)]
    if figures:
        words = words[figures[-1] :]
    return " ".join(words.strip(_EDGE).split()) or None
