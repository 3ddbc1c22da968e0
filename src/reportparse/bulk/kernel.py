"""What only the operating system can tell or do about processes: their children, their memory, their end.

Everything here works on Linux; elsewhere the functions that look into `/proc` find nothing and those that ask the
kernel for more than POSIX has do nothing. Limits then rest on `setrlimit` and on the clock alone.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

MEGA = 1_000_000
_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_PR_SET_CHILD_SUBREAPER = 36
_PROC = Path("/proc")
_FIRST_FREE_FD, _MANY_FDS = 3, 1 << 16
_PAUSE = 0.002  # seconds between two looks at a process that has been killed


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent ends. `parent` is that parent's id, as it was before `fork`."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it has ended before we could ask
        os._exit(1)


def adopt_orphans() -> None:
    """Make processes whose parents end, further down, children of this one."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None)
    if hasattr(libc, "prctl"):
        libc.prctl(option, value, 0, 0, 0)


def limit_memory(megabytes: int) -> None:
    """Let this process allocate no more than this beyond what it has now; its children inherit the limit.

    The limit is on private memory (`RLIMIT_DATA`, counted by Linux since 4.7), not on addresses: mapped files are free.
    """
    limit = _data_bytes() + megabytes * MEGA
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def no_core_dumps() -> None:
    """A process that crashes on a hostile file leaves no picture of its memory behind."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def close_all_but(*kept: int) -> None:
    """Close every open file but standard input, output and error and those `kept`."""
    first = _FIRST_FREE_FD
    for file in sorted({*kept, max(os.sysconf("SC_OPEN_MAX"), _MANY_FDS)}):
        os.closerange(first, file)
        first = file + 1


def quiet() -> None:
    """Let standard input, output and error go nowhere: what a native library prints is no record."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for file in range(_FIRST_FREE_FD):
        os.dup2(nowhere, file)
    if nowhere >= _FIRST_FREE_FD:
        os.close(nowhere)


def ignore_stops() -> None:
    """Ctrl-C and a polite request to end are for the process that writes; it tells the others when to end.

    A handler that does nothing, instead of ignoring: programs started from here get the usual behaviour back.
    """
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _do_nothing)


def _do_nothing(*_: object) -> None:
    """Handle a signal by going on."""


def family_table() -> dict[int, list[int]]:
    """The children of every process of the machine, as far as `/proc` tells."""
    children: dict[int, list[int]] = {}
    for entry in _PROC.iterdir() if _PROC.is_dir() else ():
        parent = parent_of(int(entry.name)) if entry.name.isdecimal() else None
        if parent is not None:
            children.setdefault(parent, []).append(int(entry.name))
    return children


def family(pid: int, children: Mapping[int, Sequence[int]]) -> list[int]:
    """A process and all that descend from it."""
    found, todo = [pid], [pid]
    while todo:
        more = children.get(todo.pop(), ())
        found += more
        todo += more
    return found


def parent_of(pid: int) -> int | None:
    """The parent of a process, None where there is no such process."""
    with suppress(OSError, ValueError, IndexError):
        # the name before the last ")" may hold anything
        told = (_PROC / str(pid) / "stat").read_text("ascii", "replace")
        return int(told.rpartition(")")[2].split()[1])
    return None


def resident_megabytes(pids: Sequence[int]) -> float:
    """The memory that processes hold together; one that has ended holds none."""
    pages = 0
    for pid in pids:
        with suppress(OSError, ValueError, IndexError):
            pages += int((_PROC / str(pid) / "statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / MEGA


def end(pid: int, *, seconds: float) -> int | None:
    """Kill a child with its process group and wait for its end; its exit status, None where it does not end in time."""
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)
    until = time.monotonic() + seconds
    while True:
        status = ended(pid)
        if status is not None or time.monotonic() > until:
            return status
        time.sleep(_PAUSE)


def ended(pid: int) -> int | None:
    """The exit status of a child that has ended, minus the number of the signal that ended it; else None."""
    try:
        found, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return 0
    return os.waitstatus_to_exitcode(status) if found else None


def usable_processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def physical_megabytes() -> float:
    """The memory of the machine."""
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / MEGA


def _data_bytes() -> int:
    """What counts against RLIMIT_DATA so far."""
    with suppress(OSError, ValueError, IndexError):
        for line in (_PROC / "self/status").read_text("ascii", "replace").splitlines():
            if line.startswith("VmData:"):
                return int(line.split()[1]) * 1024
    return 0
