"""Relations that nothing announces, found because they hold exactly: figures with enough digits do not do so by chance.

Two searches go through the figures of one unit in text order. A total with the run of figures behind it (or before
it) that adds up to it: from the innermost totals outwards, so that a part's own parts are stepped over. And three
figures of one paragraph of which one is the sum of the others. How many digits are enough depends on how near they
stand.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise

import regex

from reportparse.checks.figures import FigureIndex, Placed, is_factor, last_digit
from reportparse.checks.slips import explanation, may_be_slip
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import HouseholdCount
from reportparse.model.quantity import ZERO

_SENTENCE = regex.compile(r"[.]\s+(?=\p{Lu})|\n")
_SKIPPED = frozenset({"%", "words", "ngày", "tháng", "năm", "lần", "đợt", ""})
_MAX_RUN, _MAX_REACH, _WINDOW = 40, 5000, 4
_APART, _MANY_DIGITS, _SURE_SLIP = 20, 1000, 5
# The worth of a part, in units of the last stated digit: one chance in as many that a run meets its total.
_SURE_IN_SENTENCE, _SURE_IN_PARAGRAPH, _SURE_IN_LIST, _SURE = 4, 12, 40, 900
_REST = regex.compile(r"còn|chưa|hụt|thiếu|dư", regex.IGNORECASE)
_STOCKS = frozenset({"hộ nghèo", "hộ cận nghèo"})
_LEAST_IN_SENTENCE, _LEAST_IN_PARAGRAPH = 9, 80


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Runs that add up to the figure before or behind them, and sums of two, unit by unit."""
    streams: dict[str, list[Placed]] = {}
    for placed in index.prose:
        value = placed.figure.quantity.value
        if placed.measure not in _SKIPPED and value and not is_factor(index.view.flow.text, placed):
            streams.setdefault(placed.measure, []).append(placed)
    for stream in streams.values():
        if len(stream) > 2:
            finder = _Runs(index, stream)
            yield from finder.behind()
            yield from finder.before()
            yield from _triples(index, stream)


@dataclass
class _Runs:
    """The figures of one unit; `skip` says where the parts of a figure end, once they are known."""

    index: FigureIndex
    stream: Sequence[Placed]

    def __post_init__(self) -> None:
        self.skip: dict[int, int] = {}

    def behind(self) -> Iterator[Relation]:
        """Totals before their parts, the last first."""
        for at in reversed(range(len(self.stream) - 2)):
            found = self._run(at, range(at + 1, len(self.stream)), step_over=True)
            if found is None and self.skip:
                found = self._run(at, range(at + 1, len(self.stream)), step_over=False)
            if found is not None:
                relation, last = found
                self.skip[at] = last + 1
                yield relation

    def before(self) -> Iterator[Relation]:
        """Totals behind their parts ("... Tổng cộng 612 người")."""
        for at in range(2, len(self.stream)):
            found = self._run(at, range(at - 1, -1, -1), step_over=False)
            if found is not None:
                yield found[0]

    def _run(self, at: int, positions: range, *, step_over: bool) -> tuple[Relation, int] | None:
        total = self.stream[at]
        wanted = total.figure.quantity.value or ZERO
        parts: list[Placed] = []
        running = allowed = ZERO
        resume = positions.start
        for position in positions:
            if step_over and position < resume:
                continue
            placed = self.stream[position]
            if abs(placed.start - total.start) > _MAX_REACH or len(parts) == _MAX_RUN:
                return None
            running += placed.figure.quantity.value or ZERO
            allowed += placed.figure.quantity.ulp
            parts.append(placed)
            resume = self.skip.get(position, position + 1)
            if (
                len(parts) > 1
                and abs(running - wanted) <= allowed
                and self._believed(total, parts, exact=running == wanted)
            ):
                relation = _sum(total, parts if positions.step > 0 else parts[::-1])
                return (relation, resume - 1) if holds(relation) else None
            if running > wanted + allowed:
                return None
        return None

    def _believed(self, total: Placed, parts: Sequence[Placed], *, exact: bool) -> bool:
        """Whether the parts stand near enough to the total for the digits that they have."""
        if not exact and len(parts) > 2:
            return False
        unit = last_digit([total, *parts])
        worth = (total.figure.quantity.value or ZERO) / len(parts) / unit
        return worth >= _needed(self.index, total, parts)


def _needed(index: FigureIndex, total: Placed, parts: Sequence[Placed]) -> int:
    """How many units a part must be worth on the average, by where total and parts stand."""
    flow = index.view.flow
    first, last = min(total.start, parts[0].start, parts[-1].start), max(total.end, parts[0].end, parts[-1].end)
    if not _SENTENCE.search(flow.text, first, last):
        return _SURE_IN_SENTENCE
    numbers = {bisect_right(flow.starts, placed.start) - 1 for placed in (total, *parts)}
    if len(numbers) == 1:
        return _SURE_IN_PARAGRAPH
    if len(numbers) == len(parts) + 1 or _one_list(index, numbers):
        return _SURE_IN_LIST
    return _SURE


def _one_list(index: FigureIndex, numbers: set[int]) -> bool:
    """Whether all but one of the paragraphs are items under one parent, or under the one that is left."""
    items = [index.view.outline.item_of(number) for number in sorted(numbers)]
    parents = [item.parent for item in items if item is not None]
    return len(items) > 2 and len(parents) == len(items) and max(map(parents.count, parents)) >= len(parents) - 1


def _triples(index: FigureIndex, stream: Sequence[Placed]) -> Iterator[Relation]:
    """Three of four neighbouring figures of a paragraph of which the largest is the sum of the others."""
    text = index.view.flow.text
    for at in range(2, len(stream)):
        last = stream[at]
        floor = index.paragraph_of(last.start)[0]
        before = [placed for placed in stream[max(0, at - _WINDOW + 1) : at] if placed.start >= floor]
        for one, other in combinations(reversed(before), 2):
            three = sorted((one, other, last), key=lambda placed: placed.figure.quantity.value or ZERO)
            low, middle, high = three
            if not low.figure.quantity.value:
                continue
            parts = sorted((low, middle), key=lambda placed: placed.start)
            near = not _SENTENCE.search(text, min(p.start for p in three), last.start)
            gap = (high.figure.quantity.value or ZERO) - sum((p.figure.quantity.value or ZERO for p in parts), ZERO)
            if gap:
                yield from _missed(three, last, gap) if near else ()
                continue
            unit = last_digit(three)
            size = (high.figure.quantity.value or ZERO) / unit
            if size < (_LEAST_IN_SENTENCE if near else _LEAST_IN_PARAGRAPH) or not _one_stock(three):
                continue
            if high.start < parts[0].start:
                yield _sum(high, parts)
            elif not _listed(text, three):
                yield _difference(last, three)


def _listed(text: str, three: Sequence[Placed]) -> bool:
    """Whether the figures are items of one list ("An Lĩnh: 18 hộ; Đà Nưa: 31 hộ; ..."), none the rest of the others."""
    own = sorted(three, key=lambda placed: placed.start)
    if own[-1] is three[-1] or _SENTENCE.search(text, own[0].end, own[-1].start):
        return False
    if _REST.search(text, own[-2].end, own[-1].start):
        return False
    return all(";" in text[one.end : other.start] for one, other in pairwise(own))


def _missed(three: Sequence[Placed], last: Placed, gap: Decimal) -> Iterator[Relation]:
    """The weak proposal for three figures of a sentence that one telling slip or wrong unit keeps from adding up."""
    high = three[2]
    values = [placed.figure.quantity.value or ZERO for placed in three]
    unit = last_digit(three)
    first = min(three, key=lambda placed: placed.start)
    if last.measure == "đ" and (values[2] > _APART * values[1] or values[1] > _APART * values[0]):
        totals = [first, last]
    elif values[2] / unit >= _MANY_DIGITS and may_be_slip(gap / unit) and high in (first, last):
        totals = [high]
    else:
        return
    for total in totals:
        parts = sorted((placed for placed in three if placed is not total), key=lambda placed: placed.start)
        relation = _sum(total, parts)._replace(weak=True)
        if explanation(relation) >= _SURE_SLIP:
            yield relation
            return


def _one_stock(figures: Sequence[Placed]) -> bool:
    """Not poor and near-poor households of which one would be a part or the change of the other; the largest last."""
    *others, whole = (placed.figure for placed in figures)
    kinds = {figure.category for figure in others if isinstance(figure, HouseholdCount)} & _STOCKS
    return not isinstance(whole, HouseholdCount) or whole.category not in _STOCKS or kinds <= {whole.category}


def _difference(stated: Placed, three: Sequence[Placed]) -> Relation:
    low, middle, high = three
    if stated is high:
        return _sum(high, sorted((low, middle), key=lambda placed: placed.start))
    other = low if stated is middle else middle
    terms = (high.term, Term.of(other.figure, weight=-1))
    return Relation("CHG009", "change", "sum", stated.term, terms, stated.figure.unit)


def _sum(total: Placed, parts: Sequence[Placed]) -> Relation:
    return Relation("SUM004", "sum", "sum", total.term, tuple(part.term for part in parts), total.figure.unit)
