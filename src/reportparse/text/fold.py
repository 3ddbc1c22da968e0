"""Folding for search and for comparing headings: marks off, đ to d, same length."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    table: dict[int, str] = {ord("đ"): "d", ord("Đ"): "D"}
    for code in [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]:
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base != chr(code):
            table[code] = base
    return table


def unmark(text: str) -> str:
    """Take the marks off NFC text, letter case kept: "Đảng uỷ" becomes "Dang uy". The length does not change."""
    return text.translate(_table())


def fold(text: str) -> str:
    """Take marks and letter case off NFC text. The length does not change, so offsets hold on both sides."""
    folded = unmark(text).lower()
    return folded if len(folded) == len(text) else "".join(_lower(ch) for ch in unmark(text))


def _lower(character: str) -> str:
    lowered = character.lower()
    return lowered if len(lowered) == 1 else character


def squeeze(text: str) -> str:
    """Each run of white space as one space, none at the ends."""
    return " ".join(text.split())
