"""Processes that read: what hangs, grows or crashes is stopped and told, and harms nothing else."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from bulk_make import ends_soon, misbehave, running

from reportparse.bulk.executor import Done, Dropped, Workers, run_in_order
from reportparse.bulk.limits import Limits, Stopped
from reportparse.bulk.run_folder import RunFolder, run_folder

LIMITS = Limits(seconds=1.0, megabytes=400)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunFolder]:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with run_folder() as made:
        yield made


def results(folder: RunFolder, tasks: list[str], *, jobs: int = 2, limits: Limits = LIMITS) -> list[str]:
    with Workers(misbehave, folder, jobs=jobs, limits=limits) as workers:
        answers = list(run_in_order(workers, tasks))
    return [answer.value if isinstance(answer, Done) else answer.reason for answer in answers]


def test_results_come_in_input_order_however_many_processes(folder: RunFolder) -> None:
    tasks = [f"{number}" for number in range(40)]
    assert results(folder, tasks, jobs=1) == results(folder, tasks, jobs=3) == tasks


@pytest.mark.parametrize(
    ("task", "outcome"),
    [
        ("hang", "timeout"),
        ("spin", "timeout"),
        ("child", "timeout"),
        ("grow", "memory"),
        ("swallow", "memory"),
        ("child-grows", "memory"),
        ("exit 3", "crashed"),
        ("exit 0", "crashed"),
        ("abort", "crashed"),
        ("litter", "crashed"),
    ],
)
def test_what_misbehaves_is_stopped_and_the_others_go_on(folder: RunFolder, task: str, outcome: str) -> None:
    limits = Limits(seconds=1.0 if outcome == "timeout" else 20.0, megabytes=400)
    assert results(folder, ["a", task, "b", task, "c"], limits=limits) == ["a", outcome, "b", outcome, "c"]
    assert [path.name for path in folder.path.iterdir()] in ([], ["in-use"])


def test_programs_that_were_started_end_with_their_process(folder: RunFolder) -> None:
    mark = f"mark-{os.getpid()}-{time.monotonic_ns()}"
    assert results(folder, [f"child {mark}"]) == ["timeout"]
    assert running(mark) == []


def test_a_process_that_is_killed_from_outside_costs_no_file(folder: RunFolder, tmp_path: Path) -> None:
    assert results(folder, [f"once {tmp_path / 'mark'}", "b"]) == ["survived", "b"]


def test_a_supervisor_that_is_killed_costs_no_file(folder: RunFolder) -> None:
    with Workers(misbehave, folder, jobs=2, limits=LIMITS) as workers:
        first = workers.take(workers.submit("tell"))
        assert isinstance(first, Done)
        reader, supervisor = map(int, first.value.split())
        os.kill(supervisor, signal.SIGKILL)
        tickets = [workers.submit(f"{number}") for number in range(5)]
        answers = [workers.take(ticket) for ticket in tickets]
    assert [answer.value for answer in answers if isinstance(answer, Done)] == ["0", "1", "2", "3", "4"]
    assert ends_soon(reader)


def test_an_error_is_raised_where_the_result_is_taken(folder: RunFolder) -> None:
    with Workers(misbehave, folder, jobs=1) as workers:
        bad, good = workers.submit("raise made up"), workers.submit("good")
        with pytest.raises(ValueError, match="made up"):
            workers.take(bad)
        answer = workers.take(good)
        assert isinstance(answer, Done)
        assert answer.value == "good"


def test_what_is_not_begun_can_be_taken_back(folder: RunFolder) -> None:
    with Workers(misbehave, folder, jobs=1, limits=LIMITS) as workers:
        begun, waiting = workers.submit("hang"), workers.submit("b")
        assert workers.take(begun, seconds=0.2) is None
        workers.drop_waiting()
        late = workers.submit("c")
        assert isinstance(workers.take(waiting), Dropped)
        assert isinstance(workers.take(late), Dropped)
        assert isinstance(workers.take(begun), Stopped)


def test_processes_are_replaced_after_so_many_tasks(folder: RunFolder) -> None:
    told = results(folder, ["tell"] * 6, jobs=1, limits=Limits(tasks=2))
    assert len(set(told)) == 3


def test_messages_name_the_limit_and_the_remedy() -> None:
    limits = Limits(seconds=90, megabytes=1500)
    timeout, memory, crashed = (
        str(Stopped(reason, 1.0, -signal.SIGSEGV).error(limits)) for reason in ("timeout", "memory", "crashed")
    )
    assert timeout == "đọc quá 90 giây nên bị dừng; chia nhỏ tệp, hoặc tăng --timeout rồi nạp lại với --retry-failed"
    assert "1500 MB" in memory
    assert "--memory" in memory
    assert "SIGSEGV" in crashed


def test_folders_of_runs_that_were_killed_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = tmp_path / "reportparse-run-left"
    left.mkdir()
    (left / "in-use").touch()
    with run_folder() as first, run_folder() as second:
        assert {path.name for path in tmp_path.iterdir()} == {first.path.name, second.path.name}
    assert list(tmp_path.iterdir()) == []
