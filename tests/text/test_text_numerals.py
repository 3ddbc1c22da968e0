"""Numbers in digits and in words: what is written correctly comes back, what is not never breaks anything."""

from __future__ import annotations

import string
from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportparse.text.numerals import read_number, read_words

Kind = Literal["count", "money", "scaled", "percent"]
KINDS: tuple[Kind, ...] = ("count", "money", "scaled", "percent")
WHOLE = st.integers(0, 10**15)
DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def grouped(number: int, sign: str = ".") -> str:
    """1234567 as 1.234.567."""
    return f"{number:,}".replace(",", sign)


@given(WHOLE, st.sampled_from(KINDS))
def test_plain_digits(number: int, kind: Kind) -> None:
    assert read_number(str(number), kind).value == number


@given(WHOLE, st.sampled_from(["count", "money"]))
def test_grouped_digits(number: int, kind: Kind) -> None:
    read = read_number(grouped(number), kind)
    assert read.value == number
    assert (read.decimals, read.malformed) == (0, False)


@given(st.integers(10**6, 10**15), st.sampled_from(["count", "money", "scaled"]))
def test_two_groups_are_thousands_whatever_the_sign(number: int, kind: Kind) -> None:
    assert read_number(grouped(number), kind).value == number
    assert read_number(grouped(number, ","), kind).value == number


@given(WHOLE, st.integers(1, 6).flatmap(lambda n: st.text(string.digits, min_size=n, max_size=n)))
def test_decimals_after_a_comma(number: int, fraction: str) -> None:
    for written in (f"{number},{fraction}", f"{grouped(number)},{fraction}"):
        read = read_number(written, "percent")
        assert read.value == Decimal(f"{number}.{fraction}")
        assert (read.decimals, read.ulp) == (len(fraction), Decimal(1).scaleb(-len(fraction)))


@given(st.sampled_from(string.digits), st.text(string.digits + ".,", max_size=24), st.sampled_from(KINDS))
def test_any_token_is_read_or_marked(first: str, rest: str, kind: Kind) -> None:
    """A token begins with a digit; what follows may be anything."""
    written = first + rest
    read = read_number(written, kind)
    assert read.value is not None or read.malformed
    assert read.value is None or read.value >= 0


@given(st.integers(1, 999), st.lists(st.integers(0, 999), min_size=1, max_size=3), st.sampled_from([2, 4, 5, 6]))
def test_a_group_of_the_wrong_length_is_marked(first: int, rest: list[int], wrong: int) -> None:
    """Also where the likeliest reading is given; a last group of two may be decimals in other kinds."""
    groups = [f"{group:03d}" for group in rest] + ["7" * wrong]
    read = read_number(".".join([str(first), *groups]), "money")
    assert read.malformed


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("7.850.0000", 7_850_000),
        ("294.500.00", 294_500_000),
        ("1265.000", 1_265_000),
        ("38.500.0000", 38_500_000),
        ("12.34.567", None),
        ("1.2,3,4", None),
    ],
)
def test_malformed_numbers(written: str, value: int | None) -> None:
    read = read_number(written, "money")
    assert read.malformed
    assert read.value == value


def below_thousand(number: int, *, full: bool) -> list[str]:
    """The words of 0..999; `full` says the zero hundreds of an inner group too."""
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    words = [DIGITS[hundreds], "trăm"] if hundreds or full else []
    if tens == 0:
        return words + ([*(["linh"] if words else []), DIGITS[units]] if units else [])
    words += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    if units == 5:
        return [*words, "lăm"]
    if units == 1 and tens > 1:
        return [*words, "mốt"]
    return [*words, DIGITS[units]] if units else words


def in_words(number: int) -> str:
    """A small writer of Vietnamese numbers, the other way round of `read_words`."""
    if number == 0:
        return DIGITS[0]
    words: list[str] = []
    milliards, rest = divmod(number, 10**9)
    if milliards:
        words += [*in_words(milliards).split(), "tỷ"]
    for worth, name in ((10**6, "triệu"), (10**3, "nghìn"), (1, "")):
        group, rest = divmod(rest, worth)
        if group:
            words += [*below_thousand(group, full=bool(words)), *([name] if name else [])]
    return " ".join(words)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (105, "một trăm linh năm"),
        (1_005_000, "một triệu không trăm linh năm nghìn"),
        (2_305_000_000, "hai tỷ ba trăm linh năm triệu"),
        (1_200_000_000_000, "một nghìn hai trăm tỷ"),
    ],
)
def test_the_writer_writes_as_people_do(number: int, words: str) -> None:
    assert in_words(number) == words


@given(st.integers(0, 10**13))
def test_words_come_back(number: int) -> None:
    assert read_words(in_words(number)) == number
    assert read_words(in_words(number).capitalize() + " đồng chẵn./.") == number


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("Ba mươi tư nghìn đồng", 34_000),
        ("năm trăm ngàn đồng", 500_000),
        ("một trăm lẻ bảy triệu", 107_000_000),
        ("Bảy tỉ, hai trăm triệu đồng", 7_200_000_000),
        ("hai triệu rưỡi", 2_500_000),
        ("mười bốn", 14),
    ],
)
def test_other_ways_to_say_it(words: str, number: int) -> None:
    assert read_words(words) == number


@given(st.text(max_size=40))
def test_any_words_are_read_or_refused(words: str) -> None:
    read = read_words(words)
    assert read is None or read >= 0


@given(st.integers(1, 999), st.sampled_from([(10**9, "tỷ"), (10**6, "triệu"), (10**3, "nghìn")]), st.integers(1, 9))
def test_a_bare_digit_behind_a_scale_is_its_tenth(number: int, scale: tuple[int, str], tenth: int) -> None:
    worth, name = scale
    words = DIGITS[tenth] if tenth != 4 else "tư"
    assert read_words(f"{in_words(number)} {name} {words}") == number * worth + tenth * worth // 10


@given(st.integers(1, 10**9))
def test_words_with_commas_and_other_spellings_come_back(number: int) -> None:
    words = in_words(number)
    for old, new in (("nghìn", "ngàn,"), ("tỷ", "tỉ,"), ("bảy", "bẩy"), ("linh", "lẻ"), ("mươi bốn", "mươi tư")):
        words = words.replace(old, new)
    assert read_words(words) == number


@pytest.mark.parametrize("words", ["hai ba triệu", "trăm triệu", "vài chục triệu", "triệu", "linh năm nghìn sáu bảy"])
def test_what_is_no_number_is_refused(words: str) -> None:
    assert read_words(words) is None


def test_a_last_dot_before_a_magnitude_may_stand_for_a_comma() -> None:
    read = read_number("1.234.5", "scaled")
    assert (read.value, read.decimals, read.malformed) == (Decimal("1234.5"), 1, True)
