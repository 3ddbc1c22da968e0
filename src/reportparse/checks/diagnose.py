"""Which number is probably wrong: the one whose change explains the failing relations far better than all else does.

Everything that may be wrong is weighed (`hypotheses`): one number with the value that it must have, the chance of the
slip that leads to what is written, and what the change would break. Against it stand other numbers that explain the
same failures, several numbers wrong at once, and relations that are none. A number is named where it outweighs all of
them together; where two are about as likely, nobody can say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from reportparse.checks.hypotheses import Fact, Hypothesis, facts_of, hypotheses
from reportparse.checks.numbers import Places
from reportparse.checks.verify import Tried
from reportparse.model.finding import LikelyError, Term
from reportparse.model.span import Span

_SURE = 0.8
"""The share of all the chances that a number must have to be named."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The likely error and the indexes of the failing relations that speak for it.

    `facts`: how many independent ones these are; `explains`: all failing relations that are no finding of their own any
    more, though they may not hold (the other pairs of figures that a share may be of).
    """

    span: Span
    term: Term
    suggested: Decimal
    supports: tuple[int, ...]
    facts: int = 1
    explains: tuple[int, ...] = ()

    def error(self, ids: Sequence[str]) -> LikelyError:
        quantity = self.term.quantity
        supports = tuple(ids[index] for index in self.supports)
        return LikelyError(self.span, quantity.written, quantity.value, self.suggested, supports)


def diagnose(tried: Sequence[Tried], text: str = "") -> list[Diagnosis]:
    """Diagnoses, the surest first; a failing relation is explained by at most one. `text`: what the spans are of."""
    places = Places(text)
    facts = facts_of(tried, places)
    if not facts:
        return []
    weighing = _Weighing(facts, hypotheses(tried, facts, places))
    return [_diagnosis(facts, each, places) for each in weighing.named()]


def _diagnosis(facts: Sequence[Fact], chosen: Hypothesis, places: Places) -> Diagnosis:
    explains = sorted(index for fact in chosen.facts for index in facts[fact].members)
    supports = tuple(sorted(chosen.supports))
    span = places.span(chosen.term)
    return Diagnosis(span, chosen.term, chosen.value, supports, len(chosen.facts), tuple(explains))


class _Weighing:
    """The hypotheses against each other, and against there being nothing wrong but the relations."""

    def __init__(self, facts: Sequence[Fact], found: Sequence[Hypothesis]) -> None:
        self._facts = facts
        self._nothing = [fact.nothing for fact in facts]
        self._left = list(found)
        self._by_fact: dict[int, list[Hypothesis]] = {}
        for each in found:
            for fact in each.facts:
                self._by_fact.setdefault(fact, []).append(each)
        # What explains each fact at all, each number counted with its likeliest value.
        self._any = {
            fact: self._nothing[fact] + sum(_likeliest(rivals).values()) for fact, rivals in self._by_fact.items()
        }

    def named(self) -> Iterator[Hypothesis]:
        """Those that outweigh all else, one for each fact at most."""
        settled: set[int] = set()
        waiting = sorted(self._left, key=self._order)
        while waiting:
            best, *waiting = waiting
            sure = self._share(best, settled) >= _SURE
            if sure:
                yield best
            # Whatever shares a fact with the likeliest hypothesis is less likely than that one, named or not.
            settled |= best.facts
            shrunk = [(each, each.facts - settled) for each in waiting if each.number != best.number or not sure]
            waiting = [replace(each, facts=left) if sure else each for each, left in shrunk if left == each.facts or (sure and left)]
            waiting.sort(key=self._order)

    def _order(self, each: Hypothesis) -> tuple[float, object]:
        """The likeliest first, measured by all else that could explain the same facts."""
        return -each.chance / self._product(each.facts), each.number

    def _product(self, facts: frozenset[int]) -> float:
        product = 1.0
        for fact in sorted(facts):
            product *= self._any[fact]
        return product

    def _share(self, own: Hypothesis, settled: set[int]) -> float:
        """The share of the hypothesis in the chances of all that explains its facts."""
        # On the condition that it is a relation, an open one has a slip; all else would be a guess.
        alone = 0.0 if own.slip and all(self._facts[fact].open for fact in own.facts) else 1.0
        for fact in sorted(own.facts):
            alone *= self._nothing[fact]
        rivals: dict[object, float] = {}
        for fact in sorted(own.facts):
            for other in self._by_fact[fact]:
                if other.number == own.number and other.value == own.value:
                    continue
                facts = other.facts - settled
                rest = self._others(own, own.facts - facts) / self._others(own, facts - own.facts)
                key = (other.number, other.value)
                rivals[key] = other.chance * rest
        against = alone + sum(rivals.values())
        return own.chance / (own.chance + against)

    def _others(self, own: Hypothesis, facts: frozenset[int]) -> float:
        """The chance that something else than this hypothesis explains each of some facts."""
        product = 1.0
        for fact in sorted(facts):
            rivals = [each for each in self._by_fact.get(fact, ()) if each.number != own.number]
            product *= self._nothing[fact] + sum(_likeliest(rivals).values())
        return product


def _likeliest(found: Sequence[Hypothesis]) -> Mapping[object, float]:
    best: dict[object, float] = {}
    for each in found:
        best[each.number] = max(best.get(each.number, 0.0), each.chance)
    return best
