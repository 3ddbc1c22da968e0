"""Which number is probably wrong: the one whose change explains the failing relations far better than all else does.

Everything that may be wrong is weighed (`hypotheses`): one number with the value that it must have, the chance of the
slip that leads to what is written, and what the change would break. Against it stand other numbers that explain the
same failures, several numbers wrong at once, and relations that are none. A number is named where it outweighs all of
them together; where two are about as likely, nobody can say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from decimal import Decimal

from reportparse.checks.facts import Fact, facts_of
from reportparse.checks.hypotheses import Hypothesis, hypotheses
from reportparse.checks.numbers import Number, Places
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
        self._found = found
        self._by_fact: dict[int, list[Hypothesis]] = {}
        self._best: dict[tuple[int, Number], float] = {}
        for each in found:
            for fact in each.facts:
                self._by_fact.setdefault(fact, []).append(each)
                own = fact, each.number
                self._best[own] = max(self._best.get(own, 0.0), each.chance)
        # What explains each fact at all, each number counted with its likeliest value.
        self._any = {fact: facts[fact].nothing for fact in self._by_fact}
        for (fact, _), chance in self._best.items():
            self._any[fact] += chance

    def named(self) -> list[Hypothesis]:
        """Those that outweigh all else, one for each fact at most, the likeliest first."""
        found = [each for group in self._apart() for each in self._named_of(group)]
        return sorted(found, key=self._order)

    def _named_of(self, group: Sequence[Hypothesis]) -> Iterator[Hypothesis]:
        settled: set[int] = set()
        waiting = sorted(group, key=self._order)
        while waiting:
            best = waiting[0]
            sure = self._share(best, settled) >= _SURE
            if sure:
                yield best
            settled |= best.facts
            waiting = list(_left(waiting[1:], best, named=sure))
            if sure:
                waiting.sort(key=self._order)

    def _apart(self) -> Iterator[list[Hypothesis]]:
        """The hypotheses in groups that have no fact and no number in common, so that a long text costs no more."""
        parent: dict[int | Number, int | Number] = {}

        def root(key: int | Number) -> int | Number:
            while parent.setdefault(key, key) != key:
                parent[key] = key = parent[parent[key]]
            return key

        for each in self._found:
            for fact in each.facts:
                parent[root(fact)] = root(each.number)
        groups: dict[int | Number, list[Hypothesis]] = {}
        for each in self._found:
            groups.setdefault(root(each.number), []).append(each)
        yield from groups.values()

    def _order(self, each: Hypothesis) -> tuple[float, Number, Decimal]:
        """The likeliest first, measured by all else that could explain the same facts."""
        product = 1.0
        for fact in sorted(each.facts):
            product *= self._any[fact]
        return -each.chance / product, each.number, each.value

    def _share(self, own: Hypothesis, settled: Set[int]) -> float:
        """The share of the hypothesis in the chances of all that explains its facts."""
        # On the condition that it is a relation, an open one has a slip; all else would be a guess.
        against = 0.0 if own.slip and all(self._facts[fact].open for fact in own.facts) else 1.0
        for fact in sorted(own.facts):
            against *= self._facts[fact].nothing
        seen = {(own.number, own.value)}
        for fact in sorted(own.facts):
            for other in self._by_fact[fact]:
                if (other.number, other.value) in seen:
                    continue
                seen.add((other.number, other.value))
                facts = other.facts - settled
                against += other.chance * self._others(own, own.facts - facts) / self._others(own, facts - own.facts)
        return own.chance / (own.chance + against)

    def _others(self, own: Hypothesis, facts: frozenset[int]) -> float:
        """The chance that something else than a change of this number explains each of some facts."""
        product = 1.0
        for fact in sorted(facts):
            nothing = self._facts[fact].nothing
            product *= max(nothing, self._any[fact] - self._best.get((fact, own.number), 0.0))
        return product


def _left(waiting: Sequence[Hypothesis], best: Hypothesis, *, named: bool) -> Iterator[Hypothesis]:
    """What may still be named beside the likeliest: of what shares a fact with it, only what explains others too.

    Where nothing could be named, whatever shares a fact is less likely still.
    """
    for each in waiting:
        facts = each.facts - best.facts
        if facts == each.facts:
            if not named or each.number != best.number:
                yield each
        elif named and facts and each.number != best.number:
            yield replace(each, facts=facts)
