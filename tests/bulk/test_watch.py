"""A watched folder under a clock that the test turns: what is handed on, when, and what never is."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reportparse.archive.connect import open_to_write
from reportparse.bulk.ingest import Job
from reportparse.bulk.walk import Found, Problem
from reportparse.bulk.watch import Watcher, is_open, is_temporary, watch
from reportparse.config import Settings

INTERVAL = 5.0


class Folder:
    """A folder, the clock, and what has been handed on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.now = 0.0
        self.lost: list[str] = []
        self.watcher = Watcher(
            [str(path)], path / "A.db", interval=INTERVAL, lost=lambda folder, why: self.lost.append(f"{folder}: {why}")
        )

    def write(self, name: str, text: str = "Báo cáo", *, at: int = 1) -> Path:
        """A file with this time on it, in seconds."""
        file = self.path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
        os.utime(file, (at, at))
        return file

    def look(self, *, after: float = INTERVAL) -> list[str]:
        """The names that are ready after so many seconds."""
        self.now += after
        return [str(Path(item.path).relative_to(self.path)) for item in self.watcher.look(self.now)]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    (tmp_path / "in").mkdir()
    return Folder(tmp_path / "in")


def test_a_file_is_ready_once_it_has_not_changed_for_an_interval(folder: Folder) -> None:
    folder.write("a.txt")
    assert folder.look() == []
    assert folder.look(after=INTERVAL - 1) == []
    assert folder.look(after=1) == ["a.txt"]
    assert folder.look(after=1000) == []


def test_a_file_that_grows_is_waited_for(folder: Folder) -> None:
    for size in range(1, 6):
        folder.write("a.txt", "x" * size)
        assert folder.look() == []
    folder.write("a.txt", "y" * 5, at=2)  # the same size, another time
    assert folder.look() == []
    assert folder.look() == ["a.txt"]


def test_a_changed_file_comes_again_and_a_removed_one_is_forgotten(folder: Folder) -> None:
    file = folder.write("a.txt")
    folder.look()
    assert folder.look() == ["a.txt"]
    folder.write("a.txt", "Báo cáo mới", at=3)
    assert [folder.look(), folder.look()] == [[], ["a.txt"]]
    file.unlink()
    assert folder.look() == []
    folder.write("a.txt", "Báo cáo mới", at=3)
    assert [folder.look(), folder.look()] == [[], ["a.txt"]]


def test_a_file_whose_number_changes_is_the_same_file(folder: Folder) -> None:
    """Network shares make such numbers up, anew from time to time."""
    folder.write("a.txt", "một")
    folder.look()
    folder.write("b.txt", "một").replace(folder.path / "a.txt")
    assert [folder.look(), folder.look()] == [["a.txt"], []]


_OPENS = "import sys, time\nend = time.time() + 60\nwhile time.time() < end: open(sys.argv[1], 'a').close()"
_LOOKS = (
    "import sys, time\nfrom reportparse.bulk.watch import is_open\nend = time.time() + 3\n"
    "while time.time() < end: is_open(sys.argv[1])"
)


def test_a_file_that_is_opened_for_writing_meanwhile_ends_nothing(folder: Folder) -> None:
    """The usual signal for a lease that is broken would end the watch."""
    file = folder.write("a.txt")
    with subprocess.Popen([sys.executable, "-c", _OPENS, str(file)]) as opens:
        assert subprocess.run([sys.executable, "-c", _LOOKS, str(file)], check=False).returncode == 0
        opens.kill()


@pytest.mark.parametrize(
    "name",
    ["~$a.docx", "a.docx.tmp", "a.pdf.part", "a.pdf.crdownload", ".a.docx", ".~lock.a.odt#", "~wrd0001.doc", "a.doc~"],
)
def test_what_is_on_its_way_or_hidden_is_passed_over(folder: Folder, name: str) -> None:
    folder.write(name)
    assert [folder.look(), folder.look(), folder.look()] == [[], [], []]


@pytest.mark.parametrize("name", ["báo cáo.docx", "tmp.docx", "part.pdf", "lock.xlsx"])
def test_plain_names_are_not_temporary(name: str) -> None:
    assert not is_temporary(name)


def test_links_are_passed_over(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "b.txt").write_text("b", "utf-8")
    (folder.path / "b.txt").symlink_to(tmp_path / "elsewhere" / "b.txt")
    (folder.path / "inner").symlink_to(tmp_path / "elsewhere")
    assert [folder.look(), folder.look()] == [[], []]


def test_the_archive_in_the_folder_is_none_of_its_files(folder: Folder) -> None:
    for name in ("A.db", "A.db-wal", "A.db.lock", "A.db.files/ab/x.pdf"):
        (folder.path / name).parent.mkdir(parents=True, exist_ok=True)
        (folder.path / name).write_text(name, "utf-8")
    assert [folder.look(), folder.look()] == [[], []]


def test_a_file_open_for_writing_is_waited_for(folder: Folder) -> None:
    file = folder.write("a.txt")
    if not _tells_open_files(file):
        pytest.skip("this file system does not tell which files are open")
    with file.open("a", encoding="utf-8"):
        assert [folder.look(), folder.look()] == [[], []]
    assert folder.look(after=1) == ["a.txt"]


def _tells_open_files(file: Path) -> bool:
    with file.open("a", encoding="utf-8"):
        return is_open(str(file))


def test_a_file_open_in_word_is_waited_for_but_not_for_ever(folder: Folder) -> None:
    folder.write("báo cáo.docx")
    folder.write("~$o cáo.docx")
    assert [folder.look(), folder.look()] == [[], []]
    (folder.path / "~$o cáo.docx").unlink()
    assert folder.look() == ["báo cáo.docx"]
    folder.write("b.docx")
    folder.write("~$b.docx")
    assert [folder.look(), folder.look(), folder.look(after=600)] == [[], [], ["b.docx"]]


def test_pages_that_belong_together_wait_for_each_other(folder: Folder) -> None:
    folder.write("trang 1.jpg")
    assert folder.look() == []
    folder.write("trang 2.jpg")
    assert folder.look() == []
    found = [item for item in folder.watcher.look(folder.now + INTERVAL) if isinstance(item, Found)]
    assert [[Path(part).name for part in item.parts] for item in found] == [["trang 1.jpg", "trang 2.jpg"]]


def test_files_of_a_kind_that_nothing_reads_are_named_once(folder: Folder) -> None:
    folder.write("x.xyz")
    folder.look()
    (item,) = folder.watcher.look(folder.now + INTERVAL)
    assert isinstance(item, Problem) and item.code == "unsupported"
    assert folder.look() == []


def test_a_share_that_is_away_for_a_moment_is_said_once_and_nothing_is_read_twice(folder: Folder) -> None:
    folder.write("a.txt")
    folder.look()
    assert folder.look() == ["a.txt"]
    away = folder.path.with_name("away")
    folder.path.rename(away)
    assert [folder.look(), folder.look()] == [[], []]
    assert len(folder.lost) == 1
    away.rename(folder.path)
    assert [folder.look(), folder.look()] == [[], []]
    folder.write("b.txt")
    assert [folder.look(), folder.look()] == [[], ["b.txt"]]


def test_waiting_ends_when_it_is_asked_to(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    turned: list[float] = []

    def stop() -> bool:
        return sum(turned) > 3 * INTERVAL

    with open_to_write(tmp_path / "A.db", clock=_clock, version="1") as db:
        job = Job(tmp_path / "A.db", Settings(), "1")
        folders = [str(tmp_path / "in")]
        done = watch(
            db,
            folders,
            job,
            clock=_clock,
            interval=INTERVAL,
            listener=_Silent(),
            stop=stop,
            monotonic=lambda: sum(turned),
            sleep=turned.append,
        )
        assert (done, db["runs"].count) == ([], 0)
    assert max(turned) <= 0.2  # it asks often


def _clock() -> datetime:
    return datetime(2024, 8, 5, 10, 30, tzinfo=UTC)


class _Silent:
    def total(self, paths: int) -> None: ...

    def done(self, outcome: object) -> None: ...

    def lost(self, folder: str, why: str) -> None: ...

    def waiting(self) -> None: ...
