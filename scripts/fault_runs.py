"""An ingest as a program of its own, whose lines are read, and which can be hit at any moment."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from reportparse.bulk.kernel import family, family_table

SRC = Path(__file__).resolve().parent.parent / "src"
PROGRAM = (sys.executable, "-c", "from reportparse.cli.main import main; main()")
DONE = (0, 1)  # exit codes of a run that came to its end
_TARGETS = ("writer", "writer", "reader", "reader", "supervisor")
_PAUSE = 0.005
_END = 15.0  # seconds in which all processes of a killed run must have ended


@dataclass
class Ingest:
    """A running ingest; `reported` are the paths that it says are done."""

    process: subprocess.Popen[bytes]
    reported: list[str] = field(default_factory=list)
    told: list[bytes] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)

    def wait(self) -> int:
        """The exit code, once it has ended by itself."""
        code = self.process.wait()
        for thread in self.threads:
            thread.join()
        return code

    @property
    def errors(self) -> str:
        """What it has written to standard error."""
        return b"".join(self.told).decode("utf-8", "replace")


def started(command: Sequence[str], *, temporary: Path) -> Ingest:
    """Start an ingest that writes its temporary files below this folder."""
    path = os.pathsep.join(filter(None, (str(SRC), str(Path(__file__).parent), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": path}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, env=environment
    )
    ingest = Ingest(process)
    ingest.threads += [threading.Thread(target=_listen, args=(ingest,)), threading.Thread(target=_hear, args=(ingest,))]
    for thread in ingest.threads:
        thread.start()
    return ingest


def command(documents: Path, archive: Path, jobs: int) -> list[str]:
    """The command line of an ingest."""
    options = ("--archive", str(archive), "--jobs", str(jobs), "--format", "json", "--ocr", "never")
    return [*PROGRAM, "ingest", str(documents), *options]


def _listen(ingest: Ingest) -> None:
    assert ingest.process.stdout is not None
    for line in ingest.process.stdout:
        with suppress(ValueError):  # the last line of a run that was killed may be half a line
            event = json.loads(line)
            if event["event"] == "document":
                ingest.reported.append(event["path"])


def _hear(ingest: Ingest) -> None:
    assert ingest.process.stderr is not None
    ingest.told.extend(ingest.process.stderr)


def hit(ingest: Ingest, chance: random.Random) -> str | None:
    """Kill the writer, the supervisor or one of those that read; which one, None where it had ended already."""
    writer = ingest.process.pid
    children = family_table()
    supervisors = children.get(writer, [])
    readers = [reader for supervisor in supervisors for reader in children.get(supervisor, [])]
    target = chance.choice(_TARGETS)
    victims = {"writer": [writer], "supervisor": supervisors, "reader": readers}[target] or [writer]
    victim = chance.choice(victims)
    everybody = family(writer, children)
    if ingest.process.poll() is not None:
        return None
    with suppress(ProcessLookupError):
        os.kill(victim, signal.SIGKILL)
    if victim != writer:
        return target
    ingest.wait()
    left = _left([pid for pid in everybody if pid != writer])
    return "writer" if not left else f"writer, but {len(left)} processes outlived it"


def _left(pids: list[int]) -> list[int]:
    until = time.monotonic() + _END
    while (left := [pid for pid in pids if _lives(pid)]) and time.monotonic() < until:
        time.sleep(_PAUSE)
    return left


def _lives(pid: int) -> bool:
    try:
        told = Path(f"/proc/{pid}/stat").read_text("ascii", "replace")
    except OSError:
        return False
    return told.rpartition(")")[2].split()[0] != "Z"


def reaches(ingest: Ingest, count: int) -> bool:
    """Wait until so many paths are reported; whether it got there before its end."""
    while len(ingest.reported) < count and ingest.process.poll() is None:
        time.sleep(_PAUSE)
    return ingest.process.poll() is None
