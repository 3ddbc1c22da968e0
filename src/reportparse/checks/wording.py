"""The words of the document around what is found: the sentence of a finding, and what each of its figures is about."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import regex

from reportparse.checks.figures import FigureIndex
from reportparse.model.finding import Check, Sentence, Term
from reportparse.model.mention import Amount, Figure, HouseholdCount, Percentage, Rate
from reportparse.model.span import Span
from reportparse.structure.flow import Flow, Paragraph

_STOP = regex.compile(r"(?<!(?<!\p{L})\p{Lu}{1,3})[.!?…;]\s+(?=[\p{Lu}\d“\"(+-])")
_BEFORE, _AFTER = 150, 110
_REACH, _BEHIND, _WORDS, _MANY = 120, 60, 2, 6
_CLAUSE = regex.compile(r"[;:•=]\s|[.!?…]\s+(?=[\p{Lu}\d“\"(+-])|^\s*(?:\d{1,2}[.)/]|[a-zđ][.)]|[-+*•])\s")
_EDGE = " \t,;:.-–—+*()/“”\"'=•"
_ITEM_NUMBER = regex.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*\s?[.)/-]|[a-zđ][.)]|[IVX]{1,4}[.)-])\s+")
# What joins a figure to the next one and says nothing of either.
_JOINTS = regex.compile(
    r"^(?:và|hay|hoặc|là|bằng|x|nhân|trên|với)(?!\p{L})\s*|(?<!\p{L})(?:và|hay|hoặc|x|là)$", regex.I
)
_OPENERS = regex.compile(r"(?:trong (?:đó|số)|bao gồm|gồm|trong đó có|có|x)", regex.I)
_FOLLOWS = regex.compile(r"[^.;:()\d\n,=/]*")
_CELLS = " | "


class _Written(NamedTuple):
    """A number of the prose: its flow range, unit words with it, and the figure that was read there."""

    start: int
    end: int
    figure: Figure | None


def worded(checks: Sequence[Check], index: FigureIndex) -> tuple[Check, ...]:
    """The checks with labels for the figures of the prose, and findings with their sentences."""
    words = _Wording(index)
    return tuple(_worded(check, words) for check in checks)


def _worded(check: Check, words: _Wording) -> Check:
    if check.terms:
        check = replace(check, terms=tuple(map(words.labelled, check.terms)))
    if check.verdict == "consistent":
        return check
    elsewhere = tuple(words.sentence(term.span) for term in check.terms) if check.repeats else ()
    return replace(check, sentence=words.sentence(check.span), elsewhere=elsewhere)


@dataclass(frozen=True)
class _Wording:
    index: FigureIndex

    @cached_property
    def flow(self) -> Flow:
        return self.index.view.flow

    @cached_property
    def _written(self) -> tuple[_Written, ...]:
        """Every figure of the prose, rates too, in text order."""
        found = [_Written(placed.start, placed.end, placed.figure) for placed in self.index.prose]
        inverse = self.flow.inverse
        for rate in self.index.mentions.rates:
            found.append(_Written(inverse.source(rate.span.start), inverse.source(rate.span.end - 1) + 1, rate))
        return tuple(sorted(found, key=lambda written: (written.start, written.end)))

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(written.start for written in self._written)

    @cached_property
    def _labels(self) -> dict[Span, str | None]:
        return {}

    def labelled(self, term: Term) -> Term:
        """A term of the prose with the words that say what it counts; one of a table has its heads already."""
        known = self._labels
        if term.span not in known:
            known[term.span] = self._label(term.span)
        label = known[term.span] or (_JOINTS.sub("", term.label).strip() if term.label else None)
        return term if label == term.label else term._replace(label=label)

    def _label(self, span: Span) -> str | None:
        at = self.flow.inverse.source(span.start)
        position = bisect_left(self._starts, at)
        if position == len(self._written) or self._written[position].start != at:
            return None
        own = self._written[position]
        paragraph = self._paragraph(at)
        if paragraph.cell is not None:
            return None
        figure, last = own.figure, self._written[position - 1] if position else None
        if isinstance(figure, Amount) and figure.in_words:
            return "bằng chữ"
        floor = max(paragraph.start, at - _REACH, last.end if last and last.end <= at else 0)
        text = self.flow.text
        words = text[floor:at].rstrip()
        bracketed = words.endswith("(")
        around = text[last.start : last.end] if bracketed and last and not text[last.end : at].strip(" (") else ""
        if around and isinstance(own.figure, Percentage):
            return around
        follows = last.figure if last and floor == last.end and not bracketed else None
        before = _trimmed(words.removesuffix("("), follows)
        before = "" if _OPENERS.fullmatch(before) else before
        if len(before.split()) >= _WORDS or (before and isinstance(figure, Amount | Rate)):
            return before
        fraction = self._fraction(position, paragraph)
        if fraction:
            return fraction
        behind = self._behind(own, paragraph)
        if isinstance(figure, HouseholdCount) and figure.category != figure.unit:
            behind = figure.category
        if not before and len(behind.split()) < _WORDS:
            before = around or self._head(at, paragraph)
        return " … ".join(part for part in (before, behind) if part) or None

    def _head(self, at: int, paragraph: Paragraph) -> str:
        """The words that open the clause of a number, up to its first figure."""
        text = self.flow.text[paragraph.start : at]
        start = max((match.end() for match in _CLAUSE.finditer(text)), default=0)
        position = bisect_left(self._starts, paragraph.start + start)
        first = self._written[position].start if position < len(self._written) else at
        return _trimmed(text[start : max(0, first - paragraph.start)], None)

    def _fraction(self, position: int, paragraph: Paragraph) -> str | None:
        """ "103/114 phiếu", of either of its numbers."""
        text, written = self.flow.text, self._written
        for one, other in pairwise(written[max(0, position - 1) : position + 2]):
            if one.end < other.start <= paragraph.end and text[one.end : other.start].strip() == "/":
                unit = self._unit_start(other)
                return f"{text[one.start : unit].strip()} {self._behind(other, paragraph)}".strip()
        return None

    def _unit_start(self, own: _Written) -> int:
        """Where the words begin that a number counts; an amount has its unit with it."""
        start = own.end if isinstance(own.figure, Amount | Rate) else own.start
        while start < own.end and not self.flow.text[start].isalpha():
            start += 1
        return start

    def _behind(self, own: _Written, paragraph: Paragraph) -> str:
        """The unit and the words behind a number, up to the next mark or number."""
        match = _FOLLOWS.match(self.flow.text, self._unit_start(own), min(paragraph.end, own.end + _BEHIND))
        words = (match.group() if match else "").split()
        return " ".join(words[:_MANY]).strip(_EDGE)

    def _paragraph(self, at: int) -> Paragraph:
        return self.flow.paragraphs[bisect_right(self.flow.starts, at) - 1]

    @cached_property
    def _rows(self) -> Mapping[tuple[int, int], Sequence[Paragraph]]:
        """The cells of the flow by table and row."""
        found: dict[tuple[int, int], list[Paragraph]] = {}
        for paragraph in self.flow.paragraphs:
            if paragraph.table is not None and paragraph.cell is not None:
                found.setdefault((paragraph.table, paragraph.cell.row), []).append(paragraph)
        return found

    def sentence(self, span: Span) -> Sentence | None:
        """The sentence of a span, cut between words where it is long; of a table cell its row."""
        if span.end <= span.start:
            return None
        flow = self.flow
        start, end = flow.inverse.source(span.start), flow.inverse.source(span.end - 1) + 1
        paragraph = self._paragraph(start)
        end = min(end, paragraph.end)
        if end <= start:
            return None
        before, after = flow.text[paragraph.start : start], flow.text[end : paragraph.end]
        if paragraph.cell is not None and paragraph.table is not None:
            row = self._rows[paragraph.table, paragraph.cell.row]
            at = row.index(paragraph)
            before = "".join(f"{flow.of(cell)}{_CELLS}" for cell in row[:at] if cell.end > cell.start) + before
            after += "".join(f"{_CELLS}{flow.of(cell)}" for cell in row[at + 1 :] if cell.end > cell.start)
        else:
            stops = [match.end() for match in _STOP.finditer(before)]
            before = before[stops[-1] :] if stops else before
            stop = _STOP.search(after)
            after = after[: stop.start() + 1] if stop else after
        return Sentence(_cut_before(before), flow.text[start:end], _cut_after(after))


def _trimmed(words: str, last: Figure | None) -> str:
    """The words between two figures that belong to the second: from its clause on, and not what the first counts."""
    if isinstance(last, HouseholdCount):
        rest = words.lstrip()
        category = last.category.removeprefix(last.unit).strip()
        words = rest[len(category) :] if category and rest.lower().startswith(category) else words
    clauses = [match.end() for match in _CLAUSE.finditer(words.rstrip(_EDGE))]
    words = words[clauses[-1] :] if clauses else words
    if last is not None:
        # Behind a figure, what comes before the first comma or bracket still speaks of that figure.
        _, sign, tail = _first(words, ",(")
        words = tail if sign and tail.strip(_EDGE) else "" if sign else words
    while (closed := words.find(")")) >= 0 and words.find("(") not in range(closed):
        words = words[closed + 1 :]
    words = " ".join(_ITEM_NUMBER.sub("", words.strip()).strip(_EDGE).split())
    return " ".join(_JOINTS.sub("", words).strip(_EDGE).split())


def _first(words: str, signs: str) -> tuple[str, str, str]:
    at = min((found for found in map(words.find, signs) if found >= 0), default=-1)
    return (words, "", "") if at < 0 else (words[:at], words[at], words[at + 1 :])


def _cut_before(words: str) -> str:
    if len(words) <= _BEFORE:
        return words.lstrip()
    return f"… {words[-_BEFORE:].partition(' ')[2].lstrip()}"


def _cut_after(words: str) -> str:
    if len(words) <= _AFTER:
        return words.rstrip()
    return f"{words[:_AFTER].rpartition(' ')[0].rstrip()} …"
