"""What the arithmetic says about counts: a stock that is a summand of a larger count is a part of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reportparse.model.finding import Check
from reportparse.model.mention import Mentions

_STOCKS = frozenset({"hộ nghèo", "hộ cận nghèo"})


def with_parts(mentions: Mentions, checks: Sequence[Check]) -> Mentions:
    """The mentions with the role "part" for levels that add up to a total that the text states.

    The poor and the near-poor of all households stay levels: they are the stocks that everyone counts.
    """
    totals = {
        term.span: check.span
        for check in checks
        if check.rule == "sum" and check.verdict == "consistent"
        for term in check.terms
    }
    categories = {count.span: count.category for count in mentions.households}
    changed = tuple(
        replace(count, role="part")
        if count.role == "level"
        and not count.in_table
        and count.span in totals
        and not (count.category in _STOCKS and categories.get(totals[count.span], "hộ") in ("hộ", "hộ dân"))
        else count
        for count in mentions.households
    )
    return replace(mentions, households=changed)
