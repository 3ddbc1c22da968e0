"""Page numbers and running heads: lines at the edge of a page that belong to no sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import regex

from reportparse.model.span import Span

_NUMBER = regex.compile(
    r"[\s\-–—.|*_]*(?:trang\s*:?\s*)?(\d{1,4})(?:\s*(?:/|trên|of)\s*\d{1,4})?[\s\-–—.|*_]*", regex.IGNORECASE
)
_NUMBER_LINE = regex.compile(
    r"(?m)^[ \t\-–.|*_]*(?P<word>trang[ \t]*:?[ \t]*)?(?P<number>\d{1,3})"
    r"(?:[ \t]*(?:/|trên)[ \t]*\d{1,3})?[ \t\-–.|*_]*$",
    regex.IGNORECASE,
)
_PAGE = (800, 8000)  # characters of a page, at least and at most
_LONG, _MAX_BESIDE = 40, 300
_DIGITS = regex.compile(r"\d+")
_EDGE = 2  # lines at the top and at the bottom that may be running heads
_MAX_HEAD = 150  # characters


def is_page_number(line: str) -> bool:
    """Whether a line is no more than a number, as a page number is."""
    return _NUMBER.fullmatch(line) is not None


def find_noise(text: str, pages: Sequence[Span], kept: Sequence[Span]) -> tuple[Span, ...]:
    """Spans of the page numbers and running heads of a text; lines within `kept` (tables) are never noise."""
    if not pages:
        return tuple(sorted({*_lone_numbers(text, kept)}))
    edges = [_edge_lines(text, page, kept) for page in pages]
    heads = {*_running_heads(text, edges)}
    # A page number may stand behind a running head: printed files draw both before the page's own text, or after it.
    bare = [tuple([line for line in side if line not in heads] for side in edge) for edge in edges]
    return tuple(sorted({*_page_numbers(text, bare), *heads}))


def _lone_numbers(text: str, kept: Sequence[Span]) -> Iterator[Span]:
    """Page numbers of a text without page ends: lines that say "Trang 3", and lone numbers that count up page by page
    (one may be missing).

    Where the cells of a table stand one a line, lone numbers are figures: a page number has running text beside it.
    """
    pages: dict[int, list[Span]] = {}
    for match in _NUMBER_LINE.finditer(text):
        line = Span(match.start(), match.end())
        if any(span.covers(line) for span in kept):
            continue
        if match["word"]:
            yield line
            continue
        number = int(match["number"])
        near = [page for back in (1, 2) for page in pages.get(number - back, ())]
        before = [page for page in near if _PAGE[0] <= line.start - page.end <= _PAGE[1]]
        if (before or number <= 2) and _beside_text(text, line):
            pages.setdefault(number, []).append(line)
            yield from (*before, line) if before else ()


def _beside_text(text: str, line: Span) -> bool:
    """Whether the lines next to a line are text, and one of them is a long one."""
    before, after = (
        text[max(0, line.start - _MAX_BESIDE) : line.start].rstrip(),
        text[line.end : line.end + _MAX_BESIDE].lstrip(),
    )
    beside = [before.rpartition("\n")[2], after.partition("\n")[0]]
    return all(any(ch.isalpha() for ch in each) for each in beside) and max(map(len, beside)) >= _LONG


Edges = tuple[list[Span], list[Span]]


def _edge_lines(text: str, page: Span, kept: Sequence[Span]) -> Edges:
    """The first and the last lines of a page that are not blank, outermost first."""
    lines = []
    start = page.start
    for line in page.of(text).split("\n"):
        if line.strip():
            lines.append(Span(start, start + len(line)))
        start += len(line) + 1
    tables = [span for span in kept if page.covers(span)]
    top = [line for line in lines[:_EDGE] if not any(span.covers(line) for span in tables)]
    bottom = [line for line in lines[: _EDGE - 1 : -1][:_EDGE] if not any(span.covers(line) for span in tables)]
    return top, bottom


def _page_numbers(text: str, edges: Sequence[Sequence[Sequence[Span]]]) -> Iterator[Span]:
    """Outermost lines that are only a number, where the numbers run on from page to page.

    A lone number may also be a figure of a table, so it must keep step with the pages.
    """
    for side in (0, 1):
        found: list[tuple[int, Span]] = []
        for number, edge in enumerate(edges, 1):
            for line in edge[side][:1]:
                match = _NUMBER.fullmatch(line.of(text))
                if match:
                    found.append((int(match[1]) - number, line))
        steps = Counter(step for step, _ in found)
        for step, line in found:
            if step == 0 or steps[step] >= 2:
                yield line


def _running_heads(text: str, edges: Sequence[Edges]) -> Iterator[Span]:
    """Lines that come back at the same edge of most pages, digits aside."""
    for side in (0, 1):
        places: dict[str, list[Span]] = {}
        for edge in edges:
            for line in edge[side]:
                words = " ".join(_DIGITS.sub("#", line.of(text)).split())
                if any(ch.isalpha() for ch in words) and len(words) <= _MAX_HEAD:
                    places.setdefault(words, []).append(line)
        for found in places.values():
            if len(found) >= 3 and 2 * len(found) > len(edges):
                yield from found
