"""What a figure grew or fell by, as a share of what it was: "Hoàn thành 214 nhà, năm 2022 là 167 nhà, nhiều hơn 47 nhà
(28,1%)", "dư nợ từ 41,8 tỷ đồng lên 78,6 tỷ đồng, tăng 36,8 tỷ đồng (tăng 88%)".

The difference stands right before the percentage behind a word of change. The figure of then is one of the same unit
around it; where two of these are the difference apart, the earlier of the two moments is meant and the share must hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from reportparse.checks.figures import FigureIndex, Placed
from reportparse.checks.ratio_said import NO_PARTS, Said, percentages
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import Figure

_UP = r"tăng|nhiều\shơn|cao\shơn|hơn|vượt|thêm"
_DOWN = r"giảm|ít\shơn|thấp\shơn|kém|bớt|hụt"
_CHANGE = regex.compile(
    rf"(?<!\p{{L}})(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:\s(?:thêm|được)|"
    r"\s(?:so\svới\s)?(?:cùng\skỳ|năm|tháng|quý|đầu|cuối|kỳ)[^.;()\d]{0,30}(?:20\d\d)?(?:\s\([^()]{0,60}\))?|"
    r"(?:\s\p{L}+){0,3})?(?:\slà)?\s$",
    regex.IGNORECASE,
)
_JOIN = regex.compile(
    rf"[^.;%\d]{{0,25}}?(?:\([^()%]{{0,60}}\))?[\s,(–-]{{1,3}}(?:(?:{_UP}|{_DOWN}|tốc\sđộ|tỷ\slệ|tương\s(?:ứng|đương)|tức(?:\slà)?|bằng|hay|là|khoảng|với)\s)*"
    r"|\s(?:\p{L}+\s){0,2}\(",
    regex.IGNORECASE,
)
_PLAN = regex.compile(r"\s?(?:kế\shoạch|chỉ\stiêu|KH|dự\stoán|tổng|số)", regex.IGNORECASE)
_BEFORE, _BEHIND, _WORDS, _MAX = 320, 110, 90, 6


class _Level(NamedTuple):
    figure: Figure
    start: int


def relate(index: FigureIndex) -> Iterator[Relation]:
    """One relation for each percentage behind a difference."""
    rates = [_Level(rate, index.view.flow.inverse.source(rate.span.start)) for rate in index.mentions.rates]
    for said in percentages(index):
        change = _difference(said)
        if change is None or said.placed.vague:
            continue
        difference, up = change
        around = index.between(max(said.floor, difference.start - _BEFORE), min(said.end, said.placed.end + _BEHIND))
        others = [p for p in around if p.measure not in NO_PARTS and not p.vague and p != difference]
        levels = [_Level(p.figure, p.start) for p in others if p.measure == difference.measure]
        if difference.measure == "đ":
            levels += [rate for rate in rates if said.floor <= rate.start < said.placed.end + _BEHIND]
        if len(levels) < 2 and len({p.measure for p in others} - {difference.measure}) == 1:
            levels = [_Level(p.figure, p.start) for p in others]  # "214 hộ, năm 2022 là 167 hộ, nhiều hơn 47 nhà"
        levels.sort(key=lambda level: abs(level.start - difference.start))
        yield from _of(said, difference, levels[: 2 * _MAX], up=up)


def _difference(said: Said) -> tuple[Placed, bool] | None:
    """The figure before the percentage that is said to have come or gone, with whether it came.

    "47 more" is no estimate, though "more than 47" would be one.
    """
    if _PLAN.match(said.right()):
        return None
    for placed in reversed(said.before[-2:]):
        if placed.measure in NO_PARTS or not _JOIN.fullmatch(said.text, placed.end, said.placed.start):
            continue
        change = _CHANGE.search(said.text, max(said.sentence, placed.start - _WORDS), placed.start)
        if change is not None and not (placed.vague and "hơn" not in change.group().lower()):
            return placed, change.group("up") is not None
    return None


def _of(said: Said, difference: Placed, levels: Sequence[_Level], *, up: bool) -> Iterator[Relation]:
    apart = _apart(difference, levels, up=up)
    if apart is not None:
        yield _share(said, difference, apart)
        return
    for then in levels:
        relation = _share(said, difference, then)
        if holds(relation):
            yield relation
            return


def _apart(difference: Placed, levels: Sequence[_Level], *, up: bool) -> _Level | None:
    """The level of then, where the one of now lies just the difference above or below it."""
    for then in levels:
        for now in levels[:_MAX]:
            high, low = (now, then) if up else (then, now)
            terms = (Term.of(high.figure), Term.of(low.figure, weight=-1))
            if now is not then and holds(Relation("CHG002", "change", "sum", difference.term, terms, "")) == "exact":
                return then
    return None


def _share(said: Said, difference: Placed, then: _Level) -> Relation:
    terms = (difference.term, Term.of(then.figure))
    return Relation("RAT023", "ratio", "quotient", said.placed.term, terms, "%")
