"""A level at last with its change since the beginning: "Cuối kỳ: 227 hộ nghèo, giảm 32 hộ so với đầu kỳ".

The level at first stands in an item or a paragraph before. Told where one slip keeps the two from the change; where
they give it, `relate_flows` tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from reportparse.checks.figures import FigureIndex, Placed
from reportparse.checks.relate_flows import ROOTS, flow_of, is_level, is_stock, root_of, same_category, without_parts
from reportparse.checks.slips import explanation
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation
from reportparse.model.mention import HouseholdCount

_FIRST = regex.compile(r"đầu\s(?:năm|kỳ|nhiệm\skỳ|giai\sđoạn)|năm\strước|cuối\snăm\s20\d\d", regex.IGNORECASE)
_SINCE = regex.compile(r"\s?(?:\([^()]{0,24}\)\s?)?so\svới\s(?:đầu|cuối|năm|cùng)", regex.IGNORECASE)
_MAX_TOLD, _TOLD_SLIP = 200, 2


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Such changes, in text order."""
    told: list[Placed] = []
    for paragraph in index.view.flow.paragraphs:
        if paragraph.cell is not None:
            continue
        counts = [
            placed
            for placed in index.between(paragraph.start, paragraph.end)
            if isinstance(placed.figure, HouseholdCount) and placed.measure == "hộ" and not placed.vague
        ]
        for root in ROOTS:
            yield from _of(index, [p for p in without_parts(counts) if root_of(p) == root], told)
        told += [placed for placed in counts if is_level(placed) and is_stock(placed)]


def _of(index: FigureIndex, own: Sequence[Placed], told: Sequence[Placed]) -> Iterator[Relation]:
    """The change behind the one level of a paragraph, against the level that was told to be the first."""
    levels = [placed for placed in own if is_level(placed)]
    changes = [placed for placed in own if not is_level(placed)]
    if len(levels) != 1 or not changes or changes[0].start < levels[0].end:
        return
    if not _SINCE.match(index.view.flow.text, changes[0].end):
        return
    first = [p for p in told[-_MAX_TOLD:] if same_category(p, levels[0]) and _FIRST.search(p.figure.label or "")]
    for start in first[-1:]:
        relation = flow_of(start, levels[0], changes[:1])
        if not holds(relation) and explanation(relation) >= _TOLD_SLIP:
            yield relation._replace(doubt="implied", weak=True)
