"""LibreOffice as a converter: the first file of a process has a run of its own, the following ones a warm one.

A profile is new for each run and allows no macros, no links and no network, so that a file can neither run anything nor
leave anything behind. A run that takes too long is killed with everything that it has started.
"""

from __future__ import annotations

import contextlib
import math
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from reportparse.errors import UnreadableFileError
from reportparse.formats.office_process import (
    environment,
    kill_group,
    new_folder,
    options,
    socket_of,
    sweep,
    write_profile,
)
from reportparse.formats.office_warm import Office, office_of

PROGRAMS = ("soffice", "libreoffice")
_GRACE = 5  # seconds that the second clock waits longer than ours


@dataclass(frozen=True, slots=True)
class Conversion:
    """What to convert to what: LibreOffice's name of the filter that reads, the new ending and the filter that writes.

    The filter that reads is named, so that damaged bytes are not taken for plain text.
    """

    suffix: str
    read_filter: str
    target: str
    write_filter: str


def find_office() -> str | None:
    """The path of LibreOffice, None where it is not installed."""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


def convert(data: bytes, conversion: Conversion, program: str, seconds: float) -> bytes:
    """The bytes of the converted file.

    Raises:
        UnreadableFileError: `damaged` where LibreOffice makes nothing of it, `timeout` where it does not finish.
    """
    office = office_of(program)
    with office.lock:
        office.wanted += 1
        # One file alone is not worth a LibreOffice that stays; what a warm one cannot convert is tried once more.
        made = _warm(data, conversion, office, seconds) if office.wanted > 1 else None
    if made is None:
        made = _cold(data, conversion, program, seconds)
    if made is None:
        raise UnreadableFileError(
            "damaged", "LibreOffice không mở được tệp (hỏng hoặc sai loại)", "mở tệp, lưu lại rồi nạp lại"
        )
    return made


def _warm(data: bytes, conversion: Conversion, office: Office, seconds: float) -> bytes | None:
    root = office.root(seconds)
    if root is None:
        return None
    try:
        with TemporaryDirectory(dir=root, ignore_cleanup_errors=True) as folder:
            return _converted(data, conversion, office.program, seconds, root=root, folder=Path(folder))
    except UnreadableFileError:
        office.stop()
        raise


def _cold(data: bytes, conversion: Conversion, program: str, seconds: float) -> bytes | None:
    sweep()
    with new_folder() as folder:
        root = Path(folder)
        write_profile(root)
        try:
            return _converted(data, conversion, program, seconds, root=root, folder=root)
        finally:
            with contextlib.suppress(OSError):
                socket_of(root).unlink(missing_ok=True)


def _converted(
    data: bytes, conversion: Conversion, program: str, seconds: float, *, root: Path, folder: Path
) -> bytes | None:
    """What becomes of the bytes in a folder; `root` has the profile. None where nothing does."""
    source = folder / f"in{conversion.suffix}"
    source.write_bytes(data)
    # A second clock, for the case that this process is killed and cannot stop the other one.
    clock = shutil.which("timeout")
    command = [clock, "-s", "KILL", str(math.ceil(seconds) + _GRACE)] if clock else []
    command += [program, *options(root), f"--infilter={conversion.read_filter}"]
    command += ["--convert-to", f"{conversion.target}:{conversion.write_filter}"]
    command += ["--outdir", str(folder / "out"), str(source)]
    _run(command, root, seconds)
    made = folder / "out" / f"in.{conversion.target}"
    return made.read_bytes() if made.is_file() else None


def _run(command: Sequence[str], root: Path, seconds: float) -> None:
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=root,
        env=environment(root),
        start_new_session=True,
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise UnreadableFileError(
            "timeout",
            f"LibreOffice chuyển đổi tệp quá {seconds:g} giây",
            "mở tệp, lưu sang .docx hoặc .xlsx rồi nạp lại, hoặc tăng office_seconds",
        ) from error
    finally:
        kill_group(process)
