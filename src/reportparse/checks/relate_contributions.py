"""Shares told before their parts: "cần 645.699.600 đồng; Trung ương hỗ trợ 70% là 451.989.720 đồng, tỉnh 30% còn lại là
193.709.880 đồng", "đấu giá được 5,236 tỷ đồng, xã hưởng 50% bằng 2.618 triệu đồng", "đạt 70% (35/50 hộ)".

The whole is the figure of the part's unit that is told last before the percentage and is no part of this kind itself.
A word of giving or keeping (hỗ trợ, đóng, hưởng, nộp, trích) announces the relation; behind another word the figure in
the bracket may as well be the whole, and it is told only where it holds or by a slip.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from reportparse.checks.figures import FigureIndex, Placed
from reportparse.checks.ratio_bases import quotient
from reportparse.checks.ratio_said import NO_PARTS, Said, percentages
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation

_JOIN = regex.compile(
    r"(?:\s(?:còn\slại|mức\sđóng|kinh\sphí|giá\strị|số\stiền|tổng\skinh\sphí|tổng\smức))?,?"
    r"(?:\s?\(?(?:\s?(?:là|=|bằng|tương\sứng(?:\svới)?|tương\sđương(?:\svới)?|tức(?:\slà)?|ứng\svới|"
    r"(?:với\s)?(?:số\stiền|kinh\sphí)|thành\stiền|cụ\sthể|được)\s?)+:?\s?|\s?\(|\s?:\s)"
    r"(?:là\s|khoảng\s|ước\s|được\s)*",
    regex.IGNORECASE,
)
_GIVEN = regex.compile(
    r"(?<!\p{L})(?:hỗ\strợ|đóng(?:\sgóp)?|hưởng|nộp|trích|góp|đối\sứng|điều\stiết|giữ\slại|chi\strả|trả|cấp|bù|"
    r"bố\strí|bảo\sđảm|đảm\sbảo|chịu|vay|tạm\sứng|tiết\skiệm|thanh\stoán\strước)(?!\p{L})[^.;%\d]{0,40}$|"
    r"(?<!\p{L})(?:ngân\ssách|người\sdân|hộ\sdân|nhân\sdân|trung\sương|tỉnh|huyện|xã|dân)(?:\s\p{L}+){0,3}\s$",
    regex.IGNORECASE,
)
_CHANGED = regex.compile(
    r"(?<!\p{L})(?:tăng|vượt|giảm|hụt|thấp\shơn|cao\shơn|gấp)\s(?:thêm\s|được\s)?$", regex.IGNORECASE
)
_BEFORE, _WORDS, _MAX, _ALL = 500, 60, 5, 100


def relate(index: FigureIndex) -> Iterator[Relation]:
    """One relation for each percentage with a figure joined behind it."""
    taken: set[Placed] = set()
    for said in percentages(index):
        part = _joined(said)
        if part is None or _CHANGED.search(said.left(20)):
            continue
        taken.add(part)
        before = index.between(max(said.floor, said.placed.start - _BEFORE), said.placed.start)
        same = [p for p in reversed(before) if p.measure == part.measure and not p.vague and p not in taken]
        yield from _of(said, part, same[:_MAX])


def _joined(said: Said) -> Placed | None:
    """The figure right behind the percentage."""
    part = next(iter(said.after), None)
    if part is None or part.measure in NO_PARTS or part.vague:
        return None
    return part if _JOIN.fullmatch(said.text, said.placed.end, part.start) else None


def _of(said: Said, part: Placed, wholes: Sequence[Placed]) -> Iterator[Relation]:
    if not wholes or said.placed.vague:
        return
    pairs = [(part, whole) for whole in wholes] + [(other, part) for other in wholes]
    found = [r for one, whole in pairs if (r := quotient("RAT021", said.placed, one.term, whole.term)) is not None]
    held = next((relation for relation in found if holds(relation)), None)
    given = _GIVEN.search(said.left(_WORDS)) is not None
    if held is not None:
        # A rate of support is no share that was cut off: 60% of 1.250 million is 750 million, and not 760.
        exact = held._replace(stated=held.stated.exact)
        cut = given and holds(held) == "truncated" and held.terms[0] == part.term
        yield exact._replace(doubt="implied", weak=True) if cut else held
        return
    larger = [whole for whole in wholes if (whole.figure.quantity.value or 0) > (part.figure.quantity.value or 0)]
    if given:
        # A part that a slip has made larger than its only whole is still one.
        nearest = quotient("RAT021", said.placed, part.term, (larger or wholes)[0].term)
        if nearest is not None and (said.placed.figure.quantity.value or 0) < _ALL and (larger or len(wholes) == 1):
            sure = len(larger) == 1 and larger[0].start >= said.sentence
            yield nearest if sure else nearest._replace(doubt="implied", weak=True)
