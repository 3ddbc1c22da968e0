"""The files inside a container and inside those nested in it, each with the path that leads to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.formats import CONTAINERS, container_of, known, load
from reportparse.formats.container_base import Budget, Container, Member
from reportparse.formats.files import read_bytes
from reportparse.formats.paged import bundle, may_be_page, run_name, runs

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


def paged_member(name: str, parts: Sequence[str], settings: Settings) -> Member:
    """Pictures on the disk that are the pages of one document."""
    left, read = settings.max_bytes, []
    try:
        for part in parts:
            data = read_bytes(Path(part), left)
            left -= len(data)
            read.append((part, data))
    except UnreadableFileError as error:
        return Member(name, error=error)
    return Member(name, bundle(read))


def unpack(container: Container, data: bytes, path: str, settings: Settings) -> Iterator[Member]:
    """The files inside the bytes of a container that stands at `path`."""
    return _unpack(container, data, path, settings, Budget(settings, len(data)), 1)


def passed_over(name: str) -> bool:
    """Whether a file or folder is none that a person put there: hidden, a lock of Word, left by the system."""
    return name.startswith((".", "~$")) or name.lower() in _LITTER


def _may_be_container(path: Path) -> bool:
    if any(path.suffix.lower() in container.suffixes for container in CONTAINERS):
        return True  # mail has no magic, and a damaged archive may have lost its own
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
    pictures: dict[str, Member] = {}  # may be pages of one document: known only when all names are
    empty = True
    try:
        for stored in container.members(data, budget):
            if any(passed_over(part) for part in stored.name.split("/")):
                continue
            name = _unique(stored.name, taken)
            member = replace(stored, name=f"{path}!{name}")
            if may_be_page(name) and member.error is None:
                pictures[name] = member
                continue
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
        yield from _paged(pictures)
    except UnreadableFileError as error:
        yield from pictures.values()
        yield Member(path, data, error=error)
        return
    if empty and not pictures:
        nothing = UnreadableFileError("empty", "bên trong không có tệp nào để đọc", "kiểm tra lại tệp gốc")
        yield Member(path, data, error=nothing)


def _paged(pictures: dict[str, Member]) -> Iterator[Member]:
    """Pictures of pages, those whose names run on as one document."""
    together = {names[0]: names for names in runs(list(pictures))}
    inner = {name for names in together.values() for name in names}
    for name, member in pictures.items():
        names = together.get(name)
        if names:
            yield Member(
                run_name([pictures[each].name for each in names]), bundle((each, pictures[each].data) for each in names)
            )
        elif name not in inner:
            yield member


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
