"""What was spent of one kind of money, as a share of what was given of the same kind in a sentence before: "Vốn đầu tư
được giao 9.620 triệu đồng, vốn sự nghiệp 4.288,1 triệu đồng. ... Vốn đầu tư giải ngân 8.034,5 triệu đồng, đạt 83,5%".

The kind is named by both clauses, and by one clause of giving alone in the text before.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from reportparse.checks.figures import FigureIndex, Placed, bracketed
from reportparse.checks.ratio_bases import quotient
from reportparse.checks.ratio_said import Said, percentages
from reportparse.checks.share_words import MAKES_UP
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation

_KIND = regex.compile(
    r"(?<!\p{L})(?P<kind>đầu\stư|sự\snghiệp|thường\sxuyên|trung\sương|tỉnh|huyện|tín\sdụng|đối\sứng)(?!\p{L})",
    regex.IGNORECASE,
)
_SPENT = regex.compile(
    r"(?<!\p{L})(?:giải\sngân|thực\shiện|thanh\stoán|quyết\stoán|đã\schi|sử\sdụng)(?!\p{L})[^.;%\d]{0,40}$",
    regex.IGNORECASE,
)
_SAID = regex.compile(
    rf"[\s,(–-]{{1,3}}(?:(?:chỉ|mới|đã|{MAKES_UP}|được|là|=)\s)*",
    regex.IGNORECASE,
)
_CLAUSE = regex.compile(r"[.;:,(]\s|\s(?:và|còn|riêng)\s", regex.IGNORECASE)
_REACH, _FAR = 90, 900


def relate(index: FigureIndex) -> Iterator[Relation]:
    """One relation for each share of money spent whose kind was given once before."""
    for said in percentages(index):
        part = _spent(said)
        kind = _kind(said.text, said.sentence, part) if part is not None else None
        if part is None or kind is None:
            continue
        before = index.between(max(0, said.sentence - _FAR), said.sentence)
        given = [p for p in before if _is_given(index, p, kind)]
        if len({p.figure.quantity.value for p in given}) == 1:
            relation = quotient("RAT015", said.placed, part.term, given[-1].term)
            if relation is not None and (given[-1].figure.quantity.value or 0) >= (part.figure.quantity.value or 0):
                yield relation._replace(weak=True, doubt=None if holds(relation) else "implied")


def _spent(said: Said) -> Placed | None:
    part = said.before[-1] if said.before else None
    if part is None or part.measure != "đ" or part.vague or said.placed.vague:
        return None
    if not _SAID.fullmatch(said.text, part.end, said.placed.start):
        return None
    return part if _SPENT.search(said.text, max(said.sentence, part.start - _REACH), part.start) else None


def _kind(text: str, floor: int, placed: Placed) -> str | None:
    """The kind of money that the clause of a figure names."""
    words = text[max(floor, placed.start - _REACH) : placed.start]
    clause = words[max((match.end() for match in _CLAUSE.finditer(words)), default=0) :]
    found = {match.group("kind").lower() for match in _KIND.finditer(clause)}
    return found.pop() if len(found) == 1 else None


def _is_given(index: FigureIndex, placed: Placed, kind: str) -> bool:
    if placed.measure != "đ" or placed.vague:
        return False
    text, floor = index.view.flow.text, index.paragraph_of(placed.start)[0]
    if bracketed(text, floor, placed.start) or _SPENT.search(text, max(floor, placed.start - _REACH), placed.start):
        return False
    return _kind(text, floor, placed) == kind
