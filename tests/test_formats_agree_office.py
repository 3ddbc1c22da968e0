"""One report as a Word file and in other Office formats: the same words and the same records."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from office_twins import source, twin

from reportparse.formats.office_convert import find_office
from reportparse.model.record import record_of
from reportparse.pipeline import parse

needs_office = pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
KINDS = ("citations", "references", "dates", "amounts", "projects", "households", "counts", "percentages", "checks")
# Where a thing stands differs between formats; what it is does not.
PLACE = {"start", "end", "line", "place", "terms", "message", "message_en", "likely_error", "id", "cause"}
TWINS = [
    pytest.param("104", ".xlsx"),
    pytest.param("113", ".xlsx"),
    pytest.param("113", ".doc", marks=needs_office),
    pytest.param("104", ".rtf", marks=needs_office),
    pytest.param("104", ".odt", marks=needs_office),
    pytest.param("113", ".xls", marks=needs_office),
    pytest.param("104", ".ods", marks=needs_office),
]


@cache
def record(path: Path) -> dict[str, Any]:
    report = parse(path)
    assert report.document is not None
    return {**record_of(report, version=""), "words": report.document.text.split()}


def _values(mentions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in mention.items() if key not in PLACE} for mention in mentions]


@pytest.mark.parametrize(("number", "suffix"), TWINS)
def test_the_twin_says_what_the_word_file_says(number: str, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(twin(number, suffix))
    made, original = record(path), record(source(number))
    sheet_name = ["Trang", "tính:", "Sheet"] if "xls" in suffix or suffix == ".ods" else []
    assert made["words"][: len(sheet_name)] == sheet_name
    assert made["words"][len(sheet_name) :] == original["words"]
    for kind in KINDS:
        assert _values(made[kind]) == _values(original[kind]), kind
    for key in ("header", "unit", "period", "report_kind"):
        assert made[key] == original[key]
    assert [issue["code"] for issue in made["document"]["issues"]] == []
    assert (made["document"]["source"], made["document"]["status"]) == (str(path), "ok")
    assert made["document"]["media_type"] != original["document"]["media_type"]
