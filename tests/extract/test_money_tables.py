"""Money in tables of every kind of text: which figures are amounts, and in which unit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import reportparse

SPECS = Path(__file__).parents[1] / "fixtures" / "specs" / "money_tables.jsonl"
CASES = [json.loads(line) for line in SPECS.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["why"]) for case in CASES])
def test_money_in_tables(case: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / f"table.{case['suffix']}"
    file.write_text(case["text"], "utf-8")
    mentions = reportparse.parse(str(file)).mentions
    assert [amount.quantity.value for amount in mentions.amounts] == case["amounts"]
    assert [[ref.project, ref.subproject, ref.programme] for ref in mentions.projects] == case["projects"]
