"""Lists of units: as offices make them, and every mistake named by file, row and reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from reportparse.bulk.units import UnitsFileError, read_units
from reportparse.config import ExpectedUnit
from reportparse.lexicon import load_lexicon

Cells = Sequence[Sequence[object]]
HEAD = ("STT", "Đơn vị", "Hạn nộp")
END = datetime(2024, 7, 15, 23, 59, 59)


def book(path: Path, rows: Cells) -> str:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(list(row))
    made.save(path)
    return str(path)


def read(path: str) -> tuple[ExpectedUnit, ...]:
    return read_units(path, load_lexicon())


def test_a_sheet_with_a_title_empty_rows_and_other_columns(tmp_path: Path) -> None:
    rows: Cells = [
        ("UBND HUYỆN MẪU",),
        ("DANH SÁCH ĐƠN VỊ GỬI BÁO CÁO",),
        (),
        ("STT", "Tên đơn vị", "Người gửi", "Thời hạn gửi báo cáo", "Kỳ báo cáo", "Tên tệp, thư mục"),
        (1, "UBND xã Tân Lập", "Lan", date(2024, 7, 15), "6 tháng đầu năm 2024", "tanlap*; tl"),
        (),
        (2, "Phường  2", "Minh", datetime(2024, 7, 15, 17, 0), None, None),
    ]
    assert read(book(tmp_path / "u.xlsx", rows)) == (
        ExpectedUnit(name="UBND xã Tân Lập", deadline=END, period="2024-01/2024-06", patterns=("tanlap*", "tl")),
        ExpectedUnit(name="Phường 2", deadline=datetime(2024, 7, 15, 17, 0)),
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("15/7/2024", END),
        ("15-07-2024", END),
        ("ngày 15 tháng 7 năm 2024", END),
        ("Trước ngày 15/7/2024", END),
        ("2024-07-15", END),
        ("17h00 ngày 15/7/2024", datetime(2024, 7, 15, 17, 0)),
        ("15/7/2024 16:30", datetime(2024, 7, 15, 16, 30)),
    ],
)
@pytest.mark.parametrize("divider", [",", ";", "\t"])
def test_deadlines_as_they_are_written(tmp_path: Path, written: str, expected: datetime, divider: str) -> None:
    path = tmp_path / "u.csv"
    path.write_text(f"Đơn vị{divider}Hạn nộp\r\nPhường 2{divider}{written}\r\n", "utf-8-sig")
    assert read(str(path)) == (ExpectedUnit(name="Phường 2", deadline=expected),)


def test_a_unit_may_stand_once_for_each_period(tmp_path: Path) -> None:
    rows = [("unit", "deadline", "period"), ("P. 2", "15/4/2024", "2024-Q1"), ("P. 2", "15/7/2024", "2024-Q2")]
    assert [unit.period for unit in read(book(tmp_path / "u.xlsx", rows))] == ["2024-Q1", "2024-Q2"]


@pytest.mark.parametrize(
    ("rows", "code", "row"),
    [
        ([("Xã", "Ghi chú"), ("a", "b")], "no-head", None),
        ([], "no-head", None),
        ([HEAD], "no-units", None),
        ([("Đơn vị", "Tên đơn vị", "Hạn nộp"), ("a", "b", "15/7/2024")], "two-columns", 1),
        ([HEAD, (1, "Phường 2", "15/7/2024"), (2, "", "15/7/2024")], "no-name", 3),
        ([HEAD, (1, "Phường 2", None)], "no-deadline", 2),
        ([HEAD, (), (1, "Phường 2", "sớm")], "bad-deadline", 3),
        ([HEAD, (1, "Phường 2", "31/6/2024")], "bad-deadline", 2),
        ([HEAD, (1, "Phường 2", "15/7/24")], "bad-deadline", 2),
        ([HEAD, (1, "Phường 2", 45488)], "bad-deadline", 2),
        ([(*HEAD, "Kỳ"), (1, "Phường 2", "15/7/2024", "hôm nay")], "bad-period", 2),
        ([HEAD, (1, "Phường 2", "15/7/2024"), (2, "UBND phường 02", "16/7/2024")], "twice", 3),
        ([HEAD, (1, "xã Ba Vì", "15/7/2024"), (2, "xa ba vi", "16/7/2024")], "twice", 3),
    ],
)
def test_every_mistake_is_named_by_its_row(tmp_path: Path, rows: Cells, code: str, row: int | None) -> None:
    with pytest.raises(UnitsFileError) as caught:
        read(book(tmp_path / "u.xlsx", rows))
    assert (caught.value.code, caught.value.row) == (code, row)


def test_names_that_differ_by_marks_are_two_units(tmp_path: Path) -> None:
    rows = [HEAD, (1, "xã Ba Vì", "15/7/2024"), (2, "xã Bá Ví", "16/7/2024")]
    assert len(read(book(tmp_path / "u.xlsx", rows))) == 2


@pytest.mark.parametrize("data", [b"PK\x03\x04 cut off", b"", b"\xff\xfe\x00", bytes(range(128, 256))])
def test_what_is_no_list_is_unreadable_or_without_heads(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "u.xlsx"
    path.write_bytes(data)
    with pytest.raises(UnitsFileError) as caught:
        read(str(path))
    assert caught.value.code in ("unreadable", "no-head")
    with pytest.raises(UnitsFileError, match="unreadable"):
        read(str(tmp_path / "none.xlsx"))
