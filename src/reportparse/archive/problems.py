"""Why an archive cannot be used: one exception with a code, so that the command line can say it in either language."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from reportparse.errors import ArchiveError

ArchiveCode = Literal["missing", "not-an-archive", "newer", "locked", "read-only", "cannot-open", "full", "damaged"]

_REMEDY: dict[ArchiveCode, tuple[str, str]] = {
    "missing": ("there is no such archive", "check the path, or make one with `reportparse ingest`"),
    "not-an-archive": ("this file is not an archive of reportparse", "give another path for the archive"),
    "newer": ("the archive was written by a newer version", "update reportparse"),
    "locked": ("another program is writing to the archive", "wait until it has finished, then run again"),
    "read-only": ("the archive cannot be written", "allow writing to the file and its folder"),
    "cannot-open": ("the archive cannot be opened", "check that its folder is there and may be read and written"),
    "full": ("there is no room left on the disk", "make room, then run again"),
    "damaged": ("the archive is damaged", "restore it from a copy"),
}


class ArchiveProblemError(ArchiveError):
    """An archive that cannot be used: `code` for scripts and translations, `path`, and `detail` where there is one."""

    def __init__(self, code: ArchiveCode, path: Path, detail: str = "") -> None:
        reason, remedy = _REMEDY[code]
        super().__init__(f"{path}: {reason}{f' ({detail})' if detail else ''}; {remedy}")
        self.code = code
        self.path = path
        self.detail = detail


@contextmanager
def archive_problems(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system say into an `ArchiveProblemError` with its remedy."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = _code_of(error)
        if code is None:
            raise
        raise ArchiveProblemError(code, path, str(error)) from error


def _code_of(error: sqlite3.DatabaseError) -> ArchiveCode | None:
    """The reason behind SQLite's message; None for an error of ours, such as a broken constraint."""
    primary = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    known: dict[int, ArchiveCode] = {
        sqlite3.SQLITE_BUSY: "locked",
        sqlite3.SQLITE_LOCKED: "locked",
        sqlite3.SQLITE_READONLY: "read-only",
        sqlite3.SQLITE_PERM: "read-only",
        sqlite3.SQLITE_CANTOPEN: "cannot-open",
        sqlite3.SQLITE_AUTH: "cannot-open",
        sqlite3.SQLITE_FULL: "full",
        sqlite3.SQLITE_IOERR: "cannot-open",
        sqlite3.SQLITE_CORRUPT: "damaged",
        sqlite3.SQLITE_NOTADB: "not-an-archive",
    }
    return known.get(primary)
