"""One file to one report, whatever happens: the boundary behind which a bug in one file cannot stop the others."""

from __future__ import annotations

from pathlib import Path

from reportparse.config import Settings
from reportparse.errors import LexiconError, UnreadableFileError
from reportparse.formats import load
from reportparse.model.document import SourceFile
from reportparse.model.report import Report
from reportparse.pipeline import failed, parse

INTERNAL_ERROR = "internal-error"


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
