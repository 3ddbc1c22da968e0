"""Dates: one line of specs/dates.jsonl is a text and every date that must be found in it."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportparse.config import Settings
from reportparse.extract import dates
from reportparse.lexicon import load_lexicon
from reportparse.model.document import Document, SourceFile
from reportparse.model.mention import DateMention
from reportparse.structure.view import build_view
from reportparse.text.dates import parse_iso
from reportparse.text.normalize import normalize

SPECS = Path(__file__).parents[1] / "fixtures" / "specs" / "dates.jsonl"
CASES = [json.loads(line) for line in SPECS.read_text("utf-8").splitlines()]


def find(text: str) -> tuple[DateMention, ...]:
    document = Document(source=SourceFile("a.txt", "0", "text/plain", 1), text=normalize(text).text)
    return dates.extract(build_view(document, Settings(), load_lexicon()))


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_spec(case: dict[str, Any]) -> None:
    text = normalize(case["text"]).text
    found = [{"text": date.span.of(text), "value": date.value, "kind": date.kind} for date in find(case["text"])]
    assert found == case["expect"]


@given(st.text(alphabet="0123456789/-–., \nngàythágnămquýIVđếnTQ", max_size=100))
def test_any_text_gives_readable_values_that_do_not_overlap(text: str) -> None:
    found = find(text)
    for date in found:
        assert parse_iso(date.value)
        assert (date.kind == "period") == ("/" in date.value)
    for before, after in pairwise(found):
        assert before.span.end <= after.span.start


@pytest.mark.parametrize("unit", ["1/", "ngày ", "tháng 1 ", "2021-", "2021, ", "1/1/2024 - ", "1.1.1."])
def test_hostile_text_is_read(unit: str) -> None:
    """Nothing is asserted but that it ends: a pattern that backtracks without bound would not."""
    find(unit * 4000)
