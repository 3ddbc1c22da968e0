"""Bare counts whose class the figures tell: "412 hộ nghèo; hộ cận nghèo 188 hộ. Năm 2021 giảm 45 hộ, còn 367 hộ".

The stock of which a row of bare counts is an account (what was there, less what went, plus what came, is what is left)
is the one that the row is about, whichever was named last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import regex

from reportparse.extract.household_sites import Site, Told
from reportparse.extract.household_words import STOCKS
from reportparse.structure.flow import Flow

_BREAK = regex.compile(r"[.!?]\s+(?=\p{Lu})|\n")
_CHANGE = regex.compile(r"(?<!\p{L})(?:giảm|tăng|thoát|phát\ssinh|tái)(?!\p{L})", regex.IGNORECASE)
_LEFT = regex.compile(r"(?<!\p{L})(?:còn|nay|cuối|hiện|xuống|lên)(?!\p{L})", regex.IGNORECASE)
_REACH, _ROW, _LEAST, _WORDS = 40, 3, 10, 28


@dataclass(frozen=True)
class Accounts:
    """Answers for the bare counts of one document."""

    flow: Flow
    sites: Sequence[Site]
    _known: dict[int, str] = field(default_factory=dict, repr=False, compare=False)

    def stock_of(self, index: int, told: Sequence[Told]) -> str | None:
        """The class of the count at `index`, if it and those behind it are an account of one class and of no other."""
        if index not in self._known:
            row = self._row(index)
            for size in range(min(len(row), _ROW), 1, -1):
                found = [stock for stock, level in _levels(told) if _accounts(level, row[:size])]
                if len(found) == 1 and self._changes(index, index + size):
                    self._known.update(dict.fromkeys(range(index, index + size), found[0]))
                    break
        return self._known.get(index)

    def _row(self, index: int) -> list[Decimal]:
        """The values of the bare counts from `index` on, in one sentence."""
        found: list[Decimal] = []
        for at in range(index, min(index + _ROW, len(self.sites))):
            site = self.sites[at]
            broken = at > index and _BREAK.search(self.flow.text, self.sites[at - 1].end, site.start) is not None
            if site.words is not None or site.form != "plain" or site.number.value is None or broken:
                break
            found.append(site.number.value)
        return found

    def _changes(self, first: int, end: int) -> bool:
        """Whether a word of change stands before one of the counts, and one of what is left before another."""
        starts = [self.sites[at].start for at in range(first, end)]
        before = [self.flow.text[max(0, start - _WORDS) : start] for start in starts]
        return any(map(_CHANGE.search, before)) and any(map(_LEFT.search, before))


def _levels(told: Sequence[Told]) -> Iterator[tuple[str, Decimal]]:
    """The last stock told of every class."""
    last: dict[str, Decimal] = {}
    for count in told[-_REACH:]:
        value = count.site.number.value
        if count.category in STOCKS and count.role == "level" and value is not None and value >= _LEAST:
            last[count.category] = value
    yield from last.items()


def _accounts(level: Decimal, row: Sequence[Decimal]) -> bool:
    """Whether a row tells what became of a level: changes and what is left, or what is left and the change."""
    if len(row) == _ROW:
        first, second, left = row
        return left in (level - first + second, level + first - second) and first > 0 and second > 0
    first, second = row
    pairs = ((first, second), (second, first))
    return first > 0 and second > 0 and any(left in (level - change, level + change) for change, left in pairs)
