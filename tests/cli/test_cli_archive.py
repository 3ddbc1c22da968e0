"""ingest, findings and search: an archive filled and read back from the command line."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cli_make import GOOD, SUSPECT, read_nothing, run_here, run_there, use_made_up_parse

from reportparse.model.document import Document, SourceFile
from reportparse.model.report import Report


@pytest.fixture(autouse=True)
def _made_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_made_up_parse(monkeypatch)
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    Path("in/a.txt").write_text(SUSPECT, encoding="utf-8")


def rows(sql: str, archive: str = "A.db") -> list[tuple[object, ...]]:
    connection = sqlite3.connect(archive)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


FIRST = """\
Đã đọc: 1
Đọc một phần: 0
Không đọc được: 2
  in/bug.txt: lỗi bên trong chương trình (ZeroDivisionError: made up); báo lỗi kèm tệp này cho người phát triển
  in/empty.txt: tệp rỗng (0 byte); kiểm tra lại tệp gốc
Bản mới của báo cáo đã có: 0
Không thay đổi, không đọc lại: 1
Bỏ qua vì chưa biết đọc loại tệp: 1
Chỗ cần xem: 2
  Tổng và chi tiết, không khớp: 1
  Cách viết số, ký hiệu, thể thức, chưa đủ căn cứ đối chiếu: 1
"""


def test_ingest_reads_everything_and_says_what_it_did(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in {"bug.txt": "crash", "empty.txt": "", "copy.txt": SUSPECT, "x.xyz": "?"}.items():
        Path("in", name).write_text(text, encoding="utf-8")
    ran = run_here(monkeypatch, "ingest", "in", "--archive", "A.db")
    assert ran.out == FIRST
    assert ran.err == "in/x.xyz: bỏ qua: chưa biết đọc loại tệp này\n"
    assert ran.code == 1
    assert rows("SELECT source, status FROM documents ORDER BY source") == [
        ("in/a.txt", "ok"),
        ("in/bug.txt", "failed"),
        ("in/empty.txt", "failed"),
    ]
    assert rows("SELECT source FROM sources ORDER BY source") == [
        (f"in/{name}",) for name in ("a.txt", "bug.txt", "copy.txt", "empty.txt")
    ]
    assert rows("SELECT read, failed, unchanged, skipped FROM runs") == [(1, 2, 1, 1)]
    assert rows("SELECT source, code, severity FROM issues WHERE document IS NULL") == [
        ("in/x.xyz", "unsupported", "info")
    ]
    stored = [row[0] for row in rows("SELECT stored FROM documents WHERE status = 'ok'")]
    assert Path("A.db.files", str(stored[0])).read_text(encoding="utf-8") == SUSPECT


def test_ingesting_again_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("in/empty.txt").write_text("", encoding="utf-8")
    run_here(monkeypatch, "ingest", "in", "--archive", "A.db")
    kept = ("documents", "mentions", "relations", "findings", "issues", "sources", "passages")
    before = {table: rows(f"SELECT * FROM {table}") for table in kept}
    monkeypatch.setattr("reportparse.bulk.ingest.read_file", read_nothing)
    ran = run_here(monkeypatch, "ingest", "in", "in/a.txt", "--archive", "A.db")
    assert {table: rows(f"SELECT * FROM {table}") for table in kept} == before
    assert "Không thay đổi, không đọc lại: 2\n" in ran.out
    assert "  in/empty.txt: tệp rỗng (0 byte); kiểm tra lại tệp gốc\n" in ran.out
    assert "thêm --retry-failed để đọc lại" in ran.out
    assert ran.code == 1


def test_failed_files_are_read_again_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("in/bug.txt").write_text("crash", encoding="utf-8")
    assert run_here(monkeypatch, "ingest", "in", "--archive", "A.db").code == 1
    monkeypatch.setattr("reportparse.bulk.worker.parse", lambda path, settings: mended(path))
    assert run_here(monkeypatch, "ingest", "in", "--archive", "A.db", "--retry-failed").code == 0
    assert rows("SELECT status FROM documents") == [("ok",), ("ok",)]


def mended(path: str) -> Report:
    sha256 = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    document = Document(SourceFile(path, sha256, "text/plain", 5), "crash")
    return Report(path=path, sha256=sha256, media_type="text/plain", status="ok", document=document)


def test_files_that_need_a_look_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("in/part.txt").write_text(SUSPECT + "thiếu trang", encoding="utf-8")
    Path("in/poor.txt").write_text(SUSPECT + "mờ", encoding="utf-8")
    ran = run_here(monkeypatch, "ingest", "in", "--archive", "A.db")
    named = "  in/part.txt: Trang 2 bị hỏng\n  in/poor.txt: chất lượng kém\n"
    assert f"Đọc được nhưng cần xem lại tệp: 2\n{named}" in ran.out
    assert " · chất lượng kém\n" in run_here(monkeypatch, "findings", "A.db", "--all-versions").out
    for quality, count in (("poor", 1), ("good", 2), ("fair", 0)):
        args = ("A.db", "--all-versions", "--quality", quality, "--format", "json")
        sources = {item["document"]["source"] for item in json.loads(run_here(monkeypatch, "findings", *args).out)}
        assert len(sources) == count
    assert "in/poor.txt (chất lượng kém)" in run_here(monkeypatch, "search", "A.db", "suất", "--quality", "poor").out
    assert run_here(monkeypatch, "search", "A.db", "suất", "--quality", "fair").out == ""
    assert "  Chất lượng kém, trang 1\n" in run_here(monkeypatch, "check", "in/poor.txt").out
    assert (
        "Chất lượng đọc: chất lượng kém, trang 1\n"
        in run_here(monkeypatch, "extract", "in/poor.txt", "--format", "text").out
    )


def test_a_new_version_of_a_report_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    run_here(monkeypatch, "ingest", "in", "--archive", "A.db")
    Path("in/b.txt").write_text(GOOD, encoding="utf-8")
    ran = run_here(monkeypatch, "ingest", "in", "--archive", "A.db")
    assert "Bản mới của báo cáo đã có: 1\n  in/b.txt thay cho in/a.txt\n" in ran.out
    assert rows("SELECT name, current FROM documents ORDER BY name") == [("a.txt", 0), ("b.txt", 1)]
    assert run_here(monkeypatch, "findings", "A.db").err == "Không có chỗ nào cần xem.\n"
    assert "SUM001" in run_here(monkeypatch, "findings", "A.db", "--all-versions").out


def test_the_archive_inside_the_folder_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        ran = run_here(monkeypatch, "ingest", ".", "--archive", "in/A.db")
        assert (ran.code, ran.err) == (0, "")
    assert "Không thay đổi, không đọc lại: 1\n" in ran.out


def test_missing_paths_and_empty_folders_are_failures_with_their_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("leer").mkdir()
    run_here(monkeypatch, "ingest", "in", "--archive", "A.db")
    ran = run_here(monkeypatch, "ingest", "none", "leer", "--archive", "A.db")
    assert ran.code == 1
    assert "  none: không tìm thấy tệp; kiểm tra lại đường dẫn\n" in ran.out
    assert "  leer: thư mục không có tệp nào để đọc\n" in ran.out
    assert rows("SELECT source, reason_code FROM documents ORDER BY id") == [("in/a.txt", None), ("none", "not-found")]


@pytest.mark.parametrize("path", ["none", "leer"])
def test_where_there_is_nothing_to_read_no_archive_is_made(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    Path("leer").mkdir()
    ran = run_here(monkeypatch, "ingest", path, "--archive", "new.db")
    assert (ran.code, ran.out) == (1, "")
    assert "Lỗi: không có tệp nào để nạp; chưa tạo kho lưu trữ new.db\n" in ran.err
    assert not list(Path().glob("new.db*"))


def test_the_rule_may_be_a_name_a_code_or_the_words_of_the_output(monkeypatch: pytest.MonkeyPatch) -> None:
    run_here(monkeypatch, "ingest", "in", "--archive", "A.db")
    for rule in ("sum", "SUM001", "sum001", "Tổng và chi tiết"):
        found = json.loads(run_here(monkeypatch, "findings", "A.db", "--format", "json", "--rule", rule).out)
        assert [item["check"]["id"] for item in found] == ["c1"], rule
    ran = run_here(monkeypatch, "findings", "A.db", "--rule", "nonsense", "--lang", "en")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Error: no rule “nonsense”; there are: sum, column,")


def test_small_differences_are_kept_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    run_here(monkeypatch, "ingest", "in", "--archive", "A.db")
    ran = run_here(monkeypatch, "findings", "A.db", "--format", "json", "--min-difference", "sum=1%")
    assert [item["check"]["id"] for item in json.loads(ran.out)] == ["c3"]
    assert ran.err == "Không cho xem 1 chỗ có chênh lệch dưới mức sum=1%.\n"
    assert rows("SELECT count(*) FROM findings") == [(3,)]
    ran = run_here(monkeypatch, "findings", "A.db", "--format", "json", "--min-difference", "0,5%")
    assert len(json.loads(ran.out)) == 3


def test_decimals_in_csv_have_the_sign_of_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    run_here(monkeypatch, "ingest", "in", "--archive", "A.db")
    for options, written in (
        ((), '"300,5"'),
        (("--decimal", "point"), "300.5"),
        (("--lang", "en"), "300.5"),
        (("--lang", "en", "--decimal", "comma"), '"300,5"'),
    ):
        assert f",{written}," in run_here(monkeypatch, "findings", "A.db", "--format", "csv", *options).out


def test_paths_stand_whole_above_their_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path("in", "thu-muc-co-ten-rat-dai-" * 4, "them-mot-thu-muc-nua-" * 5)
    folder.mkdir(parents=True)
    (folder / "b.txt").write_text(f"{SUSPECT}\n", encoding="utf-8")
    run_here(monkeypatch, "ingest", "in", "--archive", "A.db")
    lines = run_here(monkeypatch, "findings", "A.db").out.splitlines()
    assert f"{folder / 'b.txt'} · Phường 2, Thị xã Mẫu · 2024-01/2024-07" in lines


def test_a_file_that_changes_while_it_is_read_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def changing(path: str, settings: object) -> Report:
        made = mended(path)
        Path(path).write_text("đã ghi thêm", encoding="utf-8")
        return made

    monkeypatch.setattr("reportparse.bulk.worker.parse", changing)
    ran = run_here(monkeypatch, "ingest", "in", "--archive", "A.db")
    assert "in/a.txt: tệp bị thay đổi trong khi đọc; nạp lại khi tệp không còn được ghi\n" in ran.out
    assert ran.code == 1


def test_findings_as_csv(monkeypatch: pytest.MonkeyPatch) -> None:
    run_here(monkeypatch, "ingest", "in", "--archive", "A.db")
    ran = run_here(monkeypatch, "findings", "A.db", "--format", "csv")
    assert ran.out.startswith("\ufeffTệp,Văn bản,Đơn vị,")
    read = list(csv.DictReader(io.StringIO(ran.out.removeprefix("\ufeff"), newline="")))
    assert [row["Kết luận"] for row in read] == ["Không khớp", "Chưa đủ căn cứ đối chiếu", "Chưa đủ căn cứ đối chiếu"]
    first, second, _ = read
    assert (first["Số báo cáo"], first["Số tính lại"], first["Chênh lệch"]) == ("592", "595", "-3")
    assert (first["Khả năng ghi nhầm"], first["Có thể là"], first["Nguyên nhân chung"]) == ("592", "595", "k1")
    assert second["Nội dung"] == "'=Số liệu hai phần khác nhau"  # no formula for the spreadsheet


def test_findings_as_json_and_filtered(monkeypatch: pytest.MonkeyPatch) -> None:
    run_here(monkeypatch, "ingest", "in", "--archive", "A.db")
    found = json.loads(run_here(monkeypatch, "findings", "A.db", "--format", "json", "--rule", "sum").out)
    assert [item["check"]["id"] for item in found] == ["c1"]
    assert found[0]["document"]["unit_name"] == "Phường 2"
    found = json.loads(run_here(monkeypatch, "findings", "A.db", "--format", "json", "--verdict", "suspect").out)
    assert [item["check"]["id"] for item in found] == ["c2", "c3"]
    assert run_here(monkeypatch, "findings", "A.db", "--since", "2999-01-01").out == ""
    ran = run_here(monkeypatch, "findings", "A.db", "--since", "hôm qua")
    assert (ran.code, ran.err) == (2, "Lỗi: “hôm qua” không phải ngày dạng YYYY-MM-DD\n")


def test_search(monkeypatch: pytest.MonkeyPatch) -> None:
    run_here(monkeypatch, "ingest", "in", "--archive", "A.db")
    ran = run_here(monkeypatch, "search", "A.db", "ho can ngheo")
    assert "in/a.txt" in ran.out
    assert "[cận]" in ran.out
    (hit,) = json.loads(run_here(monkeypatch, "search", "A.db", '"hộ cận nghèo"', "--format", "json").out)
    assert (hit["line"], hit["unit_name"]) == (3, "Phường 2")
    assert (
        json.loads(run_here(monkeypatch, "search", "A.db", "suất", "--area", "Phường 3", "--format", "json").out) == []
    )
    ran = run_here(monkeypatch, "search", "A.db", "không đâu có")
    assert (ran.code, ran.out, ran.err) == (0, "", "Không tìm thấy.\n")
    assert run_here(monkeypatch, "search", "A.db", "***").code == 2


@pytest.mark.parametrize(
    "command", [["findings", "A.db"], ["search", "A.db", "x"], ["ingest", "in", "--archive", "A.db"]]
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_is_no_archive_is_one_line_and_exit_code_3(
    monkeypatch: pytest.MonkeyPatch, command: list[str], lang: str
) -> None:
    Path("A.db").write_text("đây không phải là cơ sở dữ liệu, chỉ là một tệp chữ", encoding="utf-8")
    ran = run_here(monkeypatch, *command, "--lang", lang)
    assert (ran.code, ran.out) == (3, "")
    reason = "tệp này không phải kho lưu trữ" if lang == "vi" else "this file is not an archive"
    assert len(ran.err.splitlines()) == 1
    assert reason in ran.err


def test_an_archive_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = run_here(monkeypatch, "findings", "none.db")
    assert ran.code == 3
    assert ran.err == (
        "Lỗi: none.db: không có kho lưu trữ này; kiểm tra lại đường dẫn, hoặc tạo bằng `reportparse ingest`\n"
    )
    assert run_here(monkeypatch, "ingest", "in", "--archive", "no/such/A.db").code == 3


def test_a_run_that_is_killed_loses_nothing_and_the_next_one_finishes() -> None:
    for number in range(60):
        Path("in", f"n{number:02}.txt").write_text(f"Văn bản số {number}\n" * 300, encoding="utf-8")
    command = [sys.executable, "-c", "from reportparse.cli.main import main; main()"]
    with subprocess.Popen([*command, "ingest", "in", "--archive", "A.db"], stdout=subprocess.DEVNULL) as process:
        while process.poll() is None and _documents("A.db") < 3:
            time.sleep(0.01)
        process.kill()
    written = rows("SELECT id, sha256, ingested_at FROM documents ORDER BY id")
    assert len(written) >= 3
    for archive in ("A.db", "B.db"):
        run_there("ingest", "in", "--archive", archive)
    after = rows("SELECT id, sha256, ingested_at FROM documents ORDER BY id")
    assert after[: len(written)] == written
    content = (
        "SELECT d.sha256, d.record, p.exact FROM documents d LEFT JOIN passages p ON p.document = d.id ORDER BY 1, 3"
    )
    assert rows(content) == rows(content, "B.db")
    assert rows("PRAGMA integrity_check") == [("ok",)]
    assert rows("SELECT count(*), count(finished_at) FROM runs") == [(2, 1)]


def _documents(archive: str) -> int:
    try:
        return len(rows("SELECT id FROM documents", archive)) if Path(archive).exists() else 0
    except sqlite3.OperationalError:
        return 0


def test_many_processes_give_the_same_archive_as_one() -> None:
    for number in range(9):
        Path("in", f"n{number}.txt").write_text(f"Văn bản số {number}\n" * (10 - number), encoding="utf-8")
    dumps = []
    for jobs in ("1", "3"):
        ran = run_there("ingest", "in", "none", "--archive", f"{jobs}.db", "--jobs", jobs)
        assert ran.code == 1, ran.err
        connection = sqlite3.connect(f"{jobs}.db")
        tables = ("mentions", "relations", "findings", "passages")
        queries = (  # without the times
            "SELECT id, sha256, source, status, current, record FROM documents",
            "SELECT sha256, source, run FROM sources",
            *(f"SELECT * FROM {table}" for table in tables),
        )
        dumps.append([connection.execute(sql).fetchall() for sql in queries])
        connection.close()
    assert dumps[0] == dumps[1]
    assert len(dumps[0][0]) == 11
