"""Relations and drafts to checks: verdict, likely error, cause, message, id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from reportparse.checks.diagnose import Diagnosis
from reportparse.checks.draft import Draft
from reportparse.checks.messages import Facts, base_unit, messages, reason_words, round_half_up
from reportparse.checks.numbers import Number, Places, numbers_of
from reportparse.checks.scanned import Doubt, no_doubt
from reportparse.checks.slips import explanation, wanted_value
from reportparse.checks.verify import Tried, allowed
from reportparse.model.finding import Check, Verdict
from reportparse.model.span import Span

# What belongs together in prose is read from its words, and may be read wrongly: where no slip of the pen in any of its
# numbers explains a difference, that is likelier than an error. Not so where the numbers stand side by side.
_READ_FROM_PROSE = ("CHG", "PRO", "RAT", "SUM")
_PLAIN = frozenset({"RAT001", "SUM001"})


@dataclass(frozen=True, slots=True)
class _Judged:
    tried: Tried
    verdict: Verdict
    reason: str | None
    diagnosis: Diagnosis | None


def assemble(
    kept: Sequence[Tried],
    diagnoses: Sequence[Diagnosis],
    drafts: Sequence[Draft],
    doubt: Doubt = no_doubt,
    text: str = "",
) -> tuple[Check, ...]:
    """All checks in text order, with ids that depend on nothing but the document.

    `kept` are relations without rivals; the diagnoses are of them. What rests on a figure of which there is a `doubt`,
    because it was read from a picture, is never more than suspect. `text`: what the spans are of.
    """
    by_relation = {index: diagnosis for diagnosis in diagnoses for index in diagnosis.supports}
    judged = [_judge(tried, by_relation.get(index)) for index, tried in enumerate(kept)]
    order = sorted(
        [(tried.relation.stated.span, tried.relation.code, 0, i) for i, tried in enumerate(kept)]
        + [(d.span, d.code, 1, i) for i, d in enumerate(drafts)]
    )
    ids = {(kind, index): f"K{number:04d}" for number, (_, _, kind, index) in enumerate(order, 1)}
    relation_ids = [ids[0, index] for index in range(len(judged))]
    supported = _support(kept, relation_ids) if any(draft.likely_error for draft in drafts) else {}
    first = _first_of_cause(judged, diagnoses, Places(text))
    told = _Told()
    found = [
        _of_relation(judged[index], ids[kind, index], relation_ids, relation_ids[first[index]])
        if kind == 0
        else _of_draft(drafts[index], ids[kind, index], supported, told.cause(drafts[index], ids[kind, index]))
        for _, _, kind, index in order
    ]
    return tuple([_check(one, _doubted(one, doubt)) for one in found])


class _Drawn(NamedTuple):
    """What a check is made of."""

    facts: Facts
    id_: str
    span: Span
    cause: str | None
    allowed: tuple[Decimal, Decimal] | None = None


def _doubted(drawn: _Drawn, doubt: Doubt) -> Facts:
    facts = drawn.facts
    spans = (drawn.span, *(term.span for term in facts.terms))
    if facts.verdict != "inconsistent" or not doubt(facts.rule, spans):
        return facts
    return facts._replace(verdict="suspect", reason="low-confidence")


def _first_of_cause(judged: Sequence[_Judged], diagnoses: Sequence[Diagnosis], places: Places) -> list[int]:
    """For every relation the first with its cause: those that one likely error explains have one, and those that ask
    for the same correction of one number."""
    parent = list(range(len(judged)))

    def root(index: int) -> int:
        while parent[index] != index:
            index = parent[index]
        return index

    def join(one: int, other: int) -> None:
        one, other = sorted((root(one), root(other)))
        parent[other] = one

    for diagnosis in diagnoses:
        for index in diagnosis.explains:
            join(index, diagnosis.explains[0])
    asked: dict[tuple[Number, Decimal], int] = {}
    for index, each in enumerate(judged):
        if each.verdict != "inconsistent":
            continue
        for term in numbers_of(each.tried.relation):
            wanted = wanted_value(each.tried, term)
            if wanted is not None:
                join(index, asked.setdefault((places.of(term), wanted), index))
    return [root(index) for index in range(len(judged))]


class _Told:
    """The causes of drafts: two remarks on one date have one cause, and so has a slip copied to another place."""

    def __init__(self) -> None:
        self._by_span: dict[Span, str] = {}
        self._by_slip: dict[tuple[str, str, str], str] = {}

    def cause(self, draft: Draft, id_: str) -> str:
        slip = (draft.code, str(draft.stated), str(draft.computed))
        cause = self._by_span.get(draft.span) or self._by_slip.get(slip) or id_
        self._by_span.setdefault(draft.span, cause)
        return self._by_slip.setdefault(slip, cause)


def _judge(tried: Tried, diagnosis: Diagnosis | None) -> _Judged:
    relation = tried.relation
    if tried.reading is not None:
        return _Judged(tried, "consistent", None, None)
    # Two relations that ask for the same correction of one number vouch for each other's structure.
    vouched = diagnosis is not None and diagnosis.facts >= 2
    if vouched:
        return _Judged(tried, "inconsistent", None, diagnosis)
    if relation.doubt is not None:
        return _Judged(tried, "suspect", relation.doubt, diagnosis)
    face = tried.face
    stated = relation.stated.quantity.value
    if relation.partial and face is not None and stated is not None and face < stated:
        return _Judged(tried, "suspect", "partial", diagnosis)
    if relation.code.startswith(_READ_FROM_PROSE) and relation.code not in _PLAIN and not explanation(relation):
        return _Judged(tried, "suspect", "no-slip", None)
    return _Judged(tried, "inconsistent", None, diagnosis)


def _of_relation(judged: _Judged, id_: str, relation_ids: Sequence[str], cause: str) -> _Drawn:
    relation = judged.tried.relation
    face = judged.tried.face
    stated = relation.stated.quantity.value
    shown = round_half_up(face) if face is not None else None
    difference = stated - shown if stated is not None and shown is not None else None
    likely = judged.diagnosis.error(relation_ids) if judged.diagnosis else None
    found = judged.verdict != "consistent"
    facts = Facts(
        code=relation.code,
        rule=relation.rule,
        verdict=judged.verdict,
        stated=stated,
        computed=shown,
        difference=difference,
        unit=base_unit(relation.unit),
        rounding=judged.tried.reading,
        terms=relation.terms,
        operation=relation.operation,
        reason=judged.reason,
        likely_error=likely,
    )
    return _Drawn(facts, id_, relation.stated.span, cause if found else None, allowed(relation) if found else None)


def _of_draft(draft: Draft, id_: str, supported: dict[Span, tuple[str, ...]], cause: str) -> _Drawn:
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
        terms=draft.terms,
        operation=None,
        reason=draft.reason,
        likely_error=likely,
        note=draft.note,
    )
    return _Drawn(facts, id_, draft.span, None if draft.verdict == "consistent" else cause)


def _check(drawn: _Drawn, facts: Facts) -> Check:
    vietnamese, english = messages(facts)
    reason, reason_en = reason_words(facts.reason)
    return Check(
        id=drawn.id_,
        code=facts.code,
        rule=facts.rule,
        verdict=facts.verdict,
        span=drawn.span,
        stated=facts.stated,
        computed=facts.computed,
        difference=facts.difference,
        unit=facts.unit,
        rounding=facts.rounding,
        terms=tuple(facts.terms),
        message=vietnamese,
        message_en=english,
        reason=reason,
        reason_en=reason_en,
        reason_code=facts.reason,
        cause=drawn.cause,
        likely_error=facts.likely_error,
        allowed=drawn.allowed,
    )


def _support(kept: Sequence[Tried], ids: Sequence[str]) -> dict[Span, tuple[str, ...]]:
    """The holding relations that each number takes part in."""
    found: dict[Span, list[str]] = {}
    for tried, id_ in zip(kept, ids, strict=True):
        if tried.reading:
            for span in {tried.relation.stated.span, *(term.span for term in tried.relation.terms)}:
                found.setdefault(span, []).append(id_)
    return {span: tuple(found_ids) for span, found_ids in found.items()}
