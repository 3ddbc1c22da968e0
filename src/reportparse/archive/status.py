"""How an archive was filled: its runs with their rates, what failed and why, and when each document arrived."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from reportparse.archive.lock import lock_of

RunState = Literal["finished", "stopped", "running", "interrupted"]


@dataclass(frozen=True, slots=True)
class Run:
    """One run of `ingest`: `finished`, `stopped` on request, `running`, or `interrupted` by a crash or a power failure.

    `ended_at` of a run without an end is when its last document was written. `documents` counts what this run has read
    and no later one has read anew; of formats without pages `pages` counts none. `reading_seconds` are those of all
    readers together. It, `new_versions`, `unchanged` and `skipped` are known of runs with an end only.
    """

    id: int
    state: RunState
    started_at: str
    ended_at: str | None
    version: str
    paths: tuple[str, ...]
    documents: int
    pages: int
    read: int
    partial: int
    failed: int
    unchanged: int | None
    new_versions: int | None
    skipped: int | None
    reading_seconds: float | None

    @property
    def seconds(self) -> float | None:
        """How long it took, None where it is not known. Times in the archive are whole seconds."""
        if self.ended_at is None:
            return None
        return (datetime.fromisoformat(self.ended_at) - datetime.fromisoformat(self.started_at)).total_seconds()

    def rate(self, count: int) -> float | None:
        """So many things by second, None for a run too short to tell."""
        return round(count / self.seconds, 2) if self.seconds else None


@dataclass(frozen=True, slots=True)
class Totals:
    """What stands in the archive; `current` leaves versions out that were replaced."""

    documents: int
    current: int
    ok: int
    partial: int
    failed: int
    pages: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why files could not be read, or only in part: all files with one code. `example` is the reason of the first."""

    status: Literal["partial", "failed"]
    code: str
    example: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A document with the time at which its bytes were first seen, whatever has read it since."""

    id: int
    source: str
    sources: tuple[str, ...]
    status: str
    code: str | None
    reason: str | None
    current: bool
    ocr: bool
    version_key: str | None
    unit: str | None
    unit_source: str | None
    issuer: str | None
    doc_type: str | None
    identifier: str | None
    date: str | None
    period: str | None
    seen_at: str


def runs(db: Any, archive: Path) -> list[Run]:
    """Every run, in order of time. `archive` is where the open archive stands."""
    sql = (
        "SELECT r.id, r.started_at, r.finished_at, max(d.ingested_at), r.version, r.paths, count(d.id),"
        " coalesce(sum(d.pages), 0), r.read, r.partial, r.failed, r.unchanged, r.new_versions, r.skipped,"
        " coalesce(sum(d.status = 'ok'), 0), coalesce(sum(d.status = 'partial'), 0),"
        " coalesce(sum(d.status = 'failed'), 0), r.pages, r.milliseconds, r.stopped"
        " FROM runs r LEFT JOIN documents d ON d.run = r.id GROUP BY r.id ORDER BY r.id"
    )
    found = [_run(row) for row in db.execute(sql)]
    if found and found[-1].state == "interrupted" and _is_written_to(archive):
        found[-1] = replace(found[-1], state="running")
    return found


def _is_written_to(archive: Path) -> bool:
    """Whether an ingest holds the archive's lock."""
    try:
        with lock_of(archive).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # there is none, or it may not be opened: nobody is known to hold it
        return False
    return False


def _run(row: tuple[Any, ...]) -> Run:
    number, started, finished, last, version, paths, documents, pages, *counts = row
    told, unchanged, new_versions, skipped, written = counts[:3], *counts[3:6], counts[6:9]
    counted_pages, milliseconds, stopped = counts[9:]
    read, partial, failed = told if finished else written
    return Run(
        id=number,
        state=("stopped" if stopped else "finished") if finished else "interrupted",
        started_at=started,
        ended_at=finished or last,
        version=version,
        paths=tuple(json.loads(paths)) if paths else (),
        documents=documents,
        pages=pages if counted_pages is None else counted_pages,
        read=read or 0,
        partial=partial or 0,
        failed=failed or 0,
        unchanged=unchanged,
        new_versions=new_versions,
        skipped=skipped,
        reading_seconds=None if milliseconds is None else milliseconds / 1000,
    )


def totals(db: Any) -> Totals:
    """What stands in the archive."""
    row = db.execute(
        "SELECT count(*), coalesce(sum(current), 0), coalesce(sum(status = 'ok'), 0),"
        " coalesce(sum(status = 'partial'), 0), coalesce(sum(status = 'failed' AND current = 1), 0),"
        " coalesce(sum(pages), 0) FROM documents"
    ).fetchone()
    return Totals(*row)


def reasons(db: Any) -> list[Reason]:
    """Why current documents could not be read, or only in part: failures first, the commonest reason first.

    Where a document is partial, the reason is that of its first issue.
    """
    sql = (
        "SELECT status, coalesce(reason_code, ''), coalesce(reason, ''), source FROM documents"
        " WHERE status IN ('failed', 'partial') AND current = 1 ORDER BY id"
    )
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for status, code, reason, source in db.execute(sql):
        found.setdefault((status, code), []).append((reason, source))
    made = [
        Reason("failed" if status == "failed" else "partial", code, rows[0][0], tuple(source for _, source in rows))
        for (status, code), rows in found.items()
    ]
    return sorted(made, key=lambda reason: (reason.status, -len(reason.sources), reason.code))


def arrivals(db: Any) -> Iterator[Arrival]:
    """Every document that has come in, by the time at which it was first seen.

    What was seen before archives noted the time counts from the start of the run that saw it. A file that could not
    be read and that another one has replaced at its path is left out.
    """
    sql = (
        "SELECT d.id, d.source, json_group_array(s.source) FILTER (WHERE s.source IS NOT NULL), d.status,"
        " d.reason_code, d.reason, d.current, d.ocr, d.version_key,"
        " d.unit_name, d.unit_source, d.issuer, d.doc_type, d.identifier, d.date, d.period,"
        " coalesce(min(s.seen_at), min(r.started_at), d.ingested_at) AS seen"
        " FROM documents d LEFT JOIN sources s ON s.sha256 = d.sha256 LEFT JOIN runs r ON r.id = s.run"
        " WHERE d.status <> 'failed' OR d.current = 1 GROUP BY d.id ORDER BY seen, d.id"
    )
    for number, source, sources, status, code, reason, current, ocr, *rest in db.execute(sql).fetchall():
        paths = tuple(sorted({source, *json.loads(sources)}))
        yield Arrival(number, source, paths, status, code, reason, bool(current), bool(ocr), *rest)
