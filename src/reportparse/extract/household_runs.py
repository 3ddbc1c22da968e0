"""Rows of bare counts that add up to one told before: they are its parts, whatever they are called."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import takewhile
from typing import Literal

import regex

from reportparse.extract.household_sites import Place, Site, Told
from reportparse.extract.household_words import NEAR_POOR, POOR, base_of, canonical
from reportparse.lexicon import Lexicon
from reportparse.structure.flow import Flow

Kind = Literal["place", "bare"]
# What stands before a count that is no part of the one before, but a change of it or what is left.
_FLOWS = regex.compile(r"(?<!\p{L})(?:còn|giảm|tăng|xuống|lên|thoát|phát\ssinh|tái)(?!\p{L})|\.\s", regex.IGNORECASE)
_REACH, _NAME, _MEMBERS = 20, 80, 7
_LEAST = {"place": 2, "bare": 3}
_TELLING = 20
_BRACKET = 240
# What may stand between a count and the bracket that takes it apart.
_NO_FIGURE = regex.compile(r"[^\d.;:()\n]{0,40}")


@dataclass(frozen=True)
class Runs:
    """Answers for the counts of one document, each row of them found once."""

    flow: Flow
    lexicon: Lexicon
    sites: Sequence[Site]
    _known: dict[tuple[int, Kind], bool] = field(default_factory=dict, repr=False, compare=False)
    _wholes: dict[int, Told | None] = field(default_factory=dict, repr=False, compare=False)
    _ends: dict[tuple[int, int, Kind], tuple[int, int]] = field(default_factory=dict, repr=False, compare=False)

    def whole_of(self, index: int, place: Place, told: Sequence[Told]) -> Told | None:
        """The count told before to which the row of bare counts adds up in which `index` stands, if it does."""
        if index not in self._wholes:
            found = self._whole(index, "place", place, told) if told else None
            self._wholes[index] = found or (self._whole(index, "bare", place, told) if told else None)
        return self._wholes[index]

    def in_bracket(self, index: int, told: Sequence[Told]) -> Told | None:
        """The count right before the bracket in which `index` stands, where the counts in the bracket add up to it."""
        text, site = self.flow.text, self.sites[index]
        opened = text.rfind("(", max(0, site.start - _BRACKET), site.start)
        before = next((count for count in reversed(told[-_REACH:]) if count.site.end <= opened), None)
        if opened < 0 or before is None or not _NO_FIGURE.fullmatch(text, before.site.end, opened):
            return None
        closed = text.find(")", opened, opened + 2 * _BRACKET)
        if closed < site.start:
            return None
        at = bisect_left(self.sites, opened, key=lambda one: one.start)
        members = takewhile(lambda one: one.start < closed, self.sites[at:])
        values = [one.number.value for one in members if one.form in ("plain", "before")]
        exact = len(values) > 1 and sum(value or 0 for value in values) == before.site.number.value
        return before if exact else None

    def is_of_several(self, index: int) -> bool:
        """Whether the counts behind a bare one add up to it and are of several stocks: it is of none of them."""
        total, added, found = self.sites[index].number.value, Decimal(0), set()
        for site in self.sites[index + 1 : index + _MEMBERS]:
            if site.words is None or site.form not in ("plain", "before") or site.number.value is None:
                break
            added += site.number.value
            found.add(base_of(canonical(site.words, self.lexicon)))
            if total is None or added >= total:
                break
        return added == total and {POOR, NEAR_POOR} <= found

    def _whole(self, index: int, kind: Kind, place: Place, told: Sequence[Told]) -> Told | None:
        if not self._belongs(index, kind, place):
            return None
        first, last = self._row(index, kind, place)
        row = [site for site in self.sites[first : last + 1] if site.form != "persons"]
        values = [site.number.value for site in row if site.number.value is not None]
        total = sum(values, Decimal(0))
        if len(values) < len(row) or len(values) < _LEAST[kind] or (kind == "bare" and total < _TELLING):
            return None
        end = max(len(told) - (index - first), 0)
        before = told[max(end - _REACH, 0) : end]
        same = [count for count in reversed(before) if count.site.number.value == total]
        return next((count for count in same if count.site.form != "denominator"), same[0] if same else None)

    def _row(self, index: int, kind: Kind, place: Place) -> tuple[int, int]:
        """The first and the last count of the row in which `index` stands."""
        known = self._ends.get((place.begin, index, kind))
        if known is None:
            first = last = index
            while (before := self._skip(first - 1, -1)) >= 0 and self._belongs(before, kind, place):
                first = before
            while (after := self._skip(last + 1, 1)) < len(self.sites) and self._belongs(after, kind, place):
                last = after
            known = first, last
            self._ends.update({(place.begin, at, kind): known for at in range(first, last + 1)})
        return known

    def _skip(self, index: int, step: int) -> int:
        """The next count of households from `index` on: their persons ("148 hộ, 521 khẩu") are no members of a row."""
        while 0 <= index < len(self.sites) and self.sites[index].form == "persons":
            index += step
        return index

    def _belongs(self, index: int, kind: Kind, place: Place) -> bool:
        """Whether the count at `index` is bare, in the same sentence, and may stand in a row."""
        site = self.sites[index]
        if site.words is not None or site.form != "plain" or site.start < place.begin:
            return False
        begin = max(place.begin, self.sites[index - 1].end if index else 0)
        known = self._known.get((begin, kind))
        if known is None:
            belongs = self._is_of_place if kind == "place" else self._is_unnamed
            known = self._known[begin, kind] = "\n" not in self.flow.text[begin : site.start] and belongs(
                begin, site.start
            )
        return known

    def _is_of_place(self, begin: int, start: int) -> bool:
        """Whether a mere place name stands before a count."""
        pattern = self.lexicon.pattern("household_place")
        return pattern.fullmatch(self.flow.text, max(begin, start - _NAME), start) is not None

    def _is_unnamed(self, begin: int, start: int) -> bool:
        """Whether neither a noun of households nor a change stands before a count."""
        if _FLOWS.search(self.flow.text, begin, start) is not None:
            return False
        return self.lexicon.finder("household_noun").search(self.flow.text, self.flow.lower, begin, start) is None
