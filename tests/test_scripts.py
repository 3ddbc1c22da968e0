"""The scripts: the measures are those of the reference scorer, and each script does what it says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import bench
import corpus
import diff_corpus
import pytest
import references
import scoring

SCRIPTS = corpus.ROOT / "scripts"
NAMES = (
    *("setup", "demo", "test", "score", "noise", "mutate", "references", "diff_corpus", "bench"),
    *("formats", "hostile", "faults"),
)
REFERENCE = corpus.SHARED / "evaluation" / "score.py"

Json = dict[str, Any]


def run(*command: str | Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **(env or {})},
    )


@pytest.mark.parametrize("path", [*(SCRIPTS / name for name in NAMES), corpus.ROOT / ".ci" / "run"], ids=str)
def test_scripts_can_be_run(path: Path) -> None:
    assert os.access(path, os.X_OK)
    assert path.read_text("utf-8").startswith("#!/usr/bin/env bash\n")
    assert run("bash", "-n", path).returncode == 0


def test_setup_does_nothing_the_second_time() -> None:
    done = run(SCRIPTS / "setup")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_setup_says_what_is_missing(tmp_path: Path) -> None:
    """On a machine whose only Python is too old; the tree is a copy, and everything else is as it was."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "setup").write_bytes((SCRIPTS / "setup").read_bytes())
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).touch()
    programs = tmp_path / "bin"
    programs.mkdir()
    for version in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        (programs / version).write_text("#!/bin/sh\nexit 1\n", "utf-8")
        (programs / version).chmod(0o755)
    done = run("bash", tmp_path / "scripts" / "setup", env={"PATH": f"{programs}:{os.environ['PATH']}"})
    assert done.returncode == 1
    assert "3.11" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_demo(tmp_path: Path) -> None:
    (report,) = (corpus.CORPORA / "texts").glob("101_*.txt")
    done = run(SCRIPTS / "demo", "--lang", "en", "--out", tmp_path / "out", report)
    assert done.returncode == 0, done.stderr
    assert "21 + 24 + 21 + 28 + 21 + 31 = 146 hộ" in done.stdout
    assert done.stdout.rstrip().endswith(str(tmp_path / "out" / "demo.db"))
    again = run(SCRIPTS / "demo", "--lang", "en", "--out", tmp_path / "out", report)
    assert again.stdout == done.stdout


def test_demo_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    assert run(SCRIPTS / "demo", "--colour", "red").returncode == 2
    assert run(SCRIPTS / "demo", "--lang", "fr", "--out", tmp_path).returncode == 2


def test_score_keeps_the_test_split_closed() -> None:
    done = run(sys.executable, SCRIPTS / "score.py", "--split", "test", "--show-errors")
    assert done.returncode == 2
    assert "--show-errors" in done.stderr


def test_score_prints_every_measure() -> None:
    done = run(sys.executable, SCRIPTS / "score.py", "--split", "dev", "--json")
    figures = json.loads(done.stdout)
    assert set(figures["text"]) == {*scoring.summary(scoring.Score())}
    assert set(figures["text"]) - set(figures["Word and PDF"]) == {"placed"}


@pytest.fixture(scope="module")
def seed_records() -> list[tuple[Path, Json]]:
    paths = corpus.seeds()
    if not paths or not REFERENCE.exists():
        pytest.skip("the shared gold and scorer do not lie beside the checkout")
    return list(corpus.records(paths))


def spoilt(record: Json, turn: int) -> Json:
    """The record with things left out, made up and moved, so that every measure has something to count."""
    copy: Json = json.loads(json.dumps(record))
    for kind in ("citations", "amounts", "projects", "households", "percentages", "checks"):
        copy[kind] = [each for index, each in enumerate(copy[kind]) if index % 5 != turn % 5]
    for index, mention in enumerate(copy["households"] + copy["amounts"]):
        mention["line"] += 3 * (index % 4 == 0)
        mention["role"] = "level"
    for index, check in enumerate(copy["checks"]):
        if index % (3 + turn) == 0:
            check["verdict"] = "inconsistent" if check["verdict"] == "consistent" else "consistent"
        if index % 7 == 0:
            check["terms"] = check["terms"][:-1]
    copy["header"] = {**copy["header"], "subject": "khác", "place": None}
    return copy


@pytest.mark.shared
@pytest.mark.parametrize("turn", range(4))
def test_measures_are_those_of_the_reference(seed_records: list[tuple[Path, Json]], turn: int) -> None:
    """Turn 0 is the extraction as it is."""
    records = [(path, spoilt(record, turn) if turn else record) for path, record in seed_records]
    total = scoring.Score()
    for path, record in records:
        total.add(scoring.score(corpus.gold_of(path), record))
    given = "".join(json.dumps(record) + "\n" for _, record in records)
    command = [sys.executable, str(REFERENCE), str(corpus.SHARED / "gold"), "--json"]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    reference = json.loads(done.stdout)
    assert scoring.summary(total) == {name: reference[name] for name in scoring.summary(total)}


@pytest.mark.parametrize(
    ("tally", "measures"),
    [
        (scoring.Tally(0, 0, 0), (1.0, 1.0, 1.0)),
        (scoring.Tally(0, 3, 0), (0.0, 0.0, 0.0)),
        (scoring.Tally(0, 0, 3), (0.0, 1.0, 0.0)),
        (scoring.Tally(3, 4, 6), (0.5, 0.75, 0.6)),
    ],
)
def test_precision_recall_and_f1(tally: scoring.Tally, measures: tuple[float, float, float]) -> None:
    assert (tally.precision, tally.recall, tally.f1) == pytest.approx(measures)


def add(stated: float, *terms: float, rule: str = "sum") -> Json:
    return {"rule": rule, "stated": stated, "terms": list(terms)}


@pytest.mark.parametrize(
    ("gold", "given", "same"),
    [
        (add(6, 1, 2, 3), add(6, 1, 2, 3, rule="column"), True),
        (add(6, 1, 2, 3), add(6, 1, 2), True),
        (add(6, 1, 2, 3), add(6, 1), False),
        (add(6, 1, 2, 3), add(7, 1, 2, 3), False),
        (add(6, 1, 2, 3), add(6e6, 1e6, 2e6, 3e6), True),
        (add(22, 35, -13, rule="change"), add(13, 35, -22, rule="row"), True),
        (add(22, 35, -13), add(13, 35, -22), False),
        (add(50, 1, 2, rule="ratio"), add(50, 1, 2), False),
        ({"rule": "format", "stated": "7.850.0000đ", "line": 3}, {"rule": "format", "stated": "x", "line": 4}, True),
        ({"rule": "format", "stated": "7.850.0000đ", "line": 3}, {"rule": "format", "stated": "7.850.0000"}, True),
        ({"rule": "date", "stated": "31/4/2024", "line": 3}, {"rule": "date", "stated": "31/4", "line": 9}, False),
    ],
)
def test_which_checks_are_the_same(gold: Json, given: Json, same: bool) -> None:
    assert scoring.alike(gold, given) == same


def changed(record: Json) -> Json:
    copy: Json = json.loads(json.dumps(record))
    copy["amounts"][0]["value"] += 1
    del copy["percentages"][0]
    copy["checks"][0]["verdict"] = "suspect"
    return copy


def test_differences_are_shown_row_by_row() -> None:
    ((path, record),) = corpus.records(sorted((corpus.CORPORA / "texts").glob("101_*.txt")))
    old, new = diff_corpus.rows([record]), diff_corpus.rows([changed(record)])
    assert {kind for kind in old if old[kind] != new[kind]} == {"amounts", "percentages", "checks"}
    gained, lost = new["amounts"] - old["amounts"], old["amounts"] - new["amounts"]
    lines = list(diff_corpus.report("amounts", gained, lost, {path.name}, 50))
    assert [line.split()[0] for line in lines] == ["amounts:", "+", "-"]
    hidden = list(diff_corpus.report("amounts", gained, lost, set(), 50))
    assert hidden == ["amounts: 1 gained, 1 lost\n", "  (2 in the test split, not shown)\n"]
    assert list(diff_corpus.report("amounts", Counter(), Counter(), set(), 50)) == []


def test_the_text_of_the_benchmark_repeats_no_line() -> None:
    texts = bench.make_texts(300_000)
    lines = Counter(line for text in texts for line in text.split("\n") if len(line) > 60)
    repeated = sum(count > 2 for count in lines.values())
    assert repeated < 0.01 * len(lines)


def test_every_stage_of_the_benchmark_is_timed() -> None:
    times = dict(bench.stage_times(bench.make_texts(1)[0]))
    assert {"normalise", "flow", "checks", "record", "extract money", "extract households"} <= set(times)
    assert bench.bare_pass("Quyết định số 12/QĐ-UBND ngày 01/02/2024, 12 hộ nghèo, 4,5%") > 4


MARKED = """
Theo O
<L> O
Luật B-L
Hợp_tác_xã I-L
năm I-L
2023 I-L
và O
Nghị_định B-NĐ
số I-NĐ
<L I-NĐ
rel="none"> I-NĐ
113/2024/NĐ-CP I-NĐ
, O
thực_hiện O
Quyết_định O
số O
167/QĐ-TTg O

Nghị_định B-NĐ
về I-NĐ
hợp_tác_xã I-NĐ
. O
"""


def test_references_are_compared_with_what_is_marked(tmp_path: Path) -> None:
    path = tmp_path / "set.conll"
    path.write_text(MARKED.lstrip(), "utf-8")
    sentences = list(references.read(path))
    assert (
        sentences[0].text
        == "Theo Luật Hợp tác xã năm 2023 và Nghị định số 113/2024/NĐ-CP , thực hiện Quyết định số 167/QĐ-TTg"
    )
    assert [sentence.marked for sentence in sentences] == [
        ("Luật Hợp tác xã năm 2023", "Nghị định số 113/2024/NĐ-CP"),
        ("Nghị định về hợp tác xã",),
    ]
    tally, wrong = references.compare(sentences, references.find(sentences))
    assert (tally.hits, tally.gold, tally.given) == (2, 3, 3)
    assert [(each.line, each.kind) for each in wrong] == [
        (1, "identifier unmarked in the set"),
        (2, "paper by its subject alone, without number or date: not found"),
    ]


def test_references_need_the_set(tmp_path: Path) -> None:
    done = run(sys.executable, SCRIPTS / "references.py", tmp_path / "none.conll")
    assert done.returncode == 2
    assert "none.conll" in done.stderr
