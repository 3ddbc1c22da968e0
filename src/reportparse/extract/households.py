"""Household counts in prose: number, category, role, time and area.

A count is written with its category ("13 hộ nghèo"), before it ("hộ nghèo: 139"), as a fraction ("7/10 hộ nghèo"), or
bare ("giảm 12 hộ"); a bare count takes the category that its sentence, or the one before, speaks of.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import regex

from reportparse.extract.clauses import is_named, label_before, sentence_start
from reportparse.extract.household_roles import ALL, role_of
from reportparse.lexicon import Lexicon
from reportparse.model.mention import HouseholdCount, Role
from reportparse.model.quantity import Quantity
from reportparse.structure.view import View
from reportparse.text.fold import squeeze
from reportparse.text.numerals import read_number

_HEADING = 90
_MOVING = regex.compile(r"(?:còn(?:\slại)?|giảm|tăng|xuống|thoát|là|thêm|từ|lên|được)\s?\(?$|\($", regex.IGNORECASE)
_REACH = 1200
_FILLER = regex.compile(
    r"\s(?:hiện\s(?:tại|nay|có)|năm\s\d{4}|đầu\snăm|cuối\snăm|toàn\s\p{L}+|còn\slại|(?:của|trên|theo|tại)\s.*)+$"
)
_STROKE = regex.compile(r"/\s?$")
_HOUSEHOLDS_OF = regex.compile(r"\shộ(?:\s\p{Ll}+){0,3}\s?/\s?$")
_YEAR = regex.compile(r"(?:[Nn]ăm\s|/)((?:19|20)\d\d)(?!\d)")


def extract(view: View) -> tuple[HouseholdCount, ...]:
    """Counts of households, and of persons of all households, in text order."""
    reader = _Reader(view)
    return tuple(sorted(reader.read(), key=lambda mention: (mention.span, mention.role)))


def canonical(words: str, lexicon: Lexicon) -> str:
    """The canonical spelling of a category, or its own words where the lexicon has none."""
    plain: str = squeeze(words).lower().replace("gia đình thuộc diện ", "").removesuffix(" là")
    plain = plain.replace("dtts", "DTTS")
    plain = regex.sub(r"^hn\b", "hộ nghèo", regex.sub(r"^hcn\b", "hộ cận nghèo", plain))
    for term in lexicon.terms("households"):
        if plain in (form.lower().replace("dtts", "DTTS") for form in term.forms):
            return term.name if plain not in _KEEP else plain
    return plain


def _overlaps(taken: list[tuple[int, int]], span: tuple[int, int]) -> bool:
    """Whether a span shares a character with one of the spans, which do not overlap each other and are in order."""
    at = bisect_right(taken, (span[1],)) - 1
    return any(start < span[1] and span[0] < end for start, end in taken[max(0, at - 1) : at + 1])


def _stock(category: str) -> str:
    """The stock that a flow belongs to: households that left poverty left "hộ nghèo"."""
    if category.startswith(("hộ thoát", "hộ mới thoát", "hộ tái", "hộ phát sinh", "hộ nghèo phát sinh")):
        return (
            "hộ cận nghèo"
            if category.startswith(("hộ thoát cận", "hộ mới thoát cận", "hộ phát sinh cận"))
            else "hộ nghèo"
        )
    return "hộ cận nghèo" if category.startswith("hộ cận nghèo") else category


_KEEP = frozenset({"hộ gia đình", "hộ dân", "hộ tự nhiên"})


@dataclass(frozen=True)
class _Reader:
    view: View

    @cached_property
    def text(self) -> str:
        return self.view.flow.text

    def read(self) -> Iterator[HouseholdCount]:
        lexicon, text = self.view.lexicon, self.text
        fractions = list(lexicon.pattern("household_fraction").finditer(text))
        for match in fractions:
            yield from self._fraction(match)
        taken = [match.span() for match in fractions]
        counted: list[tuple[int, str]] = []
        for match in lexicon.pattern("household_count").finditer(text):
            if not _overlaps(taken, match.span()) and not self._is_no_count(match.start(), match.end("number")):
                count = self._count(match)
                counted.append((match.end(), count.category))
                yield count
        taken = sorted([*taken, *(match.span() for match in lexicon.pattern("household_count").finditer(text))])
        for match in lexicon.pattern("household_before").finditer(text):
            if not _overlaps(taken, match.span("number")):
                yield self._make(match, "number", canonical(match.group("category"), lexicon), match.start("category"))
        for match in lexicon.pattern("persons").finditer(text):
            yield self._make(match, "number", self._persons(match, counted), match.start(), unit="khẩu")

    def _persons(self, match: regex.Match[str], counted: list[tuple[int, str]]) -> str:
        """Persons of the households counted right before ("102 hộ nghèo với 325 khẩu"), else those named, else all."""
        lexicon = self.view.lexicon
        if match.group("category"):
            return canonical("hộ " + match.group("category"), lexicon)
        start = match.start()
        at = bisect_left(counted, (start + 1, "")) - 1
        if at >= 0 and lexicon.pattern("persons_gap").fullmatch(self.text, counted[at][0], start):
            return counted[at][1]
        named = list(lexicon.pattern("persons_named").finditer(self.text, max(self._floor(start), start - 60), start))
        return canonical("hộ " + named[-1].group("category"), lexicon) if named else ALL

    def _is_no_count(self, start: int, end: int) -> bool:
        """Whether a number stands behind a stroke, or names something ("năm 2023", "Dự án 6").

        Behind "186 hộ nghèo/2.067 hộ" stands a count like any other; behind "7/10 hộ" it is the fraction's.
        """
        if _STROKE.search(self.text, max(0, start - 30), start):
            return _HOUSEHOLDS_OF.search(self.text, max(0, start - 30), start) is None
        return is_named(self.text, start, end, self.view.lexicon)

    def _fraction(self, match: regex.Match[str]) -> Iterator[HouseholdCount]:
        category = canonical(match.group("category"), self.view.lexicon)
        if category == ALL:
            category = self._category_before(match.start())
        yield self._make(match, "part", category, match.start(), role="part")
        yield self._make(match, "number", category, match.start(), role="level")

    def _count(self, match: regex.Match[str]) -> HouseholdCount:
        lexicon = self.view.lexicon
        tail = match.group("tail")
        if tail:
            category = canonical(f"hộ {tail}" if not tail.lower().startswith(("hộ", "cận")) else tail, lexicon)
            if category == "cận nghèo":
                category = "hộ cận nghèo"
        else:
            category = self._category_before(match.start())
            if category == ALL and self._lending(match.start()):
                category = "hộ vay"
        return self._make(match, "number", category, match.start())

    def _category_before(self, start: int) -> str:
        """The category that the words before a bare "N hộ" speak of, else all households.

        The number must be tied to them ("còn", "là", a bracket); then the stock named last in the paragraph counts.
        """
        text, lexicon = self.text, self.view.lexicon
        floor = max(self._floor(start), start - _REACH)
        begin = sentence_start(text, start, floor)
        own = lexicon.pattern("household_named").search(text, begin, start)
        if own is not None and own.end() >= start - 1:
            return canonical(_FILLER.sub("", own.group("category")), lexicon)
        if lexicon.pattern("all_households").search(text, begin, start):
            return ALL
        group = lexicon.pattern("ethnic_before").search(text, begin, start)
        if group is not None:
            return f"hộ {group.group('group')}"
        if not lexicon.pattern("household_link").search(text, begin, start):
            return ALL
        named = list(lexicon.pattern("household_category").finditer(text, floor, start))
        if named and named[-1].group("dtts"):
            return "hộ dân tộc thiểu số"
        change = lexicon.pattern("household_change").search(text, begin, start)
        moving = change or _MOVING.search(text, begin, start)
        if named:
            words = named[-1].group("category")
            category = canonical(words, lexicon) if words else "hộ nghèo"
            stock = _stock(category) if moving else category
        else:
            stock = self._heading_stock(start)
        if stock == ALL and not (change and change.group("again")):
            return ALL
        if change is None:
            return stock
        if change.group("again"):
            return f"hộ {change.group('again').lower()}"
        if change.group("out"):
            return "hộ cận nghèo" if "cận" in change.group("out") else "hộ nghèo"
        return f"{stock} phát sinh" if stock in ("hộ nghèo", "hộ cận nghèo") else stock

    def _lending(self, at: int) -> bool:
        """Whether the words before, or a heading above, speak of loans: then the households counted are borrowers."""
        view, pattern = self.view, self.view.lexicon.pattern("lending")
        floor = self._floor(at)
        if pattern.search(self.text, sentence_start(self.text, at, floor), at):
            return True
        item = view.outline.item_of(bisect_right(view.flow.starts, at) - 1)
        above = view.outline.ancestors(item)[:1] if item is not None else []
        heads = (view.flow.paragraphs[parent.paragraphs[0]] for parent in above)
        return any(pattern.search(self.text, head.start, min(head.end, head.start + _HEADING)) for head in heads)

    def _heading_stock(self, at: int) -> str:
        """The stock that the nearest heading above names ("2.2. Hộ nghèo"), where it names one alone."""
        view = self.view
        item = view.outline.item_of(bisect_right(view.flow.starts, at) - 1)
        if item is None:
            return ALL
        for above in (item, *view.outline.ancestors(item)):
            paragraph = view.flow.paragraphs[above.paragraphs[0]]
            if paragraph.start <= at <= paragraph.end or paragraph.end - above.start > _HEADING:
                continue
            found = view.lexicon.pattern("household_category").finditer(self.text, above.start, paragraph.end)
            named = {_stock(canonical(m.group("category"), view.lexicon)) for m in found if m.group("category")}
            if named:
                return named.pop() if len(named) == 1 else ALL
        return ALL

    def _make(
        self,
        match: regex.Match[str],
        group: str,
        category: str,
        begin: int,
        *,
        unit: Literal["hộ", "khẩu"] = "hộ",
        role: Role | None = None,
    ) -> HouseholdCount:
        text, view = self.text, self.view
        number = read_number(match.group(group), "count")
        at = match.start(group)
        floor = self._floor(at)
        quantity = Quantity(number.value, written=match.group(group), malformed=number.malformed)
        span = match.span() if match.re is not view.lexicon.pattern("household_before") else match.span("number")
        return HouseholdCount(
            span=view.flow.span(*span),
            quantity=quantity,
            unit=unit,
            label=label_before(text, at, floor),
            category=category,
            role=role or role_of(view, at, match.end(), category),
            time=self._time(at, floor),
            area=None,
            approximate=view.lexicon.pattern("approximate").search(text, max(floor, at - 15), at) is not None,
        )

    def _floor(self, offset: int) -> int:
        starts = self.view.flow.starts
        return starts[bisect_right(starts, offset) - 1]

    def _time(self, at: int, floor: int) -> str | None:
        years = _YEAR.findall(self.text, max(floor, at - _REACH), at)
        return str(years[-1]) if years else None
