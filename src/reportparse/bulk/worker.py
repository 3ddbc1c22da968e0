"""One file to one report, whatever happens: the boundary behind which a bug in one file cannot stop the others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from reportparse.bulk.walk import Found, Problem
from reportparse.config import Settings
from reportparse.errors import LexiconError, UnreadableFileError
from reportparse.formats import load, source_of
from reportparse.formats.container_base import Member
from reportparse.formats.members import members_of, paged_member
from reportparse.model.document import SourceFile
from reportparse.model.report import Report
from reportparse.pipeline import failed, parse, parse_member

INTERNAL_ERROR = "internal-error"


def report_of(found: Found, settings: Settings) -> Report:
    """The report of a file that a walk found, or that was taken out of a container.

    Raises:
        LexiconError: the data of the program are malformed.
    """
    member = found.member
    if member is None:
        return parse_safely(found.path, settings)
    try:
        return parse_member(member, settings)
    except LexiconError:
        raise
    except Exception as error:
        return failed(found.path, source_of(member.data, found.path), _internal(error))


def opened(found: Found, settings: Settings) -> Iterator[Found | Problem] | None:
    """The files inside a found file, as a walk gives those of a folder; None where it is no container."""
    if found.parts:
        return iter((Found(found.path, paged_member(found.path, found.parts, settings)),))
    try:
        inside = members_of(Path(found.path), settings, given=found.path)
    except Exception as error:
        return iter((_broken(found.path, error),))
    return _inside(found.path, inside) if inside is not None else None


def _inside(path: str, members: Iterator[Member]) -> Iterator[Found | Problem]:
    try:
        for member in members:
            yield Problem(member.name, member.skip) if member.skip else Found(member.name, member)
    except Exception as error:  # as below: what was found before stays found
        yield _broken(path, error)


def _broken(path: str, error: Exception) -> Found:
    return Found(path, Member(path, error=_internal(error)))


def parse_safely(path: str, settings: Settings) -> Report:
    """The report of one file. An unexpected error gives a report with status `failed` and code `internal-error`.

    Raises:
        LexiconError: the data of the program are malformed.
    """
    try:
        return parse(path, settings)
    except LexiconError:  # the program's own data are wrong: no file is to blame, and none can be read
        raise
    except Exception as error:  # the one place: every other file of the run must still be read
        return failed(path, _source(path, settings), _internal(error))


def _internal(error: Exception) -> UnreadableFileError:
    reason = f"lỗi bên trong chương trình ({type(error).__name__}: {error})"
    return UnreadableFileError(INTERNAL_ERROR, reason, "báo lỗi kèm tệp này cho người phát triển")


def _source(path: str, settings: Settings) -> SourceFile | None:
    try:
        return load(Path(path), settings, given=path)[1]
    except Exception:  # whatever failed first may fail again; the record is then without a hash
        return None
