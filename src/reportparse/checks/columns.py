"""Parts of a text that tell the same things one after the other, as the rows of a table do: the items of a list, the
clauses of a long sentence, the sections of a chapter. A thing that all of them tell is a column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import regex

from reportparse.checks.clauses import PLACE, WORDS, move, sentences
from reportparse.checks.figures import NO_COUNTS, FigureIndex, Placed, bracketed, is_factor, without_wholes
from reportparse.model.mention import HouseholdCount
from reportparse.structure.outline import Item

LESS, MORE, _POOR = 1, 2, "nghèo"
_CUES = tuple(
    regex.compile(pattern, regex.IGNORECASE)
    for pattern in (
        r"giảm|thoát|bớt|ra\skhỏi",
        r"phát\ssinh|tái\snghèo|tăng|vào\s(?:hộ\s)?nghèo",
        r"giải\sngân|thực\shiện|đã\s\p{L}+|thanh\stoán|hoàn\sthành",
        r"còn|chưa",
        r"giao|kế\shoạch|dự\stoán|nhu\scầu|đăng\ský|đề\snghị",
    )
)
CLOSES = regex.compile(
    r"như\svậy|cộng|tổng|tất\scả|cả\sthảy|toàn\s(?:xã|huyện|thị|phường)|cả\s(?:xã|hai|ba|bốn)|tính\schung|gộp",
    regex.IGNORECASE,
)
_SO_MANY = regex.compile(
    rf"(?<!\p{{L}})(?P<count>{'|'.join(WORDS)}|0?\d)\s(?:năm|đợt|mục|nguồn|nhóm|quý|vụ|kỳ|\p{{L}}+)", regex.IGNORECASE
)
_PLACE_NAME = regex.compile(
    rf"(?i:{PLACE})\s(?:\p{{Lu}}[\p{{L}}']*|\d{{1,2}})(?:\s\p{{Lu}}[\p{{L}}']*)*(?=\s?[(:.]|\n|$)"
)
_CHAPTERS = frozenset({"chapter", "roman", "part"})
LEAST, _LEAST_TWO, _MOST, _MAX_KEYS, _REACH, _OPENING, _LEAST_IN_SECTION = 3, 2, 60, 12, 1500, 40, 2


class Key(NamedTuple):
    """What a figure tells: its unit, its stock, the cue word before it, and which of several such in its row it is."""

    measure: str
    stock: str
    cue: int
    number: int

    @property
    def changes(self) -> bool:
        """Whether it tells what came or left."""
        return self.cue in (LESS, MORE)


class Block(NamedTuple):
    """Rows told alike: their columns, where in the flow they begin and end, and where what announces them begins.

    `closing` is the flow range of the item that concludes them, `sections` says that the rows are long ones.
    """

    columns: dict[Key, list[Placed]]
    start: int
    end: int
    above: int
    closing: tuple[int, int] | None = None
    sections: bool = False


def blocks(index: FigureIndex) -> Iterator[Block]:
    """All blocks of the prose."""
    outline = index.view.outline
    for parent, children in outline.children.items():
        if len(children) < _LEAST_TWO:
            continue
        items = [outline.items[child] for child in children]
        above = _opening(index, outline.items[parent])[0] if parent is not None else items[0].start
        yield from _lists(index, items, above)
        yield from _concluded(index, items, above)
        yield from _sections(index, items, above)
    yield from _sentences(index)
    yield from _places(index)


def stock_of(placed: Placed) -> str:
    """Which households a count is of: leaving poverty counts for the poor."""
    category = placed.figure.category if isinstance(placed.figure, HouseholdCount) else ""
    if "cận nghèo" in category:
        return "cận nghèo"
    return _POOR if "nghèo" in category and "mới thoát" not in category else category


def cue_of(placed: Placed, words: str) -> int:
    """Which of the cue words stands nearest before a figure, 0 for none; a change is told by its role too."""
    found = [(match.end(), number) for number, cue in enumerate(_CUES, 1) for match in cue.finditer(words)]
    return max(found)[1] if found else {"decrease": LESS, "increase": MORE}.get(move(placed), 0)


def _opening(index: FigureIndex, item: Item) -> tuple[int, int]:
    return item.start, index.view.flow.paragraphs[item.paragraphs[0]].end


def _lists(index: FigureIndex, items: Sequence[Item], above: int) -> Iterator[Block]:
    """Runs of items without items of their own that all have figures."""
    run: list[tuple[int, int]] = []
    for item, following in zip(items, [*items[1:], None], strict=True):
        own = index.between(*_opening(index, item))
        if own and item.kind != "lead" and item.index not in index.view.outline.children:
            run.append(_opening(index, item))
        if run and (following is None or following.kind != item.kind or not own):
            yield from _block(index, run, above)
            run = []


def _concluded(index: FigureIndex, items: Sequence[Item], above: int) -> Iterator[Block]:
    """Items before one that opens with a word of summing up: as many as it says, else all of its kind."""
    text = index.view.flow.text
    for at, item in enumerate(items):
        if at < _LEAST_TWO or not CLOSES.search(text, item.start, min(item.start + _OPENING, _opening(index, item)[1])):
            continue
        counted = _SO_MANY.search(text, item.start, item.start + _OPENING)
        word = counted["count"].lower() if counted else ""
        before = [other for other in items[:at] if other.kind == item.kind]
        rows = before[-(WORDS.get(word) or int(word)) :] if counted else before
        yield from _block(index, [_opening(index, row) for row in rows], above, closing=_opening(index, item))


def _sections(index: FigureIndex, items: Sequence[Item], above: int) -> Iterator[Block]:
    """Siblings that are longer than a paragraph each."""
    if not LEAST <= len(items) <= _MOST:
        return
    flow, outline = index.view.flow, index.view.outline
    long = [item for item in items if len(item.paragraphs) > 1 or item.index in outline.children]
    if len(long) < len(items) - 1:
        return
    last = items[-1].paragraphs[-1]
    ranges = [*pairwise(item.start for item in items), (items[-1].start, flow.paragraphs[last].end)]
    yield from _block(index, ranges, above, sections=True)


def _sentences(index: FigureIndex) -> Iterator[Block]:
    """The clauses of a sentence that semicolons part, behind the colon that leads them in."""
    text = index.view.flow.text
    for clause in sentences(index, least=LEAST):
        first = text.find(";", clause.start, clause.end)
        if first < 0:
            continue
        led = text.rfind(":", clause.start, first) + 1 or clause.start
        bounds = [led, *(m.end() for m in regex.finditer(";", text, pos=led, endpos=clause.end)), clause.end]
        if len(bounds) > LEAST:
            ranges = [(start, end) for start, end in pairwise(bounds) if index.between(start, end)]
            if len(ranges) < LEAST:
                continue
            yield from _block(index, ranges, max(0, clause.start - _REACH), lead=text[clause.start : led])


def _places(index: FigureIndex) -> Iterator[Block]:
    """Sections that have the name of a place for their heading, each with all paragraphs up to the next."""
    flow, outline = index.view.flow, index.view.outline
    heads = [
        (outline.items[at].start if own else paragraph.start, match.group())
        for number, paragraph in enumerate(flow.paragraphs)
        if paragraph.cell is None
        for item in [outline.item_of(number)]
        for own, at in [(item is not None and item.paragraphs[0] == number, item.index if item else 0)]
        for match in [_PLACE_NAME.match(flow.text, outline.items[at].start if own else paragraph.start, paragraph.end)]
        if match is not None
    ]
    if not LEAST <= len({name for _, name in heads}) == len(heads) <= _MOST:
        return
    starts = [start for start, _ in heads]
    longest = max(end - start for start, end in pairwise(starts))
    chapter = next((i.start for i in outline.items if i.start > starts[-1] and i.kind in _CHAPTERS), len(flow.text))
    ranges = [*pairwise(starts), (starts[-1], min(starts[-1] + longest, chapter))]
    yield from _block(index, ranges, max(0, starts[0] - _REACH), sections=True)


def _block(
    index: FigureIndex,
    ranges: Sequence[tuple[int, int]],
    above: int,
    *,
    lead: str = "",
    closing: tuple[int, int] | None = None,
    sections: bool = False,
) -> Iterator[Block]:
    if not _LEAST_TWO <= len(ranges) <= _MOST:
        return
    rows = [_row(index, start, end, lead) for start, end in ranges]
    keys = [key for key in rows[0] if all(key in row for row in rows[1:])][:_MAX_KEYS]
    if keys:
        columns = {key: [row[key] for row in rows] for key in keys}
        yield Block(columns, ranges[0][0], ranges[-1][1], above, closing, sections)


def _row(index: FigureIndex, start: int, end: int, lead: str) -> dict[Key, Placed]:
    """The figures of one row, by what they tell."""
    text = index.view.flow.text
    found: dict[Key, Placed] = {}
    times: Counter[tuple[str, str, int]] = Counter()
    before = start
    for placed in without_wholes(index.between(start, end)):
        words = text[before : placed.start]
        before = placed.end
        countable = placed.measure and placed.measure not in NO_COUNTS - {"đ"}
        if placed.vague or not countable or is_factor(text, placed) or bracketed(text, start, placed.start):
            continue
        cue, stock = cue_of(placed, words) or cue_of(placed, lead), stock_of(placed)
        if stock == "hộ" and cue in (LESS, MORE):
            stock = _POOR
        kind = placed.measure, stock, cue
        found[Key(*kind, times[kind])] = placed
        times[kind] += 1
    return found
