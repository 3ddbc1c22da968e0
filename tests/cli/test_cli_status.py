"""status, lists of units and watched folders from the command line."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from cli_make import GOOD, SUSPECT, run_here, use_made_up_parse

UNITS = """\
Đơn vị;Hạn nộp;Tên tệp
Phường 2;15/7/2024;
xã Tân Lập;31/12/2040;tl*
=xã Mới;17h00 ngày 15/7/2024;
xã Ba Vì;31/12/2040;
"""


@pytest.fixture(autouse=True)
def _place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    Path("units.csv").write_text(UNITS, "utf-8")


@pytest.fixture
def filled(monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive of Phường 2's report, sent again, and of an empty file of xã Tân Lập; the clock stands still."""
    use_made_up_parse(monkeypatch)
    Path("in/a.txt").write_text(SUSPECT, "utf-8")
    Path("in/tl_bc.txt").write_text("", "utf-8")
    _at(monkeypatch, 1)
    run_here(monkeypatch, "ingest", "in", "--archive", "A.db")
    Path("in/b.txt").write_text(SUSPECT + "Đã sửa.\n", "utf-8")
    _at(monkeypatch, 5)
    run_here(monkeypatch, "ingest", "in", "--archive", "A.db")
    _at(monkeypatch, 6)


def _at(monkeypatch: pytest.MonkeyPatch, day: int) -> None:
    moment = datetime.fromisoformat(f"2024-08-{day:02}T09:00:00+07:00")
    for module in ("ingest", "archives", "status"):
        monkeypatch.setattr(f"reportparse.cli.{module}.now", lambda: moment)


@pytest.mark.usefixtures("filled")
def test_runs_and_reasons_as_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = run_here(monkeypatch, "status", "A.db")
    assert ran.code == 0
    first, *rest = ran.out.splitlines()
    assert first == "Kho lưu trữ có 3 văn bản (2 bản hiện hành), 0 trang: đã đọc 2, đọc một phần 0, không đọc được 1."
    told = "\n".join(rest)
    assert told.count("| Xong ") == 2
    assert "01/08/2024 09:00:00" in told
    assert "|Không đọc được | empty | tệp rỗng (0 byte); kiểm tra lại tệp gốc | 1      | in/tl_bc.txt|" in told


@pytest.mark.usefixtures("filled")
def test_runs_and_reasons_for_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    told = json.loads(run_here(monkeypatch, "status", "A.db", "--format", "json").out)
    assert told["totals"] == {"documents": 3, "current": 2, "ok": 2, "partial": 0, "failed": 1, "pages": 0}
    assert [(run["id"], run["state"], run["documents"], run["failed"]) for run in told["runs"]] == [
        (1, "finished", 2, 1),
        (2, "finished", 1, 1),
    ]
    assert told["reasons"][0]["files"] == ["in/tl_bc.txt"]
    rows = list(csv.DictReader(io.StringIO(run_here(monkeypatch, "status", "A.db", "--format", "csv").out[1:])))
    assert [row["Tình trạng"] for row in rows] == ["Xong", "Xong"]


@pytest.mark.usefixtures("filled")
def test_an_interrupted_run_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = sqlite3.connect("A.db")
    connection.execute("UPDATE runs SET finished_at = NULL, read = NULL, failed = NULL WHERE id = 2")
    connection.commit()
    connection.close()
    assert "Bị ngắt giữa chừng" in run_here(monkeypatch, "status", "A.db").out
    assert "Interrupted" in run_here(monkeypatch, "status", "A.db", "--lang", "en").out


@pytest.mark.usefixtures("filled")
def test_who_has_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = run_here(monkeypatch, "status", "A.db", "--units", "units.csv", "--format", "csv")
    assert ran.code == 0
    rows = [list(row.values())[1:] for row in csv.DictReader(io.StringIO(ran.out[1:]))]
    assert rows == [
        [
            *("Phường 2", "15/07/2024", "01/08/2024", "12/BC-UBND ngày 01/08/2024", "Quá hạn 17 ngày, gửi lại 1 lần"),
            "gửi lại ngày 05/08/2024",
        ],
        [
            *("xã Tân Lập", "31/12/2040", "01/08/2024", "", "Đúng hạn"),
            "có 1 tệp không đọc được: tệp rỗng (0 byte); kiểm tra lại tệp gốc",
        ],
        ["'=xã Mới", "15/07/2024 17:00", "", "", "Chưa gửi, quá hạn 22 ngày", ""],
        ["xã Ba Vì", "31/12/2040", "", "", "Chưa gửi, chưa đến hạn", ""],
    ]
    told = run_here(monkeypatch, "status", "A.db", "--units", "units.csv").out
    assert "Tổng số 4 dòng: đúng hạn 1, quá hạn 1, gửi lại 1, chưa gửi 1, chưa đến hạn 1." in told


@pytest.mark.usefixtures("filled")
def test_who_had_sent_on_an_earlier_day(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = run_here(monkeypatch, "status", "A.db", "--units", "units.csv", "--as-of", "2024-07-20", "--format", "json")
    told = json.loads(ran.out)
    assert [(row["state"], row["days_late"]) for row in told["units"]] == [
        ("missing", 5),
        ("not-due", 0),
        ("missing", 5),
        ("not-due", 0),
    ]


@pytest.mark.usefixtures("filled")
def test_the_sheet_is_set_as_offices_do_and_is_the_same_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        ran = run_here(monkeypatch, "status", "A.db", "--units", "units.csv", "--output", name)
        assert (ran.code, ran.err) == (0, f"Đã ghi {name}\n")
        time.sleep(1.1)
    assert Path("one.xlsx").read_bytes() == Path("two.xlsx").read_bytes()
    sheet = openpyxl.load_workbook("one.xlsx").active
    assert sheet["A1"].value == "BẢNG THEO DÕI GỬI BÁO CÁO"
    assert sheet["A2"].value == "(Tính đến 09 giờ 00 phút ngày 06 tháng 08 năm 2024)"
    heads = ["STT", "Đơn vị", "Hạn gửi", "Ngày gửi", "Số/ký hiệu", "Trạng thái", "Ghi chú"]
    assert [cell.value for cell in sheet[4]] == heads
    assert [sheet.cell(row, 1).value for row in range(5, 9)] == [1, 2, 3, 4]
    assert (sheet["C7"].value, sheet["C7"].number_format) == (datetime(2024, 7, 15, 17), "dd/mm/yyyy hh:mm")
    assert sheet["D5"].value == datetime(2024, 8, 1)
    assert (sheet["B7"].value, sheet["B7"].data_type) == ("=xã Mới", "s")
    assert (sheet["A5"].font.name, sheet["A5"].border.left.style) == ("Times New Roman", "thin")
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$4:$4")
    with zipfile.ZipFile("one.xlsx") as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Đơn vị;Hạn nộp\nPhường 2;sớm\n", "u.csv, dòng 2: không hiểu hạn nộp (sớm); viết như 15/7/2024"),
        ("Đơn vị;Hạn nộp\nPhường 2;\n", "u.csv, dòng 2: thiếu hạn nộp (Phường 2); điền ngày"),
        ("Đơn vị;Ghi chú\nPhường 2;\n", "u.csv: không thấy dòng tiêu đề có cột “đơn vị” và cột “hạn nộp”"),
        ("Đơn vị;Hạn nộp\nP. 2;1/7/2024\nPhường 02;1/7/2024\n", "u.csv, dòng 3: đơn vị này đã có ở dòng khác"),
    ],
)
def test_a_list_with_a_mistake_is_refused_before_anything_is_done(
    monkeypatch: pytest.MonkeyPatch, text: str, told: str
) -> None:
    Path("u.csv").write_text(text, "utf-8")
    Path("in/a.txt").write_text(GOOD, "utf-8")
    ran = run_here(monkeypatch, "ingest", "in", "--archive", "A.db", "--units", "u.csv")
    assert ran.code == 2
    assert ran.err.startswith(f"Lỗi: {told}")
    assert not Path("A.db").exists()
    english = run_here(monkeypatch, "ingest", "in", "--archive", "A.db", "--units", "u.csv", "--lang", "en").err
    assert english.startswith("Error: u.csv")
    assert ("row" in english.partition(": the")[0]) == ("dòng" in told.partition(":")[0])


def test_options_that_need_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = run_here(monkeypatch, "status", "A.db", "--output", "x.xlsx")
    assert (ran.code, ran.err) == (2, "Lỗi: --output cần có --units\n")
    ran = run_here(monkeypatch, "ingest", "--watch", "in/a.txt", "--archive", "A.db")
    assert (ran.code, ran.err.startswith("Lỗi: --watch cần thư mục, “in/a.txt” không phải thư mục")) == (2, True)


def test_ingest_takes_unit_and_period_from_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("units.csv").write_text("unit,deadline,period\nxã Tân Lập,2024-07-15,2024-01/2024-06\n", "utf-8")
    Path("in/xa tan lap").mkdir()
    Path("in/xa tan lap/x.txt").write_text("Toàn xã còn 12 hộ nghèo.\n", "utf-8")
    assert run_here(monkeypatch, "ingest", "in", "--archive", "A.db", "--units", "units.csv").code == 0
    connection = sqlite3.connect("A.db")
    row = connection.execute("SELECT unit_name, unit_source, period, period_source FROM documents").fetchone()
    connection.close()
    assert row == ("xã Tân Lập", "folder", "2024-01/2024-06", "user")


def _sources() -> list[str]:
    try:
        connection = sqlite3.connect("file:A.db?mode=ro", uri=True)
    except sqlite3.OperationalError:
        return []
    try:
        return [row[0] for row in connection.execute("SELECT source FROM documents ORDER BY source")]
    except sqlite3.OperationalError:
        return []
    finally:
        connection.close()


def _until(wanted: list[str], process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while _sources() != wanted:
        assert process.poll() is None, "the watch has ended"
        assert time.monotonic() < until, _sources()
        time.sleep(0.1)


def test_a_watched_folder_is_read_until_ctrl_c(tmp_path: Path) -> None:
    Path("in/có sẵn.txt").write_text("Toàn xã còn 12 hộ nghèo.\n", "utf-8")
    command = [sys.executable, "-c", "from reportparse.cli.main import main; main()"]
    options = ["ingest", "--watch", "in", "--archive", "A.db", "--interval", "1", "--jobs", "1"]
    process = subprocess.Popen([*command, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        _until(["in/có sẵn.txt"], process)
        Path("in/đang tải.docx.part").write_text("nửa", "utf-8")
        slow = Path("in/chậm.txt")
        for number in range(4):
            with slow.open("a", encoding="utf-8") as file:
                file.write(f"Thôn {number} còn {number} hộ nghèo.\n")
            time.sleep(0.5)
        _until(["in/chậm.txt", "in/có sẵn.txt"], process)
        os.kill(process.pid, signal.SIGINT)
        out, err = (part.decode() for part in process.communicate(timeout=30))
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0, err
    assert out.splitlines()[0] == "Đã đọc: 2"
    assert "in/chậm.txt: Đã đọc\n" in err
    assert "Traceback" not in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["A.db", "A.db.files", "in", "units.csv"]
