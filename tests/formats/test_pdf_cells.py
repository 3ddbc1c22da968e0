"""Cells of a PDF's tables whose lines are too short for a word."""

from __future__ import annotations

import pytest

from reportparse.formats.pdf_cells import cell_text
from reportparse.formats.pdf_chars import Char, Line

WIDTH = 6.0


def lines(*texts: str) -> list[Line]:
    """Lines one under the other, every letter as wide."""
    found = []
    for number, text in enumerate(texts):
        y = 14.0 * number
        chars = [Char(ch, WIDTH * at, WIDTH * (at + 1), y, 12, 0, 0, at, 1, 0) for at, ch in enumerate(text)]
        found.append(Line(y, text, chars))
    return found


@pytest.mark.parametrize(
    ("parts", "letters", "whole"),
    [
        (("ST", "T"), 2, "STT"),
        (("Số tổ", "TK&V", "V"), 4, "Số tổ TK&VV"),
        (("Số", "tổ", "TK&", "VV"), 3, "Số tổ TK&VV"),
        (("Số tổ", "TK", "&VV"), 5, "Số tổ TK&VV"),
        (("HĐND&UBN", "D"), 8, "HĐND&UBND"),
        (("Tr.đ", "ó hộ", "DTTS"), 4, "Tr.đó hộ DTTS"),
        (("Khme", "r"), 4, "Khmer"),
        (("Chư", "ơng", "trì", "nh"), 3, "Chương trình"),
        (("Hộ", "mớ", "i", "th", "oá", "t"), 2, "Hộ mới thoát"),
        (("Tái", "nghèo"), 3, "Tái nghèo"),
        (("Số", "ấp"), 2, "Số ấp"),
        (("HN", "DTTS"), 4, "HN DTTS"),
        (("viên/l", "ớp"), 6, "viên/lớp"),
        (("QT/", "DT (%)"), 6, "QT/DT (%)"),
        (("UBND-", "HĐND xã"), 7, "UBND-HĐND xã"),
        (("(6)=(4)", "/(3)"), 7, "(6)=(4)/(3)"),
        (("6=3+4-", "5"), 6, "6=3+4-5"),
    ],
)
def test_a_word_that_no_line_can_hold_is_one_word(parts: tuple[str, ...], letters: int, whole: str) -> None:
    assert cell_text(lines(*parts), letters * WIDTH) == whole


@pytest.mark.parametrize(
    ("parts", "letters", "whole"),
    [
        (("130,", "63"), 4, "130,63"),
        (("99,3", "2"), 4, "99,32"),
        (("5.794,2", "5"), 7, "5.794,25"),
        (("10.993.59", "7.400"), 9, "10.993.597.400"),
        (("(33,1%", ")"), 6, "(33,1%)"),
        (("Hộ", "30/1", "1/20", "24"), 4, "Hộ 30/11/2024"),
        (("Hộ nghèo", "đến", "20/9/2", "025"), 6, "Hộ nghèo đến 20/9/2025"),
        (("cuối", "202", "5"), 3, "cuối 2025"),
    ],
)
def test_a_figure_that_no_line_can_hold_is_one_figure(parts: tuple[str, ...], letters: int, whole: str) -> None:
    assert cell_text(lines(*parts), letters * WIDTH) == whole


@pytest.mark.parametrize(
    ("parts", "letters"),
    [(("12", "5"), 2), (("1.250", "(33,1%)"), 6), (("202", "5"), 3), (("99,3", "2"), 9), (("Hộ", "nghèo"), 9)],
)
def test_lines_that_are_apart_stay_apart(parts: tuple[str, ...], letters: int) -> None:
    assert cell_text(lines(*parts), letters * WIDTH) == " ".join(parts)
