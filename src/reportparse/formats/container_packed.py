"""RAR and 7z archives, unpacked by `bsdtar` into a stream that is read from memory: nothing is written to disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from reportparse.errors import UnreadableFileError
from reportparse.formats.container_base import Budget, Member, clean_name, damaged, locked

_PROGRAM = "bsdtar"
_SECONDS = 300  # for unpacking one archive; while its members are read elsewhere, the clock stands still
_TOLD = 4000  # bytes of what the program says that are looked at


@dataclass(frozen=True)
class PackedContainer:
    """Reads archives that only an outside program can unpack."""

    what: str
    suffixes: tuple[str, ...]
    media_type: str
    magic: bytes

    def sniff(self, data: bytes, suffix: str) -> bool:
        """Whether the bytes begin as such an archive does."""
        return data.startswith(self.magic)

    def members(self, data: bytes, budget: Budget) -> Iterator[Member]:
        """The members: regular files only, links are passed over.

        Raises:
            UnreadableFileError: `needs-bsdtar`, `damaged`, `timeout`, `password`, `bomb` or `too-many-members`.
        """
        program = shutil.which(_PROGRAM)
        if program is None:
            reason = f"chưa đọc được {self.what} vì thiếu chương trình bsdtar"
            raise UnreadableFileError("needs-bsdtar", reason, "cài gói libarchive-tools rồi nạp lại")
        with tempfile.TemporaryFile() as packed, tempfile.TemporaryFile() as told:
            packed.write(data)
            packed.seek(0)
            command = [program, "-cf", "-", "--format", "pax", "@-"]
            # The names of members are written as UTF-8 only in a locale that has it.
            environment = {**os.environ, "LC_ALL": "C.UTF-8"}
            process = subprocess.Popen(command, stdin=packed, stdout=subprocess.PIPE, stderr=told, env=environment)
            clock = _Clock(process)
            try:
                assert process.stdout is not None
                clock.start()
                for member in _files(process.stdout, budget):
                    clock.stop()
                    yield member
                    clock.start()
                failed = process.wait() != 0
            except (tarfile.TarError, EOFError, OSError):  # the stream breaks off where the program gives up
                failed = True
            finally:
                clock.stop()
                process.kill()
                process.wait()
                if process.stdout is not None:
                    process.stdout.close()
            if failed:
                raise self._failure(told, clock)

    def _failure(self, told: IO[bytes], clock: _Clock) -> UnreadableFileError:
        if clock.ran_out:
            reason = f"{_PROGRAM} mở {self.what} quá {_SECONDS} giây"
            return UnreadableFileError("timeout", reason, "giải nén rồi nạp lại từng tệp")
        told.seek(0)
        said = told.read(_TOLD).decode("utf-8", "replace").lower()
        return locked(self.what) if "encrypt" in said or "passphrase" in said else damaged(self.what)


RAR = PackedContainer("tệp RAR", (".rar",), "application/vnd.rar", b"Rar!\x1a\x07")
SEVEN_ZIP = PackedContainer("tệp 7z", (".7z",), "application/x-7z-compressed", b"7z\xbc\xaf\x27\x1c")


class _Clock:
    """Kills a process once it has been waited for too long in all."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._left = float(_SECONDS)
        self._begun = 0.0
        self.ran_out = False
        self._timer: threading.Timer | None = None

    def start(self) -> None:
        self._begun = time.monotonic()
        self._timer = threading.Timer(max(self._left, 0), self._end)
        self._timer.daemon = True
        self._timer.start()

    def _end(self) -> None:
        self.ran_out = True
        self._process.kill()

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self._left -= time.monotonic() - self._begun


def _files(stream: IO[bytes], budget: Budget) -> Iterator[Member]:
    with tarfile.open(fileobj=stream, mode="r|", errors="surrogateescape") as archive:
        for entry in archive:
            if not entry.isreg():
                continue
            budget.member()
            budget.take(entry.size)
            name = clean_name(entry.name)
            if entry.size > budget.max_bytes:
                yield Member(name, error=budget.too_large(entry.size))
                continue
            file = archive.extractfile(entry)
            yield Member(name, file.read() if file else b"")
