"""Containers: every kind, names in every encoding, nesting, limits, and what is broken."""

from __future__ import annotations

import io
import os
import pickle
import shutil
import time
import zipfile
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from containers_making import (
    inside,
    locked_zip,
    msg_bytes,
    rar_bytes,
    seven_zip_bytes,
    zip_bytes,
    zip_with_raw_name,
)
from formats_making import docx_bytes

import reportparse
from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.formats import container_of, source_of
from reportparse.formats.container_base import Member
from reportparse.formats.members import unpack

REPORT = "Số: 12/BC-UBND\nBÁO CÁO\nToàn xã còn 35 hộ nghèo.\n".encode()
needs_bsdtar = pytest.mark.skipif(shutil.which("bsdtar") is None, reason="bsdtar (libarchive-tools) is not installed")


def names(members: list[Member]) -> list[str]:
    return [member.name for member in members]


def code(member: Member) -> str | None:
    return member.error.code if member.error else None


def test_members_of_a_zip_have_the_path_inside() -> None:
    made = zip_bytes({"xã/a.txt": REPORT, "b.docx": b"x", "c.exe": b"x", "__MACOSX/._a.txt": b"x", "xã/~$b.docx": b"x"})
    found = inside(made, "tháng 6.zip")
    assert names(found) == ["tháng 6.zip!xã/a.txt", "tháng 6.zip!b.docx", "tháng 6.zip!c.exe"]
    assert [member.skip for member in found] == [None, None, "unsupported"]
    assert found[0].data == REPORT


@pytest.mark.parametrize("encoding", ["cp437", "utf-8", "cp1258"])
def test_names_in_every_encoding(encoding: str) -> None:
    meant = "báo cáo.txt" if encoding == "cp437" else "tổng hợp xã Đông.txt"
    # Windows-1258 writes the tone behind the vowel.
    written = {"cp1258": "tô\u0309ng hơ\u0323p xa\u0303 Đông.txt"}.get(encoding, meant)
    assert names(inside(zip_with_raw_name(written.encode(encoding), REPORT), "a.zip")) == [f"a.zip!{meant}"]


def test_names_lead_nowhere_and_are_told_apart() -> None:
    out = zip_bytes({"../../etc/a.txt": b"1", "/etc/a.txt": b"2", "..\\x\\b.txt": b"3", "c\n.txt": b"4"})
    assert names(inside(out, "a.zip")) == ["a.zip!etc/a.txt", "a.zip!etc/a (2).txt", "a.zip!x/b.txt", "a.zip!c.txt"]


def test_a_report_stored_without_compression_makes_no_word_file_of_its_zip() -> None:
    word = docx.Document()
    word.add_paragraph("Kế hoạch")
    data = docx_bytes(word)
    packed = zip_bytes({"a.docx": data}, zipfile.ZIP_STORED)
    assert names(inside(packed, "a.zip")) == ["a.zip!a.docx"]
    assert container_of(data, "a.docx") is None
    assert container_of(data, "a.zip") is None
    assert source_of(packed, "a").media_type == "application/zip"


def test_links_in_a_zip_are_passed_over() -> None:
    link = zipfile.ZipInfo("a.txt")
    link.external_attr = 0o120777 << 16
    buffer = io.BytesIO(zip_bytes({"b.txt": b"1"}))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    assert names(inside(buffer.getvalue(), "a.zip")) == ["a.zip!b.txt"]


def test_a_member_without_a_name_leaves_the_others() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo(""), b"khong ten")
        archive.writestr("b.txt", REPORT)
    members = inside(out.getvalue(), "a.zip")
    assert [(member.name, member.skip) for member in members] == [("a.zip!?", "unsupported"), ("a.zip!b.txt", None)]


@pytest.mark.parametrize("before", [b"\r\n" * 300, b"HTTP/1.1 200 OK\r\n\r\n"])
def test_a_zip_behind_other_bytes_is_opened(tmp_path: Path, before: bytes) -> None:
    """As a careless download leaves it; nobody is told to call a function of Python."""
    path = tmp_path / "a.zip"
    path.write_bytes(before + zip_bytes({"bao_cao.txt": "Báo cáo".encode()}))
    assert [(report.path.partition("!")[2], report.status) for report in reportparse.parse_all(path)] == [
        ("bao_cao.txt", "ok")
    ]


def test_containers_in_containers() -> None:
    inner = zip_bytes({"a.txt": REPORT})
    assert names(inside(zip_bytes({"x/inner.zip": inner}), "a.zip")) == ["a.zip!x/inner.zip!a.txt"]
    deep = inner
    for _ in range(5):
        deep = zip_bytes({"b.txt": b"1", "i.zip": deep})
    found = inside(deep, "a.zip")
    assert [code(member) for member in found] == [None] * 4 + ["too-deep"]


@needs_bsdtar
def test_rar_and_7z(tmp_path: Path) -> None:
    files = {"báo cáo.txt": REPORT, "b.txt": b"2"}
    for name, data in (("a.rar", rar_bytes({"a.txt": REPORT})), ("b.7z", seven_zip_bytes(tmp_path, files))):
        found = inside(data, name)
        assert found[0].data == REPORT
        assert [code(member) for member in found] == [None] * len(found)
    assert names(inside(seven_zip_bytes(tmp_path, files), "b.7z")) == ["b.7z!báo cáo.txt", "b.7z!b.txt"]


def test_without_bsdtar_the_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    (only,) = inside(b"Rar!\x1a\x07\x00", "a.rar")
    assert (only.name, code(only)) == ("a.rar", "needs-bsdtar")
    assert "libarchive-tools" in str(only.error)


def mail(body: str, *attached: tuple[str, bytes], html: str | None = None) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "xa@huyen.vn", "Báo cáo tháng 6"
    message.set_content(body)
    if html is not None:
        message.add_alternative(html, subtype="html")
    for name, data in attached:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


LETTER = "Kính gửi huyện báo cáo tháng 6, xem tệp gửi kèm.\n"


def test_mail_gives_its_attachments_and_says_that_the_letter_is_left_out() -> None:
    found = inside(mail(LETTER, ("Báo cáo tháng 6.txt", REPORT), ("a.zip", zip_bytes({"b.txt": b"1"}))), "thư.eml")
    assert names(found) == ["thư.eml!noi-dung-thu.txt", "thư.eml!Báo cáo tháng 6.txt", "thư.eml!a.zip!b.txt"]
    assert [member.skip for member in found] == ["mail-body", None, None]


def test_a_letter_that_is_the_report_is_read() -> None:
    (only,) = inside(mail(LETTER), "a.eml")
    assert only.data.decode().strip() == LETTER.strip()
    first, _ = inside(mail(REPORT.decode(), ("b.txt", b"1")), "a.eml")
    assert first.data.decode().split() == REPORT.decode().split()
    page, _ = inside(mail("", ("b.txt", b"1"), html=f"<table><tr><td>{REPORT.decode()}</table>"), "a.eml")
    assert page.name == "a.eml!noi-dung-thu.html"
    figures = "".join(
        f"- Hộ nghèo thôn {name}: {number} hộ, giảm 2 hộ\n" for number, name in enumerate("ABCDEFGHIKLMNOP", 20)
    )
    assert inside(mail(figures, ("b.txt", b"1")), "a.eml")[0].skip is None
    assert inside(mail("> " + figures.replace("\n", "\n> "), ("b.txt", b"1")), "a.eml")[0].skip == "mail-body"


def test_small_pictures_inside_the_letter_are_no_pages() -> None:
    message = EmailMessage()
    message["From"] = "a@b"
    message.set_content(LETTER)
    message.add_related(b"\x89PNG", maintype="image", subtype="png", cid="<logo>")
    message.add_attachment(b"\xff\xd8\xff", maintype="image", subtype="jpeg", filename="trang 1.jpg")
    assert names(inside(message.as_bytes(), "a.eml"))[1:] == ["a.eml!trang 1.jpg"]


def test_a_mail_inside_a_mail() -> None:
    message = EmailMessage()
    message["From"] = "a@b"
    message.set_content(LETTER)
    inner = EmailMessage()
    inner["From"] = "c@d"
    inner.set_content(REPORT.decode())
    message.add_attachment(inner)
    assert names(inside(message.as_bytes(), "a.eml"))[1:] == ["a.eml!thu-1.eml!noi-dung-thu.txt"]


def test_a_message_of_outlook() -> None:
    made = msg_bytes(LETTER, {"Báo cáo.txt": REPORT, "b.txt": b"2"})
    assert source_of(made, "không đuôi").media_type == "application/vnd.ms-outlook"
    found = inside(made, "a.msg")
    assert names(found) == ["a.msg!noi-dung-thu.txt", "a.msg!Báo cáo.txt", "a.msg!b.txt"]
    assert found[1].data == REPORT


BOMB = zip_bytes({f"{number}.txt": bytes(3_000_000) for number in range(9)})


@pytest.mark.parametrize(
    ("data", "settings", "expected"),
    [
        (BOMB, Settings(), "bomb"),
        (BOMB, Settings(max_expansion=10**6, max_unpacked=20_000_000), "bomb"),
        (zip_bytes({f"{number}.txt": b"1" for number in range(4)}), Settings(max_members=3), "too-many-members"),
        (zip_bytes({"i.zip": BOMB}), Settings(), "bomb"),
    ],
)
def test_what_unpacks_too_large_is_refused(data: bytes, settings: Settings, expected: str) -> None:
    *_, last = inside(data, "a.zip", settings)
    assert code(last) == expected
    assert last.name in ("a.zip", "a.zip!i.zip")
    assert "\n" not in str(last.error)


def test_limits_count_over_all_that_is_nested() -> None:
    part = zip_bytes({"a.txt": bytes(9_000_000)})
    found = inside(zip_bytes({f"{number}.zip": part for number in range(4)}), "a.zip")
    assert [code(member) for member in found] == [None, None, "bomb", "bomb"]


@needs_bsdtar
def test_a_bomb_is_stopped_while_it_unpacks(tmp_path: Path) -> None:
    made = seven_zip_bytes(tmp_path, {f"{number}.txt": bytes(15_000_000) for number in range(3)})
    assert [code(member) for member in inside(made, "a.7z")] == [None, "bomb"]


def test_a_member_that_is_too_large_or_locked_leaves_the_others() -> None:
    found = inside(zip_bytes({"a.txt": b"x" * 30, "b.txt": b"2"}), "a.zip", Settings(max_bytes=20))
    assert [code(member) for member in found] == ["too-large", None]
    assert [code(member) for member in inside(locked_zip("a.txt"), "a.zip")] == ["password"]


def test_a_member_that_is_damaged_leaves_the_others() -> None:
    made = bytearray(zip_bytes({"a.txt": REPORT, "b.txt": b"2"}))
    made[made.index(b"a.txt") + 12] ^= 0xFF
    assert [code(member) for member in inside(bytes(made), "a.zip")] == ["damaged", None]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (zip_bytes({"a.txt": REPORT})[:60], "a.zip"),
        (b"no zip at all", "a.zip"),
        (b"no mail at all", "a.eml"),
        (b"\x00\x01\x02", "a.eml"),
        (msg_bytes(LETTER, {"a.txt": REPORT})[:900], "a.msg"),
        (b"no message", "a.msg"),
        pytest.param(rar_bytes({"a.txt": REPORT})[:50], "a.rar", marks=needs_bsdtar),
        pytest.param(b"7z\xbc\xaf\x27\x1c\x00\x04" + b"\xff" * 30, "a.7z", marks=needs_bsdtar),
        pytest.param(b"no archive", "a.7z", marks=needs_bsdtar),
    ],
)
def test_a_broken_container_is_one_clear_line(data: bytes, name: str) -> None:
    (only,) = inside(data, name)
    assert (only.name, code(only)) == (name, "damaged")
    assert "\n" not in str(only.error)


def test_parts_within_parts_without_end_are_damage() -> None:
    head = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (at, at) for at in range(1500))
    members = inside(b"Subject: x\nMIME-Version: 1.0\n" + head + b"\nxin\n", "a.eml")
    assert [code(member) for member in members] == ["damaged"]


@needs_bsdtar
def test_the_clock_of_an_archive_stands_still_while_its_members_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportparse.formats.container_packed._SECONDS", 1.0)
    files = {f"{number}.txt": os.urandom(200_000).hex().encode() for number in range(4)}
    data = rar_bytes(files)
    container = container_of(data, "a.rar")
    assert container is not None
    read = []
    for member in unpack(container, data, "a.rar", Settings()):
        time.sleep(0.5)
        read.append(code(member))
    assert read == [None] * 4


def test_a_program_that_takes_too_long_is_no_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "bsdtar"
    program.write_text("#!/bin/sh\nexec sleep 300\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setattr("reportparse.formats.container_packed._SECONDS", 0.3)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    (only,) = inside(b"Rar!\x1a\x07" + bytes(100), "a.rar")
    assert code(only) == "timeout"
    assert "quá 0.3 giây" in str(only.error)


def test_a_container_without_anything_to_read() -> None:
    assert [code(member) for member in inside(zip_bytes({}), "a.zip")] == ["empty"]
    assert [code(member) for member in inside(zip_bytes({"a.exe": b"1"}), "a.zip")] == [None, "empty"]


def test_content_counts_more_than_the_name_of_a_container() -> None:
    assert container_of(b"%PDF-1.4", "a.zip") is None
    assert container_of(zip_bytes({"a.txt": REPORT}), "a.pdf") is not None
    assert container_of(b"", "a.zip") is None


def test_from_python(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zip_bytes({"a.txt": REPORT, "b.exe": b"1", "c.txt": b""}))
    reports = list(reportparse.parse_all(path))
    assert [(report.path, report.status) for report in reports] == [
        (f"{path}!a.txt", "ok"),
        (f"{path}!c.txt", "failed"),
    ]
    assert reportparse.parse(path).issues[0].code == "container"


def test_a_failure_travels_between_processes() -> None:
    error = pickle.loads(pickle.dumps(UnreadableFileError("a", "b", "c")))
    assert (error.code, str(error)) == ("a", "b; c")
