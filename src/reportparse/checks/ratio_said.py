"""A percentage of the prose in its sentence: what stands before it and behind it, for the finders of shares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from reportparse.checks.figures import FigureIndex, Placed
from reportparse.model.mention import Percentage

_STOP = regex.compile(r"[.;]\s+(?=\p{Lu})|\.\s")
_POINTS = regex.compile(r"\s?(?:điểm|đ%)", regex.IGNORECASE)
_WINDOW, _BEHIND = 900, 160
NO_PARTS = frozenset({"%", "words", "", "ngày", "tháng", "năm", "lần"})


class Said(NamedTuple):
    """`floor` and `end`: of its paragraph; `sentence`: where its sentence begins; `before` and `after`: the figures of
    its sentence on either side, nearest last and nearest first, percentages too."""

    placed: Placed
    text: str
    floor: int
    end: int
    sentence: int
    before: Sequence[Placed]
    after: Sequence[Placed]

    def left(self, reach: int) -> str:
        """The words right before it, of its sentence."""
        return self.text[max(self.sentence, self.placed.start - reach) : self.placed.start]

    def right(self, reach: int = _BEHIND) -> str:
        """The words right behind it, of its paragraph."""
        return self.text[self.placed.end : min(self.end, self.placed.end + reach)]

    def measured(self, measure: str, *, vague: bool = False) -> list[Placed]:
        """The figures of a unit before it in its sentence."""
        return [placed for placed in self.before if placed.measure == measure and (vague or not placed.vague)]


def percentages(index: FigureIndex) -> Iterator[Said]:
    """Those of the prose that have a value and are no differences of two ("5,61 điểm %")."""
    text = index.view.flow.text
    for placed in index.prose:
        if not isinstance(placed.figure, Percentage) or not placed.figure.quantity.value:
            continue
        if _POINTS.match(text, placed.end) or "điểm" in text[placed.start : placed.end]:
            continue
        floor, end = index.paragraph_of(placed.start)
        begin = max(floor, placed.start - _WINDOW)
        stops = [match.end() for match in _STOP.finditer(text, begin, placed.start)]
        sentence = stops[-1] if stops else begin
        stop = _STOP.search(text, placed.end, end)
        after = index.between(placed.end, min(stop.start() if stop else end, placed.end + _BEHIND))
        yield Said(placed, text, floor, end, sentence, index.between(sentence, placed.start), after)
