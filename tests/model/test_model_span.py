"""Spans and places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportparse.model.document import Cell, Document, Page, SourceFile, Table
from reportparse.model.span import Place, Span

SPANS = st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda ends: Span(min(ends), max(ends)))
TEXT = "Báo cáo\nXã\tSố hộ\nMột\t12\nhết\n"


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2)])
def test_what_is_no_span_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


@given(SPANS, SPANS)
def test_overlapping_is_symmetric_and_means_a_common_character(one: Span, other: Span) -> None:
    common = set(range(one.start, one.end)) & set(range(other.start, other.end))
    assert one.overlaps(other) == other.overlaps(one)
    assert bool(common) <= one.overlaps(other)
    if one and other:
        assert one.overlaps(other) == bool(common)


@given(SPANS, SPANS)
def test_joining_covers_both(one: Span, other: Span) -> None:
    joined = one.join(other)
    assert joined == other.join(one)
    assert joined.covers(one)
    assert joined.covers(other)
    assert joined.start in (one.start, other.start)
    assert joined.end in (one.end, other.end)


@given(SPANS, SPANS)
def test_covering(one: Span, other: Span) -> None:
    assert one.covers(other) == (one.join(other) == one)
    assert one.covers(one)


@given(SPANS)
def test_the_characters_of_a_span(span: Span) -> None:
    text = "".join(chr(97 + at % 26) for at in range(60))
    assert len(span.of(text)) == len(span)
    assert bool(span) == (span.start < span.end)


def make_document() -> Document:
    cells = (Cell(0, 0, Span(8, 10)), Cell(0, 1, Span(11, 16)), Cell(1, 0, Span(17, 20)), Cell(1, 1, Span(21, 23)))
    return Document(
        source=SourceFile("a.txt", "", "text/plain", 0),
        text=TEXT,
        pages=(Page(1, Span(0, 17)), Page(2, Span(17, len(TEXT)))),
        tables=(Table(Span(8, 23), cells, "tabs"),),
    )


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("Báo cáo", Place(page=1)),
        ("Số hộ", Place(page=1, table=1, row=1, column=2)),
        ("12", Place(page=2, table=1, row=2, column=2)),
        ("hết", Place(page=2)),
    ],
)
def test_places(words: str, place: Place) -> None:
    at = TEXT.index(words)
    assert make_document().place_of(Span(at, at + len(words))) == place


def test_lines() -> None:
    document = make_document()
    assert [line.of(TEXT) for line in document.lines] == TEXT.split("\n")
    assert [document.line_of(line.start) for line in document.lines] == [1, 2, 3, 4, 5]
    assert [document.line_of(at) for at, character in enumerate(TEXT) if character == "\n"] == [1, 2, 3, 4]
