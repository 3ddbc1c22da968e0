"""Products in prose: so many at such a rate ("268 suất, mỗi suất 500.000đ, trị giá 134.000.000đ").

A rate says its own unit ("đồng/hộ/tháng"); the count with that unit and the amount stand in its sentence or in the list
items under it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import regex

from reportparse.checks.figures import FigureIndex, Placed, bracketed, is_factor, unit_of_each
from reportparse.checks.slips import explained
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import Amount, Count, HouseholdCount, Rate
from reportparse.model.span import Span

_PER = regex.compile(r"/\s?(?:\d+\s?)?(?P<unit>[\p{L}\d]+)")
_PERSONS = frozenset({"người", "học", "đại", "cháu", "em", "đối", "lao", "cán"})
_GIFTS = frozenset({"suất", "phần", "quà", "gói", "túi"})
_CLAUSE = regex.compile(r"[;.]\s")
_TIMES = regex.compile(r"\s[xX×*]\s?\d")
_SIGN = regex.compile(r"(?:\s\p{L}+){0,3}\s?(?:(?P<times>[xX×*])|=)\s?")
_EACH = regex.compile(r"(?<!\p{L})mỗi\s(?:một\s)?(?P<unit>\p{L}+)(?:\s(?!tháng|năm)\p{L}+){0,3}\s?$", regex.IGNORECASE)
_RESULT = regex.compile(
    r"(?:\s\([^()]{0,120}\))?\)?[,;:]?\s?(?:\p{L}+\s){0,3}"
    r"(?:=|là|hết|cộng|tất\scả|tổng(?:\s(?:cộng|số|tiền|kinh\sphí))*|cần|thành\stiền|trị\sgiá|số\stiền|kinh\sphí|chi|tức)"
    r"(?:\s(?:là|hết|số\stiền))?\s?:?\s?",
    regex.IGNORECASE,
)
_OPENED = regex.compile(r"[^().;\d]{0,30}\((?:\p{L}+\s){0,4}")
_AVERAGE = regex.compile(r"(?:bình\squân|trung\sbình)(?:\s\p{L}+){0,3}\s?$", regex.IGNORECASE)
_SUMMED = regex.compile(r"[^\d.;]{0,30}[.;,]\s(?:tổng|cộng)(?:\s\p{L}+){0,3}\s?:?\s?(?:là\s)?", regex.IGNORECASE)
_CLAUSE_END = regex.compile(r"\.\s(?=\p{Lu})|\n")
_MAX_SIGN, _MAX_COUNTS, _BEHIND = 40, 6, 4
_REACH = 260


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Amounts that equal a count times a rate; where the sentence holds one of each, they must."""
    yield from _written_out(index)
    yield from _results_summed(index)
    yield from _each(index) if "mỗi" in index.view.flow.lower else ()
    inverse = index.view.flow.inverse
    for rate in index.mentions.rates:
        if not rate.quantity.value:
            continue
        start = inverse.source(rate.span.start)
        begin, end = index.paragraph_of(start)
        near = [p for p in index.between(max(begin, start - _REACH), min(end, start + _REACH)) if not p.vague]
        yield from _products(index.view.flow.text, rate, start, near)
        yield from _in_items(index, rate, start)


def _each(index: FigureIndex) -> Iterator[Relation]:
    """ "11 hộ dựng mới, mỗi hộ 40 triệu đồng, là 440 triệu đồng": the count is of what "mỗi" names."""
    text, prose = index.view.flow.text, index.prose
    for position, price in enumerate(prose):
        each = _EACH.search(text, max(0, price.start - _MAX_SIGN), price.start) if price.measure == "đ" else None
        if each is None or price.vague:
            continue
        begin = index.paragraph_of(price.start)[0]
        before = [p for p in prose[max(0, position - _MAX_COUNTS) : position] if p.start >= begin and not p.vague]
        unit = unit_of_each(each.group("unit"))
        near = [p for p in before if _CLAUSE_END.search(text, p.end, price.start) is None]
        counts = [p for p in reversed(near) if _counts_each(text, p, unit)]
        total = _total_of(text, counts, before, price, prose[position + 1 : position + 1 + _BEHIND])
        if total is None:
            continue
        found = [
            Relation("PRO001", "product", "product", total.term, (count.term, price.term), total.figure.unit)
            for count in counts
        ]
        # "08 nhà (năm 2024: 05 nhà, 2025: 03 nhà), mỗi nhà 60 triệu đồng": of several counts the largest is the whole.
        largest = max(found, key=lambda relation: relation.terms[0].quantity.value or 0)
        held = next((relation for relation in found if holds(relation)), None)
        several = [p for p in near if p is not price and p.measure == "đ" and is_factor(text, p)]
        if held is None and several:
            # "8 nhà, mỗi nhà 60 triệu đồng; 4 nhà, mỗi nhà 30 triệu đồng; tổng 600": the total is of both prices.
            continue
        yield held or largest._replace(doubt="implied", weak=True)


def _total_of(
    text: str, counts: Sequence[Placed], before: Sequence[Placed], price: Placed, behind: Sequence[Placed]
) -> Placed | None:
    """The amount behind a word of totals, or before the bracket that count and price stand in."""
    if not counts:
        return None
    for total in behind:
        if total.measure == "đ" and not total.vague and _RESULT.fullmatch(text, price.end, total.start):
            return total
    opened = [p for p in before if p.measure == "đ" and _OPENED.fullmatch(text, p.end, counts[-1].start)]
    return opened[-1] if opened else None


def _counts_each(text: str, placed: Placed, unit: str) -> bool:
    """Whether a figure counts what "mỗi" names, by its unit or by the word behind it."""
    if placed.measure in ("đ", "%", "words"):
        return False
    if placed.figure.unit.lower().split(" ")[0] == unit or (placed.measure == "person" and unit in _PERSONS):
        return True
    if unit in _GIFTS and (placed.measure in _GIFTS or placed.measure in ("hộ", "person")):
        return True  # everybody gets one: "tặng 20 hộ, mỗi suất 700.000 đồng"
    return text[placed.end : placed.end + len(unit) + 1].lower() == f" {unit}"


def _written_out(index: FigureIndex) -> Iterator[Relation]:
    """ "06 em x 1.000.000 đồng = 6.000.000 đồng": signs join the factors and give the product.

    Whoever writes out a multiplication multiplies what is written: only the product may be rounded.
    """
    text, inverse = index.view.flow.text, index.view.flow.inverse
    if not _TIMES.search(text):
        return
    figures = [(placed.start, placed.end, placed.term) for placed in index.prose]
    rates = {rate.span: rate for rate in index.mentions.rates}
    units = {placed.figure.span: placed.figure.unit for placed in index.prose}
    for rate in index.mentions.rates:
        end = inverse.source(rate.span.end - 1) + 1
        figures.append((inverse.source(rate.span.start), end, Term(rate.span, rate.quantity, rate.label)))
    figures.sort(key=lambda figure: figure[:2])
    factors: list[Term] = []
    for (_, end, term), (start, _, following) in pairwise(figures):
        sign = _SIGN.fullmatch(text, end, start) if start - end <= _MAX_SIGN else None
        if sign is None:
            factors = []
        elif sign.group("times"):
            factors.append(term)
        else:
            terms, factors = tuple([factor.exact for factor in (*factors, term)]), []
            if len(terms) > 1 and all(factor.quantity.value for factor in terms):
                relation = Relation("PRO002", "product", "product", following, terms, units.get(following.span, ""))
                yield relation if holds(relation) else _with_count(index, rates, relation) or relation


def _results_summed(index: FigureIndex) -> Iterator[Relation]:
    """ "21 hộ x 40 triệu đồng = 840 triệu đồng, 07 hộ x 20 = 140. Tổng kinh phí 980": what products give is summed."""
    text = index.view.flow.text
    if not _TIMES.search(text):
        return
    results: list[Placed] = []
    for placed, before in zip(index.prose, (None, *index.prose), strict=False):
        if results and index.paragraph_of(placed.start) != index.paragraph_of(results[0].start):
            results = []
        if text[max(0, placed.start - 2) : placed.start].strip() == "=" and placed.measure == "đ":
            results.append(placed)
        elif len(results) > 1 and placed.measure == "đ" and before is results[-1]:
            if _SUMMED.fullmatch(text, before.end, placed.start):
                terms = tuple([result.term for result in results])
                yield Relation("SUM001", "sum", "sum", placed.term, terms, placed.figure.unit, doubt="implied")
            results = []


def _with_count(index: FigureIndex, rates: Mapping[Span, Rate], relation: Relation) -> Relation | None:
    """A product whose count stands before it: "cho 224 hộ nghèo, 59.000 đồng/hộ/tháng x 6 tháng = 79.296.000đ"."""
    rate = rates.get(relation.terms[0].span)
    per = _PER.search(rate.unit) if rate else None
    if rate is None or per is None:
        return None
    at = index.view.flow.inverse.source(rate.span.start)
    before = index.between(max(index.paragraph_of(at)[0], at - _REACH), at)
    counts = [
        placed for placed in reversed(before) if not placed.vague and _counts(placed, unit_of_each(per.group("unit")))
    ]
    found = (relation._replace(terms=(placed.term, *relation.terms)) for placed in counts[:_MAX_COUNTS])
    return next((each for each in found if holds(each)), None)


def _in_items(index: FigureIndex, rate: Rate, start: int) -> Iterator[Relation]:
    """The rate of a lead applied in each item of its list; told only where it holds."""
    view = index.view
    item = view.outline.item_of(bisect_right(view.flow.starts, start) - 1)
    if item is None:
        return
    for child in view.outline.children.get(item.index, ()):
        paragraph = view.flow.paragraphs[view.outline.items[child].paragraphs[0]]
        near = [placed for placed in index.between(paragraph.start, paragraph.end) if not placed.vague]
        yield from (relation for relation in _products(view.flow.text, rate, start, near) if holds(relation))


def _products(text: str, rate: Rate, at: int, near: Sequence[Placed]) -> Iterator[Relation]:
    units = [unit_of_each(match.group("unit")) for match in _PER.finditer(rate.unit)]
    if not units:
        return
    counts = [placed for placed in near if _counts(placed, units[0])]
    times = [placed for placed in near if len(units) > 1 and _counts(placed, units[1])]
    amounts = [placed for placed in near if isinstance(placed.figure, Amount) and placed.measure == "đ"]
    used: set[Span] = set()
    for amount in amounts:
        for count in counts:
            factors = [(count.term,), *((count.term, time.term) for time in times)]
            for chosen in factors:
                terms = (*chosen, Term(rate.span, rate.quantity, rate.label))
                relation = Relation("PRO001", "product", "product", amount.term, terms, amount.figure.unit)
                if holds(relation) and amount.figure.span not in used:
                    used.add(amount.figure.span)
                    yield relation
    if used or not counts or len(units) - 1 != len(times[:1]) or len(units) > 2:
        return
    begin = near[0].start
    outside = [placed for placed in counts if not bracketed(text, begin, placed.start)] or counts
    nearest = min(outside, key=lambda placed: abs(placed.start - at))
    terms = (nearest.term, *(time.term for time in times[:1]), Term(rate.span, rate.quantity, rate.label))
    average = _AVERAGE.search(text, max(0, at - _MAX_SIGN), at) is not None
    for amount in sorted(amounts, key=lambda placed: abs(placed.start - at))[:2]:
        ends = sorted((nearest.start, at, amount.start))
        clause = _CLAUSE.search(text, ends[0], ends[2]) is None
        said = clause and _RESULT.fullmatch(text, _last_end(near, amount, at), amount.start) is not None
        # "45 hộ, kinh phí 675 triệu đồng; bình quân 15 triệu đồng/hộ": no other two figures can be meant.
        behind = average and ends[2] == at and _CLAUSE_END.search(text, ends[0], at) is None
        doubt = "implied" if said or behind else "one-slip" if clause else None
        unit = amount.figure.unit
        relation = Relation("PRO001", "product", "product", amount.term, terms, unit, doubt=doubt, weak=True)
        yield relation._replace(weak=not behind or len(outside) > 1 or explained(relation))
        if behind:
            return


def _last_end(near: Sequence[Placed], amount: Placed, at: int) -> int:
    """Where the words before an amount begin: behind the figure before it, or the rate."""
    before = [placed.end for placed in near if placed.end <= amount.start]
    return max([at, *before])


def _counts(placed: Placed, unit: str) -> bool:
    """Whether a figure counts what the rate is for."""
    figure = placed.figure
    if isinstance(figure, HouseholdCount):
        return figure.unit == unit
    if not isinstance(figure, Count):
        return False
    if unit in _PERSONS and placed.measure == "person":
        return True
    words = figure.unit.split()
    return unit in (words[0], words[-1], placed.measure)  # "640 ngày công" at "200.000 đồng/công"
