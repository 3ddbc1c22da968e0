"""Differences: what rose or fell between two levels, what is left of a whole, points between two percentages.

A change is said beside one of its levels ("còn 54 hộ, giảm 10 hộ"); the other may stand anywhere above. It is looked up
by the value that it must have among the figures of the same kind, the nearest first. Where there is none, the nearest
level of the same kind is proposed as weak: a slip may be why.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

import regex

from reportparse.checks.figures import FigureIndex, Placed
from reportparse.checks.verify import holds
from reportparse.lexicon.starts import Finder
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import HouseholdCount, Percentage

_MOVES = regex.compile(
    r"(?P<fell>giảm(?:\sthêm)?|hạ|thoát|bớt|ít\shơn|thấp\shơn|kém\shơn|thiếu|hụt)"
    r"|(?P<rose>tăng|thêm|nâng|nhiều\shơn|cao\shơn|vượt|phát\ssinh|nhích\slên|dôi\sra|hơn\s(?:năm|cùng\skỳ|đầu|cuối))",
    regex.IGNORECASE,
)
_MOVE = Finder.of(_MOVES)
_LEFT = regex.compile(
    r"(?:còn(?:\slại)?|tồn|dư|kết\sdư|(?:số\s\p{L}+\s)?chưa\s\p{L}+(?:\s\p{L}+)?|số\scòn\slại(?:\slà)?|hủy)(?:\s\p{L}+){0,2}\s?:?\s?$",
    regex.IGNORECASE,
)
_BREAK = regex.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)(*SKIP)(*FAIL)|[;.]\s+|\n|\d")
"""A clause or another figure begins; a year is none."""
_SENTENCE = regex.compile(r"\n|[.;]\s")
_FROM = regex.compile(r"(?<!\p{L})từ(?:\s\p{L}+){0,4}\s?$", regex.IGNORECASE)
_TO = regex.compile(r"(?:xuống|còn|lên|đến|thành)(?:\s\p{L}+){0,2}\s?$", regex.IGNORECASE)
_AT_LEAST = regex.compile(r"(?:ít\snhất|tối\sthiểu|không\s(?:dưới|quá))\s?$", regex.IGNORECASE)
_PART = regex.compile(r"trong\s(?:số\s)?đó|gồm|riêng", regex.IGNORECASE)
_AGAINST_BEFORE = regex.compile(
    r"(?:so\svới|hơn|kém)[^.;()\d]{0,30}(?:(?:19|20)\d\d)?[^.;()\d]{0,20}\(?[^.;()\d]{0,12}$", regex.IGNORECASE
)
_AGAINST_BEHIND = regex.compile(
    r"[^.;()\d]{0,20}so\svới[^.;()\d]{0,30}(?:(?:19|20)\d\d)?[^.;()\d]{0,10}\((?:[^.;()\d]{0,20})(?:năm\s20\d\d:?\s)?(?:là\s)?",
    regex.IGNORECASE,
)
_BRACKETED_BEHIND = regex.compile(
    r"[^.;\d]{0,40}(?:\([^()]{0,12}\)[^.;\d]{0,30})?"
    r"(?:(?:so(?:\svới)?|năm|kỳ)\s(?:(?:19|20)\d\d\s|trước\s|ngoái\s)?\([^.;()\d]{0,16}"
    r"|\(từ\s(?:\p{L}+\s){0,2}|\((?:cuối\s|đầu\s|cùng\s)?(?:năm|kỳ|tháng)\s(?:(?:19|20)\d\d|trước|ngoái)?[^.;()\d]{0,16}(?:\d[\d.]*\s\p{L}+,\s)?)",
    regex.IGNORECASE,
)
_STATED_BEFORE = regex.compile(
    r"(?<!\p{L})(?:(?:cuối\s|đầu\s)?năm\s(?:(?:19|20)\d\d|trước|ngoái)|cùng\skỳ(?:\snăm\s(?:(?:19|20)\d\d|trước))?|đầu\s(?:năm|kỳ))"
    r"(?:\s(?:là|có|chỉ|chỉ\scó|mới|mới\scó))?\s?:?\s$",
    regex.IGNORECASE,
)
_CLAUSE = regex.compile(r"(?:\s?\p{L}+){0,5}[,;]\s")
_SAYS_MOVE = regex.compile(r"(?:nên\s|tức\s(?:là\s)?)?\p{L}+(?:\s\p{L}+)?(?:\slà)?\s")
_JOINS = regex.compile(r"[^.;\d]{0,40}")
_REACH, _FAR = 40, 6000
_MAX_FAR, _MAX_NEAR = 60, 3
_TELLING = 100
_SKIPPED = frozenset({"words", "ngày", "tháng", "năm", "lần", "đợt", ""})
Move = Literal["fell", "rose"]


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Differences of the prose, in text order."""
    yield from _from_to(index)
    for position, placed in enumerate(index.prose):
        if placed.measure in _SKIPPED:
            continue
        floor = _floor(index, position)
        move = _move(index, floor, placed.start)
        if move is not None:
            yield from _changes(_At(index, position, placed), move)
        elif placed.measure != "%" and _LEFT.search(index.view.flow.text, floor, placed.start):
            yield from _rests(_At(index, position, placed))


def _floor(index: FigureIndex, position: int) -> int:
    """Where the words right before a figure begin: behind the figure before it."""
    before = index.prose[position - 1].end if position else 0
    return max(before, index.prose[position].start - _REACH)


def _move(index: FigureIndex, floor: int, start: int) -> Move | None:
    """Whether a figure is said to be a rise or a fall by the words before it."""
    text = index.view.flow.text
    if _MOVE.search(text, index.view.flow.lower, floor, start) is None:
        return None
    breaks = [match.end() for match in _BREAK.finditer(text, floor, start)]
    begin = breaks[-1] if breaks else floor
    found = [match for match in _MOVES.finditer(text, begin, start) if _moves(match)]
    if not found:
        return None
    return "fell" if found[-1].group("fell") else "rose"


@dataclass(frozen=True)
class _At:
    """A figure, its place among the figures of the prose, and what stands around it."""

    index: FigureIndex
    position: int
    placed: Placed

    @property
    def text(self) -> str:
        return self.index.view.flow.text

    @cached_property
    def near(self) -> list[Placed]:
        """Figures of the same unit in the paragraph: the two behind it first, then those before."""
        start, end = self.index.paragraph_of(self.placed.start)
        own = [p for p in self.index.between(start, end) if p.measure == self.placed.measure]
        at = bisect_left([p.start for p in own], self.placed.start)
        return [*own[at + 1 : at + _MAX_NEAR], *reversed(own[max(0, at - _MAX_NEAR) : at])]

    @cached_property
    def levels(self) -> dict[Decimal, list[Placed]]:
        """Figures of the same unit in the paragraph and above, by value, the nearest first."""
        found: dict[Decimal, list[Placed]] = {}
        end = self.index.paragraph_of(self.placed.start)[1]
        count = 0
        for placed in reversed(self.index.between(max(0, self.placed.start - _FAR), end)):
            value = placed.figure.quantity.value
            if placed.measure != self.placed.measure or placed is self.placed or value is None:
                continue
            found.setdefault(value, []).append(placed)
            count += 1
            if count == _MAX_FAR:
                break
        return found


def _moves(match: regex.Match[str]) -> bool:
    """Not a name ("xã Bình Xa Hạ"), a part of another word ("giáp hạt"), a kind of household ("mới thoát nghèo")."""
    word, text = match.group(), match.string
    if word.lower() == "hạ":
        named = word[0].isupper() and text[max(0, match.start() - 4) : match.start()].rstrip()[-1:].isalpha()
        return not named and not text[match.end() : match.end() + 1].isalpha()
    return word != "thoát" or not text[max(0, match.start() - 4) : match.start()].endswith("mới ")


def _changes(at: _At, move: Move) -> Iterator[Relation]:
    """A change with a level beside it and the other level wherever it stands; told only where it holds."""
    change = at.placed
    delta = change.figure.quantity.value
    if not delta:
        return
    in_points = isinstance(change.figure, Percentage)
    if in_points and "điểm" not in at.text[change.start : change.end + 6]:
        return
    if not in_points and change.measure == "%":
        return
    for level in at.near:
        value = level.figure.quantity.value
        if value is None or _is_change(level):
            continue
        for sign in (1, -1):
            # The level is the later one with the first sign, else the earlier one.
            other = _other(at, level, value + sign * delta) if value and value + sign * delta else None
            if other is None:
                continue
            relation = _difference(change, level, other, sign)
            if holds(relation):
                yield relation
                return
    yield from _compared(at, move)
    yield from _missed(at, move)


def _compared(at: _At, move: Move) -> Iterator[Relation]:
    """ "So với cuối năm 2022 (52 hộ nghèo), giảm 13 hộ": the earlier level beside the change, the later before both.

    "Hơn năm 2024 (18.423 tấn) là 386,8 tấn", "giảm 13 hộ so với đầu năm (52 hộ)".
    """
    change, text, index = at.placed, at.text, at.index
    prose, position = index.prose, at.position
    start = index.paragraph_of(change.start)[0]
    before = prose[position - 1 : position] if position else ()
    after = [p for p in prose[position + 1 : position + 1 + _MAX_NEAR] if p.measure == change.measure][:1]
    earlier = next((p for p in before if _said_before(text, start, p)), None)
    if earlier is None or not _JOINS.fullmatch(text, earlier.end, change.start):
        patterns = (_AGAINST_BEHIND, _BRACKETED_BEHIND)
        earlier = next((p for p in after if any(e.fullmatch(text, change.end, p.start) for e in patterns)), None)
    if earlier is None or earlier.measure != change.measure or earlier.vague or change.vague:
        return
    own = [p for p in index.between(start, min(change.start, earlier.start)) if p.measure == change.measure]
    later = next((p for p in reversed(own) if _alike(earlier, p) and not _is_change(p) and not p.vague), None)
    if later is not None:
        high, low = (earlier, later) if move == "fell" else (later, earlier)
        terms = (high.term, Term.of(low.figure, weight=-1))
        unit = change.figure.unit
        if _in_a_row(index, position, later, earlier):
            yield Relation("CHG010", "change", "sum", change.term, terms, unit)
        else:
            yield Relation("CHG008", "change", "sum", change.term, terms, unit, doubt="implied", weak=True)


def _in_a_row(index: FigureIndex, position: int, later: Placed, earlier: Placed) -> bool:
    """ "Tạo việc làm cho 310 người, năm 2022 là 280 người, tăng 30 người": nothing else is told in between."""
    change, text = index.prose[position], index.view.flow.text
    if position < 2 or (later, earlier) != tuple(index.prose[position - 2 : position]):
        return False
    opened = _CLAUSE.match(text, later.end, earlier.start)
    said = opened is not None and _STATED_BEFORE.match(text, opened.end(), earlier.start) is not None
    closed = _CLAUSE.match(text, earlier.end, change.start)
    return said and closed is not None and _SAYS_MOVE.fullmatch(text, closed.end(), change.start) is not None


def _said_before(text: str, start: int, placed: Placed) -> bool:
    """Whether the words before a figure make it the earlier of two levels."""
    begin = max(start, placed.start - 2 * _REACH)
    return any(pattern.search(text, begin, placed.start) for pattern in (_AGAINST_BEFORE, _STATED_BEFORE))


def _from_to(index: FigureIndex) -> Iterator[Relation]:
    """ "từ 39 hộ xuống còn 27 hộ, giảm 12 hộ": both levels and the change, in one sentence, in any order."""
    text, prose = index.view.flow.text, index.prose
    for position, later in enumerate(prose):
        if (
            later.measure in _SKIPPED
            or later.measure == "%"
            or not _TO.search(text, max(0, later.start - 30), later.start)
        ):
            continue
        before = [p for p in prose[max(0, position - _MAX_NEAR) : position] if p.measure == later.measure]
        earlier = before[-1] if before and _FROM.search(text, max(0, before[-1].start - 50), before[-1].start) else None
        if earlier is None or _SENTENCE.search(text, earlier.end, later.start):
            continue
        found = list(_changes_between(index, position, earlier, later))
        # "giảm 38 hộ (huyện giao 36 hộ, xã giao thêm 02 hộ)": of several changes the one that fits is this one.
        yield from [relation for relation in found if holds(relation)] or found


def _changes_between(index: FigureIndex, position: int, earlier: Placed, later: Placed) -> Iterator[Relation]:
    """The changes told in the sentence of two levels, as relations; `position` is that of the later one."""
    text, prose = index.view.flow.text, index.prose
    for at in range(max(0, position - 2 * _MAX_NEAR), min(len(prose), position + 1 + _MAX_NEAR)):
        change = prose[at]
        about = change.vague and _AT_LEAST.search(text, max(0, change.start - 20), change.start) is None
        if change in (earlier, later) or change.measure != later.measure or about:
            continue
        first, last = sorted((change, earlier if change.start < earlier.start else later), key=lambda p: p.start)
        move = _move(index, _floor(index, at), change.start)
        if move is None or _SENTENCE.search(text, first.end, last.start) or _PART.search(text, first.end, last.start):
            continue
        high, low = (earlier, later) if move == "fell" else (later, earlier)
        terms = (high.term, Term.of(low.figure, weight=-1))
        doubt = "implied" if change.vague else None
        yield Relation("CHG010", "change", "sum", change.term, terms, change.figure.unit, doubt=doubt)


def _missed(at: _At, move: Move) -> Iterator[Relation]:
    """The weak proposals for a change: the level beside it and the nearest others of its kind."""
    levels = [placed for placed in at.near if not _is_change(placed) and not (placed.vague or at.placed.vague)][:2]
    for level in levels:
        others = [p for found in at.levels.values() for p in found if p is not level and not _is_change(p)]
        others = [p for p in others if _alike(level, p) and not p.vague]
        for other in sorted(others, key=lambda p: abs(p.start - at.placed.start))[:_MAX_NEAR]:
            high, low = sorted((level, other), key=lambda p: p.figure.quantity.value or 0, reverse=True)
            code = "CHG002" if at.placed.measure == "%" else "CHG008"
            terms = (high.term, Term.of(low.figure, weight=-1))
            told = _TO.search(at.text, max(at.placed.end, level.start - 30), level.start) is not None
            sure = told and at.placed.start < level.start and _sure(level, other)
            doubt = "one-slip" if sure else None
            yield Relation(code, "change", "sum", at.placed.term, terms, at.placed.figure.unit, doubt=doubt, weak=True)


def _sure(level: Placed, other: Placed) -> bool:
    """Whether two counts of households count the same group."""
    first, second = level.figure, other.figure
    return (
        isinstance(first, HouseholdCount)
        and isinstance(second, HouseholdCount)
        and (first.category == second.category and "nghèo" in first.category)
    )


def _difference(change: Placed, level: Placed, other: Placed, sign: int) -> Relation:
    high, low = (other, level) if sign > 0 else (level, other)
    code = "CHG002" if change.measure == "%" else "CHG008"
    terms = (high.term, Term.of(low.figure, weight=-1))
    return Relation(code, "change", "sum", change.term, terms, change.figure.unit)


def _other(at: _At, level: Placed, wanted: Decimal) -> Placed | None:
    """The figure with the value that the other level must have, of the kind of the first."""
    start = at.index.paragraph_of(at.placed.start)[0]
    for placed in at.levels.get(wanted, ()):
        if placed is level or _is_change(placed) or not _alike(level, placed):
            continue
        if placed.start >= start or isinstance(placed.figure, HouseholdCount) or _tells(at, placed):
            return placed
    return None


def _tells(at: _At, placed: Placed) -> bool:
    """Whether a figure that stands far off has digits enough to be no chance."""
    quantity = placed.figure.quantity
    unit = quantity.ulp or Decimal(1)
    return bool(quantity.value and quantity.value / unit >= _TELLING)


def _is_change(placed: Placed) -> bool:
    return isinstance(placed.figure, HouseholdCount) and placed.figure.role in ("increase", "decrease")


def _alike(one: Placed, other: Placed) -> bool:
    """Whether two levels may be of one stock."""
    first, second = one.figure, other.figure
    if isinstance(first, HouseholdCount) and isinstance(second, HouseholdCount):
        return first.category == second.category or not {first.category, second.category} - {"hộ", "hộ nghèo"}
    return True


def _rests(at: _At) -> Iterator[Relation]:
    """What is left of two figures that stand side by side above ("được giao A, giải ngân B"), or of one beside it."""
    rest = at.placed
    wanted = rest.figure.quantity.value
    if not wanted:
        return
    start = at.index.paragraph_of(rest.start)[0]
    before = [
        p
        for p in at.index.between(max(0, rest.start - _FAR), rest.start)
        if p.measure == rest.measure and not p.vague and p.figure.quantity.value is not None
    ][-_MAX_FAR:]
    unit = rest.figure.quantity.ulp or Decimal(1)
    telling = wanted / unit >= _TELLING or ((wanted / unit) % 10 != 0 and wanted / unit >= _TELLING / 10)
    for one, other in _side_by_side(before):
        high, low = (
            (one, other) if (one.figure.quantity.value or 0) >= (other.figure.quantity.value or 0) else (other, one)
        )
        difference = (high.figure.quantity.value or 0) - (low.figure.quantity.value or 0)
        if abs(difference - wanted) > high.figure.quantity.ulp + low.figure.quantity.ulp + rest.figure.quantity.ulp:
            continue
        if not low.figure.quantity.value:
            continue
        near = min(one.start, other.start) >= start
        relation = Relation(
            "CHG009", "change", "sum", rest.term, (high.term, Term.of(low.figure, weight=-1)), rest.figure.unit
        )
        if (near or (telling and difference == wanted)) and _alike(high, low) and holds(relation):
            yield relation
            return


def _side_by_side(figures: Sequence[Placed]) -> Iterator[tuple[Placed, Placed]]:
    """Pairs of figures with at most one of the same unit between them, the last pair first."""
    for position in reversed(range(1, len(figures))):
        yield figures[position - 1], figures[position]
        if position > 1:
            yield figures[position - 2], figures[position]
