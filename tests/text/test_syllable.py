"""Syllables of Vietnamese."""

from __future__ import annotations

import pytest

from reportparse.text.syllable import has_no_vowel, is_syllable


@pytest.mark.parametrize(
    "word", ["nghèo", "Ở", "giữa", "gì", "giếng", "quyết", "quốc", "khoẻ", "ĐƯỜNG", "yếu", "thuở", "uỷ", "xoong", "y"]
)
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word", ["ngh", "èoh", "cácn", "hộxã", "Hộmới", "Táinghèo", "mác,", "TT", "cat", "Khmer", "", "12", "lướm2"]
)
def test_what_is_no_syllable(word: str) -> None:
    assert not is_syllable(word)


def test_letters_without_a_vowel() -> None:
    assert has_no_vowel("ngh")
    assert has_no_vowel("Đ")
    assert not has_no_vowel("ở")
