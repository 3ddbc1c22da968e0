"""Totals of several counts, each at its own price: "mức 600.000 đồng có 5 suất, mức 300.000 đồng có 181 suất".

Each price has the count right behind it, or the one before it in its own part of the sentence. The total stands before
the first of them ("57.300.000 đồng, trong đó ...") or behind the last ("...; tổng 35.000.000 đồng").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from reportparse.checks.figures import NO_COUNTS, FigureIndex, Placed
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation, Term

_PRICE = regex.compile(
    r"(?<!\p{L})(?:(?:định\s)?mức|(?:đơn\s)?giá|mỗi\s\p{L}+(?:\s\p{L}+)?)(?:\s(?:quà|hỗ\strợ|tặng|là|được|trị\sgiá|chi))*\s?$",
    regex.IGNORECASE,
)
_BEHIND = regex.compile(r"\s?(?:/\s?\p{L}+)?\s?(?:có|cho|là|gồm|với|:|tặng)\s?(?:\p{L}+\s){0,3}", regex.IGNORECASE)
_PARTED = regex.compile(r"[;,.]\s")
_STOP = regex.compile(r"\.\s+(?=\p{Lu})|\n")
_ANNOUNCED = regex.compile(r"[^.;\d]{0,30}(?:trong\s(?:số\s)?đó|gồm|cụ\sthể|chia\sra|:)[^.;\d]{0,40}", regex.IGNORECASE)
_CONCLUDED = regex.compile(r"[^.\d]{0,30}(?:tổng|cộng|thành\stiền|trị\sgiá|=|là)[^.;\d]{0,30}", regex.IGNORECASE)
_AGES = frozenset({"tuổi", "năm", "tháng", "ngày", "lần"})
_CUE, _REACH = 40, 90


class _Tier(NamedTuple):
    """A count and its price, and where they stand."""

    start: int
    end: int
    counted: Term
    price: Term


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Sums of products, sentence by sentence."""
    text = index.view.flow.text
    figures = _figures(index)
    placed_only = [placed for placed, _ in figures]
    tiers: list[_Tier] = []
    taken: set[int] = set()
    for at, (placed, is_rate) in enumerate(figures):
        priced = is_rate or (
            placed.measure == "đ" and _PRICE.search(text, max(0, placed.start - _CUE), placed.start) is not None
        )
        tier = _tier(text, placed_only, at, taken) if priced else None
        if tier is None:
            continue
        if tiers and _STOP.search(text, tiers[-1].end, tier.start):
            yield from _totals(index, tiers)
            tiers = []
        tiers.append(tier)
    yield from _totals(index, tiers)


def _figures(index: FigureIndex) -> list[tuple[Placed, bool]]:
    """The figures of the prose and its rates, which the flag tells, in text order."""
    inverse = index.view.flow.inverse
    rates = []
    for rate in index.mentions.rates:
        start, end = inverse.source(rate.span.start), inverse.source(rate.span.end - 1) + 1
        if rate.quantity.value and rate.unit.startswith(("đ", "t", "n")):
            rates.append((Placed(rate, start, end, "rate", Term.of(rate), False), True))
    found = [(placed, False) for placed in index.prose if placed.figure.quantity.value and not placed.vague]
    return sorted([*found, *rates], key=lambda each: each[0].start)


def _tier(text: str, figures: Sequence[Placed], at: int, taken: set[int]) -> _Tier | None:
    """The count that belongs to the price at a position, each taken once."""
    price = figures[at]
    for number in (at + 1, at - 1, at - 2):
        if not 0 <= number < len(figures) or number in taken:
            continue
        count = figures[number]
        if count.measure in NO_COUNTS or count.measure in _AGES or count.measure in ("đ", "%", "rate"):
            continue
        first, second = sorted((count, price), key=lambda each: each.start)
        between = text[first.end : second.start]
        if number > at and not _BEHIND.fullmatch(between):
            continue
        if number < at and (len(between) > _REACH or _PARTED.search(between)):
            continue
        taken.add(number)
        return _Tier(first.start, second.end, count.term.exact, price.term.exact)
    return None


def _totals(index: FigureIndex, tiers: Sequence[_Tier]) -> Iterator[Relation]:
    """The amount before or behind the tiers of one sentence that they give."""
    if len(tiers) < 2:  # one is a plain product
        return
    text, own = index.view.flow.text, {tier.price.span for tier in tiers}
    begin, end = index.paragraph_of(tiers[0].start)
    near = [p for p in index.between(begin, end) if p.measure == "đ" and p.figure.span not in own]
    terms = tuple(term for tier in tiers for term in (tier.counted, tier.price))
    for total in near:
        relation = Relation("PRO005", "product", "products", total.term, terms, total.figure.unit)
        if holds(relation):
            yield relation
            return
    before = [p for p in near if p.end <= tiers[0].start and _ANNOUNCED.fullmatch(text, p.end, tiers[0].start)]
    behind = [p for p in near if p.start >= tiers[-1].end and _CONCLUDED.fullmatch(text, tiers[-1].end, p.start)]
    for total in (*before[-1:], *behind[:1]):
        yield Relation("PRO005", "product", "products", total.term, terms, total.figure.unit, doubt="implied")
