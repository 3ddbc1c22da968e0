"""Folding for search and for comparing headings: marks off, đ to d, same length."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import lru_cache

_WORDS, _LONG = 20_000, 40


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    table: dict[int, str] = {ord("đ"): "d", ord("Đ"): "D"}
    for code in [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]:
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base != chr(code):
            table[code] = base
    return table


def has_marks(text: str) -> bool:
    """Whether `unmark` changes a text."""
    return not text.isascii() and text != unmark(text)


def unmark(text: str) -> str:
    """Take the marks off NFC text, letter case kept: "Đảng uỷ" becomes "Dang uy". The length does not change."""
    return _UNMARK(text)


def fold(text: str) -> str:
    """Take marks and letter case off NFC text. The length does not change, so offsets hold on both sides."""
    return _FOLD(text)


class ByWord:
    """A change of a text that is worked out once for each word: a language has few words, and a text repeats them.

    `change` must do to a text what it does to each of its words.
    """

    def __init__(self, change: Callable[[str], str]) -> None:
        self._change = change
        self._known = lru_cache(maxsize=_WORDS)(change)

    def __call__(self, text: str) -> str:
        words = text.split(" ")
        if len(text) > _LONG * len(words):
            return self._change(text)  # no words of any language: not to be kept
        return " ".join(map(self._known, words))


def _unmarked(text: str) -> str:
    return text if text.isascii() else text.translate(_table())


def lowered(text: str) -> str:
    """The text in small letters; the length does not change."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(map(_lower, text))


def _folded(text: str) -> str:
    return lowered(_unmarked(text))


def _lower(character: str) -> str:
    lowered = character.lower()
    return lowered if len(lowered) == 1 else character


_UNMARK, _FOLD = ByWord(_unmarked), ByWord(_folded)


def squeeze(text: str) -> str:
    """Each run of white space as one space, none at the ends."""
    return " ".join(text.split())
