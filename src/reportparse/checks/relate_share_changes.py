"""By how much the share of poor households fell: "cuối năm còn 547 hộ, chiếm 16,85%, giảm 3,13%".

The share before stands behind an earlier level of the same households, a year or a section further up. A difference
of two percentages is written as points or as plain per cent; told only where it holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from reportparse.checks.figures import FigureIndex, Placed
from reportparse.checks.relate_flows import ROOTS, is_level, root_of
from reportparse.checks.slips import explanation
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import HouseholdCount, Percentage

_CHANGE = regex.compile(
    r"(?<!\p{L})(?P<fell>giảm|hạ|xuống)(?:\s\p{L}+){0,3}\s$|(?<!\p{L})(?P<rose>tăng)(?:\s\p{L}+){0,3}\s$",
    regex.IGNORECASE,
)
_JOINED = regex.compile(
    r"(?:\s\p{L}+){0,3}(?:,?\s(?:tương\s)?(?:ứng|đương)|,?\stức)?(?:\s\p{L}+){0,2}\s?\(?\s?", regex.IGNORECASE
)
_SENTENCE = regex.compile(r"[.;]\s+\p{Lu}")
_TOLD_SLIP = 2
_WORDS, _LEVEL, _NEAR, _SHARES = 40, 90, 160, 5


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Changes of the shares of poor and near-poor households, in text order."""
    text = index.view.flow.text
    told: dict[str, list[Placed]] = {root: [] for root in ROOTS}
    for position, placed in enumerate(index.prose):
        if not isinstance(placed.figure, Percentage):
            continue
        change = _CHANGE.search(text, max(0, placed.start - _WORDS), placed.start)
        if change is not None:
            sign = 1 if change.group("fell") else -1
            yield from (relation for shares in told.values() for relation in _of(placed, shares, sign))
            continue
        counted = _counted_change(index, position)
        if counted is not None:
            sign = 1 if counted.role == "decrease" else -1
            yield from _of_counted(placed, told[root_of(index.prose[position - 1])], sign)
            continue
        root = _root(index, position)
        if root is not None:
            told[root].append(placed)


def _counted_change(index: FigureIndex, position: int) -> HouseholdCount | None:
    """The change of a stock right before its points: "giảm 66 hộ (5,84%)", "giảm 9 hộ, tương ứng 1,2%"."""
    if not position:
        return None
    share, before = index.prose[position], index.prose[position - 1]
    figure = before.figure
    if not isinstance(figure, HouseholdCount) or figure.role not in ("increase", "decrease"):
        return None
    joined = _JOINED.fullmatch(index.view.flow.text, before.end, share.start) is not None
    return figure if joined and root_of(before) in ROOTS else None


def _of_counted(change: Placed, shares: Sequence[Placed], sign: int) -> Iterator[Relation]:
    """The last two shares of the stock told before: the points of its change in brackets are what lies between them."""
    if len(shares) < 2:
        return
    before, now = shares[-2:]
    high, low = (before, now) if sign > 0 else (now, before)
    terms = (high.term, Term.of(low.figure, weight=-1))
    relation = Relation("CHG002", "change", "sum", change.term, terms, "%", weak=True)
    if holds(relation) or explanation(relation) >= _TOLD_SLIP:
        yield relation


def _root(index: FigureIndex, position: int) -> str | None:
    """Whose share a percentage is: of the level of households told before it in its sentence."""
    share = index.prose[position]
    begin = max(index.paragraph_of(share.start)[0], share.start - _LEVEL)
    for placed in reversed(index.prose[max(0, position - 3) : position]):
        if placed.start < begin or _SENTENCE.search(index.view.flow.text, placed.end, share.start):
            return None
        if isinstance(placed.figure, HouseholdCount) and is_level(placed) and root_of(placed) in ROOTS:
            return root_of(placed)
    return None


def _of(change: Placed, shares: Sequence[Placed], sign: int) -> Iterator[Relation]:
    """The share told last, right before the change, against one of those before it."""
    if len(shares) < 2 or shares[-1].start < change.start - _NEAR:
        return
    now = shares[-1]
    for before in shares[-2 : -_SHARES - 2 : -1]:
        high, low = (before, now) if sign > 0 else (now, before)
        terms = (high.term, Term.of(low.figure, weight=-1))
        relation = Relation("CHG002", "change", "sum", change.term, terms, "%")
        if holds(relation):
            yield relation
            return
