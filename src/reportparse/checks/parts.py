"""What the figures say about each other: a stock that is a summand of a larger count is a part of it; helped households
that are as many as the stock are the stock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from reportparse.model.finding import Check, Term
from reportparse.model.mention import HouseholdCount, Mentions
from reportparse.model.span import Span

_STOCKS = frozenset({"hộ nghèo", "hộ cận nghèo", "hộ nghèo đa chiều"})
_PLACES = frozenset({"SUM007", "SUM012", "SUM013"})
_CHANGES = frozenset({"increase", "decrease"})
_EVERYBODY = frozenset({"hộ", "hộ dân", "hộ gia đình", "hộ tự nhiên"})


def _parts(check: Check, changes: frozenset[Span]) -> Sequence[Term]:
    """The parts of a total in a relation; what there was and what came ("826 hộ" and "tăng 7 hộ") are none."""
    if check.code in _PLACES:
        return ()  # every place has all its households
    if check.rule == "sum":
        return () if any(term.span in changes for term in check.terms) else check.terms
    return check.terms[:1] if check.rule == "ratio" and len(check.terms) == 2 and check.code != "RAT002" else ()


def _fact(count: HouseholdCount) -> tuple[str, str, Decimal | None]:
    return count.category, count.unit, count.quantity.value


def _stocks(mentions: Mentions) -> frozenset[tuple[str, str, Decimal | None]]:
    """The numbers of poor and near-poor households that are stated for a whole place, those of its villages aside.

    A number below half of the largest of its category is one of a village or of a group, wherever it stands.
    """
    levels = [
        count
        for count in mentions.households
        if count.role == "level" and count.category in _STOCKS and count.area is None and count.quantity.value
    ]
    most: dict[tuple[str, str], Decimal] = {}
    for category, unit, value in map(_fact, levels):
        most[category, unit] = max(most.get((category, unit), Decimal(0)), value or Decimal(0))
    facts = map(_fact, levels)
    return frozenset(fact for fact in facts if fact[2] is not None and 2 * fact[2] >= most[fact[0], fact[1]])


def with_parts(mentions: Mentions, checks: Sequence[Check]) -> Mentions:
    """The mentions with the role "part" for levels that add up to a stated total or are a stated share of one.

    Poor and near-poor households stay levels: they are the stocks that everyone counts, by village too.
    """
    changes = frozenset(count.span for count in mentions.households if count.role in _CHANGES)
    parts = {part.span for check in checks if check.verdict == "consistent" for part in _parts(check, changes)}
    spans = Counter(count.span for count in mentions.households)
    whole = _stocks(mentions)
    changed = tuple(
        replace(count, role="level")
        if count.role == "part" and not count.in_table and _fact(count) in whole and spans[count.span] == 1
        else replace(count, role="part")
        if count.role == "level"
        and not count.in_table
        and count.span in parts
        and spans[count.span] == 1  # the whole of a fraction stands in its span
        and count.area is None
        and count.unit == "hộ"
        and count.category in _EVERYBODY
        else count
        for count in mentions.households
    )
    return replace(mentions, households=changed)
