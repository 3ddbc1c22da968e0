"""What the tests of many files share: functions that misbehave, and looking for what they have left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from reportparse.bulk import kernel


def misbehave(task: str) -> str:
    """Do what the first word of the task says, or answer with the task."""
    what, _, rest = task.partition(" ")
    return _DEEDS[what](rest) if what in _DEEDS else task


def _hang(_: str) -> str:
    time.sleep(60)
    return ""


def _spin(_: str) -> str:
    while True:
        pass


def _grow(_: str) -> str:
    held = []
    while True:
        held.append(bytearray(os.urandom(1)) * 10_000_000)
        time.sleep(0.001)


def _raise(told: str) -> str:
    raise ValueError(told)


def _child(mark: str) -> str:
    """A program that hangs, in a session of its own, as LibreOffice is started."""
    code = f"import time; time.sleep(60) # {mark}"
    subprocess.run([sys.executable, "-c", code], start_new_session=True, check=True)
    return ""


def _child_grows(_: str) -> str:
    code = "held = []\nwhile True:\n    held.append(bytearray(b'x') * 10_000_000)"
    subprocess.run([sys.executable, "-c", code], check=False)
    return ""


def _litter(_: str) -> str:
    Path(tempfile.mkdtemp(), "left").write_text("x", "utf-8")
    os.kill(os.getpid(), signal.SIGKILL)
    return ""


def _once(mark: str) -> str:
    """Killed from outside, the first time."""
    if not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "survived"


_DEEDS: Mapping[str, Callable[[str], str]] = {
    "hang": _hang,
    "spin": _spin,
    "grow": _grow,
    "swallow": lambda _: str(len(bytes(100_000_000_000))),
    "exit": lambda code: os._exit(int(code)),
    "abort": lambda _: os.abort(),
    "raise": _raise,
    "child": _child,
    "child-grows": _child_grows,
    "litter": _litter,
    "once": _once,
    "tell": lambda _: f"{os.getpid()} {kernel.parent_of(os.getpid())}",
}


def running(mark: str) -> list[int]:
    """Processes whose command line holds the mark."""
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]
    return [pid for pid in pids if mark.encode() in _told(pid, "cmdline") and _lives(pid)]


def ends_soon(pid: int) -> bool:
    """Whether a process ends within a few seconds."""
    until = time.monotonic() + 5
    while _lives(pid) and time.monotonic() < until:
        time.sleep(0.01)
    return not _lives(pid)


def _lives(pid: int) -> bool:
    """Whether a process is there that has not ended; who waits for its end may be slow."""
    return _told(pid, "stat").rpartition(b")")[2].split()[:1] not in ([], [b"Z"])


def _told(pid: int, what: str) -> bytes:
    try:
        return Path(f"/proc/{pid}", what).read_bytes()
    except OSError:
        return b""
