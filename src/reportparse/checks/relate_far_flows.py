"""Flows told over several sentences or items: "Đầu năm 103 hộ nghèo. ... - Thoát nghèo 27 hộ; - Phát sinh 15 hộ.
... Nay 91 hộ".

A level, what left, what came and the level after, of one category of the whole place, each with sentences of its own
between. What stands between two levels of a category need not be all that happened: only a flow with both directions
is tried, and told only where it holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile

from reportparse.checks.figures import FigureIndex, Placed
from reportparse.checks.relate_flows import (
    ROOTS,
    both_ways,
    flow_of,
    is_level,
    is_stock,
    root_of,
    same_category,
    without_parts,
)
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation
from reportparse.model.mention import HouseholdCount

_FAR, _MAX_CHANGES, _OPENINGS, _AHEAD = 3000, 6, 3, 12


def relate(index: FigureIndex) -> Iterator[Relation]:
    """For every level of poor or near-poor households of the whole place a flow that leads to it."""
    prose = index.prose
    shared = Counter(placed.figure.span for placed in prose)
    counts = [
        placed
        for placed in prose
        if isinstance(placed.figure, HouseholdCount)
        and placed.measure == "hộ"
        and not placed.vague
        and shared[placed.figure.span] == 1
        and placed.figure.role != "part"
    ]
    for root in ROOTS:
        own = without_parts([placed for placed in counts if root_of(placed) == root])
        for position, placed in enumerate(own):
            if is_level(placed) and is_stock(placed):
                held = next((relation for relation in _flows(own, position) if holds(relation)), None)
                yield from [held] if held else []


def _flows(own: Sequence[Placed], position: int) -> Iterator[Relation]:
    """From each of the last levels with what stands between, or what follows the later one; from one told behind."""
    level = own[position]
    near = [placed for placed in own[max(0, position - 20) : position] if placed.start >= level.start - _FAR]
    after = list(
        takewhile(lambda p: not is_level(p) and p.start <= level.start + _FAR, own[position + 1 : position + _AHEAD])
    )
    openings = [number for number, placed in enumerate(near) if is_level(placed) and same_category(placed, level)]
    for number in openings[: -_OPENINGS - 1 : -1]:
        between = [placed for placed in near[number + 1 :] if not is_level(placed)]
        for changes in (between, after):
            if 1 < len(changes) <= _MAX_CHANGES and both_ways(changes):
                yield flow_of(near[number], level, changes)
    behind = own[position + 1] if position + 1 < len(own) else None
    if behind is not None and is_level(behind) and same_category(behind, level):
        changes = list(
            takewhile(
                lambda p: not is_level(p) and p.start <= level.start + _FAR, own[position + 2 : position + _AHEAD]
            )
        )
        if 1 < len(changes) <= _MAX_CHANGES and both_ways(changes):
            yield flow_of(behind, level, changes)
