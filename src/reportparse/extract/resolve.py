"""Decides what short references stand for, from the document alone; what that leaves open says why.

"Nghị định 27" is the last decree number 27 that was cited in full; "Luật Đất đai" the law of that title cited with its
number; "Kế hoạch này" the document itself if it is a plan, and open where the document's kind is not known; "Quyết định
nói trên" the last decision that was spoken of. An issuer is completed only from another citation of the same identifier
whose date does not contradict. Dates are never completed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from reportparse.model.mention import Citation, Mentions, OpenReason, Reference
from reportparse.model.report import Header
from reportparse.structure.view import View
from reportparse.text.dates import compare, parse_iso
from reportparse.text.fold import fold, squeeze

_SELF = "này"
_NEAR = 1500
Found = tuple[str | None, OpenReason | None]


def resolve(view: View, mentions: Mentions) -> Mentions:
    """The mentions with `resolves_to` filled in and issuers completed."""
    citations = resolve_citations(mentions.citations)
    references = resolve_references(mentions.references, citations, view.header, view.document.text)
    return replace(mentions, citations=citations, references=references)


def resolve_citations(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """Short citations with the identifier they stand for, full ones with the issuer said elsewhere."""
    issuers: dict[str, list[Citation]] = {}
    named: dict[tuple[str, str], list[Citation]] = {}
    for citation in citations:
        if citation.identifier is None:
            continue
        if citation.issuer is not None:
            issuers.setdefault(citation.identifier, []).append(citation)
        for name in _names(citation):
            named.setdefault(name, []).append(citation)
    done = []
    for citation in citations:
        if citation.identifier is not None:
            done.append(_with_issuer(citation, issuers.get(citation.identifier, [])))
        else:
            target, reason = _target(citation, [full for name in _names(citation) for full in named.get(name, [])])
            done.append(replace(citation, resolves_to=target, reason=reason))
    return tuple(done)


def resolve_references(
    references: Sequence[Reference], citations: Sequence[Citation], header: Header, text: str
) -> tuple[Reference, ...]:
    """Anaphora: "này" is the document itself where the kind is its own, else the last paper of the kind nearby."""
    kinds: dict[str, list[Citation]] = {}
    for citation in citations:
        kinds.setdefault(citation.doc_type, []).append(citation)
    done = []
    for reference in references:
        if reference.use == "blank":
            target: Found = None, "number-missing"
        elif reference.resolves_to is not None or reference.reason is not None:
            target = reference.resolves_to, reference.reason
        elif reference.use == "anaphora":
            target = _goes_back(reference, kinds, header, text)
        else:
            target = None, "no-full-citation"
        done.append(replace(reference, resolves_to=target[0], reason=target[1]))
    return tuple(done)


def _goes_back(reference: Reference, kinds: Mapping[str, Sequence[Citation]], header: Header, text: str) -> Found:
    this = text[reference.span.start : reference.span.end].casefold().endswith(_SELF)
    if this and header.doc_type is None:
        return None, "own-kind-unknown"
    if this and fold(header.doc_type or "") == fold(reference.doc_type):
        return header.identifier, None if header.identifier else "own-number-missing"
    cited = kinds.get(reference.doc_type, ())
    index = bisect_left(cited, reference.span.start, key=lambda citation: citation.span.end) - 1
    if index < 0 or (this and reference.span.start - cited[index].span.end > _NEAR):
        return None, "no-antecedent"
    last = cited[index]
    target = last.identifier or last.resolves_to
    return target, None if target else "antecedent-open"


def _target(citation: Citation, full: Sequence[Citation]) -> Found:
    """The identifier a citation by number or title stands for: the last before it, else the only one after it."""
    if not full:
        return None, "no-full-citation"
    timely = [other for other in full if _same_time(citation, other)]
    if not timely:
        return None, "other-date"
    fitting = [other for other in timely if _same_body(citation.issuer, other.issuer)]
    if not fitting:
        return None, "other-issuer"
    before = [other for other in fitting if other.span.start < citation.span.start]
    if before:
        return before[-1].identifier, None
    after = {other.identifier for other in fitting}
    return (after.pop(), None) if len(after) == 1 else (None, "several-candidates")


def _names(citation: Citation) -> Iterable[tuple[str, str]]:
    """What a paper may be called by: its kind with its number, without leading zeros, or with its title."""
    if citation.number is not None:
        yield citation.doc_type, citation.number.lstrip("0").lower()
    if citation.title is not None:
        yield citation.doc_type, _key(citation.title)


def _same_time(short: Citation, full: Citation) -> bool:
    if short.year is not None and full.year is not None and short.year != full.year:
        return False
    return _compatible(short.date, full.date) and _compatible(short.date, str(full.year) if full.year else None)


def _same_body(left: str | None, right: str | None) -> bool:
    """Whether two names can be of one body: one is missing, or one begins with the other ("UBND xã" and its name)."""
    if left is None or right is None:
        return True
    one, other = _key(left), _key(right)
    return one.startswith(other) or other.startswith(one) or one.endswith(other) or other.endswith(one)


def _compatible(left: str | None, right: str | None) -> bool:
    """Whether two dates can be the same: one is missing, or neither lies wholly before the other."""
    if left is None or right is None:
        return True
    one, other = parse_iso(left), parse_iso(right)
    if not one or not other:
        return True
    if one[0].year is None or other[0].year is None:
        return (one[0].month, one[0].day) == (other[0].month, other[0].day)
    return compare(left, right) == 0


def _with_issuer(citation: Citation, known: Sequence[Citation]) -> Citation:
    if citation.issuer is not None:
        return citation
    names: dict[str, str] = {}
    for other in known:
        if other.issuer is not None and _compatible(citation.date, other.date):
            names.setdefault(_key(other.issuer), other.issuer)
    return replace(citation, issuer=next(iter(names.values()))) if len(names) == 1 else citation


def _key(text: str) -> str:
    """Spelling aside: marks, letter case and punctuation."""
    return squeeze("".join(character if character.isalnum() else " " for character in fold(text)))
