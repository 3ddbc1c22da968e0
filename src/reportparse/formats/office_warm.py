"""A LibreOffice that stays open for the next file: starting one takes two seconds, a conversion a fifth of one.

It keeps a document of ours open, because it would end with the last one closed. Another call of the program with the
same profile hands it what is to be converted and ends when that is done. A watcher beside it waits for the end of this
process, however that comes, and then ends both.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from reportparse.formats.office_process import (
    environment,
    kill_group,
    new_folder,
    options,
    profile_of,
    socket_of,
    write_profile,
)

_KEPT_OPEN = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2" '
    'office:mimetype="application/vnd.oasis.opendocument.text">'
    "<office:body><office:text><text:p/></office:text></office:body></office:document>"
)
# Reads until nobody can write any more: then this process has ended.
_WATCH = 'read -r _; rm -rf -- "$1" "$2"; kill -KILL 0'
_MAX_FILES = 100  # then a new one is started: what it keeps of each adds up
_STEP = 0.05  # seconds


@dataclass
class Office:
    """The LibreOffice of this process, if one is running. `lock` is held while a file is converted."""

    program: str
    lock: Lock = field(default_factory=Lock)
    wanted: int = 0
    _folder: TemporaryDirectory[str] | None = None
    _server: subprocess.Popen[bytes] | None = None
    _watcher: subprocess.Popen[bytes] | None = None
    _files: int = 0

    def root(self, seconds: float) -> Path | None:
        """The folder of a LibreOffice that is running, which is started where need be; None where that fails."""
        if self._server and (self._server.poll() is not None or self._files >= _MAX_FILES):
            self.stop()
        if self._server is None and not self._start(seconds):
            self.stop()
            return None
        self._files += 1
        return Path(self._folder.name) if self._folder else None

    def _start(self, seconds: float) -> bool:
        """Start it and its watcher; whether it is ready before `seconds` have gone."""
        self._folder, self._files = new_folder(), 0
        root = Path(self._folder.name)
        write_profile(root)
        kept = root / "kept.fodt"
        kept.write_text(_KEPT_OPEN, "utf-8")
        self._server = _started([self.program, *options(root), str(kept)], subprocess.DEVNULL, root)
        with contextlib.suppress(OSError):  # it may be gone already
            shell = ["sh", "-c", _WATCH, "sh", str(root), str(socket_of(root))]
            self._watcher = _started(shell, subprocess.PIPE, root, group=self._server.pid)
        until = time.monotonic() + seconds
        # What is asked of it before it has opened its own document makes it end behind that.
        opened = root / f".~lock.{kept.name}#"
        while self._watcher and self._server.poll() is None and time.monotonic() < until:
            if opened.exists():
                return True
            time.sleep(_STEP)
        return False

    def stop(self) -> None:
        """End it and remove all that is left of it."""
        if self._server:
            kill_group(self._server)
        if self._watcher:
            self._watcher.wait()
            assert self._watcher.stdin
            self._watcher.stdin.close()
        if self._folder:
            root = Path(self._folder.name)
            socket_of(root).unlink(missing_ok=True)
            shutil.rmtree(profile_of(root), ignore_errors=True)
            self._folder.cleanup()
        self._folder = self._server = self._watcher = None


def _started(command: list[str], stdin: int, root: Path, *, group: int = 0) -> subprocess.Popen[bytes]:
    """A process in a group of its own, or in one that is there."""
    nothing = subprocess.DEVNULL
    return subprocess.Popen(
        command, stdin=stdin, stdout=nothing, stderr=nothing, cwd=root, env=environment(root), process_group=group
    )


def office_of(program: str) -> Office:
    """The one of this process; a process that was forked has its own."""
    return _office_of(program, os.getpid())


@lru_cache(maxsize=4)
def _office_of(program: str, process: int) -> Office:
    office = Office(program)
    atexit.register(_stop_own, office, process)
    return office


def _stop_own(office: Office, process: int) -> None:
    if os.getpid() == process:
        office.stop()
