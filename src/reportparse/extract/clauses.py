"""Clauses and labels: which words of a sentence belong to a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import regex

from reportparse.lexicon import Lexicon
from reportparse.structure.flow import Flow

_BREAK = regex.compile(r"[;:•]\s|[.!?…]\s+(?=[\p{Lu}\d“\"(+-])|[.;:]$|\n|\.\./|/\.")
_EDGE = " \t,;:.-–—+*()“”\"'=•"
_SIGN = regex.compile(r"[;:•.!?…][\s/.]|\n|/\.")
# All up to the end of the last figure before: what follows its comma belongs to the next one.
_TO_FIGURE = regex.compile(r"(?s).*\d[^,;(]*[,;(](?=\D)")
_LABEL = 120


def at_numbers(flow: Flow, pattern: regex.Pattern[str], goes_on: Callable[[str], bool]) -> Iterator[regex.Match[str]]:
    """Matches, none overlapping another, of a pattern that begins with a number.

    It is tried only at numbers behind which stands a character that `goes_on` takes.
    """
    text, end = flow.text, 0
    for start, behind in flow.numbers:
        match = pattern.match(text, start) if start >= end and goes_on(behind) else None
        if match is not None:
            yield match
            end = match.end()


def is_named(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether the number from `start` to `end` names a year, a project, an article and counts nothing."""
    return lexicon.pattern("named_number").search(text, max(0, start - 24), end) is not None


def label_before(text: str, start: int, floor: int) -> str | None:
    """The words right before a figure, back to the start of its clause; None where there are none."""
    begin = max(floor, start - _LABEL)
    words = text[begin:start].rstrip(_EDGE)
    breaks = [match.end() for match in _BREAK.finditer(words)] if _SIGN.search(words) else []
    if breaks:
        words = words[breaks[-1] :]
    elif begin > floor:
        words = words.partition(" ")[2]
    figure = _TO_FIGURE.match(words)
    if figure is not None:
        words = words[figure.end() :]
    return " ".join(words.strip(_EDGE).split()) or None
