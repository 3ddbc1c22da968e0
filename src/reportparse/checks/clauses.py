"""Sentences of the prose with their figures, and the small questions that finders of sums ask of the words between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from reportparse.checks.figures import FigureIndex, Placed
from reportparse.model.mention import Figure, HouseholdCount

_SENTENCE = regex.compile(r"[.]\s+(?=\p{Lu})|\n|$")
WORDS = {"hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
PLACE = (
    r"(?:thôn|xóm|ấp|khóm|bản|buôn|bon|làng|khu\sphố|khu\sdân\scư|khu|tổ\sdân\sphố|tổ|phường|xã|thị\strấn|đơn\svị|"
    r"điểm|nơi|chỗ|cụm|nhóm)"
)
_EACH_PLACE = regex.compile(rf"(?:mỗi|từng)\s{PLACE}(?:\s(?:có|là|được|đều|giảm|tăng))?\s?$", regex.IGNORECASE)
_NUMBERED = regex.compile(rf"(?<!\p{{L}})(?P<count>{'|'.join(WORDS)}|\d{{1,2}})\s{PLACE}(?!\p{{L}})", regex.IGNORECASE)
_NAMES = regex.compile(r",|\svà\s")
_NAME = regex.compile(r"\p{Lu}|\d")


class Clause(NamedTuple):
    """A sentence: its flow range, and its figures outside table cells."""

    start: int
    end: int
    figures: Sequence[Placed]


def sentences(index: FigureIndex, least: int = 1) -> Iterator[Clause]:
    """The sentences of the prose with at least so many figures, in text order.

    A list that goes on in the next paragraph ("A 06 hộ; B 05 hộ;" and "C 04 hộ; ..." below it) is one sentence.
    """
    text = index.view.flow.text
    for begin, end in _stretches(index):
        if len(index.between(begin, end)) < least:
            continue
        start = begin
        for stop in _SENTENCE.finditer(text, begin, end):
            if text[stop.start() - 1 : stop.start() + 1] == ";\n":
                continue
            own = index.between(start, stop.start())
            if len(own) >= least:
                yield Clause(start, stop.start(), own)
            start = stop.end()


def _stretches(index: FigureIndex) -> Iterator[tuple[int, int]]:
    """The paragraphs of the prose, those of one item joined where a semicolon ends the first."""
    flow, outline = index.view.flow, index.view.outline
    open_: tuple[int, int] | None = None
    for number, paragraph in enumerate(flow.paragraphs):
        if paragraph.cell is not None:
            continue
        item = outline.item_of(number)
        goes_on = item is not None and item.paragraphs[0] != number and number in item.paragraphs
        if open_ is not None and goes_on and flow.text[open_[1] - 1 : open_[1]] == ";":
            open_ = (open_[0], paragraph.end)
            continue
        if open_ is not None:
            yield open_
        open_ = (paragraph.start, paragraph.end)
    if open_ is not None:
        yield open_


def is_bare(placed: Placed) -> bool:
    """Whether nothing but the place in its sentence says what a number counts."""
    return type(placed.figure) is Figure


def move(placed: Placed) -> str:
    """The role of a count that tells a change, "" of any other."""
    role = placed.figure.role if isinstance(placed.figure, HouseholdCount) else ""
    return role if role in ("increase", "decrease") else ""


def times_told(text: str, begin: int, position: int) -> int:
    """How many places a figure is told for: 3 for "Sóc Chà, Kinh Tám, khóm 2 mỗi nơi 01 hộ", else 1.

    `begin`: where the figure before it ends; 0 where the places cannot be counted.
    """
    each = _EACH_PLACE.search(text, max(begin, position - 24), position)
    if each is None:
        return 1
    named = text[begin : each.start()].strip(" ,;")
    counted = _NUMBERED.search(named)
    if counted is not None:
        word = counted["count"].lower()
        return WORDS.get(word) or int(word)
    names = [name for name in _NAMES.split(named[named.rfind(";") + 1 :]) if _NAME.search(name)]
    return len(names) if len(names) > 1 else 0
