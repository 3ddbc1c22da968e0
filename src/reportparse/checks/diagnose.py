"""Which number is probably wrong: the one whose change makes every relation hold that now fails through it.

A number that also takes part in relations that hold is no candidate, unless its new value would keep them. Where two
failing relations ask for the same new value of one number, they vouch for the structure of each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from reportparse.checks.verify import holds, required
from reportparse.model.finding import LikelyError, Relation, Term
from reportparse.model.quantity import Quantity
from reportparse.model.span import Span


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The likely error and the indexes of the failing relations that speak for it."""

    span: Span
    term: Term
    suggested: Decimal
    supports: tuple[int, ...]

    def error(self, ids: Sequence[str]) -> LikelyError:
        quantity = self.term.quantity
        supports = tuple(ids[index] for index in self.supports)
        return LikelyError(self.span, quantity.written, quantity.value, self.suggested, supports)


def diagnose(relations: Sequence[Relation]) -> list[Diagnosis]:
    """Diagnoses, the best supported first; a failing relation is explained by at most one."""
    failing = {index for index, relation in enumerate(relations) if not holds(relation)}
    uses = _uses(relations)
    candidates = []
    for span, indexes in uses.items():
        broken = [index for index in indexes if index in failing]
        if broken:
            candidate = _candidate(relations, span, indexes, broken)
            if candidate is not None:
                candidates.append(candidate)
    rivals: dict[int, list[Diagnosis]] = {}
    for candidate in candidates:
        for index in candidate.supports:
            rivals.setdefault(index, []).append(candidate)
    candidates.sort(key=lambda d: (-len(d.supports), _is_term(relations, d), d.span))
    explained: set[int] = set()
    chosen: list[Diagnosis] = []
    for candidate in candidates:
        if explained & set(candidate.supports) or _rivalled(candidate, rivals):
            continue
        explained |= set(candidate.supports)
        chosen.append(candidate)
    return chosen


def _uses(relations: Sequence[Relation]) -> dict[Span, list[int]]:
    found: dict[Span, list[int]] = {}
    for index, relation in enumerate(relations):
        for span in {relation.stated.span, *(term.span for term in relation.terms)}:
            found.setdefault(span, []).append(index)
    return found


def _candidate(
    relations: Sequence[Relation], span: Span, indexes: Sequence[int], broken: Sequence[int]
) -> Diagnosis | None:
    term = _term(relations[broken[0]], span)
    wanted = required(relations[broken[0]], term)
    if wanted is None:
        return None
    wanted = _stated_like(term, wanted)
    if wanted == term.quantity.value or wanted < 0:
        return None
    for index in indexes:
        changed = _with(relations[index], span, wanted)
        if not holds(changed):
            return None
    return Diagnosis(span, term, wanted, tuple(broken))


def _term(relation: Relation, span: Span) -> Term:
    return next(term for term in (relation.stated, *relation.terms) if term.span == span)


def _stated_like(term: Term, value: Decimal) -> Decimal:
    """The value at the precision in which the number is written."""
    unit = term.quantity.ulp
    if unit == 0:
        return value.quantize(Decimal(1), ROUND_HALF_UP) if value == value.to_integral_value() else value
    return (value / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit


def _with(relation: Relation, span: Span, value: Decimal) -> Relation:
    def changed(term: Term) -> Term:
        if term.span != span:
            return term
        return replace(term, quantity=Quantity(value, term.quantity.ulp, term.quantity.written))

    return replace(relation, stated=changed(relation.stated), terms=tuple(changed(term) for term in relation.terms))


def _rivalled(candidate: Diagnosis, rivals: Mapping[int, Sequence[Diagnosis]]) -> bool:
    """Whether another number explains the same failures as well: then nobody can say which is wrong.

    With several numbers possible, a total is a likelier slip than one of its items only where the items are vouched
    for by other relations; those have been ruled out as candidates already.
    """
    return any(
        other.span != candidate.span and len(other.supports) >= len(candidate.supports)
        for index in candidate.supports
        for other in rivals[index]
    )


def _is_term(relations: Sequence[Relation], diagnosis: Diagnosis) -> bool:
    return relations[diagnosis.supports[0]].stated.span != diagnosis.span
