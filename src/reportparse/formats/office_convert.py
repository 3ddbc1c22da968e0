"""LibreOffice as a converter: one process for one file, in a folder of its own that is gone afterwards.

Its profile is new each time and allows no macros, no links and no network, so that a file can neither run anything nor
leave anything behind for the next. A process that takes too long is killed with everything that it has started.
"""

from __future__ import annotations

import contextlib
import math
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reportparse.errors import UnreadableFileError

PROGRAMS = ("soffice", "libreoffice")
_PREFIX = "reportparse-office-"
_STALE = 3600  # seconds after which a folder was left behind by a process that was killed
_GRACE = 5  # seconds that the second clock waits longer than ours
_SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "0"),  # never
    ("Calc/Content/Update", "Link", "2"),  # never
    ("Inet/Settings", "ooInetProxyType", "1"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),  # the discard port: nothing answers
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


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
    _sweep()
    with tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        source = root / f"in{conversion.suffix}"
        source.write_bytes(data)
        _write_profile(root / "profile")
        _run(_command(program, conversion, root, seconds), root, seconds)
        made = root / "out" / f"in.{conversion.target}"
        if not made.is_file():
            raise UnreadableFileError(
                "damaged", "LibreOffice không mở được tệp (hỏng hoặc sai loại)", "mở tệp, lưu lại rồi nạp lại"
            )
        return made.read_bytes()


def _command(program: str, conversion: Conversion, root: Path, seconds: float) -> list[str]:
    # A second clock, for the case that this process is killed and cannot stop the other one.
    clock = shutil.which("timeout")
    watched = [clock, "-s", "KILL", str(math.ceil(seconds) + _GRACE)] if clock else []
    return [
        *watched,
        program,
        f"-env:UserInstallation={(root / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        f"--infilter={conversion.read_filter}",
        "--convert-to",
        f"{conversion.target}:{conversion.write_filter}",
        "--outdir",
        str(root / "out"),
        str(root / f"in{conversion.suffix}"),
    ]


def _run(command: Sequence[str], root: Path, seconds: float) -> None:
    kept = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    environment = {key: value for key, value in kept.items() if not key.startswith("XDG_")}  # folders of the user
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=root,
        env={**environment, "HOME": str(root), "TMPDIR": str(root), "SAL_USE_VCLPLUGIN": "svp"},
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
        # The group outlives its first process where that has only started another one.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _write_profile(profile: Path) -> None:
    items = "".join(
        f'<item oor:path="/org.openoffice.{"" if path.startswith("Inet") else "Office."}{path}">'
        f'<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    user = profile / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>',
        "utf-8",
    )


def _sweep() -> None:
    """Remove folders that a killed process has left."""
    limit = time.time() - _STALE
    for folder in Path(tempfile.gettempdir()).glob(_PREFIX + "*"):
        with contextlib.suppress(OSError):
            if folder.stat().st_mtime < limit and folder.stat().st_uid == os.getuid():
                shutil.rmtree(folder, ignore_errors=True)
