"""Shares whose base the words name as a figure: "tỷ lệ còn 6,76% trên 2.500 hộ dự kiến", "so với chỉ tiêu giảm 40 hộ
thì đạt 85%", "hoàn thành 98,5% kế hoạch tăng trưởng được giao là 2.710 triệu đồng".

The part is the figure of the base's unit that is told last before them. Words that join a percentage to a base are
sure; which of several figures before is the part is not: then the relation is told only where it holds or by a slip.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from reportparse.checks.figures import FigureIndex, Placed
from reportparse.checks.ratio_bases import quotient
from reportparse.checks.ratio_said import NO_PARTS, Said, percentages
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation

# "6,76% trên 2.500 hộ", "9,40% (tính theo dự kiến 1.085 hộ)", "14,35% nếu tính trên tổng số 1.540 hộ".
_OF_BEHIND = regex.compile(
    r"\s?\(?(?:nếu\s)?(?:(?:được\s)?tính\s(?:trên|theo|cho|với)|trên|/|của|trong)\s?"
    r"(?:\s?(?:tổng\ssố|tổng|số|dự\skiến|kế\shoạch|hộ|toàn|xã|là|có|dân\ssố|dân|cư|khoảng|hiện|nay|của|cuối|đầu|năm)){0,8}\s?:?\s?",
    regex.IGNORECASE,
)
# "98,5% kế hoạch tăng trưởng được giao là 2.710 tr.đ", "119,4% chỉ tiêu huyện giao (36 hộ)".
_PLAN_BEHIND = regex.compile(
    r"\s?(?:so\s(?:với\s)?)?(?:kế\shoạch|chỉ\stiêu|dự\stoán|KH|mục\stiêu|nhu\scầu|cùng\skỳ|năm\strước|năm\sngoái|năm\s20\d\d)(?:\s\p{L}+){0,8}"
    r"(?:\snăm\s20\d\d|\s20\d\d)?\s?(?:\(\s?)?(?:là|:)?\s?(?:\p{L}+\s){0,3}",
    regex.IGNORECASE,
)
# "so chỉ tiêu trên giao giảm 40 hộ thì đạt 85%", "so với kế hoạch 480 ha đạt 101,4%".
_PLAN_FIRST = regex.compile(
    r"(?<!\p{L})so\s(?:với\s)?(?:kế\shoạch|chỉ\stiêu|dự\stoán|KH|mục\stiêu|nhu\scầu|tổng\ssố)(?:\s\p{L}+){0,6}"
    r"(?:\snăm\s20\d\d|\s20\d\d)?\s?(?:\(\s?)?(?:là\s|:\s)?$",
    regex.IGNORECASE,
)
_THEN = regex.compile(
    r"\)?(?:\s\p{L}+){0,4},?(?:\s\d\d?\stháng(?:\sđầu\snăm)?)?\s?(?:thì\s|mới\s|chỉ\s|đã\s|ước\s)*"
    r"(?:đạt|bằng|tương\sứng|hoàn\sthành|vượt\smức)(?:\stỷ\slệ)?\s?:?\s?",
    regex.IGNORECASE,
)
_CHANGED = regex.compile(r"(?<!\p{L})(?:tăng|vượt|giảm|hụt|thấp\shơn|cao\shơn)\s(?:thêm\s|được\s)?$", regex.IGNORECASE)
_REACH, _SO, _WORTH = 60, 80, 400


class _Base(NamedTuple):
    """A base and the figures of its unit before, the nearest first; `sure`: the first of them is the part."""

    code: str
    placed: Placed
    parts: Sequence[Placed]
    sure: bool


def relate(index: FigureIndex) -> Iterator[Relation]:
    """One relation for each percentage that has its base with it."""
    for said in percentages(index):
        if _CHANGED.search(said.left(20)):
            continue
        found = _behind(index, said) or _first(index, said)
        if found is not None:
            yield from _of(said, found)


def _behind(index: FigureIndex, said: Said) -> _Base | None:
    """A base behind the percentage, with the figures of its unit before, the nearest first."""
    base = next((placed for placed in said.after if placed.measure not in NO_PARTS), None)
    if base is None:
        return None
    between = said.text[said.placed.end : base.start]
    plan = _PLAN_BEHIND.fullmatch(between) is not None
    if not plan and not _OF_BEHIND.fullmatch(between):
        return None
    parts = said.measured(base.measure, vague=True)[::-1]
    if not parts and not plan:
        # "xuống còn 102 hộ nghèo vào cuối năm. Tỷ lệ hộ nghèo còn 9,40% (tính theo dự kiến 1.085 hộ)"
        before = index.between(max(said.floor, said.sentence - _WORTH), said.sentence)
        parts = [placed for placed in reversed(before) if placed.measure == base.measure]
        return _Base("RAT020", base, parts, sure=False) if parts else None
    sure = len(parts) == 1 and not base.vague
    return _Base("RAT002" if plan else "RAT020", base, parts, sure) if parts else None


def _first(index: FigureIndex, said: Said) -> _Base | None:
    """A plan before the percentage that it is compared with, and the figures of its unit before the comparison."""
    if not said.before:
        return None
    base = said.before[-1]
    if base.vague or base.measure in NO_PARTS or not _THEN.fullmatch(said.text, base.end, said.placed.start):
        return None
    if not _PLAN_FIRST.search(said.text, max(said.sentence, base.start - _SO), base.start):
        return None
    before = index.between(max(said.floor, base.start - _WORTH), base.start)
    parts = [placed for placed in reversed(before) if placed.measure == base.measure]
    return _Base("RAT002", base, parts, len(parts) == 1)


def _of(said: Said, found_with: _Base) -> Iterator[Relation]:
    """The first part that fits, else the nearest, as sure as it is the only one."""
    code, base, parts, sure = found_with
    found = [r for part in parts[:6] if (r := quotient(code, said.placed, part.term, base.term)) is not None]
    held = next((relation for relation in found if holds(relation)), None)
    if held is not None:
        yield held._replace(weak=True)  # another finder may tell the same
    elif found and not parts[0].vague and not said.placed.vague:
        yield found[0] if sure else found[0]._replace(doubt="implied", weak=True)
