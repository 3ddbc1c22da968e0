"""Documents full of words that look like money and projects and are neither: what may come out is listed in full."""

from __future__ import annotations

from pathlib import Path

import pytest

import reportparse
from reportparse.model.mention import Figure

DOCUMENTS = Path(__file__).parents[1] / "fixtures" / "negative"


@pytest.mark.parametrize(
    ("name", "amounts", "rates", "projects"),
    [
        ("du_an_nguoi_khac.txt", ["5 tỷ đồng"], [], []),
        (
            "dong_khong_phai_tien.md",
            [],
            [
                "500.000 đồng/suất",
                "300.000đ/lượt/người",
                "200 nghìn đồng mỗi tháng",
                "360.000 đồng/tháng",
                "59 nghìn đồng/hộ/tháng",
                "250.000 đồng một ngày công",
                "58.000đ",
                "62.000đ/kg",
                "35.000 đồng/m2",
                "20",
                "30 nghìn đồng/hộ",
                "15 triệu đồng/thôn",
            ],
            [],
        ),
        ("bang_khong_tien.txt", [], [], []),
    ],
)
def test_nothing_else_is_found(name: str, amounts: list[str], rates: list[str], projects: list[str]) -> None:
    report = reportparse.parse(str(DOCUMENTS / name))
    assert report.document is not None
    found = report.mentions
    written: list[list[str]] = []
    for mentions in (found.amounts, found.rates, found.projects):
        written.append([mention.span.of(report.document.text) for mention in mentions])
        assert all(m.quantity.value is not None for m in mentions if isinstance(m, Figure))
    assert written == [amounts, rates, projects]
