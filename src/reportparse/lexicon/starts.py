"""Where a pattern can begin: its first letters, read off its source, looked for by a far cheaper one.

An alternation of a hundred words behind a lookbehind is tried by `regex` at every character, branch by branch. All its
branches begin with letters that are known beforehand; the standard module, which goes by sets of characters, finds
these ten times faster. Whatever is not understood here counts as "begins with anything": then there is no short cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import regex

_DEPTH = 5
_DIGITS = "0123456789"
_FEW = re.compile(r"\[((?:[^\W_]| |\\t)+)\]")
_GROUP = re.compile(r"\((?:\?(?:P<\w+>|<\w+>|-?[ims]+:|:))?")
_LOOK = re.compile(r"\(\?<?[=!]")
_REPEAT = re.compile(r"([?*+]|\{\d*(?:,\d*)?\})[?+]?")
_FUZZY = re.compile(r"(?<!\\[pP])\{[^\d,]")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_ESCAPE = re.compile(r"\\(?:[pP]\{[^}]*\}|.)")
_ZERO_WIDTH = ("^", "$", r"\b", r"\B")

Prefix = tuple[str, bool]
"""Letters that something can begin with, and whether what follows it continues them."""
_NOTHING: frozenset[Prefix] = frozenset({("", True)})
_ANYTHING: frozenset[Prefix] = frozenset({("", False)})


@dataclass(frozen=True, slots=True)
class Finder:
    """A pattern with the one that finds where it may begin (in small letters), if there is one."""

    pattern: regex.Pattern[str]
    starts: re.Pattern[str] | None

    @classmethod
    def of(cls, pattern: regex.Pattern[str]) -> Finder:
        prefixes = first_letters(pattern.pattern)
        return cls(pattern, re.compile(_any_of(prefixes)) if prefixes else None)

    def finditer(self, text: str, lower: str, start: int, end: int) -> Iterator[regex.Match[str]]:
        """As `pattern.finditer(text, start, end)`; `lower` is `text` in small letters, of the same length."""
        if self.starts is None:
            yield from self.pattern.finditer(text, start, end)
            return
        match_at = self.pattern.match
        for begin in self.starts.finditer(lower, start, end):
            at = begin.start()
            match = match_at(text, at, end) if at >= start else None
            if match is not None:
                yield match
                start = max(match.end(), at + 1)

    def search(self, text: str, lower: str, start: int, end: int) -> regex.Match[str] | None:
        """As `pattern.search(text, start, end)`."""
        return next(self.finditer(text, lower, start, end), None)


def first_letters(source: str) -> frozenset[str] | None:
    """Small letters, at most five at a time, with one of which every match begins; None where it may be anything."""
    if _FUZZY.search(source):
        return None
    prefixes, end = _alternation(source, 0)
    letters = {prefix for prefix, _ in prefixes}
    if end < len(source) or "" in letters:
        return None
    kept: list[str] = []
    for one in sorted(letters):
        if not kept or not one.startswith(kept[-1]):
            kept.append(one)
    return frozenset(kept)


def _alternation(source: str, at: int) -> tuple[frozenset[Prefix], int]:
    """What the branches from `at` to the closing bracket, or the end, begin with; and where that is."""
    found: set[Prefix] = set()
    branch = _NOTHING
    while at < len(source) and source[at] != ")":
        if source[at] == "|":
            found |= branch
            branch, at = _NOTHING, at + 1
            continue
        own, at = _element(source, at)
        branch = _followed(branch, own)
    return frozenset(found | branch), at


def _element(source: str, at: int) -> tuple[frozenset[Prefix], int]:
    """What the element at `at`, with its repetition, begins with; and where the next one stands."""
    zero_width = next((mark for mark in _ZERO_WIDTH if source.startswith(mark, at)), None)
    if zero_width is not None:
        return _NOTHING, at + len(zero_width)
    if _LOOK.match(source, at):
        return _NOTHING, _alternation(source, at + len(_LOOK.match(source, at)[0]))[1] + 1  # type: ignore[index]
    own, at = _single(source, at)
    repeat = _REPEAT.match(source, at)
    if repeat is None:
        return own, at
    many = repeat[1] != "?"
    own = frozenset((prefix, go and not many) for prefix, go in own)
    optional = repeat[1] in "?*" or repeat[1].startswith(("{0", "{,"))
    return (own | _NOTHING if optional else own), repeat.end()


def _single(source: str, at: int) -> tuple[frozenset[Prefix], int]:
    group = _GROUP.match(source, at)
    if group is not None:
        inner, end = _alternation(source, group.end())
        return (_ANYTHING if source.startswith("?", group.end()) else inner), end + 1
    few = _FEW.match(source, at)
    if few is not None:
        return frozenset((one, True) for one in few[1].replace(r"\t", "\t").lower()), few.end()
    bracket = _CLASS.match(source, at)
    if bracket is not None:
        return _ANYTHING, bracket.end()
    escape = _ESCAPE.match(source, at)
    if escape is None:
        return (_ANYTHING if source[at] == "." else frozenset({(source[at].lower(), True)})), at + 1
    if escape[0] == r"\d":
        return frozenset((digit, False) for digit in _DIGITS), escape.end()
    known = not escape[0][1].isalnum()
    return (frozenset({(escape[0][1], True)}) if known else _ANYTHING), escape.end()


def _followed(before: frozenset[Prefix], own: frozenset[Prefix]) -> frozenset[Prefix]:
    """What two things in a row begin with."""
    if all(not go for _, go in before):
        return before
    joined = {
        (prefix + more, goes and len(prefix + more) < _DEPTH) for prefix, go in before if go for more, goes in own
    }
    return frozenset(joined | {(prefix, go) for prefix, go in before if not go})


def _any_of(prefixes: Iterable[str]) -> str:
    """A pattern for the first letter, with what must follow it: prefixes may overlap in the text."""
    rests: dict[str, list[str]] = {}
    for prefix in sorted(prefixes):
        rests.setdefault(prefix[0], []).append(re.escape(prefix[1:]))
    return "|".join(re.escape(first) + f"(?={'|'.join(rest)})" for first, rest in rests.items())
