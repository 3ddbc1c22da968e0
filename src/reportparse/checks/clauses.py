"""Sentences of the prose with their figures, and the small questions that finders of sums ask of the words between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from reportparse.checks.figures import FigureIndex, Placed
from reportparse.model.mention import Figure, HouseholdCount

_SENTENCE = regex.compile(r"[.]\s+(?=\p{Lu})|\n|$")
_WORDS = {"hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
PLACE = (
    r"(?:thôn|xóm|ấp|khóm|bản|buôn|bon|làng|khu\sphố|khu\sdân\scư|khu|tổ\sdân\sphố|tổ|phường|xã|thị\strấn|đơn\svị|"
    r"điểm|nơi|chỗ|cụm|nhóm)"
)
_EACH_PLACE = regex.compile(rf"(?:mỗi|từng)\s{PLACE}(?:\s(?:có|là|được|đều|giảm|tăng))?\s?$", regex.IGNORECASE)
_NUMBERED = regex.compile(rf"(?<!\p{{L}})(?P<count>{'|'.join(_WORDS)}|\d{{1,2}})\s{PLACE}(?!\p{{L}})", regex.IGNORECASE)
_NAMES = regex.compile(r",|\svà\s")
_NAME = regex.compile(r"\p{Lu}|\d")


class Clause(NamedTuple):
    """A sentence: its flow range, and its figures outside table cells."""

    start: int
    end: int
    figures: Sequence[Placed]


def sentences(index: FigureIndex, least: int = 1) -> Iterator[Clause]:
    """The sentences of the prose with at least so many figures, in text order."""
    text = index.view.flow.text
    for paragraph in index.view.flow.paragraphs:
        if paragraph.cell is not None or len(index.between(paragraph.start, paragraph.end)) < least:
            continue
        start = paragraph.start
        for stop in _SENTENCE.finditer(text, paragraph.start, paragraph.end):
            own = index.between(start, stop.start())
            if len(own) >= least:
                yield Clause(start, stop.start(), own)
            start = stop.end()


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
        return _WORDS.get(word) or int(word)
    names = [name for name in _NAMES.split(named[named.rfind(";") + 1 :]) if _NAME.search(name)]
    return len(names) if len(names) > 1 else 0
