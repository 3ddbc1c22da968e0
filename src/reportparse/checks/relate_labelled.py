"""Totals of what several items tell with the same words: "Kế hoạch vốn 84.562, giải ngân 76.951, cụ thể: 1. Dự án 1 ...
- Kế hoạch vốn 12.880, giải ngân 12.236 ...".

The items have headings without figures; plan and disbursement stand in a bullet below, each behind its word. A word by
which all items add up to the figure behind the same word above makes a relation; another word of the same paragraph is
then a relation too, whether it adds up or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from reportparse.checks.figures import FigureIndex, Placed, bracketed
from reportparse.checks.slips import explained
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation

_WORDS = (
    regex.compile(
        r"(?<!\p{L})(?:(?:kế\shoạch|tổng|nguồn)\s(?:vốn|kinh\sphí)|(?:vốn|kinh\sphí)\s(?:được\s)?(?:giao|phân\sbổ|bố\strí)|dự\stoán|kế\shoạch)"
        r"(?:\s(?!giải|thanh|quyết)\p{L}+){0,4}(?:\snăm\s20\d\d)?(?:\s\([^()]{0,60}\))?\s?:?\s?(?:là\s)?$",
        regex.IGNORECASE,
    ),
    regex.compile(
        r"(?<!\p{L}|chưa\s)(?:giải\sngân|thanh\stoán|quyết\stoán)(?:\s(?!còn)\p{L}+){0,4}(?:\s\d{1,2}/\d{1,2}/20\d\d|\snăm\s20\d\d)?\s?:?\s?(?:là\s|được\s|đạt\s)?$",
        regex.IGNORECASE,
    ),
    regex.compile(r"(?<!\p{L})(?:còn\slại|chưa\sgiải\sngân)\s?:?\s?(?:là\s)?$", regex.IGNORECASE),
)
_REACH, _LEAST, _MAX_ITEMS = 90, 2, 40


def relate(index: FigureIndex) -> Iterator[Relation]:
    """The totals of items, for every paragraph or item above a list."""
    outline = index.view.outline
    for parent, children in outline.children.items():
        if _LEAST <= len(children) <= _MAX_ITEMS:
            yield from _of_list(index, parent, children)


def _of_list(index: FigureIndex, parent: int | None, children: Sequence[int]) -> Iterator[Relation]:
    totals = _totals(index, parent, children)
    if not totals:
        return
    ends = [index.view.outline.items[child].start for child in children[1:]]
    ends.append(_end_of(index, children[-1]))
    found: list[Relation] = []
    for number, total in totals.items():
        parts = [
            _first(index, index.view.outline.items[child].start, end, number)
            for child, end in zip(children, ends, strict=True)
        ]
        terms = tuple([placed.term for placed in parts if placed is not None])
        if len(terms) == len(children):
            found.append(Relation("SUM005", "sum", "sum", total.term, terms, total.figure.unit))
    held = any(holds(relation) for relation in found)
    yield from (
        relation if held or holds(relation) else relation._replace(doubt="implied", weak=True)
        for relation in found
        if held or holds(relation) or explained(relation)
    )


def _totals(index: FigureIndex, parent: int | None, children: Sequence[int]) -> dict[int, Placed]:
    """By word the figure behind it in the item above, or in the paragraph right above the list."""
    flow, outline = index.view.flow, index.view.outline
    if parent is not None:
        item = outline.items[parent]
        own = [flow.paragraphs[number] for number in item.paragraphs]
    else:
        first = outline.items[children[0]].paragraphs[0]
        own = [paragraph for paragraph in flow.paragraphs[max(0, first - 2) : first] if paragraph.cell is None]
    found: dict[int, Placed] = {}
    for paragraph in own:
        for number in range(len(_WORDS)):
            placed = _first(index, paragraph.start, paragraph.end, number)
            if placed is not None:
                found.setdefault(number, placed)
    return found


def _first(index: FigureIndex, start: int, end: int, number: int) -> Placed | None:
    """The first amount of a stretch that stands behind a word."""
    text = index.view.flow.text
    for placed in index.between(start, end):
        if placed.measure != "đ" or placed.vague or bracketed(text, start, placed.start):
            continue
        if _WORDS[number].search(text, max(start, placed.start - _REACH), placed.start):
            return placed
    return None


def _end_of(index: FigureIndex, item: int) -> int:
    """Where the last paragraph of an item and of all that stands under it ends."""
    flow, outline = index.view.flow, index.view.outline
    below = outline.children.get(item, ())
    return _end_of(index, below[-1]) if below else flow.paragraphs[outline.items[item].paragraphs[-1]].end
