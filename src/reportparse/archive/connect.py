"""Opening an archive: SQLite in WAL mode, its tables brought up to date, every obstacle said clearly."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from reportparse.archive.migrations import complete, migrate, open_database
from reportparse.archive.problems import ArchiveProblemError, archive_problems
from reportparse.text.fold import fold

Clock = Callable[[], datetime]

_WAIT_SECONDS = 10.0


def timestamp(clock: Clock) -> str:
    """The clock's time to the second, with its offset where it has one."""
    return clock().isoformat(timespec="seconds")


@contextmanager
def open_to_write(path: Path, *, clock: Clock, version: str, wait: float = _WAIT_SECONDS) -> Iterator[Any]:
    """The archive at `path`, made or brought up to date first. `wait`: seconds to wait for another writer.

    Raises:
        ArchiveProblemError: it cannot be opened, read or written; also for what goes wrong while it is open.
    """
    with archive_problems(path):
        if not path.parent.is_dir():
            raise ArchiveProblemError("cannot-open", path)
        connection = sqlite3.connect(path, timeout=wait, isolation_level=None)
        try:
            db = _prepared(connection)
            # before the journal mode is touched: a file that is not ours is not to be changed
            complete(db, path)
            connection.execute("PRAGMA journal_mode = WAL")
            migrate(db, path, now=timestamp(clock), version=version)
            yield db
        finally:
            connection.close()


@contextmanager
def open_to_read(path: Path, *, clock: Clock, version: str, wait: float = _WAIT_SECONDS) -> Iterator[Any]:
    """The archive at `path`, which must be there; it is only written where its tables are to be brought up to date.

    Raises:
        ArchiveProblemError: as `open_to_write`, and `missing`.
    """
    if not path.is_file() or not path.stat().st_size:
        # SQLite takes an empty file for a new archive; reading must not make one of it.
        raise ArchiveProblemError("cannot-open" if path.exists() else "missing", path)
    with archive_problems(path), _reader(path, wait) as db:
        up_to_date = complete(db, path)
        if up_to_date:
            yield db
    if not up_to_date:
        with open_to_write(path, clock=clock, version=version, wait=wait) as db:
            yield db


@contextmanager
def transaction(db: Any) -> Iterator[None]:
    """All or nothing. The write lock is taken at the start, so that nothing read here is stale when it is written.

    Inside another transaction it is a part of that one, which stands or falls with it.
    """
    inner = db.conn.in_transaction
    db.conn.execute("SAVEPOINT part" if inner else "BEGIN IMMEDIATE")
    try:
        yield
        db.conn.execute("RELEASE part" if inner else "COMMIT")
    except BaseException:
        if not inner:
            db.rollback()
        elif db.conn.in_transaction:  # SQLite may have rolled back everything, as when the disk is full
            db.conn.execute("ROLLBACK TO part")
            db.conn.execute("RELEASE part")
        raise


@contextmanager
def _reader(path: Path, wait: float) -> Iterator[Any]:
    # A WAL archive on a medium that cannot be written opens only as immutable; with no log beside it nothing is lost.
    frozen = not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists()
    uri = f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if frozen else ''}"
    connection = sqlite3.connect(uri, uri=True, timeout=wait, isolation_level=None)
    try:
        yield _prepared(connection)
    finally:
        connection.close()


def _prepared(connection: sqlite3.Connection) -> Any:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.create_function("holds_words", 2, holds_words, deterministic=True)
    return open_database(connection)


def holds_words(text: str | None, words: str) -> bool:
    """Whether `words` stand in `text` as whole words, "Phường 2" not in "Phường 21".

    Words with marks want the same marks, words without take any: the rule of the full text search.
    """
    if text is None:
        return False
    plain = fold(words)
    marked = plain != words.lower()
    wanted, held = (words.lower(), text.lower()) if marked else (plain, fold(text))
    return f" {_spaced(wanted)} " in f" {_spaced(held)} "


def _spaced(text: str) -> str:
    return " ".join("".join(ch if ch.isalnum() else " " for ch in text).split())
