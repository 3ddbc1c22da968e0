"""The files inside a container and inside those nested in it, each with the path that leads to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.formats import container_of, known, load
from reportparse.formats.container_base import Budget, Container, Member

_LITTER = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
_PEEK = 8  # bytes that tell whether a file may be a container at all
_MAGIC = (b"PK", b"Rar!", b"7z", b"\xd0\xcf\x11\xe0")


def members_of(path: Path, settings: Settings, *, given: str) -> Iterator[Member] | None:
    """The files inside the file at `path`, None where it is no container or cannot be opened.

    The names are paths like `outer.zip!inner.docx`, beginning with `given`. A container that cannot be read, or only
    up to some member, comes as a member under its own path, with the error.
    """
    if not _may_be_container(path):
        return None
    try:
        data, _ = load(path, settings, given=given)
    except UnreadableFileError:  # reading the file itself will tell
        return None
    container = container_of(data, given)
    return unpack(container, data, given, settings) if container else None


def unpack(container: Container, data: bytes, path: str, settings: Settings) -> Iterator[Member]:
    """The files inside the bytes of a container that stands at `path`."""
    return _unpack(container, data, path, settings, Budget(settings, len(data)), 1)


def passed_over(name: str) -> bool:
    """Whether a file or folder is none that a person put there: hidden, a lock of Word, left by the system."""
    return name.startswith((".", "~$")) or name.lower() in _LITTER


def _may_be_container(path: Path) -> bool:
    if path.suffix.lower() == ".eml":
        return True
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(_PEEK).startswith(_MAGIC)
    except (OSError, ValueError):
        return False


def _unpack(
    container: Container, data: bytes, path: str, settings: Settings, budget: Budget, depth: int
) -> Iterator[Member]:
    taken: set[str] = set()
    empty = True
    try:
        for stored in container.members(data, budget):
            if any(passed_over(part) for part in stored.name.split("/")):
                continue
            name = _unique(stored.name, taken)
            member = replace(stored, name=f"{path}!{name}")
            inner = container_of(member.data, name) if member.data else None
            if inner and depth < settings.max_depth:
                yield from _unpack(inner, member.data, member.name, settings, budget, depth + 1)
            elif inner:
                yield replace(member, error=_too_deep(settings))
            elif member.skip or known(Path(name)):
                yield member
            else:
                yield Member(member.name, skip="unsupported")
                continue
            empty = empty and member.skip is not None
    except UnreadableFileError as error:
        yield Member(path, data, error=error)
        return
    if empty:
        nothing = UnreadableFileError("empty", "bên trong không có tệp nào để đọc", "kiểm tra lại tệp gốc")
        yield Member(path, data, error=nothing)


def _unique(name: str, taken: set[str]) -> str:
    """The name, with a number before its ending where another member has it already."""
    file, number, free = PurePosixPath(name), 1, name
    while free in taken:
        number += 1
        free = str(file.with_name(f"{file.stem} ({number}){file.suffix}"))
    taken.add(free)
    return free


def _too_deep(settings: Settings) -> UnreadableFileError:
    reason = f"tệp nén lồng trong nhau quá {settings.max_depth} cấp"
    return UnreadableFileError("too-deep", reason, "giải nén rồi nạp từng tệp, hoặc tăng max_depth")
