from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from archive_make import VERSION, add, archive, clock, report

from reportparse.archive.connect import open_to_read
from reportparse.archive.migrations import APPLICATION_ID, MIGRATIONS
from reportparse.archive.originals import keep_original
from reportparse.archive.problems import ArchiveProblemError, archive_problems
from reportparse.errors import ArchiveError, ExitCode


def test_a_new_archive_has_every_table_and_step(tmp_path: Path) -> None:
    with archive(tmp_path / "a.db") as db:
        relied_on = {"documents", "mentions", "relations", "findings", "issues", "runs", "reviews"}
        assert relied_on <= set(db.table_names())
        rows = db.execute("SELECT name, applied_at, version FROM migrations ORDER BY position").fetchall()
        assert rows == [(name, "2024-08-05T10:30:00+00:00", VERSION) for name, _ in MIGRATIONS]
        assert db.journal_mode == "wal"
        assert db.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with archive(path) as db:
        schema = db.schema
    with archive(path) as db:
        assert db.schema == schema


def test_an_older_archive_is_brought_up_to_date_with_its_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.db"
    with archive(path) as db:
        add(db, report())
    later = (*MIGRATIONS, ("9999-later", lambda db: db["extra"].create({"id": int}, pk="id")))
    monkeypatch.setattr("reportparse.archive.migrations.MIGRATIONS", later)
    with open_to_read(path, clock=clock, version=VERSION) as db:
        assert "extra" in db.table_names()
        assert db["documents"].count == 1


def test_a_step_that_fails_leaves_nothing_of_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(db: object) -> None:
        db["half"].create({"id": int})  # type: ignore[index]
        raise RuntimeError("broken step")

    path = tmp_path / "a.db"
    with archive(path):
        pass
    monkeypatch.setattr("reportparse.archive.migrations.MIGRATIONS", (*MIGRATIONS, ("9999-broken", broken)))
    with pytest.raises(RuntimeError), archive(path):
        pass
    monkeypatch.undo()
    with archive(path) as db:
        assert "half" not in db.table_names()


def test_an_archive_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with archive(path) as db:
        db.execute("INSERT INTO migrations (name, position, applied_at, version) VALUES ('0099-new', 99, '', '9.9')")
    for opened in (archive(path), open_to_read(path, clock=clock, version=VERSION)):
        with (
            pytest.raises(ArchiveError, match=r"newer version \(9\.9: 0099-new\).*update reportparse") as caught,
            opened,
        ):
            pass
        assert caught.value.exit_code == ExitCode.ARCHIVE


@pytest.mark.parametrize("content", [b"", b"not a database at all, only some text in a file of that name"])
def test_files_that_are_no_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(content)
    if not content:
        with archive(path) as db:
            assert "documents" in db.table_names()
        return
    with pytest.raises(ArchiveProblemError) as caught, archive(path):
        pass
    assert caught.value.code == "not-an-archive"
    assert path.read_bytes() == content


def test_another_database_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (id INTEGER)")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    for opened in (archive(path), open_to_read(path, clock=clock, version=VERSION)):
        with pytest.raises(ArchiveProblemError) as caught, opened:
            pass
        assert caught.value.code == "not-an-archive"
    assert path.read_bytes() == before


def test_missing_archives_and_folders(tmp_path: Path) -> None:
    with (
        pytest.raises(ArchiveProblemError) as caught,
        open_to_read(tmp_path / "none.db", clock=clock, version=VERSION),
    ):
        pass
    assert caught.value.code == "missing"
    assert not (tmp_path / "none.db").exists()
    with pytest.raises(ArchiveProblemError) as caught, archive(tmp_path / "no" / "folder.db"):
        pass
    assert caught.value.code == "cannot-open"
    with pytest.raises(ArchiveProblemError) as caught, archive(tmp_path):
        pass
    assert caught.value.code == "cannot-open"


def test_reading_makes_no_archive_of_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    with pytest.raises(ArchiveProblemError), open_to_read(path, clock=clock, version=VERSION):
        pass
    assert path.stat().st_size == 0


def test_a_locked_archive_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with archive(path):
        pass
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(ArchiveProblemError) as caught, archive(path) as db:
            add(db, report())
        assert caught.value.code == "locked"
        assert "wait until it has finished" in str(caught.value)
    finally:
        other.close()


@pytest.mark.parametrize(
    ("sqlite_code", "expected"),
    [
        (sqlite3.SQLITE_READONLY, "read-only"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, "read-only"),
        (sqlite3.SQLITE_FULL, "full"),
        (sqlite3.SQLITE_CORRUPT, "damaged"),
        (sqlite3.SQLITE_CANTOPEN, "cannot-open"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "locked"),
    ],
)
def test_every_obstacle_has_its_code(tmp_path: Path, sqlite_code: int, expected: str) -> None:
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = sqlite_code
    with pytest.raises(ArchiveProblemError) as caught, archive_problems(tmp_path / "a.db"):
        raise error
    assert caught.value.code == expected


def test_errors_of_ours_are_not_dressed_up(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.IntegrityError), archive(tmp_path / "a.db") as db:
        db.execute("INSERT INTO documents (source) VALUES (NULL)")


def test_reading_opens_without_writing(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with archive(path) as db:
        add(db, report())
    with (
        pytest.raises(ArchiveProblemError) as caught,
        open_to_read(path, clock=clock, version=VERSION) as db,
    ):
        db.execute("DELETE FROM documents")
    assert caught.value.code == "read-only"


def test_the_originals_folder_that_cannot_be_made_is_an_archive_error(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    (tmp_path / "a.db.files").write_text("in the way")
    source = tmp_path / "x.txt"
    source.write_bytes(b"abc")
    with pytest.raises(ArchiveProblemError) as caught:
        keep_original(path, source, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    assert caught.value.code == "read-only"
