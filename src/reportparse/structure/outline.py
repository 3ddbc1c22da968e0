"""The list tree: which paragraph stands under which (I, 1, 1.1, a, -, +, *), from the markers alone.

Reports mix schemes and skip levels, so depth is not read from a marker's kind but from the order in which kinds
appear: a kind that is open already closes everything opened after it; a new kind goes one level down, unless it is of
a higher rank than the open one and nothing announced a list (a colon, "trong đó").
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

import regex

from reportparse.structure.flow import Flow

_ORDER_WORDS = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy")
_MAIN_WORDS = ("Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám")
_MARKER = regex.compile(
    rf"(?P<chapter>(?:Phần\s+thứ|PHẦN\s+THỨ)\s+(?:{'|'.join((*_ORDER_WORDS, *map(str.upper, _ORDER_WORDS)))})"
    r"|(?:Chương|CHƯƠNG)\s+(?:[IVX]{1,5}|\d{1,2}))\s*(?:[.:]|$|(?=\p{Lu}{2}))"
    rf"|(?P<word>{'|'.join((*_MAIN_WORDS, *map(str.upper, _MAIN_WORDS)))})[.)]\s+(?=\p{{Lu}}{{2}})"
    r"|(?P<subroman>[IVX]{1,4}\.\d{1,2})[.)]?\s+(?=[\p{L}“\"(])"
    r"|(?P<roman>(?:Phần\s+|PHẦN\s+)?(?:X{0,2}(?:IX|IV|V?I{1,3}|V(?!/v)|X)|X{1,2}))(?:[.)/]\s?)?[.)/–—-]\s*(?=[\p{L}“\"(])"
    r"|(?P<part>[A-HĐ])(?:[.)/](?:\s+(?=\p{Lu})|(?=\p{Lu}{2}))|\s?[-–—]\s+(?=\p{Lu}{2}))"
    r"|(?P<decimal>\d{1,2}(?:\.\d{1,2}){1,4})[.)/]?\s*(?=[\p{L}“\"(])"
    r"|(?P<number>\d{1,2})(?:(?:[.)/]\s?[-–—]\s*|[.)]\s*|[-–—/]\s+)(?=[\p{L}“\"(])|[-–—](?=\p{Lu}\p{Ll}))"
    r"|(?P<article>Điều\s+\d{1,3})\s*(?:[.:]|$)"
    r"|(?P<section>(?:Mục|MỤC)\s+\d{1,2})(?:\s*[.:](?!\d)|\s?[-–—]\s)\s*"
    r"|(?P<question>(?:Câu(?:\s+hỏi)?|Nội\s+dung|Tiêu\s+chí(?:\s+số)?)\s+\d{1,2})\s?[.:)/–—-]\s*"
    r"|(?P<subletter>[a-zđ]\.?\d{1,2})(?:[.)]\s*|/\s+)(?=[\p{L}“\"(])"
    r"|(?P<letter>[a-zđ])(?:[.)/]\s?[-–—]\s*|[.)]\s*|/\s+)(?=[\p{L}“\"(\d])"
    r"|\((?P<bracket>\d{1,2}|[a-zđ])\)\s*(?=[\p{L}“\"])"
    r"|(?P<dash>[-–—])\s*(?=\S)"
    r"|(?P<plus>\+)\s*(?=\S)"
    r"|(?P<star>\*)\s*(?=\S)"
    r"|(?P<bullet>[•●▪■◦✓➢❖\uf000-\uf0ff])\s*(?=\S)"
)
_WORD_MARKERS = ("Phần", "Chương", "Điều", "Mục", "Câu", "Nội dung", "Tiêu chí", *_MAIN_WORDS)
_RANKS = {
    "chapter": -1, "part": 0, "roman": 1, "word": 1, "article": 1, "section": 1, "question": 1,
    "subroman": 2, "number": 2, "decimal": 3,
    "bracket": 7, "letter": 8, "subletter": 8, "dash": 9, "plus": 10, "bullet": 10, "star": 11,
}  # fmt: skip
_MIN_LEAD, _MAX_LEADS = 20, 2
_MAX_HEADING = 60
_LEADS = regex.compile(r"(?::|[Tt]rong đó\s*[:,;]?|[Gg]ồm\s*:?|[Cc]hia ra\s*:?|[Cc]ụ thể\s*:?|như sau\s*[:.]?)[\s*_]*$")
SPLITS = regex.compile(r"(?:Chia|Phân|Phân\s\p{L}+|Tách)\s(?:theo|ra)\s")
_LAST_NUMBER = regex.compile(r"\d+")
_ANNOUNCES = regex.compile(r"(?:[:;]|[Tt]rong đó|[Gg]ồm|[Cc]ụ thể|[Nn]hư sau)[:.;,\s]*$")


@dataclass(frozen=True, slots=True)
class Item:
    """One node: its paragraph, the unmarked paragraphs that follow it, and its parent (index, None at the top).

    `start` is the flow offset after the marker. `kind` is "body" for text before the first marker, and "lead" for an
    unmarked paragraph that announces the list after it.
    """

    index: int
    kind: str
    marker: str
    start: int
    paragraphs: tuple[int, ...]
    parent: int | None
    depth: int


@dataclass(frozen=True)
class Outline:
    """All items in text order."""

    items: tuple[Item, ...]

    @cached_property
    def children(self) -> dict[int | None, tuple[int, ...]]:
        """Indexes of the items right under each item; key None holds the top level."""
        found: dict[int | None, list[int]] = {}
        for item in self.items:
            found.setdefault(item.parent, []).append(item.index)
        return {parent: tuple(indexes) for parent, indexes in found.items()}

    @cached_property
    def _first_paragraphs(self) -> tuple[int, ...]:
        return tuple(item.paragraphs[0] for item in self.items)

    def item_of(self, paragraph: int) -> Item | None:
        """The item that a paragraph belongs to; None before the first."""
        index = bisect_right(self._first_paragraphs, paragraph) - 1
        return self.items[index] if index >= 0 else None

    def ancestors(self, item: Item) -> list[Item]:
        """Parents from the nearest to the top."""
        found = []
        while item.parent is not None:
            item = self.items[item.parent]
            found.append(item)
        return found


@dataclass(slots=True)
class _Open:
    key: str
    rank: int
    index: int
    ordinal: int | None
    sign: str  # the character behind the marker: "1." and "1)" may be two lists, one in the other


@dataclass(slots=True)
class _Draft:
    kind: str
    marker: str
    start: int
    parent: int | None
    depth: int
    paragraphs: list[int] = field(default_factory=list)


def build_outline(flow: Flow) -> Outline:
    """Build the tree from the flow's paragraphs; table cells do not take part."""
    builder = _Builder(flow)
    prose = [(number, p) for number, p in enumerate(flow.paragraphs) if p.cell is None]
    matches = [_marker(flow.text, p.start, p.end) for _, p in prose]
    for position, ((number, paragraph), match) in enumerate(zip(prose, matches, strict=True)):
        following = matches[position + 1] if position + 1 < len(matches) else None
        if match is not None:
            builder.marked(number, match)
        elif following is not None and builder.leads(paragraph.start, paragraph.end):
            builder.lead(number, paragraph.start)
        else:
            builder.body(number, paragraph.start)
    return builder.finish()


def _marker(text: str, start: int, end: int) -> regex.Match[str] | None:
    """The marker that a paragraph begins with; few words do ("Phần I.", "Chương II", "Điều 2", "Một.")."""
    in_word = text[start : start + 1].isalpha() and text[start + 1 : start + 2].islower()
    if in_word and not text.startswith(_WORD_MARKERS, start):
        return None
    return _MARKER.match(text, start, end)


class _Builder:
    """Keeps the open items while the paragraphs go by."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._drafts: list[_Draft] = []
        self._stack: list[_Open] = []

    def marked(self, number: int, match: regex.Match[str]) -> None:
        kind = match.lastgroup or "dash"
        marker = match.group(kind)
        dots = marker.count(".") if kind == "decimal" else 0
        key = f"{kind}{dots}"
        ordinal = _ordinal(kind, marker)
        sign = self._flow.text[match.end(kind)]
        announced = bool(self._drafts) and _announced(self._flow, self._drafts[-1])
        self._close(key, _RANKS[kind] + dots, ordinal, sign, announced=announced)
        draft = _Draft(kind, marker, match.end(), None, 0, [number])
        self._push(key, _RANKS[kind] + dots, ordinal, draft, sign)

    def leads(self, start: int, end: int) -> bool:
        """Whether an unmarked paragraph announces the list that follows it.

        A mere cue ("Trong đó:") does so for the unmarked paragraph before it, else for the item that it stands in.
        """
        text = self._flow.text
        if _LEADS.search(text, max(start, end - 60), end) is None:
            return False
        return end - start > _MIN_LEAD or SPLITS.match(text, start, end) is not None or self._has_body()

    def _has_body(self) -> bool:
        return bool(self._drafts) and self._drafts[-1].kind != "lead" and len(self._drafts[-1].paragraphs) > 1

    def lead(self, number: int, start: int) -> None:
        numbers = [number]
        if self._flow.paragraphs[number].end - start <= _MIN_LEAD and self._has_body():
            before = self._drafts[-1].paragraphs.pop()
            numbers, start = [before, number], self._flow.paragraphs[before].start
        while self._stack and self._stack[-1].rank >= _RANKS["dash"]:
            self._stack.pop()
        while self._stack and self._stack[-1].key == "lead":
            self._stack.pop()
        leads = [position for position, opened in enumerate(self._stack) if opened.key == "lead"]
        if len(leads) >= _MAX_LEADS:
            # Lists under leads follow each other; without an end they would nest ever deeper.
            del self._stack[leads[-1] :]
        self._push("lead", _RANKS["letter"] - 1, None, _Draft("lead", "", start, None, 0, numbers))

    def body(self, number: int, start: int) -> None:
        if not self._drafts:
            self._drafts.append(_Draft("body", "", start, None, 0))
        self._drafts[-1].paragraphs.append(number)

    def _push(self, key: str, rank: int, ordinal: int | None, draft: _Draft, sign: str = "") -> None:
        draft.parent = self._stack[-1].index if self._stack else None
        draft.depth = len(self._stack)
        self._drafts.append(draft)
        self._stack.append(_Open(key, rank, len(self._drafts) - 1, ordinal, sign))

    def _close(self, key: str, rank: int, ordinal: int | None, sign: str, *, announced: bool) -> None:
        """Drop what the new item closes: back to the list that it goes on with, else to its rank."""
        stack = self._stack
        same = [position for position, opened in enumerate(stack) if opened.key == key]
        if ordinal == 1 and same and all(stack[position].sign != sign for position in same):
            return
        goes_on = [position for position in same if ordinal is None or stack[position].ordinal == ordinal - 1]
        alike = [position for position in goes_on if stack[position].sign == sign]
        goes_on = alike or goes_on
        if same and not (ordinal == 1 and announced and stack[-1].key == "lead"):
            del stack[(goes_on or same)[-1] :]
            return
        if same:
            # A list that starts again at 1 under a sentence that announces it is a list of its own.
            return
        while stack and stack[-1].rank > rank and not (announced and self._nests(rank)):
            stack.pop()

    def _nests(self, rank: int) -> bool:
        """Whether an announced list of this rank may stand under the open item, though its rank is higher."""
        return rank >= _RANKS["letter"] or (self._stack[-1].key == "lead" and rank >= _RANKS["number"])

    def finish(self) -> Outline:
        items = (
            Item(index, d.kind, d.marker, d.start, tuple(d.paragraphs), d.parent, d.depth)
            for index, d in enumerate(self._drafts)
        )
        return Outline(tuple(items))


_LETTERS = "abcdđeghiklmnopqrstuvxy"
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI")


def _ordinal(kind: str, marker: str) -> int | None:
    """The place of a marker in its list, counted from 1; None for bullets."""
    if kind in ("number", "decimal", "article", "section", "subroman", "subletter") or marker.isdigit():
        return int(_LAST_NUMBER.findall(marker)[-1])
    if kind in ("word", "chapter"):
        last = marker.rsplit(maxsplit=1)[-1]
        order = _MAIN_WORDS if kind == "word" else _ORDER_WORDS
        found = next((place for place, word in enumerate(order, 1) if word.lower() == last.lower()), None)
        return found or (_ROMANS.index(last) + 1 if last in _ROMANS else int(last) if last.isdigit() else None)
    if kind in ("letter", "bracket"):
        return _LETTERS.find(marker) + 1 or None
    if kind == "roman":
        name = marker.rsplit(maxsplit=1)[-1]
        return _ROMANS.index(name) + 1 if name in _ROMANS else None
    return None


def _announced(flow: Flow, draft: _Draft) -> bool:
    """Whether an item opens a list: it ends with a colon or such, or it is a short heading behind a star."""
    if draft.kind == "star" and len(draft.paragraphs) == 1:
        heading = flow.of(flow.paragraphs[draft.paragraphs[0]]).rstrip()
        if len(heading) <= _MAX_HEADING and heading[-1:].isalpha():
            return True
    last = flow.paragraphs[draft.paragraphs[-1]]
    return _ANNOUNCES.search(flow.text, max(last.start, last.end - 40), last.end) is not None
