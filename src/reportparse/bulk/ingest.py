"""Files into an archive: what is known is skipped, the rest is read and written one document at a time.

Many processes may read; only this one writes, in input order, so that the archive is the same however many read.
Stopping at any moment leaves whole documents behind, and running again does the others.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from reportparse.archive import write
from reportparse.archive.connect import Clock, timestamp
from reportparse.archive.members import write_members
from reportparse.archive.originals import keep_original, originals_folder
from reportparse.archive.rows import DocumentRows, rows_of
from reportparse.bulk.executor import run_in_order
from reportparse.bulk.tasks import Emptied, Outcome, Result, Task, Tasks
from reportparse.bulk.walk import Found, walk
from reportparse.bulk.worker import report_of
from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.pipeline import failed


@dataclass(frozen=True, slots=True)
class Job:
    """How a run goes; `retry_failed` reads files again that failed before."""

    archive: Path
    settings: Settings
    version: str
    jobs: int = 1
    retry_failed: bool = False


@dataclass
class Summary:
    """What a run has done."""

    run: int
    counts: Counter[Result] = field(default_factory=Counter)
    failures: list[Outcome] = field(default_factory=list)
    new_versions: list[Outcome] = field(default_factory=list)
    doubtful: list[Outcome] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Count one outcome; failures, new versions and what needs a look are kept to be named at the end."""
        self.counts[outcome.result] += 1
        if outcome.result in ("failed", "problem"):
            self.failures.append(outcome)
        if outcome.supersedes is not None:
            self.new_versions.append(outcome)
        if outcome.result == "partial" or (outcome.result == "ok" and outcome.quality != "good"):
            self.doubtful.append(outcome)

    @property
    def all_read(self) -> bool:
        return not self.failures


class Listener(Protocol):
    """Hears how a run goes on, to show it."""

    def total(self, paths: int) -> None:
        """How many paths there are, as far as is known: containers hold more."""

    def done(self, outcome: Outcome) -> None:
        """One path is done and, where it was read, written."""


def ingest(db: Any, paths: Sequence[str], job: Job, *, clock: Clock, listener: Listener | None = None) -> Summary:
    """Read `paths` into the open archive `db`."""
    run = write.start_run(
        db, version=job.version, settings=job.settings.model_dump_json(), paths=paths, now=timestamp(clock)
    )
    summary = Summary(run)
    own = (str(job.archive), f"{job.archive}-wal", f"{job.archive}-shm", str(originals_folder(job.archive)))
    items = list(walk(paths, ignore=own))
    count = _Count(len(items), listener)
    tasks = Tasks(db, items, run, job.settings, job.version, job.retry_failed, count.more)
    read = partial(_read, settings=job.settings, version=job.version)
    waiting: deque[Task] = deque()
    for rows in run_in_order(read, _noted(tasks, waiting), jobs=job.jobs):
        task = waiting.popleft()
        if isinstance(task, Emptied):
            write_members(db, task.sha256, task.members, version=job.version)
            continue
        outcome = _write(db, task, rows, job, run, clock) if isinstance(task, Found) and rows else task
        assert isinstance(outcome, Outcome)
        summary.add(outcome)
        if listener:
            listener.done(outcome)
    write.finish_run(db, run, now=timestamp(clock), counts=_run_counts(summary))
    return summary


class _Count:
    """Tells a listener how many paths there are, and again when a container holds more."""

    def __init__(self, paths: int, listener: Listener | None) -> None:
        self._paths = paths
        self._listener = listener
        self.more(0)

    def more(self, paths: int) -> None:
        self._paths += paths
        if self._listener:
            self._listener.total(self._paths)


def _noted(tasks: Iterable[Task], waiting: deque[Task]) -> Iterator[Task]:
    """The tasks, each kept until its result is there: results come in the same order."""
    for task in tasks:
        waiting.append(task)
        yield task


def _read(task: Task, *, settings: Settings, version: str) -> DocumentRows | None:
    """Read one file; runs in a worker, and only plain data goes back."""
    return rows_of(report_of(task, settings), version=version) if isinstance(task, Found) else None


def _write(db: Any, found: Found, rows: DocumentRows, job: Job, run: int, clock: Clock) -> Outcome:
    path, member = found.path, found.member
    stored: str | None = None
    # A refused file leaves nothing behind, nor does a container, which may hold one.
    kept = rows.document["reason_code"] != "classified" and not (member and member.error)
    if kept and rows.document["sha256"]:
        try:
            data = member.data if member else None
            stored = keep_original(job.archive, Path(path), rows.document["sha256"], data)
        except UnreadableFileError as error:
            rows = rows_of(failed(path, None, error), version=job.version)
    written = write.write_document(db, rows, run=run, now=timestamp(clock), stored=stored)
    document = rows.document
    return Outcome(
        path,
        document["status"],
        code=document["reason_code"],
        reason=document["reason"],
        supersedes=written.supersedes if not written.updated else None,
        quality=document["quality"],
    )


def _run_counts(summary: Summary) -> dict[str, int]:
    counts = summary.counts
    return {
        "read": counts["ok"],
        "partial": counts["partial"],
        "failed": len(summary.failures),
        "unchanged": counts["unchanged"],
        "skipped": counts["skipped"],
        "new_versions": len(summary.new_versions),
    }
