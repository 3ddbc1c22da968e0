"""Words that a scan misreads ("12 triêu đông"), put right for reading; every character keeps its place.

The document's text stays as it is stored: only the flow and the words around a table are read through this.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice

import regex

from reportparse.lexicon import Lexicon
from reportparse.lexicon.schema import Misreading, Term

_LOOK_BACK = 24
_Context = tuple[str, regex.Pattern[str], regex.Pattern[str]]


def mended(text: str, lexicon: Lexicon) -> str:
    """The text with misread words put right, of the same length; nearly every text comes back as it is."""
    places = _compiled(lexicon.terms("misreadings"))
    lowered = text.lower()
    if len(lowered) != len(text):
        return text
    parts: list[str] = []
    end = 0
    for start, name in sorted(_found(lowered, places)):
        if start >= end:
            parts += (text[end:start], _cased(name, text[start : start + len(name)]))
            end = start + len(name)
    return "".join([*parts, text[end:]]) if parts else text


def _found(text: str, places: Mapping[str, tuple[_Context, ...]]) -> Iterator[tuple[int, str]]:
    """Where a misread word stands, with the right one. Looking for each word in turn is faster than for all at once."""
    for word, contexts in places.items():
        start = text.find(word)
        while start >= 0:
            end = start + len(word)
            if not (text[start - 1 : start].isalpha() or text[end : end + 1].isalpha()):
                low = max(0, start - _LOOK_BACK)
                right = (
                    name
                    for name, before, after in contexts
                    if before.search(text, low, start) and after.match(text, end)
                )
                yield from ((start, name) for name in islice(right, 1))
            start = text.find(word, end)


def _cased(name: str, found: str) -> str:
    if found.isupper():
        return name.upper()
    return name.capitalize() if found[0].isupper() else name


@lru_cache(maxsize=4)
def _compiled(terms: tuple[Term, ...]) -> Mapping[str, tuple[_Context, ...]]:
    places: dict[str, list[_Context]] = {}
    for term in terms:
        if isinstance(term, Misreading):
            before = regex.compile(rf"(?:{term.before})$" if term.before else "", regex.IGNORECASE)
            after = regex.compile(term.after, regex.IGNORECASE)
            for variant in term.variants:
                places.setdefault(variant, []).append((term.name, before, after))
    return {word: tuple(found) for word, found in places.items()}
