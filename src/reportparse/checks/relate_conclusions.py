"""Totals that a sentence concludes with: "8 trưởng bản, 5 người có uy tín; cả thảy 13 khách", "nông nghiệp 31,5%; công
nghiệp 33,0%; dịch vụ 35,5% (cộng 100%)", "Như vậy cả hai nguồn đã giải ngân 2.237,4 triệu đồng".

The parts stand before the total in its sentence, in the unit of the total or all in another; two or three large amounts
may stand further up, as nothing but chance makes them add up to a number of four digits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

import regex

from reportparse.checks.clauses import Clause, is_bare, sentences
from reportparse.checks.figures import NO_COUNTS, FigureIndex, Placed, is_factor, last_digit, without_wholes
from reportparse.checks.slips import explanation
from reportparse.checks.verify import HUNDRED
from reportparse.model.finding import Relation
from reportparse.model.mention import HouseholdCount
from reportparse.model.quantity import ZERO

_CONCLUDES = regex.compile(
    r"(?<!\p{L})(?:(?:tổng\s)?cộng(?:\s(?:lại|chung|đúng|là|bằng|thành|được))*|cả\sthảy|tất\scả|tổng\s(?:số|cộng|là)|tính\schung|gộp\slại|"
    r"tính\sra|vị\schi)(?:\s(?:là|bằng|có|được|cả|cho))?(?:\s\p{L}+){0,3}?\s?:?\s?$",
    regex.IGNORECASE,
)
_OPENS = regex.compile(
    r"(?:như\svậy,?\s|tổng\scộng|cộng(?!\s(?:đồng|tác|hòa))|tất\scả|cả\s(?:hai|ba|bốn|năm|xã|huyện|\d)|tính\schung|gộp|toàn\sxã)",
    regex.IGNORECASE,
)
_BOTH = regex.compile(
    r"(?<!\p{L})(?:cả\s(?:hai|ba)|(?:hai|ba)\s(?:nguồn|khoản|mục|đợt|phần|năm)|như\svậy|tổng(?:\s\p{L}+){1,2}|cộng|gộp|tính\scả)(?!\p{L})",
    regex.IGNORECASE,
)
_REACH, _MAX_ITEMS, _LEAST, _FAR_BACK, _WINDOW, _DIGITS = 60, 24, 5, 2500, 12, 1000
_MANY = 3


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Such totals, in text order."""
    text = index.view.flow.text
    last: Clause | None = None
    for clause in sentences(index):
        if last is not None and _OPENS.match(text, clause.start) and last.start >= index.paragraph_of(clause.start)[0]:
            yield from _of_last(clause, last)
        last = clause
        for at, total in enumerate(clause.figures):
            if total.vague or is_factor(text, total) or not total.figure.quantity.value:
                continue
            before = text[max(clause.start, total.start - _REACH) : total.start]
            found = None
            if at > 1 and _CONCLUDES.search(before):
                found = _of_sentence(text, clause, at)
            if found is None and total.measure == "đ" and _BOTH.search(text, clause.start, total.start):
                found = _from_before(index, total)
            if found is not None:
                yield found


def _of_last(clause: Clause, last: Clause) -> Iterator[Relation]:
    """The first figure of each unit of a concluding sentence against all of the sentence before."""
    told: set[str] = set()
    for total in clause.figures[:_MANY]:
        if total.vague or total.measure in told or total.measure in NO_COUNTS - {"đ"}:
            continue
        told.add(total.measure)
        parts = [p for p in without_wholes(last.figures) if p.measure == total.measure and not p.vague]
        found = _run(total, parts) if len(parts) > 1 else None
        if found is not None and len(found.terms) == len(parts):
            yield found


def _of_sentence(text: str, clause: Clause, at: int) -> Relation | None:
    """The figures of the sentence before a total, as far back as they add up to it."""
    total = clause.figures[at]
    before = without_wholes(clause.figures[max(0, at - _MAX_ITEMS) : at])
    before = [p for p in before if not p.vague and not is_factor(text, p)]
    if total.measure == "%":
        parts = [p for p in before if p.measure == "%"]
        return _run(total, parts) if total.figure.quantity.value == HUNDRED else None
    if total.measure in NO_COUNTS - {"đ"}:
        return None
    same = [p for p in before if p.measure == total.measure]
    if total.measure == "đ" or len(same) > 1:
        return _run(total, same)
    counts = [p for p in before if p.measure not in NO_COUNTS and p.measure]
    if len({p.measure for p in counts}) > 1 and not all(is_bare(p) for p in counts):
        households = [p for p in counts if isinstance(p.figure, HouseholdCount)]
        counts = households if len(households) > 1 else counts
    return _run(total, counts, least=_LEAST * 2)


def _run(total: Placed, parts: Sequence[Placed], least: int = _LEAST) -> Relation | None:
    """The longest run of parts up to the last that gives a total; else all of many, if a slip explains it."""
    wanted = total.figure.quantity.value or ZERO
    running, best = ZERO, None
    for count, part in enumerate(reversed(parts), 1):
        running += part.figure.quantity.value or ZERO
        if count > 1 and running == wanted and wanted >= least:
            best = _sum(total, parts[len(parts) - count :])
    if best is None and len(parts) >= _MANY and len({part.measure for part in (total, *parts)}) == 1:
        failing = _sum(total, parts)
        near = wanted / 2 <= running <= wanted * 2
        best = failing._replace(doubt="implied", weak=True) if near and explanation(failing) else None
    return best


def _from_before(index: FigureIndex, total: Placed) -> Relation | None:
    """Two or three of the amounts before a total that make it up."""
    wanted: Decimal = total.figure.quantity.value or ZERO
    known: dict[Decimal, Placed] = {}
    for placed in reversed(index.between(max(0, total.start - _FAR_BACK), total.start)):
        value = placed.figure.quantity.value
        if placed.measure == "đ" and not placed.vague and value and value < wanted and len(known) < _WINDOW:
            known.setdefault(value, placed)
    found = [
        each
        for size in (2, _MANY)
        for each in combinations(known.values(), size)
        if sum((p.figure.quantity.value or ZERO for p in each), ZERO) == wanted
        and wanted / last_digit([total, *each]) >= _DIGITS * (10 if size == _MANY else 1)
    ]
    return _sum(total, sorted(found[0], key=lambda p: p.start)) if len(found) == 1 else None


def _sum(total: Placed, parts: Sequence[Placed]) -> Relation:
    terms = tuple([part.term for part in parts])
    return Relation("SUM019", "sum", "sum", total.term, terms, total.figure.unit, weak=True)
