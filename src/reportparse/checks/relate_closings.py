"""Totals that close a list: "- Tháng 01: ...; - Tháng 02: ... Cộng: 2.354.250.000 đồng".

The total stands in an item of its own or in the paragraph behind the last item. It sums the items before it, of its own
list or of one that this list stands in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from reportparse.checks.figures import NO_COUNTS, FigureIndex, Placed, is_factor
from reportparse.checks.relate_lists import HOWS, Lists
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation, Term

_CLOSING = regex.compile(
    r"[-+*•\s]*(?:(?:[Tt]ổng\s)?[Cc]ộng(?!\p{L}|\s(?:đồng(?!\sthời)\s\p{L}|tác|sản|hòa|hoà))|[Tt]ổng(?:\ssố)?\s?:)"
)
_CUE = regex.compile(r"trong\s(?:số\s)?đó|gồm|chia\sra|\.\s", regex.IGNORECASE)
_REACH, _MAX_ITEMS = 60, 60


def relate(index: FigureIndex) -> Iterator[Relation]:
    """The totals of lists that stand behind their items."""
    flow = index.view.flow
    lists: Lists | None = None
    for number, paragraph in enumerate(flow.paragraphs):
        if paragraph.cell is None and _CLOSING.match(flow.text, paragraph.start, paragraph.start + _REACH):
            lists = lists or Lists(index)
            yield from _closed(lists, number)


def _closed(lists: Lists, number: int) -> Iterator[Relation]:
    """For each unit of a closing paragraph its total against the nearest list that has the unit in every item."""
    index = lists.index
    paragraph = index.view.flow.paragraphs[number]
    cue = _CUE.search(index.view.flow.text, paragraph.start, paragraph.end)
    figures = index.between(paragraph.start, cue.start() if cue else paragraph.end)
    candidates = list(_before(lists, number))
    told: set[str] = set()
    for total in figures:
        if total.measure in told or total.measure in NO_COUNTS - {"đ"} or is_factor(index.view.flow.text, total):
            continue
        told.add(total.measure)
        found = [relation for items in candidates for relation in _sums(lists, total, items)]
        held = next((relation for relation in found if holds(relation)), None)
        if held is not None:
            yield held
        elif found and not total.vague:
            yield found[-1]._replace(doubt="implied")


def _before(lists: Lists, number: int) -> Iterator[Sequence[int]]:
    """The lists that end before a paragraph, the innermost first."""
    outline = lists.index.view.outline
    item = outline.item_of(number)
    while item is not None:
        siblings = outline.children.get(item.parent, ())
        own = item.paragraphs[0] == number
        before = siblings[: siblings.index(item.index) + (not own)]
        same = [sibling for sibling in before if lists.items[sibling].kind == item.kind]
        if len(same) > 1:
            yield same[-_MAX_ITEMS:]
        item = None if item.parent is None or own else lists.items[item.parent]


def _sums(lists: Lists, total: Placed, items: Sequence[int]) -> Iterator[Relation]:
    """The figures of all items, chosen in each of the ways, the likeliest way last."""
    seen: set[tuple[Term, ...]] = set()
    for how in reversed(HOWS):
        parts = [lists.parts[item].of(total.measure, how) for item in items]
        terms = tuple([placed.term for own in parts for placed in own])
        if all(parts) and terms not in seen and total.term not in terms:
            seen.add(terms)
            yield Relation("SUM001", "sum", "sum", total.term, terms, total.figure.unit)
