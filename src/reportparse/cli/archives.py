"""Opening archives for commands: the path as given, the clock, the version, and errors in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from reportparse.archive.connect import open_to_read, open_to_write
from reportparse.archive.problems import ArchiveProblemError
from reportparse.cli.options import package_version
from reportparse.cli.words import Lang, say
from reportparse.errors import ArchiveError


def now() -> datetime:
    """The time on this machine, with its offset."""
    return datetime.now().astimezone()


@contextmanager
def archive_to_write(path: str, lang: Lang) -> Iterator[Any]:
    """The archive, made where it is not there."""
    with _said_in(lang), open_to_write(Path(path), clock=now, version=package_version()) as db:
        yield db


@contextmanager
def archive_to_read(path: str, lang: Lang) -> Iterator[Any]:
    """The archive, which must be there."""
    with _said_in(lang), open_to_read(Path(path), clock=now, version=package_version()) as db:
        yield db


@contextmanager
def _said_in(lang: Lang) -> Iterator[None]:
    try:
        yield
    except ArchiveProblemError as error:
        detail = f" ({error.detail})" if error.detail else ""
        raise ArchiveError(f"{error.path}: {say(f'archive.{error.code}', lang, detail=detail)}") from error
