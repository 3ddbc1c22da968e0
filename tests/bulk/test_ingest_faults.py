"""An ingest that is stopped, killed, locked out or out of disk: nothing is lost, nothing doubled, and it says so."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pytest
from bulk_make import ends_soon

from reportparse.archive.connect import open_to_write
from reportparse.archive.lock import lock_of, sole_writer
from reportparse.archive.originals import Originals, hash_of
from reportparse.archive.problems import ArchiveProblemError
from reportparse.bulk import kernel
from reportparse.bulk.ingest import Job, Summary, ingest
from reportparse.bulk.stopping import StopRequest, stop_on_signals
from reportparse.bulk.tasks import Outcome
from reportparse.config import Settings

VERSION = version("reportparse")
PROGRAM = [sys.executable, "-c", "from reportparse.cli.main import main; main()"]


def clock() -> datetime:
    return datetime(2024, 8, 5, 10, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    Path("tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    for number in range(40):
        write(f"n{number:02}.txt", number)


def write(name: str, number: int) -> None:
    """A file that takes some time to read, unlike all others."""
    Path("in", name).write_text(f"Văn bản số {number}\n" * 200, encoding="utf-8")


def rows(sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect("A.db")) as connection:
        return connection.execute(sql).fetchall()


def filled(*paths: str, listener: Listening | None = None, patience: float = 0.2) -> Summary:
    """What an ingest of these has done."""
    archive = Path("A.db")
    with open_to_write(archive, clock=clock, version=VERSION, wait=patience) as db:
        job = Job(archive, Settings(), VERSION, jobs=2, patience=patience)
        return ingest(db, paths, job, clock=clock, listener=listener)


class Listening:
    """Does something at the third document."""

    def __init__(self, deed: object) -> None:
        self.reported: list[str] = []
        self._deed = deed

    def total(self, paths: int) -> None:
        pass

    def done(self, outcome: Outcome) -> None:
        self.reported.append(outcome.path)
        if len(self.reported) == 3 and callable(self._deed):
            self._deed()


def started(*args: str) -> subprocess.Popen[str]:
    """A running ingest that has reported three documents, as lines of JSON."""
    command = [*PROGRAM, "ingest", "in", "--archive", "A.db", "--format", "json", "--jobs", "2", *args]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for _ in range(3):
        assert json.loads(process.stdout.readline())["event"] == "document"
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_finishes_what_is_being_read_and_says_what_was_done(number: signal.Signals) -> None:
    for more in range(40, 240):  # enough that the signal comes in the midst of them
        write(f"n{more:03}.txt", more)
    with started() as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.send_signal(number)
        out, err = process.stdout.read(), process.stderr.read()
    assert process.returncode == 130
    assert "Đang dừng" in err
    assert "chạy lại lệnh này để đọc tiếp" in err
    end = json.loads(out.splitlines()[-1])
    reported = [json.loads(line)["path"] for line in out.splitlines()[:-1]]
    assert (end["event"], end["stopped"], end["ok"]) == ("end", True, len(reported) + 3)
    assert rows("SELECT stopped, read FROM runs WHERE finished_at IS NOT NULL") == [(1, end["ok"])]
    names = [row[0] for row in rows("SELECT name FROM documents ORDER BY id")]
    assert names == sorted(path.name for path in Path("in").iterdir())[: len(names)]
    assert filled("in").counts == {"ok": 240 - len(names), "unchanged": len(names)}
    assert list(Path("tmp").iterdir()) == []


def test_nothing_outlives_a_run_that_is_killed_and_nothing_is_left() -> None:
    for more in range(40, 240):  # enough that it is killed in the midst of them
        write(f"n{more:03}.txt", more)
    with started() as process:
        everybody = kernel.family(process.pid, kernel.family_table())
        assert len(everybody) >= 3
        process.kill()
    assert all(ends_soon(pid) for pid in everybody)
    assert list(Path("tmp").iterdir()) == []
    summary = filled("in")
    assert summary.counts["ok"] + summary.counts["unchanged"] == 240
    assert summary.counts["unchanged"] >= 3
    assert not lock_of(Path("A.db")).exists()
    assert rows("SELECT count(*), count(DISTINCT sha256) FROM documents") == [(240, 240)]


def test_a_second_ingest_says_clearly_that_there_is_a_first() -> None:
    with sole_writer(Path("A.db"), wait=0), pytest.raises(ArchiveProblemError) as caught:
        filled("in")
    assert (caught.value.code, caught.value.detail) == ("locked", f"PID {os.getpid()}")
    assert rows("SELECT count(*) FROM runs") == [(0,)]


def test_a_lock_that_its_holder_has_removed_is_taken_anew(tmp_path: Path) -> None:
    """Whoever waits for a lock may get one that is no longer there: another process would not see it."""
    archive = tmp_path / "B.db"
    with sole_writer(archive, wait=0):
        waiting = os.open(lock_of(archive), os.O_RDWR)
    fcntl.flock(waiting, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with sole_writer(archive, wait=0):
        assert lock_of(archive).read_text() == str(os.getpid())
    os.close(waiting)


def test_an_archive_that_another_program_locks_stops_the_run_and_loses_nothing() -> None:
    filled("in/n00.txt")
    other = sqlite3.connect("A.db", isolation_level=None)
    listening = Listening(lambda: other.execute("BEGIN IMMEDIATE"))
    with pytest.raises(ArchiveProblemError) as caught:
        filled("in", listener=listening)
    other.close()
    assert caught.value.code == "locked"
    known = {row[0] for row in rows("SELECT source FROM sources")}
    assert known >= set(listening.reported)
    stored = {path.name for path in Path("A.db.files").rglob("*.txt")}
    assert stored == {Path(str(row[0])).name for row in rows("SELECT stored FROM documents")}
    filled("in")
    assert rows("SELECT count(*), count(DISTINCT sha256) FROM documents") == [(40, 40)]


def test_originals_that_a_killed_run_has_left_are_removed() -> None:
    filled("in/n00.txt")
    originals = Originals(Path("A.db"))
    orphan = Path("A.db.files", originals.put(Path("in/n01.txt"), hash_of(Path("in/n01.txt"))))
    originals.settle()
    half = orphan.with_name(".half.1.tmp")
    half.touch()
    with closing(sqlite3.connect("A.db")) as connection:
        connection.execute("UPDATE runs SET finished_at = NULL")
        connection.commit()
    filled("in/n00.txt")
    assert not orphan.exists()
    assert not half.exists()
    assert [Path("A.db.files", str(row[0])).is_file() for row in rows("SELECT stored FROM documents")] == [True]


def test_the_manifest_tells_what_became_of_each_path() -> None:
    Path("in/empty.txt").touch()
    Path("in/x.xyz").touch()
    filled("in", "none")
    told = rows("SELECT result, count(*) FROM manifest GROUP BY result ORDER BY result")
    assert told == [("failed", 2), ("ok", 40), ("skipped", 1)]
    filled("in")
    columns = "first_run, run, result, milliseconds IS NOT NULL"
    assert rows(f"SELECT {columns} FROM manifest WHERE source = 'in/n00.txt'") == [(1, 2, "unchanged", 1)]
    assert rows("SELECT result, code FROM manifest WHERE source = 'in/empty.txt'") == [("failed", "empty")]


def test_the_second_signal_ends_at_once_but_only_between_two_steps() -> None:
    before = signal.getsignal(signal.SIGINT)  # a shell that runs the tests behind itself ignores it
    with stop_on_signals(lambda: None) as request:
        assert not request()
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.01)
        assert request()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(0.01)
        with pytest.raises(KeyboardInterrupt):
            request()
    assert signal.getsignal(signal.SIGINT) is before
    assert not StopRequest()()
