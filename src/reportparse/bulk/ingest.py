"""Files into an archive: what is known is skipped, the rest is read and written, many documents in one transaction.

Many processes may read; only this one writes, in input order, so that the archive is the same however many read.
Stopping at any moment leaves whole documents behind, and running again does the others. What a listener has heard of
is in the archive, on the disk.
"""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from reportparse.archive import write
from reportparse.archive.connect import Clock, timestamp, transaction
from reportparse.archive.members import write_members
from reportparse.archive.originals import keep_original, originals_folder
from reportparse.archive.rows import DocumentRows, rows_of
from reportparse.bulk.executor import Workers
from reportparse.bulk.limits import Limits
from reportparse.bulk.run_folder import run_folder
from reportparse.bulk.tasks import Emptied, Noted, Outcome, Read, Reading, Result, Step, Tasks
from reportparse.bulk.walk import Found, Problem, walk
from reportparse.bulk.worker import read_file
from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.lexicon import load_lexicon
from reportparse.pipeline import failed

_BATCH = 50  # steps in one transaction at most
_BATCH_SECONDS = 1.0  # a step waits so long to be written


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
    """What a run has done; `stopped` where it was asked to stop before the end."""

    run: int
    counts: Counter[Result] = field(default_factory=Counter)
    failures: list[Outcome] = field(default_factory=list)
    new_versions: list[Outcome] = field(default_factory=list)
    doubtful: list[Outcome] = field(default_factory=list)
    stopped: bool = False

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
        return not self.failures and not self.stopped


class Listener(Protocol):
    """Hears how a run goes on, to show it."""

    def total(self, paths: int) -> None:
        """How many paths there are, as far as is known: containers hold more."""

    def done(self, outcome: Outcome) -> None:
        """One path is done and, where it was read, written."""


def ingest(
    db: Any,
    paths: Sequence[str],
    job: Job,
    *,
    clock: Clock,
    listener: Listener | None = None,
    stop: Callable[[], bool] = lambda: False,
    items: Sequence[Found | Problem] | None = None,
) -> Summary:
    """Read `paths` into the open archive `db`; of them only `items`, where those are given.

    `stop` is asked again and again; once it says so, what is being read is finished, and nothing more is begun.
    """
    load_lexicon()  # here, where it is shared by all that read, and where an error in it stops the run
    run = write.start_run(
        db, version=job.version, settings=job.settings.model_dump_json(), paths=paths, now=timestamp(clock)
    )
    own = (str(job.archive), f"{job.archive}-wal", f"{job.archive}-shm", str(originals_folder(job.archive)))
    items = list(walk(paths, ignore=own)) if items is None else list(items)
    summary = Summary(run)
    count = _Count(len(items), listener)
    batch = _Batch(db, job, run, clock, summary, listener)
    limits = Limits(job.settings.seconds, job.settings.megabytes)
    with run_folder() as folder:
        read = partial(read_file, settings=job.settings, version=job.version, folder=folder.path)
        workers: Workers[Found, Read] = Workers(read, folder, jobs=job.jobs, limits=limits)

        def meanwhile() -> None:
            if stop():
                tasks.stop()
            batch.write_if_due()

        tasks = Tasks(db, job.settings, job.version, job.retry_failed, workers, count.more, meanwhile)
        with workers:
            for step in tasks.steps(items):
                batch.add(step)
                meanwhile()
            batch.write()
    summary.stopped = tasks.stopping
    if not summary.stopped:
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


class _Batch:
    """Steps that are written together, and only then said to be done."""

    def __init__(self, db: Any, job: Job, run: int, clock: Clock, summary: Summary, listener: Listener | None) -> None:
        self._db = db
        self._job = job
        self._run = run
        self._clock = clock
        self._summary = summary
        self._listener = listener
        self._steps: list[Step] = []
        self._since = 0.0

    def add(self, step: Step) -> None:
        """Keep a step to be written with others."""
        if not self._steps:
            self._since = time.monotonic()
        self._steps.append(step)

    def write_if_due(self) -> None:
        """Write what is kept, once there is enough of it or it has waited long enough."""
        if len(self._steps) >= _BATCH or (self._steps and time.monotonic() - self._since > _BATCH_SECONDS):
            self.write()

    def write(self) -> None:
        """Write what is kept: all of it or nothing."""
        if not self._steps:
            return
        with transaction(self._db):
            outcomes = [self._one(step) for step in self._steps]
        for step in self._steps:
            if isinstance(step, Emptied):
                shutil.rmtree(step.folder, ignore_errors=True)
        self._steps.clear()
        for outcome in outcomes:
            if outcome is not None:
                self._summary.add(outcome)
                if self._listener:
                    self._listener.done(outcome)

    def _one(self, step: Step) -> Outcome | None:
        if isinstance(step, Emptied):
            if step.sha256:
                write_members(self._db, step.sha256, step.members, version=self._job.version)
            return None
        if isinstance(step, Reading):
            return self._document(step)
        self._note(step)
        return step.outcome

    def _note(self, step: Noted) -> None:
        path, issue = step.outcome.path, step.issue
        if issue is not None:
            severity = "info" if issue.harmless else "error"
            write.note_issue(self._db, self._run, path, issue.code, severity, issue.detail)
        if step.sha256:
            write.note_source(self._db, step.sha256, path, self._run)

    def _document(self, step: Reading) -> Outcome:
        rows, stored = step.rows, None
        if step.keep and rows.document["sha256"]:
            try:
                stored = keep_original(self._job.archive, Path(step.path), rows.document["sha256"], Path(step.keep))
            except UnreadableFileError as error:
                rows = rows_of(failed(step.path, None, error), version=self._job.version)
        written = write.write_document(self._db, rows, run=self._run, now=timestamp(self._clock), stored=stored)
        return _outcome(step, rows, None if written.updated else written.supersedes)


def _outcome(step: Reading, rows: DocumentRows, supersedes: str | None) -> Outcome:
    document = rows.document
    return Outcome(
        step.path,
        document["status"],
        code=document["reason_code"],
        reason=document["reason"],
        supersedes=supersedes,
        quality=document["quality"],
        sha256=document["sha256"],
        pages=document["pages"],
        seconds=step.seconds,
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
