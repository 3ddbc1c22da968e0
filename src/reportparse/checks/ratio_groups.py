"""Percentages that belong together: shares of one list have one whole, and a table's shares may be of the prose's."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from reportparse.checks.figures import FigureIndex, Placed
from reportparse.checks.ratio_bases import Base, most_held, quotient
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import Count, HouseholdCount, Percentage

_CLOSE, _MIN_HELD = 14, 2
_ITEMS = frozenset({"dash", "plus", "star", "bullet", "letter"})


def of_siblings(
    index: FigureIndex, held: Sequence[Relation], missed: Sequence[tuple[Placed, Placed]]
) -> Iterator[Relation]:
    """Shares of one list have one whole: what two others are shares of is the whole of the one that fits none."""
    flow, outline = index.view.flow, index.view.outline
    inverse = flow.inverse

    def place(offset: int) -> tuple[int | None, int]:
        number = bisect_right(flow.starts, offset) - 1
        item = outline.item_of(number)
        listed = item is not None and item.parent is not None and item.kind in _ITEMS
        return (item.parent, -1) if item is not None and listed else (None, number)

    groups: dict[tuple[int | None, int], list[Relation]] = {}
    for relation in held:
        groups.setdefault(place(inverse.source(relation.stated.span.start)), []).append(relation)
    wholes = {key: most_held(relations) for key, relations in groups.items()}
    for share, part in missed:
        common = wholes.get(place(share.start))
        if common is None or share.start - part.end > _CLOSE:
            continue
        whole, count = common
        proposal = quotient("RAT007", share, part.term, whole, weak=count < _MIN_HELD)
        if proposal is not None and (part.figure.quantity.value or 0) <= (whole.quantity.value or 0):
            yield proposal


def table_shares(index: FigureIndex, base: Base) -> Iterator[Relation]:
    """The share in a table's total row against all households of the prose."""
    for grid in index.view.grids:
        for row in (row for row in grid.rows if row.total):
            cells = [index.by_span.get(figure.span) for figure in grid.figures if figure.row == row.index]
            for left, right in pairwise(cells):
                if isinstance(left, (HouseholdCount, Count)) and isinstance(right, Percentage):
                    terms = (Term.of(left), base.placed)
                    relation = Relation("RAT004", "ratio", "quotient", Term.of(right), terms, "%")
                    poor = isinstance(left, HouseholdCount) and "nghèo" in left.category and left.role == "level"
                    if holds(relation) or (poor and base.sure and left.span != base.placed.span):
                        yield relation
