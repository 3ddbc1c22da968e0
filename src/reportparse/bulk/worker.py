"""One file to one report, whatever happens: the boundary behind which a bug in one file cannot stop the others."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from reportparse.archive.rows import DocumentRows, rows_of
from reportparse.bulk.walk import Found, Problem
from reportparse.config import Settings
from reportparse.errors import LexiconError, ReportParseError, UnreadableFileError
from reportparse.formats import load, source_of
from reportparse.formats.container_base import Member
from reportparse.formats.members import members_of, paged_member
from reportparse.lexicon import load_lexicon
from reportparse.model.document import SourceFile
from reportparse.model.report import Report
from reportparse.pipeline import failed, parse, parse_bytes, parse_member

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
INTERNAL_ERROR = "internal-error"
_PREFIX = "unpacked-"


class TemporaryFilesError(ReportParseError):
    """Temporary files cannot be written: no fault of the file that is read, nor of those that would follow."""

    @classmethod
    def of(cls, error: OSError) -> TemporaryFilesError:
        """What the system says, and what to do."""
        return cls(
            f"không ghi được vào thư mục tạm ({error.strerror or error}); giải phóng dung lượng, "
            "hoặc đặt TMPDIR sang ổ đĩa khác, rồi chạy lại"
        )


@dataclass(frozen=True, slots=True)
class Inside:
    """A file inside a container, taken out of it: its bytes lie in `file`.

    One that could not be taken out has `rows` instead, that say why, and one that is not to be read has the reason to
    pass over it.
    """

    path: str
    sha256: str | None = None
    file: str | None = None
    rows: DocumentRows | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A container: its files lie in `folder`, which is for the receiver to remove."""

    folder: str
    inside: tuple[Inside, ...]


def read_file(found: Found, *, settings: Settings, version: str, folder: Path) -> DocumentRows | Unpacked:
    """Everything in a file as rows of the archive, or, where it is a container, the files inside it.

    Raises:
        LexiconError: the data of the program are malformed.
        MemoryError: the file needs more memory than it may.
        TemporaryFilesError: there is no room for temporary files.
    """
    inside = None if found.file else opened(found, settings)
    if inside is not None:
        try:
            return _unpacked(inside, settings, version, folder)
        except OSError as error:
            raise TemporaryFilesError.of(error) from error
    return rows_of(_report(found, settings), version=version)


def rehearse(settings: Settings) -> None:
    """Parse the examples of the lexicon, so that what is compiled at first use is there before the first file.

    Processes that are forked from this one then need not do it again, each for itself: 2 seconds.
    """
    lexicon = load_lexicon()
    vocabularies = chain.from_iterable(lexicon.vocabularies.values())
    examples = chain.from_iterable(entry.examples for entry in chain(lexicon.entries.values(), vocabularies))
    parse_bytes("\n".join(examples).encode(), "examples.txt", settings)


def report_of(found: Found, settings: Settings) -> Report:
    """The report of a file that a walk found, or that was taken out of a container.

    Raises:
        LexiconError: the data of the program are malformed.
        TemporaryFilesError: there is no room for temporary files.
    """
    try:
        return _report(found, settings)
    except MemoryError as error:
        return failed(found.path, None, _internal(error))


def _report(found: Found, settings: Settings) -> Report:
    member = found.member
    if member is None and found.file is None:
        return parse_safely(found.path, settings)
    data = b""
    try:
        if member is not None:
            data = member.data
            return parse_member(member, settings)
        data = Path(found.file or "").read_bytes()
        return parse_bytes(data, found.path, settings)
    except (LexiconError, MemoryError):
        raise
    except Exception as error:
        return failed(found.path, source_of(data, found.path), _internal(error))


def opened(found: Found, settings: Settings) -> Iterator[Found | Problem] | None:
    """The files inside a found file, as a walk gives those of a folder; None where it is no container."""
    if found.parts:
        return iter((Found(found.path, paged_member(found.path, found.parts, settings)),))
    try:
        inside = members_of(Path(found.path), settings, given=found.path)
    except MemoryError:
        raise
    except Exception as error:
        return iter((_broken(found.path, error),))
    return _inside(found.path, inside) if inside is not None else None


def _inside(path: str, members: Iterator[Member]) -> Iterator[Found | Problem]:
    try:
        for member in members:
            yield Problem(member.name, member.skip) if member.skip else Found(member.name, member)
    except MemoryError:
        raise
    except Exception as error:  # as below: what was found before stays found
        yield _broken(path, error)


def _broken(path: str, error: Exception) -> Found:
    return Found(path, Member(path, error=_internal(error)))


def _unpacked(inside: Iterator[Found | Problem], settings: Settings, version: str, folder: Path) -> Unpacked:
    """The files of a container on the disk. They appear in `folder` together: whoever is killed leaves nothing."""
    made = Path(tempfile.mkdtemp(prefix=_PREFIX))
    target = folder / f"{_PREFIX}{os.getpid()}-{made.name.removeprefix(_PREFIX)}"
    taken: list[Inside] = []
    for number, found in zip(count(1), inside, strict=False):
        if isinstance(found, Problem):
            taken.append(Inside(found.path, problem=found))
            continue
        member = found.member
        assert member is not None
        sha256 = hashlib.sha256(member.data).hexdigest() if member.data else None
        if member.error is not None or sha256 is None:
            taken.append(Inside(found.path, sha256, rows=rows_of(_report(found, settings), version=version)))
            continue
        (made / str(number)).write_bytes(member.data)
        taken.append(Inside(found.path, sha256, str(target / str(number))))
    made.rename(target)
    return Unpacked(str(target), tuple(taken))


def parse_safely(path: str, settings: Settings) -> Report:
    """The report of one file. An unexpected error gives a report with status `failed` and code `internal-error`.

    Raises:
        LexiconError: the data of the program are malformed.
        MemoryError: there is not enough for this file.
    """
    try:
        return parse(path, settings)
    except (LexiconError, MemoryError):
        # the program's own data are wrong: no file is to blame, and none can be read; or this process is of no use
        raise
    except Exception as error:  # the one place: every other file of the run must still be read
        return failed(path, _source(path, settings), _internal(error))


def _internal(error: Exception) -> UnreadableFileError:
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        raise TemporaryFilesError.of(error) from error
    if isinstance(error, MemoryError):
        return UnreadableFileError("memory", "không đủ bộ nhớ để đọc tệp", "chia nhỏ tệp, hoặc đọc trên máy khác")
    reason = f"lỗi bên trong chương trình ({type(error).__name__}: {error})"
    return UnreadableFileError(INTERNAL_ERROR, reason, "báo lỗi kèm tệp này cho người phát triển")


def _source(path: str, settings: Settings) -> SourceFile | None:
    try:
        return load(Path(path), settings, given=path)[1]
    except Exception:  # whatever failed first may fail again; the record is then without a hash
        return None
