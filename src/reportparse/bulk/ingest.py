"""Files into an archive: what is known is skipped, the rest is read and written one document at a time.

Many processes may read; only this one writes, in input order, so that the archive is the same however many read.
Stopping at any moment leaves whole documents behind, and running again does the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal, Protocol

from reportparse.archive import write
from reportparse.archive.connect import Clock, timestamp
from reportparse.archive.originals import hash_of, keep_original, originals_folder
from reportparse.archive.rows import DocumentRows, rows_of
from reportparse.bulk.executor import run_in_order
from reportparse.bulk.walk import Found, Problem, walk
from reportparse.bulk.worker import parse_safely
from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.pipeline import failed

Result = Literal["ok", "partial", "failed", "unchanged", "problem", "skipped"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one path.

    `reason` is the reason and the remedy of a failure. `same_as` names the path under which the archive has these
    bytes already, `supersedes` the file that this one is a new version of. `again` marks a failure that the
    archive remembers and that was not tried again.
    """

    path: str
    result: Result
    code: str | None = None
    reason: str | None = None
    same_as: str | None = None
    supersedes: str | None = None
    again: bool = False


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

    def add(self, outcome: Outcome) -> None:
        """Count one outcome; failures and new versions are kept to be named at the end."""
        self.counts[outcome.result] += 1
        if outcome.result in ("failed", "problem"):
            self.failures.append(outcome)
        if outcome.supersedes is not None:
            self.new_versions.append(outcome)

    @property
    def all_read(self) -> bool:
        return not self.failures


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A file that has been read, on its way into the archive."""

    path: str
    rows: DocumentRows


class Listener(Protocol):
    """Hears how a run goes on, to show it."""

    def total(self, paths: int) -> None:
        """How many paths there are."""

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
    if listener:
        listener.total(len(items))
    read = partial(_read, settings=job.settings, version=job.version)
    for result in run_in_order(read, _tasks(db, items, job, run), jobs=job.jobs):
        outcome = result if isinstance(result, Outcome) else _write(db, result, job, run, clock)
        summary.add(outcome)
        if listener:
            listener.done(outcome)
    write.finish_run(db, run, now=timestamp(clock), counts=_run_counts(summary))
    return summary


def _tasks(db: Any, items: Iterable[Found | Problem], job: Job, run: int) -> Iterator[str | Outcome]:
    """What is to be done with every path: read it, or an outcome without reading. Known bytes are not read again."""
    seen: dict[str, str] = {}
    for item in items:
        if isinstance(item, Problem):
            severity = "info" if item.harmless else "error"
            write.note_issue(db, run, item.path, item.code, severity, item.detail)
            yield Outcome(item.path, "skipped" if item.harmless else "problem", item.code, item.detail or None)
            continue
        sha256 = _hash(item.path, job.settings.max_bytes)
        if sha256 is None:
            yield item.path
        elif sha256 in seen:
            write.note_source(db, sha256, item.path, run)
            yield Outcome(item.path, "unchanged", same_as=seen[sha256])
        else:
            seen[sha256] = item.path
            yield _known(db, item.path, sha256, job, run) or item.path


def _known(db: Any, path: str, sha256: str, job: Job, run: int) -> Outcome | None:
    """The outcome of a file that need not be read: the archive has its bytes, as this version reads them."""
    found = write.known(db, sha256)
    if found is None or found.version != job.version or (found.status == "failed" and job.retry_failed):
        return None
    write.note_source(db, sha256, path, run)
    if found.status == "failed":
        return Outcome(path, "failed", found.reason_code, found.reason, again=True)
    return Outcome(path, "unchanged", same_as=found.source if found.source != path else None)


def _hash(path: str, max_bytes: int) -> str | None:
    """The hash of a file; None where it cannot be had, so that reading the file gives the reason."""
    try:
        file = Path(path)
        return hash_of(file) if file.is_file() and file.stat().st_size <= max_bytes else None
    except (OSError, ValueError):
        return None


def _read(task: str | Outcome, *, settings: Settings, version: str) -> _Parsed | Outcome:
    """Read one file; runs in a worker, and only plain data goes back."""
    if isinstance(task, Outcome):
        return task
    return _Parsed(task, rows_of(parse_safely(task, settings), version=version))


def _write(db: Any, parsed: _Parsed, job: Job, run: int, clock: Clock) -> Outcome:
    path, rows = parsed.path, parsed.rows
    stored: str | None = None
    if rows.document["sha256"]:
        try:
            stored = keep_original(job.archive, Path(path), rows.document["sha256"])
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
