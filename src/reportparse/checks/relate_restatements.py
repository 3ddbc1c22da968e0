"""One stock or one project's money stated in several places, and once with another value that a slip explains.

"08/49 hộ cận nghèo ...; 23/94 hộ cận nghèo": what the fractions of one paper are of, the levels of one class at one
time and the money of one project are restated. A value that stands alone, one slip from a value that is stated twice or
that a relation bears out, is a doubt: the words agree, but few digits say little.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

import regex

from reportparse.checks.figures import FigureIndex, Placed
from reportparse.checks.relate_repeats import headline_amounts
from reportparse.checks.slips import slip_size
from reportparse.checks.verify import Tried
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import Amount
from reportparse.model.span import Span

_LEAST, _TELLING, _REACH = 10, 2, 70
_FRACTION = regex.compile(r"\d+\s?/\s?\d+")
_BRACKET = regex.compile(r"\s?(?:đồng|đ)?\s?\([^\d().;]{0,40}")
_STROKE = regex.compile(r"\s?(?:đồng|đ)?\s?/\s?")
_MONEY_OF = regex.compile(r"\)?[^\d().;]*(?:kinh\sphí|số\stiền|nguồn\svốn)[^\d().;]*", regex.IGNORECASE)


class _Stated(NamedTuple):
    """A statement of a fact: its number and unit, the paragraph or fraction it stands in, the time it is said of.

    `loose`: no time is said, so that it may be of another moment; only two digits swapped are telling then.
    """

    term: Term
    unit: str
    place: int
    time: str | None = None
    loose: bool = False

    @property
    def value(self) -> Decimal:
        return self.term.quantity.value or Decimal(0)


def relate(index: FigureIndex, relations: Sequence[Tried]) -> Iterator[Relation]:
    """A statement that differs from the others of its fact, at most once for each number.

    A number of a relation that fails is told with that relation.
    """
    borne, failing = _numbers(relations, holding=True), _numbers(relations, holding=False)
    for facts in (_stocks(index), _projects(index)):
        for stated in facts.values():
            yield from _odd_ones(stated, borne, failing)
    yield from _pledges(index)


def _numbers(relations: Sequence[Tried], *, holding: bool) -> frozenset[Span]:
    """The figures of the relations that hold, or that fail, restatements apart."""
    return frozenset(
        term.span
        for tried in relations
        if bool(tried.reading) == holding and tried.relation.rule != "repeat"
        for term in (tried.relation.stated, *tried.relation.terms)
    )


def _odd_ones(stated: Sequence[_Stated], borne: frozenset[Span], failing: frozenset[Span]) -> Iterator[Relation]:
    """Values stated once that nothing bears out, one slip from exactly one value that is surer."""
    often = Counter(each.value for each in stated)
    if len(often) < 2:
        return
    sure = {value for value, count in often.items() if count > 1}
    sure |= {each.value for each in stated if each.term.span in borne}
    for each in stated:
        if each.value in sure or each.term.span in failing:
            continue
        others = [other for other in stated if _one_time(each, other) and _slipped(each, other)]
        near = [other for other in others if other.value in sure]
        if each.loose:
            near = [other for other in near if _swapped(each, other) and often[other.value] > 1]
        elif not near:
            near = [other for other in others if other.place < each.place and _swapped(each, other)]
        apart = [other for other in near if other.place != each.place]
        if apart and len({other.value for other in near}) == 1:
            yield _differs(each, apart[0])


def _one_time(one: _Stated, other: _Stated) -> bool:
    return one.time is None or other.time is None or one.time == other.time


def _slipped(one: _Stated, other: _Stated) -> bool:
    """Whether one slip of two telling digits, or a zero, is between them: "100 triệu" of "300 triệu" may be a part."""
    unit = max(one.term.quantity.ulp, other.term.quantity.ulp) or Decimal(1)
    low, high = sorted((one.value, other.value))
    return low >= _LEAST and (high == 10 * low or slip_size(one.value / unit, other.value / unit) >= _TELLING)


def _swapped(one: _Stated, other: _Stated) -> bool:
    return sorted(str(one.value)) == sorted(str(other.value))


def _differs(one: _Stated, other: _Stated) -> Relation:
    return Relation("REP005", "repeat", "equal", one.term, (other.term,), one.unit, doubt="words-only")


def _stocks(index: FigureIndex) -> Mapping[tuple[str, str, str], Sequence[_Stated]]:
    """Levels of the commune that the prose tells by class, unit and role; a fraction ("8/49 hộ nghèo") states one."""
    found: dict[tuple[str, str, str], list[_Stated]] = defaultdict(list)
    for figure in index.mentions.households:
        whole = figure.area is None and not figure.approximate and not figure.in_table
        if whole and figure.role in ("level", "target") and "nghèo" in figure.category and figure.quantity.value:
            fraction = _FRACTION.match(index.view.document.text, figure.span.start) is not None
            at = index.view.flow.inverse.source(figure.span.start)
            place = at if fraction else index.paragraph_of(at)[0]
            found[figure.category, figure.unit, figure.role].append(
                _Stated(Term.of(figure), figure.unit, place, figure.time, figure.time is None and not fraction)
            )
    return found


def _projects(index: FigureIndex) -> Mapping[tuple[int, int | None], Sequence[_Stated]]:
    """The money of one project, where a paragraph opens with it or the words between say that it is its money.

    A project that is named without a part goes with its only part. What is a share of an allocation is another fact.
    """
    found: dict[tuple[int, int | None], list[_Stated]] = defaultdict(list)
    for project, placed, base in headline_amounts(index):
        if base is None and not placed.figure.quantity.malformed:
            found[project].append(_Stated(placed.term, "đồng", placed.start))
    for project, placed in _told_inside(index):
        if all(placed.term.span != each.term.span for each in found[project]):
            found[project].append(_Stated(placed.term, "đồng", placed.start))
    for whole in [key for key in found if key[1] is None]:
        parts = [key for key in found if key[0] == whole[0] and key[1] is not None]
        if len(parts) == 1:
            found[parts[0]] += found.pop(whole)
    return found


def _told_inside(index: FigureIndex) -> Iterator[tuple[tuple[int, int | None], Placed]]:
    """ "... (Tiểu dự án 1 của Dự án 3) với nguồn kinh phí thực hiện 50.000.000đ": project and amount in a sentence."""
    text, inverse = index.view.flow.text, index.view.flow.inverse
    for reference in index.mentions.projects:
        end = inverse.source(reference.span.end - 1) + 1
        amount = next((p for p in index.between(end, end + _REACH) if p.measure == "đ"), None)
        if amount is None or amount.figure.quantity.malformed:
            continue
        if reference.project is not None and _MONEY_OF.fullmatch(text, end, amount.start):
            yield (reference.project, reference.subproject), amount


def _pledges(index: FigureIndex) -> Iterator[Relation]:
    """ "50.000.000đ (cam kết thực hiện 50.000.000đ/82.000.000đ)": the bracket restates the amount before it."""
    text = index.view.flow.text
    amounts: list[Placed] = [placed for placed in index.prose if isinstance(placed.figure, Amount)]
    for amount, part, whole in zip(amounts, amounts[1:], amounts[2:], strict=False):
        if amount.measure != "đ" or not _STROKE.fullmatch(text, part.end, whole.start):
            continue
        if not _BRACKET.fullmatch(text, amount.end, part.start):
            continue
        one, other = (_Stated(placed.term, "đồng", placed.start) for placed in (part, amount))
        if one.value != other.value and _slipped(one, other):
            yield _differs(one, other)
