"""A breakdown in an item of its own: "a) Cho vay 21.460 triệu đồng, 486 hộ. b) Theo chương trình: + ...".

The item has no figures, its bullets have; the totals stand in the item before it or in the one above. One unit that
adds up in the bullets says that they are a breakdown of these totals, so that another which does not is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from reportparse.checks.figures import NO_COUNTS, FigureIndex, Placed
from reportparse.checks.relate_lists import HOWS, Lists
from reportparse.checks.slips import explanation
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation
from reportparse.structure.outline import Item

_HEAD = regex.compile(r"(?<!\p{L})theo(?:\s\p{L}+){1,6}\s?[:;.]?\s*$", regex.IGNORECASE)
_SENTENCE = regex.compile(r"\.\s+(?=\p{Lu})")
_LEAST, _MAX_ITEMS, _MAX_HEAD, _TELLING = 2, 60, 90, 3
_SKIPPED = NO_COUNTS - {"đ"}


def relate(index: FigureIndex) -> Iterator[Relation]:
    """The breakdowns of the prose, in text order."""
    outline, flow = index.view.outline, index.view.flow
    lists: Lists | None = None
    for item in outline.items:
        children = outline.children.get(item.index, ())
        end = flow.paragraphs[item.paragraphs[0]].end
        if not _LEAST <= len(children) <= _MAX_ITEMS or end - item.start > _MAX_HEAD:
            continue
        if index.between(item.start, end) or not _HEAD.search(flow.text, item.start, end):
            continue
        lists = lists or Lists(index)
        yield from _of_item(lists, item, children)


def _of_item(lists: Lists, item: Item, children: Sequence[int]) -> Iterator[Relation]:
    for totals in _totals(lists, item):
        found = [relation for total in totals for relation in _summed(lists, total, children)]
        held = [relation for relation in found if holds(relation)]
        if held:
            told = {relation.stated.span for relation in held}
            # Of the ways to read an item only the first is a reading of a total that no way bears out.
            yield from held
            yield from _first_of_each([relation for relation in found if relation.stated.span not in told])
            return
        near = [relation for relation in _first_of_each(found) if explanation(relation) >= _TELLING]
        if near:
            yield from [relation._replace(doubt="implied") for relation in near]
            return


def _first_of_each(relations: Sequence[Relation]) -> list[Relation]:
    return list({relation.stated.span: relation for relation in reversed(relations)}.values())[::-1]


def _totals(lists: Lists, item: Item) -> Iterator[list[Placed]]:
    """The figures that the bullets may break down: of the item before, then of the item above, each unit once."""
    outline = lists.index.view.outline
    siblings = outline.children.get(item.parent, ())
    at = siblings.index(item.index)
    sources = [siblings[at - 1]] if at else []
    sources += [item.parent] if item.parent is not None else []
    for source in sources:
        first = lists.index.view.flow.paragraphs[lists.items[source].paragraphs[0]]
        stop = _SENTENCE.search(lists.index.view.flow.text, lists.items[source].start, first.end)
        figures = lists.index.between(lists.items[source].start, stop.start() if stop else first.end)
        own: dict[str, Placed] = {}
        for placed in figures:
            if placed.measure and placed.measure not in _SKIPPED and not placed.vague:
                own.setdefault(placed.measure, placed)
        if own:
            yield list(own.values())


def _summed(lists: Lists, total: Placed, children: Sequence[int]) -> Iterator[Relation]:
    """The figures of all bullets in the unit of a total, chosen in each of the ways."""
    seen = set()
    for how in HOWS:
        parts = [lists.parts[child].of(total.measure, how) for child in children]
        terms = tuple([placed.term for own in parts for placed in own])
        if all(parts) and terms not in seen:
            seen.add(terms)
            yield Relation("SUM001", "sum", "sum", total.term, terms, total.figure.unit)
