"""How findings are told: sentences, labels, other places, the range that rounding allows, one cause."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import reportparse
from reportparse.model.finding import Check


@pytest.fixture
def findings(tmp_path: Path):  # type: ignore[no-untyped-def]
    def read(text: str) -> list[Check]:
        path = tmp_path / "a.txt"
        path.write_text(text, encoding="utf-8")
        return [check for check in reportparse.parse(path).checks if check.verdict != "consistent"]

    return read


def test_the_sentence_goes_over_lines_and_is_cut_between_words(findings) -> None:  # type: ignore[no-untyped-def]
    (found,) = findings(
        "Công tác giảm nghèo được quan tâm. Đầu năm toàn xã có 187 hộ nghèo, trong năm có 46 hộ\n"
        "thoát nghèo, phát sinh 05 hộ nghèo, cuối năm còn 164 hộ nghèo. Kết quả được công khai.\n"
    )
    assert found.sentence is not None
    assert str(found.sentence) == (
        "Đầu năm toàn xã có 187 hộ nghèo, trong năm có 46 hộ thoát nghèo, phát sinh 05 hộ nghèo,"
        " cuối năm còn 164 hộ nghèo."
    )
    assert found.sentence.figure.startswith("164")


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (
            "Tổng số phiếu phát ra 120 phiếu, có 103/114 phiếu đồng ý với kết quả, đạt 98,0%.",
            ["103/114 phiếu đồng ý với kết quả"] * 2,
        ),
        (
            "Vốn đầu tư giải ngân 5.230/7.900 triệu đồng, đạt 62,6%.",
            ["Vốn đầu tư giải ngân", "5.230/7.900 triệu đồng"],
        ),
        ("Kinh phí là 9.486 triệu đồng (bằng chữ: Chín tỷ bốn trăm sáu mươi tám triệu đồng).", ["bằng chữ"]),
    ],
)
def test_terms_say_what_they_are(findings, text: str, labels: list[str]) -> None:  # type: ignore[no-untyped-def]
    (found,) = findings(f"{text}\n")
    assert [term.label for term in found.terms] == labels


def test_a_repeat_names_the_other_place(findings) -> None:  # type: ignore[no-untyped-def]
    found = findings(
        "Căn cứ Quyết định số 1719/QĐ-TTg ngày 14/10/2021 của Thủ tướng Chính phủ;\n\n"
        "Thực hiện đúng Quyết định số 1719/QĐ-TTg ngày 14/10/2020 của Thủ tướng Chính phủ.\n"
    )
    repeat = next(check for check in found if check.code == "REP004")
    assert [str(sentence) for sentence in repeat.elsewhere] == [
        "Căn cứ Quyết định số 1719/QĐ-TTg ngày 14/10/2021 của Thủ tướng Chính phủ;"
    ]
    assert "14/10/2020 và 14/10/2021" in repeat.message
    assert "2020-10-14 and 2021-10-14" in repeat.message_en


def test_the_range_that_rounding_allows(findings) -> None:  # type: ignore[no-untyped-def]
    (found,) = findings("Toàn xã có 1.248 hộ, trong đó 146 hộ nghèo, tỷ lệ hộ nghèo 17,69%.\n")
    assert found.allowed == (Decimal("11.69"), Decimal("11.70"))


def test_one_slip_copied_into_words_is_one_cause_with_its_likely_error(findings) -> None:  # type: ignore[no-untyped-def]
    found = findings(
        "Phân bổ kinh phí với tổng số tiền là 742.000.000 đồng (Bằng chữ: Bảy trăm bốn mươi hai triệu đồng), gồm:\n"
        "- Dự án 2: 350.000.000 đồng;\n- Dự án 3: 248.000.000 đồng;\n- Dự án 4: 52.000.000 đồng;\n"
        "- Dự án 6: 27.000.000 đồng;\n- Dự án 7: 47.000.000 đồng.\n\n"
        "Nguồn kinh phí: ngân sách trung ương 651.600.000 đồng, ngân sách huyện 72.400.000 đồng; cộng hai nguồn"
        " 724.000.000 đồng.\n"
    )
    assert {check.code for check in found} == {"SUM001", "REP005"}
    assert len({check.cause for check in found}) == 1
    assert {check.likely_error and check.likely_error.suggested for check in found} == {Decimal(724_000_000)}


def test_a_malformed_number_copied_to_another_place_is_one_cause(findings) -> None:  # type: ignore[no-untyped-def]
    found = findings("1. Truyền thông: 7.850.0000đ.\n\n2. Kinh phí truyền thông là 7.850.0000đ.\n")
    assert [check.code for check in found] == ["FMT001", "FMT001"]
    assert len({check.cause for check in found}) == 1


def test_reasons_in_both_languages(findings) -> None:  # type: ignore[no-untyped-def]
    (found,) = findings("Qua giám sát có 12 kiến nghị, trong đó về nhà ở 5 kiến nghị, về vay vốn 4 kiến nghị.\n")
    assert found.reason_code == "partial"
    assert found.reason == "chưa đủ căn cứ đối chiếu: “trong đó” có thể chỉ nêu một phần"
    assert found.reason_en == "cannot be decided: the list may name only some of the parts"


def test_a_count_and_a_rate_of_other_clauses_are_no_product(findings) -> None:  # type: ignore[no-untyped-def]
    assert not findings(
        "Mô hình bò vỗ béo: 12 hộ tham gia, mỗi hộ vay 50 triệu đồng; lứa đầu xuất 22 con, lãi 3,2 triệu đồng/con.\n"
    )
