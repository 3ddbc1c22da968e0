"""What every run of LibreOffice needs: a profile without macros, links and network, an environment, an end for sure."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

PREFIX = "reportparse-office-"
_STALE = 3600  # seconds after which a folder was left behind by a process that was killed
_SOCKETS = Path("/tmp")  # where LibreOffice puts its sockets, whatever TMPDIR says
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


def new_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for one run; it is swept later where nobody can remove it."""
    return tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True)


def profile_of(root: Path) -> Path:
    return root / "profile"


def write_profile(root: Path) -> None:
    """Write a profile that allows no macros, no links and no network."""
    items = "".join(
        f'<item oor:path="/org.openoffice.{"" if path.startswith("Inet") else "Office."}{path}">'
        f'<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    user = profile_of(root) / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>',
        "utf-8",
    )


def options(root: Path) -> list[str]:
    """The options of every run."""
    return [
        f"-env:UserInstallation={profile_of(root).as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
    ]


def environment(root: Path) -> Mapping[str, str]:
    """The environment without proxies and without the user's own folders."""
    kept = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    own = {key: value for key, value in kept.items() if not key.startswith("XDG_")}
    return {**own, "HOME": str(root), "TMPDIR": str(root), "SAL_USE_VCLPLUGIN": "svp"}


def socket_of(root: Path) -> Path:
    """The socket at which a LibreOffice with this profile listens: named by the hash of the profile's address."""
    digest = hashlib.md5(profile_of(root).as_uri().encode("utf-16-le"), usedforsecurity=False).digest()
    return _SOCKETS / f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_{''.join(f'{byte:x}' for byte in digest)}"


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill a process with all of its group, which outlives it where it has only started another one."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def sweep() -> None:
    """Remove folders that a killed process has left."""
    limit = time.time() - _STALE
    for folder in Path(tempfile.gettempdir()).glob(PREFIX + "*"):
        with contextlib.suppress(OSError):
            if folder.stat().st_mtime < limit and folder.stat().st_uid == os.getuid():
                socket_of(folder).unlink(missing_ok=True)
                shutil.rmtree(folder, ignore_errors=True)
