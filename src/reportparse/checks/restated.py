"""Words that are restated with another number: what one paper is about, and by when one project is to be done."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from reportparse.checks.draft import Draft, place
from reportparse.model.finding import LikelyError
from reportparse.model.mention import Citation, DateMention, Mentions
from reportparse.model.span import Span
from reportparse.structure.view import View
from reportparse.text.fold import fold

_TITLE_REACH, _MIN_WORDS = 400, 8
_TITLE_END = regex.compile(r"[;\n]|\.(?=\s|$)")
_TOKEN = regex.compile(r"\w+")
_YEAR = regex.compile(r"(?:19|20)\d\d")
_DUE = regex.compile(
    r"(?<!đã\s)(?:hoàn thành|kết thúc|hoàn tất)(?:\s(?:việc|công trình|dự án|giải ngân))?[\s:]*"
    r"(?:trước|trong|vào|xong|chậm nhất)?(?:\s(?:trước|trong|vào))?\s*$",
    regex.IGNORECASE,
)
_HEAD, _DUE_REACH = 12, 40


def check(view: View, mentions: Mentions) -> Iterator[Draft]:
    """Titles, then deadlines."""
    yield from _titles(view, mentions)
    yield from _deadlines(view, mentions)


@dataclass(frozen=True, slots=True)
class _Title:
    citation: Citation
    tokens: tuple[str, ...]
    spans: tuple[Span, ...]


def _titles(view: View, mentions: Mentions) -> Iterator[Draft]:
    """One paper (identifier and day) described twice in the same words but for one year or number."""
    first: dict[tuple[str, str], Citation] = {}
    for citation in mentions.citations:
        if citation.identifier is None or citation.date is None or len(citation.date) < len("2024-01-04"):
            continue
        before = first.setdefault((citation.identifier, citation.date), citation)
        if before is citation:
            continue
        known, title = _title(view, before), _title(view, citation)
        at = _differs(known.tokens, title.tokens)
        if at is None:
            continue
        wrong, right = _likelier(citation.date, (known, title), at)
        span, stated = title.spans[at], title.tokens[at]
        likely = LikelyError(wrong.spans[at], wrong.tokens[at], None, right.tokens[at]) if wrong and right else None
        other = known.tokens[at]
        terms = (place(known.spans[at], other),)
        yield Draft("REP006", "repeat", "inconsistent", span, stated, other, likely_error=likely, terms=terms)


def _title(view: View, citation: Citation) -> _Title:
    flow = view.flow
    start = flow.inverse.source(citation.span.end - 1) + 1
    end = _TITLE_END.search(flow.text, start, start + _TITLE_REACH)
    found = list(_TOKEN.finditer(flow.text, start, end.start() if end else start + _TITLE_REACH))
    return _Title(
        citation,
        tuple(fold(match.group()) for match in found),
        tuple(flow.span(match.start(), match.end()) for match in found),
    )


def _differs(one: Sequence[str], other: Sequence[str]) -> int | None:
    """Where the two differ, if in one number alone and in nothing else for as long as both go on."""
    length = min(len(one), len(other))
    different = [index for index in range(length) if one[index] != other[index]]
    if length < _MIN_WORDS or len(different) != 1:
        return None
    at = different[0]
    return at if one[at].isdigit() and other[at].isdigit() else None


def _likelier(date: str, titles: tuple[_Title, _Title], at: int) -> tuple[_Title | None, _Title | None]:
    """The wrong and the right one: a paper is about the year that it is of, unless it is of the last months before."""
    years = [title.tokens[at] for title in titles]
    if all(_YEAR.fullmatch(year) for year in years) and years.count(date[:4]) == 1 and date[5:7] < "11":
        right = titles[years.index(date[:4])]
        return next(title for title in titles if title is not right), right
    return None, None


def _deadlines(view: View, mentions: Mentions) -> Iterator[Draft]:
    """One project to be completed by two months of one year; a paragraph that names two projects says it of neither."""
    first: dict[tuple[str | None, int | None, int | None], DateMention] = {}
    for project, date in _due(view, mentions):
        known = first.setdefault(project, date)
        length = min(len(known.value), len(date.value))
        if known.value[:4] == date.value[:4] and known.value[:length] != date.value[:length]:
            terms = (place(known.span, known.value),)
            yield Draft("REP007", "repeat", "inconsistent", date.span, date.value, known.value, terms=terms)


def _due(view: View, mentions: Mentions) -> Iterator[tuple[tuple[str | None, int | None, int | None], DateMention]]:
    flow, at = view.flow, view.flow.inverse.source
    heads: list[tuple[int, tuple[str | None, int | None, int | None]]] = []
    named: dict[int, set[tuple[int | None, int | None]]] = {}
    for reference in mentions.projects:
        start = at(reference.span.start)
        paragraph = flow.paragraphs[_paragraph(view, start)]
        named.setdefault(paragraph.start, set()).add((reference.project, reference.subproject))
        if start - paragraph.start <= _HEAD and paragraph.table is None:
            heads.append((paragraph.start, (reference.programme, reference.project, reference.subproject)))
    for date in mentions.dates:
        position = at(date.span.start)
        if date.kind not in ("day", "month") or not date.value[:1].isdigit():
            continue
        before = flow.text[max(0, position - _DUE_REACH) : position]
        head = next(((start, project) for start, project in reversed(heads) if start <= position), None)
        if head is None or not _DUE.search(before):
            continue
        start, project = head
        if len(named[start]) == 1 and project[1] is not None and _under(view, start, position):
            yield project, date


def _paragraph(view: View, position: int) -> int:
    return bisect_right(view.flow.starts, position) - 1


def _under(view: View, head: int, position: int) -> bool:
    """Whether a place belongs to the list item that opens at `head`."""
    outline = view.outline
    own, other = outline.item_of(_paragraph(view, head)), outline.item_of(_paragraph(view, position))
    return own is not None and other is not None and (own is other or own in outline.ancestors(other))
