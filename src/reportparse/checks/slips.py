"""Slips of the pen: whether one number is another with one digit changed, two swapped, or a zero lost or gained.

Two unrelated numbers of three telling digits are seldom one slip apart: a relation that fails by a slip was meant.
"""

from __future__ import annotations

from decimal import Decimal

from reportparse.checks.verify import computed, holds, required
from reportparse.model.finding import Relation, Term
from reportparse.model.quantity import Quantity

_MIN_SWAPPED, _MIN_CHANGED = 3, 4


def is_slip(written: Decimal, meant: Decimal) -> bool:
    """Whether one slip turns one figure into the other.

    One of them must have enough digits besides its last zeros: three where two are swapped, four else.
    """
    first, second = str(int(written)), str(int(meant))
    telling = max(len(first.rstrip("0")), len(second.rstrip("0")))
    if telling < _MIN_SWAPPED:
        return False
    if len(first) == len(second):
        different = [index for index, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
        if len(different) == 1:
            return telling >= _MIN_CHANGED
        return (
            len(different) == 2
            and different[1] == different[0] + 1
            and first[different[0]] == second[different[1]]
            and first[different[1]] == second[different[0]]
        )
    short, long = sorted((first, second), key=len)
    zeros = [index for index, digit in enumerate(long) if digit == "0"]
    return (
        telling >= _MIN_CHANGED
        and len(long) == len(short) + 1
        and any(long[:index] + long[index + 1 :] == short for index in zeros)
    )


def may_be_slip(difference: Decimal) -> bool:
    """Whether two whole numbers this far apart can be one slip apart.

    One digit changed makes a difference of one digit and zeros; two digits swapped, or a zero lost, a multiple of nine.
    """
    return len(str(abs(int(difference))).rstrip("0")) <= 1 or int(difference) % 9 == 0


def explained(relation: Relation) -> bool:
    """Whether one slip in one of its numbers would make a failing relation hold."""
    if relation.operation == "sum" and all(term.quantity.exact for term in (relation.stated, *relation.terms)):
        face = computed(relation)
        if face is None or relation.stated.quantity.value is None:
            return False
        if not may_be_slip(relation.stated.quantity.value - face):
            return False
    for term in (relation.stated, *relation.terms):
        wanted = required(relation, term)
        value = term.quantity.value
        if wanted is None or value is None or wanted <= 0:
            continue
        unit = term.quantity.ulp or Decimal(1)
        rounded = (wanted / unit).to_integral_value() * unit
        if rounded != value and is_slip(value / unit, rounded / unit) and holds(_with(relation, term, rounded)):
            return True
    return False


def _with(relation: Relation, term: Term, value: Decimal) -> Relation:
    changed = term._replace(quantity=Quantity(value, term.quantity.ulp, term.quantity.written))
    if term is relation.stated:
        return relation._replace(stated=changed)
    return relation._replace(terms=tuple(changed if other is term else other for other in relation.terms))
