"""Where figures stand: by paragraph, by table cell, and which of them may be added to each other."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from reportparse.checks.sheet import Sheet
from reportparse.lexicon import Lexicon
from reportparse.lexicon.schema import CountUnit
from reportparse.model.finding import Term
from reportparse.model.mention import Amount, Count, Figure, HouseholdCount, Mentions, Percentage
from reportparse.model.span import Span
from reportparse.structure.view import View
from reportparse.text.fold import squeeze


class Placed(NamedTuple):
    """A figure of the prose with its place in the flow and the unit it may be added in.

    `vague`: said to be approximate ("khoảng", "hơn"), and never tested for equality.
    """

    figure: Figure
    start: int
    end: int
    measure: str
    term: Term
    vague: bool


@dataclass(frozen=True)
class FigureIndex:
    """Figures of a document, ready to be related."""

    view: View
    mentions: Mentions

    @cached_property
    def _figures(self) -> tuple[Figure, ...]:
        return self.mentions.figures()

    @cached_property
    def prose(self) -> tuple[Placed, ...]:
        """Figures outside table cells, in text order."""
        units = self.view.lexicon.derive(_unit_keys)
        inverse = self.view.flow.inverse
        found = []
        for figure in self._figures:
            if figure.in_table or figure.quantity.value is None:
                continue
            start = inverse.source(figure.span.start)
            end = inverse.source(figure.span.end - 1) + 1
            vague = isinstance(figure, (Amount, Count, HouseholdCount, Percentage)) and figure.approximate
            found.append(Placed(figure, start, end, _measure(figure, units), Term.of(figure), vague))
        return tuple(sorted(found, key=attrgetter("start", "end")))

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(placed.start for placed in self.prose)

    def between(self, start: int, end: int) -> Sequence[Placed]:
        """Prose figures that begin at flow offsets `start` to `end`."""
        return self.prose[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    @cached_property
    def by_span(self) -> dict[Span, Figure]:
        """Table figures by their place in the document."""
        return {figure.span: figure for figure in self._figures if figure.in_table}

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """The tables with their figures."""
        return tuple(Sheet.of(grid, self.by_span) for grid in self.view.grids)

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
