"""Where figures stand: by paragraph, by table cell, and which of them may be added to each other."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import regex

from reportparse.lexicon import Lexicon
from reportparse.lexicon.schema import CountUnit
from reportparse.model.finding import Term
from reportparse.model.mention import Amount, Count, Figure, HouseholdCount, Mentions, Percentage
from reportparse.model.span import Span
from reportparse.structure.view import View
from reportparse.text.fold import squeeze

_SENTENCE, _BEHIND = 240, 80
_AFTER = regex.compile(r"[^.;:()\d\n]*")
SENTENCE_END = regex.compile(r"[.;!?]\s")


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure of the prose with its place in the flow and the unit it may be added in."""

    figure: Figure
    start: int
    end: int
    measure: str

    @property
    def term(self) -> Term:
        return Term.of(self.figure)

    @property
    def vague(self) -> bool:
        """Said to be approximate ("khoảng", "hơn"): never tested for equality."""
        figure = self.figure
        return isinstance(figure, (Amount, Count, HouseholdCount, Percentage)) and figure.approximate


@dataclass(frozen=True)
class FigureIndex:
    """Figures of a document, ready to be related."""

    view: View
    mentions: Mentions

    @cached_property
    def _units(self) -> dict[str, str]:
        return _unit_keys(self.view.lexicon)

    def measure(self, figure: Figure) -> str:
        """The key of what a figure may be added to or compared with."""
        return _measure(figure, self._units)

    @cached_property
    def prose(self) -> tuple[Placed, ...]:
        """Figures outside table cells, in text order."""
        inverse = self.view.flow.inverse
        found = []
        for figure in self.mentions.figures():
            if figure.in_table or figure.quantity.value is None:
                continue
            start = inverse.source(figure.span.start)
            end = inverse.source(figure.span.end - 1) + 1
            found.append(Placed(figure, start, end, self.measure(figure)))
        return tuple(sorted(found, key=lambda placed: (placed.start, placed.end)))

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(placed.start for placed in self.prose)

    def between(self, start: int, end: int) -> Sequence[Placed]:
        """Prose figures that begin at flow offsets `start` to `end`."""
        return self.prose[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def sentence_before(self, position: int) -> str:
        """The words of a prose figure's sentence before it (`position`: offset in the document)."""
        at = self.view.flow.inverse.source(position)
        start = self.paragraph_of(at)[0]
        text = self.view.flow.text[max(start, at - _SENTENCE) : at]
        stops = [match.end() for match in SENTENCE_END.finditer(text)]
        return text[stops[-1] :] if stops else text

    def words_after(self, position: int) -> str:
        """The words right behind a prose figure, up to the next mark or number: what a count is a count of."""
        at = self.view.flow.inverse.source(position - 1) + 1
        match = _AFTER.match(self.view.flow.text, at, at + _BEHIND)
        return match.group() if match else ""

    @cached_property
    def by_span(self) -> dict[Span, Figure]:
        """Table figures by their place in the document."""
        return {figure.span: figure for figure in self.mentions.figures() if figure.in_table}

    def paragraph_of(self, offset: int) -> tuple[int, int]:
        """Flow range of the paragraph that holds an offset."""
        flow = self.view.flow
        paragraph = flow.paragraphs[bisect_right(flow.starts, offset) - 1]
        return paragraph.start, paragraph.end


def _unit_keys(lexicon: Lexicon) -> dict[str, str]:
    """From a unit as written to the key under which it is added: persons are one kind, "suất quà" is "suất"."""
    keys: dict[str, str] = {}
    for term in lexicon.terms("count_units"):
        if isinstance(term, CountUnit):
            key = "person" if term.of == "person" else term.name.split()[0]
            keys.update(dict.fromkeys((squeeze(form).lower() for form in term.forms), key))
    return keys


def _measure(figure: Figure, units: dict[str, str]) -> str:
    if isinstance(figure, Amount):
        return "words" if figure.in_words else "đ"
    if isinstance(figure, Percentage):
        return "%"
    if isinstance(figure, HouseholdCount):
        return figure.unit
    return units.get(figure.unit, figure.unit)
