"""The year's account of poor or near-poor households, told in pieces over a document.

"Đầu năm có 587 hộ nghèo (58,0%)" stands in the first section, "cuối năm còn 511 hộ (50,49%), giảm 76 hộ, tương ứng
giảm 7,51 điểm %; thoát nghèo 89 hộ, phát sinh mới 13 hộ" in another. What was there less what is left is the fall, so
is what left less what came, and the shares fall by the points told. The pieces are known by their words; where they do
not agree, one of them may yet be of something else, so that a single relation that fails is in doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from reportparse.checks.figures import FigureIndex, Placed, bracketed
from reportparse.checks.slips import explanation
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import HouseholdCount, Percentage

_OPENING = regex.compile(
    r"(?<!so\svới\s)(?<!\p{L})(?:đầu\s(?:năm|kỳ|giai\sđoạn)|(?:cuối\s)?năm\s(?:trước|ngoái))[^.;:\d]{0,40}(?:20\d\d[^.;:\d]{0,40})?$",
    regex.IGNORECASE,
)
_CLOSING = regex.compile(
    r"(?<!\p{L})(?:còn(?:\slại)?|cuối\s(?:năm|kỳ)|hiện(?:\snay)?\scòn|đến\snay\scòn)[^.;:,\d]{0,40}(?:20\d\d[^.;:\d]{0,30})?$",
    regex.IGNORECASE,
)
_FELL = regex.compile(r"(?<!\p{L})giảm(?:\s(?:được|thêm|số|hộ|cận|nghèo|ròng|thực\stế))*\s?:?\s?$", regex.IGNORECASE)
_LEFT = regex.compile(r"(?<!\p{L}|mới\s)thoát\s(?P<near>cận\s)?nghèo(?:\s(?:là|có|được))?\s?:?\s?$", regex.IGNORECASE)
_CAME = regex.compile(
    r"(?<!\p{L})(?:phát\ssinh(?:\smới)?|tăng(?:\sthêm)?|tái\s(?:cận\s)?nghèo|(?:cận\s)?nghèo\smới)(?:\s\p{L}+){0,3}\s?:?\s?$",
    regex.IGNORECASE,
)
_PLANNED = regex.compile(r"chỉ\stiêu|kế\shoạch|phấn\sđấu|mục\stiêu|giao", regex.IGNORECASE)
_ROOTS = ("hộ nghèo", "hộ cận nghèo")
_BEFORE, _SHARE, _FAR, _MAX_OPENINGS = 70, 45, 9000, 40
_SLIP = 2


@dataclass(frozen=True)
class _Account:
    """The pieces of one paragraph about one category, in text order."""

    index: FigureIndex
    category: str
    figures: Sequence[Placed]

    @property
    def text(self) -> str:
        return self.index.view.flow.text

    def said(self, pattern: regex.Pattern[str], placed: Placed) -> bool:
        floor = max(self.index.paragraph_of(placed.start)[0], placed.start - _BEFORE)
        return pattern.search(self.text, floor, placed.start) is not None

    def own(self, pattern: regex.Pattern[str]) -> list[Placed]:
        """The counts of the category that the words before them say to be such a piece."""
        return [p for p in self.figures if _of(p, self.category) and self.said(pattern, p)]


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Falls of poor and near-poor households and of their share, each against the pieces that explain it."""
    openings: dict[str, list[Placed]] = {root: [] for root in _ROOTS}
    for paragraph in index.view.flow.paragraphs:
        if paragraph.cell is not None:
            continue
        figures = [p for p in index.between(paragraph.start, paragraph.end) if not p.vague or _is_to_the_unit(p)]
        if not any(isinstance(p.figure, HouseholdCount) for p in figures):
            continue
        for root in _ROOTS:
            account = _Account(index, root, figures)
            falls = [p for p in account.own(_FELL) if not account.said(_PLANNED, p)]
            if len(falls) == 1:
                yield from _of_fall(account, falls[0], openings[root])
            openings[root] += account.own(_OPENING)


def _of_fall(account: _Account, fall: Placed, openings: Sequence[Placed]) -> Iterator[Relation]:
    """What a paragraph with one fall of a category tells of it."""
    begin = account.index.paragraph_of(fall.start)[0]
    closings = [p for p in account.own(_CLOSING) if p is not fall and not bracketed(account.text, begin, p.start)]
    before = [
        p
        for p in [*openings[-_MAX_OPENINGS:], *account.own(_OPENING)]
        if p.start >= fall.start - _FAR and p not in closings
    ]
    left = [p for p in account.figures if _is_household(p) and _leaves(account, p)]
    came = [p for p in account.own(_CAME) if p is not fall]
    if len(closings) == 1 and before:
        # "giảm 131 hộ, phát sinh 15 hộ": the fall is then of those that left, and a flow tells the rest.
        yield from _told(fall, (before[-1], closings[0])) if left or not came else ()
        yield from _of_points(account, before[-1], closings[0])
    if len(left) == 1 and came:
        yield from _told(fall, (left[0], *came))


def _leaves(account: _Account, placed: Placed) -> bool:
    floor = max(account.index.paragraph_of(placed.start)[0], placed.start - _BEFORE)
    match = _LEFT.search(account.text, floor, placed.start)
    return match is not None and (match.group("near") is not None) == ("cận" in account.category)


def _of_points(account: _Account, opening: Placed, closing: Placed) -> Iterator[Relation]:
    """The fall of the share in points against the shares said behind the two levels."""
    text = account.text
    shares = [_share_of(account.index, level) for level in (opening, closing)]
    points = [
        p
        for p in account.figures
        if isinstance(p.figure, Percentage) and "điểm" in text[p.start : p.end + 6] and p.start > closing.start
    ]
    if len(points) == 1 and shares[0] is not None and shares[1] is not None:
        yield from _told(points[0], (shares[0], shares[1]), code="CHG012")


def _share_of(index: FigureIndex, level: Placed) -> Placed | None:
    """The percentage right behind a level."""
    behind = index.between(level.end, level.end + _SHARE)[:1]
    return behind[0] if behind and isinstance(behind[0].figure, Percentage) else None


def _told(stated: Placed, pieces: Sequence[Placed], code: str = "CHG012") -> Iterator[Relation]:
    """The first piece less the others; told in doubt where it fails, if a slip in one of them may be why."""
    terms = (pieces[0].term, *(Term.of(p.figure, weight=-1) for p in pieces[1:]))
    relation = Relation(code, "change", "sum", stated.term, terms, stated.figure.unit)
    if holds(relation):
        yield relation
        return
    if explanation(relation) >= _SLIP:
        yield relation._replace(doubt="implied")


def _is_to_the_unit(placed: Placed) -> bool:
    """Whether an estimate ("ước còn 511 hộ") is reckoned with: it ends in no zero."""
    return bool((placed.figure.quantity.value or 0) % 10)


def _is_household(placed: Placed) -> bool:
    return isinstance(placed.figure, HouseholdCount) and placed.measure == "hộ"


def _of(placed: Placed, category: str) -> bool:
    figure = placed.figure
    return isinstance(figure, HouseholdCount) and placed.measure == "hộ" and figure.category == category
