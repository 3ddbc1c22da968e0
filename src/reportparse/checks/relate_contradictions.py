"""One fact stated twice with two values, where more than the words says that one of them is a slip.

Two signs are enough. Either a relation that fails asks of one of its numbers the very value that another place states
of the same fact; or two places that speak of one fact in the same words differ by a slip of the pen, and one of the two
is borne out by a relation that holds. Two figures that merely differ are nothing: reports restate facts of other years,
plans and moments in much the same words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from reportparse.checks.figures import SENTENCE_END, FigureIndex
from reportparse.checks.relate_repeats import headline_amounts
from reportparse.checks.slips import variants
from reportparse.checks.subjects import Subject
from reportparse.checks.verify import Tried, holds, required_for
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import Amount, Count, Figure, HouseholdCount
from reportparse.model.quantity import Quantity
from reportparse.model.span import Span

_LEVELS = frozenset({"level", "target", "part"})
_TELLING, _COVERED = 3, 0.75
_ALL, _LEAD = "hộ", 200


def relate(index: FigureIndex, relations: Sequence[Tried]) -> Iterator[Relation]:
    """Contradictions, each pair of figures once; `relations` are all others.

    The remark stands at the figure that nothing bears out; where a failing relation marks a place already, at the later
    of the two, unless the earlier stands in the sentence that announces the other's table.
    """
    facts = _Facts(index, relations)
    seen: set[frozenset[Span]] = set()
    found = [*_asked_for(facts), *_allocations(facts), *_slips(facts)]
    for stated, other, doubt in sorted(found, key=lambda contradiction: contradiction[2] is not None):
        pair = frozenset((stated.span, other.span))
        if pair not in seen and len(pair) > 1:
            seen.add(pair)
            unit = "đồng" if isinstance(stated, Amount) else stated.unit
            yield Relation("REP005", "repeat", "equal", Term.of(stated), (Term.of(other),), unit, doubt=doubt)


@dataclass(frozen=True)
class _Facts:
    index: FigureIndex
    relations: Sequence[Tried]

    @cached_property
    def figures(self) -> dict[Span, Figure]:
        return {figure.span: figure for figure in self.index.mentions.figures() if figure.quantity.value is not None}

    @cached_property
    def by_value(self) -> Mapping[Decimal, Sequence[Figure]]:
        found: dict[Decimal, list[Figure]] = defaultdict(list)
        for figure in self.figures.values():
            found[figure.quantity.value or Decimal(0)].append(figure)
        return found

    @cached_property
    def failing(self) -> list[Tried]:
        """Those that fail; a doubt that only a slip explains asks for nothing."""
        return [tried for tried in self.relations if not tried.reading and tried.relation.doubt != "one-slip"]

    @cached_property
    def borne_out(self) -> frozenset[Span]:
        """Figures of relations that hold, restatements apart."""
        return frozenset(
            term.span
            for tried in self.relations
            if tried.reading and tried.relation.rule != "repeat"
            for term in (tried.relation.stated, *tried.relation.terms)
        )

    @cached_property
    def worded(self) -> frozenset[Span]:
        """Amounts that the words in brackets behind them repeat."""
        said = (tried.relation for tried in self.relations if tried.reading and tried.relation.code == "REP001")
        return frozenset(relation.stated.span for relation in said)

    @cached_property
    def _subjects(self) -> dict[Span, Subject]:
        return {}

    def subject(self, figure: Figure) -> Subject:
        known = self._subjects.get(figure.span)
        if known is None:
            label = figure.label or ""
            context = label
            if not figure.in_table:
                after = self.index.words_after(figure.span.end) if isinstance(figure, Count) else ""
                context = f"{self.index.sentence_before(figure.span.start)} {label} {after}"
            known = self._subjects[figure.span] = Subject.of(context, label)
        return known

    def side_by_side(self, one: Figure, other: Figure) -> bool:
        """Whether two figures stand in tables, or in one paragraph: then they are told apart on purpose."""
        if one.in_table or other.in_table:
            return one.in_table and other.in_table
        at = self.index.view.flow.inverse.source
        return self.index.paragraph_of(at(one.span.start)) == self.index.paragraph_of(at(other.span.start))

    def announces(self, figure: Figure, cell: Figure) -> bool:
        """Whether a sentence of the text that has not ended leads to the table of a cell."""
        if figure.in_table or not cell.in_table:
            return False
        starts = (grid.table.span.start for grid in self.index.view.grids if grid.table.span.end >= cell.span.end)
        between = self.index.view.document.text[figure.span.end : next(starts, cell.span.start)]
        return len(between) <= _LEAD and not SENTENCE_END.search(between)

    def measure(self, figure: Figure) -> str:
        return self.index.measure(figure)


def _asked_for(facts: _Facts) -> Iterator[tuple[Figure, Figure, None]]:
    """The value that a failing relation asks of one of its numbers, stated elsewhere of the same fact."""
    for tried in facts.failing:
        relation = tried.relation
        own = {term.span for term in (relation.stated, *relation.terms)}
        found = []
        for term in (relation.stated, *relation.terms):
            figure = facts.figures.get(term.span)
            if figure is None or figure.span in facts.borne_out:
                continue
            wanted = _wanted(tried, term, facts.by_value)
            if wanted is None:
                continue
            others = [other for other in facts.by_value[wanted] if other.span not in own]
            right = next((other for other in others if _one_fact(facts, figure, other)), None)
            if right is not None:
                found.append((figure, right))
        if len(found) == 1:
            earlier, later = sorted(found[0], key=lambda figure: figure.span)
            yield (earlier, later, None) if facts.announces(earlier, later) else (later, earlier, None)


def _allocations(facts: _Facts) -> Iterator[tuple[Figure, Figure, str | None]]:
    """What a project is said to have of its allocation ("50.000.000đ/82.000.000đ") against the allocation itself.

    Only where a sum bears the allocation out, and another project's agrees: then it is the allocation that is meant.
    """
    allocated: dict[tuple[int, int | None], list[Figure]] = defaultdict(list)
    bases: list[tuple[tuple[int, int | None], Figure]] = []
    for project, placed, base in headline_amounts(facts.index):
        if base is None:
            allocated[project].append(placed.figure)
        else:
            bases.append((project, base.figure))
    agree, differ = 0, []
    for project, figure in bases:
        values = {other.quantity.value for other in allocated[project]}
        borne = [other for other in allocated[project] if other.span in facts.borne_out]
        if figure.quantity.value in values:
            agree += 1
        elif len(borne) == 1 and figure.span not in facts.borne_out:
            differ.append((figure, borne[0]))
    for figure, right in differ:
        yield figure, right, None if agree else "words-only"


def _wanted(tried: Tried, term: Term, known: Container[Decimal]) -> Decimal | None:
    """What the relation asks of a number, at the number's own precision; None where it is nothing that is stated."""
    relation = tried.relation
    wanted = required_for(relation, term, tried.face)
    if wanted is None or wanted <= 0:
        return None
    unit = term.quantity.ulp or Decimal(1)
    rounded = (wanted / unit).to_integral_value(ROUND_HALF_UP) * unit
    if rounded not in known:
        return None
    changed = term._replace(quantity=Quantity(rounded, term.quantity.ulp, term.quantity.written))
    swapped = tuple(changed if other.span == term.span else other for other in relation.terms)
    stated = changed if term.span == relation.stated.span else relation.stated
    return rounded if holds(relation._replace(stated=stated, terms=swapped)) else None


def _one_fact(facts: _Facts, one: Figure, other: Figure) -> bool:
    """Whether two figures may be one fact; few digits say little, so small ones need all their words to agree."""
    if facts.measure(one) != facts.measure(other) or _vague(one) or _vague(other):
        return False
    if one.in_table and other.in_table:
        return False
    if isinstance(one, HouseholdCount) and isinstance(other, HouseholdCount):
        return _one_stock(one, other) and one.in_table != other.in_table
    a, b = facts.subject(one), facts.subject(other)
    return a.may_be(b) and _digits(other) >= _TELLING and (a.shares(b) >= 1 or _total(one) or _total(other))


def _one_stock(one: HouseholdCount, other: HouseholdCount) -> bool:
    return (
        (one.category, one.unit, one.area) == (other.category, other.unit, other.area)
        and {one.role, other.role} <= _LEVELS
        and (one.time == other.time or one.time is None or other.time is None)
    )


def _total(figure: Figure) -> bool:
    return "tổng" in (figure.label or "").lower() or "cộng" in (figure.label or "").lower()


def _vague(figure: Figure) -> bool:
    """Said to be about so much, in round figures: what is estimated to the last digit can be compared."""
    return bool(getattr(figure, "approximate", False)) and _digits(figure) <= _TELLING


def _digits(figure: Figure) -> int:
    value, unit = figure.quantity.value or Decimal(0), figure.quantity.ulp or Decimal(1)
    return len(str(int(value / unit)).rstrip("0"))


def _slips(facts: _Facts) -> Iterator[tuple[Figure, Figure, str | None]]:
    """Figures that no relation bears out, one slip from a figure of the same words."""
    for figure in facts.figures.values():
        settled = figure.span in facts.borne_out or figure.span in facts.worded
        if settled or _vague(figure) or _digits(figure) < _TELLING:
            continue
        value, unit = figure.quantity.value or Decimal(0), figure.quantity.ulp or Decimal(1)
        if any(other.span != figure.span for other in facts.by_value[value]):
            continue
        near = [other for known in variants(value, unit, facts.by_value) for other in facts.by_value[known]]
        same = [other for other in near if _same_words(facts, figure, other)]
        if len({other.quantity.value for other in same}) == 1:
            borne = [other for other in same if other.span in facts.borne_out or other.span in facts.worded]
            if borne:
                yield figure, borne[0], None
            elif same[0].span < figure.span:
                yield figure, same[0], "words-only"


def _same_words(facts: _Facts, one: Figure, other: Figure) -> bool:
    """Whether the two say the same in words, as far as they are said, and nothing else says it as well."""
    if facts.measure(one) != facts.measure(other) or _vague(other) or facts.side_by_side(one, other):
        return False
    a, b = facts.subject(one), facts.subject(other)
    fewer = min(len(a), len(b))
    if isinstance(one, HouseholdCount) and isinstance(other, HouseholdCount):
        if not _one_stock(one, other):
            return False
        if one.category != _ALL:
            return a.may_be(b) and a.shares(b) >= 1
        if one.area is None and one.role == other.role == "level" and _digits(one) > _TELLING:
            return a.may_be(b)
    return a.may_be(b) and fewer >= 2 and a.shares(b) >= max(2.0, _COVERED * fewer)
