"""Checks: one line of specs/checks.jsonl is a small document and every check of one code that it must give."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from reportparse.config import Settings
from reportparse.formats import read
from reportparse.model.document import SourceFile
from reportparse.model.finding import Check
from reportparse.pipeline import parse_document

SPECS = Path(__file__).parents[1] / "fixtures" / "specs" / "checks.jsonl"
CASES = [json.loads(line) for line in SPECS.read_text("utf-8").splitlines()]


def checks_of(text: str) -> tuple[Check, ...]:
    data = text.encode()
    document = read(data, SourceFile("a.txt", "0", "text/plain", len(data)), Settings())
    return parse_document(document).checks


def shown(check: Check) -> list[Any]:
    """Verdict, stated, computed, rounding, and the likely error as written and as it should be."""
    likely = check.likely_error
    return [
        check.verdict,
        None if check.stated is None else str(check.stated),
        None if check.computed is None else str(check.computed),
        check.rounding,
        None if likely is None else [likely.written, None if likely.suggested is None else str(likely.suggested)],
    ]


@pytest.mark.parametrize("case", CASES, ids=[f"{case['code']} {case['why']}" for case in CASES])
def test_spec(case: dict[str, Any]) -> None:
    found = checks_of(case["text"])
    assert [shown(check) for check in found if check.code == case["code"]] == case["expect"]
    for check in found:
        assert check.message
        assert check.message_en
        assert (check.reason is not None) == (check.verdict == "suspect")


def test_every_code_has_three_cases() -> None:
    assert min(Counter(case["code"] for case in CASES).values()) >= 3


def test_findings_with_one_cause_share_it() -> None:
    case = next(case for case in CASES if case["code"] == "REP005")
    findings = [check for check in checks_of(case["text"]) if check.verdict != "consistent"]
    assert len(findings) == 3
    assert len({check.cause for check in findings}) == 1
    assert {check.likely_error.supports for check in findings if check.likely_error} == {
        tuple(check.id for check in findings)
    }


def test_remarks_on_one_date_share_their_cause() -> None:
    text = (
        "Nghị quyết số 163/2024/QH15 ngày 27/11/2025 của Quốc hội.\n\n"
        "Nghị quyết số 163/2024/QH15 ngày 27/11/2024 của Quốc hội."
    )
    findings = [check for check in checks_of(text) if check.verdict != "consistent"]
    assert {check.code for check in findings} == {"DAT004", "REP004"}
    assert len({check.cause for check in findings}) == 1


def test_the_register_names_its_source() -> None:
    (known,) = checks_of("Căn cứ Nghị định số 07/2021/NĐ-CP ngày 21/01/2021 của Chính phủ.")
    assert "thongtinaz.net" in known.message
    (general,) = checks_of("Căn cứ Quyết định số 90/QĐ-TTg ngày 19/01/2022 của Thủ tướng Chính phủ.")
    assert "kiến thức chung" in general.message
    assert "general knowledge" in general.message_en
