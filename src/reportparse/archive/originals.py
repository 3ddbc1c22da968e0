"""The original files beside the archive, each under the hash of its bytes and only once."""

from __future__ import annotations

import errno
import hashlib
import os
from collections import deque
from collections.abc import Container, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path, PurePath
from typing import IO

from reportparse.archive.problems import ArchiveCode, ArchiveProblemError
from reportparse.errors import UnreadableFileError

_SUFFIX_LENGTH = 8
_CHUNK = 1 << 20
_SYNCING = 8  # files at a time


def originals_folder(archive: Path) -> Path:
    """The folder that holds the original files of an archive: `A.db.files`."""
    return archive.with_name(f"{archive.name}.files")


def hash_of(path: Path) -> str:
    """The SHA-256 of a file's bytes.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep_original(archive: Path, name: Path, sha256: str, file: Path | None = None) -> str:
    """Copy one file into the archive's folder; see `Originals`, whose `put` and `settle` this is."""
    originals = Originals(archive)
    stored = originals.put(name, sha256, file)
    originals.settle()
    return stored


class Originals:
    """The folder of an archive, where copies come in by many at a time.

    A copy appears under its name only with `settle`, complete and on the disk: before the archive speaks of it.
    """

    def __init__(self, archive: Path) -> None:
        self._archive = archive
        self._staged: dict[Path, Path] = {}
        self._settled: list[Path] = []

    def put(self, name: Path, sha256: str, file: Path | None = None) -> str:
        """Copy a file, unless its bytes are there; the path inside the folder.

        `file` is where its bytes are, where that is not `name`, by which it is called.

        Raises:
            UnreadableFileError: the file can no longer be read, or has other bytes than were parsed.
            ArchiveProblemError: the copy cannot be written.
        """
        folder = originals_folder(self._archive) / sha256[:2]
        stored = next(folder.glob(f"{sha256}*"), None) if folder.is_dir() else None
        if stored is None:
            stored = folder / f"{sha256}{_suffix(name)}"
            if stored not in self._staged:
                self._stage(file or name, sha256, stored)
        return f"{sha256[:2]}/{stored.name}"

    def settle(self) -> None:
        """Let every copy appear under its name.

        Raises:
            ArchiveProblemError: a copy cannot be written.
        """
        if not self._staged:
            return
        try:
            _sync(self._staged.values())
            for target, temporary in self._staged.items():
                temporary.replace(target)
                self._settled.append(target)
            folders = {target.parent for target in self._staged}
            _sync((*folders, *{folder.parent for folder in folders}))
        except OSError as error:
            self.undo()
            raise self._problem(error) from error
        self._staged.clear()

    def done(self) -> None:
        """The archive has what it says of these copies: they stay."""
        self._settled.clear()

    def undo(self, known: Container[str] = ()) -> None:
        """Remove the copies since the last `done`, but for those that the archive speaks of: the `known`."""
        for copy in self._staged.values():
            _remove(copy)
        for copy in self._settled:
            if f"{copy.parent.name}/{copy.name}" not in known:
                _remove(copy)
        self._staged.clear()
        self._settled.clear()

    def sweep(self, known: Container[str]) -> None:
        """Remove what a run that was killed has left: copies that are not whole, and those not `known` by their path.

        No other run may be writing.
        """
        folder = originals_folder(self._archive)
        for copy in folder.glob("*/*") if folder.is_dir() else ():
            if f"{copy.parent.name}/{copy.name}" not in known:
                _remove(copy)

    def _stage(self, file: Path, sha256: str, target: Path) -> None:
        temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with temporary.open("wb") as out:
                _copy_bytes(file, sha256, out)
        except OSError as error:
            _remove(temporary)
            raise self._problem(error) from error
        except UnreadableFileError:
            _remove(temporary)
            raise
        self._staged[target] = temporary

    def _problem(self, error: OSError) -> ArchiveProblemError:
        code: ArchiveCode = "full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "read-only"
        return ArchiveProblemError(code, self._archive, f"{originals_folder(self._archive)}: {error.strerror or error}")


def _remove(copy: Path) -> None:
    """Remove a file, and its folders where nothing else is in them."""
    with suppress(OSError):
        copy.unlink()
    for folder in (copy.parent, copy.parent.parent):
        with suppress(OSError):
            folder.rmdir()


def _sync(paths: Iterable[Path]) -> None:
    """Bring files or folders to the disk; side by side, so that the disk need not be waited for as often."""
    with ThreadPoolExecutor(_SYNCING) as pool:
        deque(pool.map(_sync_one, paths), maxlen=0)


def _sync_one(path: Path) -> None:
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _copy_bytes(file: Path, sha256: str, out: IO[bytes]) -> None:
    seen = hashlib.sha256()
    try:
        source = file.open("rb")
    except OSError as error:
        raise _changed() from error
    with source:
        while data := _read(source):
            seen.update(data)
            out.write(data)
    if seen.hexdigest() != sha256:
        raise _changed()


def _read(source: IO[bytes]) -> bytes:
    try:
        return source.read(_CHUNK)
    except OSError as error:
        raise _changed() from error


def _changed() -> UnreadableFileError:
    return UnreadableFileError("changed", "tệp bị thay đổi trong khi đọc", "nạp lại khi tệp không còn được ghi")


def _suffix(source: PurePath) -> str:
    """The file's ending, so that the copy opens with the right program; only plain letters and digits."""
    suffix = source.suffix.lower()
    plain = suffix[1:].isascii() and suffix[1:].isalnum() and len(suffix) <= _SUFFIX_LENGTH
    return suffix if plain else ""
