"""Old Office formats: the converter and its limits, the small programs, passwords, damage."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

import pytest
from formats_making import read_bytes
from office_twins import source, twin

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.formats import office
from reportparse.formats.office_convert import find_office
from reportparse.formats.office_warm import office_of
from reportparse.model.document import Document

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
needs_office = pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
TEXT_ONLY = Settings(office="never")


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


def _error(data: bytes, name: str, settings: Settings | None = None) -> UnreadableFileError:
    with pytest.raises(UnreadableFileError) as caught:
        read_bytes(data, name, settings)
    assert caught.value.remedy
    assert "\n" not in str(caught.value)
    return caught.value


def _folders() -> set[str]:
    return {path.name for path in Path(tempfile.gettempdir()).glob("reportparse-office-*")}


def ole(stream: str, head: bytes) -> bytes:
    """Bytes that begin as an OLE container whose first stream, in its own sector, begins with `head`."""
    return (OLE + stream.encode("utf-16-le")).ljust(1024, b"\0") + head.ljust(2048, b"\0")


def open_document(manifest: str, mimetype: str = "application/vnd.oasis.opendocument.text") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", mimetype)
        archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (ole("WordDocument", bytes.fromhex("eca5c1005f00090400000013")), "a.doc"),
        (ole("Workbook", bytes.fromhex("0908100000060500f21acd07c1c0010006040000" "2f003600")), "a.xls"),
        (open_document("<m><manifest:encryption-data/></m>"), "a.odt"),
        (open_document("<m><manifest:encryption-data/></m>", "application/vnd.oasis.opendocument.spreadsheet"), "a"),
    ],
)  # fmt: skip
def test_passwords_are_named(data: bytes, name: str) -> None:
    assert _error(data, name).code == "password"


@pytest.mark.parametrize("suffix", [".doc", ".xls", ".rtf", ".odt", ".ods", ".xlsb"])
def test_other_bytes_under_the_name_are_damage(suffix: str) -> None:
    assert _error(bytes(range(256)) * 8, f"a{suffix}").code == "damaged"


@needs_office
@pytest.mark.parametrize("suffix", [".doc", ".odt"])
def test_truncated_files_are_damage(suffix: str) -> None:
    data = twin("113" if suffix == ".doc" else "104", suffix)
    before = _folders()
    assert _error(data[: len(data) // 3], f"a{suffix}").code == "damaged"
    program = find_office()
    assert program
    office_of(program).stop()  # one may have been started for it, and stays for the next file
    assert _folders() <= before


@needs("antiword")
def test_a_truncated_file_without_the_converter() -> None:
    assert _error(ole("WordDocument", b"\xec\xa5"), "a.doc", TEXT_ONLY).code == "damaged"


def _script(folder: Path, commands: str) -> Callable[[], str]:
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{commands}\n", "utf-8")
    path.chmod(0o755)
    return lambda: str(path)


def _alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text("utf-8").rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
def test_a_converter_that_hangs_is_killed_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pids = tmp_path / "pids"
    hang = f"sleep 300 & echo $! > {pids}; echo $$ >> {pids}; sleep 300"
    monkeypatch.setattr(office, "find_office", _script(tmp_path, hang))
    before = _folders()
    error = _error(b"{\\rtf1 x}", "a.rtf", Settings(office_seconds=1.5))
    assert (error.code, "1.5 giây" in error.reason) == ("timeout", True)
    for _ in range(50):
        alive = [pid for pid in map(int, pids.read_text("utf-8").split()) if _alive(pid)]
        if not alive:
            break
        time.sleep(0.1)
    assert alive == []
    assert _folders() <= before


def test_what_a_killed_run_left_is_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find_office", _script(tmp_path, "exit 1"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    old, new = tmp_path / "reportparse-office-old", tmp_path / "reportparse-office-new"
    for folder in (old, new):
        folder.mkdir()
    os.utime(old, (0, 0))
    assert _error(b"{\\rtf1 x}", "a.rtf").code == "damaged"
    assert [path.name for path in tmp_path.glob("reportparse-office-*")] == [new.name]


@pytest.mark.parametrize("suffix", [".doc", ".xls", ".rtf", ".odt", ".ods"])
def test_what_to_install_is_named(suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    spreadsheet = "application/vnd.oasis.opendocument.spreadsheet"
    data = {
        ".doc": ole("WordDocument", b""),
        ".xls": ole("Workbook", b""),
        ".rtf": b"{\\rtf1 x}",
        ".odt": open_document("<m/>"),
        ".ods": open_document("<m/>", spreadsheet),
    }
    error = _error(data[suffix], f"a{suffix}", TEXT_ONLY)
    assert error.code == "unsupported"
    assert "LibreOffice" in error.reason
    assert ("catdoc" in error.remedy) is (suffix in (".doc", ".xls", ".rtf"))


@cache
def _by_text_program(suffix: str) -> Document:
    return read_bytes(twin("113" if suffix in (".doc", ".xls") else "104", suffix), f"a{suffix}", TEXT_ONLY)


@needs_office
@pytest.mark.parametrize(
    ("suffix", "number"),
    [
        pytest.param(".doc", "113", marks=needs("antiword")),
        pytest.param(".rtf", "104", marks=needs("catdoc")),
        pytest.param(".xls", "113", marks=needs("catdoc")),
    ],
)
def test_the_bare_text_is_there_and_the_loss_is_said(suffix: str, number: str) -> None:
    document = _by_text_program(suffix)
    assert "text-only" in [issue.code for issue in document.issues]
    path = source(number)
    expected = set(read_bytes(path.read_bytes(), path.name).text.split())
    found = set(document.text.replace("|", " ").split())
    assert len(expected & found) >= 0.93 * len(expected)


def _errors(made: str, expected: str) -> int:
    """Characters that differ, white space and capitals aside: old fonts draw small letters as capitals."""
    one, other = "".join(made.split()).lower(), "".join(expected.split()).lower()
    return sum(
        max(a2 - a1, b2 - b1)
        for tag, a1, a2, b1, b2 in SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
        if tag != "equal"
    )


@needs_office
@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "foreign"),
    # What the transcript alone has: the code of an embedded object, and that of the page number.
    [("tcvn3_btc_QD144_2002", "EMBEDExcel.Sheet.8"), ("vni_binhphuoc_QD991_2008", "\x03\x04\x03\x04PAGEPAGE2")],
)
def test_real_files_in_old_fonts(name: str, foreign: str) -> None:
    transcript = (SAMPLES / f"{name}.transcript.txt").read_text("utf-8")
    path = SAMPLES / f"{name}.doc"
    document = read_bytes(path.read_bytes(), path.name)
    assert _errors(document.text.partition("Trang tính:")[0], transcript) == len(foreign)
    assert "legacy-converted" in [issue.code for issue in document.issues]
    assert ("Trang tính:" in document.text) is foreign.startswith("EMBED")
    bare = read_bytes(path.read_bytes(), path.name, TEXT_ONLY)
    assert _errors(bare.text, transcript) <= 0.02 * len(transcript)
