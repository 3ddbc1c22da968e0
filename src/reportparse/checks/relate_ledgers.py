"""Ledgers in free words: "191 hộ; giảm 05 hộ do từ trần, tăng 01 hộ, nay là 187 hộ", in whatever order they come, in
one sentence or item after item.

A stock before, a stock after, and everything between or behind them that words say to have come or gone. Two stocks of
one kind belong together where all the changes told with them lead from one to the other: two changes at least, in both
directions or with a word of what is left. Where words name both stocks ("Đầu kỳ ...", "Cuối kỳ còn ..."), they may
stand further apart, one or two changes may be asides, and a ledger that does not add up is told if a slip is why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

import regex

from reportparse.checks.figures import NO_COUNTS, FigureIndex, Placed, bracketed
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import HouseholdCount
from reportparse.model.quantity import ZERO

_MOVED = regex.compile(
    r"(?<!\p{L})(?:(?P<went>giảm|thoát|(?<!(?:vay|làm|tạo|bỏ|đề|mở)\s)ra|rời|chuyển\s(?:đi|xuống|sang|lên)|theo\s(?!dõi)|rút|chết|mất|từ\strần|loại|bớt|trả|thu\snợ|"
    r"xóa|bỏ|chấm\sdứt|giải\sthể|hết|chi|trừ|bán|xuất|nghỉ|thôi|đã\s(?:giúp|chi|trả)|thanh\stoán)|"
    r"(?P<came>tăng|vào|phát\ssinh|tái|thêm|kết\snạp|chuyển\s(?:đến|từ)|từ\s(?:hộ\s)?nghèo|tiếp\snhận|bổ\ssung|cấp\smới|"
    r"nhận|tách|nhập|mới|cộng|thu|vay\smới|cho\svay|duyệt|sinh|tuyển|huy\sđộng))(?!\p{L})",
    regex.IGNORECASE,
)
_FIRST = regex.compile(
    r"(?:đầu\s(?:năm|kỳ|nhiệm\skỳ)|cuối\snăm\s(?:trước|20\d\d)|năm\strước|so\svới)[^.;]{0,40}$", regex.IGNORECASE
)
_PLANNED = regex.compile(r"chỉ\stiêu|kế\shoạch|phấn\sđấu|mục\stiêu|được\sgiao|giao\s", regex.IGNORECASE)
_LAST = regex.compile(
    r"(?<!\p{L})(?:còn(?:\slại)?|cuối\s\p{L}+|hiện(?:\s\p{L}+)?|nay|thành|lên|xuống|tổng|danh\ssách|như\svậy|(?:kết\s)?dư)"
    r"[^.;\d]{0,40}(?:20\d\d[^.;\d]{0,20})?$",
    regex.IGNORECASE,
)
_BREAK = regex.compile(r"[;.:,(]\s?|\n")
_CLAUSE, _WIDE, _NEAR, _REACH, _FAR = 50, 80, 14, 700, 2500
_LEAST, _MOST_CHANGES, _MAX_PARTS, _ASIDES, _LEAST_STOCK = 2, 6, 6, 2, 10


class _Entry(NamedTuple):
    """A figure of a ledger: what came (1), what went (-1), or a stock (0)."""

    placed: Placed
    sign: int

    @property
    def value(self) -> Decimal:
        return self.placed.figure.quantity.value or ZERO


@dataclass(frozen=True)
class _Stream:
    """The figures of one kind in text order, without what a change is split into."""

    index: FigureIndex
    entries: Sequence[_Entry]

    def ledgers(self) -> Iterator[Relation]:
        """For every stock the nearest other one from which the changes told with it lead there."""
        named: set[_Entry] = set()
        for position, last in enumerate(self.entries):
            if last.sign or not last.value:
                continue
            low, high = max(0, position - _NEAR), position + _NEAR + 1
            near = [e for e in self.entries[low:high] if abs(e.placed.start - last.placed.start) <= _REACH]
            told = self._named(last, self.entries[low:position], named) if self._said(_LAST, last) else None
            if told is None or told.doubt is not None:
                told = next(self._leading_to(last, near), told)
            if told is not None:
                yield told

    def _leading_to(self, last: _Entry, near: Sequence[_Entry]) -> Iterator[Relation]:
        at = near.index(last)
        told_last = self._said(_LAST, last)
        for other in sorted((n for n, e in enumerate(near) if not e.sign), key=lambda n: abs(n - at)):
            first = near[other]
            if first is last or not first.value or not _alike(first, last):
                continue
            low, high = sorted((at, other))
            within = [e for e in near[low + 1 : high] if e.sign]
            behind = _run(near[high + 1 :])
            runs = [behind[:length] for length in range(len(behind), _LEAST - 1, -1)]
            for changes in (within, *runs, [*within, *behind]):
                if not _LEAST <= len(changes) <= _MOST_CHANGES or not (told_last or other < at or not within):
                    continue
                relation = _ledger(first, last, changes)
                if holds(relation) and (told_last or _both_ways(changes)):
                    yield relation

    def _named(self, last: _Entry, before: Sequence[_Entry], seen: set[_Entry]) -> Relation | None:
        """The ledger from the last stock that words call the first; each such stock opens one."""
        for number in reversed(range(len(before))):
            first = before[number]
            if first.sign or first.value < _LEAST_STOCK or not _alike(first, last) or not self._said(_FIRST, first):
                continue
            if first in seen or last.placed.start - first.placed.start > _FAR:
                return None
            changes = [e for e in before[number + 1 :] if e.sign][:_MOST_CHANGES]
            for left_out in range(min(_ASIDES + 1, len(changes) - 1)):
                for kept in combinations(changes, len(changes) - left_out):
                    if _both_ways(kept) and holds(relation := _ledger(first, last, kept)):
                        seen.add(first)
                        return relation._replace(weak=False)
            if len(changes) < _LEAST:
                return None
            return _ledger(first, last, changes)._replace(doubt="one-slip")
        return None

    def _said(self, pattern: regex.Pattern[str], entry: _Entry) -> bool:
        start = entry.placed.start
        return pattern.search(self.index.view.flow.text, max(0, start - _WIDE), start) is not None


def relate(index: FigureIndex) -> Iterator[Relation]:
    """The ledgers of every unit of counting, and of money."""
    streams: dict[str, list[Placed]] = {}
    for placed in index.prose:
        if (placed.measure not in NO_COUNTS or placed.measure == "đ") and placed.measure and not placed.vague:
            streams.setdefault(_kind(placed), []).append(placed)
    for stream in streams.values():
        if len(stream) > _LEAST:
            yield from _Stream(index, _entries(index, stream)).ledgers()


def _kind(placed: Placed) -> str:
    """What may be in one ledger: figures of one unit; of households the poor, the near-poor and the others."""
    if not isinstance(placed.figure, HouseholdCount):
        return placed.measure
    category = placed.figure.category
    root = "cận nghèo" if "cận nghèo" in category else "nghèo" if "nghèo" in category else ""
    return f"{placed.measure} {root}"


def _entries(index: FigureIndex, stream: Sequence[Placed]) -> list[_Entry]:
    """The stream without targets and without the parts of a change or of a stock."""
    text = index.view.flow.text
    found: list[_Entry] = []
    position = 0
    while position < len(stream):
        placed = stream[position]
        position += 1
        sign = _sign(index, placed)
        if sign is None:
            continue
        found.append(_Entry(placed, sign))
        position = _behind_parts(text, stream, position)
    return found


def _sign(index: FigureIndex, placed: Placed) -> int | None:
    """What the words right before a figure, else its role, say of it; None where it is only planned, or a part."""
    text, start = index.view.flow.text, placed.start
    floor = max(index.paragraph_of(start)[0], start - _CLAUSE)
    breaks = [match.end() for match in _BREAK.finditer(text, floor, start)]
    clause = breaks[-1] if breaks else floor
    if _PLANNED.search(text, clause, start):
        return None
    role = placed.figure.role if isinstance(placed.figure, HouseholdCount) else ""
    if role == "target":
        return None
    if role in ("increase", "decrease"):
        return 1 if role == "increase" else -1
    if role == "level":
        return 0
    moves = list(_MOVED.finditer(text, clause, start))
    if moves and not _LAST.search(text, moves[-1].end(), start):
        return -1 if moves[-1].group("went") else 1
    return None if role == "part" and bracketed(text, index.paragraph_of(start)[0], start) else 0


def _behind_parts(text: str, stream: Sequence[Placed], at: int) -> int:
    """The position behind the figures in brackets, or after a colon, that the one before them is split into."""
    whole = stream[at - 1]
    running = ZERO
    for last in range(at, min(len(stream), at + _MAX_PARTS)):
        running += stream[last].figure.quantity.value or ZERO
        if running == whole.figure.quantity.value and last > at:
            return last + 1
    while at < len(stream) and bracketed(text, whole.end, stream[at].start):
        at += 1
    return at


def _run(entries: Sequence[_Entry]) -> list[_Entry]:
    """The changes that follow, up to the next stock."""
    found = []
    for entry in entries:
        if not entry.sign:
            break
        found.append(entry)
    return found


def _alike(first: _Entry, last: _Entry) -> bool:
    one, other = first.placed.figure, last.placed.figure
    if isinstance(one, HouseholdCount) and isinstance(other, HouseholdCount):
        return one.category == other.category
    return True


def _both_ways(changes: Sequence[_Entry]) -> bool:
    return len({entry.sign for entry in changes}) > 1


def _ledger(first: _Entry, last: _Entry, changes: Sequence[_Entry]) -> Relation:
    terms = (first.placed.term, *(Term.of(e.placed.figure, weight=e.sign) for e in changes))
    return Relation("CHG011", "change", "sum", last.placed.term, terms, last.placed.figure.unit, weak=True)
