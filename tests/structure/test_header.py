"""The header of documents in every layout: one line of specs/headers.jsonl is one document and what must be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportparse.lexicon import load_lexicon
from reportparse.model.document import Document, SourceFile
from reportparse.model.report import Header
from reportparse.structure.flow import build_flow
from reportparse.structure.header import read_header
from reportparse.structure.header_parts import clean_item, iso_date, list_items, symbol
from reportparse.text.normalize import normalize

SPECS = Path(__file__).parents[1] / "fixtures" / "specs" / "headers.jsonl"
CASES = [json.loads(line) for line in SPECS.read_text("utf-8").splitlines()]


def document_of(text: str) -> Document:
    return Document(source=SourceFile("a.txt", "0", "text/plain", 1), text=normalize(text).text)


def header_of(text: str) -> Header:
    document = document_of(text)
    return read_header(document, build_flow(document), load_lexicon())


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_header_as_specified(case: dict[str, object]) -> None:
    header = header_of(str(case["text"]))
    expected = case["expect"]
    assert isinstance(expected, dict)
    found = {field: getattr(header, field) for field in expected}
    assert {k: list(v) if isinstance(v, tuple) else v for k, v in found.items()} == expected
