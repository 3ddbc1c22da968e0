"""Decides what short references stand for, from the document alone; what it does not decide stays open.

"Nghị định 27" is the last decree number 27 that was cited in full; "Luật Đất đai" the law of that title cited with its
number; "Kế hoạch này" the document itself if it is a plan, and open where the document's kind is not known. An issuer
is completed only from another citation of the same identifier whose date does not contradict. Dates are never
completed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from reportparse.model.mention import Citation, Mentions, Reference
from reportparse.model.report import Header
from reportparse.structure.view import View
from reportparse.text.dates import compare, parse_iso
from reportparse.text.fold import fold, squeeze

_SELF = "này"
_NEAR = 1500


def resolve(view: View, mentions: Mentions) -> Mentions:
    """The mentions with `resolves_to` filled in and issuers completed."""
    citations = resolve_citations(mentions.citations)
    references = resolve_references(mentions.references, citations, view.header, view.document.text)
    return replace(mentions, citations=citations, references=references)


def resolve_citations(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """Short citations with the identifier they stand for, full ones with the issuer said elsewhere."""
    full = [citation for citation in citations if citation.identifier is not None]
    issuers = _issuers(full)
    done = []
    for citation in citations:
        if citation.identifier is not None:
            done.append(_with_issuer(citation, issuers.get(citation.identifier, [])))
        else:
            done.append(replace(citation, resolves_to=_target(citation, full)))
    return tuple(done)


def resolve_references(
    references: Sequence[Reference], citations: Sequence[Citation], header: Header, text: str
) -> tuple[Reference, ...]:
    """Anaphora: "này" is the document itself where the kind is its own, else the last paper of the kind nearby."""
    full = [citation for citation in citations if citation.identifier is not None]
    done = []
    for reference in references:
        this = reference.span.of(text).casefold().endswith(_SELF)
        if this and header.doc_type is None:
            target = None
        elif this and fold(header.doc_type or "") == fold(reference.doc_type):
            target = header.identifier
        else:
            target = _last_before(reference, full, _NEAR if this else None)
        done.append(replace(reference, resolves_to=target))
    return tuple(done)


def _last_before(reference: Reference, full: Sequence[Citation], reach: int | None) -> str | None:
    """The last paper of the reference's kind cited before it, at most `reach` characters away."""
    for citation in reversed(full):
        if citation.doc_type == reference.doc_type and citation.span.end <= reference.span.start:
            near = reach is None or reference.span.start - citation.span.end <= reach
            return citation.identifier if near else None
    return None


def _target(citation: Citation, full: Iterable[Citation]) -> str | None:
    """The identifier a citation by number or title stands for: the last before it, else the only one after it."""
    same = [other for other in full if other.doc_type == citation.doc_type and _names(citation, other)]
    before = [other for other in same if other.span.start < citation.span.start]
    if before:
        return before[-1].identifier
    after = {other.identifier for other in same}
    return after.pop() if len(after) == 1 else None


def _names(short: Citation, full: Citation) -> bool:
    if short.number is not None:
        if full.number is None or short.number.lstrip("0").lower() != full.number.lstrip("0").lower():
            return False
        if short.year is not None and full.year is not None and short.year != full.year:
            return False
    elif short.title is None or full.title is None or _key(short.title) != _key(full.title):
        return False
    return _compatible(short.date, full.date) and _compatible(short.date, str(full.year) if full.year else None)


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


def _issuers(full: Iterable[Citation]) -> dict[str, list[Citation]]:
    """Citations that name their issuer, by identifier."""
    found: dict[str, list[Citation]] = {}
    for citation in full:
        if citation.issuer is not None and citation.identifier is not None:
            found.setdefault(citation.identifier, []).append(citation)
    return found


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
