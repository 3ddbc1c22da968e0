"""Counts of files and copies that offices write in fixed words.

"biên bản được lập thành 02 bản, 01 bản lưu thôn, 01 bản gửi xã"; "tiếp nhận 168 hồ sơ, trả đúng hạn 168 hồ sơ, không có
hồ sơ trễ hạn"; "12 hồ sơ trễ hạn. Trong đó: 9 hồ sơ ... . Hiện nay ...; 03 hồ sơ ...".
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from reportparse.checks.figures import NO_COUNTS, FigureIndex
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation, Term
from reportparse.model.quantity import ZERO, Quantity
from reportparse.text.numerals import read_number

_COPIES = regex.compile(
    r"(?:lập|làm|in)\s+thành\s+(?P<total>\d{1,2})\s+bản(?:\s\p{L}+){0,8}?\s?[,;:(](?P<items>[^.]{0,300})",
    regex.IGNORECASE,
)
_COPY = regex.compile(r"(?<![\d.,/])(?P<number>\d{1,2})\s+bản(?!\p{L})", regex.IGNORECASE)
_EACH = regex.compile(r"(?<!\p{L})mỗi(?!\p{L})", regex.IGNORECASE)
_NONE_LATE = regex.compile(
    r"(?P<all>\d+(?:\.\d{3})*)\s+hồ\s+sơ[,;]?\s+(?:đã\s+)?(?:giải\s+quyết(?:\s+và\s+trả)?|trả(?:\s+kết\s+quả)?)"
    r"(?:\s+(?:đúng|trước|đúng\s+và\s+trước|trước\s+và\s+đúng)\s+(?:thời\s+)?hạn)?\s+(?P<done>\d+(?:\.\d{3})*)\s+hồ\s+sơ"
    r"[^.;\d]{0,40}[,;]\s+(?P<none>không\s+có\s+hồ\s+sơ\s+(?:nào\s+)?(?:bị\s+)?(?:tr[eễể]|quá)\s+h[ạẹ]n)",
    regex.IGNORECASE,
)
_OF_WHICH = regex.compile(r"(?:[.)]\s+|\n)Trong\s+đó\s?:")
_NEW_SENTENCE = regex.compile(r"\.\s+\p{Lu}")
_BACK, _MAX_PARTS = 260, 8


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Copies, files in time, and totals whose parts are told in several sentences, in text order of each kind."""
    yield from _copies(index)
    yield from _none_late(index)
    yield from _of_which(index)


def _term(index: FigureIndex, start: int, end: int, weight: int = 1) -> Term:
    written = index.view.flow.text[start:end]
    number = read_number(written, "count")
    span = index.view.flow.span(start, end)
    figure = next((placed.figure for placed in index.between(start, end + 1) if placed.start == start), None)
    if figure is not None:
        return Term.of(figure, weight=weight)
    return Term(span, Quantity(number.value, written=written, malformed=number.malformed), weight=weight)


def _copies(index: FigureIndex) -> Iterator[Relation]:
    """Who keeps the copies may be told of some only: never more than suspect."""
    for match in _COPIES.finditer(index.view.flow.text):
        if _EACH.search(match["items"]):
            continue
        items = list(_COPY.finditer(index.view.flow.text, *match.span("items")))
        if len(items) > 1:
            terms = tuple([_term(index, *item.span("number")) for item in items])
            yield Relation("SUM002", "sum", "sum", _term(index, *match.span("total")), terms, "bản", doubt="implied")


def _none_late(index: FigureIndex) -> Iterator[Relation]:
    """All files less those given back in time leave none: more may be in hand, so that it is told where it holds."""
    for match in _NONE_LATE.finditer(index.view.flow.text):
        none = Term(index.view.flow.span(*match.span("none")), Quantity(ZERO, written=match["none"]))
        terms = (_term(index, *match.span("all")), _term(index, match.start("done"), match.end("done"), weight=-1))
        relation = Relation("CHG001", "change", "sum", none, terms, "hồ sơ")
        if holds(relation):
            yield relation


def _of_which(index: FigureIndex) -> Iterator[Relation]:
    """A "Trong đó:" of its own, whose parts run over sentences: the rest of its paragraph has all or none."""
    flow = index.view.flow
    for match in _OF_WHICH.finditer(flow.text):
        totals = [
            p for p in index.between(max(0, match.start() - _BACK), match.start() + 1) if p.measure not in NO_COUNTS
        ]
        end = flow.text.find("\n", match.end())
        after = index.between(match.end(), end if end >= 0 else len(flow.text))
        parts = [p for p in after if totals and p.measure == totals[-1].measure]
        if not 1 < len(parts) <= _MAX_PARTS or totals[-1].vague:
            continue
        if not _NEW_SENTENCE.search(flow.text, parts[0].end, parts[-1].start):
            continue
        terms = tuple([placed.term for placed in parts])
        relation = Relation("SUM002", "sum", "sum", totals[-1].term, terms, totals[-1].figure.unit)
        if holds(relation):
            yield relation
