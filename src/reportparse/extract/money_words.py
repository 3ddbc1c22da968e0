"""Amounts in words: "Bằng chữ: Hai tỷ ba trăm triệu đồng", "(Một trăm triệu đồng chẵn)", "hỗ trợ hai triệu đồng"."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal

import regex

from reportparse.extract.purpose import purpose_of
from reportparse.model.mention import Amount, Rate
from reportparse.model.quantity import Quantity
from reportparse.structure.view import View
from reportparse.text.numerals import read_words

# Less is no amount of a report: "một đồng vốn", "ba đồng".
_LEAST = 1000
_REACH = 240
_TAIL = regex.compile(r"[ \t]?đồng(?:[ \t]chẵn)?")


def spelled_amounts(view: View) -> Iterator[Amount | Rate]:
    """Every amount in words, those announced by "Bằng chữ" first."""
    text = view.flow.text
    taken: set[int] = set()
    for match in view.lexicon.pattern("in_words").finditer(text):
        value = read_words(match.group("words"))
        if value is not None and value >= _LEAST:
            start, end = match.span("words")
            tail = _TAIL.match(text, end)
            end = tail.end() if tail else end
            taken.add(end)
            quantity = Quantity(Decimal(value), written=match.group("words"))
            yield Amount(span=view.flow.span(start, end), quantity=quantity, unit="đồng", in_words=True)
    for match in view.lexicon.pattern("spelled_end").finditer(text):
        if match.end() not in taken:
            yield from _before(view, *match.span())


def _before(view: View, offset: int, end: int) -> Iterator[Amount | Rate]:
    """The amount whose words end at `offset`, without words in front that make no number with it ("năm hai ...")."""
    text = view.flow.text
    floor = view.flow.starts[bisect_right(view.flow.starts, offset) - 1]
    found = view.lexicon.pattern("spelled").search(text, max(floor, offset - _REACH), offset)
    if found is None:
        return
    start, words = found.start("words"), found.group("words")
    while (value := read_words(words)) is None:
        _, space, words = words.partition(" ")
        if not space:
            return
        start = offset - 1 - len(words)
    if value < _LEAST:
        return
    quantity = Quantity(Decimal(value), written=words)
    per = view.lexicon.pattern("per").match(text, end)
    if per is not None:
        yield Rate(span=view.flow.span(start, per.end()), quantity=quantity, unit="đồng" + rate_unit(per.group()))
        return
    label, source = purpose_of(view, start, end, floor)
    span = view.flow.span(start, end)
    yield Amount(span=span, quantity=quantity, unit="đồng", in_words=True, label=label, source_of_funds=source)


def rate_unit(per: str) -> str:
    """ "/hộ/năm" of any of its spellings: "/ hộ/ năm", " mỗi hộ", " trên 1 ha"."""
    words: str = per.strip()
    if words.startswith("/"):
        return str(regex.sub(r"\s*/\s*(?:(?:0?1|một|mỗi)(?=\s?\p{L})\s?)?", "/", words))
    return "/" + str(regex.sub(r"^(?:cho|trên)\s|(?<=^|\s)(?:mỗi|một|0?1|đầu)\s", "", words))
