"""Slips of the pen: whether one number is another with one digit changed, two swapped, or a zero lost or gained.

Two unrelated numbers of three telling digits are seldom one slip apart: a relation that fails by a slip was meant.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from reportparse.checks.verify import holds, required
from reportparse.model.finding import Relation, Term
from reportparse.model.quantity import Quantity

_MIN_DIGITS = 3


def is_slip(written: Decimal, meant: Decimal) -> bool:
    """Whether one slip turns one figure into the other. One of them must have three digits besides its last zeros."""
    first, second = str(int(written)), str(int(meant))
    if max(len(first.rstrip("0")), len(second.rstrip("0"))) < _MIN_DIGITS:
        return False
    if len(first) == len(second):
        different = [index for index, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
        if len(different) == 1:
            return True
        return (
            len(different) == 2
            and different[1] == different[0] + 1
            and first[different[0]] == second[different[1]]
            and first[different[1]] == second[different[0]]
        )
    short, long = sorted((first, second), key=len)
    zeros = [index for index, digit in enumerate(long) if digit == "0"]
    return len(long) == len(short) + 1 and any(long[:index] + long[index + 1 :] == short for index in zeros)


def explained(relation: Relation) -> bool:
    """Whether one slip in one of its numbers would make a failing relation hold."""
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
    changed = replace(term, quantity=Quantity(value, term.quantity.ulp, term.quantity.written))
    if term is relation.stated:
        return replace(relation, stated=changed)
    return replace(relation, terms=tuple(changed if other is term else other for other in relation.terms))
