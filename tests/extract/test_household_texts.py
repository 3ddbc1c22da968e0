"""Household counts read in their sentence, list, section and table: category, value, unit and role of every one."""

from __future__ import annotations

import json
import shutil
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from reportparse.config import Settings
from reportparse.formats import read
from reportparse.lexicon import Lexicon, read_lexicon
from reportparse.model.document import SourceFile
from reportparse.model.report import Report
from reportparse.pipeline import parse_document

SPECS = Path(__file__).parents[1] / "fixtures" / "specs" / "household_texts.jsonl"
CASES = [json.loads(line) for line in SPECS.read_text("utf-8").splitlines()]


def parsed(text: str, lexicon: Lexicon | None = None) -> Report:
    name = "a.md" if "|" in text else "a.txt"
    data = f"{text}\n".encode()
    source = SourceFile(name, "0", "text/plain", len(data))
    return parse_document(read(data, source, Settings()), lexicon=lexicon)


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_counts_of_a_text(case: dict[str, Any]) -> None:
    counts = parsed(case["text"]).mentions.households
    found = [[count.category, count.quantity.value, count.unit, count.role] for count in counts]
    assert found == case["expect"]


NEW = {
    "households.toml": '\n[[entry]]\nname = "hộ nuôi ong"\nvariants = ["hộ giữ ong"]\nexamples = ["12 hộ nuôi ong"]\n',
    "count_units.toml": '\n[[entry]]\nname = "tổ ong"\nexamples = ["12 tổ ong"]\n',
}


def test_a_category_and_a_unit_are_one_entry_each(tmp_path: Path) -> None:
    with resources.as_file(resources.files("reportparse.lexicon") / "data") as data:
        shutil.copytree(data, tmp_path / "data")
    for file, entry in NEW.items():
        with (tmp_path / "data" / file).open("a", encoding="utf-8") as opened:
            opened.write(entry)
    lexicon = read_lexicon(tmp_path / "data")
    table = "| Thôn | Hộ giữ ong |\n|---|---|\n| A | 9 |\n| B | 6 |"
    text = f"Toàn xã có 15 hộ nuôi ong, hộ giữ ong: 4; tặng 320 tổ ong.\n\n{table}"
    mentions = parsed(text, lexicon).mentions
    assert [(count.category, str(count.quantity.value)) for count in mentions.households] == [
        ("hộ nuôi ong", value) for value in ("15", "4", "9", "6")
    ]
    assert [(count.unit, str(count.quantity.value)) for count in mentions.counts] == [("tổ ong", "320")]
