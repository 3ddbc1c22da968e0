"""The numbers of relations as places of the text: one number may be a term under several spans.

"15/36 hộ nghèo" is one mention of two numbers, "36" alone another: both mean the digits at one place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

import regex

from reportparse.checks.verify import Tried
from reportparse.model.finding import Relation, Term
from reportparse.model.span import Span


class Number(NamedTuple):
    """Where the digits of a number begin, and how it is written."""

    start: int
    written: str


@dataclass(frozen=True, slots=True)
class Places:
    """Which number of the text a term is; without a text a term is where its span begins."""

    text: str = ""

    def of(self, term: Term) -> Number:
        written, span = term.quantity.written, term.span
        if not written or self.text.startswith(written, span.start):
            return Number(span.start, written)
        return Number(self._inside(span, written), written)

    def span(self, term: Term) -> Span:
        """Where to point for a number: the mention that it opens, or the digits alone."""
        start = self.of(term).start
        return term.span if start == term.span.start else Span(start, start + len(term.quantity.written))

    def _inside(self, span: Span, written: str) -> int:
        if len(self.text) < span.end:
            return span.start
        found = regex.search(
            rf"(?<![\d.,]){regex.escape(written)}(?![\d]|[.,]\d)", self.text, pos=span.start, endpos=span.end
        )
        return found.start() if found else span.start


class Use(NamedTuple):
    """A number in one relation: which (its index), and the term that it is there."""

    relation: int
    term: Term


def numbers_of(relation: Relation) -> Iterator[Term]:
    """The figures of a relation, the stated one first."""
    yield relation.stated
    yield from relation.terms


def uses(tried: Sequence[Tried], failing: Set[int], places: Places) -> dict[Number, list[Use]]:
    """For every number of a failing relation the relations that it stands in, in their order."""
    doubted = {places.of(term) for index in sorted(failing) for term in numbers_of(tried[index].relation)}
    found: dict[Number, list[Use]] = {number: [] for number in sorted(doubted)}
    for index, each in enumerate(tried):
        seen: set[Number] = set()
        for term in numbers_of(each.relation):
            number = places.of(term)
            if number in found and number not in seen:
                seen.add(number)
                found[number].append(Use(index, term))
    return found
