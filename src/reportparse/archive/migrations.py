"""The archive's tables, as steps that are applied in order, each in one transaction, and recorded.

A step is never edited once a version with it is out: a change is a new step at the end. VND and other whole numbers
are INTEGER; every figure also stands as decimal text, because a column of SQLite would make a float of it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from reportparse.archive.columns import DOCUMENTS, FINDINGS, ISSUES, MANIFEST, MENTIONS, RELATIONS, RUNS
from reportparse.archive.problems import ArchiveProblemError

Migration = tuple[str, Callable[[Any], None]]

# "RPT1", written into the file's header, tells an archive from any other SQLite file.
APPLICATION_ID = 0x52505431
_APPLIED = "migrations"


def migrate(db: Any, path: Path, *, now: str, version: str) -> None:
    """Apply the steps that the archive lacks; each stands in the archive wholly or not at all.

    Raises:
        ArchiveProblemError: `newer` where the archive has steps that this version does not know, `not-an-archive`
            where the file holds other tables.
    """
    for position, (name, apply) in enumerate(MIGRATIONS):
        if name in applied(db, path):
            continue
        # IMMEDIATE: of two programs that open a new archive at once, the second waits and then finds the step done
        db.conn.execute("BEGIN IMMEDIATE")
        try:
            if name not in applied(db, path):
                if position == 0:
                    _start(db)
                apply(db)
                db.execute(
                    f"INSERT INTO {_APPLIED} (name, position, applied_at, version) VALUES (?, ?, ?, ?)",
                    [name, position, now, version],
                )
            db.conn.execute("COMMIT")
        except BaseException:
            db.rollback()
            raise


def applied(db: Any, path: Path) -> frozenset[str]:
    """The names of the steps that the archive has; none for an empty file."""
    tables = set(db.table_names())
    (application_id,) = db.execute("PRAGMA application_id").fetchone()
    if not tables and application_id in (0, APPLICATION_ID):
        return frozenset()
    if application_id != APPLICATION_ID or _APPLIED not in tables:
        raise ArchiveProblemError("not-an-archive", path)
    done = dict(db.execute(f"SELECT name, version FROM {_APPLIED}"))
    unknown = [name for name in done if name not in {name for name, _ in MIGRATIONS}]
    if unknown:
        raise ArchiveProblemError("newer", path, f"{done[unknown[0]]}: {', '.join(sorted(unknown))}")
    return frozenset(done)


def complete(db: Any, path: Path) -> bool:
    """Whether the archive has every step."""
    return applied(db, path) >= {name for name, _ in MIGRATIONS}


def _start(db: Any) -> None:
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db[_APPLIED].create({"name": str, "position": int, "applied_at": str, "version": str}, pk="name")


def _documents(db: Any) -> None:
    db["runs"].create(
        dict(RUNS),
        pk="id",
        not_null={"started_at", "version"},
    )
    db["documents"].create(
        dict(DOCUMENTS),
        pk="id",
        not_null={"source", "status", "version", "current", "record"},
        foreign_keys=[("run", "runs", "id"), ("supersedes", "documents", "id")],
    )
    # No two rows with the same bytes; a file whose bytes could not be had is known by its path.
    db["documents"].create_index(["sha256"], unique=True)
    db.execute("CREATE UNIQUE INDEX idx_documents_unread ON documents (source) WHERE sha256 IS NULL")
    for column in ("version_key", "status", "unit_name", "period", "year", "doc_type"):
        db["documents"].create_index([column])
    db["sources"].create(
        {"sha256": str, "source": str, "run": int},
        pk=("sha256", "source"),
        foreign_keys=[("run", "runs", "id")],
    )


def _contents(db: Any) -> None:
    of_document = [("document", "documents", "id")]
    db["mentions"].create(
        dict(MENTIONS),
        pk="id",
        not_null={"document", "kind", "position", "start", "end", "json"},
        foreign_keys=of_document,
    )
    db["relations"].create(
        {**RELATIONS, "json": str},
        pk="id",
        not_null={"document", "check_id", "code", "rule", "verdict", "fingerprint", "json"},
        foreign_keys=of_document,
    )
    db["findings"].create(
        dict(FINDINGS),
        pk="id",
        not_null={"document", "check_id", "code", "rule", "verdict", "fingerprint"},
        foreign_keys=[*of_document, ("relation", "relations", "id")],
    )
    db["issues"].create(
        dict(ISSUES),
        pk="id",
        not_null={"source", "code", "severity"},
        foreign_keys=[*of_document, ("run", "runs", "id")],
    )
    for table in ("mentions", "relations", "findings", "issues"):
        db[table].create_index(["document"])
    db["mentions"].create_index(["kind"])
    db["mentions"].create_index(["identifier"])
    db["findings"].create_index(["rule", "verdict"])
    db["findings"].create_index(["fingerprint"])


def _reviews(db: Any) -> None:
    # No foreign keys: what a person decided outlives every new reading of the document.
    db["reviews"].create(
        {
            "id": int,
            "sha256": str,
            "fingerprint": str,
            "code": str,
            "decision": str,
            "note": str,
            "reviewer": str,
            "reviewed_at": str,
        },
        pk="id",
        not_null={"sha256", "fingerprint", "decision", "reviewed_at"},
    )
    db["reviews"].create_index(["sha256", "fingerprint"], unique=True)


def _full_text(db: Any) -> None:
    db["passages"].create(
        {
            "id": int,
            "document": int,
            "position": int,
            "line": int,
            "page": int,
            "page_breaks": str,
            "start": int,
            "exact": str,
            "folded": str,
        },
        pk="id",
        not_null={"document", "position", "line", "start", "exact", "folded"},
        foreign_keys=[("document", "documents", "id")],
    )
    db["passages"].create_index(["document"])
    db["passages"].enable_fts(["exact", "folded"], tokenize="unicode61 remove_diacritics 0", create_triggers=True)


def _members(db: Any) -> None:
    """What stands in every container that was read to its end, so that a known one need not be unpacked.

    `name` goes behind the path of the container; a file without bytes (`sha256` is empty) has the `code` of its
    reason: passed over (`skipped`), or it could not be unpacked.
    """
    db["members"].create(
        {
            "container": str,
            "position": int,
            "name": str,
            "sha256": str,
            "skipped": int,
            "code": str,
            "reason": str,
            "version": str,
        },
        pk=("container", "position"),
        not_null={"name", "skipped", "version"},
    )


def _manifest(db: Any) -> None:
    """Every path that a run has seen, with what became of it the last time, and what each run has done.

    `milliseconds` is the time that reading took, in a run those of all files together; NULL where nothing was read.
    `stopped` marks a run that was asked to stop before its end.
    """
    db["manifest"].create(dict(MANIFEST), pk="source", not_null={"result", "first_run", "first_seen_at", "run"})
    db["manifest"].create_index(["run", "result"])
    for column in ("pages", "milliseconds", "stopped"):
        db["runs"].add_column(column, int)


def _first_seen(db: Any) -> None:
    """When bytes were first seen at a path; where it is not known, the run that saw them tells."""
    db["sources"].add_column("seen_at", str)
    db.execute(
        "UPDATE sources SET seen_at = (SELECT d.ingested_at FROM documents d"
        " WHERE d.sha256 = sources.sha256 AND d.source = sources.source AND d.run = sources.run)"
    )


MIGRATIONS: tuple[Migration, ...] = (
    ("0001-documents", _documents),
    ("0002-contents", _contents),
    ("0003-reviews", _reviews),
    ("0004-full-text", _full_text),
    ("0005-members", _members),
    ("0006-manifest", _manifest),
    ("0007-first-seen", _first_seen),
)


def open_database(connection: Any) -> Any:
    """A `sqlite_utils` database over an open connection."""
    return Database(connection, execute_plugins=False)
