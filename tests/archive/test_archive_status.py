"""What an archive tells of its runs, of what failed, and of when documents arrived."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive_make import VERSION, add, archive, column, failed_report, report

from reportparse.archive.connect import open_to_write
from reportparse.archive.lock import sole_writer
from reportparse.archive.rows import rows_of
from reportparse.archive.status import arrivals, reasons, runs, totals
from reportparse.archive.write import finish_run, note_source, start_run, write_document
from reportparse.model.document import Issue, Page
from reportparse.model.span import Span

DAY = "2024-08-05T10:30:"


def begin(db: Any, now: str, *paths: str) -> int:
    return start_run(db, version=VERSION, settings="{}", paths=paths or ["in"], now=now)


def write(db: Any, made: Any, run: int, now: str) -> None:
    write_document(db, rows_of(made, version=VERSION), run=run, now=now, stored=None)


def pages(count: int, text: str) -> tuple[Page, ...]:
    return tuple(
        Page(number, Span(0, len(text)) if number == 1 else Span(len(text), len(text)))
        for number in range(1, count + 1)
    )


def test_finished_and_interrupted_runs_with_their_rates(tmp_path: Path) -> None:
    with archive(tmp_path / "a.db") as db:
        first = begin(db, f"{DAY}00+00:00", "in", "more")
        write(db, report("một", pages=pages(6, "một")), first, f"{DAY}01+00:00")
        write(db, failed_report("b.pdf"), first, f"{DAY}02+00:00")
        counts = {"read": 1, "partial": 0, "failed": 1, "unchanged": 3, "new_versions": 0, "skipped": 2}
        finish_run(db, first, now=f"{DAY}04+00:00", counts=counts)
        second = begin(db, f"{DAY}10+00:00")
        write(db, report("hai", period="2023"), second, f"{DAY}15+00:00")
        begin(db, f"{DAY}20+00:00")
        one, two, three = runs(db, tmp_path / "a.db")
        finish_run(db, three.id, now=f"{DAY}21+00:00", counts={"pages": 0, "milliseconds": 1500, "stopped": 1})
        assert [(each.state, each.reading_seconds) for each in runs(db, tmp_path / "a.db")][-1] == ("stopped", 1.5)
    assert (one.state, one.paths, one.seconds, one.documents, one.pages) == ("finished", ("in", "more"), 4.0, 2, 6)
    assert (one.rate(one.documents), one.rate(one.pages)) == (0.5, 1.5)
    assert (one.read, one.failed, one.unchanged, one.skipped) == (1, 1, 3, 2)
    assert (two.state, two.ended_at, two.read, two.unchanged) == ("interrupted", f"{DAY}15+00:00", 1, None)
    assert two.rate(two.documents) == 0.2
    assert (three.state, three.documents, three.seconds, three.rate(three.documents)) == ("interrupted", 0, None, None)


def test_a_run_whose_lock_is_held_is_running(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with archive(path) as db:
        begin(db, f"{DAY}00+00:00")
        with sole_writer(path, wait=0):
            assert [each.state for each in runs(db, path)] == ["running"]
        assert [each.state for each in runs(db, path)] == ["interrupted"]


def test_reasons_are_counted_by_code_the_commonest_failure_first(tmp_path: Path) -> None:
    with archive(tmp_path / "a.db") as db:
        add(db, failed_report("b.pdf", sha256="1" * 64))
        add(db, replace(failed_report("x.txt", sha256="2" * 64), issues=(Issue("empty", "error", "rỗng; xem lại"),)))
        add(db, failed_report("c.pdf", sha256="3" * 64, reason="khác; tải lại"))
        add(db, report(status="partial", issues=(Issue("page-damaged", "error", "Trang 2 bị hỏng"),)))
        found = reasons(db)
        assert [(each.status, each.code, each.example, each.sources) for each in found] == [
            ("failed", "damaged", "tệp hỏng; tải lại", ("b.pdf", "c.pdf")),
            ("failed", "empty", "rỗng; xem lại", ("x.txt",)),
            ("partial", "page-damaged", "Trang 2 bị hỏng", ("a.txt",)),
        ]
        every = totals(db)
        assert (every.documents, every.ok, every.partial, every.failed) == (4, 0, 1, 3)


def test_a_document_arrived_when_its_bytes_were_first_seen(tmp_path: Path) -> None:
    with archive(tmp_path / "a.db") as db:
        run = begin(db, f"{DAY}00+00:00")
        write(db, report(), run, f"{DAY}07+00:00")
        later = begin(db, "2024-09-01T08:00:00+00:00")
        write(db, report(), later, "2024-09-01T08:00:01+00:00")  # read anew by another version
        note_source(db, column(db, "SELECT sha256 FROM documents")[0], "copy.txt", later, "2024-09-01T08:00:02+00:00")
        (arrival,) = arrivals(db)
    assert arrival.seen_at == f"{DAY}07+00:00"
    assert (arrival.source, arrival.sources) == ("a.txt", ("a.txt", "copy.txt"))
    assert (arrival.unit, arrival.identifier, arrival.date) == ("Phường 2", "12/BC-UBND", "2024-08-01")


def test_a_file_that_could_not_be_read_arrived_too_until_another_replaces_it(tmp_path: Path) -> None:
    with archive(tmp_path / "a.db") as db:
        run = begin(db, f"{DAY}00+00:00")
        write(db, failed_report("a.txt"), run, f"{DAY}01+00:00")
        write(db, failed_report("b.txt", sha256=None), run, f"{DAY}02+00:00")
        assert [(each.source, each.seen_at) for each in arrivals(db)] == [
            ("a.txt", f"{DAY}01+00:00"),
            ("b.txt", f"{DAY}02+00:00"),
        ]
        write(db, report(), run, f"{DAY}03+00:00")
        assert [(each.source, each.status) for each in arrivals(db)] == [("b.txt", "failed"), ("a.txt", "ok")]


def test_archives_that_did_not_note_the_time_take_that_of_the_reading_or_of_the_run(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with archive(path) as db:
        run = begin(db, f"{DAY}00+00:00")
        write(db, report(), run, f"{DAY}05+00:00")
        note_source(db, column(db, "SELECT sha256 FROM documents")[0], "copy.txt", run)
        db.execute("ALTER TABLE sources DROP COLUMN seen_at")
        db.execute("DELETE FROM migrations WHERE name LIKE '%first-seen'")
    with open_to_write(path, clock=_no_clock, version=VERSION) as db:
        assert dict(db.execute("SELECT source, seen_at FROM sources")) == {"a.txt": f"{DAY}05+00:00", "copy.txt": None}
        assert [each.seen_at for each in arrivals(db)] == [f"{DAY}05+00:00"]


def _no_clock() -> Any:
    return datetime(2025, 1, 1, tzinfo=UTC)
