"""One ingest at a time: a lock beside the archive, which the system opens when its holder ends, however it ends."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from reportparse.archive.problems import ArchiveCode, ArchiveProblemError

_PAUSE = 0.1  # seconds between two looks at a lock that another holds


def lock_of(archive: Path) -> Path:
    """The lock file of an archive: `A.db.lock`. It is there while an ingest runs, and after one that was killed."""
    return archive.with_name(f"{archive.name}.lock")


@contextmanager
def sole_writer(archive: Path, *, wait: float) -> Iterator[None]:
    """Hold the archive's lock. `wait`: seconds to wait for another that holds it.

    It keeps out other ingests only: whoever writes a review needs no more than SQLite's own locks.

    Raises:
        ArchiveProblemError: `locked` with the process that holds it, or the lock cannot be made.
    """
    path = lock_of(archive)
    file = _taken(archive, path, time.monotonic() + wait)
    try:
        yield
    finally:
        with suppress(OSError):
            path.unlink()
        os.close(file)


def _taken(archive: Path, path: Path, until: float) -> int:
    while True:
        try:
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            code: ArchiveCode = "full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "read-only"
            raise ArchiveProblemError(code, archive, f"{path.name}: {error.strerror}") from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(file, 20).decode("ascii", "replace").strip()
            os.close(file)
            if time.monotonic() > until:
                raise ArchiveProblemError("locked", archive, f"PID {holder}" if holder else "") from error
            time.sleep(_PAUSE)
            continue
        if _still_there(path, file):
            with suppress(OSError):  # a full disk is noticed where it matters; the number only helps to find the holder
                os.truncate(file, 0)
                os.write(file, str(os.getpid()).encode())
            return file
        os.close(file)  # its holder has removed it on leaving: another one is the lock now


def _still_there(path: Path, file: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file))
    except FileNotFoundError:
        return False
