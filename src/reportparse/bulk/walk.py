"""Paths as a person gives them to the files they stand for, in name order."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from reportparse.formats import known
from reportparse.formats.container_base import Member
from reportparse.formats.members import passed_over
from reportparse.formats.paged import may_be_page, run_name, runs

ProblemCode = Literal["unsupported", "mail-body", "empty-directory", "unreadable-directory"]


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read. `path` is as given, or the given folder joined with the name inside it.

    A file inside a container has been taken out of it: `member`, or `file`, the path of its bytes. Pictures that are
    the pages of one document are found as one, under the path of the first: `parts`.
    """

    path: str
    member: Member | None = None
    parts: tuple[str, ...] = ()
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A path that gives no file to read, and why. Nothing found on the way is left out without one of these.

    Two are harmless: `unsupported`, a file of a kind that no reader knows, lying in a folder with the others, and
    `mail-body`, the letter that came with the files.
    """

    path: str
    code: ProblemCode
    detail: str = ""

    @property
    def harmless(self) -> bool:
        return self.code in ("unsupported", "mail-body")


def walk(paths: Iterable[str], *, ignore: Iterable[str] = ()) -> Iterator[Found | Problem]:
    """The files that `paths` stand for: folders are walked in name order, with their folders inside.

    A file that is named outright is always handed on, also when it does not exist or has an odd name: the reader says
    what is wrong with it, and the answer stands in its record. In folders, hidden files, Word's `~$` locks and
    what the system leaves behind are passed over; links to folders are not followed. `ignore` names files and
    folders that are not to be entered, such as the archive's own.
    """
    ignored = frozenset(os.path.realpath(path) for path in ignore)
    for path in paths:
        if not Path(path).is_dir():
            yield Found(path)
            continue
        found = False
        for item in _folder(path, ignored):
            found = found or not (isinstance(item, Problem) and item.harmless)
            yield item
        if not found:
            yield Problem(path, "empty-directory")


def _folder(folder: str, ignored: frozenset[str]) -> Iterator[Found | Problem]:
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        yield Problem(folder, "unreadable-directory", error.strerror or str(error))
        return
    together = {names[0]: names for names in runs([entry.path for entry in listed if _is_picture(entry)])}
    inner = {name for names in together.values() for name in names}
    for entry in listed:
        if entry.path in inner:
            if entry.path in together:
                parts = together[entry.path]
                yield Found(run_name(parts), parts=tuple(parts))
            continue
        if passed_over(entry.name) or (ignored and os.path.realpath(entry.path) in ignored):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _folder(entry.path, ignored)
        elif entry.is_dir():
            continue
        elif known(Path(entry.name)):
            yield Found(entry.path)
        else:
            yield Problem(entry.path, "unsupported")


def _is_picture(entry: os.DirEntry[str]) -> bool:
    return may_be_page(entry.name) and not passed_over(entry.name) and entry.is_file()
