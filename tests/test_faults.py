"""`scripts/faults` on a small scale: a few documents, a few blows, nothing lost and nothing doubled."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from fault_archive import compared, contents, faults_of
from fault_files import make_documents

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "faults.py"


def test_ingests_that_are_killed_and_resumed_lose_and_double_nothing() -> None:
    options = ["--runs", "2", "--documents", "30", "--kills", "3", "--only", "kills", "--json"]
    done = subprocess.run([sys.executable, str(SCRIPT), *options], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    killed = told["figures"]["kills"]
    assert (killed["ingests"], killed["lost"], killed["doubled"], told["problems"]) == (2, 0, 0, [])
    assert killed["hits"] >= 3


def test_the_same_seed_makes_the_same_documents(tmp_path: Path) -> None:
    for name in ("one", "two"):
        make_documents(tmp_path / name, 40, 7)
    one, two = (
        {path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*.*")}
        for name in ("one", "two")
    )
    assert one == two
    assert len(one) == 40
    assert {path.suffix for path in one} >= {".txt", ".zip", ".docx"}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for number in range(3):
        (tmp_path / "in" / f"{number}.txt").write_text(f"Toàn xã còn {number} hộ nghèo.\n", "utf-8")
    command = [sys.executable, "-c", "from reportparse.cli.main import main; main()", "ingest", "in"]
    subprocess.run([*command, "--archive", "A.db"], cwd=tmp_path, check=True, capture_output=True)
    return tmp_path / "A.db"


@pytest.mark.parametrize(
    ("change", "figures"),
    [
        ("DELETE FROM mentions WHERE document = 2", {"lost": 1, "doubled": 0, "lost mentions": 1}),
        (
            "INSERT INTO sources SELECT sha256, source || '!x', run FROM sources WHERE source LIKE '%1.txt'",
            {"lost": 0, "doubled": 1, "doubled sources": 1},
        ),
        ("UPDATE documents SET ingested_at = 'x'", {"lost": 0, "doubled": 0}),
    ],
)
def test_the_comparison_sees_what_is_lost_or_doubled(archive: Path, change: str, figures: dict[str, int]) -> None:
    before = contents(archive)
    with closing(sqlite3.connect(archive)) as connection:
        connection.execute(change)
        connection.commit()
    assert compared(before, contents(archive)) == figures
    assert faults_of(archive) == []


def test_a_full_text_that_lost_a_row_is_a_fault(archive: Path) -> None:
    with closing(sqlite3.connect(archive)) as connection:
        connection.execute("DROP TRIGGER passages_ad")
        connection.execute("DELETE FROM passages WHERE id = 1")
        connection.commit()
    assert any("full text" in fault for fault in faults_of(archive))
