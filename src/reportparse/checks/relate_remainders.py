"""What a fraction leaves: "đạt 15/19 tiêu chí; còn 04 tiêu chí chưa đạt", "có mặt 14/15 đồng chí (vắng 01)"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import regex

from reportparse.checks.figures import NO_COUNTS, FigureIndex, bracketed
from reportparse.checks.slips import explanation
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation, Term
from reportparse.model.quantity import Quantity
from reportparse.text.numerals import read_number

_COUNT = r"(?:\d{1,3}(?:\.\d{3})+|\d{1,5})"
_REMAINDER = regex.compile(
    rf"(?<![\d.,/])(?P<part>{_COUNT})/(?P<whole>{_COUNT})(?![\d/])(?:[^.]|\.(?=\d)){{0,80}}?"
    rf"(?:còn(?:\slại)?|vắng|chưa\s\p{{L}}+)\s(?P<rest>{_COUNT})(?![\d,/]|\.\d)",
    regex.IGNORECASE,
)
_REST_BEFORE = regex.compile(
    rf"(?<![\d.,/])(?P<part>{_COUNT})/(?P<whole>{_COUNT})(?![\d/])[^.]{{0,80}}?[,;(]\s?(?P<rest>{_COUNT})\s\p{{L}}+"
    r"(?:\s\p{L}+)?\s(?:còn\slại|chưa|không|vắng|thiếu)",
    regex.IGNORECASE,
)
_DIRECTLY = regex.compile(r"(?:\s\p{L}+){1,3}(?:\s\(\d+(?:,\d+)?\s?%\))?[,;]\scòn(?:\slại)?\s", regex.IGNORECASE)
_ABSENT = regex.compile(r"vắng\s$", regex.IGNORECASE)
_PERCENT, _NOUN = regex.compile(r"\d+(?:,\d+)?\s?%"), regex.compile(r"\s\p{L}+")
_AND_LEFT = regex.compile(r"[^.;\d]{0,50}[,;]\s(?:số\s)?còn(?:\slại)?\s(?:\p{L}+\s){0,2}", regex.IGNORECASE)
_NOT_YET = regex.compile(r"[^.,;\d]{0,20}(?<!\p{L})chưa(?!\p{L})", regex.IGNORECASE)
_DONE = regex.compile(
    r"[^.;\d(]{0,40}[,;]\s(?:trong\sđó\s)?(?:\p{L}+\s){0,2}(?:hoàn\sthành|giải\squyết(?:\s(?:xong|đúng\shạn))?|đã\s\p{L}+(?:\s\p{L}+)?|xong)\s(?:được\s)?",
    regex.IGNORECASE,
)
_GOING_ON = regex.compile(
    r"[^.;\d(]{0,40}(?:\([^()]{0,20}\))?[,;]\s(?:và\s|còn\s)?(?:đang|chưa|còn)\s(?:\p{L}+\s){0,3}", regex.IGNORECASE
)
_TOLD_SLIP, _WHOLES = 3, 8


def relate(index: FigureIndex) -> Iterator[Relation]:
    """The remainders of the fractions of the prose; in doubt where they fail."""
    yield from _done_and_left(index)
    yield from _done_and_going_on(index)
    flow = index.view.flow
    for paragraph in flow.paragraphs:
        if paragraph.cell is None and flow.text.find("/", paragraph.start, paragraph.end) >= 0:
            yield from _remainders(index, paragraph.start, paragraph.end)


def _done_and_left(index: FigureIndex) -> Iterator[Relation]:
    """ "đưa 152 hộ đi tránh, gồm ... Đến nay 118 hộ đã về, còn lại 34 hộ chưa về": what is done and what is left."""
    text, prose = index.view.flow.text, index.prose
    for position, (part, rest) in enumerate(pairwise(prose)):
        if part.measure in NO_COUNTS or part.measure != rest.measure or part.vague or rest.vague:
            continue
        if not (_AND_LEFT.fullmatch(text, part.end, rest.start) and _NOT_YET.match(text, rest.end)):
            continue
        begin = index.paragraph_of(part.start)[0]
        before = [p for p in prose[max(0, position - _WHOLES) : position] if p.start >= begin and not p.vague]
        wholes = [p for p in reversed(before) if p.measure == part.measure and not bracketed(text, begin, p.start)]
        found = [
            Relation("CHG005", "change", "sum", rest.term, (p.term, Term.of(part.figure, weight=-1)), rest.figure.unit)
            for p in wholes
        ]
        held = next((relation for relation in found if holds(relation)), None)
        slips = [relation for relation in found if explanation(relation) >= _TOLD_SLIP]
        yield from [held] if held else slips[:1]


def _done_and_going_on(index: FigureIndex) -> Iterator[Relation]:
    """ "khởi công 24 công trình, hoàn thành 21 công trình, đang thi công 03 công trình"; in doubt where it fails."""
    text, prose = index.view.flow.text, index.prose
    for whole, part, rest in zip(prose, prose[1:], prose[2:], strict=False):
        if whole.measure in NO_COUNTS or not whole.measure == part.measure == rest.measure:
            continue
        if whole.vague or part.vague or rest.vague:
            continue
        done = _DONE.fullmatch(text, whole.end, part.start)
        if done is None or _GOING_ON.fullmatch(text, part.end, rest.start) is None:
            continue
        terms = (part.term, rest.term)
        relation = Relation("SUM006", "sum", "sum", whole.term, terms, whole.figure.unit)
        yield relation if holds(relation) else relation._replace(doubt="implied")


def _remainders(index: FigureIndex, start: int, end: int) -> Iterator[Relation]:
    """ "đạt 15/19 tiêu chí; còn 04 tiêu chí chưa đạt", "có mặt 14/15 đồng chí (vắng 01)"; in doubt where it fails."""
    flow = index.view.flow
    found = [match for pattern in (_REMAINDER, _REST_BEFORE) for match in _all(pattern, flow.text, start, end)]
    for match in found:
        terms = []
        for name, weight in (("whole", 1), ("part", -1)):
            written = match.group(name)
            quantity = Quantity(read_number(written, "count").value, written=written)
            terms.append(Term(flow.span(*match.span(name)), quantity, None, weight))
        written = match.group("rest")
        rest = Term(flow.span(*match.span("rest")), Quantity(read_number(written, "count").value, written=written))
        relation = Relation("CHG005", "change", "sum", rest, tuple(terms), "", doubt="implied", weak=True)
        if holds(relation) or _same_thing(flow.text, match):
            # "1.212/1.250 hộ (97%), còn 38 hộ": nothing else can be meant, where a slip explains it.
            directly = _DIRECTLY.fullmatch(flow.text, match.end("whole"), match.start("rest")) is not None
            sure = directly and explanation(relation) >= _TOLD_SLIP
            yield relation._replace(doubt=None, weak=False) if sure else relation


def _same_thing(text: str, match: regex.Match[str]) -> bool:
    """Whether what is left counts the same thing as the whole, and nothing else is counted between the two."""
    between = _PERCENT.sub("", text[match.end("whole") : match.start("rest")])
    whole, rest = _NOUN.match(text, match.end("whole")), _NOUN.match(text, match.end("rest"))
    if regex.search(r"\d", between) or _number(match, "part") > _number(match, "whole"):
        return False
    if _ABSENT.search(text, match.start(), match.start("rest")):
        return True
    return rest is not None and whole is not None and whole.group().lower() == rest.group().lower()


def _all(pattern: regex.Pattern[str], text: str, start: int, end: int) -> Iterator[regex.Match[str]]:
    """Matches that overlap too: the fraction before a match may be a date ("chiều 05/10 đóng điện cho 87/92 hộ")."""
    yield from pattern.finditer(text, start, end, overlapped=True)


def _number(match: regex.Match[str], name: str) -> int:
    return int(match.group(name).replace(".", ""))
