"""Failing relations as facts: those that say the same, or of which only one can be meant, are explained together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reportparse.checks.numbers import Places
from reportparse.checks.rivals import DISCOVERED
from reportparse.checks.verify import Tried
from reportparse.model.finding import SECOND_SPLIT, Relation
from reportparse.model.quantity import ONE, ZERO

_CONTRADICTED, _FIRM, _DOUBTED, _FAINT = 0.00003, 0.0003, 0.01, 0.2
"""The chance that a failing relation is none: one fact told twice, of which more than the words say that it is one; one
announced; one with a doubt; one that only its figures suggest."""
_FAINT_DOUBTS = frozenset({"one-slip", "partial"})
_NOT_OPEN = frozenset({None, "partial", "shortfall", "overlapping-groups", "one-slip"})
"""No doubt; lists that are often incomplete, and then nothing is wrong in them; what only a slip has brought up."""
_MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Fact:
    """Failing relations (their indexes) that stand or fall together.

    `chance`: that they fail though no number is wrong; `digits`: how many digits their figures have to tell by. Of an
    `open` one it is told as a doubt that it may be no relation, so that what is wrong in it is said on that condition.
    """

    members: tuple[int, ...]
    chance: float
    digits: int
    open: bool = False

    @property
    def nothing(self) -> float:
        """The chance of its figures where no number is wrong."""
        return self.chance * 10.0**-self.digits


def facts_of(tried: Sequence[Tried], places: Places) -> list[Fact]:
    """The failing relations as facts, in text order."""
    failing = [index for index, each in enumerate(tried) if each.reading is None]
    parent = {index: index for index in failing}

    def root(index: int) -> int:
        while parent[index] != index:
            index = parent[index]
        return index

    first: dict[object, int] = {}
    for index in failing:
        for key in _keys(tried[index].relation, places):
            other = first.setdefault(key, index)
            one, two = sorted((root(index), root(other)))
            parent[two] = one
    groups: dict[int, list[int]] = defaultdict(list)
    for index in failing:
        groups[root(index)].append(index)
    return [_fact(tried, members) for members in groups.values()]


def _keys(relation: Relation, places: Places) -> Iterator[object]:
    """What two relations have in common where they are one fact: all their numbers, or the figure they compete for.

    Of the pairs of figures that a share may be of only one is meant, and of two lists with a common item only one.
    """
    stated = places.of(relation.stated)
    yield frozenset([stated, *map(places.of, relation.terms)])
    if relation.rule == "ratio" or relation.operation == "quotient":
        yield "share", stated
    elif relation.rule == "sum" and relation.code != SECOND_SPLIT:
        for term in relation.terms:
            yield "list", stated, places.of(term)


def _fact(tried: Sequence[Tried], members: Sequence[int]) -> Fact:
    chance = min(_doubt(tried[index].relation) for index in members)
    doubts = {tried[index].relation.doubt for index in members}
    return Fact(tuple(members), chance, max(digits_of(tried[index]) for index in members), not doubts & _NOT_OPEN)


def _doubt(relation: Relation) -> float:
    if relation.code in DISCOVERED or relation.doubt in _FAINT_DOUBTS:
        return _FAINT
    if relation.doubt is not None or relation.weak:
        return _DOUBTED
    return _CONTRADICTED if relation.operation == "equal" else _FIRM


def digits_of(tried: Tried) -> int:
    """How many digits a relation tells by: those of its stated figure or of what its terms give."""
    stated = tried.relation.stated.quantity
    unit = stated.ulp or ONE
    longest = max(len(_telling(figure / unit)) for figure in (stated.value or ZERO, tried.face or ZERO))
    return max(1, min(_MOST_DIGITS, longest))


def _telling(value: Decimal) -> str:
    return str(abs(int(value))).rstrip("0")
