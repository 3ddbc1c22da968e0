"""What an archive holds after faults: row by row against an undisturbed one, and whether it is sound."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

# Columns that differ from run to run; `id` stays where rows come in input order however often a run was stopped.
_IGNORED = frozenset(
    {"run", "first_run", "ingested_at", "first_seen_at", "seen_at", "milliseconds", "applied_at", "started_at"}
)
_TABLES = ("documents", "mentions", "relations", "findings", "passages", "sources", "members")

Row = tuple[Any, ...]


def contents(archive: Path) -> dict[str, Counter[Row]]:
    """The rows of each table, as often as they stand there, and the original files."""
    with closing(sqlite3.connect(archive)) as connection:
        found = {table: _rows(connection, table) for table in _TABLES}
        # What became of a path is what the last run has to say of it, "unchanged" for one that was read before.
        found["manifest"] = Counter(connection.execute("SELECT source, sha256 FROM manifest").fetchall())
        found["issues"] = _rows(connection, "issues", "document IS NOT NULL", {"id"})
        # What is no document is noted by every run anew.
        found["notes"] = Counter(set(_rows(connection, "issues", "document IS NULL", {"id"})))
    folder = archive.with_name(f"{archive.name}.files")
    found["originals"] = Counter((str(path.relative_to(folder)),) for path in folder.rglob("*") if path.is_file())
    return found


def _rows(connection: sqlite3.Connection, table: str, where: str = "1", ignored: Iterable[str] = ()) -> Counter[Row]:
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    kept = ", ".join(f'"{name}"' for name in columns if name not in _IGNORED.union(ignored))
    return Counter(connection.execute(f"SELECT {kept} FROM {table} WHERE {where}").fetchall())


def compared(wanted: dict[str, Counter[Row]], found: dict[str, Counter[Row]]) -> dict[str, int]:
    """How many rows are lost, and how many are there that should not be, or too often."""
    lost = {table: sum((rows - found[table]).values()) for table, rows in wanted.items()}
    more = {table: sum((found[table] - rows).values()) for table, rows in wanted.items()}
    return {
        "lost": sum(lost.values()),
        "doubled": sum(more.values()),
        **{f"lost {table}": count for table, count in lost.items() if count},
        **{f"doubled {table}": count for table, count in more.items() if count},
    }


def faults_of(archive: Path) -> list[str]:
    """What SQLite finds wrong with the archive, its full text included."""
    with closing(sqlite3.connect(archive)) as connection:
        told = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
        told += [f"foreign key: {row}" for row in connection.execute("PRAGMA foreign_key_check")]
        try:
            connection.execute("INSERT INTO passages_fts (passages_fts, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError as error:
            told.append(f"full text: {error}")
        connection.rollback()
    return [line for line in told if line != "ok"]


def missing_of(archive: Path, reported: Iterable[str]) -> list[str]:
    """Paths that were reported done and of which the archive knows nothing."""
    with closing(sqlite3.connect(archive)) as connection:
        known = {row[0] for row in connection.execute("SELECT source FROM manifest")}
        known &= {row[0] for row in connection.execute("SELECT source FROM sources")} | {
            row[0] for row in connection.execute("SELECT source FROM documents UNION SELECT source FROM issues")
        }
    return sorted(set(reported) - known)
