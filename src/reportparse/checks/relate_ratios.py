"""Percentages of two figures: "A/B, đạt p%", "n hộ, chiếm p%", "đạt 130% kế hoạch", shares of all households."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, pairwise

import regex

from reportparse.checks.figures import FigureIndex, Placed
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import Count, HouseholdCount, Percentage
from reportparse.model.quantity import Quantity
from reportparse.text.numerals import read_number

_FRACTION = regex.compile(
    r"(?<![\d.,/])(?P<part>\d+(?:[.,]\d+)*)\s?"
    r"(?:đồng|đ|triệu đồng|tỷ đồng|hộ(?:\s(?:cận\s)?nghèo)?|người|khẩu|thôn|xã)?"
    r"\s?/\s?(?P<whole>\d+(?:[.,]\d+)*)(?![\d/])"
)
_LINK = regex.compile(
    r"(?<!\p{L})(?:đạt|chiếm|bằng|tỷ\slệ|tỉ\slệ|tương\s(?:đương|ứng)|=)(?!\p{L})[^.;%]{0,40}$|\(\s?$", regex.IGNORECASE
)
_CHANGED = regex.compile(
    r"(?:tăng|giảm|vượt|cao\shơn|thấp\shơn|xuống|từ|còn)\s(?:thêm\s|được\s|còn\s)?$", regex.IGNORECASE
)
_PLAN = regex.compile(r"\s?(?:so\svới\s)?(?:kế\shoạch|chỉ\stiêu|KH|dự\stoán|mục\stiêu|nghị\squyết)", regex.IGNORECASE)
_BRACKETED = regex.compile(r"[^().;]{0,60}\([^().;\d]{0,30}")
_WHOLE = regex.compile(r"kế\shoạch|dự\stoán|tổng|được\s(?:giao|phân\sbổ)|giao|KH\b", regex.IGNORECASE)
_PLAN_BEFORE = regex.compile(r"(?:kế\shoạch|chỉ\stiêu|dự\stoán)(?:\s\p{L}+){0,2}\s(?:là\s)?$", regex.IGNORECASE)
_ALL = regex.compile(r"tổng|toàn|hiện|số\shộ|dân\ssố|có$", regex.IGNORECASE)
_APART = regex.compile(r"[.;\d]")
_JOINED = regex.compile(r"đạt|chiếm|bằng|tỷ lệ|tỉ lệ|=|\(", regex.IGNORECASE)
_ANNOUNCED = regex.compile(r"tổng|trên|/|kế hoạch|được giao")
_STOP = regex.compile(r"[.;]\s+(?=\p{Lu})|\.\s")
_PERSONS = regex.compile(r"\s?(?:nhân\s)?khẩu|\s?người", regex.IGNORECASE)
_REACH = 45
_LEAST_BASE = 50
_LEAST_DIGITS = 100
_MAX_BASES, _MAX_SHARES = 12, 200
_WINDOW = 900
_CLOSE = 14
_FAR = 6000


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Ratios found in the prose, each percentage with at most one."""
    base = _all_households(index)
    flow = index.view.flow
    for paragraph in flow.paragraphs:
        if paragraph.cell is not None:
            continue
        figures = index.between(paragraph.start, paragraph.end)
        for share in figures:
            if isinstance(share.figure, Percentage) and not share.vague:
                near = index.between(
                    max(paragraph.start, share.start - _WINDOW), min(paragraph.end, share.end + _REACH * 2)
                )
                found = _ratio(index, share, near, paragraph.start, base)
                if found is not None:
                    yield found
    if base is not None:
        yield from _table_shares(index, base)


def _ratio(
    index: FigureIndex, share: Placed, figures: Sequence[Placed], floor: int, base: _Base | None
) -> Relation | None:
    text = index.view.flow.text
    if _CHANGED.search(text, max(floor, share.start - 20), share.start):
        return None
    if text.find("/", max(floor, share.start - 90), share.start) >= 0:
        fraction = _fraction(index, share, figures, floor)
        if fraction is not None:
            return fraction
    sentence = _sentence(text, floor, share.start)
    linked = _LINK.search(text, max(sentence, share.start - _REACH), share.start) is not None
    if not linked:
        return None
    earlier = [
        placed for placed in figures if sentence <= placed.start < share.start and placed.measure not in ("%", "words")
    ]
    if not earlier:
        return None
    part = earlier[-1]
    if part.start < share.start - 2 * _REACH:
        return None
    if part.vague or _PLAN_BEFORE.search(text, max(sentence, part.start - 25), part.start):
        return _held(share, part, figures)
    found = [
        _of_plan(text, share, figures, part),
        _of_pair(share, figures, part, sentence, text),
        _of_all(share, part, base),
        _of_document(index, share, part),
        _of_known(index, share, part),
    ]
    proposed = [relation for relation in found if relation is not None]
    return next((relation for relation in proposed if holds(relation)), proposed[0] if proposed else None)


def _of_known(index: FigureIndex, share: Placed, part: Placed) -> Relation | None:
    """The share of households in a stock stated further up; told only where one stock alone fits, and closely."""
    written = share.figure.quantity
    if not isinstance(part.figure, HouseholdCount) or not written.value or written.value < _LEAST_DIGITS * written.ulp:
        return None
    stocks: dict[Decimal, Relation] = {}
    for placed in index.between(max(0, share.start - _FAR), share.start):
        figure = placed.figure
        if not isinstance(figure, HouseholdCount) or placed.measure != part.measure or placed is part or placed.vague:
            continue
        relation = _quotient("RAT007", share, part, placed)
        if relation is not None and holds(relation) and figure.quantity.value is not None:
            stocks[figure.quantity.value] = relation
    return next(iter(stocks.values())) if len(stocks) == 1 else None


def _of_document(index: FigureIndex, share: Placed, part: Placed) -> Relation | None:
    """The share in a total stated further up ("chiếm 12,7% tổng nguồn lực"); told only where it holds."""
    text = index.view.flow.text
    if part.measure != "đ" or not _WHOLE.search(text, share.end, share.end + 40):
        return None
    begin = index.paragraph_of(share.start)[0]
    for whole in reversed(index.between(max(0, begin - _FAR), begin)):
        if whole.measure == part.measure and _WHOLE.search(whole.figure.label or ""):
            relation = _quotient("RAT005", share, part, whole)
            if relation is not None and holds(relation):
                return relation
    return None


def _held(share: Placed, part: Placed, figures: Sequence[Placed]) -> Relation | None:
    """A ratio with a plan that is named first or a figure that is an estimate: told only where it holds."""
    for other in figures:
        if other is part or other.measure != part.measure:
            continue
        for above, below in ((other, part), (part, other)):
            relation = _quotient("RAT002", share, above, below)
            if relation is not None and holds(relation):
                return relation
    return None


def _fraction(index: FigureIndex, share: Placed, figures: Sequence[Placed], floor: int) -> Relation | None:
    """ "100.000.000đ/300.000.000đ, đạt 59,5%": the two figures stand on either side of a stroke."""
    text = index.view.flow.text
    matches = list(_FRACTION.finditer(text, max(floor, share.start - 90), share.start))
    if not matches:
        return None
    match = matches[-1]
    gap = text[match.end() : share.start]
    if _PERSONS.match(gap):
        # "259 hộ/1.302 khẩu" counts two things.
        return None
    if _APART.search(gap) or not _JOINED.search(gap):
        return None
    terms = tuple(_number_term(index, figures, match.start(name), match.end(name)) for name in ("part", "whole"))
    if any(term.quantity.value is None for term in terms) or not terms[1].quantity.value:
        return None
    return Relation("RAT001", "ratio", "quotient", share.term, terms, "%")


def _number_term(index: FigureIndex, figures: Sequence[Placed], start: int, end: int) -> Term:
    for placed in figures:
        if placed.start <= start and end <= placed.end and not isinstance(placed.figure, HouseholdCount):
            return placed.term
    written = index.view.flow.text[start:end]
    number = read_number(written, "count")
    return Term(index.view.flow.span(start, end), Quantity(number.value, written=written, malformed=number.malformed))


def _of_plan(text: str, share: Placed, figures: Sequence[Placed], part: Placed) -> Relation | None:
    """ "chỉ tiêu là 10 hộ, giảm 13 hộ, đạt 130% kế hoạch": the plan is another figure of the same unit, said before or
    in a bracket right behind ("bằng 59,3% dự toán (8.200 triệu đồng)")."""
    if not _PLAN.match(text, share.end):
        return None
    same = [
        placed
        for placed in figures
        if placed.measure == part.measure
        and placed is not part
        and not placed.vague
        and (placed.start < share.start or _BRACKETED.fullmatch(text, share.end, placed.start))
    ]
    for plan in sorted(same, key=lambda placed: abs(placed.start - part.start)):
        relation = _quotient("RAT002", share, part, plan)
        if relation is not None and holds(relation):
            return relation
    return _quotient("RAT002", share, part, same[0]) if len(same) == 1 else None


def _of_pair(share: Placed, figures: Sequence[Placed], part: Placed, sentence: int, text: str) -> Relation | None:
    """The share of one figure in another of its sentence; where they are the only two, it must hold."""
    same = [
        placed
        for placed in figures
        if placed.measure == part.measure and placed is not part and sentence <= placed.start < share.start + 80
    ]
    same = [placed for placed in same if "\n" not in text[min(placed.end, share.end) : max(placed.start, share.start)]]
    for whole in reversed(same):
        relation = _quotient("RAT003", share, part, whole)
        if relation is not None and holds(relation):
            return relation
    announced = [
        p
        for p in same
        if p.start < part.start and _ANNOUNCED.search(text[max(sentence, p.start - 40) : p.start].lower())
    ]
    if len(same) != 1 or same[0].vague or same[0].start > part.start:
        return None
    if announced:
        return _quotient("RAT003", share, part, same[0])
    close = len(text[part.end : share.start]) <= _CLOSE and not _PLAN.search(text, share.end, share.end + 30)
    relation = _quotient("RAT003", share, part, same[0])
    return relation._replace(doubt="base-not-stated") if relation is not None and close else None


@dataclass(frozen=True, slots=True)
class _Base:
    """The number of all households of the document; `sure` where shares bear it out, or its words say it."""

    placed: Term
    sure: bool


def _all_households(index: FigureIndex) -> _Base | None:
    """Of the counts of all households, the one that most shares of poor households fit; ties go to the largest."""
    found = [
        figure
        for figure in index.mentions.households
        if figure.category in ("hộ", "hộ dân", "hộ tự nhiên", "hộ gia đình")
        and figure.unit == "hộ"
        and figure.role == "level"
        and figure.quantity.value is not None
        and figure.quantity.value >= _LEAST_BASE
        and (not figure.in_table or figure.area is None)
        and not figure.approximate
    ]
    if not found:
        return None
    often = Counter(figure.quantity.value for figure in found)
    values = {value for value, _ in often.most_common(_MAX_BASES)}
    found = [figure for figure in found if figure.quantity.value in values]
    found = list({figure.quantity.value: figure for figure in reversed(found)}.values())
    shares = list(islice(_poor_shares(index), _MAX_SHARES))
    scores = {figure.span: sum(1 for part, share in shares if _fits(part, share, figure)) for figure in found}
    best = max(found, key=lambda figure: (scores[figure.span], figure.quantity.value or 0, -figure.span.start))
    only = len({figure.quantity.value for figure in found}) == 1
    told = only and (scores[best.span] >= 1 or _ALL.search(best.label or "") is not None)
    return _Base(Term.of(best), told or scores[best.span] >= 2)


def _poor_shares(index: FigureIndex) -> Iterator[tuple[HouseholdCount, Percentage]]:
    """Counts of poor households and the percentage right behind them."""
    for placed, share in pairwise(index.prose):
        figure, percentage = placed.figure, share.figure
        near = share.start - placed.end <= _REACH
        if (
            near
            and isinstance(figure, HouseholdCount)
            and "nghèo" in figure.category
            and isinstance(percentage, Percentage)
        ):
            yield figure, percentage


def _fits(part: HouseholdCount, share: Percentage, whole: HouseholdCount) -> bool:
    terms = (Term.of(part), Term.of(whole))
    return holds(Relation("RAT004", "ratio", "quotient", Term.of(share), terms, "%")) is not None


def _of_all(share: Placed, part: Placed, base: _Base | None) -> Relation | None:
    """A share of poor households in all households of the commune."""
    figure = part.figure
    if base is None or not isinstance(figure, HouseholdCount) or part.measure != "hộ":
        return None
    if base.placed.span == figure.span or (figure.quantity.value or 0) > (base.placed.quantity.value or 0):
        return None
    relation = Relation("RAT004", "ratio", "quotient", share.term, (part.term, base.placed), "%")
    if holds(relation):
        return relation
    strong = base.sure and figure.role == "level" and "nghèo" in figure.category
    return relation if strong and (share.figure.quantity.value or 0) < 100 else None


def _quotient(code: str, share: Placed, part: Placed, whole: Placed) -> Relation | None:
    if not whole.figure.quantity.value:
        return None
    return Relation(code, "ratio", "quotient", share.term, (part.term, whole.term), "%")


def _sentence(text: str, floor: int, offset: int) -> int:
    floor = max(floor, offset - _WINDOW)
    stops = [match.end() for match in _STOP.finditer(text[floor:offset])]
    return floor + stops[-1] if stops else floor


def _table_shares(index: FigureIndex, base: _Base) -> Iterator[Relation]:
    """The share in a table's total row against all households of the prose."""
    for grid in index.view.grids:
        for row in (row for row in grid.rows if row.total):
            cells = [index.by_span.get(figure.span) for figure in grid.figures if figure.row == row.index]
            for left, right in pairwise(cells):
                if isinstance(left, (HouseholdCount, Count)) and isinstance(right, Percentage):
                    terms = (Term.of(left), base.placed)
                    relation = Relation("RAT004", "ratio", "quotient", Term.of(right), terms, "%")
                    poor = isinstance(left, HouseholdCount) and "nghèo" in left.category and left.role == "level"
                    if holds(relation) or (poor and base.sure and left.span != base.placed.span):
                        yield relation
