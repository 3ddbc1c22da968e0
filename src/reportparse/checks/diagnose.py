"""Which number is probably wrong: the one whose change makes every relation hold that now fails through it.

A number that also takes part in relations that hold is no candidate, unless its new value would keep them. Where two
failing relations ask for the same new value of one number, they vouch for the structure of each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from reportparse.checks.slips import may_be_slip, slip_size
from reportparse.checks.verify import Tried, holds, required
from reportparse.model.finding import LikelyError, Relation, Term
from reportparse.model.quantity import ZERO, Quantity
from reportparse.model.span import Span

_TELLING, _UNIT_SLIP, _AMOUNT = 3, 4, 100_000


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The likely error and the indexes of the failing relations that speak for it.

    `slip` says how telling it is that one slip of the pen turns the suggested value into the written one, 0 where none.
    """

    span: Span
    term: Term
    suggested: Decimal
    supports: tuple[int, ...]
    slip: int = 0

    def error(self, ids: Sequence[str]) -> LikelyError:
        quantity = self.term.quantity
        supports = tuple(ids[index] for index in self.supports)
        return LikelyError(self.span, quantity.written, quantity.value, self.suggested, supports)


def diagnose(tried: Sequence[Tried]) -> list[Diagnosis]:
    """Diagnoses, the best supported first; a failing relation is explained by at most one."""
    failing = {index for index, each in enumerate(tried) if each.reading is None}
    if not failing:
        return []
    uses = _uses(tried, failing)
    bounds = {index: _Bound.of(tried[index]) for index in {index for own in uses.values() for index in own}}
    candidates: list[Diagnosis] = []
    alone: Counter[int] = Counter()
    for own in uses.values():
        indexes = tuple(own)
        broken = [index for index in indexes if index in failing]
        # Two numbers that stand in one failing relation only rule out each other, and all others like them, unless a
        # slip of the pen speaks for one.
        crowd = len(indexes) == 1 and alone[indexes[0]] >= 2
        candidate = None if crowd and not _may_slip(bounds[indexes[0]]) else _candidate(tried, bounds, own, broken)
        if candidate is not None and crowd and not candidate.slip:
            continue
        if candidate is not None:
            candidates.append(candidate)
            alone[indexes[0]] += len(indexes) == 1
    rivals: dict[int, list[Diagnosis]] = {}
    for candidate in candidates:
        for index in candidate.supports:
            rivals.setdefault(index, []).append(candidate)
    candidates.sort(key=lambda d: (-len(d.supports), _is_term(tried, d), d.span))
    explained: set[int] = set()
    chosen: list[Diagnosis] = []
    for candidate in candidates:
        if explained & set(candidate.supports) or _rivalled(candidate, rivals):
            continue
        explained |= set(candidate.supports)
        chosen.append(candidate)
    return chosen


def _uses(tried: Sequence[Tried], failing: Set[int]) -> dict[Span, dict[int, Term]]:
    """For every number of a failing relation the relations that it stands in, and as what."""
    relations = [each.relation for each in tried]
    doubted = {term.span for index in failing for term in (relations[index].stated, *relations[index].terms)}
    found: dict[Span, dict[int, Term]] = {}
    for index, relation in enumerate(relations):
        for term in (relation.stated, *relation.terms):
            if term.span in doubted:
                found.setdefault(term.span, {}).setdefault(index, term)
    return found


@dataclass(frozen=True, slots=True)
class _Bound:
    """What tells at once that a sum cannot hold: its sides differ by more than all its roundings together."""

    gap: Decimal
    allowed: Decimal

    @classmethod
    def of(cls, tried: Tried) -> _Bound | None:
        relation, face, stated = tried.relation, tried.face, tried.relation.stated.quantity.value
        if relation.operation != "sum" or face is None or stated is None:
            return None
        return cls(stated - face, sum((t.quantity.ulp for t in (relation.stated, *relation.terms)), ZERO))

    def wanted(self, relation: Relation, term: Term) -> Decimal | None:
        """As `verify.required`, from what is known already."""
        if term.quantity.value is None:
            return None
        change = -self.gap if term.span == relation.stated.span else self.gap * term.weight
        return term.quantity.value + change

    def excludes(self, relation: Relation, term: Term, value: Decimal) -> bool:
        """Whether the sum cannot hold with another value of a number that stands in it once."""
        change = value - (term.quantity.value or ZERO)
        moved = self.gap + change if term.span == relation.stated.span else self.gap - change * term.weight
        return abs(moved) > self.allowed


def _candidate(
    tried: Sequence[Tried],
    bounds: Mapping[int, _Bound | None],
    uses: Mapping[int, Term],
    broken: Sequence[int],
) -> Diagnosis | None:
    term = uses[broken[0]]
    span = term.span
    first, relation = bounds[broken[0]], tried[broken[0]].relation
    wanted = first.wanted(relation, term) if first else required(relation, term)
    if wanted is None:
        return None
    unit = _other_unit(term, wanted)
    quantity = unit or term.quantity._replace(value=_stated_like(term, wanted))
    wanted = quantity.value or ZERO
    if wanted == term.quantity.value or wanted < 0:
        return None
    for index, used in uses.items():
        relation, bound = tried[index].relation, bounds[index]
        # The words repeat the digits, slip and all: they vouch for nothing that two relations deny.
        if relation.code == "REP001" and index not in broken and len(broken) > 1:
            continue
        if bound is not None and not unit and bound.excludes(relation, used, wanted):
            return None
        if not holds(_with(relation, span, quantity)):
            return None
    return Diagnosis(span, term, wanted, tuple(broken), _UNIT_SLIP if unit else _slip(term, wanted))


def _other_unit(term: Term, wanted: Decimal) -> Quantity | None:
    """The number with a unit a thousand times larger or smaller, where that comes near the value it must have."""
    value, ulp = term.quantity.value, term.quantity.ulp
    if not value or not ulp or wanted <= 0 or max(value, wanted) < _AMOUNT:
        return None
    powers = (Decimal(1000), Decimal(1) / 1000)
    power = next((power for power in powers if power / 2 < wanted / value < power * 2), None)
    if power is None:
        return None
    meant = value * power
    whole = meant.to_integral_value()
    return term.quantity._replace(value=whole + ZERO if whole == meant else meant, ulp=ulp * power)


def _slip(term: Term, wanted: Decimal) -> int:
    value, unit = term.quantity.value, term.quantity.ulp or Decimal(1)
    return 0 if value is None or wanted <= 0 else slip_size(value / unit, wanted / unit)


def _may_slip(bound: _Bound | None) -> bool:
    """Whether the gap of a sum can be closed by one slip; other relations have few numbers and are all tried."""
    return bound is None or bound.allowed > 0 or may_be_slip(bound.gap)


def _stated_like(term: Term, value: Decimal) -> Decimal:
    """The value at the precision in which the number is written."""
    unit = term.quantity.ulp
    if unit == 0:
        return value.to_integral_value() if value == value.to_integral_value() else value
    return (value / unit).to_integral_value(ROUND_HALF_UP) * unit + ZERO


def _with(relation: Relation, span: Span, quantity: Quantity) -> Relation:
    def changed(term: Term) -> Term:
        if term.span != span:
            return term
        return term._replace(quantity=quantity)

    return relation._replace(stated=changed(relation.stated), terms=tuple(changed(term) for term in relation.terms))


def _rivalled(candidate: Diagnosis, rivals: Mapping[int, Sequence[Diagnosis]]) -> bool:
    """Whether another number explains the same failures as well: then nobody can say which is wrong.

    With several numbers possible, a total is a likelier slip than one of its items only where the items are vouched
    for by other relations; those have been ruled out as candidates already.
    """
    return any(
        other.span != candidate.span
        and len(other.supports) >= len(candidate.supports)
        and not (candidate.slip >= _TELLING and not other.slip)
        for index in candidate.supports
        for other in rivals[index]
    )


def _is_term(tried: Sequence[Tried], diagnosis: Diagnosis) -> bool:
    return tried[diagnosis.supports[0]].relation.stated.span != diagnosis.span
