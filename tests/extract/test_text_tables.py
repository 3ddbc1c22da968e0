"""Tables as they stand in plain text: every layout gives the same rows of labels and figures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reportparse.config import Settings
from reportparse.extract import table_figures
from reportparse.formats import read
from reportparse.lexicon import load_lexicon
from reportparse.model.document import SourceFile
from reportparse.structure.view import build_view

SPECS = Path(__file__).parents[1] / "fixtures" / "specs" / "text_tables.jsonl"
CASES: list[dict[str, Any]] = [json.loads(line) for line in SPECS.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_rows_of_a_table(case: dict[str, Any]) -> None:
    data = case["text"].encode()
    source = SourceFile("a.txt", "0", "text/plain", len(data))
    view = build_view(read(data, source, Settings()), Settings(), load_lexicon())
    mentions = {mention.span: mention for mention in table_figures.extract(view)}
    found = []
    for grid in view.grids:
        for row in grid.rows:
            figures = [figure for column in grid.columns if (figure := grid.figure(row.index, column.index))]
            values = [mentions[figure.span].quantity.value for figure in figures]
            found.append([row.label, *(None if value is None else float(value) for value in values)])
    assert found == case["rows"]
    if "heads" in case:
        assert [column.header for grid in view.grids for column in grid.columns] == case["heads"]
    kinds = {mention.span: type(mention).__name__ for mention in mentions.values()}
    assert set(kinds.values()) <= set(case["kinds"])
