"""Numbers of the prose that no extractor has taken: they count things whose unit is unknown or left out.

"Phát ra 368 phiếu", "hộ nghèo: 58; hộ cận nghèo: 91", "30 năm: 08; 40 năm: 06". They are no mentions of the record, but
the arithmetic needs them. The unit is the word behind the number where that is a noun, else that of the count before it
in the sentence.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal

import regex

from reportparse.model.mention import Figure, Mentions
from reportparse.model.quantity import Quantity
from reportparse.model.span import Span
from reportparse.structure.view import View
from reportparse.text.numerals import read_number

# "đạt từ 15 đến 18 tiêu chí" counts nothing.
_RANGE_BEFORE, _RANGE_BEHIND = regex.compile(r"(?<!\p{L})từ\s$", regex.IGNORECASE), regex.compile(r"\sđến\s\d")
_YEARS = range(1900, 2101)
_BEFORE = 34


def bare_figures(view: View, mentions: Mentions) -> Iterator[tuple[Figure, int, int]]:
    """Such figures of the prose with their flow offsets; the unit is "" where the text gives none."""
    flow = view.flow
    taken = _taken(view, mentions)
    starts = [start for start, _ in taken]
    named, name = view.lexicon.pattern("named_number"), view.lexicon.pattern("bare_name")
    no_unit = view.lexicon.pattern("bare_no_unit")
    for match, group in _matches(view):
        start, end = match.span(group)
        at = bisect_right(starts, start) - 1
        if (at >= 0 and taken[at][1] > start) or (at + 1 < len(taken) and taken[at + 1][0] < end):
            continue
        paragraph = flow.paragraphs[bisect_right(flow.starts, start) - 1]
        if paragraph.cell is not None or _is_marker(flow.text, start, end, paragraph.start):
            continue
        floor = max(paragraph.start, start - _BEFORE)
        written = match.group(group)
        if _RANGE_BEFORE.search(flow.text, floor, start) and _RANGE_BEHIND.match(flow.text, end):
            continue
        if _is_year(written) or name.search(flow.text, floor, start) or named.search(flow.text, floor, end):
            continue
        number = read_number(written, "count")
        if number.value is None or number.malformed:
            continue
        unit = match.group("unit") or ""
        ulp = number.ulp if number.decimals else Decimal(0)
        quantity = Quantity(number.value, ulp, written)
        yield (
            Figure(span=flow.span(start, end), quantity=quantity, unit="" if no_unit.fullmatch(unit) else unit),
            start,
            end,
        )


def _matches(view: View) -> Iterator[tuple[regex.Match[str], str]]:
    """Numbers with the name of their group; both numbers of "12/14 thành viên"."""
    text = view.flow.text
    yield from ((match, "number") for match in view.lexicon.pattern("bare_number").finditer(text))
    for match in view.lexicon.pattern("bare_fraction").finditer(text):
        yield match, "part"
        yield match, "whole"


def _is_marker(text: str, start: int, end: int, floor: int) -> bool:
    """Whether a number opens a paragraph as its number: "1. ", "(2) "."""
    return start - floor <= 1 and text[end : end + 1] in (".", ")")


def _is_year(written: str) -> bool:
    return len(written) == len("2024") and written.isdigit() and (int(written) in _YEARS or written[0] == "0")


def _taken(view: View, mentions: Mentions) -> list[tuple[int, int]]:
    """Flow ranges of everything that has been read as something, in text order."""
    inverse = view.flow.inverse
    spans: set[Span] = {
        mention.span
        for kind in (
            mentions.citations,
            mentions.references,
            mentions.dates,
            mentions.amounts,
            mentions.rates,
            mentions.projects,
            mentions.households,
            mentions.counts,
            mentions.percentages,
        )
        for mention in kind
    }
    return sorted((inverse.source(span.start), inverse.source(span.end - 1) + 1) for span in spans)
