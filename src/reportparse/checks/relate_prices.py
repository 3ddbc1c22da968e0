"""Amounts that a price told elsewhere gives: "mức 40 triệu đồng/hộ ... Hỗ trợ 07 hộ ..., kinh phí 280 triệu đồng".

`relate_products` reads count, price and amount that one sentence joins. A price also holds for what follows: here an
amount, a count beside it and a price further off whose unit is that of the count are told where they give the amount
exactly, to the đồng. Where they do not, nothing says that they belong together.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

import regex

from reportparse.checks.figures import FigureIndex, Placed, unit_of_each
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import Amount, Count, HouseholdCount
from reportparse.model.quantity import ONE, Quantity

_PER = regex.compile(r"/\s?(?P<unit>[\p{L}]+)(?:/(?P<time>tháng|năm))?")
_EACH_BEFORE = regex.compile(
    r"(?<!\p{L})(?:mỗi|một)\s(?P<unit>\p{L}+)(?:\s(?!tháng|năm)\p{L}+){0,6}[\s,:]{1,2}$", regex.IGNORECASE
)
_EACH_BEHIND = regex.compile(r"\s?(?:một|mỗi)\s(?P<unit>\p{L}+)", regex.IGNORECASE)
_SENTENCE = regex.compile(r"\.\s+(?=\p{Lu})")
_APART = regex.compile(r"[.;]\s|\n")
_HOUSES = frozenset({"hộ", "căn", "nhà", "ngôi"})
_PERSONS = frozenset({"người", "học", "đại", "cháu", "em", "đối", "lao", "cán", "đồng"})
_CUE, _COUNT_BEFORE, _COUNT_BEHIND, _PRICE_BEFORE, _PRICE_BEHIND = 60, 320, 160, 2400, 200
_BEFORE, _NEAR = 160, 300
_MAX_PRICES, _MAX_COUNTS = 12, 12
_PERIOD, _YEAR = 1500, 12


class Price(NamedTuple):
    """A price with the unit that it is for, and with the period where it is one of each month or year."""

    start: int
    term: Term
    unit: str
    time: str


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Products of a count and a price that stand apart, in text order."""
    prices = sorted(prices_of(index), key=attrgetter("start"))
    starts = [price.start for price in prices]
    own = {price.term.span for price in prices}
    for amount in index.prose if prices else ():
        value = amount.figure.quantity.value
        if not isinstance(amount.figure, Amount) or amount.vague or not value or amount.figure.span in own:
            continue
        low = bisect_left(starts, amount.start - _PRICE_BEFORE)
        high = bisect_left(starts, amount.end + _PRICE_BEHIND)
        near = sorted(prices[low:high], key=lambda price: abs(price.start - amount.start))[:_MAX_PRICES]
        begin, end = index.paragraph_of(amount.start)
        counts = index.between(max(begin - _BEFORE, amount.start - _COUNT_BEFORE), min(end, amount.end + _COUNT_BEHIND))
        counts = sorted((p for p in counts if not p.vague), key=lambda p: abs(p.start - amount.start))[:_MAX_COUNTS]
        found = next((terms for price in near for terms in _factors(index, price, counts, amount)), None)
        if found is not None:
            yield Relation("PRO004", "product", "product", amount.term, found, amount.figure.unit)


def _factors(index: FigureIndex, price: Price, counts: Sequence[Placed], amount: Placed) -> Iterator[tuple[Term, ...]]:
    """Count, time where the price is of each month, and price, where they give the amount."""
    text = index.view.flow.text
    value, each = amount.figure.quantity.value, price.term.quantity.value
    times = [p for p in counts if price.time and p.figure.unit == price.time]
    for count in _beside(text, price, [p for p in counts if is_of(p, price.unit)], amount):
        number = count.figure.quantity.value
        if not value or not each or not number or number <= ONE:
            continue
        if price.time:
            for time in times:
                if number * each * (time.figure.quantity.value or 0) == value:
                    yield count.term, time.term, price.term
            months = _months_told(index, amount.start, value / (number * each)) if price.time == "tháng" else None
            if months is not None:
                yield count.term, months, price.term
        elif number * each == value:
            yield count.term, price.term


def _months_told(index: FigureIndex, at: int, months: Decimal) -> Term | None:
    """So many months as the text tells last before an amount: "6 tháng hết 994.680.000đ", "quý I", "cả năm"."""
    if months != int(months) or not 1 < months <= _YEAR:
        return None
    names = {3: "|quý(?!\\p{L})", 6: "|sáu\\stháng|nửa\\snăm", 12: "|cả\\snăm|một\\snăm"}
    pattern = rf"(?<![\d.,/])(?:0?{int(months)}\stháng{names.get(int(months), '')})(?!\p{{L}})"
    found = list(regex.finditer(pattern, index.view.flow.text, regex.IGNORECASE, max(0, at - _PERIOD), at))
    if not found:
        return None
    return Term(index.view.flow.span(*found[-1].span()), Quantity(months, written=found[-1].group().split()[0]))


def _beside(text: str, price: Price, counts: Sequence[Placed], amount: Placed) -> list[Placed]:
    """The counts that an amount may be for: the nearest on either side, and of a price far off in its sentence only."""
    before = [p for p in counts if p.start < amount.start][:1]
    after = [p for p in counts if p.start > amount.start][:1]
    apart = _SENTENCE if abs(price.start - amount.start) <= _NEAR else _APART
    return [p for p in (*before, *after) if not apart.search(text, min(p.end, amount.end), max(p.start, amount.start))]


def prices_of(index: FigureIndex) -> Iterator[Price]:
    """Rates ("40 triệu đồng/hộ") and amounts that are said to be for each ("mỗi căn 40 triệu đồng", "... một téc")."""
    text, inverse = index.view.flow.text, index.view.flow.inverse
    for rate in index.mentions.rates:
        per = _PER.search(rate.unit)
        if per is not None and rate.quantity.value:
            term = Term(rate.span, rate.quantity, rate.label)
            unit, time = unit_of_each(per.group("unit")), per.group("time") or ""
            # "540.000đ/tháng": of a person, as allowances are.
            unit, time = ("người", unit) if unit == "tháng" else (unit, time)
            yield Price(inverse.source(rate.span.start), term, unit, time)
    for placed in index.prose:
        if placed.measure != "đ" or placed.vague:
            continue
        each = _EACH_BEHIND.match(text, placed.end) or _EACH_BEFORE.search(
            text, max(0, placed.start - _CUE), placed.start
        )
        if each is not None and unit_of_each(each.group("unit")) not in ("năm", "tháng", "phần", "số"):
            yield Price(placed.start, placed.term, unit_of_each(each.group("unit")), "")


def is_of(count: Placed, unit: str) -> bool:
    """Whether a figure counts what a price is for."""
    figure = count.figure
    if isinstance(figure, HouseholdCount):
        return figure.unit == unit or (figure.unit == "hộ" and unit in _HOUSES)
    if not isinstance(figure, Count):
        return False
    if count.measure == "person":
        return unit in _PERSONS
    first = figure.unit.lower().split(" ")[0]
    return first == unit or (first in _HOUSES and unit in _HOUSES)
