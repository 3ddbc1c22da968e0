"""Where a count stands: under which headings, in what kind of document; do these tell what is or what shall be?"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

import regex

from reportparse.extract.household_words import ALL, DOERS, canonical, stock_of
from reportparse.model.span import Span
from reportparse.structure.outline import Item
from reportparse.structure.view import View

_HEADING, _OPENING, _PROSE = 90, 40, 120
PLANS = ("Kế hoạch", "Tờ trình", "Quyết định", "Nghị quyết", "Chương trình", "Phương án", "Đề án", "Dự án")
_NEXT_YEAR = regex.compile(r"\W*(?:trong\s)?năm\s(?P<year>20\d\d)\W*", regex.IGNORECASE)
_CAPITALS = regex.compile(
    r"(?:[Pp]hần\s\p{L}+(?:\s\p{L}+)?\s?[-–:.]\s?|(?:Một|Hai|Ba|Bốn|Năm|Sáu|Bảy|Tám)[.)]\s)?"
    r"(?:[^\n\p{Ll}]*\s)?(?:\p{Lu}{2,}[\s,-]+)+\p{Lu}{2,}[^\p{Ll}]*"
)
_PARTS = regex.compile(
    r"(?<!\p{L})(?:trong (?:số )?(?:đó|này|ấy)|bao gồm|gồm|cụ thể|chia ra|phân ra)(?!\p{L})", regex.IGNORECASE
)
_ASKS = regex.compile(r"kiến|đề", regex.IGNORECASE)
_LATER = regex.compile(
    r"\W*(?:quý\s[IV]+|(?:\d+|sáu|ba)\stháng\scuối\snăm|các\stháng\s(?:còn\slại|cuối\snăm))\W*", regex.IGNORECASE
)
# What only a sentence has, no heading: a number of things.
_FIGURE = regex.compile(r"(?<![\d/.])\d+(?:\.\d{3})*\s(?!tháng|năm|quý)\p{Ll}")
_HEADS = frozenset({"part", "roman", "article"})
_NUMBERED = _HEADS | {"number", "decimal", "letter"}


@dataclass(frozen=True)
class Setting:
    """Answers about the surroundings of a flow offset, worked out once for each item of the outline."""

    view: View
    _planned: dict[int, bool] = field(default_factory=dict, repr=False, compare=False)
    _heads: dict[int, list[tuple[Item, Span]]] = field(default_factory=dict, repr=False, compare=False)
    _of_some: dict[tuple[int, bool], bool] = field(default_factory=dict, repr=False, compare=False)

    def item_at(self, at: int) -> Item | None:
        return self.view.outline.item_of(bisect_right(self.view.flow.starts, at) - 1)

    def head(self, item: Item) -> Span:
        """The words of an item's first paragraph, as far as they may be a heading."""
        end = self.view.flow.paragraphs[item.paragraphs[0]].end
        return Span(item.start, min(end, item.start + _HEADING))

    def heads_above(self, at: int) -> list[tuple[Item, Span]]:
        """Headings and leads over the paragraph at `at`, the nearest first; that paragraph itself is none."""
        own = bisect_right(self.view.flow.starts, at) - 1
        known = self._heads.get(own)
        if known is None:
            item = self.view.outline.item_of(own)
            above = self._chain(item) if item is not None else ()
            known = self._heads[own] = [(one, self.head(one)) for one in above if one.paragraphs[0] != own]
        return known

    def _chain(self, item: Item) -> list[Item]:
        """An item and those above it, as far as no heading without a number stands between."""
        index = bisect_right(self._capitals, item.paragraphs[0]) - 1
        floor = self._capitals[index] if index >= 0 else -1
        return [above for above in (item, *self.view.outline.ancestors(item)) if above.paragraphs[0] >= floor]

    @cached_property
    def year(self) -> int | None:
        """The first year that the document is about."""
        period = self.view.period.value
        return int(period[:4]) if period and period[:4].isdigit() else None

    def planned(self, at: int) -> bool:
        """Whether what stands here is wanted or set: the nearest heading that says so, then the kind of document."""
        item = self.item_at(at)
        if item is None:
            return False
        own = bisect_right(self.view.flow.starts, at) - 1
        index = bisect_right(self._capitals, own) - 1
        if index >= 0 and self._capitals[index] > item.paragraphs[0]:
            return self._is_planned_below(self._capitals[index])  # an annex is not under the last heading of the text
        known = self._planned.get(item.index)
        if known is None:
            known = self._planned[item.index] = self._is_planned(item)
        return known

    def _is_planned(self, item: Item) -> bool:
        text, lexicon = self.view.flow.text, self.view.lexicon
        wants, tells = lexicon.pattern("plan_context"), lexicon.pattern("result_context")
        if self._is_prose(item):
            run_in = self._run_in(item)
            if run_in is not None and self._asks_for(wants.search(text, *run_in)) and not tells.search(text, *run_in):
                return True
            if tells.search(text, item.start, min(self.head(item).end, item.start + _OPENING)):
                return False
            own = []
        else:
            own = [item]
        # In minutes a list of what somebody asks is no heading of what the meeting settles behind it.
        asked = "lead" if self.view.header.doc_type == "Biên bản" else None
        above = [*own, *(parent for parent in self._chain(item) if parent is not item and parent.kind != asked)]
        for head in [*(self.head(parent) for parent in above), *self._unmarked_heads(item)]:
            want, tell = wants.search(text, head.start, head.end), tells.search(text, head.start, head.end)
            if want and tell:
                weak = lexicon.pattern("weak_result").fullmatch(tell.group()) is not None
                return want.start() < tell.start() or (weak and not _ASKS.match(want.group()))
            if want or tell:
                return want is not None
            if self._is_coming_year(text[head.start : head.end]):
                return True
        if not (self.view.header.doc_type or "").startswith(PLANS):
            return self._is_asked
        if self._unmarked_heads(item) and self._chain(item)[0] is item and item.kind != "body":
            return True
        return any(parent.kind in _NUMBERED for parent in (item, *self.view.outline.ancestors(item)))

    @cached_property
    def _is_asked(self) -> bool:
        """Whether the subject of a letter asks for something ("V/v đề nghị điều chỉnh vốn")."""
        if self.view.header.doc_type not in (None, "Công văn"):
            return False
        subject = self.view.header.subject or ""
        asks = self.view.lexicon.pattern("plan_context").search(subject)
        return asks is not None and self.view.lexicon.pattern("result_context").search(subject) is None

    def _asks_for(self, want: regex.Match[str] | None) -> bool:
        """Whether words before a colon set or ask something; in a report "Chỉ tiêu giảm nghèo: ..." tells of it too."""
        if want is None:
            return False
        return want.group().lower() != "chỉ tiêu" or (self.view.header.doc_type or "").startswith(PLANS)

    def _is_planned_below(self, number: int) -> bool:
        """Whether the paragraph in capitals with this number, or the kind of document, says that something is set."""
        text, lexicon = self.view.flow.text, self.view.lexicon
        paragraph = self.view.flow.paragraphs[number]
        end = min(paragraph.end, paragraph.start + _HEADING)
        want = lexicon.pattern("plan_context").search(text, paragraph.start, end)
        tell = lexicon.pattern("result_context").search(text, paragraph.start, end)
        if want or tell:
            return want is not None and (tell is None or want.start() < tell.start())
        return (self.view.header.doc_type or "").startswith(PLANS)

    def _run_in(self, item: Item) -> Span | None:
        """The words before the colon with which a text begins ("Nhiệm vụ 6 tháng cuối năm: ..."), if any."""
        colon = self.view.flow.text.find(":", item.start, item.start + _OPENING)
        return Span(item.start, colon) if colon > 0 else None

    def _unmarked_heads(self, item: Item) -> list[Span]:
        """The heading in capitals without a number that stands nearest above an item ("KIẾN NGHỊ"), if any."""
        index = bisect_right(self._capitals, item.paragraphs[0]) - 1
        if index < 0:
            return []
        paragraph = self.view.flow.paragraphs[self._capitals[index]]
        return [Span(paragraph.start, min(paragraph.end, paragraph.start + _HEADING))]

    @cached_property
    def _capitals(self) -> list[int]:
        """Paragraphs in capitals that no marker makes an item, by number."""
        text = self.view.flow.text
        first = next((n for n, p in enumerate(self.view.flow.paragraphs) if p.end - p.start > _PROSE), 0)
        marked = {item.paragraphs[0] for item in self.view.outline.items if item.marker}
        return [
            number
            for number, p in enumerate(self.view.flow.paragraphs)
            if number > first
            and p.cell is None
            and number not in marked
            and p.end - p.start <= _HEADING
            and _CAPITALS.fullmatch(text, p.start, p.end)
        ]

    def _is_prose(self, item: Item) -> bool:
        """Whether an item's first paragraph is itself text, no heading."""
        paragraph = self.view.flow.paragraphs[item.paragraphs[0]]
        if paragraph.end - item.start > _HEADING or len(item.paragraphs) == 1:
            return True
        own = self.view.flow.text[item.start : paragraph.end].rstrip()
        return own.endswith((".", ";")) and _FIGURE.search(own) is not None

    def _is_coming_year(self, head: str) -> bool:
        """Whether a heading is nothing but the name of a period to come."""
        if _LATER.fullmatch(head):
            return True
        match = _NEXT_YEAR.fullmatch(head)
        return match is not None and self.year is not None and int(match.group("year")) > self.year

    def stock_of_heading(self, at: int, *, near: bool = False) -> str:
        """The category that the nearest heading names ("2.2. Hộ nghèo"), where it names one alone; else all."""
        lexicon, text = self.view.lexicon, self.view.flow.text
        for _, whole in self.heads_above(at)[: 1 if near else None]:
            parts = _PARTS.search(text, whole.start, whole.end)
            head = Span(whole.start, parts.start()) if parts else whole
            found = lexicon.pattern("household_noun").finditer(text, head.start, head.end)
            named = {stock_of(canonical(m.group("category"), lexicon)) for m in found if m.group("category")} - DOERS
            if any(m.group("short") for m in lexicon.pattern("household_noun").finditer(text, head.start, head.end)):
                named |= {"hộ nghèo"} if "HCN" not in text[head.start : head.end] else {"hộ cận nghèo"}
            if named:
                return named.pop() if len(named) == 1 else ALL
        return ALL

    def on_poverty(self, at: int) -> bool:
        """Whether a heading above speaks of poverty reduction."""
        text = self.view.flow.text
        return any("giảm nghèo" in text[head.start : head.end].lower() for _, head in self.heads_above(at))

    def on_causes(self, at: int) -> bool:
        """Whether the nearest heading is of what the poor lack, or why they are poor."""
        pattern, text = self.view.lexicon.pattern("poor_heading"), self.view.flow.text
        return any(pattern.search(text, head.start, head.end) for _, head in self.heads_above(at)[:1])

    def on_livelihood(self, at: int, begin: int) -> bool:
        """Whether the words before, or a heading above, speak of a model in which households take part."""
        pattern, text = self.view.lexicon.pattern("livelihood"), self.view.flow.text
        if pattern.search(text, begin, at):
            return True
        return any(pattern.search(text, head.start, head.end) for _, head in self.heads_above(at)[:2])

    def lends(self, at: int, begin: int) -> bool:
        """Whether the words before, or a heading above, speak of loans: then the households counted are borrowers."""
        pattern, text = self.view.lexicon.pattern("lending"), self.view.flow.text
        if pattern.search(text, max(begin, text.rfind("; ", begin, at)), at):
            return True
        return any(pattern.search(text, head.start, head.end) for _, head in self.heads_above(at)[:2])

    def of_some(self, at: int, *, wide: bool = False) -> bool:
        """Whether the nearest heading says that some households are counted: those helped, those that lack something.

        Headings of whole chapters count only where `wide`.
        """
        own = bisect_right(self.view.flow.starts, at) - 1, wide
        known = self._of_some.get(own)
        if known is None:
            pattern, text = self.view.lexicon.pattern("head_part"), self.view.flow.text
            near = [head for item, head in self.heads_above(at) if wide or item.kind not in _HEADS][:1]
            known = self._of_some[own] = any(pattern.search(text, head.start, head.end) for head in near)
        return known
