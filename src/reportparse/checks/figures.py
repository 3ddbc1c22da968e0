"""Where figures stand: by paragraph, by table cell, and which of them may be added to each other."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby, islice
from operator import attrgetter
from typing import NamedTuple

import regex

from reportparse.checks.bare import bare_figures
from reportparse.checks.sheet import Sheet
from reportparse.lexicon import Lexicon
from reportparse.lexicon.schema import CountUnit
from reportparse.model.finding import Term
from reportparse.model.mention import Amount, Count, Figure, HouseholdCount, Mentions, Percentage
from reportparse.model.span import Span
from reportparse.structure.view import View
from reportparse.text.fold import squeeze

NO_COUNTS = frozenset({"đ", "%", "words", "ngày", "tháng", "lần", "đợt", "năm"})
_SENTENCE = regex.compile(r"\n|[.]\s+(?=\p{Lu})")
_BEFORE, _BEHIND = 240, 80
_ESTIMATED = 4
"""An estimate with as many digits ("ước 4.865 triệu đồng") is reckoned with."""
_AFTER = regex.compile(r"[^.;:()\d\n]*")
SENTENCE_END = regex.compile(r"[.;!?]\s")


class Placed(NamedTuple):
    """A figure of the prose with its place in the flow and the unit it may be added in.

    `vague`: said to be approximate ("khoảng", "hơn") in few digits, and never tested for equality.
    """

    figure: Figure
    start: int
    end: int
    measure: str
    term: Term
    vague: bool


@dataclass(frozen=True)
class FigureIndex:
    """Figures of a document, ready to be related."""

    view: View
    mentions: Mentions

    @cached_property
    def _figures(self) -> tuple[Figure, ...]:
        return self.mentions.figures()

    @cached_property
    def _units(self) -> Mapping[str, str]:
        return self.view.lexicon.derive(_unit_keys)

    def measure(self, figure: Figure) -> str:
        """The key of what a figure may be added to or compared with."""
        return _measure(figure, self._units)

    @cached_property
    def prose(self) -> tuple[Placed, ...]:
        """Figures outside table cells, in text order."""
        inverse = self.view.flow.inverse
        found = []
        for figure in self._figures:
            if figure.in_table or figure.quantity.value is None:
                continue
            start = inverse.source(figure.span.start)
            end = inverse.source(figure.span.end - 1) + 1
            vague = isinstance(figure, (Amount, Count, HouseholdCount, Percentage)) and figure.approximate
            vague = vague and _digits(figure) < _ESTIMATED
            found.append(Placed(figure, start, end, self.measure(figure), Term.of(figure), vague))
        for figure, start, end in bare_figures(self.view, self.mentions):
            found.append(Placed(figure, start, end, _bare_measure(figure.unit, self._units), Term.of(figure), False))
        found.sort(key=attrgetter("start", "end"))
        text = self.view.flow.text
        return tuple(_from_behind(list(_inherited(found, text)), text))

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(placed.start for placed in self.prose)

    def between(self, start: int, end: int) -> Sequence[Placed]:
        """Prose figures that begin at flow offsets `start` to `end`."""
        return self.prose[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def sentence_before(self, position: int) -> str:
        """The words of a prose figure's sentence before it (`position`: offset in the document)."""
        at = self.view.flow.inverse.source(position)
        start = self.paragraph_of(at)[0]
        text = self.view.flow.text[max(start, at - _BEFORE) : at]
        stops = [match.end() for match in SENTENCE_END.finditer(text)]
        return text[stops[-1] :] if stops else text

    def words_after(self, position: int) -> str:
        """The words right behind a prose figure, up to the next mark or number: what a count is a count of."""
        at = self.view.flow.inverse.source(position - 1) + 1
        match = _AFTER.match(self.view.flow.text, at, at + _BEHIND)
        return match.group() if match else ""

    @cached_property
    def by_span(self) -> dict[Span, Figure]:
        """Table figures by their place in the document."""
        return {figure.span: figure for figure in self._figures if figure.in_table}

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """The tables with their figures."""
        return tuple(Sheet.of(grid, self.by_span) for grid in self.view.grids)

    def paragraph_of(self, offset: int) -> tuple[int, int]:
        """Flow range of the paragraph that holds an offset."""
        flow = self.view.flow
        paragraph = flow.paragraphs[bisect_right(flow.starts, offset) - 1]
        return paragraph.start, paragraph.end


def without_wholes(figures: Iterable[Placed]) -> list[Placed]:
    """Figures without the second ones of fractions: of "34/121 hộ cận nghèo" only the 34 may be a part of a sum."""
    return [placed for _, same in groupby(figures, key=attrgetter("start", "end")) for placed in islice(same, 1)]


def _digits(figure: Figure) -> int:
    """How many digits a figure states besides the zeros at its end."""
    value, unit = figure.quantity.value or Decimal(0), figure.quantity.ulp or Decimal(1)
    return len(str(int(value / unit)).rstrip("0"))


def _unit_keys(lexicon: Lexicon) -> dict[str, str]:
    """From a unit as written to the key under which it is added: persons are one kind, "suất quà" is "suất"."""
    keys: dict[str, str] = {}
    for term in lexicon.terms("count_units"):
        if isinstance(term, CountUnit):
            key = "person" if term.of == "person" else term.name.split()[0]
            keys.update(dict.fromkeys((squeeze(form).lower() for form in term.forms), key))
    return keys


def _from_behind(figures: list[Placed], text: str) -> list[Placed]:
    """Numbers before the first unit of their sentence have that of the next ("đồng ý 139, không 05 phiếu")."""
    following: Placed | None = None
    for position in reversed(range(len(figures))):
        placed = figures[position]
        if placed.measure in NO_COUNTS:
            continue
        if not placed.measure and following is not None and not _SENTENCE.search(text, placed.end, following.start):
            placed = figures[position] = placed._replace(measure=following.measure)
        following = placed if placed.measure else None
    return figures


_TIMES = frozenset("xX×*")
_EACH = regex.compile(
    r"(?<!\p{L})(?:(?:định\s)?mức(?:\s(?:quà|tặng|chi))?\s|(?:mỗi|từng)\s(?:gia\sđình|\p{L}+)\s(?:là\s|được\s|"
    r"(?:(?:\d{1,2}|một|được|nhận|mua|nuôi)\s\p{L}+(?:\s\p{L}+){0,2},?\s)?"
    r"(?:trị\sgiá|giá|mức|hỗ\strợ|với)\s)?)$",
    regex.IGNORECASE,
)
_EACH_REACH = 40
_FACTOR = regex.compile(r"[^\S\n][xX×*]\s?$")


def is_factor(text: str, placed: Placed) -> bool:
    """Whether a figure is multiplied, as a unit price ("15 em x 750.000 đồng", "mỗi căn 40 triệu đồng")."""
    if _EACH.search(text, max(0, placed.start - _EACH_REACH), placed.start):
        return True
    before = text[max(0, placed.start - 4) : placed.start]
    return before.rstrip()[-1:] in _TIMES and _FACTOR.search(before) is not None


def unit_of_each(word: str) -> str:
    """The unit that a word behind "mỗi", or behind a stroke, begins: "gia đình" are households."""
    word = word.lower()
    return "hộ" if word == "gia" else word


def bracketed(text: str, begin: int, offset: int) -> bool:
    """Whether a figure stands in brackets opened after `begin`: an aside, not one of the parts."""
    return text.count("(", begin, offset) > text.count(")", begin, offset)


def last_digit(figures: Sequence[Placed]) -> Decimal:
    """The worth of the last digit of figures that tells something: zeros that end all of them do not."""
    ulp = max(placed.figure.quantity.ulp for placed in figures)
    if ulp and ulp < 1:
        return ulp
    written = [str(int(placed.figure.quantity.value or 0)) for placed in figures]
    zeros = [len(number) - len(number.rstrip("0")) for number in written if number != "0"]
    return max(ulp, Decimal(10) ** min(zeros, default=0))


def _bare_measure(unit: str, units: Mapping[str, str]) -> str:
    """As `_measure`; what starts like a household ("12 hộ lý", "46 hộ chiếu") is none."""
    return f"{unit}?" if unit in ("hộ", "khẩu") else units.get(unit, unit)


def _inherited(figures: Sequence[Placed], text: str) -> Iterator[Placed]:
    """A number without a unit has that of the count before it in its sentence ("08 chị; 40 năm: 06")."""
    last: Placed | None = None
    for placed in figures:
        if placed.measure in NO_COUNTS:
            yield placed
            continue
        goes_on = not placed.measure and last is not None and not _SENTENCE.search(text, last.end, placed.start)
        own = placed._replace(measure=last.measure) if last is not None and goes_on else placed
        yield own
        last = own if own.measure else None


def _measure(figure: Figure, units: Mapping[str, str]) -> str:
    if isinstance(figure, Amount):
        return "words" if figure.in_words else "đ"
    if isinstance(figure, Percentage):
        return "%"
    if isinstance(figure, HouseholdCount):
        return figure.unit
    return units.get(figure.unit.lower(), figure.unit)
