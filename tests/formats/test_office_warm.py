"""One LibreOffice for many files: faster, the same documents, and nothing left of it whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from formats_making import docx_bytes, read_bytes
from office_twins import twin

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.formats.office_convert import Conversion, convert, find_office
from reportparse.formats.office_process import PREFIX, socket_of
from reportparse.formats.office_warm import office_of

needs_office = pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
RTF = Conversion(".rtf", "Rich Text Format", "docx", "MS Word 2007 XML")
# Stands in for LibreOffice: with a document alone it stays, else it copies a file to where the converted one goes.
PROGRAM = """#!/bin/sh
here=$(dirname "$0")
echo $$ >> "$here/pids"
case "$*" in
  *--convert-to*)
    echo conversion >> "$here/said"
    [ ! -e "$here/hang" ] || sleep 300
    while [ "$1" != --outdir ]; do shift; done
    [ -e "$here/nothing" ] || { mkdir -p "$2"; cp "$here/made.docx" "$2/in.docx"; } ;;
  *)
    echo server >> "$here/said"
    for last; do :; done
    touch "$(dirname "$last")/.~lock.kept.fodt#"
    sleep 300 ;;
esac
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    path = tmp_path / "soffice"
    path.write_text(PROGRAM, "utf-8")
    path.chmod(0o755)
    word = docx.Document()
    word.add_paragraph("Tổng số 35 hộ nghèo")
    (tmp_path / "made.docx").write_bytes(docx_bytes(word))
    yield path
    office_of(str(path)).stop()


def said(program: Path) -> list[str]:
    return (program.parent / "said").read_text("utf-8").split()


def alive(program: Path) -> list[int]:
    """The processes that have not ended, some time after they were killed."""
    for _ in range(50):
        found = [pid for pid in map(int, (program.parent / "pids").read_text("utf-8").split()) if _runs(pid)]
        if not found:
            break
        time.sleep(0.1)
    return found


def _runs(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def folders(program: Path) -> list[Path]:
    return list(program.parent.glob(PREFIX + "*"))


def test_one_is_started_from_the_second_file_on(program: Path) -> None:
    made = [convert(b"{\\rtf1 x}", RTF, str(program), 10) for _ in range(4)]
    assert set(made) == {(program.parent / "made.docx").read_bytes()}
    assert said(program) == ["conversion", "server", "conversion", "conversion", "conversion"]


@needs_proc
def test_nothing_is_left_once_it_is_stopped(program: Path) -> None:
    for _ in range(3):
        convert(b"{\\rtf1 x}", RTF, str(program), 10)
    assert len(folders(program)) == 1
    office_of(str(program)).stop()
    assert alive(program) == []
    assert folders(program) == []


@needs_proc
def test_a_file_that_takes_too_long_ends_it_and_the_next_one_has_a_new_one(program: Path) -> None:
    for _ in range(2):
        convert(b"{\\rtf1 x}", RTF, str(program), 10)
    (program.parent / "hang").touch()
    with pytest.raises(UnreadableFileError) as caught:
        convert(b"{\\rtf1 x}", RTF, str(program), 0.5)
    assert caught.value.code == "timeout"
    assert alive(program) == []
    assert folders(program) == []
    (program.parent / "hang").unlink()
    assert convert(b"{\\rtf1 x}", RTF, str(program), 10)
    assert said(program).count("server") == 2


def test_what_a_warm_one_makes_nothing_of_is_tried_once_more(program: Path) -> None:
    convert(b"{\\rtf1 x}", RTF, str(program), 10)
    (program.parent / "nothing").touch()
    with pytest.raises(UnreadableFileError) as caught:
        convert(b"{\\rtf1 x}", RTF, str(program), 10)
    assert caught.value.code == "damaged"
    assert said(program) == ["conversion", "server", "conversion", "conversion"]


@needs_proc
def test_it_ends_with_a_process_that_is_killed(program: Path) -> None:
    code = (
        "import os, sys, signal, tempfile\n"
        "from reportparse.formats.office_convert import Conversion, convert\n"
        f"tempfile.tempdir = {str(program.parent)!r}\n"
        f"for _ in range(3): convert(b'x', {RTF!r}, {str(program)!r}, 10)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, env={**os.environ})
    assert done.returncode == -signal.SIGKILL
    assert said(program).count("server") == 1
    assert alive(program) == []
    assert folders(program) == []


@needs_office
def test_the_real_one_makes_the_same_documents() -> None:
    program = find_office()
    assert program
    data = twin("104", ".rtf")
    found = [read_bytes(data, "a.rtf", Settings()) for _ in range(3)]
    root = office_of(program).root(60)
    assert root
    assert found[0] == found[1] == found[2]
    assert socket_of(root).exists()
    office_of(program).stop()
    assert not socket_of(root).exists()
    assert not root.exists()
