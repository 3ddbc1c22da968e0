"""Cited central documents against the register of known ones (`lexicon/data/register.csv`).

An identifier without a year inside (90/QĐ-TTg, 05-CT/TW) comes back in other years, so it says something only about a
citation of a year that the register has. A document that the register does not know is never a finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import regex

from reportparse.checks.dates import one_slip
from reportparse.checks.draft import Draft
from reportparse.lexicon import Lexicon
from reportparse.lexicon.schema import KnownPaper
from reportparse.model.finding import LikelyError
from reportparse.model.mention import Citation, Mentions
from reportparse.structure.view import View
from reportparse.text.fold import fold, squeeze

_FULL = regex.compile(r"\d{4}-\d{2}-\d{2}")
# "của Trung ương" is said of all organs of the centre, "Chính phủ" of what its Prime Minister signs.
_LOOSE = frozenset({"trung uong", "trung uong dang"})


def check(view: View, mentions: Mentions) -> Iterator[Draft]:
    """Dates, and the issuers of papers whose date does not contradict the register."""
    papers = view.lexicon.papers
    cited = [citation for citation in mentions.citations if citation.identifier in papers]
    if not cited:
        return
    bodies = view.lexicon.derive(_bodies)
    for citation in cited:
        known = papers[citation.identifier or ""]
        finding = _date(citation, known) or _issuer(view, citation, known, bodies)
        if finding is not None:
            yield finding


def _date(citation: Citation, known: tuple[KnownPaper, ...]) -> Draft | None:
    """Another day than the one paper of that year has. A year against the identifier's own is left to DAT004."""
    written, span = citation.date or "", citation.date_span
    if span is None or not _FULL.fullmatch(written):
        return None
    papers = [paper for paper in known if paper.date is not None and str(paper.date)[:4] == written[:4]]
    if len(papers) != 1 or str(papers[0].date) == written:
        return None
    meant = str(papers[0].date)
    likely = LikelyError(span, written, None, meant) if one_slip(written, meant) else None
    return Draft("DAT005", "date", "inconsistent", span, written, meant, note=_fact(papers[0]), likely_error=likely)


def _issuer(
    view: View, citation: Citation, known: tuple[KnownPaper, ...], bodies: Mapping[str, tuple[str, str, str]]
) -> Draft | None:
    """Another body of the same kind than the issuer: Party organs, the Assembly and its committee, ministries.

    Between kinds nothing is said: what the Prime Minister signs is often called the Government's.
    """
    issuers = {paper.issuer for paper in known if citation.date is None or str(paper.date) == citation.date}
    said = bodies.get(fold(squeeze(citation.issuer or "")))
    if said is None or len(issuers) != 1 or said[0] in issuers or fold(citation.issuer or "") in _LOOSE:
        return None
    issuer = issuers.pop()
    right = bodies[fold(issuer)]
    if said[1] != right[1] or (right[1] == "state" and not _ministries(said[2], right[2])):
        return None
    paper = next(paper for paper in known if paper.issuer == issuer)
    return Draft("DAT006", "date", "inconsistent", citation.span, citation.issuer, issuer, note=_fact(paper))


def _ministries(one: str, other: str) -> bool:
    return one.startswith("B") and other.startswith("B")


def _bodies(lexicon: Lexicon) -> dict[str, tuple[str, str, str]]:
    """From a name as written, folded, to the body's own name, its regime and its code."""
    found = {}
    for row in lexicon.table("issuers"):
        entry = (row["name"], row["regime"], row["code"])
        found.update({fold(name): entry for name in (row["name"], *row["variants"].split("|")) if name})
    return found


def _fact(paper: KnownPaper) -> str:
    day = paper.date.strftime("%d/%m/%Y") if paper.date else ""
    return f"{paper.identifier}{', ' if day else ''}{day}, {paper.issuer}: {paper.title} [{paper.source}]"
