"""The bare text of old Office files by small programs, where LibreOffice is missing: no tables, fonts or numbers."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.formats.txt import TEXT
from reportparse.model.document import Document, Issue, SourceFile


@dataclass(frozen=True, slots=True)
class TextProgram:
    """A program that prints the text of a file as UTF-8."""

    name: str
    options: tuple[str, ...]


_ANTIWORD = TextProgram("antiword", ("-w", "0", "-m", "UTF-8.txt"))
_CATDOC = TextProgram("catdoc", ("-w", "-s", "cp1252", "-d", "utf-8"))
_XLS2CSV = TextProgram("xls2csv", ("-s", "cp1252", "-d", "utf-8", "-q", "0", "-c", "\t"))
# `catdoc` loses the soft hyphen, which is the letter ư in TCVN3: `antiword` first.
PROGRAMS: dict[str, tuple[TextProgram, ...]] = {".doc": (_ANTIWORD, _CATDOC), ".xls": (_XLS2CSV,), ".rtf": (_CATDOC,)}


def read_text(suffix: str, data: bytes, source: SourceFile, settings: Settings) -> Document | None:
    """The text of the file as a document, None where no program for it is installed.

    Raises:
        UnreadableFileError: `damaged` where the programs print nothing, `timeout`.
    """
    programs = [program for program in PROGRAMS.get(suffix, ()) if shutil.which(program.name)]
    for program in programs:
        text = _printed(program, suffix, data, settings.office_seconds)
        if text.strip():
            document = TEXT.read(text, source, settings)
            message = (
                f"Đọc bằng {program.name}, chỉ có chữ: bảng, phông và số thứ tự tự động có thể mất; "
                "cài LibreOffice rồi nạp lại để đọc đầy đủ"
            )
            return replace(document, issues=(*document.issues, Issue("text-only", "warning", message)))
    if programs:
        raise UnreadableFileError(
            "damaged", "tệp bị hỏng hoặc không phải tệp Office cũ", "mở tệp, lưu lại sang .docx rồi nạp lại"
        )
    return None


def _printed(program: TextProgram, suffix: str, data: bytes, seconds: float) -> bytes:
    with tempfile.TemporaryDirectory(prefix="reportparse-office-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / f"in{suffix}"
        path.write_bytes(data)
        try:
            done = subprocess.run(
                [program.name, *program.options, str(path)],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise UnreadableFileError(
                "timeout", f"{program.name} đọc tệp quá {seconds:g} giây", "mở tệp, lưu sang .docx rồi nạp lại"
            ) from error
    return done.stdout
