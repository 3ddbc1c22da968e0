"""Parts each with its share: "52 hộ hài lòng (86,7%), 6 hộ chưa hài lòng (10%), 2 hộ không có ý kiến (3,3%)" of 60.

Where the shares add up to 100 % the parts must add up to what is split; where the parts do, every share must be of it.
Either alone shows that nothing is left out, and then the other may be held to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

import regex

from reportparse.checks.figures import NO_COUNTS, FigureIndex, Placed
from reportparse.checks.share_words import MAKES_UP
from reportparse.checks.verify import HUNDRED, holds
from reportparse.model.finding import Relation
from reportparse.model.mention import Percentage
from reportparse.model.quantity import ZERO

_BRACKET = regex.compile(
    rf"[^.;:()\d]{{0,60}}(?:\(|,\s{MAKES_UP}|\schiếm|\sbằng)\s?(?:tỷ\slệ\s|chiếm\s|đạt\s)?",
    regex.IGNORECASE,
)
_BETWEEN = regex.compile(
    r"%?\)?\s?(?:số\s[^.;:()\d]{0,30})?(?:[,;]|\svà|,\svà|;\scòn)\s?[^.()\d]{0,80}", regex.IGNORECASE
)
_TO_FIRST = regex.compile(r"[^.;]{0,90}", regex.IGNORECASE)
_LEAST, _MAX_TOTALS, _REACH = 2, 6, 700
_SLACK = Decimal("0.11")
Pair = tuple[Placed, Placed]


def relate(index: FigureIndex) -> Iterator[Relation]:
    """The sum and the shares of every such list, in text order."""
    text = index.view.flow.text
    for paragraph in index.view.flow.paragraphs:
        figures = index.between(paragraph.start, paragraph.end) if paragraph.cell is None else ()
        run: list[Pair] = []
        for part, share in pairwise(figures):
            if not _is_pair(text, part, share):
                continue
            if run and not (
                run[-1][0].measure == part.measure and _BETWEEN.fullmatch(text, run[-1][1].end, part.start)
            ):
                yield from _split(index, run)
                run = []
            run.append((part, share))
        yield from _split(index, run)


def _is_pair(text: str, part: Placed, share: Placed) -> bool:
    if not isinstance(share.figure, Percentage) or part.measure in NO_COUNTS - {"đ"} or part.vague or share.vague:
        return False
    return _BRACKET.fullmatch(text, part.end, share.start) is not None


def _split(index: FigureIndex, run: Sequence[Pair]) -> Iterator[Relation]:
    """The relations of one run of parts with the total before it; none where nothing shows that it is complete."""
    if len(run) < _LEAST:
        return
    parts, shares = [part for part, _ in run], [share for _, share in run]
    closed = abs(sum((share.figure.quantity.value or ZERO for share in shares), ZERO) - HUNDRED)
    closed_by_shares = closed <= _SLACK * len(shares)
    begin = index.paragraph_of(parts[0].start)[0]
    before = index.between(max(begin, parts[0].start - _REACH), parts[0].start)
    largest = max(part.figure.quantity.value or ZERO for part in parts)
    totals = [
        p
        for p in reversed(before)
        if p.measure == parts[0].measure and not p.vague and (p.figure.quantity.value or ZERO) > largest
    ][:_MAX_TOTALS]
    sums = [_sum(total, parts) for total in totals]
    held = next((relation for relation in sums if holds(relation)), None)
    if held is None and closed_by_shares and sums and _adjoins(index.view.flow.text, totals[0], parts[0]):
        yield sums[0]
        return
    if held is None:
        return
    yield held
    for part, share in run:
        yield Relation("RAT012", "ratio", "quotient", share.term, (part.term, held.stated), "%")


def _adjoins(text: str, total: Placed, first: Placed) -> bool:
    return _TO_FIRST.fullmatch(text, total.end, first.start) is not None


def _sum(total: Placed, parts: Sequence[Placed]) -> Relation:
    return Relation("SUM008", "sum", "sum", total.term, tuple([part.term for part in parts]), total.figure.unit)
