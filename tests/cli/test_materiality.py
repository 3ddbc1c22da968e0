"""Limits of what is shown, as a person writes them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reportparse.cli.materiality import Facts, Materiality
from reportparse.errors import UsageError


def facts(difference: str | None, computed: str) -> Facts:
    """Of a sum of money."""
    return Facts("sum", "SUM001", "đồng", None if difference is None else Decimal(difference), Decimal(computed))


@pytest.mark.parametrize(
    ("limit", "difference", "hidden"),
    [
        ("1000000", "-999999", True),
        ("1000000", "1000000", False),
        ("1.000.000", "999999", True),
        ("1tr", "999999", True),
        ("1,5 triệu", "1499999", True),
        ("1,5tr", "1500000", False),
        ("2 tỷ", "1999999999", True),
        ("500k", "500000", False),
        ("0,5%", "499999", True),
        ("0.5%", "500000", False),
        ("sum=1tr,ratio=0,5%", "999999", True),
        ("sum=1tr; ratio=0,5%", "999999", True),
        ("ratio=0,5%,sum=1tr", "1000000", False),
        ("SUM001=1tr", "999999", True),
        ("1tr,SUM001=10", "999999", False),
        ("column=1tr", "1", False),
        ("1tr;0,5%", "600000", False),
    ],
)
def test_limits(limit: str, difference: str, hidden: bool) -> None:
    assert Materiality.of([limit], "vi").hides([facts(difference, "100000000")]) is hidden


def test_percentages_are_compared_in_points() -> None:
    found = Facts("ratio", "RAT001", "%", Decimal("0.4"), Decimal("12.5"))
    assert Materiality.of(["0,5%"], "vi").hides([found])
    assert not Materiality.of(["0,3%"], "vi").hides([found])
    assert not Materiality.of(["1tr"], "vi").hides([found])


def test_a_cause_is_shown_where_one_of_its_findings_is_large_enough() -> None:
    small, large = facts("10", "5000"), facts("2000000", "90000000")
    materiality = Materiality.of(["1tr"], "vi")
    assert materiality.hides([small])
    assert not materiality.hides([small, large])


def test_what_has_no_difference_is_never_too_small() -> None:
    assert not Materiality.of(["1tr", "50%"], "vi").hides([facts(None, "0")])
    assert not Materiality.of(None, "vi").hides([facts("1", "5")])


@pytest.mark.parametrize("limit", ["", "abc", "1 hộ", "sum=", "foo=1tr", "1,2,3.4,5tr", "-5"])
def test_what_is_no_limit(limit: str) -> None:
    with pytest.raises(UsageError):
        Materiality.of([limit], "vi")
