"""Marks of emphasis: found in pairs and in words, and left where a star or an underscore is something else."""

from __future__ import annotations

import pytest

from reportparse.text.markup import marks, unmarked


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("**Tổng** 12", "Tổng 12"),
        ("Quyết định số *675/QĐ-UBND*,-", "Quyết định số 675/QĐ-UBND,-"),
        ("hộ nghèo *139* hộ, *cận nghèo* 20", "hộ nghèo 139 hộ, cận nghèo 20"),
        ("dinh dưỡng*140.000.000*đ", "dinh dưỡng140.000.000đ"),
        ("_Đơn vị tính: đồng_", "Đơn vị tính: đồng"),
        ("__Cộng__ <b>5</b> ***x***", "Cộng 5 x"),
        ("**1**) Nguồn I", "1) Nguồn I"),
        ("(*4,9* tỷ)", "(4,9 tỷ)"),
    ],
)
def test_emphasis_is_taken_off(line: str, plain: str) -> None:
    assert unmarked(line) == plain


@pytest.mark.parametrize(
    "line",
    [
        "* Tiểu dự án 1",
        "*Trong đó: 12 hộ",
        "28*3.000.000 = 84.000.000*1",
        "28 * 3 * 2",
        "Ghi chú (*) và (*)",
        "Họ và tên: ____ ngày ____",
        "a_b_c.txt",
        "x < 5 và y > 3",
        "không có dấu",
    ],
)
def test_other_stars_stay(line: str) -> None:
    assert marks(line) == []
