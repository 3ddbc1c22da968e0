"""Amounts written in any of the usual ways come back as what was written, whatever stands around them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from test_figures_found import find

from reportparse.model.mention import Amount

MAGNITUDES = {"tỷ": 10**9, "triệu": 10**6, "nghìn": 10**3}
BEFORE = ("Tổng kinh phí ", "Năm 2024 giải ngân ", "đã chi (", "- Thôn 3: ", "gồm:", "")
AFTER = ("", ".", ";", " cho 12 hộ nghèo", ", đạt 95%", ")", " tại thôn 4")
CURRENCIES = (" đồng", "đ", " đ", "đồng", " VNĐ")


def dotted(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def decimal(number: Decimal) -> str:
    whole, _, fraction = f"{number.normalize():f}".partition(".")
    return dotted(int(whole)) + ("," + fraction if fraction else "")


@st.composite
def full(draw: st.DrawFn) -> tuple[str, int]:
    """1.265.000 đồng."""
    value = draw(st.integers(100, 10**13))
    written = draw(st.sampled_from((dotted(value), str(value))))
    return written + draw(st.sampled_from(CURRENCIES)), value


@st.composite
def scaled(draw: st.DrawFn) -> tuple[str, int]:
    """10.246,5 triệu đồng."""
    name = draw(st.sampled_from(tuple(MAGNITUDES)))
    number = Decimal(draw(st.integers(1, 10**7))).scaleb(-draw(st.integers(0, 3)))
    value = int(number * MAGNITUDES[name])
    return f"{decimal(number)} {name}" + draw(st.sampled_from((" đồng", " VNĐ"))), value


@st.composite
def mixed(draw: st.DrawFn) -> tuple[str, int]:
    """68 tỷ 782 triệu 500 nghìn đồng; at least two parts, the later ones below a thousand."""
    names = draw(st.sampled_from((("tỷ", "triệu"), ("triệu", "nghìn"), ("tỷ", "triệu", "nghìn"))))
    numbers = [draw(st.integers(1, 999)) for _ in names]
    written = " ".join(f"{number:02d} {name}" for number, name in zip(numbers, names, strict=True))
    return written + draw(st.sampled_from((" đồng", ""))), sum(
        number * MAGNITUDES[name] for number, name in zip(numbers, names, strict=True)
    )


@st.composite
def spoken(draw: st.DrawFn) -> tuple[str, int]:
    """2 tỷ rưỡi đồng, 3 triệu 2 đồng."""
    name = draw(st.sampled_from(("tỷ", "triệu")))
    number, tenth = draw(st.integers(1, 999)), draw(st.integers(1, 9))
    said = "rưỡi" if tenth == 5 else str(tenth)
    return f"{number} {name} {said} đồng", number * MAGNITUDES[name] + tenth * MAGNITUDES[name] // 10


WRITTEN = st.one_of(full(), scaled(), mixed(), spoken())


def amounts(text: str) -> list[tuple[str, int]]:
    normalized, mentions = find(text)
    found: list[Amount] = list(mentions.amounts)
    return [(amount.span.of(normalized), int(amount.quantity.value or 0)) for amount in found]


@settings(deadline=None)
@given(WRITTEN, st.sampled_from(BEFORE), st.sampled_from(AFTER))
def test_one_amount_comes_back(amount: tuple[str, int], before: str, after: str) -> None:
    written, value = amount
    assert amounts(before + written + after) == [(written, value)]


@settings(deadline=None, max_examples=50)
@given(st.lists(WRITTEN, min_size=2, max_size=4), st.sampled_from(("; ", ", chi ", "\n- Chi ", " và chi ")))
def test_each_of_several_comes_back(several: list[tuple[str, int]], between: str) -> None:
    text = "Thu " + between.join(written for written, _ in several) + "."
    assert amounts(text) == several


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(2, 900), min_size=2, max_size=4, unique=True), st.sampled_from(("tỷ", "triệu")))
def test_a_list_shares_its_unit(numbers: list[int], name: str) -> None:
    *first, last = map(str, sorted(numbers))
    found = amounts(f"lần lượt bố trí {', '.join(first)} và {last} {name} đồng")
    assert [value for _, value in found] == [number * MAGNITUDES[name] for number in sorted(numbers)]


@settings(deadline=None, max_examples=50)
@given(scaled(), st.sampled_from(("/hộ", "/người/năm", " mỗi hộ", "/ha", " một tháng")))
def test_a_rate_is_no_amount(amount: tuple[str, int], per: str) -> None:
    written, value = amount
    _, mentions = find("mức " + written + per)
    assert not mentions.amounts
    assert [rate.quantity.value for rate in mentions.rates] == [value]


def test_the_writers_write_as_people_do() -> None:
    writers: tuple[tuple[Callable[[Decimal], str], Decimal, str], ...] = (
        (decimal, Decimal("10246.50"), "10.246,5"),
        (decimal, Decimal(1200), "1.200"),
    )
    assert all(write(number) == written for write, number, written in writers)
