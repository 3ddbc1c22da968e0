"""Stand-ins for files that bring native code to hang, to eat memory or to crash: the name of a file says what happens.

Run as a program it is `reportparse` with a `parse` that obeys such names and reads all other files as ever. Processes
that are forked from it have it too.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from hostile_damage import Named

from reportparse.bulk import worker
from reportparse.cli.main import main
from reportparse.config import Settings
from reportparse.model.report import Report
from reportparse.pipeline import parse

PREFIX = "stand-in "
_STEP = 50_000_000


def _hangs() -> None:
    while True:
        time.sleep(1)


def _hangs_in_native_code() -> None:
    """`pause` with the lock of the interpreter held: no handler and no other thread runs."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
        signal.signal(number, signal.SIG_IGN)
    ctypes.PyDLL(None).pause()


def _spins() -> None:
    while True:
        pass


def _eats() -> None:
    held = []
    while True:
        held.append(bytes(b"x" * _STEP))


def _eats_in_native_code() -> None:
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    while True:
        place = libc.malloc(ctypes.c_size_t(_STEP))
        if place:
            libc.memset(ctypes.c_void_p(place), 1, ctypes.c_size_t(_STEP))


def _crashes() -> None:
    ctypes.string_at(0)


def _leaves() -> None:
    os._exit(7)


def _is_killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _ends_the_program() -> None:
    sys.exit("made up")


def _leaves_children() -> None:
    """A program that goes on, in a session of its own, when the process that has started it is gone."""
    subprocess.Popen(["sleep", "600"], start_new_session=True)
    os._exit(8)


def _litters() -> None:
    """Temporary files, and a hang before they are removed."""
    folder = tempfile.mkdtemp()
    Path(folder, "half").write_bytes(bytes(1_000_000))
    _hangs()


def _goes_deep() -> None:
    def deeper() -> None:
        deeper()

    deeper()


def _talks() -> None:
    os.write(2, b"Traceback (most recent call last): said by native code\n")
    raise RuntimeError("made up")


_DEEDS: Mapping[str, tuple[Callable[[], None], frozenset[str]]] = {
    "hangs": (_hangs, frozenset({"timeout"})),
    "hangs in native code": (_hangs_in_native_code, frozenset({"timeout"})),
    "spins": (_spins, frozenset({"timeout"})),
    "eats": (_eats, frozenset({"memory"})),
    "eats in native code": (_eats_in_native_code, frozenset({"memory", "timeout"})),
    "crashes": (_crashes, frozenset({"crashed"})),
    "leaves": (_leaves, frozenset({"crashed"})),
    "is killed": (_is_killed, frozenset({"crashed"})),
    "ends the program": (_ends_the_program, frozenset({"crashed", "internal-error"})),
    "leaves children": (_leaves_children, frozenset({"crashed"})),
    "litters": (_litters, frozenset({"timeout"})),
    "goes deep": (_goes_deep, frozenset({"internal-error", "too-deep"})),
    "talks": (_talks, frozenset({"internal-error"})),
}


def stand_ins() -> Iterator[Named]:
    """The files, by name."""
    for deed in _DEEDS:
        yield f"{PREFIX}{deed}.txt", f"Báo cáo: {deed}\n".encode()


def expected(name: str) -> frozenset[str] | None:
    """The codes of which one is right for this file; None where it is no stand-in."""
    return _DEEDS[Path(name).stem.removeprefix(PREFIX)][1] if name.startswith(PREFIX) else None


def obeying_parse(path: str, settings: Settings) -> Report:
    """Does what the name of a stand-in says; other files are read."""
    name = Path(path).name
    if name.startswith(PREFIX):
        _DEEDS[Path(name).stem.removeprefix(PREFIX)][0]()
    return parse(path, settings)


if __name__ == "__main__":
    worker.__dict__["parse"] = obeying_parse
    main()
