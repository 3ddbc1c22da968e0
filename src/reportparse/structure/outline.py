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

_MARKER = regex.compile(
    r"(?P<roman>(?:Phần\s+|PHẦN\s+)?(?:X{0,2}(?:IX|IV|V?I{1,3}|V|X)|X{1,2}))[.)/-]\s*(?=[\p{L}“\"(])"
    r"|(?P<part>[A-HĐ])[.)/]\s+(?=\p{Lu})"
    r"|(?P<decimal>\d{1,2}(?:\.\d{1,2}){1,4})[.)]?\s*(?=[\p{L}“\"(])"
    r"|(?P<number>\d{1,2})[.)]\s*(?=[\p{L}“\"(])"
    r"|(?P<article>Điều\s+\d{1,3})\b[.:]?"
    r"|(?P<letter>[a-zđ])[.)]\s*(?=[\p{L}“\"(\d])"
    r"|(?P<dash>[-–—])\s*(?=\S)"
    r"|(?P<plus>\+)\s*(?=\S)"
    r"|(?P<star>\*)\s*(?=\S)"
    r"|(?P<bullet>[•●▪■◦✓➢❖\uf000-\uf0ff])\s*(?=\S)"
)
_RANKS = {
    "part": 0, "roman": 1, "article": 1, "number": 2, "decimal": 3, "letter": 8, "dash": 9, "plus": 10, "bullet": 10,
    "star": 11,
}  # fmt: skip
_ANNOUNCES = regex.compile(r"(?:[:;]|[Tt]rong đó|[Gg]ồm|[Cc]ụ thể|[Nn]hư sau)[:.;,\s]*$")


@dataclass(frozen=True, slots=True)
class Item:
    """One node: its paragraph, the unmarked paragraphs that follow it, and its parent (index, None at the top).

    `start` is the flow offset after the marker. `kind` is "body" for text before the first marker.
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
    kind: str
    rank: int
    index: int


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
    drafts: list[_Draft] = []
    stack: list[_Open] = []
    for number, paragraph in enumerate(flow.paragraphs):
        if paragraph.cell is not None:
            continue
        match = _MARKER.match(flow.text, paragraph.start, paragraph.end)
        if match is None:
            if not drafts:
                drafts.append(_Draft("body", "", paragraph.start, None, 0))
            drafts[-1].paragraphs.append(number)
            continue
        kind = match.lastgroup or "dash"
        marker = match.group(kind)
        key = f"{kind}{marker.count('.')}" if kind == "decimal" else kind
        rank = _RANKS[kind] + (marker.count(".") if kind == "decimal" else 0)
        announced = bool(drafts) and _announced(flow, drafts[-1])
        _close(stack, key, rank, announced)
        parent = stack[-1].index if stack else None
        drafts.append(_Draft(kind, marker, match.end(), parent, len(stack), [number]))
        stack.append(_Open(key, rank, len(drafts) - 1))
    items = (
        Item(index, d.kind, d.marker, d.start, tuple(d.paragraphs), d.parent, d.depth) for index, d in enumerate(drafts)
    )
    return Outline(tuple(items))


def _announced(flow: Flow, draft: _Draft) -> bool:
    last = flow.paragraphs[draft.paragraphs[-1]]
    return _ANNOUNCES.search(flow.text, max(last.start, last.end - 40), last.end) is not None


def _close(stack: list[_Open], key: str, rank: int, announced: bool) -> None:
    """Drop what the new item closes."""
    for position, opened in enumerate(stack):
        if opened.kind == key:
            del stack[position:]
            return
    while stack and stack[-1].rank > rank and not (announced and rank >= _RANKS["letter"]):
        stack.pop()
