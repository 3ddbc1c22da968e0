"""So many for each: "21 điều tra viên của 7 bản (mỗi bản 3 người)", "633 khẩu, mỗi khẩu 15 kg", "năng suất 6,2 tấn/ha".

What stands behind "mỗi" or behind a stroke says for each of what; a count of that thing and a total in the unit of the
rate stand near. "Gấp 2,4 lần" multiplies any figure of its sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from reportparse.checks.figures import FigureIndex, Placed, unit_of_each
from reportparse.checks.verify import holds
from reportparse.model.finding import Operation, Relation, Term
from reportparse.model.quantity import Quantity
from reportparse.text.numerals import read_number

_EACH_BEFORE = regex.compile(r"(?<!\p{L})mỗi\s(?P<unit>\p{L}+)(?:\s\p{L}+){0,3}\s?$", regex.IGNORECASE)
_EACH_BEHIND = regex.compile(r"\s(?:\p{L}+\s){0,3}(?:mỗi|một)\s(?P<unit>\p{L}+)", regex.IGNORECASE)
_AVERAGE = regex.compile(r"(?:bình\squân|trung\sbình)(?:\s\p{L}+){0,3}\s?$", regex.IGNORECASE)
_STROKE = regex.compile(
    r"(?<![\d.,/])(?P<number>\d{1,3}(?:\.\d{3})+|\d+(?:,\d+)?)\s(?P<of>\p{L}+)(?:\s\p{L}+){0,2}\s?/\s?(?P<unit>\p{L}+)"
)
_TIMES = regex.compile(r"(?P<number>\d+(?:,\d+)?)\slần", regex.IGNORECASE)
_MONEY = frozenset({"đồng", "triệu", "tỷ", "tỉ", "nghìn", "đ"})
_REACH, _MAX = 320, 8


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Products of a rate that is no money, and multiples."""
    text = index.view.flow.text
    if "mỗi" in text or "bình quân" in text:
        yield from _each(index)
    for paragraph in index.view.flow.paragraphs:
        if paragraph.cell is not None:
            continue
        if "/" in text[paragraph.start : paragraph.end]:
            for match in _STROKE.finditer(text, paragraph.start, paragraph.end):
                if match.group("of").lower() not in _MONEY:
                    rate = _term(index, match)
                    near = _near(index, match.start())
                    yield from _products(rate, match.group("of").lower(), unit_of_each(match.group("unit")), near)
        if " lần" in text[paragraph.start : paragraph.end]:
            yield from _multiples(index, paragraph.start, paragraph.end)


def _term(index: FigureIndex, match: regex.Match[str]) -> Term:
    start, end = match.span("number")
    number = read_number(match.group("number"), "scaled" if "," in match.group("number") else "count")
    quantity = Quantity(number.value, number.ulp if number.decimals else number.ulp * 0, match.group("number"))
    return Term(index.view.flow.span(start, end), quantity)


def _near(index: FigureIndex, at: int) -> list[Placed]:
    """The figures of the paragraph around a rate."""
    start, end = index.paragraph_of(at)
    return [p for p in index.between(max(start, at - _REACH), min(end, at + _REACH)) if p.figure.quantity.value]


def _each(index: FigureIndex) -> Iterator[Relation]:
    text = index.view.flow.text
    for placed in index.prose:
        if placed.measure in ("đ", "words", "%"):
            continue
        before = _EACH_BEFORE.search(text, max(0, placed.start - 40), placed.start)
        average = _AVERAGE.search(text, max(0, placed.start - 40), placed.start) is not None
        each = before or _EACH_BEHIND.match(text, placed.end, placed.end + 30)
        if each is None or ("một" in each.group().lower() and not average):
            continue
        near = [p for p in _near(index, placed.start) if p is not placed]
        bracket = before is not None and text[max(0, before.start() - 1) : before.start()] == "("
        doubt = "implied" if average or bracket else None
        yield from _products(placed.term, placed.measure, unit_of_each(each.group("unit")), near, doubt)


def _products(rate: Term, of: str, unit: str, near: Sequence[Placed], doubt: str | None = None) -> Iterator[Relation]:
    """The total in the rate's unit that a count of the other unit gives, or fails to by a slip."""
    counts = [p for p in near if _is(p, unit) and p.figure.span != rate.span][:_MAX]
    totals = [p for p in near if _is(p, of) and p.figure.span != rate.span][:_MAX]
    operation: Operation = "product"
    if of == "tạ" and unit == "ha":
        # Areas in ha, yields in tạ/ha, harvests in tấn; the area and the harvest next to the yield are its own.
        operation = "yield"
        totals = [p for p in near if _is(p, "tấn") and p.figure.span != rate.span][:_MAX]
        counts, totals = (
            sorted(each, key=lambda p: abs(p.figure.span.start - rate.span.start)) for each in (counts, totals)
        )
    for count in counts:
        for total in totals:
            if total is count or total.figure.span == count.figure.span:
                continue
            relation = Relation("PRO003", "product", operation, total.term, (count.term, rate), total.figure.unit)
            if holds(relation):
                yield relation
                return
    if doubt is not None:
        # An average is of the whole: of "18 lớp (nông nghiệp 11 lớp, phi nông nghiệp 07 lớp)" the largest.
        counts = sorted(counts, key=lambda p: -(p.figure.quantity.value or 0))[:1]
        totals = sorted(totals, key=lambda p: abs(p.figure.span.start - rate.span.start))[:1]
    if len(counts) == 1 and len(totals) == 1 and counts[0] is not totals[0]:
        terms = (counts[0].term, rate)
        unit_of = totals[0].figure.unit
        yield Relation("PRO003", "product", operation, totals[0].term, terms, unit_of, doubt=doubt, weak=True)


def _is(placed: Placed, unit: str) -> bool:
    return (
        placed.measure == unit
        or placed.figure.unit.lower().split(" ")[0] == unit
        or (placed.measure == "person" and unit in ("người", "em", "cháu", "person"))
    )


def _multiples(index: FigureIndex, start: int, end: int) -> Iterator[Relation]:
    """ "5.868 triệu đồng ... (2.445 triệu đồng) gấp 2,4 lần"; told only where it holds."""
    for match in _TIMES.finditer(index.view.flow.text, start, end):
        times = _term(index, match)
        before = [p for p in index.between(max(start, match.start() - 3 * _REACH), match.start()) if p.measure != "%"]
        last = before[-1] if before else None
        if last is None or not times.quantity.value or match.start() - last.end > _REACH / 4:
            continue
        for total in reversed(before[-_MAX - 1 : -1]):
            if total.measure == last.measure and total.figure.quantity.value:
                relation = Relation("PRO003", "product", "product", total.term, (last.term, times), total.figure.unit)
                if holds(relation):
                    yield relation
                    break
