"""Relations and drafts to checks: verdict, likely error, cause, message, id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportparse.checks.diagnose import Diagnosis, diagnose
from reportparse.checks.draft import Draft
from reportparse.checks.messages import Facts, base_unit, message, reason_words, round_half_up
from reportparse.checks.slips import explained
from reportparse.checks.verify import computed, holds
from reportparse.model.finding import SECOND_SPLIT, Check, Relation, Verdict
from reportparse.model.quantity import Reading
from reportparse.model.span import Span


@dataclass(frozen=True, slots=True)
class _Judged:
    relation: Relation
    reading: Reading | None
    verdict: Verdict
    reason: str | None
    diagnosis: Diagnosis | None


def assemble(kept: Sequence[Relation], drafts: Sequence[Draft]) -> tuple[Check, ...]:
    """All checks in text order, with ids that depend on nothing but the document.

    `kept` are relations without rivals.
    """
    diagnoses = diagnose(kept)
    by_relation = {index: diagnosis for diagnosis in diagnoses for index in diagnosis.supports}
    judged = [_judge(relation, by_relation.get(index)) for index, relation in enumerate(kept)]
    order = sorted(
        [(j.relation.stated.span, j.relation.code, 0, i) for i, j in enumerate(judged)]
        + [(d.span, d.code, 1, i) for i, d in enumerate(drafts)]
    )
    ids = {(kind, index): f"K{number:04d}" for number, (_, _, kind, index) in enumerate(order, 1)}
    relation_ids = [ids[0, index] for index in range(len(judged))]
    supported = _support(kept, relation_ids)
    # Two remarks on one date (against the report's own, against another mention) have one cause.
    causes: dict[Span, str] = {}
    for span, _, kind, index in order:
        if kind == 1:
            causes.setdefault(span, ids[kind, index])
    return tuple(
        _of_relation(judged[index], ids[kind, index], relation_ids)
        if kind == 0
        else _of_draft(drafts[index], ids[kind, index], supported, causes)
        for _, _, kind, index in order
    )


def without_rivals(relations: Sequence[Relation]) -> list[Relation]:
    """Each relation once; where several item sets compete for one total, those that fail beside one that holds go."""
    seen: dict[tuple[Span, frozenset[Span], str], Relation] = {}
    for relation in relations:
        key = (relation.stated.span, frozenset(term.span for term in relation.terms), relation.operation)
        seen.setdefault(key, relation)
    unique = list(seen.values())
    # A total that its children fill is settled; so is a share that one pair of figures gives.
    families = {_family(relation) for relation in unique if relation.rule in _RIVALS and holds(relation)}
    settled = [
        relation
        for relation in unique
        if holds(relation)
        or (
            (relation.rule not in _RIVALS or _family(relation) not in families)
            and (not relation.weak or explained(relation) or _plausible(relation))
        )
    ]
    return sorted(settled, key=lambda r: (r.stated.span, r.code, tuple(term.span for term in r.terms)))


def _family(relation: Relation) -> tuple[Span, str]:
    """What competes: a second split of a total ("Chia theo nguồn:") has to add up beside the first."""
    return relation.stated.span, relation.code if relation.code == SECOND_SPLIT else relation.rule


def _plausible(relation: Relation) -> bool:
    """Whether a weak proposal with a doubt comes near enough to be shown as one: within half and twice the figure."""
    face, stated = computed(relation), relation.stated.quantity.value
    return bool(relation.doubt and face and stated and stated / 2 <= face <= stated * 2)


_RIVALS = frozenset({"sum", "ratio"})


def _judge(relation: Relation, diagnosis: Diagnosis | None) -> _Judged:
    reading = holds(relation)
    if reading is not None:
        return _Judged(relation, reading, "consistent", None, None)
    # Two relations that ask for the same correction of one number vouch for each other's structure.
    vouched = diagnosis is not None and len(diagnosis.supports) >= 2
    if vouched:
        return _Judged(relation, None, "inconsistent", None, diagnosis)
    if relation.doubt is not None and not (relation.weak and explained(relation)):
        return _Judged(relation, None, "suspect", relation.doubt, None)
    face = computed(relation)
    stated = relation.stated.quantity.value
    if relation.partial and face is not None and stated is not None and face < stated:
        return _Judged(relation, None, "suspect", "partial", None)
    return _Judged(relation, None, "inconsistent", None, diagnosis)


def _of_relation(judged: _Judged, id_: str, relation_ids: Sequence[str]) -> Check:
    relation = judged.relation
    face = computed(relation)
    stated = relation.stated.quantity.value
    shown = round_half_up(face) if face is not None else None
    difference = stated - shown if stated is not None and shown is not None else None
    likely = judged.diagnosis.error(relation_ids) if judged.diagnosis else None
    cause = None
    if judged.verdict != "consistent":
        cause = relation_ids[min(judged.diagnosis.supports)] if judged.diagnosis else id_
    facts = Facts(
        code=relation.code,
        rule=relation.rule,
        verdict=judged.verdict,
        stated=stated,
        computed=shown,
        difference=difference,
        unit=base_unit(relation.unit),
        rounding=judged.reading,
        terms=relation.terms,
        operation=relation.operation,
        reason=judged.reason,
        likely_error=likely,
    )
    return _check(facts, id_, relation.stated.span, cause)


def _of_draft(draft: Draft, id_: str, supported: dict[Span, tuple[str, ...]], causes: dict[Span, str]) -> Check:
    likely = draft.likely_error
    if likely is not None:
        likely = replace(likely, supports=supported.get(draft.span, ()))
    facts = Facts(
        code=draft.code,
        rule=draft.rule,
        verdict=draft.verdict,
        stated=draft.stated,
        computed=draft.computed,
        difference=None,
        unit=None,
        rounding=None,
        terms=(),
        operation=None,
        reason=draft.reason,
        likely_error=likely,
        note=draft.note,
    )
    return _check(facts, id_, draft.span, None if draft.verdict == "consistent" else causes[draft.span])


def _check(facts: Facts, id_: str, span: Span, cause: str | None) -> Check:
    return Check(
        id=id_,
        code=facts.code,
        rule=facts.rule,
        verdict=facts.verdict,
        span=span,
        stated=facts.stated,
        computed=facts.computed,
        difference=facts.difference,
        unit=facts.unit,
        rounding=facts.rounding,
        terms=tuple(facts.terms),
        message=message(facts, "vi"),
        message_en=message(facts, "en"),
        reason=reason_words(facts.reason),
        cause=cause,
        likely_error=facts.likely_error,
    )


def _support(relations: Sequence[Relation], ids: Sequence[str]) -> dict[Span, tuple[str, ...]]:
    """The holding relations that each number takes part in."""
    found: dict[Span, list[str]] = {}
    for relation, id_ in zip(relations, ids, strict=True):
        if holds(relation):
            for span in {relation.stated.span, *(term.span for term in relation.terms)}:
                found.setdefault(span, []).append(id_)
    return {span: tuple(found_ids) for span, found_ids in found.items()}
