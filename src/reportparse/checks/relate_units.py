"""Amounts whose unit is probably another one: "480 tỷ đồng" among millions that it would fit as "480 triệu đồng".

A figure of another order than the amounts around it is supposed to have the unit next to its own; what the finders then
see hold, and did not before, is told as failing. Nothing is told where the supposition explains nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from statistics import median_low

from reportparse.checks.figures import FigureIndex, Placed
from reportparse.checks.subjects import Subject
from reportparse.checks.verify import Tried, holds
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import Amount, Figure, Rate
from reportparse.model.quantity import ONE, Quantity
from reportparse.model.span import Span

Finder = Callable[[FigureIndex], Iterable[Relation]]
Factors = Mapping[Span, Decimal]

_DOWN, _UP = ONE / 1000, Decimal(1000)
_REACH, _AROUND, _LEAST = 900, 4, 2
_LARGE, _SMALL = Decimal(5), ONE / 200
"""How many times the largest of its neighbours an amount is that may have too large a unit, and how small a part of
their middle one with too small a unit: unit prices stand among totals, totals seldom among prices."""
_TELLING, _DIGITS, _FROM_AFAR = 100, 2, frozenset({"RAT005", "RAT007", "RAT009"})


def relate(index: FigureIndex, relations: Sequence[Tried], finders: Sequence[Finder]) -> list[Tried]:
    """What fails only because an amount has the wrong unit, as doubts. `relations` are all others, `finders` those of
    the prose.
    """
    # What holds is no slip, and what fails is told already.
    told = {span for tried in relations for span in _spans(tried.relation)}
    factors = {figure.span: factor for figure, factor in _odd(index) if figure.span not in told}
    if not factors:
        return []
    mentions = replace(index.mentions, rates=_rates(index, factors))
    supposed = _Supposed(index.view, mentions, index, factors)
    found: dict[Span, Tried] = {}
    for finder in finders:
        for relation in finder(supposed):
            changed = factors.keys() & _spans(relation)
            if changed and holds(relation) in ("exact", "rounded") and _tells(relation, changed):
                tried = _as_written(relation, factors)
                if not tried.reading:
                    found.update(dict.fromkeys(changed - found.keys(), tried))
    for relation in _restated(index, {span: factor for span, factor in factors.items() if span not in found}):
        found[relation.stated.span] = Tried.of(relation)
    return list({id(tried): tried for tried in found.values()}.values())


def _restated(index: FigureIndex, factors: Factors) -> Iterator[Relation]:
    """Odd amounts that stand elsewhere with the other unit, said in some of the same words."""
    if not factors:
        return
    amounts = [figure for figure in index.mentions.amounts if not figure.in_words]
    by_value: dict[Decimal, list[Amount]] = {}
    for figure in amounts:
        if figure.quantity.value:
            by_value.setdefault(figure.quantity.value, []).append(figure)
    for figure in amounts:
        factor, quantity = factors.get(figure.span), figure.quantity
        if factor is None or not quantity.value or len(str(int(quantity.value)).rstrip("0")) < _DIGITS:
            continue
        own = _subject(index, figure)
        for other in by_value.get(quantity.value * factor, ()):
            its = _subject(index, other)
            if own.may_be(its) and own.shares(its) >= 1:
                terms = (Term.of(other),)
                yield Relation("REP005", "repeat", "equal", Term.of(figure), terms, "đồng", doubt="words-only")
                break


def _subject(index: FigureIndex, figure: Figure) -> Subject:
    label = figure.label or ""
    return Subject.of(label if figure.in_table else f"{index.sentence_before(figure.span.start)} {label}", label)


def _odd(index: FigureIndex) -> Iterator[tuple[Figure, Decimal]]:
    """Amounts and rates of the prose of another order than their neighbours, with the factor that would help."""
    amounts = [placed for placed in index.prose if isinstance(placed.figure, Amount) and placed.measure == "đ"]
    starts = [placed.start for placed in amounts]
    for at, placed in enumerate(amounts):
        near = [*amounts[max(0, at - _AROUND) : at], *amounts[at + 1 : at + 1 + _AROUND]]
        yield from _factor(placed.figure, placed.start, near)
    for rate in index.mentions.rates:
        if not rate.in_table:
            start = index.view.flow.inverse.source(rate.span.start)
            at = bisect_left(starts, start)
            yield from _factor(rate, start, amounts[max(0, at - _AROUND) : at + _AROUND])


def _factor(figure: Figure, start: int, near: Sequence[Placed]) -> Iterator[tuple[Figure, Decimal]]:
    value = figure.quantity.value
    others = [other for p in near if abs(p.start - start) <= _REACH and (other := p.figure.quantity.value)]
    if not value or len(others) < _LEAST or not figure.quantity.ulp:
        return
    if value >= _LARGE * max(others):
        yield figure, _DOWN
    elif value <= _SMALL * median_low(others):
        yield figure, _UP


def _rates(index: FigureIndex, factors: Factors) -> tuple[Rate, ...]:
    return tuple(
        replace(rate, quantity=_scaled(rate.quantity, factors[rate.span])) if rate.span in factors else rate
        for rate in index.mentions.rates
    )


def _scaled(quantity: Quantity, factor: Decimal) -> Quantity:
    value = quantity.value
    return quantity._replace(value=None if value is None else value * factor, ulp=quantity.ulp * factor)


def _tells(relation: Relation, changed: Set[Span]) -> bool:
    """Whether the odd figures of a share whose base stands anywhere have digits enough to be no chance."""
    if relation.code not in _FROM_AFAR:
        return True
    odd = (term.quantity for term in relation.terms if term.span in changed)
    return all(int((quantity.value or 0) / (quantity.ulp or ONE)) >= _TELLING for quantity in odd)


def _spans(relation: Relation) -> frozenset[Span]:
    return frozenset([relation.stated.span, *(term.span for term in relation.terms)])


def _as_written(relation: Relation, factors: Factors) -> Tried:
    """The relation with the figures that the text gives, as a doubt."""

    def written(term: Term) -> Term:
        factor = factors.get(term.span)
        return term if factor is None else term._replace(quantity=_scaled(term.quantity, ONE / factor))

    terms = tuple(map(written, relation.terms))
    return Tried.of(relation._replace(stated=written(relation.stated), terms=terms, doubt="one-slip", weak=True))


@dataclass(frozen=True)
class _Supposed(FigureIndex):
    """The figures near the odd amounts of another index, these in the unit that they are supposed to have."""

    base: FigureIndex
    factors: Factors

    @cached_property
    def prose(self) -> tuple[Placed, ...]:
        at = self.view.flow.inverse.source
        odd = sorted(at(span.start) for span in self.factors)
        return tuple(
            self._of(placed)
            for placed in self.base.prose
            if (after := bisect_left(odd, placed.start - _REACH)) < len(odd) and odd[after] <= placed.start + _REACH
        )

    def _of(self, placed: Placed) -> Placed:
        factor = self.factors.get(placed.figure.span)
        if factor is None:
            return placed
        figure = replace(placed.figure, quantity=_scaled(placed.figure.quantity, factor))
        return placed._replace(figure=figure, term=Term.of(figure))
