"""Figures written the English way, and the way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportparse.text.separators import is_english, vietnamese

FIGURES = st.lists(st.integers(1_000, 10**9), min_size=3, max_size=12)


@given(FIGURES, st.sampled_from(["hộ", "đồng", "khẩu"]))
def test_figures_of_one_way_are_read_the_other_way_round(figures: list[int], unit: str) -> None:
    english = "; ".join(f"{figure:,} {unit}" for figure in figures)
    assert is_english(english)
    assert vietnamese(english) == english.replace(",", ".")
    assert not is_english(vietnamese(english))


@given(FIGURES)
def test_a_text_of_the_other_way_stays(figures: list[int]) -> None:
    text = "; ".join(f"{figure:,} hộ".replace(",", ".") for figure in figures) + "; 12,5%"
    assert vietnamese(text) == text


@pytest.mark.parametrize(
    ("english", "read"),
    [
        ("Thu 1,234,567 đồng, đạt 98.5% của 1,250.5 triệu", "Thu 1.234.567 đồng, đạt 98,5% của 1.250,5 triệu"),
        ("Có 2,164 hộ, 9,452 khẩu, tỷ lệ 10.44%", "Có 2.164 hộ, 9.452 khẩu, tỷ lệ 10,44%"),
        ("Thu 1,234,567 đồng ngày 12.3.2024 theo 12.1 Điều 3", "Thu 1.234.567 đồng ngày 12.3.2024 theo 12.1 Điều 3"),
    ],
)
def test_decimals_follow_their_thousands(english: str, read: str) -> None:
    assert vietnamese(english) == read


@pytest.mark.parametrize(
    "text",
    [
        "Thu 1,001 tỷ đồng; 7,229 tỷ đồng; 2,500 ha; 1,250 triệu",
        "Có 2,164 hộ",
        "1,234 hộ, 3.456 khẩu, 12,5%",
        "ngày 12.3.2024",
        "",
    ],
)
def test_one_figure_that_may_be_either_tells_nothing(text: str) -> None:
    assert vietnamese(text) == text
