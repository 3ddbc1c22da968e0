"""What the figures say about each other: a stock that is a summand of a larger count is a part of it; helped households
that are as many as the stock are the stock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from reportparse.model.finding import Check, Term
from reportparse.model.mention import HouseholdCount, Mentions
from reportparse.model.span import Span

_STOCKS = frozenset({"hộ nghèo", "hộ cận nghèo"})


def _parts(check: Check) -> Iterator[tuple[Term, Span]]:
    """The parts in a relation, each with the place of its total."""
    if check.rule == "sum":
        yield from ((term, check.span) for term in check.terms)
    elif check.rule == "ratio" and len(check.terms) == 2 and check.code != "RAT002":
        yield check.terms[0], check.terms[1].span


def _fact(count: HouseholdCount) -> tuple[str, str, Decimal | None]:
    return count.category, count.unit, count.quantity.value


def _stocks(mentions: Mentions) -> frozenset[tuple[str, str, Decimal | None]]:
    """The numbers of poor and near-poor households that are stated for a whole place, those of its villages aside."""
    return frozenset(
        _fact(count)
        for count in mentions.households
        if count.role == "level" and count.category in _STOCKS and count.area is None and count.quantity.value
    )


def with_parts(mentions: Mentions, checks: Sequence[Check]) -> Mentions:
    """The mentions with the role "part" for levels that add up to a stated total or are a stated share of one.

    The poor and the near-poor of all households stay levels: they are the stocks that everyone counts. They do also
    where those who were helped are just as many as both together.
    """
    totals = {part.span: total for check in checks if check.verdict == "consistent" for part, total in _parts(check)}
    spans = Counter(count.span for count in mentions.households)
    categories = {count.span: count.category for count in mentions.households}
    helped = {count.span for count in mentions.households if count.role == "part"}
    whole = _stocks(mentions)
    changed = tuple(
        replace(count, role="level")
        if count.role == "part" and not count.in_table and _fact(count) in whole and spans[count.span] == 1
        else replace(count, role="part")
        if count.role == "level"
        and not count.in_table
        and count.span in totals
        and count.area is None
        and not (count.category in _STOCKS and categories.get(totals[count.span], "hộ") != count.category)
        and not (count.category in _STOCKS and totals[count.span] in helped)
        else count
        for count in mentions.households
    )
    return replace(mentions, households=changed)
