"""Totals of what items tell one after the other: "1. Xóm A: có 14 hộ nghèo, giảm 04 hộ, còn 10 hộ; 2. Xóm B: ...",
"Thụy Khê 49 hộ nghèo, 66 hộ cận nghèo; Thái Giang 38 hộ nghèo, 57 hộ cận nghèo; ...".

The total of a column stands in the item above, in the paragraph or item right behind that concludes, or elsewhere,
where it is told if it has the unit, the category and the value. What stands beside a total that holds is a total too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice

from reportparse.checks.columns import CLOSES, LEAST, Block, Key, blocks, cue_of, stock_of
from reportparse.checks.figures import FigureIndex, Placed, last_digit
from reportparse.checks.slips import explanation
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation
from reportparse.model.mention import HouseholdCount
from reportparse.model.quantity import ZERO

Known = dict[tuple[str, Decimal], list[Placed]]
_FAR_VALUE, _FAR_IN_SECTIONS, _FAR_DIGITS, _NEAR_VALUE = 20, 100, 200, 5
_BEHIND, _WORDS_BEFORE, _MOST_ALIKE = 300, 30, 60


def relate(index: FigureIndex) -> Iterator[Relation]:
    """The columns of all blocks with their totals."""
    found = list(blocks(index))
    if not found:
        return
    known: Known = {}
    for placed in index.prose:
        if not placed.vague and placed.measure and placed.figure.quantity.value:
            known.setdefault((placed.measure, placed.figure.quantity.value), []).append(placed)
    for block in found:
        yield from _totals(index, block, known)


def _totals(index: FigureIndex, block: Block, known: Known) -> Iterator[Relation]:
    behind = _behind(index, block)
    close = [p for p in index.between(block.above, block.start) if not p.vague] + behind
    held: list[tuple[Key, Placed]] = []
    for key, parts in block.columns.items():
        sure = block.closing is not None and len(held) > 1
        total = _total(index, block, key, parts, behind if sure else close, known, least=2 if sure else LEAST)
        if total is not None:
            held.append((key, total))
            yield _sum(total, parts)
    if behind:
        yield from _companions(index, block, behind, held)


def _behind(index: FigureIndex, block: Block) -> list[Placed]:
    """The figures of the item that concludes a block, or of the paragraph right behind it, if that does."""
    if block.closing is not None:
        return [p for p in index.between(*block.closing) if not p.vague]
    text = index.view.flow.text
    after = index.between(block.end, block.end + _BEHIND)
    if not after:
        return []
    begin, stop = index.paragraph_of(after[0].start)
    if text[block.end : begin].strip() or not CLOSES.search(text, begin, after[0].start):
        return []
    return [p for p in index.between(begin, stop) if not p.vague]


def _total(
    index: FigureIndex,
    block: Block,
    key: Key,
    parts: Sequence[Placed],
    close: Sequence[Placed],
    known: Known,
    *,
    least: int,
) -> Placed | None:
    """The figure that a column adds up to: near the block, else the first of its kind in the text.

    `least`: so many rows are enough for a small total near them.
    """
    value = sum((part.figure.quantity.value or ZERO for part in parts), ZERO)
    size = value / last_digit(parts)
    near = [p for p in close if p.figure.quantity.value == value and p.measure == key.measure and _fits(index, key, p)]
    enough = _FAR_VALUE if block.sections else _NEAR_VALUE
    if near and size >= enough and (len(parts) >= least or size >= _FAR_VALUE):
        return near[-1]
    far = _FAR_VALUE if key.stock not in ("", "hộ") else _FAR_DIGITS
    if len(parts) < LEAST or size < (max(far, _FAR_IN_SECTIONS) if block.sections else far):
        return None
    kinds = {_category(part) for part in parts}
    alike = (p for p in known.get((key.measure, value), ()) if {_category(p)} == kinds)
    outside = (p for p in islice(alike, _MOST_ALIKE) if not block.start <= p.start < block.end)
    return next((p for p in outside if _fits(index, key, p)), None)


def _category(placed: Placed) -> str:
    return placed.figure.category if isinstance(placed.figure, HouseholdCount) else ""


def _fits(index: FigureIndex, key: Key, placed: Placed) -> bool:
    """Whether a figure may be the total of a column: of its stock, and a change only of changes of its kind."""
    floor = index.paragraph_of(placed.start)[0]
    cue = cue_of(placed, index.view.flow.text[max(floor, placed.start - _WORDS_BEFORE) : placed.start])
    stock = stock_of(placed)
    if stock != key.stock and not (stock == "hộ" and key.changes):
        return False
    its = key._replace(cue=cue)
    if its.changes != key.changes or (key.changes and cue != key.cue):
        return False
    return cue == key.cue or placed.measure != "đ" or not cue


def _companions(
    index: FigureIndex, block: Block, behind: Sequence[Placed], held: Sequence[tuple[Key, Placed]]
) -> Iterator[Relation]:
    """The other columns against the one figure of their kind in the sentence that concludes.

    Where no column adds up, the sentence may be about something else: a slip must then explain every one.
    """
    used = {total.start for _, total in held}
    told = {key for key, _ in held}
    failing: list[Relation] = []
    for key, parts in block.columns.items():
        alike = [p for p in behind if p.measure == key.measure and _fits(index, key, p)]
        rivals = [other for other in block.columns if other != key and _rivals(other, key)]
        if key in told or len(alike) != 1 or rivals or alike[0].start in used:
            continue
        relation = _sum(alike[0], parts)
        if not holds(relation):
            failing.append(relation)
    explained = [relation for relation in failing if explanation(relation)]
    if used:
        yield from explained
    elif len(explained) == len(failing):
        yield from (relation._replace(doubt="implied", weak=True) for relation in explained)


def _rivals(one: Key, other: Key) -> bool:
    return one[:2] == other[:2] and one.changes == other.changes


def _sum(total: Placed, parts: Sequence[Placed]) -> Relation:
    return Relation("SUM013", "sum", "sum", total.term, tuple([part.term for part in parts]), total.figure.unit)
