"""Texts that no person writes: every one is read, and in a time that grows with its length."""

from __future__ import annotations

import pytest
from test_relations import checks_of


@pytest.mark.parametrize("digits", [19, 29, 40, 400])
def test_figures_of_many_digits_are_read(digits: int) -> None:
    long = "9" * digits
    checks_of(
        f"1. Tặng {long} suất quà, gồm:\n- A: {'8' * digits} suất quà\n- B: 5 suất quà\n"
        f"2. Chi {long}.000,5 triệu đồng, còn lại {long} triệu đồng, đạt {long},55%.\n"
        f"3. Tặng {long} suất, {long}đ/suất, trị giá {'7' * digits}đ."
    )


@pytest.mark.parametrize(
    "unit",
    [
        "\n", " ", "\t", "\f", "1.", "1 triệu ", "5 hộ (", "trong đó ", "tổng cộng 5 suất, ", "còn lại 5 triệu đồng, ",
        "Tiểu dự án 1, ", "từ 1% xuống 2% giảm 3% ", "như sau:\n1. a\n2. b\n", "| 1 ", "\n- 5 hộ gồm:",
    ],
)  # fmt: skip
def test_repeated_text_is_read(unit: str) -> None:
    """Nothing is asserted but that it ends: what takes quadratic time would not."""
    checks_of("Báo cáo 5 hộ nghèo. " + unit * (4000 // len(unit)))
