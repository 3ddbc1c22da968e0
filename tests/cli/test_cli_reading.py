"""extract and check: what stands on which output, and exit codes."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from cli_make import GOOD, SUSPECT, Ran, run_here, use_made_up_parse

from reportparse.model.contract import Record


@pytest.fixture(autouse=True)
def _made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    use_made_up_parse(monkeypatch)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {"b.txt": GOOD, "a.txt": SUSPECT, "c/d.md": GOOD, ".hidden.txt": "x", "~$a.docx": "x"}.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "in"


def records(ran: Ran) -> list[dict[str, object]]:
    return [json.loads(line) for line in ran.out.splitlines()]


def sources(ran: Ran) -> list[str]:
    return [Record.model_validate(record).document.source for record in records(ran)]


def test_records_stand_alone_on_standard_output_in_input_order(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "notes.xyz").write_text("?", encoding="utf-8")
    ran = run_here(monkeypatch, "extract", folder, folder / "a.txt")
    assert ran.code == 0
    assert sources(ran) == [str(folder / name) for name in ("a.txt", "b.txt", "c/d.md", "a.txt")]
    assert ran.err == f"{folder / 'notes.xyz'}: bỏ qua: chưa biết đọc loại tệp này\n"
    assert "Phường 2" in ran.out


def test_the_same_input_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    for args in (["extract"], ["extract", "--format", "text"], ["check", "--all"]):
        assert run_here(monkeypatch, *args, folder) == run_here(monkeypatch, *args, folder)


def test_text_comes_only_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    assert "text" not in records(run_here(monkeypatch, "extract", folder / "b.txt"))[0]
    assert records(run_here(monkeypatch, "extract", "--with-text", folder / "b.txt"))[0]["text"] == GOOD


def test_settings_reach_the_reader(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (record,) = records(run_here(monkeypatch, "extract", "--period", "2030", folder / "b.txt"))
    assert record["period"] == {"value": "2030", "text": None, "source": "user"}


@pytest.mark.parametrize("period", ["foo", "2024-13", "2024-06/2024-01", "năm tới"])
@pytest.mark.parametrize("command", ["extract", "check"])
def test_a_period_that_cannot_be_read_is_refused(
    monkeypatch: pytest.MonkeyPatch, folder: Path, command: str, period: str
) -> None:
    ran = run_here(monkeypatch, command, "--period", period, folder / "b.txt")
    assert (ran.code, ran.out) == (2, "")
    assert f"không đọc được kỳ báo cáo “{period}”" in ran.err
    assert "2024-01/2024-06" in ran.err


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("none.txt", None, "not-found"), ("empty.txt", "", "empty"), ("bug.txt", "crash", "internal-error")],
)
def test_a_file_that_cannot_be_read_has_its_record_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch, folder: Path, name: str, content: str | None, code: str
) -> None:
    if content is not None:
        (folder / name).write_text(content, encoding="utf-8")
    ran = run_here(monkeypatch, "extract", folder / name, folder / "b.txt")
    assert ran.code == 1
    assert ran.err == ""
    first, second = (Record.model_validate(record) for record in records(ran))
    assert (first.document.status, first.document.issues[0].code) == ("failed", code)
    assert second.document.status == "ok"
    if code == "internal-error":
        assert "ZeroDivisionError: made up" in first.document.issues[0].message
        assert first.document.id is not None


def test_an_empty_folder_is_one_clear_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "leer").mkdir()
    ran = run_here(monkeypatch, "extract", tmp_path / "leer")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"{tmp_path / 'leer'}: thư mục không có tệp nào để đọc\n"
    ran = run_here(monkeypatch, "extract", tmp_path / "leer", "--lang", "en")
    assert ran.err == f"{tmp_path / 'leer'}: the folder holds no file to read\n"


def test_a_folder_that_cannot_be_opened_is_one_clear_line(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    def refuse(path: str) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os, "scandir", refuse)
    ran = run_here(monkeypatch, "extract", folder)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"{folder}: không mở được thư mục (Permission denied)\n"


def test_json_is_one_array(monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path) -> None:
    ran = run_here(monkeypatch, "extract", "--format", "json", folder)
    assert [record["document"]["status"] for record in json.loads(ran.out)] == ["ok", "ok", "ok"]
    (tmp_path / "leer").mkdir()
    assert json.loads(run_here(monkeypatch, "extract", "--format", "json", tmp_path / "leer").out) == []


def test_the_text_format_is_for_people(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    ran = run_here(monkeypatch, "extract", "--format", "text", folder / "a.txt", folder / "none")
    assert "Số, ký hiệu: 12/BC-UBND" in ran.out
    assert "Đơn vị: Phường 2, Thị xã Mẫu" in ran.out
    assert "Phép đối chiếu: 4 (Khớp 1; Không khớp 1; Chưa đủ căn cứ đối chiếu 2)" in ran.out
    assert "Không đọc được\n  - không tìm thấy tệp; kiểm tra lại đường dẫn" in ran.out


def test_names_that_are_no_text_are_written_so_that_json_reads_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    name = os.fsdecode(os.fsencode(str(tmp_path)) + b"/b\xe1o.txt")
    ran = run_here(monkeypatch, "extract", name)
    assert json.loads(ran.out)["document"]["source"] == name


CHECKED = """\
{path}
  Báo cáo 12/BC-UBND ngày 1/8/2024 · Phường 2, Thị xã Mẫu · kỳ 2024-01/2024-07

  1a) Không khớp: Tổng và chi tiết [SUM001]
     Vị trí: dòng 1
     > Tổng số [592] suất quà, trong đó:
     Số báo cáo: 592 suất
     Số chi tiết:
       300  hộ nghèo (dòng 2)
       295  hộ cận nghèo (dòng 3)
     Số tính lại: 300 + 295 = 595 suất
     Chênh lệch: -3 suất
     Làm tròn: không có: các số chi tiết viết đầy đủ
     Khả năng ghi nhầm: “592” (dòng 1), có thể là 595

  1b) Chưa đủ căn cứ đối chiếu: Số liệu giữa các phần [REP001]
     =Số liệu hai phần khác nhau
     Vị trí: dòng 2
     > - Hộ nghèo: [300] suất
     Số báo cáo: 300 suất
     Số tính lại: 300,5 suất
     Lý do: chưa rõ có cùng thời điểm

  2) Chưa đủ căn cứ đối chiếu: Cách viết số, ký hiệu, thể thức [FMT001]
     Số viết không đúng dạng
     Vị trí: dòng 3
     > - Hộ cận nghèo: [295] suất

  Khớp do làm tròn: Tổng và chi tiết [SUM002], dòng 2: 300

  Có 2 chỗ cần xem: 1 không khớp, 1 chưa đủ căn cứ đối chiếu.
  Đã đối chiếu 3/4 số; 1 số chưa đối chiếu.
"""


def test_check_shows_the_place_and_the_arithmetic(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    path = folder / "a.txt"
    ran = run_here(monkeypatch, "check", "--all", path)
    assert ran.out == CHECKED.format(path=path)
    assert (ran.code, ran.err) == (0, "")


def test_check_in_english(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    ran = run_here(monkeypatch, "check", "--lang", "en", folder / "a.txt", folder / "none")
    assert "Cannot be decided: Figures in different parts [REP001]\n     Two parts differ" in ran.out
    assert "Computed: 300.5 suất" in ran.out
    assert "3 of 4 figures took part in a check; 1 did not." in ran.out
    assert "Cannot be read: no such file; check the path" in ran.out
    assert "Equal within rounding" not in ran.out


def test_small_differences_are_counted_and_not_shown(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    ran = run_here(monkeypatch, "check", "--min-difference", "1%", folder / "a.txt")
    assert "SUM001" not in ran.out
    assert "FMT001" in ran.out
    assert "Không cho xem 1 chỗ có chênh lệch dưới mức 1%." in ran.out
    assert "SUM001" in run_here(monkeypatch, "check", "--min-difference", "1tr,sum=0,5%", folder / "a.txt").out
    assert run_here(monkeypatch, "check", "--min-difference", "abc", folder / "a.txt").code == 2


def test_check_says_what_was_not_read(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "b.txt").write_text("thiếu trang", encoding="utf-8")
    ran = run_here(monkeypatch, "check", folder / "b.txt")
    assert "Đọc một phần\n  - Trang 2 bị hỏng" in ran.out
    assert "Không có chỗ nào cần xem.\n  Đã đối chiếu 0/0 số; 0 số chưa đối chiếu." in ran.out


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["a.txt"], 0),
        (["a.txt", "none"], 1),
        (["--strict", "a.txt"], 4),
        (["--strict", "b.txt"], 0),
        (["--strict", "b.txt", "none"], 1),
        (["--nonsense"], 2),
        ([], 2),
        (["--lang", "fr", "a.txt"], 2),
    ],
)
def test_exit_codes(monkeypatch: pytest.MonkeyPatch, folder: Path, args: list[str], code: int) -> None:
    monkeypatch.chdir(folder)
    assert run_here(monkeypatch, "check", *args).code == code
