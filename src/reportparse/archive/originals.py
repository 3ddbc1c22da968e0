"""The original files beside the archive, each under the hash of its bytes and only once."""

from __future__ import annotations

import errno
import hashlib
import os
from contextlib import suppress
from pathlib import Path, PurePath
from typing import IO

from reportparse.archive.problems import ArchiveCode, ArchiveProblemError
from reportparse.errors import UnreadableFileError

_SUFFIX_LENGTH = 8
_CHUNK = 1 << 20


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
    """Copy a file into the archive's folder, unless its bytes are there; the path inside that folder.

    `file` is where its bytes are, where that is not `name`, by which it is called.

    The copy appears under its name only once it is complete and on the disk.

    Raises:
        UnreadableFileError: the file can no longer be read, or has other bytes than were parsed.
        ArchiveProblemError: the copy cannot be written.
    """
    folder = originals_folder(archive) / sha256[:2]
    stored = next(folder.glob(f"{sha256}*"), None) if folder.is_dir() else None
    if stored is None:
        stored = folder / f"{sha256}{_suffix(name)}"
        _copy(archive, file or name, sha256, stored)
    return f"{sha256[:2]}/{stored.name}"


def _copy(archive: Path, file: Path, sha256: str, target: Path) -> None:
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as out:
            _copy_bytes(file, sha256, out)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(target)
    except OSError as error:
        code: ArchiveCode = "full" if error.errno == errno.ENOSPC else "read-only"
        raise ArchiveProblemError(code, archive, f"{target.parent}: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            temporary.unlink()
        for folder in (target.parent, target.parent.parent):
            with suppress(OSError):  # only where nothing is in it
                folder.rmdir()


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
