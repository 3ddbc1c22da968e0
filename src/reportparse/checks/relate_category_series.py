"""Totals of one category over the items of a list, or over the clauses of a sentence, told before or behind it.

"+ Ấp Phú Đông: 9 hộ nghèo, 14 hộ cận nghèo; + Ấp Phú Tây: 12 hộ nghèo, 11 hộ cận nghèo; ... Như vậy đã xem hồ sơ của
28 hộ nghèo và 35 hộ cận nghèo": every member of the row has one count of the category, and a count of the same category
in the paragraph before or behind is their sum. No word joins them, so the sum is told where it holds; of a row whose
members all have the same categories and of which one adds up, the others are told as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

import regex

from reportparse.checks.figures import FigureIndex, Placed, is_factor, without_wholes
from reportparse.checks.slips import explained
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation
from reportparse.model.mention import HouseholdCount

_CLAUSE = regex.compile(r"[;\n]|[.]\s+(?=\p{Lu})")
_NAMED = regex.compile(r"\p{Lu}\p{Ll}")
_LEAST, _MOST, _ENOUGH, _FAR, _NEAR, _BESIDE = 2, 40, 10, 2500, 700, 60
Key = tuple[str, str]
"""Unit and category."""


class _Row(NamedTuple):
    """The members of a row, from where to where it goes in the flow, and where its own heading begins."""

    members: Sequence[Sequence[Placed]]
    start: int
    end: int


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Sums over the rows of every list and of every paragraph of clauses."""
    for row in (*_lists(index), *_clauses(index)):
        yield from _of_row(index, row)


def _lists(index: FigureIndex) -> Iterator[_Row]:
    outline, flow = index.view.outline, index.view.flow
    for children in outline.children.values():
        if not _LEAST <= len(children) <= _MOST:
            continue
        items = [outline.items[child] for child in children]
        bounds = [(item.start, flow.paragraphs[item.paragraphs[0]].end) for item in items]
        members = [_counts(index, start, end) for start, end in bounds]
        if sum(map(bool, members)) >= _LEAST:
            yield _Row(members, bounds[0][0], bounds[-1][1])


def _clauses(index: FigureIndex) -> Iterator[_Row]:
    """Runs of clauses with a name and a count each: "A 49 hộ nghèo; B 38 hộ nghèo; C 29 hộ nghèo"."""
    flow = index.view.flow
    for paragraph in flow.paragraphs:
        if paragraph.cell is not None or flow.text.count(";", paragraph.start, paragraph.end) < 1:
            continue
        cuts = [match.start() for match in _CLAUSE.finditer(flow.text, paragraph.start, paragraph.end)]
        edges = [paragraph.start, *cuts, paragraph.end]
        run: list[Sequence[Placed]] = []
        begin = paragraph.start
        for start, end in pairwise(edges):
            counts = _counts(index, start, end)
            named = bool(counts) and _NAMED.search(flow.text, start, counts[0].start) is not None
            if not named:
                if len(run) >= _LEAST:
                    yield _Row(run, begin, start)
                run, begin = [], end
                continue
            run.append(counts)
        if len(run) >= _LEAST:
            yield _Row(run, begin, paragraph.end)


def _counts(index: FigureIndex, start: int, end: int) -> list[Placed]:
    text = index.view.flow.text
    return [
        placed
        for placed in without_wholes(index.between(start, end))
        if isinstance(placed.figure, HouseholdCount) and not placed.vague and not is_factor(text, placed)
    ]


def _of_row(index: FigureIndex, row: _Row) -> Iterator[Relation]:
    found: list[tuple[bool, Relation]] = []
    for key in _keys(row.members):
        parts = [own[0] for member in row.members if (own := [p for p in member if _key(p) == key])]
        whole = len(parts) == len(row.members)
        total = sum((part.figure.quantity.value or Decimal(0) for part in parts), Decimal(0))
        if len(parts) < _LEAST or total < _ENOUGH or not all(part.figure.quantity.value for part in parts):
            continue
        stated = _total(index, row, key, total)
        if stated is not None:
            terms = tuple(part.term for part in parts)
            found.append((whole, Relation("SUM015", "sum", "sum", stated.term, terms, stated.figure.unit)))
    held = [relation for _, relation in found if holds(relation)]
    for whole, relation in found:
        if holds(relation):
            yield relation
        elif whole and any(abs(relation.stated.span.start - other.stated.span.start) <= _BESIDE for other in held):
            yield relation  # the totals of a row stand together: where one is its sum, the others are meant to be
        elif held and whole and explained(relation):
            yield relation._replace(doubt="implied", weak=True)


def _keys(members: Sequence[Sequence[Placed]]) -> list[Key]:
    """The categories of the row, in the order in which they are met."""
    return list(dict.fromkeys(_key(placed) for member in members for placed in member))


def _key(placed: Placed) -> Key:
    figure = placed.figure
    return placed.measure, figure.category if isinstance(figure, HouseholdCount) else ""


def _total(index: FigureIndex, row: _Row, key: Key, total: Decimal) -> Placed | None:
    """The count of the category around the row that is its sum, else the nearest of the whole place."""
    before = [p for p in _counts(index, max(0, row.start - _FAR), row.start) if _key(p) == key]
    behind = [p for p in _counts(index, row.end, row.end + _NEAR) if _key(p) == key]
    around = sorted((*before, *behind), key=lambda p: min(abs(row.start - p.end), abs(p.start - row.end)))
    around = [p for p in around if isinstance(p.figure, HouseholdCount) and p.figure.area is None]
    equal = next((p for p in around if p.figure.quantity.value == total), None)
    return equal or next(iter(around), None)
