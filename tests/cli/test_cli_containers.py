"""Containers and refused files in folders, in `extract`, `check` and `ingest`."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path

import pytest
from cli_make import read_nothing, run_here

REPORT = """ỦY BAN NHÂN DÂN        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
XÃ NÀ PHẶC              Độc lập - Tự do - Hạnh phúc
Số: {number}/BC-UBND
{mark}
BÁO CÁO
Kết quả giảm nghèo tháng {number} năm 2024

Toàn xã còn {number} hộ nghèo.
"""
SECRET = REPORT.format(number=7, mark="TỐI MẬT").encode()


def report(number: int) -> bytes:
    return REPORT.format(number=number, mark="").encode()


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with a container, among others one inside it, and a mail."""
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    inner = zip_bytes({"c.txt": report(3), "broken.pdf": b"%PDF-1.4"})
    Path("in/a.zip").write_bytes(zip_bytes({"a.txt": report(1), "b.exe": b"MZ", "inner.zip": inner}))
    message = EmailMessage()
    message["From"] = "xa@huyen.vn"
    message.set_content("Kính gửi huyện báo cáo tháng 4.")
    message.add_attachment(report(4), maintype="text", subtype="plain", filename="Báo cáo tháng 4.txt")
    Path("in/m.eml").write_bytes(message.as_bytes())
    Path("in/z.txt").write_bytes(report(1))


def rows(sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect("A.db")
    found = connection.execute(sql).fetchall()
    connection.close()
    return found


READ = ["in/a.zip!a.txt", "in/a.zip!inner.zip!c.txt", "in/a.zip!inner.zip!broken.pdf", "in/m.eml!Báo cáo tháng 4.txt"]
SKIPPED = (
    "in/a.zip!b.exe: bỏ qua: chưa biết đọc loại tệp này\n"
    "in/m.eml!noi-dung-thu.txt: bỏ qua: lời thư gửi kèm, không phải báo cáo\n"
)


def test_extract_gives_a_record_for_each_member(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = run_here(monkeypatch, "extract", "in")
    documents = [json.loads(line)["document"] for line in ran.out.splitlines()]
    assert [document["source"] for document in documents] == [*READ, "in/z.txt"]
    assert [document["status"] for document in documents] == ["ok", "ok", "failed", "ok", "ok"]
    assert documents[0]["id"] == documents[4]["id"]
    assert (ran.err, ran.code) == (SKIPPED, 1)


def test_check_names_each_member(monkeypatch: pytest.MonkeyPatch) -> None:
    out = run_here(monkeypatch, "check", "in").out.splitlines()
    assert [line for line in out if line.startswith("in/")] == [*READ, "in/z.txt"]


def test_ingest_reads_members_and_keeps_their_originals(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = run_here(monkeypatch, "ingest", "in", "--archive", "A.db", "--jobs", "2")
    assert (ran.err, ran.code) == (SKIPPED, 1)
    assert "Đã đọc: 3\n" in ran.out
    assert "Không thay đổi, không đọc lại: 1\n" in ran.out  # in/z.txt is a member as well
    assert "  in/a.zip!inner.zip!broken.pdf: PDF bị hỏng" in ran.out
    assert [source for (source,) in rows("SELECT source FROM documents ORDER BY id")] == READ
    (stored,) = rows("SELECT stored FROM documents WHERE source = 'in/a.zip!inner.zip!c.txt'")[0]
    assert Path("A.db.files", str(stored)).read_bytes() == report(3)
    assert rows("SELECT read, failed, unchanged, skipped FROM runs") == [(3, 1, 1, 2)]
    assert rows("SELECT source FROM issues WHERE document IS NULL ORDER BY id") == [
        (line.split(": ")[0],) for line in SKIPPED.splitlines()
    ]


def test_a_known_container_is_not_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    run_here(monkeypatch, "ingest", "in", "--archive", "A.db")
    before = rows("SELECT * FROM documents")
    Path("in/a.zip").rename("in/b.zip")
    with monkeypatch.context() as patch:
        patch.setattr("reportparse.bulk.ingest.read_file", read_nothing)
        ran = run_here(patch, "ingest", "in/b.zip", "in/m.eml", "--archive", "A.db")
    assert rows("SELECT * FROM documents") == before
    assert "Không thay đổi, không đọc lại: 3\n" in ran.out
    assert "in/b.zip!b.exe: bỏ qua" in ran.err
    assert "  in/b.zip!inner.zip!broken.pdf: PDF bị hỏng" in ran.out
    assert ("in/b.zip!inner.zip!c.txt",) in rows("SELECT source FROM sources")


def test_members_that_failed_are_read_again_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    run_here(monkeypatch, "ingest", "in/a.zip", "--archive", "A.db")
    ran = run_here(monkeypatch, "ingest", "in/a.zip", "--archive", "A.db", "--retry-failed")
    assert "Không được đọc lại" not in ran.out
    assert "--retry-failed" not in ran.out
    assert "Không thay đổi, không đọc lại: 2\n" in ran.out


def test_a_container_that_was_not_read_to_its_end_is_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    run_here(monkeypatch, "ingest", "in/a.zip", "--archive", "A.db")
    connection = sqlite3.connect("A.db")
    connection.execute("DELETE FROM members")
    connection.execute("DELETE FROM documents WHERE source LIKE '%c.txt'")
    connection.commit()
    connection.close()
    ran = run_here(monkeypatch, "ingest", "in/a.zip", "--archive", "A.db")
    assert "Đã đọc: 1\n" in ran.out
    assert rows("SELECT count(*) FROM members") == [(4,)]


def test_a_container_that_cannot_be_opened_is_one_failed_document(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("in/a.zip").write_bytes(Path("in/a.zip").read_bytes()[:50])
    for again in (False, True):
        ran = run_here(monkeypatch, "ingest", "in", "--archive", "A.db")
        assert "  in/a.zip: tệp ZIP bị hỏng hoặc chưa tải hết; tải lại hoặc xin lại tệp gốc\n" in ran.out
        assert ("thêm --retry-failed" in ran.out) == again
        assert ran.code == 1
    assert rows("SELECT status, reason_code, stored FROM documents WHERE source = 'in/a.zip'") == [
        ("failed", "damaged", None)
    ]


def test_a_bug_in_a_container_stops_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("made up")

    monkeypatch.setattr("reportparse.formats.container_zip._member", broken)
    documents = [json.loads(line)["document"] for line in run_here(monkeypatch, "extract", "in").out.splitlines()]
    assert [document["status"] for document in documents] == ["failed", "ok", "ok"]
    assert documents[0]["issues"][0]["code"] == "internal-error"


def test_a_file_with_a_mark_of_secrecy_is_refused_and_nothing_of_it_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("in/m.txt").write_bytes(SECRET)
    Path("in/n.zip").write_bytes(zip_bytes({"mật.txt": SECRET + b"\n"}))
    ran = run_here(monkeypatch, "ingest", "in/m.txt", "in/n.zip", "--archive", "A.db")
    said = "tệp có dấu chỉ độ mật “TỐI MẬT”; chỉ đọc khi được phép, với --allow-classified"
    assert f"  in/m.txt: {said}\n  in/n.zip!mật.txt: {said}\n" in ran.out
    assert ran.code == 1
    assert (
        rows("SELECT reason_code, stored, chars, subject, identifier FROM documents")
        == [("classified", None, 0, None, None)] * 2
    )
    assert not Path("A.db.files").exists()
    stored = b"".join(path.read_bytes() for path in Path().glob("A.db*"))
    assert "giảm nghèo".encode() not in stored
    record = json.loads(run_here(monkeypatch, "extract", "in/m.txt", "--with-text").out)
    assert (record["text"], record["document"]["issues"][0]["code"]) == ("", "classified")
    assert run_here(monkeypatch, "check", "in/m.txt").out.endswith(f"{said}\n")


def test_it_is_read_where_that_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("in/m.txt").write_bytes(SECRET)
    run_here(monkeypatch, "ingest", "in/m.txt", "--archive", "A.db")
    ran = run_here(monkeypatch, "ingest", "in/m.txt", "--archive", "A.db", "--allow-classified")
    assert (ran.code, rows("SELECT status, identifier FROM documents")) == (0, [("ok", "7/BC-UBND")])
    assert Path("A.db.files", str(rows("SELECT stored FROM documents")[0][0])).read_bytes() == SECRET
    document = json.loads(run_here(monkeypatch, "extract", "in/m.txt", "--allow-classified").out)["document"]
    assert [issue["code"] for issue in document["issues"]] == ["classified"]
    assert run_here(monkeypatch, "check", "in/m.txt", "--allow-classified").code == 0
    again = run_here(monkeypatch, "ingest", "in/m.txt", "--archive", "A.db", "--allow-classified")
    assert (again.code, "TỐI MẬT" in again.out) == (0, False)


def test_one_that_was_allowed_once_is_refused_where_it_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("in/m.txt").write_bytes(SECRET)
    run_here(monkeypatch, "ingest", "in/m.txt", "--archive", "A.db", "--allow-classified")
    ran = run_here(monkeypatch, "ingest", "in/m.txt", "--archive", "A.db")
    assert (ran.code, "in/m.txt: tệp có dấu chỉ độ mật “TỐI MẬT”; chỉ đọc khi được phép" in ran.out) == (1, True)
    assert rows("SELECT status FROM documents") == [("ok",)], "what was allowed stays"
