"""A percentage that its figures contradict and another sentence states rightly: "19.308 người có thẻ, đạt 94,75% dân
số", and further down "nâng từ 94,57% lên 95,5% (từ 19.308 lên 19.497 người)".

Two signs make it one fact: what the failing relation asks for is what the other place states, to the last digit, and
beside both stands the same figure of at least three digits. A table reckons its percentages itself and repeats none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from reportparse.checks.figures import FigureIndex
from reportparse.checks.ratio_said import percentages
from reportparse.checks.slips import wanted_value
from reportparse.checks.verify import Tried, holds
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import Percentage
from reportparse.model.quantity import ONE
from reportparse.model.span import Span

_TELLING, _BESIDE = 100, 240


def relate(index: FigureIndex, relations: Sequence[Tried]) -> Iterator[Relation]:
    """Each failing percentage with the first place that states it as it should be."""
    failing = [
        tried
        for tried in relations
        if tried.relation.operation == "quotient"
        and not tried.reading
        and tried.relation.doubt in (None, "implied", "base-not-stated")
        and tried.relation.code not in ("RAT007", "RAT009")
    ]
    if not failing:
        return
    stated = _stated(index)
    told: set[Span] = set()
    for tried in failing:
        share = tried.relation.stated
        wanted = wanted_value(tried, share)
        written = share.quantity
        if wanted is None or share.span in told or wanted < _TELLING * (written.ulp or ONE):
            continue
        own = {term.quantity.value for term in tried.relation.terms if _telling(term.quantity.value, term.quantity.ulp)}
        for other, beside in stated.get(wanted, ()):
            if other.span != share.span and other.quantity.ulp == written.ulp and not own.isdisjoint(beside):
                told.add(share.span)
                relation = Relation("REP008", "repeat", "equal", share, (Term.of(other),), "%")
                yield from [] if holds(relation) else [relation]
                break


def _stated(index: FigureIndex) -> Mapping[Decimal, Sequence[tuple[Percentage, frozenset[Decimal]]]]:
    """The percentages by value, each with the other figures around it in its paragraph."""
    found: dict[Decimal, list[tuple[Percentage, frozenset[Decimal]]]] = defaultdict(list)
    for said in percentages(index):
        figure, value = said.placed.figure, said.placed.figure.quantity.value
        if isinstance(figure, Percentage) and value is not None:
            start, end = max(said.floor, said.placed.start - _BESIDE), min(said.end, said.placed.end + _BESIDE)
            around = (placed.figure.quantity for placed in index.between(start, end) if placed is not said.placed)
            found[value].append((figure, frozenset(q.value for q in around if q.value and _telling(q.value, q.ulp))))
    return found


def _telling(value: Decimal | None, ulp: Decimal) -> bool:
    return value is not None and len(str(int(value / (ulp or ONE))).rstrip("0")) >= 3
