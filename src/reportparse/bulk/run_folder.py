"""The folder for the temporary files of a run; what a run that was killed has left is removed by the next."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_PREFIX = "reportparse-run-"
_LOCK = "in-use"
_BEING_MADE = 60  # seconds in which a folder gets its lock at the latest


@dataclass(frozen=True, slots=True)
class RunFolder:
    """An empty folder of this run's own; `lock` is an open file that says that it is in use."""

    path: Path
    lock: int


@contextmanager
def run_folder() -> Iterator[RunFolder]:
    """A folder that is removed at the end."""
    sweep()
    folder = _made()
    try:
        yield folder
    finally:
        shutil.rmtree(folder.path, ignore_errors=True)
        os.close(folder.lock)


def sweep() -> None:
    """Remove the folders of runs that have ended without doing so: their lock is free."""
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):  # another run removes it, or it is of another user
            if path.stat().st_uid == os.getuid() and _left(path):
                shutil.rmtree(path, ignore_errors=True)


def _made() -> RunFolder:
    while True:
        path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        lock = os.open(path / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (path / _LOCK).exists():  # or another run has swept it away before it was locked
            return RunFolder(path, lock)
        os.close(lock)


def _left(path: Path) -> bool:
    """Whether nobody uses the folder. One without its lock is just being made, or was left half removed."""
    try:
        lock = os.open(path / _LOCK, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return path.stat().st_mtime < time.time() - _BEING_MADE
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True
