"""Items that tell the same things one after the other, like the rows of a table: "1. Xóm A: có 14 hộ nghèo, giảm 04 hộ,
còn 10 hộ; 2. Xóm B: ...", "Thụy Khê 49 hộ nghèo, 66 hộ cận nghèo; Thái Giang 38 hộ nghèo, 57 hộ cận nghèo; ...".

A thing that every item tells once is a column; its total stands in the item above, in the paragraph right behind the
items, or elsewhere, where it is told if it has the unit, the category and the value. What stands beside a total that
holds is a total too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

import regex

from reportparse.checks.clauses import move, sentences
from reportparse.checks.figures import NO_COUNTS, FigureIndex, Placed, bracketed, is_factor, last_digit, without_wholes
from reportparse.checks.slips import explanation
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation
from reportparse.model.mention import HouseholdCount
from reportparse.model.quantity import ZERO

_LESS = regex.compile(r"giảm|thoát|bớt|ra\skhỏi", regex.IGNORECASE)
_MORE = regex.compile(r"phát\ssinh|tái\snghèo|tăng|vào\s(?:hộ\s)?nghèo", regex.IGNORECASE)
_DONE = regex.compile(r"giải\sngân|thực\shiện|đã\s\p{L}+|thanh\stoán|hoàn\sthành", regex.IGNORECASE)
_LEFT = regex.compile(r"còn|chưa", regex.IGNORECASE)
_PLAN = regex.compile(r"giao|kế\shoạch|dự\stoán|nhu\scầu|đăng\ský|đề\snghị", regex.IGNORECASE)
_CUES = (_LESS, _MORE, _DONE, _LEFT, _PLAN)
_CLOSES = regex.compile(
    r"như\svậy|cộng|tổng|tất\scả|cả\sthảy|toàn\s(?:xã|huyện|thị|phường)|cả\s(?:xã|hai|ba|bốn)|tính\schung|gộp\slại",
    regex.IGNORECASE,
)
_LEAST, _LEAST_TWO, _MOST, _MAX_KEYS = 3, 2, 60, 12
_FAR_VALUE, _FAR_DIGITS, _NEAR_VALUE = 20, 200, 5
Key = tuple[str, str, int, int]
"""Unit, category, which cue word stands before the figure, and how many of the same stand before it in its item."""


class _Block(NamedTuple):
    """Items told alike: their columns, where in the flow they begin and end, and where the item above begins."""

    columns: dict[Key, list[Placed]]
    start: int
    end: int
    above: int


def relate(index: FigureIndex) -> Iterator[Relation]:
    """The columns of lists and of long sentences with their totals, in text order."""
    known: dict[tuple[str, Decimal], list[Placed]] = {}
    blocks = [*_of_lists(index), *_of_sentences(index)]
    if not blocks:
        return
    for placed in index.prose:
        if not placed.vague and placed.measure and placed.figure.quantity.value:
            known.setdefault((placed.measure, placed.figure.quantity.value), []).append(placed)
    for block in blocks:
        yield from _totals(index, block, known)


def _of_lists(index: FigureIndex) -> Iterator[_Block]:
    outline, flow = index.view.outline, index.view.flow
    for parent, children in outline.children.items():
        items = [outline.items[child] for child in children]
        run: list[tuple[int, int]] = []
        for item, following in zip(items, [*items[1:], None], strict=True):
            last = flow.paragraphs[item.paragraphs[0]].end
            own = index.between(item.start, last)
            if own and item.kind != "lead" and item.index not in outline.children:
                run.append((item.start, last))
            if run and (following is None or following.kind != item.kind or not own):
                above = flow.paragraphs[outline.items[parent].paragraphs[0]].start if parent is not None else run[0][0]
                yield from _block(index, run, above)
                run = []


def _of_sentences(index: FigureIndex) -> Iterator[_Block]:
    text = index.view.flow.text
    for clause in sentences(index, least=_LEAST * 2):
        first = text.find(";", clause.start, clause.end)
        led = text.rfind(":", clause.start, max(first, clause.start)) + 1 or clause.start
        bounds = [led, *(m.end() for m in regex.finditer(";", text, pos=led, endpos=clause.end)), clause.end]
        if len(bounds) > _LEAST:
            floor = index.paragraph_of(clause.start)[0]
            yield from _block(index, list(pairwise(bounds)), max(floor, clause.start - 1500))


def _block(index: FigureIndex, ranges: Sequence[tuple[int, int]], above: int) -> Iterator[_Block]:
    if not _LEAST_TWO <= len(ranges) <= _MOST:
        return
    rows = [_row(index, start, end) for start, end in ranges]
    keys = [key for key in rows[0] if all(key in row for row in rows[1:])][:_MAX_KEYS]
    if keys:
        columns = {key: [row[key] for row in rows] for key in keys}
        yield _Block(columns, ranges[0][0], ranges[-1][1], above)


def _row(index: FigureIndex, start: int, end: int) -> dict[Key, Placed]:
    """The figures of one item, by what they tell."""
    text = index.view.flow.text
    found: dict[Key, Placed] = {}
    before = start
    for placed in without_wholes(index.between(start, end)):
        words = text[before : placed.start]
        before = placed.end
        countable = placed.measure and placed.measure not in NO_COUNTS - {"đ"}
        if placed.vague or not countable or is_factor(text, placed) or bracketed(text, start, placed.start):
            continue
        cue = _cue(placed, words)
        same = sum(key[:3] == (placed.measure, _category(placed), cue) for key in found)
        found[placed.measure, _category(placed), cue, same] = placed
    return found


def _category(placed: Placed) -> str:
    return placed.figure.category if isinstance(placed.figure, HouseholdCount) else ""


def _cue(placed: Placed, words: str) -> int:
    """Which of the cue words stands nearest before a figure, 0 for none; a change is told by its role too."""
    found = [(match.end(), number) for number, cue in enumerate(_CUES, 1) for match in cue.finditer(words)]
    if found:
        return max(found)[1]
    return {"decrease": 1, "increase": 2}.get(move(placed), 0)


def _totals(index: FigureIndex, block: _Block, known: dict[tuple[str, Decimal], list[Placed]]) -> Iterator[Relation]:
    behind = _behind(index, block.end)
    close = [p for p in index.between(block.above, block.start) if not p.vague] + behind
    held: list[tuple[Key, Placed]] = []
    for key, parts in block.columns.items():
        total = _total(index, block, key, parts, close, known)
        if total is not None:
            held.append((key, total))
            yield _sum(total, parts)
    if behind:
        yield from _companions(index, block, behind, held)


def _behind(index: FigureIndex, end: int) -> list[Placed]:
    """The figures of the sentence right behind a block, if it says that it concludes."""
    text = index.view.flow.text
    after = index.between(end, end + 300)
    if not after:
        return []
    begin, stop = index.paragraph_of(after[0].start)
    if text[end:begin].strip() or not _CLOSES.search(text, begin, after[0].start):
        return []
    return [p for p in index.between(begin, stop) if not p.vague]


def _total(
    index: FigureIndex,
    block: _Block,
    key: Key,
    parts: Sequence[Placed],
    close: Sequence[Placed],
    known: dict[tuple[str, Decimal], list[Placed]],
) -> Placed | None:
    """The figure that a column adds up to: near the block, else the first of its kind in the text."""
    value = sum((part.figure.quantity.value or ZERO for part in parts), ZERO)
    size = value / last_digit(parts)
    near = [p for p in close if p.figure.quantity.value == value and p.measure == key[0] and _fits(index, key, p)]
    if near and size >= _NEAR_VALUE and (len(parts) >= _LEAST or size >= _FAR_VALUE):
        return near[-1]
    if len(parts) < _LEAST or size < (_FAR_VALUE if key[1] not in ("", "hộ") else _FAR_DIGITS):
        return None
    told = [
        p for p in known.get((key[0], value), ()) if not block.start <= p.start < block.end and _fits(index, key, p)
    ]
    return told[0] if told else None


def _fits(index: FigureIndex, key: Key, placed: Placed) -> bool:
    """Whether a figure may be the total of a column: of its category, and a change only of changes."""
    if _category(placed) != key[1]:
        return False
    floor = index.paragraph_of(placed.start)[0]
    words = index.view.flow.text[max(floor, placed.start - 30) : placed.start]
    changes = (1, 2)
    cue = _cue(placed, words)
    if (cue in changes) != (key[2] in changes):
        return False
    return cue == key[2] or placed.measure != "đ" or not cue


def _companions(
    index: FigureIndex, block: _Block, behind: Sequence[Placed], held: Sequence[tuple[Key, Placed]]
) -> Iterator[Relation]:
    """The other columns against the one figure of their kind in the sentence that concludes."""
    used = {total.start for _, total in held}
    told = {key for key, _ in held}
    for key, parts in block.columns.items():
        alike = [p for p in behind if p.measure == key[0] and _fits(index, key, p)]
        rivals = [
            other
            for other in block.columns
            if other != key and other[:2] == key[:2] and (other[2] in (1, 2)) == (key[2] in (1, 2))
        ]
        if key in told or len(alike) != 1 or rivals or alike[0].start in used:
            continue
        relation = _sum(alike[0], parts)
        if not holds(relation) and explanation(relation):
            yield relation if used else relation._replace(doubt="implied", weak=True)


def _sum(total: Placed, parts: Sequence[Placed]) -> Relation:
    return Relation("SUM013", "sum", "sum", total.term, tuple([part.term for part in parts]), total.figure.unit)
