"""Files that hang, grow or crash in an ingest: each ends as one row with its reason, tried again only when asked."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path

import pytest
from cli_make import GOOD, made_up_parse, read_nothing, run_here

from reportparse.bulk.worker import read_file
from reportparse.config import Settings
from reportparse.model.report import Report


def misbehaving_parse(path: str, settings: Settings) -> Report:
    """Stands for the pipeline: what a file says decides what becomes of the process that reads it."""
    text = Path(path).read_text("utf-8")
    if "treo" in text:
        time.sleep(60)
    if "phình" in text:
        return made_up_parse(str(len(bytes(10**11))), settings)
    if "sập" in text:
        os.abort()
    return made_up_parse(path, settings)


def rows(sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect("A.db")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


@pytest.fixture(autouse=True)
def _files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("reportparse.bulk.worker.parse", misbehaving_parse)
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    for name, text in {"a": GOOD, "b": "treo", "c": "phình", "d": "sập", "e": f"{GOOD} 2"}.items():
        Path("in", f"{name}.txt").write_text(text, "utf-8")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_each_file_that_is_stopped_is_one_row_with_its_reason(monkeypatch: pytest.MonkeyPatch, jobs: str) -> None:
    limits = ("--timeout", "1", "--memory", "900")
    ran = run_here(monkeypatch, "ingest", "in", "--archive", "A.db", "--jobs", jobs, *limits)
    assert ran.code == 1
    assert "in/b.txt: đọc quá 1 giây nên bị dừng; " in ran.out
    assert "in/c.txt: cần quá 900 MB bộ nhớ nên bị dừng; " in ran.out
    assert "in/d.txt: chương trình đọc tệp dừng đột ngột (tín hiệu SIGABRT); " in ran.out
    assert rows("SELECT name, status, reason_code, length(sha256) FROM documents ORDER BY id") == [
        ("a.txt", "ok", None, 64),
        ("b.txt", "failed", "timeout", 64),
        ("c.txt", "failed", "memory", 64),
        ("d.txt", "failed", "crashed", 64),
        ("e.txt", "ok", None, 64),
    ]


def test_they_are_tried_again_only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    args = ("ingest", "in", "--archive", "A.db", "--jobs", "2", "--timeout", "1")
    run_here(monkeypatch, *args)
    before = rows("SELECT * FROM documents")
    monkeypatch.setattr("reportparse.bulk.ingest.read_file", read_nothing)
    ran = run_here(monkeypatch, *args)
    assert (ran.code, rows("SELECT * FROM documents")) == (1, before)
    monkeypatch.setattr("reportparse.bulk.ingest.read_file", read_file)
    monkeypatch.setattr("reportparse.bulk.worker.parse", made_up_parse)
    assert run_here(monkeypatch, *args, "--retry-failed").code == 0
    assert rows("SELECT DISTINCT status, reason_code FROM documents") == [("ok", None)]


def test_a_container_that_hangs_is_one_failed_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportparse.bulk.worker.members_of", lambda *_, **__: time.sleep(60))
    ran = run_here(monkeypatch, "ingest", "in/a.txt", "in/e.txt", "--archive", "A.db", "--timeout", "1")
    assert ran.code == 1
    assert rows("SELECT name, reason_code FROM documents") == [("a.txt", "timeout"), ("e.txt", "timeout")]
