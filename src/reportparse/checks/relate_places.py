"""Lists of places that tell of how many households each how many are poor: "Xa Rường 64/212 hộ, Cheng 52/236 hộ, ...".

The first counts add up to those of the whole commune, the second to all its households, both told further up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import regex

from reportparse.checks.figures import FigureIndex, Placed
from reportparse.checks.relate_flows import is_level, is_stock
from reportparse.checks.slips import explanation
from reportparse.checks.verify import gap, holds
from reportparse.model.finding import Relation
from reportparse.model.mention import HouseholdCount

_SENTENCE = regex.compile(r"[.]\s+(?=\p{Lu})|\n")
_LEAST, _MAX, _TOLD_SLIP = 3, 40, 2


def relate(index: FigureIndex) -> Iterator[Relation]:
    """The sums of the counts of such lists, in text order."""
    levels: list[Placed] = []
    for paragraph in index.view.flow.paragraphs:
        if paragraph.cell is not None:
            continue
        figures = index.between(paragraph.start, paragraph.end)
        starts = [
            paragraph.start,
            *(m.end() for m in _SENTENCE.finditer(index.view.flow.text, paragraph.start, paragraph.end)),
        ]
        for begin, end in zip(starts, [*starts[1:], paragraph.end], strict=True):
            own = [placed for placed in figures if begin <= placed.start < end]
            pairs = _fractions(index.view.flow.text, own)
            if len(pairs) >= _LEAST and len({whole.figure.quantity.value for _, whole in pairs}) > 1:
                found = [_summed(parts, levels) for parts in zip(*pairs, strict=True)]
                complete = any(relation is not None and holds(relation) for relation in found)
                for relation in found:
                    if relation is not None and (complete or explanation(relation) >= _TOLD_SLIP):
                        # Where all places are there by one count, the other has to come out as well.
                        yield relation if complete else relation._replace(doubt="implied", weak=True)
            else:
                levels += [placed for placed in own if is_level(placed) and is_stock(placed)]


def _fractions(text: str, figures: Sequence[Placed]) -> list[tuple[Placed, Placed]]:
    """The counts of households that are written as one over the other ("52/236 hộ", "64 hộ nghèo/212 hộ")."""
    counted = [p for p in figures if isinstance(p.figure, HouseholdCount) and p.measure == "hộ"]
    pairs = [
        (one, other)
        for one, other in pairwise(counted)
        if (one.start, one.end) == (other.start, other.end) or text[one.end : other.start].strip() == "/"
    ]
    sized = [sorted(pair, key=lambda placed: placed.figure.quantity.value or 0) for pair in pairs]
    return [(part, whole) for part, whole in sized][:_MAX]


def _summed(parts: Sequence[Placed], levels: Sequence[Placed]) -> Relation | None:
    """The total told before that the parts give, else the nearest one of the same households."""
    first = parts[0].figure
    if not isinstance(first, HouseholdCount) or any(part.vague for part in parts):
        return None
    same = [p for p in levels if isinstance(p.figure, HouseholdCount) and p.measure == "hộ"]
    found = [_sum(total, parts) for total in reversed(same)]
    held = next((relation for relation in found if holds(relation)), None)
    named = [p for p in same if isinstance(p.figure, HouseholdCount) and p.figure.category == first.category]
    nearest = min((_sum(total, parts) for total in named), key=gap, default=None)
    return held or nearest


def _sum(total: Placed, parts: Sequence[Placed]) -> Relation:
    return Relation("SUM007", "sum", "sum", total.term, tuple([part.term for part in parts]), total.figure.unit)
