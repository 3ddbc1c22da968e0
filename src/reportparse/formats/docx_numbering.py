"""Automatic list numbers of Word, computed as Word shows them: they are not in the text of the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import regex

from reportparse.formats.docx_package import W

_PLACEHOLDER = regex.compile(r"%([1-9])")
_KEPT_BULLETS = {"+": "+", "*": "*", "•": "•", "–": "–"}
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_MAX_NUMBER = 10_000  # beyond it a number is nonsense; also keeps letters and Roman numbers short
_MAX_LEVEL = 8


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how its numbers look."""

    start: int = 1
    style: str = "decimal"
    text: str = ""
    plain: bool = False
    restarts: int | None = None


@dataclass(frozen=True)
class _List:
    """A `w:num`: its shared counters, its levels, and the levels that begin anew with it."""

    counters: str
    levels: dict[int, Level]
    restarted: dict[int, int]


@dataclass
class Numbering:
    """Counts the numbered paragraphs of one document in the order they are asked for."""

    lists: dict[str, _List]
    styles: dict[str, tuple[str, int]]
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def label(self, paragraph: Any) -> str:
        """The list mark of the next paragraph, such as "1.2." or "-"; empty where it has none."""
        place = self._place(paragraph.find(W + "pPr"))
        if place is None:
            return ""
        number, depth = place
        found = self.lists.get(number)
        if found is None or depth not in found.levels:
            return ""
        return self._next(number, found, depth)

    def _place(self, properties: Any | None) -> tuple[str, int] | None:
        """List and level of a paragraph, from its own properties or from its style."""
        if properties is None:
            return self.styles.get("")
        own = properties.find(W + "numPr")
        style = properties.find(W + "pStyle")
        inherited = self.styles.get(_value(style) or "")
        if own is None:
            return inherited
        number = _value(own.find(W + "numId")) or (inherited[0] if inherited else "0")
        depth = own.find(W + "ilvl")
        level = _number(depth) if depth is not None else (inherited[1] if inherited else 0)
        return None if number == "0" else (number, min(max(level, 0), _MAX_LEVEL))

    def _next(self, number: str, found: _List, depth: int) -> str:
        level = found.levels[depth]
        counts = self._counts.setdefault(found.counters, {})
        if (number, depth) not in self._begun:
            self._begun.add((number, depth))
            if depth in found.restarted:
                counts[depth] = found.restarted[depth] - 1
        for skipped in range(depth):  # a level that was jumped over counts as begun
            counts.setdefault(skipped, found.levels.get(skipped, Level()).start)
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [key for key in counts if key > depth and _restarts(found.levels.get(key), key, depth)]:
            del counts[deeper]
        if level.style == "bullet":
            return _bullet(level.text)
        label: str = _PLACEHOLDER.sub(lambda match: self._part(match, found, counts, level), level.text)
        return label.strip()

    def _part(self, match: regex.Match[str], found: _List, counts: dict[int, int], level: Level) -> str:
        depth = int(match[1]) - 1
        other = found.levels.get(depth, Level())
        count = counts.get(depth, other.start)
        return written(count, "decimal" if level.plain else other.style)


def _restarts(level: Level | None, key: int, depth: int) -> bool:
    """Whether the numbers of level `key` begin anew after one of level `depth`."""
    if level is None or level.restarts is None:
        return True
    return level.restarts > 0 and depth < level.restarts


def written(number: int, style: str) -> str:
    """A list number in a style of `w:numFmt`; styles that are not known are shown as digits."""
    if style == "none":
        return ""
    if not 0 < number < _MAX_NUMBER:
        return str(number)
    makers: dict[str, Callable[[int], str]] = {
        "lowerLetter": _letters,
        "upperLetter": lambda n: _letters(n).upper(),
        "lowerRoman": _roman,
        "upperRoman": lambda n: _roman(n).upper(),
        "decimalZero": lambda n: f"{n:02d}",
    }
    return makers.get(style, str)(number)


def _letters(number: int) -> str:
    """a to z, then aa, bb ... as Word counts."""
    repeats, index = divmod(number - 1, 26)
    return chr(ord("a") + index) * (repeats + 1)


def _roman(number: int) -> str:
    made = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        made += sign * times
    return made


def _bullet(text: str) -> str:
    """The mark of an unnumbered item: "+" and "*" show a deeper level, symbols of picture fonts become "-"."""
    return _KEPT_BULLETS.get(text.strip(), "-")


def read_numbering(numbering: Any | None, styles: Any | None) -> Numbering:
    """The lists of a document from the roots of its numbering and style parts."""
    if numbering is None:
        return Numbering({}, {})
    abstract = {element.get(W + "abstractNumId"): element for element in numbering.iterfind(W + "abstractNum")}
    style_lists = {}
    for identifier, element in abstract.items():
        link = _value(element.find(W + "styleLink"))
        if link:
            style_lists[link] = identifier
    lists = {}
    for element in numbering.iterfind(W + "num"):
        shared = _value(element.find(W + "abstractNumId"))
        linked = _value(abstract[shared].find(W + "numStyleLink")) if shared in abstract else None
        shared = style_lists.get(linked, shared) if linked else shared
        if shared in abstract:
            lists[element.get(W + "numId")] = _list(element, shared or "", abstract[shared])
    return Numbering(lists, _numbered_styles(styles, lists, abstract))


def _list(number: Any, shared: str, abstract: Any) -> _List:
    levels = {_depth(level): _level(level) for level in abstract.iterfind(W + "lvl")}
    restarted = {}
    for override in number.iterfind(W + "lvlOverride"):
        depth = _depth(override)
        level = override.find(W + "lvl")
        if level is not None:
            levels[depth] = _level(level)
        start = override.find(W + "startOverride")
        if start is not None:
            restarted[depth] = _number(start)
    return _List(shared, levels, restarted)


def _level(element: Any) -> Level:
    start = element.find(W + "start")
    restart = element.find(W + "lvlRestart")
    text = element.find(W + "lvlText")
    return Level(
        start=_number(start) if start is not None else 0,
        style=_value(element.find(W + "numFmt")) or "decimal",
        text=(_value(text) or "") if text is not None else "",
        plain=element.find(W + "isLgl") is not None,
        restarts=_number(restart) if restart is not None else None,
    )


def _numbered_styles(
    styles: Any | None, lists: dict[str, _List], abstract: dict[str, Any]
) -> dict[str, tuple[str, int]]:
    """List and level of every paragraph style that has one; the default style stands under the empty name."""
    if styles is None:
        return {}
    elements = {style.get(W + "styleId"): style for style in styles.iterfind(W + "style")}
    found: dict[str, tuple[str, int]] = {}
    for name, style in elements.items():
        place = _style_place(name, elements, lists, abstract)
        if place:
            found[name] = place
            if style.get(W + "default") in ("1", "true", "on") and style.get(W + "type") == "paragraph":
                found[""] = place
    return found


def _style_place(
    name: str, elements: dict[str, Any], lists: dict[str, _List], abstract: dict[str, Any]
) -> tuple[str, int] | None:
    seen: set[str] = set()
    at: str | None = name
    while at and at in elements and at not in seen:
        seen.add(at)
        own = elements[at].find(f"{W}pPr/{W}numPr")
        if own is not None:
            number = _value(own.find(W + "numId"))
            if number is None or number == "0" or number not in lists:
                return None
            return number, _style_level(at, own, abstract[lists[number].counters])
        at = _value(elements[at].find(W + "basedOn"))
    return None


def _style_level(style: str, own: Any, abstract: Any) -> int:
    """The level that names the style; the style's own `ilvl` counts only where none does."""
    for level in abstract.iterfind(W + "lvl"):
        if _value(level.find(W + "pStyle")) == style:
            return _depth(level)
    depth = own.find(W + "ilvl")
    return min(max(_number(depth), 0), _MAX_LEVEL) if depth is not None else 0


def _value(element: Any | None) -> str | None:
    if element is None:
        return None
    value: str | None = element.get(W + "val")
    return value


def _number(element: Any) -> int:
    return _int(_value(element))


def _depth(element: Any) -> int:
    return _int(element.get(W + "ilvl"))


def _int(value: str | None) -> int:
    """A number of the file; 0 where it is none, as Word takes it."""
    digits = (value or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else 0
