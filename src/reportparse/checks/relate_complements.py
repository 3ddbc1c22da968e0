"""Two classes that leave nothing out: "đã bàn giao 22/46 hộ ... xây mới 15 hộ x 60 triệu đồng, sửa chữa 7 hộ", "44 hộ
thoát nghèo ... 27 hộ mới lên cận nghèo, 17 hộ vượt hẳn".

Which classes belong together is a matter of vocabulary. Their total is the nearest figure before them that they add up
to, in the same paragraph or in the item above, and may count dwellings where they count households. Where none does,
the difference is told if the total stands right before them and one slip explains it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from reportparse.checks.clauses import is_bare, move
from reportparse.checks.columns import stock_of
from reportparse.checks.figures import NO_COUNTS, FigureIndex, Placed, is_factor, last_digit
from reportparse.checks.slips import explanation
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation
from reportparse.model.quantity import ZERO


class _Classes(NamedTuple):
    """Two words for the two halves of a whole. `stocks`: of households, whose total is told in the same paragraph."""

    one: regex.Pattern[str]
    other: regex.Pattern[str]
    stocks: bool = False


def _classes(one: str, other: str, *, stocks: bool = False) -> _Classes:
    around = r"(?<!\p{{L}})(?:{})(?!\p{{L}})"
    first, second = (regex.compile(around.format(words), regex.IGNORECASE) for words in (one, other))
    return _Classes(first, second, stocks)


CLASSES = (
    _classes(
        r"xây(?:\s(?:dựng|lại|mới))*|(?:làm|dựng|cất)\s(?:mới|lại)",
        r"sửa(?:\s(?:chữa|lại))*|cải\stạo|nâng\scấp|chắp\svá",
    ),
    _classes(r"nam(?:\sgiới)?", r"nữ(?:\sgiới)?|phụ\snữ"),
    _classes(
        r"(?:lên|sang|xuống|về|rơi|thành|thuộc|mức)\s(?:hộ\s|diện\s|mức\s)*cận(?:\snghèo)?",
        r"(?:thoát|vượt|ra)\s(?:hẳn|luôn|qua|chuẩn|cả)",
    ),
    _classes(r"đầu\stư(?:\sphát\striển)?|ĐTPT", r"sự\snghiệp|SN"),
    _classes(r"trung\sương|NSTW|TW", r"địa\sphương|tỉnh|huyện|đối\sứng|NSĐP"),
    _classes(r"tập\strung", r"xen\sghép|phân\stán|tại\schỗ"),
    _classes(r"khởi\scông\smới|làm\smới|mở\smới|mới", r"chuyển\stiếp"),
    _classes(r"(?<!không\s|chưa\s)đạt", r"(?:không|chưa)\sđạt"),
    _classes(
        r"(?:không|hết|mất)\s(?:còn\s|có\s)*(?:sức|khả\snăng)(?:\slao\sđộng)?",
        r"(?<!không\s)(?:còn|có)\s(?:sức|khả\snăng)",
    ),
    _classes(r"dân\stộc\sthiểu\ssố|DTTS", r"(?:người\s|dân\stộc\s)?Kinh"),
    _classes(r"hoàn\sthành|xong|đã\s(?:giải\squyết|khởi\scông)", r"đang\s(?:\p{L}+\s?){1,2}|chưa\s\p{L}+|dở\sdang"),
    _classes(r"trồng\strọt", r"chăn\snuôi"),
    _classes(r"hộ\snghèo", r"(?:hộ\s)?cận\snghèo", stocks=True),
)
_EDGE = regex.compile(r"[;:.()]|,(?!\d)|\d|\n|\s(?:và|còn)\s", regex.IGNORECASE)
_CONCLUDES = regex.compile(r"(?<!\p{L})(?:của|cộng|tổng|tất\scả|như\svậy|cho|thành)(?!\p{L})", regex.IGNORECASE)
_DIRECTLY = regex.compile(r"[^.\d]{0,60}[:,;(][^.\d]{0,60}")
_DWELLINGS = frozenset({"hộ", "nhà", "căn", "ngôi"})
_SKIPPED = (NO_COUNTS | {""}) - {"đ"}
_REACH, _APART, _ROUND, _AHEAD, _LEAST, _LEAST_FAR, _TOTALS = 700, 220, 60, 4, 5, 10, 12


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Such pairs of the prose with their totals, in text order."""
    prose = [p for p in index.prose if p.measure not in _SKIPPED and not p.vague]
    words = [_words(index.view.flow.text, placed) for placed in prose]
    for classes in CLASSES:
        for at, first in enumerate(prose):
            if not (classes.one.search(words[at]) or classes.other.search(words[at])):
                continue
            behind = range(at + 1, min(at + 1 + _AHEAD, len(prose)))
            second = next((prose[k] for k in behind if _opposite(classes, words[at], words[k], first, prose[k])), None)
            if second is not None and second.start - first.end <= _APART:
                before = prose[max(0, at - _TOTALS) : at]
                if classes.stocks:
                    begin = index.paragraph_of(first.start)[0]
                    before = [p for p in before if p.start >= begin and "nghèo" not in stock_of(p)]
                yield from _summed(index, before, first, second)


def _words(text: str, placed: Placed) -> str:
    """The words around a figure up to the next mark or number on either side."""
    before = text[max(0, placed.start - _ROUND) : placed.start]
    after = text[placed.end : placed.end + _ROUND]
    edges = [match.end() for match in _EDGE.finditer(before)]
    stop = _EDGE.search(after)
    own = text[placed.start : placed.end].lstrip("0123456789.,/ ")
    return f"{before[edges[-1] :] if edges else before} {own} {after[: stop.start()] if stop else after}"


def _opposite(classes: _Classes, words: str, its: str, first: Placed, second: Placed) -> bool:
    """Whether two figures of one unit are of the two classes, each of one only."""
    if first.measure != second.measure or move(first) != move(second):
        return False
    own, other = [(bool(classes.one.search(each)), bool(classes.other.search(each))) for each in (words, its)]
    return sum(own) == sum(other) == 1 and own != other


def _summed(index: FigureIndex, before: Sequence[Placed], first: Placed, second: Placed) -> Iterator[Relation]:
    text = index.view.flow.text
    value = (first.figure.quantity.value or ZERO) + (second.figure.quantity.value or ZERO)
    totals = [p for p in reversed(before) if _may_be(p, first) and first.start - p.end <= _REACH]
    totals = [p for p in totals if not is_factor(text, p) and p.figure.quantity.value]
    begin = index.paragraph_of(first.start)[0]
    size = value / last_digit([first, second]) if first.measure == "đ" else value
    concluding = [p for p in index.between(second.end, second.end + 2 * _ROUND) if _may_be(p, first) and not p.vague]
    concluding = [p for p in concluding if before and _CONCLUDES.search(text, second.end, p.start)]
    for total in [*concluding, *totals]:
        if total.figure.quantity.value == value and size >= (_LEAST if total.start >= begin else _LEAST_FAR):
            yield _sum(total, first, second)
            return
    if totals and not is_bare(totals[0]) and _DIRECTLY.fullmatch(text, totals[0].end, first.start):
        relation = _sum(totals[0], first, second)
        following = index.between(second.end, second.end + _ROUND)
        around = [*index.between(max(begin, totals[0].start - 2 * _ROUND), totals[0].start), *following]
        alone = not any(p.measure == first.measure for p in around)
        stated = totals[0].figure.quantity.value or ZERO
        if alone and stated / 2 <= value <= 2 * stated and not holds(relation) and explanation(relation):
            yield relation._replace(doubt="implied", weak=True)


def _may_be(total: Placed, part: Placed) -> bool:
    return total.measure == part.measure or {total.measure, part.measure} <= _DWELLINGS


def _sum(total: Placed, first: Placed, second: Placed) -> Relation:
    return Relation("SUM018", "sum", "sum", total.term, (first.term, second.term), total.figure.unit)
