"""Overdue debt as a share of all debt: "Tổng dư nợ 96.318 triệu đồng ... Nợ quá hạn 193 triệu đồng (0,20%)".

Reports on loans always give it of the whole debt, wherever that was told before.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from reportparse.checks.figures import FigureIndex, Placed
from reportparse.checks.ratio_bases import quotient
from reportparse.checks.ratio_said import Said, percentages
from reportparse.checks.share_words import MAKES_UP
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation

_OVERDUE = regex.compile(
    r"(?<!\p{L})nợ\s(?:quá\shạn|xấu|khoanh)(?:\s\p{L}+){0,4}\s?:?\s(?:là\s|còn\s|chỉ\s|có\s)*$", regex.IGNORECASE
)
_DEBT = regex.compile(
    r"(?<!\p{L})dư\snợ(?:\s\p{L}+){0,8}(?:\s\d\d?[/.]\d\d?[/.]\d{4}|\s20\d\d)?\s?:?\s?(?:là\s|đạt\s|được\s)?$", regex.I
)
_FROM_TO = regex.compile(r"(?<!\p{L})(?:lên|còn|là|đạt)\s$", regex.IGNORECASE)
_SAID = regex.compile(
    rf"[\s,(–-]{{1,3}}(?:(?:chỉ|mới|{MAKES_UP}|là)(?:\s(?:là|tỷ\slệ|tỉ\slệ))?\s)*",
    regex.I,
)
_FAR, _CLOSE, _WORDS, _MAX = 6000, 1500, 90, 8


def relate(index: FigureIndex) -> Iterator[Relation]:
    """The share of each overdue debt in the debt that fits, else in the only one told close before."""
    for said in percentages(index):
        part = _overdue(said)
        if part is None:
            continue
        debts = [p for p in index.between(max(0, part.start - _FAR), part.start) if _is_debt(said.text, index, p)]
        found = [
            relation
            for debt in debts[: -_MAX - 1 : -1]
            if (relation := quotient("RAT022", said.placed, part.term, debt.term)) is not None
        ]
        held = next((relation for relation in found if holds(relation)), None)
        if held is not None:
            yield held
        elif found and not said.placed.vague and debts[-1].start >= part.start - _CLOSE:
            yield found[0]._replace(doubt="implied", weak=True)


def _overdue(said: Said) -> Placed | None:
    part = said.before[-1] if said.before else None
    if part is None or part.measure != "đ" or part.vague:
        return None
    if not _SAID.fullmatch(said.text, part.end, said.placed.start):
        return None
    return part if _OVERDUE.search(said.text, max(said.sentence, part.start - _WORDS), part.start) else None


def _is_debt(text: str, index: FigureIndex, placed: Placed) -> bool:
    """Whether a figure is a debt: right behind the word, or where it rose to ("từ 41,8 lên 78,6 tỷ đồng")."""
    if placed.measure != "đ" or placed.vague:
        return False
    floor = max(index.paragraph_of(placed.start)[0], placed.start - _WORDS)
    if _DEBT.search(text, floor, placed.start):
        return True
    return _FROM_TO.search(text, floor, placed.start) is not None and "dư nợ" in text[floor : placed.start].lower()
