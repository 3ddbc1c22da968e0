"""Poor and near-poor households together: "Tổng số hộ nghèo và cận nghèo 401 hộ, chiếm 18,34%", of 207 and 194 before.

What is told of both is the sum of the last stock of each, in households, in persons and in per cent. Several stocks may
have been told (of two years, of two places): the sum is told where one pair holds, and where none does only if a slip
in one of the last two may be why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from reportparse.checks.figures import FigureIndex, Placed
from reportparse.checks.slips import explained
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation
from reportparse.model.mention import HouseholdCount, Percentage

_BOTH = regex.compile(
    r"nghèo(?:,|\svà|\scùng|\s\+|\s/)\s(?:số\s)?(?:hộ\s)?cận\snghèo|cả\s(?:hai|2)(?:\s(?:loại|nhóm|diện|đối\stượng))?|"
    r"(?:hai|2)\s(?:loại|nhóm|diện)|nghèo\sđa\schiều|cộng\s(?:chung|lại)|tính\schung",
    regex.IGNORECASE,
)
_NAMES_BOTH = regex.compile(
    r"nghèo(?:,|\svà|\scùng|\s\+|\s/)\s(?:số\s)?(?:hộ\s)?cận\snghèo(?:\s\p{L}+){0,4}?\s?:?\s?$|nghèo\sđa\schiều(?:\s\p{L}+){0,4}\s$",
    regex.IGNORECASE,
)
_AHEAD, _FAR, _SHARE, _LAST = 110, 6000, 60, 6


def relate(index: FigureIndex) -> Iterator[Relation]:
    """The sums of both stocks, and of their shares."""
    text = index.view.flow.text
    stocks: dict[str, list[Placed]] = {"hộ nghèo": [], "hộ cận nghèo": []}
    for placed in index.prose:
        start = index.paragraph_of(placed.start)[0]
        own = _own_stock(placed)
        if own is not None and not _NAMES_BOTH.search(text, max(start, placed.start - _AHEAD), placed.start):
            stocks[own].append(placed)
        elif _BOTH.search(text, max(start, placed.start - _AHEAD), placed.start):
            near = [[p for p in each[-_LAST:] if p.start >= placed.start - _FAR] for each in stocks.values()]
            yield from _sum(index, placed, *near)


def _own_stock(placed: Placed) -> str | None:
    figure = placed.figure
    if not isinstance(figure, HouseholdCount) or figure.role not in ("level", "target") or placed.vague:
        return None
    return figure.category if figure.category in ("hộ nghèo", "hộ cận nghèo") and figure.unit == "hộ" else None


def _sum(index: FigureIndex, placed: Placed, poor: Sequence[Placed], near: Sequence[Placed]) -> Iterator[Relation]:
    if isinstance(placed.figure, Percentage):
        pairs = [(_share(index, one), _share(index, other)) for one in poor for other in near]
    elif placed.measure == "hộ" and not placed.vague:
        pairs = [(one, other) for one in poor for other in near]
    else:
        return
    found = [
        Relation("SUM017", "sum", "sum", placed.term, (one.term, other.term), placed.figure.unit)
        for one, other in pairs
        if one is not None and other is not None and placed.figure.span not in (one.figure.span, other.figure.span)
    ]
    held = next((relation for relation in reversed(found) if holds(relation)), None)
    if held is not None:
        yield held
    elif found and explained(found[-1]):
        yield found[-1]._replace(doubt="implied", weak=True)


def _share(index: FigureIndex, level: Placed) -> Placed | None:
    """The percentage right behind a stock."""
    behind = index.between(level.end, level.end + _SHARE)
    behind = [p for p in behind if p.measure != "khẩu"][:1]  # "234 hộ/1.208 khẩu (34,67%)"
    return behind[0] if behind and isinstance(behind[0].figure, Percentage) else None
