"""Parts told in a sentence of their own: "Theo thôn: Rào Sậy 12 hộ, Khe Lội 10 hộ, Trằm Dứa 08 hộ."

The total stands in the sentence before, in the item above, or before a colon that is not right behind it; or right
before a bracket that names the parts in other units ("19 ủy viên (12 người của xã, 7 người của ấp)"). What leads the
parts in is a word ("theo thôn:"), a colon, or the names of places that all of them have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import regex

from reportparse.checks.figures import NO_COUNTS, FigureIndex, Placed, is_factor
from reportparse.checks.slips import explanation
from reportparse.checks.verify import gap, holds
from reportparse.model.finding import Relation
from reportparse.model.mention import HouseholdCount

_SENTENCE = regex.compile(r"[.]\s+(?=\p{Lu})|\n|$")
_LEAD = regex.compile(
    r"(?<!\p{L})(?:(?:chia|phân|xét|tính|kể)\s(?:ra\s)?)?theo(?:\s\p{L}+){1,4}\s?:|(?<!\p{L})cụ\sthể(?:\s\p{L}+){0,3}\s?:",
    regex.IGNORECASE,
)
_LEAD_WORDS = ("theo ", "cụ thể")
_COLON = regex.compile(r"(?<=\p{L}):\s")
_BETWEEN = regex.compile(r"[^\d.;:()]{0,70}")
_NAMED = regex.compile(
    r"(?:\p{Lu}[\p{L}']*|(?<!\p{L})(?:thôn|xóm|ấp|khóm|bản|buôn|làng|khu|tổ)\s\d{1,2})(?:\s(?:có|là|được|giảm))?\s?:?\s$"
)
_CLOSED = regex.compile(r"(?<!\p{L})(?:tổng|cộng|tất\scả)(?!\p{L})", regex.IGNORECASE)
_AT_LEAST = regex.compile(r"(?:ít\snhất|tối\sthiểu|không\s(?:dưới|quá))\s?$", regex.IGNORECASE)
_MOVED = regex.compile(
    r"tăng|giảm|so\svới|năm\strước|kế\shoạch|mức|bình\squân|trong\s(?:số\s)?đó|/|%", regex.IGNORECASE
)
_BRACKET = regex.compile(r"\((?P<inside>[^()\n]{8,220})\)")
_TO_BRACKET = regex.compile(r"[^\d.;:()]{0,40}")
_LINK = regex.compile(r"[^\d.;:()]{0,40}(?:[;,]|\svà)[^.;()]{0,40}")
_SKIPPED = frozenset({"%", "words", "ngày", "tháng", "năm", "lần", "đợt", ""})
_NEAR, _FAR, _MAX_TOTALS, _MAX_ITEMS, _LEAST = 500, 1500, 6, 40, 3


def relate(index: FigureIndex) -> Iterator[Relation]:
    """The enumerations of the prose that their sentence or bracket sets apart, in text order."""
    text = index.view.flow.text
    for paragraph in index.view.flow.paragraphs:
        if paragraph.cell is not None:
            continue
        figures = index.between(paragraph.start, paragraph.end)
        if len(figures) < _LEAST:
            continue
        start = paragraph.start
        for stop in _SENTENCE.finditer(text, paragraph.start, paragraph.end):
            own = index.between(start, stop.start())
            if len(own) >= _LEAST:
                yield from _of_sentence(index, start, stop.start(), own)
            start = stop.end()
        if "(" in text[paragraph.start : paragraph.end]:
            yield from _brackets(index, paragraph.start, paragraph.end)


def _of_sentence(index: FigureIndex, start: int, end: int, figures: Sequence[Placed]) -> Iterator[Relation]:
    text = index.view.flow.text
    lead = _lead(index, start, figures[-2].start)
    if lead is not None:
        items = _items(index, lead.end(), figures)
        yield from _summed(index, lead.start(), items, _LEAST - 1)
        return
    colon = _COLON.search(text, start, figures[-2].start)
    before = [placed for placed in figures if colon is not None and placed.end <= colon.start()]
    if colon is not None and before and _BETWEEN.fullmatch(text, before[-1].end, colon.start()):
        for own in _by_measure(_items(index, colon.end(), figures), _LEAST - 1):
            # "58 hộ ở 9 xã: ...": the last count of what the items count.
            total = next((p for p in reversed(before) if p.measure == own[0].measure), None)
            if total is not None and own[0].start == _first(figures, colon.end()):
                yield from _told([total], own, prefix=True)
        return
    alike = max(Counter(placed.measure for placed in figures if placed.measure not in _SKIPPED).values(), default=0)
    if alike >= _LEAST and _CLOSED.search(text, start, end) is None:
        items = [p for p in _items(index, start, figures) if _NAMED.search(text, max(start, p.start - 30), p.start)]
        yield from _summed(index, start, items, _LEAST)


def _lead(index: FigureIndex, start: int, end: int) -> regex.Match[str] | None:
    flow = index.view.flow
    if all(flow.lower.find(word, start, end) < 0 for word in _LEAD_WORDS):
        return None
    return _LEAD.search(flow.text, start, end)


def _first(figures: Sequence[Placed], after: int) -> int:
    return next(placed.start for placed in figures if placed.start >= after)


def _items(index: FigureIndex, begin: int, figures: Sequence[Placed]) -> list[Placed]:
    """The figures behind a place that may be parts: not in brackets, no prices, nothing approximate."""
    text, depth, found = index.view.flow.text, 0, []
    for placed in figures:
        if placed.start < begin:
            continue
        depth += text.count("(", begin, placed.start) - text.count(")", begin, placed.start)
        begin = placed.start
        fraction = "/" in text[max(0, placed.start - 2) : placed.end]
        addable = placed.measure not in _SKIPPED and not is_factor(text, placed)
        if depth <= 0 and not fraction and not placed.vague and addable:
            found.append(placed)
    return found[:_MAX_ITEMS]


def _by_measure(items: Sequence[Placed], least: int) -> Iterator[list[Placed]]:
    for measure in dict.fromkeys(placed.measure for placed in items):
        own = [placed for placed in items if placed.measure == measure]
        if len(own) >= least and len(set(map(_move, own[1:]))) == 1:
            yield own


def _move(placed: Placed) -> str:
    """The role of a count that tells a change, "" of any other: a flow has several and is no list of parts."""
    role = placed.figure.role if isinstance(placed.figure, HouseholdCount) else ""
    return role if role in ("increase", "decrease") else ""


def _summed(index: FigureIndex, before: int, items: Sequence[Placed], least: int) -> Iterator[Relation]:
    """Each unit of the items against the totals before them, in the paragraph or else further up."""
    floor = index.paragraph_of(before)[0]
    for own in _by_measure(items, least):
        measure = own[0].measure
        near = [p for p in index.between(max(floor, before - _NEAR), before) if p.measure == measure]
        far = [p for p in index.between(max(0, before - _FAR), before) if p.measure == measure] if not near else []
        text = index.view.flow.text
        stated = [p for p in near or far if not p.vague or _AT_LEAST.search(text, max(0, p.start - 20), p.start)]
        totals = [p for p in stated[-_MAX_TOTALS:] if p.figure.quantity.value]
        yield from _told(totals[::-1], own, prefix=False)


def _told(totals: Sequence[Placed], items: Sequence[Placed], *, prefix: bool) -> Iterator[Relation]:
    """The sum that holds; else, as a doubt, what one slip explains best."""
    ends = range(len(items), 1, -1) if prefix else (len(items),)
    found = [_sum(total, items[:end]) for total in totals for end in ends]
    held = next((relation for relation in found if holds(relation)), None)
    if held is not None:
        yield held
        return
    sizes = [(explanation(relation), -gap(relation), -order) for order, relation in enumerate(found)]
    if sizes and max(sizes)[0] > 0:
        best = found[-max(sizes)[2]]
        # With several totals to choose from, one of them is often a slip away.
        yield best._replace(doubt="implied" if len(totals) == 1 else "several-totals", weak=True)


def _sum(total: Placed, items: Sequence[Placed]) -> Relation:
    return Relation("SUM002", "sum", "sum", total.term, tuple(p.term for p in items), total.figure.unit)


def _brackets(index: FigureIndex, start: int, end: int) -> Iterator[Relation]:
    """Counts of other names in brackets right behind their total."""
    text = index.view.flow.text
    for match in _BRACKET.finditer(text, start, end):
        inside = [p for p in index.between(match.start() + 1, match.end()) if text[p.end : p.end + 1] != ":"]
        counts = not any(p.vague or p.measure in NO_COUNTS for p in inside)
        if len(inside) < _LEAST - 1 or not counts or _MOVED.search(match.group()):
            continue
        if any(not _LINK.fullmatch(text, one.end, other.start) for one, other in pairwise(inside)):
            continue
        before = index.between(max(start, match.start() - 80), match.start())
        total = before[-1] if before else None
        if total is None or total.vague or total.measure in NO_COUNTS:
            continue
        if _TO_BRACKET.fullmatch(text, total.end, match.start()):
            yield from _told([total], inside, prefix=False)
