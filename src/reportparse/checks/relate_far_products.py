"""Products told over a document: "40 triệu đồng/hộ" in one section, "13 hộ" in another, "520 triệu đồng" in a third.

A plan tells in its aims how many households get what, in its rules how much each, and in its budget what that makes; a
table of costs is told in the same way by the text before it. An amount is such a product where a count that the price
is for gives it to the đồng, and the words of the three agree: any amount is some price times some count.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from reportparse.checks.figures import NO_COUNTS, FigureIndex, Placed, is_factor
from reportparse.checks.relate_prices import Price, is_of, prices_of
from reportparse.checks.subjects import Subject
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import Amount
from reportparse.model.quantity import ONE
from reportparse.model.span import Span

# Words that any two statements on poor households have in common.
_COMMON = frozenset(
    ("ngheo", "can", "thoat", "moi", "muc", "ho", "tro", "cap", "giam", "phi", "kinh", "von", "tien", "tri", "gia")
)
_MAX_PRICES, _MAX_COUNTS, _WINDOW = 60, 8, 24
_BOTH, _NEAR, _SMALL = 3, 300, 10


class _Factors(NamedTuple):
    """A price and a count that give an amount, and how many words tie them to it and to each other."""

    words: int
    distance: int
    price: Price
    number: Placed


@dataclass(frozen=True)
class _Budget:
    """The prices of a document and its counts by their value."""

    index: FigureIndex
    prices: Sequence[Price]

    @cached_property
    def counts(self) -> Mapping[int, Sequence[Placed]]:
        """The counts that may be multiplied, by their whole value."""
        found: dict[int, list[Placed]] = defaultdict(list)
        for placed in self.index.prose:
            value = _whole(placed.figure.quantity.value)
            if value > 1 and placed.measure not in NO_COUNTS and not placed.vague:
                found[value].append(placed)
        return found

    @cached_property
    def by_size(self) -> Mapping[int, Sequence[Price]]:
        """The prices of one payment, by what they are in đồng."""
        found: dict[int, list[Price]] = defaultdict(list)
        for price in self.prices:
            each = _whole(price.term.quantity.value)
            if each and not price.time:
                found[each].append(price)
        return found

    @cached_property
    def _words(self) -> dict[Span, frozenset[str]]:
        return {}

    def words(self, term: Term, *, in_table: bool = False) -> frozenset[str]:
        """The words about a figure: those of its row and head, or of its sentence."""
        known = self._words.get(term.span)
        if known is None:
            label = term.label or ""
            context = label
            if not in_table:
                before, after = self.index.sentence_before(term.span.start), self.index.words_after(term.span.end)
                context = f"{before} {label} {after}"
            known = self._words[term.span] = Subject.of(context, label).words - _COMMON
        return known

    def factors(self, amount: Term, at: int, *, in_table: bool) -> _Factors | None:
        """The price and the count that are most like the amount in words; None where they are not like enough."""
        value, counts = _whole(amount.quantity.value), self.counts
        found: list[_Factors] = []
        for each, prices in self.by_size.items() if value else ():
            if value % each or value // each not in counts:
                continue
            own = self.words(amount, in_table=in_table)
            near = _nearest(counts[value // each], at)
            for price in prices:
                for count in [count for count in near if is_of(count, price.unit)][:_MAX_COUNTS]:
                    told = self._tied(own, price, count, at)
                    if told is not None:
                        found.append(told)
        return max(found, key=lambda f: (f.words, -f.distance), default=None)

    def _tied(self, own: frozenset[str], price: Price, count: Placed, at: int) -> _Factors | None:
        of_price, of_count = self.words(price.term), self.words(count.term)
        to_price, to_count, between = len(own & of_price), len(own & of_count), len(of_price & of_count)
        near = [abs(count.start - at) <= _NEAR, abs(price.start - at) <= _NEAR, abs(price.start - count.start) <= _NEAR]
        words = to_price + to_count + between
        joined = sum((to_price > 0 or near[1], to_count > 0 or near[0], between > 0 or near[2]))
        small = (count.figure.quantity.value or ONE) < _SMALL
        if joined < _BOTH or words < (_BOTH if small else _BOTH - 1):
            return None
        return _Factors(words, abs(count.start - at) + abs(price.start - at), price, count)


def _nearest(counts: Sequence[Placed], at: int) -> list[Placed]:
    """The counts around an offset, of those in text order, the nearest first: a long text has many of one value."""
    position = bisect_left(counts, at, key=attrgetter("start"))
    window = counts[max(0, position - _WINDOW) : position + _WINDOW]
    return sorted(window, key=lambda count: abs(count.start - at))


def _whole(value: Decimal | None) -> int:
    """A figure as a whole number, 0 where it is none."""
    return int(value) if value is not None and value == int(value) else 0


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Amounts of the prose and of tables that a price and a count told elsewhere give."""
    prices = list(prices_of(index))[:_MAX_PRICES]
    if not prices:
        return
    budget = _Budget(index, prices)
    own = {price.term.span for price in prices}
    for placed in index.prose:
        if not isinstance(placed.figure, Amount) or placed.measure != "đ" or placed.figure.span in own:
            continue
        if not placed.vague and not is_factor(index.view.flow.text, placed):
            yield from _told(budget, placed.term, placed.start, placed.figure.unit, in_table=False)
    inverse = index.view.flow.inverse
    for figure in index.by_span.values():
        if isinstance(figure, Amount):
            yield from _told(budget, Term.of(figure), inverse.source(figure.span.start), figure.unit, in_table=True)


def _told(budget: _Budget, amount: Term, at: int, unit: str, *, in_table: bool) -> Iterator[Relation]:
    found = budget.factors(amount, at, in_table=in_table)
    if found is not None:
        terms = (found.number.term, found.price.term)
        yield Relation("PRO006", "product", "product", amount, terms, unit, weak=True)
