"""Differences of two figures told beside them: "So cùng kỳ (18.844 thẻ) tăng 464 thẻ", "nhận 1.312 hồ sơ, đã trả 1.287
hộ chiếu, còn 25 hồ sơ", "12/14 thành viên nhất trí; 02 thành viên đề nghị ...".

A word of change or of rest stands before the difference; the two figures stand in its sentence or in the one before,
one at least in the difference's unit, as both count the same things by other names (người, thẻ, hồ sơ). Where just
these three figures are told together with a comparison, a slip in one of them is told too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

import regex

from reportparse.checks.figures import FigureIndex, Placed, is_factor
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import HouseholdCount

_CUE = regex.compile(
    r"(?<!\p{L})(?:tăng|giảm|hơn|kém|vượt|hụt|thêm|ít|thiếu|còn|chưa|tồn|dư|chênh(?:\slệch)?|đang\s\p{L}+|tức)"
    r"(?:\s(?:được|thêm|lại|là|hơn|kém|đi|ròng|so|với|nữa|lên|có|đang|số|năm\strước|cùng\skỳ|kế\shoạch)){0,4}\s?:?\s?$",
    regex.IGNORECASE,
)
_COMPARED = regex.compile(
    r"so\s(?:với|cùng)|cùng\skỳ|năm\s(?:trước|ngoái|20\d\d)|đầu\s(?:năm|kỳ|nhiệm\skỳ)|kế\shoạch|chỉ\stiêu|lần\strước",
    regex.IGNORECASE,
)
_PLANNED = regex.compile(r"chỉ\stiêu|kế\shoạch|giao|phấn\sđấu|mục\stiêu|dự\skiến", regex.IGNORECASE)
_STOP = regex.compile(r"[.!?]\s+(?=\p{Lu})|\n")
_LEFT = regex.compile(r"(?<!\p{L})(?:còn|chưa|tồn)(?!\p{L})", regex.IGNORECASE)
_AHEAD, _BEFORE, _BEHIND = 32, 320, 120
_MOST, _LEAST, _SMALL = 10, 20, 3
_NO_COUNT = frozenset({"%", "words", "ngày", "tháng", "năm", "lần", "đợt"})


def relate(index: FigureIndex) -> Iterator[Relation]:
    """For every figure behind a word of change or of rest the two figures beside it whose difference it is."""
    text = index.view.flow.text
    for placed in index.prose:
        value = placed.figure.quantity.value
        if not value or placed.vague or placed.measure in _NO_COUNT or is_factor(text, placed):
            continue
        if _CUE.search(text, max(0, placed.start - _AHEAD), placed.start) is None:
            continue
        yield from _told(index, placed, _beside(index, placed))


def _beside(index: FigureIndex, placed: Placed) -> list[Placed]:
    """The other figures of its sentence and of the one before, fractions with both their numbers."""
    text = index.view.flow.text
    begin, end = index.paragraph_of(placed.start)
    begin = max(begin, placed.start - _BEFORE)
    stops = [match.end() for match in _STOP.finditer(text, begin, placed.start)]
    if len(stops) > 1:
        begin = stops[-2]
    behind = _STOP.search(text, placed.end, min(end, placed.end + _BEHIND))
    end = behind.start() if behind else min(end, placed.end + _BEHIND)
    return [
        each
        for each in index.between(begin, end)
        if each.figure.span != placed.figure.span
        and each.measure not in _NO_COUNT
        and each.figure.quantity.value
        and not is_factor(text, each)
        and (each.measure == "đ") == (placed.measure == "đ")
    ]


def _told(index: FigureIndex, placed: Placed, beside: Sequence[Placed]) -> Iterator[Relation]:
    if sum(map(_is_change, (placed, *beside))) > 1:
        return  # a flow: two of its figures are not all of it
    near = sorted(beside, key=lambda each: abs(each.start - placed.start))[:_MOST]
    pairs = [pair for pair in combinations(near, 2) if _alike(placed, *pair)]
    for one, other in pairs:
        relation = _difference(placed, one, other)
        if holds(relation) and _tells(index, placed, one, other):
            yield relation
            return
    text = index.view.flow.text
    large = all((each.figure.quantity.value or 0) >= _LEAST for each in near)
    planned = _PLANNED.search(text, max(0, placed.start - 2 * _AHEAD), placed.start) is not None
    if len(near) == 2 and pairs and large and not planned and not any(each.vague for each in near):
        first = min(each.start for each in near)
        if {each.measure for each in near} == {placed.measure} and _COMPARED.search(text, first, placed.start):
            yield _difference(placed, *near)._replace(doubt="implied", weak=True)


def _is_change(placed: Placed) -> bool:
    return isinstance(placed.figure, HouseholdCount) and placed.figure.role in ("increase", "decrease")


def _alike(placed: Placed, one: Placed, other: Placed) -> bool:
    """Whether three figures may count the same things: in one unit, or two in one unit and the third in another."""
    classes = {each.figure.category for each in (one, other) if isinstance(each.figure, HouseholdCount)}
    if len(classes) > 1:
        return False
    return placed.measure in ("", one.measure, other.measure) or one.measure == other.measure


def _difference(placed: Placed, one: Placed, other: Placed) -> Relation:
    values = [each.figure.quantity.value or Decimal(0) for each in (one, other)]
    high, low = (one, other) if values[0] >= values[1] else (other, one)
    terms = (high.term, Term.of(low.figure, weight=-1))
    return Relation("CHG020", "change", "sum", placed.term, terms, placed.figure.unit, weak=True)


def _tells(index: FigureIndex, placed: Placed, one: Placed, other: Placed) -> bool:
    """Whether figures are large enough, or joined closely enough, that they are no coincidence."""
    values = [each.figure.quantity.value or Decimal(0) for each in (one, other)]
    if one.figure.span == other.figure.span:
        return True  # both of one fraction
    if placed.figure.quantity.value in values:
        return False
    strange = placed.measure not in ("", one.measure, other.measure)
    if strange and min(values) < _LEAST * _SMALL:
        return False
    if min(values) >= _LEAST and (placed.figure.quantity.value or 0) >= _SMALL:
        return True
    text = index.view.flow.text
    between = text[min(one.start, other.start, placed.start) : max(one.end, other.end, placed.end)]
    joined = _COMPARED.search(between) or _LEFT.search(text, max(0, placed.start - _AHEAD), placed.start)
    return joined is not None and {one.measure, other.measure} == {placed.measure} and min(values) > 1
