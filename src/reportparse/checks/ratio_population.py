"""Shares of the population: "19.308 người có thẻ, đạt 94,57% dân số", of the number of people told further up."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from reportparse.checks.figures import Placed
from reportparse.checks.ratio_bases import quotient
from reportparse.checks.ratio_share import REACH, Share
from reportparse.checks.slips import explanation
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import HouseholdCount

_POPULATION = regex.compile(r"\s?(?:(?:tổng\s)?dân\ssố|số\sdân)(?!\p{L})", regex.IGNORECASE)
_POPULATION_OF = regex.compile(r"(?<!\p{L})(?:dân\ssố|số\sdân)[^.;\d]{0,30}$", regex.IGNORECASE)
_STOCK = regex.compile(
    r"\s?(?:so\svới\s|trong\s|trên\s|của\s)?(?:tổng\ssố|số)\shộ(?:\s(?P<which>(?:cận\s)?nghèo))?"
    r"(?=\s?(?:[,;.)]|toàn|của\sxã|trong\sxã|trên\sđịa|$))",
    regex.IGNORECASE,
)
_TOLD_SLIP, _EARLY, _FARTHEST, _NEAREST = 4, 100, 3000, 6


def of_population(share: Share, part: Placed) -> Iterator[Relation]:
    """ "19.308 người có thẻ, đạt 94,57% dân số": of all members of all households, told further up."""
    if part.measure not in ("person", "khẩu") or not _POPULATION.match(share.text, share.placed.end):
        return
    for placed in share.index.between(max(0, share.placed.start - _FARTHEST), part.start):
        near = max(0, placed.start - REACH)
        if placed.measure in ("person", "khẩu") and _POPULATION_OF.search(share.text, near, placed.start):
            relation = quotient("RAT010", share.placed, part.term, placed.term, weak=True)
            yield from [relation._replace(doubt="implied")] if relation is not None else []
    for figure in share.index.mentions.households[:_EARLY]:
        everybody = figure.unit == "khẩu" and figure.category in ("hộ", "hộ dân", "hộ tự nhiên", "hộ gia đình")
        if everybody and figure.role == "level" and figure.area is None and not figure.approximate:
            relation = quotient("RAT010", share.placed, part.term, Term.of(figure), weak=True)
            if relation is not None and (holds(relation) or explanation(relation) >= _TOLD_SLIP):
                yield relation


def of_stock(share: Share, part: Placed) -> Iterator[Relation]:
    """ "225 hộ, bằng 99,1% số hộ nghèo": of the stock that the words behind name, as it was told last before the part.

    "2.125 hộ, đạt 92% tổng số hộ" is of all households.
    """
    named = _STOCK.match(share.text, share.placed.end)
    if named is None or part.measure != "hộ":
        return
    category = f"hộ {named.group('which').lower()}" if named.group("which") else None
    if category is None:
        base = share.base.placed if share.base is not None and share.base.sure else None
        relation = quotient("RAT004", share.placed, part.term, base, weak=True) if base is not None else None
        yield from [relation._replace(doubt="implied")] if relation is not None else []
        return
    levels = [
        placed
        for placed in share.index.between(max(0, share.placed.start - _FARTHEST), part.start)
        if isinstance(placed.figure, HouseholdCount)
        and (placed.figure.category, placed.figure.role, placed.measure) == (category, "level", "hộ")
        and placed.figure.area is None
        and (placed.figure.quantity.value or 0) >= (part.figure.quantity.value or 0)
    ]
    for level in levels[: -_NEAREST - 1 : -1]:
        relation = quotient("RAT004", share.placed, part.term, level.term, weak=True)
        if relation is not None and holds(relation):
            yield relation
            return
    if len({level.figure.quantity.value for level in levels}) == 1:
        relation = quotient("RAT004", share.placed, part.term, levels[-1].term, weak=True)
        yield from [relation._replace(doubt="implied")] if relation is not None else []
