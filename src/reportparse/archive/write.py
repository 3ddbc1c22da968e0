"""Writing into an archive: each document in one transaction, with its place among the versions of its report."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reportparse.archive.connect import transaction
from reportparse.archive.rows import DocumentRows, Row, storable

_PARTS = ("findings", "relations", "mentions", "issues", "passages")


@dataclass(frozen=True, slots=True)
class Known:
    """What the archive knows of some bytes."""

    document: int
    version: str
    status: str
    source: str
    reason_code: str | None
    reason: str | None
    secrecy: str | None = None
    """What is said of its mark of secrecy, where it has one and was read all the same."""


@dataclass(frozen=True, slots=True)
class Written:
    """Where a document was written. `supersedes` is the source of the version that it replaces as the current one."""

    document: int
    updated: bool
    revision: int
    supersedes: str | None


def start_run(db: Any, *, version: str, settings: str, paths: Sequence[str], now: str) -> int:
    """Note that a run has begun; it is without an end until `finish_run`."""
    with transaction(db):
        return int(
            db.execute(
                "INSERT INTO runs (started_at, version, settings, paths) VALUES (?, ?, ?, ?)",
                [now, version, settings, storable(json.dumps(list(paths), ensure_ascii=False))],
            ).lastrowid
        )


def finish_run(db: Any, run: int, *, now: str, counts: Mapping[str, int]) -> None:
    """Note that a run has ended, and what it counted: names of columns of `runs`."""
    with transaction(db):
        db["runs"].update(run, {"finished_at": now, **counts})


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of a path in a run; `milliseconds` that reading it took, None where it was not read."""

    source: str
    result: str
    sha256: str | None = None
    code: str | None = None
    pages: int | None = None
    milliseconds: int | None = None


def note_seen(db: Any, seen: Sequence[Seen], *, run: int, now: str) -> None:
    """Note what became of paths, in place of what became of them in earlier runs."""
    stamps = (run, now, run, now)
    with transaction(db):
        db.conn.executemany(
            "INSERT INTO manifest"
            " (source, sha256, result, code, pages, milliseconds, first_run, first_seen_at, run, seen_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source) DO UPDATE SET sha256 = excluded.sha256,"
            " result = excluded.result, code = excluded.code, pages = coalesce(excluded.pages, pages),"
            " milliseconds = coalesce(excluded.milliseconds, milliseconds), run = excluded.run,"
            " seen_at = excluded.seen_at",
            [
                (storable(one.source), one.sha256, one.result, one.code, one.pages, one.milliseconds, *stamps)
                for one in seen
            ],
        )


def last_run_ended(db: Any) -> bool:
    """Whether the last run came to its end; one that was killed did not."""
    row = db.execute("SELECT finished_at FROM runs ORDER BY id DESC LIMIT 1").fetchone()
    return row is None or row[0] is not None


def stored_originals(db: Any) -> frozenset[str]:
    """The originals that the archive speaks of, by their path in its folder."""
    return frozenset(row[0] for row in db.execute("SELECT stored FROM documents WHERE stored IS NOT NULL"))


def known(db: Any, sha256: str) -> Known | None:
    """What the archive knows of a file with these bytes."""
    row = db.execute(
        "SELECT id, version, status, source, reason_code, reason, (SELECT message FROM issues "
        "WHERE issues.document = documents.id AND code = 'classified' AND severity = 'warning') "
        "FROM documents WHERE sha256 = ?",
        [sha256],
    ).fetchone()
    return Known(*row) if row else None


def note_source(db: Any, sha256: str, source: str, run: int, now: str | None = None) -> None:
    """Note one more path at which known bytes were found."""
    with transaction(db):
        _note_source(db, sha256, storable(source), run, now)


def note_issue(db: Any, run: int, source: str, code: str, severity: str, message: str) -> None:
    """Note what a run met that is no document, such as a file of a kind that nothing reads."""
    with transaction(db):
        db["issues"].insert(
            {
                "run": run,
                "source": storable(source),
                "code": code,
                "severity": severity,
                "message": storable(message),
            }
        )


def write_document(db: Any, rows: DocumentRows, *, run: int, now: str, stored: str | None) -> Written:
    """Write one document, in place of an earlier reading of the same bytes; everything or nothing."""
    with transaction(db):
        row = {**rows.document, "run": run, "ingested_at": now, "stored": stored}
        earlier = _earlier(db, row)
        document, old_key = earlier if earlier else (None, None)
        if document is None:
            document = int(db["documents"].insert({**row, "current": 1, "revision": 1}).last_pk)
        else:
            _clear(db, document)
            db["documents"].update(document, row)
        _write_parts(db, document, rows, run)
        if row["sha256"]:
            _note_source(db, row["sha256"], row["source"], run, now)
            _retire_failed(db, document, row)
        for key in sorted({key for key in (old_key, row["version_key"]) if key}):
            _number_versions(db, key)
        if row["version_key"] is None:
            db["documents"].update(document, {"current": 1, "revision": 1, "supersedes": None})
        return _written(db, document, updated=earlier is not None)


def _earlier(db: Any, row: Row) -> tuple[int, str | None] | None:
    """The row of an earlier reading: of the same bytes, or of the same path where there are no bytes."""
    where = "sha256 = ?" if row["sha256"] else "sha256 IS NULL AND source = ?"
    found = db.execute(
        f"SELECT id, version_key FROM documents WHERE {where}", [row["sha256"] or row["source"]]
    ).fetchone()
    return (int(found[0]), found[1]) if found else None


def _clear(db: Any, document: int) -> None:
    for table in _PARTS:
        db.execute(f"DELETE FROM {table} WHERE document = ?", [document])


def _write_parts(db: Any, document: int, rows: DocumentRows, run: int) -> None:
    for table in ("mentions", "relations", "passages"):
        _insert(db, table, [{**row, "document": document} for row in getattr(rows, table)])
    _insert(db, "issues", [{**row, "document": document, "run": run} for row in rows.issues])
    relations = dict(db.execute("SELECT position, id FROM relations WHERE document = ?", [document]))
    _insert(
        db, "findings", [{**row, "document": document, "relation": relations[row["position"]]} for row in rows.findings]
    )


def _insert(db: Any, table: str, rows: Sequence[Row]) -> None:
    """Insert rows with the same columns: their values are storable as they are, so that none is looked at again."""
    if rows:
        columns = tuple(rows[0])
        names = ", ".join(f'"{name}"' for name in columns)
        places = ", ".join("?" * len(columns))
        values = [tuple(row[name] for name in columns) for row in rows]
        db.conn.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", values)


def _note_source(db: Any, sha256: str, source: str, run: int, now: str | None) -> None:
    """These bytes stand at this path; a row that says that the path cannot be read is true no longer."""
    db.execute(
        "INSERT OR IGNORE INTO sources (sha256, source, run, seen_at) VALUES (?, ?, ?, ?)", [sha256, source, run, now]
    )
    unread = db.execute("SELECT id FROM documents WHERE sha256 IS NULL AND source = ?", [source]).fetchall()
    for (document,) in unread:
        _clear(db, document)
        db.execute("DELETE FROM documents WHERE id = ?", [document])


def _retire_failed(db: Any, document: int, row: Row) -> None:
    """Other bytes that stood at this path and could not be read stay, but are current no longer."""
    db.execute(
        "UPDATE documents SET current = 0 WHERE status = 'failed' AND source = ? AND id <> ?", [row["source"], document]
    )


def _number_versions(db: Any, key: str) -> None:
    """Number the versions of one report in the order they came in; the last is the current one.

    What was read from pictures comes before all that was typed: a scan of a report never replaces its file.
    """
    order = "SELECT id FROM documents WHERE version_key = ? ORDER BY ocr DESC, id"
    versions = [int(row[0]) for row in db.execute(order, [key])]
    for revision, document in enumerate(versions, 1):
        supersedes = versions[revision - 2] if revision > 1 else None
        db.execute(
            "UPDATE documents SET revision = ?, supersedes = ?, current = ? WHERE id = ?",
            [revision, supersedes, int(revision == len(versions)), document],
        )


def _written(db: Any, document: int, *, updated: bool) -> Written:
    revision, supersedes = db.execute(
        "SELECT d.revision, older.source FROM documents d LEFT JOIN documents older ON older.id = d.supersedes"
        " WHERE d.id = ?",
        [document],
    ).fetchone()
    return Written(document, updated, int(revision), supersedes)
