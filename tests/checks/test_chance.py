"""Figures that fit each other by chance are no relation."""

from __future__ import annotations

from pathlib import Path

import pytest

import reportparse

CHANCE = [
    # a rate of one digit, or one cut off, fits anything
    "Tiền gửi qua tổ: 563 hộ tham gia, số dư 1.130 triệu đồng, trung bình 2 triệu đồng/hộ trên 582 hộ.",
    "Xây nhà hết 480 triệu đồng; bồn chứa nước cho 133 hộ (mức 3 triệu đồng/hộ).",
    # the items of one list are no differences of each other, and "Hạ" is a name
    "Theo xã: Nà Hang 14 hộ; Đà Nưa 09 hộ; Hồng Thượng 06 hộ; Bình Xa Hạ 03 hộ; Lăng Chung 02 hộ.",
    "Chia theo xã: An Lĩnh: 18 hộ; Khuôn Làn: 36 hộ; Hồng Thủy: 27 hộ; Minh Tráng: 09 hộ.",
    # poor households are no difference of near-poor and poor ones
    "Cuối năm 2023 là 151 hộ nghèo, 179 hộ cận nghèo. Năm qua được giao giảm 28 hộ nghèo.",
    # a part of another word, a kind of household
    "Có 32 hộ nghèo, 11 hộ xây nhà. Cấp gạo giáp hạt cho 21 hộ.",
    # what is left of a sentence on near-poor households who fell into poverty is no level
    "Hộ cận nghèo trước kỳ rà soát: 108 hộ. Thoát cận nghèo 26 hộ; tụt xuống nghèo 4 hộ; phát sinh 3 hộ.",
]
PLANNED = [
    "Đầu năm có 120 hộ nghèo; chỉ tiêu huyện giao giảm 20 hộ; đến nay còn 98 hộ nghèo.",
    "Đầu năm xã có 40 hộ nghèo, phấn đấu trong năm giảm 12 hộ; kết quả rà soát cuối năm còn 31 hộ nghèo.",
    "Toàn xã có 85 hộ nghèo đầu năm, được giao giảm 15 hộ; đến 30/6 còn 79 hộ nghèo.",
    "Đầu năm 64 hộ cận nghèo. Chỉ tiêu giảm 10 hộ. Cuối năm còn 58 hộ cận nghèo.",
    "Số đảng viên đầu năm 150 đồng chí, chỉ tiêu kết nạp 08 đồng chí, hiện có 153 đồng chí.",
]
MEANT = [
    "Đến 30/6: 415,8 triệu đồng; đến 30/9: 1.039,5 triệu đồng. Như vậy riêng quý III phải chi 623,7 triệu đồng.",
    "Chi giấy bút 23.000.000đ; chi bồi dưỡng 21.300.000đ; tổng cộng 44,3 triệu đồng.",
]


def relations(tmp_path: Path, text: str) -> list[tuple[str, str]]:
    path = tmp_path / "a.txt"
    path.write_text(f"{text}\n", encoding="utf-8")
    return [(check.code, check.verdict) for check in reportparse.parse(path).checks]


@pytest.mark.parametrize("text", CHANCE)
def test_chance_is_no_change_and_no_product(tmp_path: Path, text: str) -> None:
    assert not [code for code, _ in relations(tmp_path, text) if code.startswith(("CHG", "PRO"))]


@pytest.mark.parametrize("text", PLANNED)
def test_a_plan_that_was_missed_or_surpassed_is_no_slip(tmp_path: Path, text: str) -> None:
    assert relations(tmp_path, text) == []


def test_a_flow_of_what_was_done_beside_its_plan(tmp_path: Path) -> None:
    text = "Hộ nghèo đầu kỳ 210 hộ, dự kiến giảm 35 hộ, thực tế giảm 28 hộ, phát sinh 02 hộ, cuối kỳ còn {} hộ."
    assert relations(tmp_path, text.format(184)) == [("CHG001", "consistent")]
    assert ("CHG001", "inconsistent") in relations(tmp_path, text.format(148))


def test_comrades_are_no_money(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Đầu năm có 150 đồng chí đảng viên, kết nạp 08 đồng chí, nay có 158 đồng chí.\n", encoding="utf-8")
    assert {check.unit for check in reportparse.parse(path).checks} <= {"đồng chí", "đồng chí đảng viên"}


@pytest.mark.parametrize("text", MEANT)
def test_what_is_meant_is_found(tmp_path: Path, text: str) -> None:
    assert {verdict for _, verdict in relations(tmp_path, text)} == {"consistent"}
