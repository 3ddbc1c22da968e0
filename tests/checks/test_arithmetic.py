"""Verification and diagnosis as arithmetic: what must hold for any figures."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from reportparse.checks.diagnose import Diagnosis, diagnose
from reportparse.checks.slips import explained, is_slip, may_be_slip
from reportparse.checks.verify import Tried, computed, holds, required
from reportparse.model.finding import Operation, Relation, Rule, Term
from reportparse.model.quantity import Quantity
from reportparse.model.span import Span

VALUES = st.lists(st.integers(1, 10**9), min_size=2, max_size=12)
PLACES = st.integers(0, 6)


def term(at: int, value: Decimal, ulp: Decimal = Decimal(0), weight: int = 1) -> Term:
    return Term(Span(10 * at, 10 * at + 5), Quantity(value, ulp, str(value)), None, weight)


def relation(stated: Term, terms: list[Term], operation: Operation = "sum", rule: Rule = "sum") -> Relation:
    return Relation("SUM001", rule, operation, stated, tuple(terms), "")


def diagnosed(*relations: Relation) -> list[Diagnosis]:
    return diagnose([Tried.of(each) for each in relations])


def cut(value: Decimal, places: int, rounding: str) -> tuple[Decimal, Decimal]:
    """A whole number as written in units of 10^places, and the worth of its last digit."""
    unit = Decimal(10) ** places
    return (value / unit).quantize(Decimal(1), rounding) * unit, unit if places else Decimal(0)


@given(VALUES, st.lists(PLACES, min_size=13, max_size=13), st.sampled_from([ROUND_HALF_UP, ROUND_DOWN]))
def test_the_true_sum_of_rounded_items_holds(values: list[int], places: list[int], rounding: str) -> None:
    items = [cut(Decimal(value), place, rounding) for value, place in zip(values, places, strict=False)]
    total = cut(Decimal(sum(values)), places[-1], rounding)
    terms = [term(number, *item) for number, item in enumerate(items, 1)]
    assert holds(relation(term(0, *total), terms)) is not None


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(0, 4), st.sampled_from([ROUND_HALF_UP, ROUND_DOWN]))
def test_the_true_share_holds(part: int, whole: int, decimals: int, rounding: str) -> None:
    unit = Decimal(1).scaleb(-decimals)
    share = (Decimal(100) * part / whole / unit).quantize(Decimal(1), rounding) * unit
    stated = term(0, share, unit)
    assert holds(relation(stated, [term(1, Decimal(part)), term(2, Decimal(whole))], "quotient", "ratio")) is not None


@given(VALUES, st.integers(1, 10**6))
def test_an_exact_sum_that_is_off_does_not_hold(values: list[int], off: int) -> None:
    terms = [term(number, Decimal(value)) for number, value in enumerate(values, 1)]
    wrong = relation(term(0, Decimal(sum(values) + off)), terms)
    assert holds(wrong) is None
    for each in (wrong.stated, *wrong.terms):
        wanted = required(wrong, each)
        assert wanted is not None
        mended = each._replace(quantity=Quantity(wanted))
        fixed = wrong._replace(
            stated=mended if each is wrong.stated else wrong.stated,
            terms=tuple(mended if other is each else other for other in wrong.terms),
        )
        assert holds(fixed) == "exact"


@given(VALUES, st.integers(0, 11), st.integers(1, 10**6), st.booleans())
def test_two_relations_that_share_the_changed_number_name_it(values: list[int], at: int, off: int, up: bool) -> None:
    """A column total and a row share one cell; the cell is changed, and both ask for its true value.

    Where one slip of the pen in another number of a relation explains that relation too, nobody can say which it was.
    """
    at %= len(values)
    true = Decimal(values[at])
    written = true + off if up or values[at] <= off else true - off
    all_told = Decimal(sum(values))
    assume(not is_slip(true + 7, written + 7) and not is_slip(all_told, all_told + written - true))
    cells = [term(number, Decimal(value)) for number, value in enumerate(values, 1)]
    cells[at] = term(at + 1, written)
    column = relation(term(0, all_told), cells, rule="column")
    row = relation(cells[at], [term(50, true + 7), term(51, Decimal(7), weight=-1)], rule="row")
    (found,) = diagnosed(column, row)
    assert (found.span, found.suggested, found.supports) == (cells[at].span, true, (0, 1))


@given(VALUES, st.integers(1, 10**6))
def test_one_failing_relation_alone_names_no_number(values: list[int], off: int) -> None:
    terms = [term(number, Decimal(value)) for number, value in enumerate(values, 1)]
    assert not [d for d in diagnosed(relation(term(0, Decimal(sum(values) + off)), terms)) if len(d.supports) > 1]


def test_items_vouched_for_leave_the_total() -> None:
    cells = [term(1, Decimal(20)), term(2, Decimal(30))]
    failing = relation(term(0, Decimal(55)), cells)
    vouching = [
        relation(cell, [term(10 * n, cell.quantity.value or Decimal(0)), term(10 * n + 1, Decimal(0))])
        for n, cell in enumerate(cells, 1)
    ]
    (found,) = diagnosed(failing, *vouching)
    assert (found.span, found.suggested) == (failing.stated.span, Decimal(50))


@given(st.integers(100, 10**9), st.integers(0, 8), st.integers(0, 9))
def test_one_digit_changed_passes_the_quick_test(value: int, place: int, digit: int) -> None:
    text = str(value)
    place %= len(text)
    changed = int(text[:place] + str(digit) + text[place + 1 :])
    if is_slip(Decimal(value), Decimal(changed)):
        assert may_be_slip(Decimal(value - changed))


@given(st.integers(100, 10**9), st.integers(0, 9))
def test_a_zero_lost_passes_the_quick_test(value: int, place: int) -> None:
    text = str(value)
    place = 1 + place % len(text)
    longer = int(text[:place] + "0" + text[place:])
    if is_slip(Decimal(value), Decimal(longer)):
        assert may_be_slip(Decimal(longer - value))


def test_a_swapped_total_is_explained() -> None:
    assert explained(relation(term(0, Decimal(421)), [term(1, Decimal(402)), term(2, Decimal(10))]))
    assert not explained(relation(term(0, Decimal(533)), [term(1, Decimal(402)), term(2, Decimal(10))]))


def test_what_cannot_be_computed_does_not_hold() -> None:
    nothing = Term(Span(90, 95), Quantity(None, written="12.2005", malformed=True))
    for operation in ("sum", "quotient", "product", "equal"):
        one: Relation = relation(term(0, Decimal(1)), [term(1, Decimal(1)), nothing], operation)
        assert computed(one) is None
        assert holds(one) is None
    assert holds(relation(term(0, Decimal(1)), [term(1, Decimal(1)), term(2, Decimal(0))], "quotient")) is None
