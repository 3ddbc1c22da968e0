"""Whether letters are one Vietnamese syllable: an onset, a rime and a tone that go together.

Every syllable stands for itself in writing, so the sounds that a syllable may have are few: some 25 onsets, 160 rimes,
6 tones, and rimes that end in a stop have two tones only.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import regex

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_OF_STOPS = frozenset("\u0301\u0323")
_SYLLABLE = regex.compile(
    r"(?:(?:ngh?|nh|ch|gh|kh|ph|th|tr|[bcdđghklmnrstvxp]|gi)?"
    r"(?:"
    r"a(?:c|ch|i|m|n|ng|nh|o|p|t|u|y)?|ă(?:c|m|n|ng|p|t)|â(?:c|m|n|ng|p|t|u|y)"
    r"|e(?:c|m|n|ng|o|p|t)?|ê(?:ch|m|n|nh|p|t|u)?"
    r"|i(?:a|ch|m|n|nh|p|t|u)?|iê(?:c|m|n|ng|p|t|u)"
    r"|o(?:c|i|m|n|ng|p|t)?|oa(?:c|ch|i|m|n|ng|nh|o|p|t|y)?|oă(?:c|m|n|ng|t)|oe(?:n|o|t)?|oo(?:c|ng)"
    r"|ô(?:c|i|m|n|ng|p|t)?|ơ(?:i|m|n|p|t)?"
    r"|u(?:a|c|i|m|n|ng|p|t|y|ơ)?|uâ(?:n|ng|t|y)|uê(?:ch|nh)?|uô(?:c|i|m|n|ng|t)|uy(?:a|ch|n|nh|t|u)|uyê(?:n|t)"
    r"|ư(?:a|c|i|n|ng|t|u)?|ươ(?:c|i|m|n|ng|p|t|u)"
    r"|yê(?:m|n|ng|t|u)|y"
    r")"
    r"|gi(?:ê(?:c|m|n|ng|p|t|u))?"
    r"|qu(?:a(?:c|ch|i|n|ng|nh|o|t|u|y)?|ă(?:c|m|n|ng|p|t)|â(?:n|ng|t|y)|e(?:n|o|t)?|ê(?:ch|n|t)?|i(?:t|nh)?|ô(?:c)?|ơ"
    r"|y(?:t|nh|ê(?:n|t))?)"
    r")"
)
_STOP = regex.compile(r"(?:[cpt]|ch)$")
_VOWELS = frozenset("aeiouy")


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Whether NFC letters, large or small, are one whole syllable: "nghèo" and "ở" are, "ngh", "èoh" and "cácn" not."""
    letters: list[str] = []
    tones: list[str] = []
    for letter in unicodedata.normalize("NFD", word.lower()):
        (tones if letter in _TONES else letters).append(letter)
    bare = unicodedata.normalize("NFC", "".join(letters))
    if len(tones) > 1 or _SYLLABLE.fullmatch(bare) is None:
        return False
    return not _STOP.search(bare) or (bool(tones) and tones[0] in _OF_STOPS)


def has_no_vowel(word: str) -> bool:
    """Whether none of a word's letters is a vowel: the beginning or the end of a syllable, or an abbreviation."""
    return word.isalpha() and _VOWELS.isdisjoint(unicodedata.normalize("NFD", word.lower()))
