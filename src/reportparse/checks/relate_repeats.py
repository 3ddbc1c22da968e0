"""One fact stated in several places: household levels, project amounts, amounts in words against digits.

Two figures are one fact only where subject, unit, time and place agree as far as they are said. That is rarely certain,
so a disagreement is told as `inconsistent` only where the two stand in one bracket (amount in words), and otherwise as
a doubt; agreement is told as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from reportparse.checks.figures import FigureIndex, Placed
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import Amount, HouseholdCount

_WORDS_REACH, _HEAD = 60, 12


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Repeats in text order."""
    yield from _in_words(index)
    yield from _households(index)
    yield from _projects(index)


def _in_words(index: FigureIndex) -> Iterator[Relation]:
    """The amount in digits right before "Bằng chữ: ..."."""
    for digits, words in pairwise(index.prose):
        if words.measure == "words" and digits.measure == "đ" and words.start - digits.end <= _WORDS_REACH:
            yield Relation("REP001", "repeat", "equal", digits.term, (words.term,), "đồng")


def _households(index: FigureIndex) -> Iterator[Relation]:
    """Levels of one category at one time for the whole commune, each against the first statement of it."""
    first: dict[tuple[str, str, str], HouseholdCount] = {}
    for figure in index.mentions.households:
        whole = figure.area is None
        if figure.role not in ("level", "target") or not whole or figure.quantity.value is None or figure.approximate:
            continue
        if figure.time is None or figure.category == "hộ" or "nghèo" not in figure.category:
            continue
        key = (figure.category, figure.time, figure.role)
        known = first.setdefault(key, figure)
        if known is not figure and known.quantity.value == figure.quantity.value:
            yield Relation("REP002", "repeat", "equal", Term.of(figure), (Term.of(known),), figure.unit)


def _projects(index: FigureIndex) -> Iterator[Relation]:
    """The amount of a project, each time its item names project and amount alone, where the two agree."""
    first: dict[tuple[int, int | None], list[Placed]] = {}
    for project, placed, _ in headline_amounts(index):
        earlier = first.setdefault(project, [])
        same = next((other for other in earlier if other.figure.quantity.value == placed.figure.quantity.value), None)
        if same is not None:
            relation = Relation("REP003", "repeat", "equal", placed.term, (same.term,), "đồng")
            if holds(relation):
                yield relation
        earlier.append(placed)


def headline_amounts(index: FigureIndex) -> Sequence[tuple[tuple[int, int | None], Placed, Placed | None]]:
    """Project, amount, and what the amount is a part of ("50.000.000đ/82.000.000đ"), of every paragraph that opens with
    a project and states its amount."""
    flow = index.view.flow
    inverse = flow.inverse
    found = []
    for reference in index.mentions.projects:
        start = inverse.source(reference.span.start)
        begin, end = index.paragraph_of(start)
        if start - begin > _HEAD or reference.project is None:
            continue
        amounts = [placed for placed in index.between(start, end) if isinstance(placed.figure, Amount)]
        if amounts and amounts[0].measure == "đ":
            base = next((b for a, b in pairwise(amounts) if flow.text[a.end : b.start].strip() == "/"), None)
            found.append(((reference.project, reference.subproject), amounts[0], base))
    return found
