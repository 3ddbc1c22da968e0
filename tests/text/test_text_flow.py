"""The flow of sentences: whatever it joins or leaves out, each of its characters stands in the document."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from reportparse.config import Settings
from reportparse.formats.txt import TEXT
from reportparse.model.document import Document, SourceFile
from reportparse.structure.flow import Flow, build_flow

WORDS = st.sampled_from(
    ["UBND xã", "có 12 hộ nghèo,", "- Dự án 1:", "1.", "a)", "**Tổng số**", "# I. KẾT QUẢ", "<b>giảm</b>", "\\- 45%",
     "35.000.000đ;", "năm 2024.", "| Bản | 12 |", "---", "*", "trong đó", "Nơi nhận:", "\ttrên", "5"]
)  # fmt: skip
LINES = st.lists(st.lists(WORDS, max_size=9).map(" ".join), min_size=1, max_size=25)


def document_of(lines: list[str]) -> Document:
    data = "\n".join(["Báo cáo", *lines]).encode()
    return TEXT.read(data, SourceFile("a.txt", "", "text/plain", len(data)), Settings())


def kept(flow: Flow) -> list[int]:
    """Offsets in the flow of characters that are no white space: spaces may stand for the break of a line."""
    return [at for at, character in enumerate(flow.text) if not character.isspace()]


@given(LINES)
def test_every_character_stands_in_the_document(lines: list[str]) -> None:
    document = document_of(lines)
    flow = build_flow(document)
    assert all(document.text[flow.offsets.source(at)] == flow.text[at] for at in kept(flow))


@given(LINES)
def test_the_flow_keeps_the_order(lines: list[str]) -> None:
    document = document_of(lines)
    flow = build_flow(document)
    sources = [flow.offsets.source(at) for at in kept(flow)]
    assert all(one < other for one, other in pairwise(sources))


@given(LINES)
def test_no_letter_and_no_digit_is_lost(lines: list[str]) -> None:
    """Only marks of layout are left out."""
    document = document_of([line.replace("<b>", "").replace("</b>", "") for line in lines])
    flow = build_flow(document)
    assert [c for c in flow.text if c.isalnum()] == [c for c in document.text if c.isalnum()]


@given(LINES)
def test_paragraphs_cover_the_flow(lines: list[str]) -> None:
    flow = build_flow(document_of(lines))
    at = 0
    for paragraph in flow.paragraphs:
        assert paragraph.start == at
        assert "\n" not in flow.of(paragraph)
        assert flow.text[paragraph.end] == "\n"
        at = paragraph.end + 1
    assert at == len(flow.text)


@given(LINES)
def test_there_and_back(lines: list[str]) -> None:
    flow = build_flow(document_of(lines))
    for at in kept(flow):
        assert flow.inverse.source(flow.offsets.source(at)) == at
