"""What may be wrong where relations fail: a number, what it must have been instead, and how likely that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from reportparse.checks.facts import Fact, digits_of
from reportparse.checks.likelihood import gap_chance, meant_by, slip_chance
from reportparse.checks.numbers import Number, Places, Use, numbers_of, uses
from reportparse.checks.rivals import DISCOVERED
from reportparse.checks.surroundings import Surroundings
from reportparse.checks.verify import Tried, holds, required_for
from reportparse.model.finding import Relation, Term
from reportparse.model.quantity import ONE, ZERO, Quantity

WRONG = 1 / 300
"""The share of numbers that are wrong."""
_MISQUOTED, _MISCOUNTED, _MISCOPIED = 1.0, 0.5, 0.1
"""Of the wrong numbers, those that are no slip of the pen: quoted from elsewhere, reckoned, or given."""
_UNSEEN = 0.2
"""The share of percentages that are reckoned from figures which the text only gives rounded."""
_COPIED = 0.05
"""The chance that a slip is repeated where the fact is told again."""
_IN_WORDS, _WORDS = "REP001", 0.3
"""The code of an amount against its words; how often these are wrong where the figures are as often as any other."""
_OUTLIER, _LARGE = 0.3, 3
"""How often an item is so many times as large as all others of its list."""
_BY_CHANCE, _LEAST_CHANCE = 0.25, 0.001
"""The chance that a relation holds with a wrong number: one that its figures suggest, and the least for any."""
_THOUSAND, _AMOUNT, _FEW = Decimal(1000), 100_000, 4


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One number is wrong and means `quantity`. `facts` it explains, `supports` are the relations that hold then."""

    number: Number
    term: Term
    quantity: Quantity
    facts: frozenset[int]
    supports: tuple[int, ...]
    chance: float
    slip: bool

    @property
    def value(self) -> Decimal:
        return self.quantity.value or ZERO


def hypotheses(tried: Sequence[Tried], facts: Sequence[Fact], places: Places) -> list[Hypothesis]:
    """All that explain at least one fact, in the order of their numbers."""
    around = Surroundings.of(places.text, tried)
    fact_of = {index: number for number, fact in enumerate(facts) for index in fact.members}
    bounds: dict[int, Bound | None] = {}
    found: list[Hypothesis] = []
    for number, own in uses(tried, fact_of.keys(), places).items():
        for use in own:
            if use.relation not in bounds:
                bounds[use.relation] = Bound.of(tried[use.relation])
        found += _of_number(_Case(tried, facts, fact_of, bounds, places, around, number, own))
    return found


@dataclass(frozen=True, slots=True)
class Bound:
    """What tells at once that a sum cannot hold: its sides differ by more than all its roundings together."""

    gap: Decimal
    allowed: Decimal

    @classmethod
    def of(cls, tried: Tried) -> Bound | None:
        relation, face, stated = tried.relation, tried.face, tried.relation.stated.quantity.value
        if relation.operation != "sum" or face is None or stated is None:
            return None
        return cls(stated - face, sum((t.quantity.ulp for t in numbers_of(relation)), ZERO))

    def decides(self, relation: Relation, term: Term, value: Decimal) -> bool | None:
        """Whether the sum holds with another value of a number that stands in it once; None: to be worked out."""
        change = value - (term.quantity.value or ZERO)
        moved = self.gap + change if term is relation.stated else self.gap - change * term.weight
        if abs(moved) > self.allowed:
            return False
        return True if not self.allowed else None


@dataclass(frozen=True, slots=True)
class _Case:
    """One number with the relations that it stands in."""

    tried: Sequence[Tried]
    facts: Sequence[Fact]
    fact_of: Mapping[int, int]
    bounds: Mapping[int, Bound | None]
    places: Places
    around: Surroundings
    number: Number
    uses: Sequence[Use]

    def holds(self, use: Use, quantity: Quantity) -> bool:
        """Whether a relation holds with another quantity for the number."""
        relation, bound = self.tried[use.relation].relation, self.bounds[use.relation]
        scaled = _scaled(quantity, use.term, self.uses[0].term)
        if bound is not None and scaled.value is not None and scaled.ulp == use.term.quantity.ulp:
            decided = bound.decides(relation, use.term, scaled.value)
            if decided is not None:
                return decided
        return holds(self.changed(relation, scaled, use.term.quantity)) is not None

    def changed(self, relation: Relation, quantity: Quantity, old: Quantity) -> Relation:
        def other(term: Term) -> Term:
            same = term.quantity == old and self.places.of(term) == self.number
            return term._replace(quantity=quantity) if same else term

        return relation._replace(stated=other(relation.stated), terms=tuple(map(other, relation.terms)))


def _scaled(quantity: Quantity, term: Term, first: Term) -> Quantity:
    """A quantity of the first relation's unit in that of another, where one number is read in two."""
    if term.quantity.value == first.quantity.value or not term.quantity.value or not first.quantity.value:
        return quantity
    factor = term.quantity.value / first.quantity.value
    return quantity._replace(value=(quantity.value or ZERO) * factor, ulp=quantity.ulp * factor)


def _of_number(case: _Case) -> list[Hypothesis]:
    term = case.uses[0].term
    if term.quantity.value is None:
        return []
    unit = term.quantity.ulp or ONE
    found: dict[Decimal, Hypothesis] = {}
    for quantity, chance in _meant(case):
        value = quantity.value
        if value is None or value in found:
            continue
        hypothesis = _weighed(case, quantity, chance)
        if hypothesis is not None:
            found[value] = hypothesis
    return _merged([found[value] for value in sorted(found)], unit)


def _merged(found: Sequence[Hypothesis], unit: Decimal) -> list[Hypothesis]:
    """Values next to each other that explain the same are one: they differ in how the figure was rounded."""
    merged: list[Hypothesis] = []
    for each in found:
        last = merged[-1] if merged else None
        if last is not None and last.facts == each.facts and each.value - last.value <= unit:
            best = max((last, each), key=lambda one: (one.slip, one.chance))
            merged[-1] = best
        else:
            merged.append(each)
    return merged


def _meant(case: _Case) -> Iterator[tuple[Quantity, float]]:
    """The quantities that the number may mean, with the chance that the slip leads to what is written, 0 for none."""
    term = case.uses[0].term
    quantity, unit = term.quantity, term.quantity.ulp or ONE
    value = quantity.value or ZERO
    written = _units(value, unit)
    for use in case.uses:
        if use.relation not in case.fact_of:
            continue
        tried = case.tried[use.relation]
        own = required_for(tried.relation, use.term, tried.face)
        if own is None or own < 0:
            continue
        wanted = (
            own
            if use.term.quantity.value == value or not use.term.quantity.value
            else own * value / use.term.quantity.value
        )
        other = _other_unit(quantity, wanted)
        if other is not None:
            yield other, slip_chance(Decimal(1), _THOUSAND)
        for rounding in (ROUND_HALF_UP, ROUND_FLOOR):
            meant = (wanted / unit).to_integral_value(rounding)
            if meant * unit != value:
                yield quantity._replace(value=meant * unit + ZERO), slip_chance(written, meant)
        far = _reach(tried.relation, use.term, wanted)
        if far:
            exact = use.term is tried.relation.stated or tried.relation.operation in ("sum", "equal")
            fit = min(1.0, _UNSEEN * float(unit / far)) if exact else 1.0
            yield from _slips_near(quantity, unit, written, wanted, far, fit)


def _units(value: Decimal, unit: Decimal) -> Decimal:
    return (value / unit).to_integral_value(ROUND_HALF_UP)


def _slips_near(
    quantity: Quantity, unit: Decimal, written: Decimal, wanted: Decimal, far: Decimal, fit: float
) -> Iterator[tuple[Quantity, float]]:
    for meant, chance in meant_by(written):
        if abs(meant * unit - wanted) <= far:
            yield quantity._replace(value=meant * unit + ZERO), chance * fit


def _reach(relation: Relation, term: Term, wanted: Decimal) -> Decimal:
    """How far from the value that fits exactly another may lie and fit within the roundings, 0 where none."""
    others = [other.quantity for other in numbers_of(relation) if other is not term]
    if relation.operation in ("sum", "equal"):
        return sum((quantity.ulp for quantity in others), ZERO)
    if len(others) > _FEW or any(not quantity.value for quantity in others):
        return ZERO
    share = sum((quantity.ulp / abs(quantity.value) for quantity in others if quantity.value), ZERO)
    return 2 * share * wanted


def _other_unit(quantity: Quantity, wanted: Decimal) -> Quantity | None:
    """The number with a unit a thousand times larger or smaller, where that comes near the value it must have."""
    value, ulp = quantity.value, quantity.ulp
    if not value or not ulp or wanted <= 0 or max(value, wanted) < _AMOUNT:
        return None
    powers = (_THOUSAND, 1 / _THOUSAND)
    power = next((power for power in powers if power / 2 < wanted / value < power * 2), None)
    if power is None:
        return None
    meant = value * power
    whole = meant.to_integral_value()
    return quantity._replace(value=whole + ZERO if whole == meant else meant, ulp=ulp * power)


def _weighed(case: _Case, quantity: Quantity, slip: float) -> Hypothesis | None:
    """The hypothesis that the number means this, None where it explains nothing."""
    supports = [use for use in case.uses if use.relation in case.fact_of and case.holds(use, quantity)]
    if not supports:
        return None
    facts = frozenset(case.fact_of[use.relation] for use in supports)
    chance = WRONG * max(slip, _no_slip(case, supports, quantity)) * _likely(case, supports, quantity)
    for use in case.uses:
        if use.relation not in case.fact_of and not case.holds(use, quantity):
            chance *= _by_chance(case.tried[use.relation])
    indexes = tuple(use.relation for use in supports)
    return Hypothesis(
        case.number,
        supports[0].term,
        _scaled(quantity, supports[0].term, case.uses[0].term),
        facts,
        indexes,
        chance,
        slip > 0,
    )


def _likely(case: _Case, supports: Sequence[Use], quantity: Quantity) -> float:
    """What the value itself and the rest of the text make of the hypothesis."""
    term = case.uses[0].term
    value = quantity.value or ZERO
    if term.quantity.written and not any(letter.isdigit() for letter in term.quantity.written):
        return _WORDS
    chance = case.around.plausible(term, value)
    if quantity.ulp == term.quantity.ulp:
        apart = {
            case.places.of(other).start for use in case.uses for other in numbers_of(case.tried[use.relation].relation)
        }
        chance *= case.around.speaks_for(term, value, apart)
    for use in supports:
        relation = case.tried[use.relation].relation
        items = [other.quantity.value or ZERO for other in relation.terms if other is not use.term]
        if (
            relation.operation == "sum"
            and use.term is not relation.stated
            and len(items) > 1
            and value > _LARGE * max(items)
        ):
            chance *= _OUTLIER
            break
    return chance


def _no_slip(case: _Case, supports: Sequence[Use], quantity: Quantity) -> float:
    """The chance that a number is wrong by just so much without a slip of the pen."""
    relations = [(case.tried[use.relation].relation, use.term) for use in supports]
    share = _MISCOPIED
    if any(relation.operation == "equal" and relation.code != _IN_WORDS for relation, _ in relations):
        share = _MISQUOTED
    elif any(relation.operation != "equal" and term is relation.stated for relation, term in relations):
        share = _MISCOUNTED
    old, unit = case.uses[0].term.quantity.value or ZERO, case.uses[0].term.quantity.ulp or ONE
    return share * gap_chance(old / unit, (quantity.value or ZERO) / unit)


def _by_chance(tried: Tried) -> float:
    """The chance that a relation that needs the number as it is holds with a wrong one."""
    relation = tried.relation
    if relation.rule == "repeat":
        return _COPIED
    chance = max(_LEAST_CHANCE, 10.0 ** -digits_of(tried))
    return max(chance, _BY_CHANCE) if relation.code in DISCOVERED else chance
