"""Time limits of procedures: "trong vòng 20 ngày làm việc ..." against the days of "Bước 1", "Bước 2" and so on.

Steps may run side by side or start after the limit, so that the sum is told only where it holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import regex

from reportparse.checks.figures import FigureIndex
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation, Term
from reportparse.model.quantity import Quantity
from reportparse.text.numerals import read_number

_STEP = regex.compile(r"(?<!\p{L})Bước\s+(?P<number>\d{1,2})\s?[.:]")
_DAYS = regex.compile(r"(?<![\d.,/])(?P<number>\d{1,3})\s+(?:\([\p{L}\s]{2,20}\)\s+)?ngày\s+làm\s+việc")
_HEADING = regex.compile(r"\n\W*(?:Điều\s+\d|Chương\s|Mục\s+\d|Phần\s|[IVX]+\.\s)")
_BACK, _STEP_REACH, _LEAST = 600, 2500, 2


def relate(index: FigureIndex) -> Iterator[Relation]:
    """The steps of each procedure, which begin again with "Bước 1"."""
    text = index.view.flow.text
    steps = list(_STEP.finditer(text))
    firsts = [position for position, step in enumerate(steps) if int(step["number"]) == 1]
    for first, following in pairwise([*firsts, len(steps)]):
        limits = list(_DAYS.finditer(text, max(0, steps[first].start() - _BACK), steps[first].start()))
        terms = tuple(_terms(index, steps[first:following]))
        if limits and len(terms) >= _LEAST:
            relation = Relation("SUM002", "sum", "sum", _term(index, limits[-1]), terms, "ngày")
            if holds(relation):
                yield relation


def _terms(index: FigureIndex, steps: list[regex.Match[str]]) -> Iterator[Term]:
    """The first number of working days in each step."""
    text = index.view.flow.text
    ends = [*(step.start() for step in steps[1:]), steps[-1].end() + _STEP_REACH]
    for step, end in zip(steps, ends, strict=True):
        heading = _HEADING.search(text, step.end(), end)
        days = _DAYS.search(text, step.end(), heading.start() if heading else end)
        if days is not None:
            yield _term(index, days)


def _term(index: FigureIndex, match: regex.Match[str]) -> Term:
    number = read_number(match["number"], "count")
    span = index.view.flow.span(*match.span("number"))
    return Term(span, Quantity(number.value, written=match["number"], malformed=number.malformed))
