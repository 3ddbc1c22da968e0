"""What each year of a period gives, and the total: "giảm 137 hộ. Năm 2021 giảm 30 hộ, năm 2022 giảm 38 hộ, ...".

Years that follow each other without a gap are all the years of a period, so that their figures add up to what is told
of it right before or behind. `relate_discovered` finds the sums that hold; here those that a slip keeps from holding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from reportparse.checks.figures import NO_COUNTS, FigureIndex, Placed
from reportparse.checks.slips import explanation
from reportparse.checks.verify import gap, holds
from reportparse.model.finding import Relation
from reportparse.model.mention import HouseholdCount
from reportparse.model.quantity import ZERO

_YEAR = regex.compile(r"(?<!\d)(?:năm\s)?(?P<year>20\d\d)(?:\s\p{L}+){0,5}\s?:?\s?\(?$", regex.IGNORECASE)
_SENTENCE = regex.compile(r"[.]\s+(?=\p{Lu})|\n")
_CUE, _LEAST, _NEAR, _MAX_TOTALS, _TOLD_SLIP = 45, 3, 400, 6, 2


def relate(index: FigureIndex) -> Iterator[Relation]:
    """The sums over years, in text order."""
    text = index.view.flow.text
    for paragraph in index.view.flow.paragraphs:
        if paragraph.cell is not None:
            continue
        runs: dict[str, list[tuple[int, Placed]]] = {}
        for placed in index.between(paragraph.start, paragraph.end):
            found = _YEAR.search(text, max(paragraph.start, placed.start - _CUE), placed.start)
            if found is None or placed.vague or placed.measure in NO_COUNTS - {"đ"}:
                continue
            year, run = int(found.group("year")), runs.setdefault(placed.measure, [])
            if run and (run[-1][0] + 1 != year or _SENTENCE.search(text, run[-1][1].end, placed.start)):
                yield from _summed(index, [each for _, each in run])
                run.clear()
            run.append((year, placed))
        for run in runs.values():
            yield from _summed(index, [each for _, each in run])


def _summed(index: FigureIndex, parts: Sequence[Placed]) -> Iterator[Relation]:
    """The total that the years give, else the nearest one from which one slip keeps them."""
    if len(parts) < _LEAST or len({_stock(part) for part in parts}) > 1:
        return
    begin, end = index.paragraph_of(parts[0].start)
    around = [
        *reversed(index.between(max(0, begin - _NEAR, parts[0].start - 2 * _NEAR), parts[0].start)),
        *index.between(parts[-1].end, min(end, parts[-1].end + _NEAR)),
    ]
    largest = max(part.figure.quantity.value or ZERO for part in parts)
    totals = [p for p in around if p.measure == parts[0].measure and (p.figure.quantity.value or ZERO) > largest]
    found = [_sum(total, parts) for total in totals[:_MAX_TOTALS] if not total.vague]
    if any(holds(relation) for relation in found):
        yield next(relation for relation in found if holds(relation))
        return
    nearest = min(found, key=gap, default=None)
    if nearest is not None and explanation(nearest) >= _TOLD_SLIP:
        yield nearest._replace(doubt="implied", weak=True)


def _stock(placed: Placed) -> str:
    return placed.figure.category if isinstance(placed.figure, HouseholdCount) else ""


def _sum(total: Placed, parts: Sequence[Placed]) -> Relation:
    return Relation("SUM009", "sum", "sum", total.term, tuple([part.term for part in parts]), total.figure.unit)
