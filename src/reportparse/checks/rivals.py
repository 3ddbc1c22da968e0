"""Which of the proposed relations are told: those that hold, those announced, and of the rest what a slip explains.

Several item sets compete for one total, several pairs of figures for one share. One that holds settles the matter.
Where none holds, what the text announces is told; of what only the structure suggests at most one relation for each
figure: the first that one telling slip explains, in a number that no relation that holds needs as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reportparse.checks.slips import explanation, slip_size, wanted_value
from reportparse.checks.verify import Tried, holds
from reportparse.model.finding import SECOND_SPLIT, Relation, Term
from reportparse.model.quantity import Quantity
from reportparse.model.span import Span

_RIVALS = frozenset({"sum", "ratio", "product"})
_SURE, _TELLING, _FAINT, _LISTED = 5, 4, 3, 3
_OPEN = "several-totals"
_FAR = {"one-slip": Decimal(1), _OPEN: Decimal("1.5"), "number-skipped": Decimal(100)}
"""How many times the figure a sum may be to be shown with a doubt, where it is not twice."""
_COARSE = Decimal("0.1")
DISCOVERED = frozenset({"SUM004", "CHG008", "CHG009", "RAT009"})
"""Codes of relations that the figures alone suggest."""
Family = tuple[Span, str]


def without_rivals(relations: Iterable[Relation]) -> list[Tried]:
    """Each relation once, those without a claim left out, in text order."""
    seen: dict[tuple[Span, object, str], Relation] = {}
    found: list[Relation] = []
    for relation in relations:
        if relation.code in DISCOVERED:
            found.append(relation)
            continue
        spans = tuple([term.span for term in relation.terms])
        # Of a share it matters which is the whole.
        key = (relation.stated.span, spans if relation.rule == "ratio" else frozenset(spans), relation.operation)
        known = seen.get(key)
        implied = relation.doubt == "implied" and known is not None and known.doubt is None
        if known is None or (known.weak and (implied or not relation.weak)):
            seen[key] = relation
    unique = [tried for tried in map(Tried.of, seen.values()) if not _too_coarse(tried)]
    unique += _new(found, unique)
    held = [tried for tried in unique if tried.reading]
    settled = _settled(held)
    failing = [tried for tried in unique if not tried.reading and not _loses(tried.relation, settled)]
    split = {family(tried.relation) for tried in held if tried.relation.code not in DISCOVERED} & settled.keys()
    sure = [not t.relation.weak and family(t.relation) not in split and t.relation.doubt != _OPEN for t in failing]
    told = [tried for tried, own in zip(failing, sure, strict=True) if own]
    weak = [_doubted(tried) for tried, own in zip(failing, sure, strict=True) if not own]
    if weak:
        needs = _Needs.of(held)
        told += _explained(weak, needs, {family(tried.relation) for tried in told})
    return sorted([*held, *_of_one_total(told)], key=_place)


def _of_one_total(failing: Sequence[Tried]) -> list[Tried]:
    """Without those whose items fail another total as well, which is a more telling slip away from them.

    "Đầu năm xã có 659 hộ", and six villages that a slip keeps from the 664 of today: they are not those of January.
    """
    telling = {id(tried): explanation(tried.relation) for tried in failing if tried.relation.rule == "sum"}
    most: dict[frozenset[Span], int] = {}
    for tried in failing:
        items = _items(tried)
        most[items] = max(most.get(items, 0), telling.get(id(tried), 0))
    return [tried for tried in failing if telling.get(id(tried), 0) >= most[_items(tried)] or not _items(tried)]


def _items(tried: Tried) -> frozenset[Span]:
    return frozenset([term.span for term in tried.relation.terms]) if tried.relation.rule == "sum" else frozenset()


def _doubted(tried: Tried) -> Tried:
    """A split that the text announces beside another of the same total, which holds: it may be of something else, if
    no slip is why it fails.
    """
    relation = tried.relation
    announced = not relation.weak and relation.doubt is None and explanation(relation) > 0
    return tried._replace(relation=relation._replace(doubt="implied")) if announced else tried


def _new(found: Sequence[Relation], known: Sequence[Tried]) -> list[Tried]:
    """Those discovered by their figures alone that are no part of a relation which the text announces or which holds.

    "46 hộ, giảm 12, tăng 01, còn 34" tells a flow that fails, though 46 less 12 is 34. One that fails is nothing new
    where the same figures have been proposed as anything else.
    """
    told: dict[Span, list[frozenset[Span]]] = {}
    proposed: dict[Span, list[frozenset[Span]]] = {}
    for tried in known:
        _note(proposed, tried.relation)
        if tried.reading or not tried.relation.weak:
            _note(told, tried.relation)
    worded = {span: list(others) for span, others in proposed.items()}
    chosen: list[Tried] = []
    # The larger first: the parts of one total ("60 triệu, 25 triệu, 35 triệu, tổng 120") are no sums of each other.
    for tried in sorted(map(Tried.of, found), key=lambda each: -len(each.relation.terms)):
        relation = tried.relation
        if relation.code == "SUM004" and tried.reading not in (None, "exact"):
            continue
        spans = frozenset([term.span for term in _numbers(relation)])
        # What the words suggest is not put off by a longer run of figures that nothing suggests.
        known_as = told if tried.reading else worded if relation.doubt == "implied" else proposed
        others = known_as.get(relation.stated.span, ())
        parts = relation.operation == "sum"
        if any(spans <= other if parts else spans == other for other in others):
            continue
        if tried.reading or relation.weak:
            chosen.append(tried)
            _note(proposed, relation)
        if tried.reading:
            _note(told, relation)
    return chosen


def _too_coarse(tried: Tried) -> bool:
    """Whether a product holds only because its rate says so little ("2 triệu đồng/hộ"), or cut off by chance."""
    relation = tried.relation
    if relation.code not in ("PRO001", "PRO003") or tried.reading in (None, "exact"):
        return False
    return tried.reading == "truncated" or any(
        term.quantity.ulp > _COARSE * (term.quantity.value or 0) for term in relation.terms
    )


def _note(figures: dict[Span, list[frozenset[Span]]], relation: Relation) -> None:
    spans = frozenset([term.span for term in _numbers(relation)])
    for span in spans:
        figures.setdefault(span, []).append(spans)


def _place(tried: Tried) -> tuple[Span, str, tuple[Span, ...]]:
    relation = tried.relation
    return relation.stated.span, relation.code, tuple([term.span for term in relation.terms])


def _settled(held: Sequence[Tried]) -> dict[Family, set[Span]]:
    """The families with a relation that holds, and the parts that these name."""
    found: dict[Family, set[Span]] = {}
    for tried in held:
        relation = tried.relation
        if relation.rule in _RIVALS:
            found.setdefault(family(relation), set()).update(term.span for term in relation.terms)
        elif relation.rule == "change" and relation.unit == "%":
            found.setdefault((relation.stated.span, "ratio"), set())  # points, and no share of any two figures
    return found


def _loses(relation: Relation, settled: dict[Family, set[Span]]) -> bool:
    """Whether a failing relation has a rival that holds: a share another pair, a total another set with parts of this.

    A total that is split twice has two sets without a part in common; the second may fail by a slip.
    """
    parts = settled.get(family(relation))
    if parts is None:
        return False
    return relation.rule != "sum" or not parts.isdisjoint(term.span for term in relation.terms)


def family(relation: Relation) -> Family:
    """What competes: a second split of a total ("Chia theo nguồn:") has to add up beside the first."""
    return relation.stated.span, relation.code if relation.code == SECOND_SPLIT else relation.rule


@dataclass(frozen=True, slots=True)
class _Needs:
    """The relations that hold, by number: none of them may be broken by a correction."""

    by_span: dict[Span, list[Relation]]

    @classmethod
    def of(cls, held: Sequence[Tried]) -> _Needs:
        found: dict[Span, list[Relation]] = {}
        for tried in held:
            relation = tried.relation
            for term in (relation.stated, *relation.terms):
                found.setdefault(term.span, []).append(relation)
        return cls(found)

    def allows(self, span: Span, value: Decimal) -> bool:
        return all(holds(_with(relation, span, value)) for relation in self.by_span.get(span, ()))


def _explained(weak: Sequence[Tried], needs: _Needs, told: set[Family]) -> list[Tried]:
    """At most one failing proposal for each family: the first of the most telling kind of explanation."""
    best: dict[Family, tuple[int, Tried]] = {}
    left: list[Tried] = []
    for tried in weak:
        relation = tried.relation
        own = family(relation)
        size = explanation(relation, needs.allows)
        rank = _rank(tried, size)
        if rank == 0 or own in told:
            left.append(tried)
        elif own not in best or best[own][0] < rank:
            best[own] = (rank, tried)
    found = [_judged(rank, tried) for rank, tried in best.values()]
    return [*found, *_agreeing(left, [*found], needs)]


def _rank(tried: Tried, size: int) -> int:
    """3 for an error, 2 for a suspect that one slip explains, 1 for one with a doubt of its own, 0 for nothing."""
    relation = tried.relation
    found = relation.code in DISCOVERED
    if size >= (_SURE if found or relation.doubt == _OPEN else _TELLING):
        return 3
    # A count and a rate of other clauses, or two figures for a third, come near each other by chance.
    chance = len(relation.terms) < _LISTED if found else relation.rule == "product" and not relation.doubt
    if size >= (_TELLING if chance else _FAINT):
        return 2
    return 1 if _plausible(tried, size) else 0


def _judged(rank: int, tried: Tried) -> Tried:
    """A telling slip removes a doubt; a faint one is a doubt."""
    relation = tried.relation
    doubt = None if rank == 3 else relation.doubt or "one-slip"
    return tried._replace(relation=relation._replace(doubt=doubt))


def _plausible(tried: Tried, size: int) -> bool:
    """Whether a weak proposal with a doubt is shown as one: some slip explains it, or it comes near enough."""
    relation, face, stated = tried.relation, tried.face, tried.relation.stated.quantity.value
    if not relation.doubt or not face or not stated:
        return False
    far = _FAR.get(relation.doubt, Decimal(2))
    # Any two round figures of one digit ("50", "70") are one slip apart.
    slip = size > (relation.doubt == "one-slip")
    return slip or stated / far <= face <= stated * far


def _agreeing(left: Sequence[Tried], found: Sequence[Tried], needs: _Needs) -> list[Tried]:
    """Proposals that tell nothing alone, but ask for the same correction of one number as another one does."""
    asked: dict[tuple[Span, Decimal], list[Tried]] = {}
    for tried in (*found, *left):
        for term in (tried.relation.stated, *tried.relation.terms):
            wanted = wanted_value(tried, term)
            if wanted is not None and term.quantity.value is not None and wanted != term.quantity.value:
                asked.setdefault((term.span, wanted), []).append(tried)
    chosen: list[Tried] = []
    families: set[Family] = {family(tried.relation) for tried in found}
    for (span, wanted), agreeing in asked.items():
        if len({family(tried.relation) for tried in agreeing}) < 2 or not needs.allows(span, wanted):
            continue
        written = next(term for term in _numbers(agreeing[0].relation) if term.span == span).quantity
        unit = written.ulp or Decimal(1)
        if written.value is None or not slip_size(written.value / unit, wanted / unit):
            continue
        for tried in agreeing:
            if tried not in found and family(tried.relation) not in families:
                families.add(family(tried.relation))
                chosen.append(tried._replace(relation=tried.relation._replace(doubt="one-slip")))
    return chosen


def _numbers(relation: Relation) -> tuple[Term, ...]:
    return (relation.stated, *relation.terms)


def _with(relation: Relation, span: Span, value: Decimal) -> Relation:
    def changed(term: Term) -> Term:
        if term.span != span:
            return term
        return term._replace(quantity=Quantity(value, term.quantity.ulp, term.quantity.written))

    return relation._replace(stated=changed(relation.stated), terms=tuple(changed(term) for term in relation.terms))
