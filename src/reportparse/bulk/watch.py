"""Folders that are watched: new and changed files are read as they come, once they are fully written.

A look every so often, and no notices of the system: those say nothing of what happens on a network share. A file is
ready when its size and time have not changed for a whole interval and nobody is known to have it open for writing.
"""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from reportparse.archive.connect import Clock
from reportparse.archive.problems import ArchiveProblemError
from reportparse.bulk.ingest import Job, Listener, Summary, ingest, own_files
from reportparse.bulk.walk import Found, Problem, walk

_TEMPORARY = (
    *(".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".opdownload", ".filepart"),
    *(".swp", ".swx", ".lck", ".lock", ".aria2", ".!ut", ".!qb"),
)
_IN_OFFICE = 600.0
"""Seconds for which a file that lies open in Word or Excel (`~$name` beside it) must not change: locks may be stale."""
_SLICE = 0.2  # seconds; how long a request to stop waits at most

_Stamp = tuple[tuple[int, int], ...]


class WatchListener(Listener, Protocol):
    """Hears how a watch goes on, to show it."""

    def lost(self, folder: str, why: str) -> None:
        """A folder cannot be opened; said once, until it can be again."""

    def waiting(self) -> None:
        """Another ingest holds the archive; what is ready is tried again."""


@dataclass(slots=True)
class _Known:
    """How a file looked, since when it looks so, and whether it was handed on like that."""

    stamp: _Stamp
    since: float
    handed_on: bool = False


class Watcher:
    """Looks into folders; each look gives the files that have become ready since the last."""

    def __init__(
        self,
        folders: Sequence[str],
        archive: Path,
        *,
        interval: float,
        lost: Callable[[str, str], None] = lambda _folder, _why: None,
    ) -> None:
        self._folders = folders
        self._own = tuple(map(os.path.realpath, own_files(archive)))
        self._interval = interval
        self._lost = lost
        self._known: dict[str, _Known] = {}
        self._gone: set[str] = set()

    def look(self, now: float) -> list[Found | Problem]:
        """What is ready at this moment, of a clock that runs on evenly. What is gone is forgotten."""
        ready: list[Found | Problem] = []
        seen: set[str] = set()
        for item in self._items():
            paths = (item.parts or (item.path,)) if isinstance(item, Found) else (item.path,)
            stamp = None if any(_is_passed_over(path) or self._is_own(path) for path in paths) else _stamp(paths)
            if stamp is None:
                continue
            seen.add(item.path)
            known = self._known.get(item.path)
            if known is None or known.stamp != stamp:
                self._known[item.path] = _Known(stamp, now)
            elif not known.handed_on and now - known.since >= self._patience(paths) and not any(map(is_open, paths)):
                known.handed_on = True
                ready.append(item)
        if not self._gone:  # files of a share that is away for a moment are not new when it is back
            self._known = {path: known for path, known in self._known.items() if path in seen}
        return ready

    def give_back(self, items: Sequence[Found | Problem]) -> None:
        """Have items that were handed on handed on again."""
        for item in items:
            self._known.pop(item.path, None)

    def _items(self) -> Iterator[Found | Problem]:
        for folder in self._folders:
            if not Path(folder).is_dir():
                self._tell(folder, os.strerror(errno.ENOENT))
                continue
            away = False
            for item in walk([folder]):
                if isinstance(item, Problem) and item.code == "unreadable-directory":
                    away = True
                    self._tell(folder, item.detail)
                elif not (isinstance(item, Problem) and item.code == "empty-directory"):
                    yield item
            if not away:
                self._gone.discard(folder)

    def _tell(self, folder: str, why: str) -> None:
        if folder not in self._gone:
            self._gone.add(folder)
            self._lost(folder, why)

    def _is_own(self, path: str) -> bool:
        real = os.path.realpath(path)
        return any(real == own or real.startswith(f"{own}{os.sep}") for own in self._own)

    def _patience(self, paths: Sequence[str]) -> float:
        return max(self._interval, _IN_OFFICE) if any(map(_is_in_office, paths)) else self._interval


def watch(
    db: Any,
    folders: Sequence[str],
    job: Job,
    *,
    clock: Clock,
    interval: float,
    listener: WatchListener,
    stop: Callable[[], bool],
    monotonic: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> list[Summary]:
    """Read what becomes ready in the folders until `stop` says so; what each run has done.

    A run of its own begins whenever something is ready. `stop` is asked between runs and while they go on.
    """
    watcher = Watcher(folders, job.archive, interval=interval, lost=listener.lost)
    done: list[Summary] = []
    while not stop():
        ready = watcher.look(monotonic())
        if ready:
            try:
                done.append(ingest(db, folders, job, clock=clock, listener=listener, stop=stop, items=ready))
            except ArchiveProblemError as error:
                if error.code != "locked":
                    raise
                watcher.give_back(ready)
                listener.waiting()
        until = monotonic() + interval
        while not stop() and (left := until - monotonic()) > 0:
            sleep(min(left, _SLICE))
    return done


def is_temporary(name: str) -> bool:
    """Whether a file of this name is only on its way to being one: a download, a copy, a lock."""
    return name.startswith("~") or name.endswith("~") or name.lower().endswith(_TEMPORARY)


def is_open(path: str) -> bool:
    """Whether a program on this machine has the file open for writing; no where that cannot be told.

    The kernel grants a lease on reading only where nobody writes, and does so on files of one's own alone.
    """
    if not hasattr(fcntl, "F_SETLEASE"):  # only Linux has leases
        return False
    try:
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        # Who opens the file while the lease lasts has us told by a signal: this one does nothing, the usual one kills
        fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    finally:
        os.close(file)
    return False


def _is_passed_over(path: str) -> bool:
    return is_temporary(Path(path).name) or Path(path).is_symlink()


def _is_in_office(path: str) -> bool:
    """Whether Word or Excel has it open: `~$` stands in front of its name then, or in place of its first letters."""
    file = Path(path)
    return any(file.with_name(f"~${file.name[cut:]}").exists() for cut in (0, 1, 2) if file.name[cut:])


def _stamp(paths: Sequence[str]) -> _Stamp | None:
    """Size and time of files, None where one is gone. On shares the number of a file may change while it does not."""
    with suppress(OSError):
        found = [Path(path).stat() for path in paths]
        return tuple((status.st_size, status.st_mtime_ns) for status in found)
    return None
