"""A list of units that are to report: whose a path or a name is, and which period is meant."""

from __future__ import annotations

from datetime import datetime

import pytest

from reportparse.config import ExpectedUnit, Settings
from reportparse.lexicon import load_lexicon
from reportparse.model.document import Document, SourceFile
from reportparse.pipeline import parse_document
from reportparse.structure.expected import row_of_period, rows_by_name, rows_by_path, same_period

DUE = datetime(2024, 7, 15, 23, 59, 59)
UNITS = tuple(
    ExpectedUnit(name=name, deadline=DUE, patterns=patterns)
    for name, patterns in (
        ("Phường 1", ()),
        ("Phường 11", ()),
        ("UBND xã Tân Lập", ()),
        ("thị trấn Chợ Mới", ()),
        ("xã Tân Lập Đông", ()),
        ("Trường THCS Lê Lợi", ("THCSLL*", "le loi/*.xlsx")),
        ("xã Hòa", ()),
        ("xã Ba Vì", ("ba vi cu",)),
        ("xã Bá Ví", ()),
    )
)


@pytest.mark.parametrize(
    ("path", "expected", "source"),
    [
        ("in/P1_baocao.docx", "Phường 1", "filename"),
        ("in/p.01 bc.docx", "Phường 1", "filename"),
        ("Phuong 11/bc.pdf", "Phường 11", "folder"),
        ("x/gui.zip!Phường 1/bc.docx", "Phường 1", "folder"),
        ("BC_XaTanLap_2024.docx", "UBND xã Tân Lập", "filename"),
        ("tan lap/bao cao.docx", "UBND xã Tân Lập", "folder"),
        ("xa tan lap dong 2024.pdf", "xã Tân Lập Đông", "filename"),
        ("TT Cho Moi/x.doc", "thị trấn Chợ Mới", "folder"),
        ("Phường 11/bao cao phuong 1.doc", "Phường 1", "filename"),
        ("in/thcsll_q1.xlsx", "Trường THCS Lê Lợi", "user"),
        ("in/Lê Lợi/phuong 1.xlsx", "Trường THCS Lê Lợi", "user"),
        ("in/Ba Vi cu/x.doc", "xã Ba Vì", "user"),
        ("in/xã Bá Ví.doc", "xã Bá Ví", "filename"),
    ],
)
def test_paths_that_name_one_unit(path: str, expected: str, source: str) -> None:
    rows, found = rows_by_path(path, UNITS, load_lexicon())
    assert ([row.name for row in rows], found) == ([expected], source)


@pytest.mark.parametrize(
    "path",
    [
        "in/bao cao.docx",
        "phuong 1, phuong 11.docx",  # two units
        "huyện Tân Lập/bao cao.docx",  # a unit of another level
        "hoa/x.pdf",  # one word may be anything
        "in/Phường 111.docx",
        "in/xa ba vi.doc",  # without marks two units have this name
    ],
)
def test_paths_that_name_none_or_several(path: str) -> None:
    assert rows_by_path(path, UNITS, load_lexicon())[0] == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ỦY BAN NHÂN DÂN XÃ TÂN LẬP", ["UBND xã Tân Lập"]),
        ("Phường 01", ["Phường 1"]),
        ("xã Bá Ví", ["xã Bá Ví"]),
        ("Tân Lập", []),
    ],
)
def test_names_are_compared_without_office_marks_and_zeros(name: str, expected: list[str]) -> None:
    assert [row.name for row in rows_by_name([None, name], UNITS, load_lexicon())] == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2024-Q1", "2024-01/2024-03", True),
        ("2024-01/2024-06", "2023-12-15/2024-06-14", True),
        ("2024", "2024-01/2024-11", False),
        ("2024-06", "2024-05", False),
        ("2024", "2023", False),
    ],
)
def test_periods_that_are_meant_to_be_one(one: str, other: str, same: bool) -> None:
    assert same_period(one, other) is same


def test_the_row_of_a_period() -> None:
    first, second = (ExpectedUnit(name="Phường 1", deadline=DUE, period=period) for period in ("2024-Q1", "2024-Q2"))
    anything = ExpectedUnit(name="Phường 1", deadline=DUE)
    assert row_of_period((first, second), "2024-04/2024-06") == second
    assert row_of_period((first, second), "2023") is None
    assert row_of_period((first, anything), "2023") == anything
    assert row_of_period((first,), None) == first
    assert row_of_period((first, second), None) is None


def read(
    text: str, path: str, units: tuple[ExpectedUnit, ...]
) -> tuple[str | None, str | None, str | None, str | None]:
    document = Document(source=SourceFile(path, "0", "text/plain", 1), text=text)
    report = parse_document(document, Settings(units=units))
    return report.unit.name, report.unit.source, report.period.value, report.period.source


def test_the_list_names_the_unit_and_period_that_a_file_does_not() -> None:
    units = tuple(unit.model_copy(update={"period": "2024-01/2024-06"}) for unit in UNITS)
    silent = "Kết quả thực hiện: còn 35 hộ nghèo.\n"
    assert read(silent, "tan lap/x.txt", units) == ("xã Tân Lập", "folder", "2024-01/2024-06", "user")
    assert read(silent, "in/x.txt", units) == (None, None, None, None)


def test_what_a_file_says_itself_counts_before_the_list() -> None:
    units = tuple(unit.model_copy(update={"period": "2024-01/2024-06"}) for unit in UNITS)
    text = "ỦY BAN NHÂN DÂN XÃ HÒA\nSố: 5/BC-UBND\nBÁO CÁO\nKết quả giảm nghèo quý I năm 2023\n\nNội dung.\n"
    assert read(text, "phuong 1/x.txt", units) == ("xã Hòa", "text", "2023-Q1", "text")


def test_an_issuer_of_no_commune_is_found_in_the_list() -> None:
    text = "PHÒNG GIÁO DỤC\nTRƯỜNG THCS LÊ LỢI\nSố: 5/BC-THCSLL\nBÁO CÁO\nKết quả năm học\n\nNội dung.\n"
    assert read(text, "in/x.txt", UNITS)[:2] == ("Trường THCS Lê Lợi", "text")
