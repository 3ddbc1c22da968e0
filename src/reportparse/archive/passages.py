"""The text of a document in pieces for the search: small enough to name a place, whole enough for a phrase."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reportparse.model.document import Document
from reportparse.model.span import Span

# A passage ends at an empty line or a paragraph of the file; within running lines only after a sentence once it is
# long, because a phrase or an identifier that goes on in the next line must stay in one piece.
_LONG = 1_500
_TOO_LONG = 6_000
_SENTENCE_ENDS = (".", ";", ":", "!", "?")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the text; the passages of a document in order are its whole text.

    `page` is that of its first character, `breaks` the (offset, number) of pages that begin inside it.
    """

    span: Span
    line: int
    page: int | None
    breaks: tuple[tuple[int, int], ...] = ()


def passages(document: Document) -> Iterator[Passage]:
    """Cut the text of a document into passages. Nothing is left out: blank lines belong to the passage before them."""
    paragraph_starts = frozenset(span.start for span in document.paragraphs)
    start, line = 0, 1
    previous = Span(0, 0)
    for number, span in enumerate(document.lines, 1):
        if number > 1 and _begins(document.text, start, previous, span, paragraph_starts):
            yield _passage(document, Span(start, span.start), line)
            start, line = span.start, number
        previous = span
    if start < len(document.text):
        yield _passage(document, Span(start, len(document.text)), line)


def _passage(document: Document, span: Span, line: int) -> Passage:
    first, last = document.page_of(span.start), document.page_of(span.end - 1)
    if first == last:
        return Passage(span, line, first)
    inside = [page for page in document.pages if span.start < page.span.start < span.end]
    return Passage(span, line, first, tuple((page.span.start, page.number) for page in inside))


def _begins(text: str, start: int, previous: Span, span: Span, paragraph_starts: frozenset[int]) -> bool:
    """Whether a new passage begins with the line at `span`."""
    if not span.of(text).strip() or not text[start : span.start].strip():
        return False
    before = previous.of(text).rstrip()
    if not before or span.start in paragraph_starts:
        return True
    length = span.start - start
    return length >= _TOO_LONG or (length >= _LONG and before.endswith(_SENTENCE_ENDS))
