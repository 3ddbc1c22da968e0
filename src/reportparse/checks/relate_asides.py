"""Shares in brackets right behind their whole: "9 thôn (đặc biệt khó khăn 7 thôn, 77,8%)", "bò 3.214 con (bò lai 2.410
con, chiếm 75,0%)"."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from reportparse.checks.figures import FigureIndex
from reportparse.checks.ratio_bases import quotient
from reportparse.checks.ratio_said import NO_PARTS, percentages
from reportparse.checks.share_words import MAKES_UP
from reportparse.model.finding import Relation

_OPENED = regex.compile(r"(?:\s\p{L}+){0,3}\s?\((?:trong\sđó:?\s|gồm\s|có\s)?(?:\p{L}+\s){0,6}:?\s?")
_SAID = regex.compile(
    rf"(?:\s\p{{L}}+){{0,2}},?\s(?:{MAKES_UP}\s)*",
    regex.IGNORECASE,
)
_CLOSED = regex.compile(r"\s?(?:[,;]|\))")
_CHANGE = regex.compile(
    r"(?<!\p{L})(?:tăng|giảm|kế\shoạch|chỉ\stiêu|cùng\skỳ|năm|so|đạt|vượt)(?!\p{L})", regex.IGNORECASE
)


def relate(index: FigureIndex) -> Iterator[Relation]:
    """One relation for each share that ends its part in a bracket behind one figure of the same unit."""
    for said in percentages(index):
        if len(said.before) < 2 or not _CLOSED.match(said.right()):
            continue
        whole, part = said.before[-2:]
        if part.measure in NO_PARTS or part.measure != whole.measure or part.vague or whole.vague or said.placed.vague:
            continue
        opened = said.text[whole.end : part.start]
        if not _OPENED.fullmatch(opened) or _CHANGE.search(opened):
            continue
        less = (part.figure.quantity.value or 0) <= (whole.figure.quantity.value or 0)
        if less and _SAID.fullmatch(said.text, part.end, said.placed.start):
            relation = quotient("RAT016", said.placed, part.term, whole.term)
            yield from [relation] if relation is not None else []
