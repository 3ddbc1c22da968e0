"""Flows over several sentences or items: a stock at first, what left and what came, the stock at last.

"Đầu kỳ: 259 hộ. - Giảm: 41 hộ, gồm ... - Tăng: 09 hộ ... - Cuối kỳ: 227 hộ": the first and the last stock are told by
their words, the changes between them by theirs; figures that a change is split into are stepped over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import regex

from reportparse.checks.figures import NO_COUNTS, FigureIndex, Placed
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import HouseholdCount
from reportparse.model.quantity import ZERO

_FIRST = regex.compile(
    r"(?:đầu\s(?:năm|kỳ|nhiệm\skỳ)|cuối\snăm\s(?:trước|20\d\d)|năm\strước|so\svới)[^.;]{0,40}$", regex.IGNORECASE
)
_LAST = regex.compile(
    r"(?:cuối\s(?:năm|kỳ)|còn(?:\slại)?|hiện(?:\stại|\snay|\scó)?|đến\snay|nâng\s[^.;]{0,20}lên|tổng\s(?:cộng|số)|nay)[^.;\d]{0,40}$",
    regex.IGNORECASE,
)
_WENT = regex.compile(
    r"(?P<went>giảm|thoát|ra\skhỏi|chuyển\s(?:đi|xuống|sang)|rút|chết|từ\strần|loại|bớt|trả)|"
    r"(?P<came>tăng|vào|phát\ssinh|tái|thêm|kết\snạp|chuyển\s(?:đến|từ)|từ\s(?:hộ\s)?nghèo|tiếp\snhận|bổ\ssung|mới)",
    regex.IGNORECASE,
)
_BREAK = regex.compile(r"[;.:]\s|\n")
_MAX_BETWEEN, _REACH, _MAX_CHANGES, _MAX_PARTS, _ASIDES = 14, 2500, 6, 6, 2
_LEAST = 10


def relate(index: FigureIndex) -> Iterator[Relation]:
    """The balances of every unit of counting."""
    streams: dict[str, list[Placed]] = {}
    for placed in index.prose:
        if placed.measure not in NO_COUNTS and placed.measure:
            streams.setdefault(placed.measure, []).append(placed)
    for stream in streams.values():
        yield from _balances(index, stream)


def _balances(index: FigureIndex, stream: Sequence[Placed]) -> Iterator[Relation]:
    text = index.view.flow.text
    for position, first in enumerate(stream):
        if not _FIRST.search(text, _floor(text, first), first.start) or (first.figure.quantity.value or 0) < _LEAST:
            continue
        changes: list[tuple[Placed, int]] = []
        at = position + 1
        while at < len(stream) and at <= position + _MAX_BETWEEN and stream[at].start - first.start < _REACH:
            placed = stream[at]
            sign = _sign(text, placed)
            if sign:
                changes.append((placed, sign))
                at = _behind_parts(text, stream, at, sign)
                continue
            if _LAST.search(text, _floor(text, placed), placed.start) and _alike(first, placed) and len(changes) > 1:
                relation = _best(first, placed, changes)
                if relation is not None:
                    yield relation
                    break
            at += 1


def _floor(text: str, placed: Placed) -> int:
    """Where the words begin that tell of a figure: its clause, at most sixty characters."""
    start = max(0, placed.start - 60)
    breaks = [match.end() for match in _BREAK.finditer(text, start, placed.start)]
    colon = text[placed.start - 2 : placed.start].startswith(":")
    return breaks[-2 if colon and len(breaks) > 1 else -1] if breaks and not (colon and len(breaks) == 1) else start


def _sign(text: str, placed: Placed) -> int:
    """-1 for what left, 1 for what came, 0 for a stock; what the words say goes before the role."""
    found = _WENT.search(text, _floor(text, placed), placed.start)
    if found is not None:
        return -1 if found.group("went") else 1
    return _role(placed)


def _role(placed: Placed) -> int:
    figure = placed.figure
    if isinstance(figure, HouseholdCount) and figure.role in ("increase", "decrease"):
        return -1 if figure.role == "decrease" else 1
    return 0


def _behind_parts(text: str, stream: Sequence[Placed], at: int, sign: int) -> int:
    """The position behind a change and the figures that it is split into; what goes the other way is no part."""
    running, wanted = ZERO, stream[at].figure.quantity.value
    for last in range(at + 1, min(len(stream), at + 1 + _MAX_PARTS)):
        if _role(stream[last]) == -sign:
            break
        running += stream[last].figure.quantity.value or ZERO
        if running == wanted and last > at + 1:
            return last + 1
    return at + 1


def _alike(first: Placed, last: Placed) -> bool:
    one, other = first.figure, last.figure
    if isinstance(one, HouseholdCount) and isinstance(other, HouseholdCount):
        return one.category == other.category
    return True


def _best(first: Placed, last: Placed, changes: Sequence[tuple[Placed, int]]) -> Relation | None:
    """All changes, or those that are left without one or two asides; told only where they hold."""
    chosen = changes[:_MAX_CHANGES]
    for left_out in range(min(_ASIDES + 1, len(chosen) - 1)):
        for kept in combinations(chosen, len(chosen) - left_out):
            terms = (first.term, *(Term.of(placed.figure, weight=sign) for placed, sign in kept))
            relation = Relation("CHG011", "change", "sum", last.term, terms, last.figure.unit)
            if holds(relation) and len({sign for _, sign in kept}) > 1:
                return relation
    terms = (first.term, *(Term.of(placed.figure, weight=sign) for placed, sign in chosen))
    return Relation("CHG011", "change", "sum", last.term, terms, last.figure.unit, doubt="one-slip", weak=True)
