"""Slips of the pen: whether one number is another with one digit changed, two swapped, or a zero lost or gained.

Two unrelated numbers of three telling digits are seldom one slip apart: a relation that fails by a slip was meant.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from decimal import Decimal
from itertools import pairwise

from reportparse.checks.verify import Tried, computed, holds, required_for
from reportparse.model.finding import Relation, Term
from reportparse.model.quantity import ONE, Quantity
from reportparse.model.span import Span

_THOUSAND, _AMOUNT = 1000, 100_000
_TELLING, _PADDED = 4, 2
_SCALES = (Decimal(10), Decimal("0.1"), Decimal(1000), Decimal("0.001"), Decimal(1_000_000), Decimal("0.000001"))


def slip_size(written: Decimal, meant: Decimal) -> int:
    """How telling it is that one slip turns one figure into the other, 0 where none does.

    It is the number of digits besides the last zeros of the longer figure; two digits swapped tell one digit more than
    one changed.
    """
    short, long = sorted((str(int(written)), str(int(meant))), key=len)
    if short == long or len(long) > len(short) + 1:
        return 0
    telling = max(len(short.rstrip("0")), len(long.rstrip("0")))
    if len(short) < len(long) == _PADDED and long[1:] == short:
        # "02" is written for 2, and "92" is one digit from it.
        return telling
    at = next((place for place, digit in enumerate(short) if digit != long[place]), len(short))
    if len(long) > len(short):
        return telling if long[at] == "0" and long[at + 1 :] == short[at:] else 0
    if short[at + 1 :] == long[at + 1 :]:
        return telling
    swapped = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return telling + 1 if swapped else 0


def is_slip(written: Decimal, meant: Decimal) -> bool:
    """Whether one slip turns one figure into the other, and the two are so telling that it is no chance."""
    return slip_size(written, meant) >= _TELLING


def variants(value: Decimal, unit: Decimal, known: Container[Decimal]) -> Iterator[Decimal]:
    """Of the known values those one slip from this one, or with its digits worth ten, a thousand, a million times as
    much. `unit` is the worth of the last written digit.
    """
    if value <= 0:
        return
    whole = Decimal(int(value / unit))
    for digits in _changed(str(whole)):
        other = Decimal(digits)
        if other * unit in known and is_slip(whole, other):
            yield other * unit
    for factor in _SCALES:
        if value * factor in known:
            yield value * factor


def _changed(digits: str) -> Iterator[str]:
    """A whole number with one digit changed, two swapped, or a zero more or less."""
    for index, digit in enumerate(digits):
        for other in "0123456789":
            if other != digit and (index or other != "0"):
                yield digits[:index] + other + digits[index + 1 :]
    for index, (one, other) in enumerate(pairwise(digits)):
        if one != other and (index or other != "0"):
            yield digits[:index] + other + one + digits[index + 2 :]
    for index in range(1, len(digits) + 1):
        yield digits[:index] + "0" + digits[index:]
    for index, digit in enumerate(digits):
        if index and digit == "0":
            yield digits[:index] + digits[index + 1 :]


def may_be_slip(difference: Decimal) -> bool:
    """Whether two whole numbers this far apart can be one slip apart.

    One digit changed makes a difference of one digit and zeros; two digits swapped, or a zero or three lost, a multiple
    of nine.
    """
    return len(str(abs(int(difference))).rstrip("0")) <= 1 or int(difference) % 9 == 0


def may_explain(stated: Decimal, face: Decimal, largest: Decimal) -> bool:
    """Whether one telling slip can be why exact figures, of which the `largest` is known, do not add up.

    What they exceed the total by has to come off one of them, unless the slip is in the total.
    """
    gap = stated - face
    if not may_be_slip(gap):
        return False
    return largest + gap > 0 or is_slip(stated, face) or face in (stated * _THOUSAND, stated / _THOUSAND)


Allows = Callable[[Span, Decimal], bool]
"""Whether a number may have another value, as far as other relations tell."""


def explained(relation: Relation, allows: Allows | None = None) -> bool:
    """Whether one telling slip in one of its numbers would make a failing relation hold."""
    return explanation(relation, allows) >= _TELLING


def explanation(relation: Relation, allows: Allows | None = None) -> int:
    """How telling the best slip is that would make a failing relation hold, 0 where none would."""
    face, stated = computed(relation), relation.stated.quantity.value
    exact = relation.operation == "sum" and all(term.quantity.exact for term in (relation.stated, *relation.terms))
    if exact and (face is None or stated is None or not may_be_slip(stated - face)):
        return 0
    best = _TELLING if _tenfold(relation) else 0
    for term in (relation.stated, *relation.terms):
        value, unit = term.quantity.value, term.quantity.ulp or ONE
        if value is None:
            continue
        needed = required_for(relation, term, face)
        if exact and needed is not None and not _comparable(value, needed):
            continue
        wanted = _as_written(needed, term)
        best = max(best, _other_unit(relation, term, value, needed, allows))
        if wanted is None or wanted == value:
            continue
        size = slip_size(value / unit, wanted / unit)
        if size > best and holds(_with(relation, term, wanted)) and (allows is None or allows(term.span, wanted)):
            best = size
    return best


def _comparable(value: Decimal, needed: Decimal) -> bool:
    """Whether an exact figure can be one slip or a thousandfold away from another: tested first, as few are."""
    if needed <= 0:
        return False
    if value < 100 * needed + 10 and needed < 100 * value + 10:
        return True
    return value in (needed * _THOUSAND, needed / _THOUSAND)


def _tenfold(relation: Relation) -> bool:
    """Whether a product or a share is just ten times too large or small: a zero too many or too few in any number."""
    if relation.operation not in ("product", "quotient", "yield"):
        return False
    face, stated = computed(relation), relation.stated.quantity.value
    if not face or not stated:
        return False
    unit = relation.stated.quantity.ulp
    return any(abs(face * power - stated) <= unit / 2 for power in (Decimal(10), ONE / 10))


def _other_unit(relation: Relation, term: Term, value: Decimal, wanted: Decimal | None, allows: Allows | None) -> int:
    """As `explanation`, for one number written with a unit a thousand times too large or small."""
    if not wanted or not value or not (max(value, wanted) > _AMOUNT):
        return 0
    factor = wanted / value
    for power in (Decimal(_THOUSAND), ONE / _THOUSAND):
        if power / 2 < factor < power * 2:
            quantity = Quantity(value * power, term.quantity.ulp * power, term.quantity.written)
            fits = holds(_replaced(relation, term, quantity)) and (allows is None or allows(term.span, value * power))
            return len(str(int(value)).rstrip("0")) + 2 if fits else 0
    return 0


def wanted_value(tried: Tried, term: Term) -> Decimal | None:
    """The value, in the precision of its writing, that one number must have; None where no positive one would do."""
    return _as_written(required_for(tried.relation, term, tried.face), term)


def _as_written(wanted: Decimal | None, term: Term) -> Decimal | None:
    if wanted is None or wanted <= 0:
        return None
    unit = term.quantity.ulp or ONE
    return (wanted / unit).to_integral_value() * unit


def _with(relation: Relation, term: Term, value: Decimal) -> Relation:
    return _replaced(relation, term, Quantity(value, term.quantity.ulp, term.quantity.written))


def _replaced(relation: Relation, term: Term, quantity: Quantity) -> Relation:
    changed = term._replace(quantity=quantity)
    if term is relation.stated:
        return relation._replace(stated=changed)
    return relation._replace(terms=tuple(changed if other is term else other for other in relation.terms))
