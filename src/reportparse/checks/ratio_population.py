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

_POPULATION = regex.compile(r"\s?(?:(?:tổng\s)?dân\ssố|số\sdân)(?!\p{L})", regex.IGNORECASE)
_POPULATION_OF = regex.compile(r"(?<!\p{L})(?:dân\ssố|số\sdân)[^.;\d]{0,30}$", regex.IGNORECASE)
_TOLD_SLIP, _EARLY, _FARTHEST = 4, 100, 3000


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
