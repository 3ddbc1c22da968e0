"""By how many per cent a figure grew or fell: "9.846 triệu đồng, tăng 12,4% so với năm 2023 (8.760 triệu đồng)".

The figure of now stands before the percentage in its sentence. The one of then stands in the comparison behind it, in
a bracket before it, or before the figure of now ("từ 8.760 lên 9.846 triệu đồng, tăng 12,4%").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from reportparse.checks.figures import FigureIndex, Placed, bracketed
from reportparse.checks.verify import HUNDRED, holds
from reportparse.model.finding import Relation
from reportparse.model.mention import Percentage

_MOVED = regex.compile(
    r"(?<!\p{L})(?:(?P<up>tăng|vượt|cao\shơn)|(?P<down>giảm|hụt|thấp\shơn))"
    r"(?:\s(?:thêm|khoảng|được|tương\sứng|bình\squân))*\s?$",
    regex.IGNORECASE,
)
_AGAINST = regex.compile(
    r"\s?(?:,\s)?(?:so\s(?:với\s)?(?:cùng\skỳ|năm|tháng|quý|kỳ|đầu|cuối|kế\shoạch|dự\stoán|thực\shiện|số|mức|\d)|(?:kế\shoạch|chỉ\stiêu|dự\stoán|KH)(?!\p{L}))[^.;%]{0,60}?",
    regex.IGNORECASE,
)
_OPENED = regex.compile(r"[^.;()\d]{0,20}(?:(?:19|20)\d\d)?[^.;()\d]{0,16}\(?[^.;()\d]{0,16}", regex.IGNORECASE)
_STOP = regex.compile(r"[.;]\s+(?=\p{Lu})|;\s|\n")
_CUE, _REACH, _BEHIND, _MAX = 30, 240, 90, 5


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Relative changes, each with the first two figures that give it, else with those that the words join."""
    text, prose = index.view.flow.text, index.prose
    for position, share in enumerate(prose):
        if not isinstance(share.figure, Percentage) or share.vague or not share.figure.quantity.value:
            continue
        moved = _MOVED.search(text, max(0, share.start - _CUE), share.start)
        if moved is None or "điểm" in text[share.start : share.end + 6]:
            continue
        begin = max(index.paragraph_of(share.start)[0], share.start - _REACH)
        stops = [match.end() for match in _STOP.finditer(text, begin, share.start)]
        before = [p for p in prose[max(0, position - 2 * _MAX) : position] if p.start >= (stops or [begin])[-1]]
        yield from _of(text, share, before, prose[position + 1 : position + 1 + _MAX], up=bool(moved.group("up")))


def _of(text: str, share: Placed, before: Sequence[Placed], after: Sequence[Placed], *, up: bool) -> Iterator[Relation]:
    """The relative change of two figures of one unit: one that holds, else the one that a comparison joins."""
    own = [p for p in before if p.measure not in ("%", "words", "") and not p.vague]
    compared = _compared(text, share, after)
    pairs = [(now, compared) for now in reversed(own) if compared is not None and now.measure == compared.measure]
    joined = [pair for pair in pairs if not bracketed(text, own[0].start, pair[0].start)][:1]
    pairs += [(now, then) for now in reversed(own) for then in own if now is not then and now.measure == then.measure]
    for now, then in pairs:
        relation = _growth(share, now, then, up=up)
        if relation is not None and holds(relation):
            yield relation
            return
    for now, then in joined:
        relation = _growth(share, now, then, up=up)
        yield from [relation._replace(doubt="implied", weak=True)] if relation is not None else []


def _compared(text: str, share: Placed, after: Sequence[Placed]) -> Placed | None:
    """The figure of then in a comparison behind the percentage ("so với năm 2023 (8.760 triệu đồng)")."""
    against = _AGAINST.match(text, share.end, share.end + _BEHIND)
    if against is None:
        return None
    then = next((placed for placed in after if placed.measure not in ("%", "words", "", "năm", "tháng")), None)
    if then is None or then.vague or then.start > share.end + _BEHIND:
        return None
    return then if _OPENED.fullmatch(text, against.end(), then.start) else None


def _growth(share: Placed, now: Placed, then: Placed, *, up: bool) -> Relation | None:
    """The relation, None where the figures move the other way, or so far that nobody would say it in per cent."""
    value, base = now.figure.quantity.value or 0, then.figure.quantity.value or 0
    if not base or not value or (value > base) != up or value > HUNDRED * base:
        return None
    return Relation("RAT011", "ratio", "growth", share.term, (now.term, then.term), "%")
