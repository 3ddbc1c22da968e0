"""What a scan's letters were, where only one reading is possible."""

from __future__ import annotations

import pytest

from reportparse.formats import ocr_repair


@pytest.mark.parametrize(
    ("read", "before", "printed"),
    [
        ("nghè0", "Tái", "nghèo"),
        ("¡2", "ngày", "12"),
        ("HI", "quý", "III"),
        ("H.", "Quý", "II."),
        ("H", "Bia", "H"),
        ("HI", "số", "HI"),
        ("HH", "quý", "HH"),
        ("HII", "quý", "III"),
        ("A0", "khổ", "A0"),
        ("20", "ngày", "20"),
        ("F0", "ca", "F0"),
        ("CO2", "khí", "CO2"),
    ],
)
def test_a_word(read: str, before: str, printed: str) -> None:
    assert ocr_repair.word(read, before) == printed


def test_a_word_that_a_cell_has_broken() -> None:
    assert ocr_repair.goes_on("0", "nghè")
    assert not ocr_repair.goes_on("0", "nghèo")
    assert not ocr_repair.goes_on("10", "nghè")


@pytest.mark.parametrize(("read", "printed"), [("2,", "2"), ("1.250,", "1.250"), ("2,5", "2,5"), ("Thôn,", "Thôn,")])
def test_the_only_word_of_a_cell(read: str, printed: str) -> None:
    assert ocr_repair.cell(read) == printed


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        (["TT", "I", "1", "2", "H", "1", "II"], ["TT", "I", "1", "2", "II", "1", "III"]),
        (["I.", "H.", "HI."], ["I.", "II.", "III."]),
        (["I", "II", "II"], ["I", "II", "II"]),  # a slip of the paper's, as far as one can see
        (["H", "1", "2", "II"], ["II", "1", "2", "III"]),  # a table that goes on from the page before
        (["G", "H"], ["G", "H"]),
    ],
)
def test_a_column_of_numerals(read: list[str], printed: list[str]) -> None:
    assert ocr_repair.numerals(read) == printed
