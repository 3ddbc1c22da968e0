"""Unit, period and kind: one line of specs/identity.jsonl is one file with its path, settings and what must be said."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportparse.config import Settings
from reportparse.lexicon import load_lexicon
from reportparse.lexicon.schema import ReportKind
from reportparse.model.document import Document, SourceFile
from reportparse.structure.flow import build_flow
from reportparse.structure.header import read_form
from reportparse.structure.identity import identify, report_kind, unit_level
from reportparse.structure.paths import name_words
from reportparse.structure.period import find_period
from reportparse.text.normalize import normalize

SPECS = Path(__file__).parents[1] / "fixtures" / "specs" / "identity.jsonl"
CASES = [json.loads(line) for line in SPECS.read_text("utf-8").splitlines()]
KINDS = [term for term in load_lexicon().terms("report_kinds") if isinstance(term, ReportKind)]


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_identity_as_specified(case: dict[str, Any]) -> None:
    lexicon = load_lexicon()
    document = Document(source=SourceFile(case["path"], "0", "text/plain", 1), text=normalize(case["text"]).text)
    flow = build_flow(document)
    form = read_form(document, flow, lexicon)
    unit, period, kind = identify(document, flow, form, Settings(**case.get("settings", {})), lexicon)
    said = {name: value for name, value in asdict(unit).items() if name != "code"}
    found = {"unit": said, "period": asdict(period), "report_kind": kind}
    assert {name: found[name] for name in case["expect"]} == case["expect"]


@pytest.mark.parametrize("term", KINDS, ids=[term.name for term in KINDS])
def test_examples_of_a_kind_are_of_that_kind(term: ReportKind) -> None:
    lexicon = load_lexicon()
    assert [report_kind(text, "", "", "", lexicon) for text in term.examples] == [term.name] * len(term.examples)
    assert term.name not in [report_kind(text, "", "", "", lexicon) for text in term.counterexamples]


@given(year=st.integers(1990, 2045), months=st.integers(2, 12))
def test_first_months_of_a_year(year: int, months: int) -> None:
    period = find_period(f"Kết quả {months:02} tháng đầu năm {year}", "text", load_lexicon())
    assert period is not None
    assert period.value == f"{year}-01/{year}-{months:02}"


@given(
    first=st.integers(1990, 2030),
    length=st.integers(1, 14),
    dash=st.sampled_from(["-", " - ", "–", " đến ", " đến năm "]),
)
def test_years_of_a_phase(first: int, length: int, dash: str) -> None:
    period = find_period(f"giai đoạn {first}{dash}{first + length}", "text", load_lexicon())
    assert period is not None
    assert period.value == f"{first}/{first + length}"


@given(st.text(max_size=200))
def test_any_text_gives_words_of_its_own(text: str) -> None:
    text = normalize(text).text
    period = find_period(text, "text", load_lexicon())
    assert period is None or (period.text is not None and period.text in " ".join(text.split()))


@given(st.text(alphabet="abcXYZ_-.+ 0123456789", max_size=60))
def test_name_words_keep_letters_and_digits(name: str) -> None:
    kept = [ch for ch in name_words(name) if ch.isalnum()]
    assert kept == [ch for ch in name if ch.isalnum()]


def test_every_province_and_its_level() -> None:
    rows = load_lexicon().table("provinces")
    now = [row for row in rows if not row["until"]]
    assert len(now) == 34
    assert len({row["name"] for row in rows}) == 64  # 63 old ones, and Huế beside Thừa Thiên Huế
    for row in now:
        assert unit_level(f"{row['kind']} {row['name']}", None, load_lexicon()) == "province"
