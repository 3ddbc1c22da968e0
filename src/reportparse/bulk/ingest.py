"""Files into an archive: what is known is skipped, the rest is read and written, many documents in one transaction.

Many processes may read; only this one writes, in input order, so that the archive is the same however many read.
Stopping at any moment leaves whole documents behind, and running again does the others. What a listener has heard of
is in the archive, on the disk.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from reportparse.archive import write
from reportparse.archive.connect import Clock, timestamp, transaction
from reportparse.archive.lock import lock_of, sole_writer
from reportparse.archive.members import write_members
from reportparse.archive.originals import Originals, originals_folder
from reportparse.archive.problems import archive_problems
from reportparse.archive.rows import rows_of
from reportparse.bulk.executor import Workers
from reportparse.bulk.limits import Limits
from reportparse.bulk.run_folder import run_folder
from reportparse.bulk.tasks import Emptied, Noted, Outcome, Read, Reading, Result, Step, Tasks
from reportparse.bulk.walk import Found, Problem, walk
from reportparse.bulk.worker import read_file, rehearse
from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.formats.ocr_engine import tidy_cache
from reportparse.lexicon import load_lexicon
from reportparse.pipeline import failed

_BATCH = 50  # steps in one transaction at most
_BATCH_SECONDS = 1.0  # a step waits so long to be written
_MANY = 100  # files for which it is worth while to prepare the processes that read


@dataclass(frozen=True, slots=True)
class Job:
    """How a run goes; `retry_failed` reads files again that failed before.

    `patience`: seconds to wait for another ingest to end, or for another program to finish writing.
    """

    archive: Path
    settings: Settings
    version: str
    jobs: int = 1
    retry_failed: bool = False
    patience: float = 30.0


@dataclass
class Summary:
    """What a run has done; `stopped` where it was asked to stop before the end. `seconds` is that of all readers."""

    run: int
    pages: int = 0
    seconds: float = 0.0
    counts: Counter[Result] = field(default_factory=Counter)
    failures: list[Outcome] = field(default_factory=list)
    new_versions: list[Outcome] = field(default_factory=list)
    doubtful: list[Outcome] = field(default_factory=list)
    stopped: bool = False

    def add(self, outcome: Outcome) -> None:
        """Count one outcome; failures, new versions and what needs a look are kept to be named at the end."""
        self.counts[outcome.result] += 1
        self.pages += outcome.pages or 0
        self.seconds += outcome.seconds or 0.0
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

    Raises:
        ArchiveProblemError: the archive cannot be written, or another ingest is writing to it.
        WorkerDiedError: the processes that read cannot be kept alive.
    """
    load_lexicon()  # here, where it is shared by all that read, and where an error in it stops the run
    with sole_writer(job.archive, wait=job.patience), archive_problems(job.archive):
        db.execute(f"PRAGMA busy_timeout = {round(job.patience * 1000)}")
        originals = Originals(job.archive)
        if not write.last_run_ended(db):
            originals.sweep(write.stored_originals(db))
        found = list(walk(paths, ignore=own_files(job.archive))) if items is None else items
        return _ingest(db, paths, found, job, originals, clock, listener, stop)


def _ingest(
    db: Any,
    paths: Sequence[str],
    items: Sequence[Found | Problem],
    job: Job,
    originals: Originals,
    clock: Clock,
    listener: Listener | None,
    stop: Callable[[], bool],
) -> Summary:
    run = write.start_run(
        db, version=job.version, settings=job.settings.model_dump_json(), paths=paths, now=timestamp(clock)
    )
    tidy_cache()
    summary = Summary(run)
    count = _Count(len(items), listener)
    batch = _Batch(db, job, originals, summary, clock, listener)
    limits = Limits(job.settings.seconds, job.settings.megabytes)
    with run_folder() as folder:
        read = partial(read_file, settings=job.settings, version=job.version, folder=folder.path)
        prepare = partial(rehearse, job.settings) if len(items) >= _MANY else None
        workers: Workers[Found, Read] = Workers(read, folder, jobs=job.jobs, limits=limits, prepare=prepare)

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
    write.finish_run(db, run, now=timestamp(clock), counts=_run_counts(summary))
    return summary


def own_files(archive: Path) -> tuple[str, ...]:
    """What belongs to the archive and is not to be read."""
    beside = (f"{archive}{ending}" for ending in ("", "-wal", "-shm", "-journal"))
    return (*beside, str(originals_folder(archive)), str(lock_of(archive)))


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

    def __init__(
        self, db: Any, job: Job, originals: Originals, summary: Summary, clock: Clock, listener: Listener | None
    ) -> None:
        self._db = db
        self._job = job
        self._originals = originals
        self._run = summary.run
        self._summary = summary
        self._clock = clock
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
        try:
            steps = [self._with_original(step) if isinstance(step, Reading) else step for step in self._steps]
            self._originals.settle()
            with transaction(self._db):
                outcomes = [outcome for step in steps if (outcome := self._one(step)) is not None]
                write.note_seen(self._db, list(map(_seen, outcomes)), run=self._run, now=timestamp(self._clock))
        except BaseException:
            with suppress(sqlite3.Error):  # what cannot be removed now is swept away by the next run
                self._originals.undo(write.stored_originals(self._db))
            raise
        self._originals.done()
        self._steps.clear()
        for step in steps:
            if isinstance(step, Emptied):
                shutil.rmtree(step.folder, ignore_errors=True)
        for outcome in outcomes:
            self._summary.add(outcome)
            if self._listener:
                self._listener.done(outcome)

    def _with_original(self, step: Reading) -> Reading:
        """The step with the place of the kept copy in `keep`; a file that has changed meanwhile is a failure."""
        sha256 = step.rows.document["sha256"]
        if not (step.keep and sha256):
            return replace(step, keep=None)
        try:
            return replace(step, keep=self._originals.put(Path(step.path), sha256, Path(step.keep)))
        except UnreadableFileError as error:
            return replace(step, rows=rows_of(failed(step.path, None, error), version=self._job.version), keep=None)

    def _one(self, step: Step) -> Outcome | None:
        if isinstance(step, Emptied):
            if step.sha256:
                write_members(self._db, step.sha256, step.members, version=self._job.version)
            return None
        if isinstance(step, Noted):
            self._note(step)
            return step.outcome
        now = timestamp(self._clock)
        written = write.write_document(self._db, step.rows, run=self._run, now=now, stored=step.keep)
        return _outcome(step, None if written.updated else written.supersedes)

    def _note(self, step: Noted) -> None:
        path, issue = step.outcome.path, step.issue
        if issue is not None:
            severity = "info" if issue.harmless else "error"
            write.note_issue(self._db, self._run, path, issue.code, severity, issue.detail)
        if step.sha256:
            write.note_source(self._db, step.sha256, path, self._run, timestamp(self._clock))


def _seen(outcome: Outcome) -> write.Seen:
    spent = None if outcome.seconds is None else round(outcome.seconds * 1000)
    return write.Seen(outcome.path, outcome.result, outcome.sha256, outcome.code, outcome.pages, spent)


def _outcome(step: Reading, supersedes: str | None) -> Outcome:
    document = step.rows.document
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
        "pages": summary.pages,
        "milliseconds": round(summary.seconds * 1000),
        "stopped": int(summary.stopped),
    }
