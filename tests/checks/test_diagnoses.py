"""Diagnoses: one line of specs/diagnoses.jsonl is a small document, the numbers named in it, and how many causes.

`named` is empty where two readings are about as likely. `codes` are those of the findings, each as often as it comes.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_arithmetic import diagnosed, relation, term
from test_relations import checks_of

from reportparse.checks.likelihood import gap_chance, meant_by, slip_chance
from reportparse.checks.numbers import Places
from reportparse.cli.finding_text import by_cause
from reportparse.model.finding import Term
from reportparse.model.quantity import Quantity
from reportparse.model.span import Span

SPECS = Path(__file__).parents[1] / "fixtures" / "specs" / "diagnoses.jsonl"
CASES = [json.loads(line) for line in SPECS.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_spec(case: dict[str, Any]) -> None:
    findings = [check for check in checks_of(case["text"]) if check.verdict != "consistent"]
    likely = [check.likely_error for check in findings if check.likely_error]
    assert sorted({(error.written, str(error.suggested)) for error in likely}) == [
        tuple(each) for each in case["named"]
    ]
    assert sorted(check.code for check in findings) == case["codes"]
    assert sorted({check.verdict for check in findings}) == case["verdicts"]
    assert len(by_cause(findings)) == case["causes"]


def test_of_a_doubt_the_likely_error_is_told_on_condition() -> None:
    case = next(case for case in CASES if case["verdicts"] == ["suspect"] and case["named"])
    (found,) = [check for check in checks_of(case["text"]) if check.verdict == "suspect"]
    assert "nếu đúng là vậy thì khả năng ghi nhầm" in found.message
    assert "if so, likely error" in found.message_en


NAIVE = [
    (
        "the bullets of the next level are items too: 163 + 125 is not all",
        "1. Tổng số quà đã trao là 417 suất, gồm:\n+ Ngân sách xã: 163 suất\n+ Doanh nghiệp: 125 suất\n"
        "- Mặt trận vận động: 96 suất\n- Hội viên đóng góp: 33 suất",
        ("consistent", "417", "exact", None),
    ),
    (
        "and the wrong total is measured by all of them",
        "1. Tổng số quà đã trao là 471 suất, gồm:\n+ Ngân sách xã: 163 suất\n+ Doanh nghiệp: 125 suất\n"
        "- Mặt trận vận động: 96 suất\n- Hội viên đóng góp: 33 suất",
        ("inconsistent", "417", None, None),
    ),
    (
        "trong đó may name some parts only: a shortfall is no error",
        "Xã giải quyết việc làm cho 28 lao động; trong đó: ngoài tỉnh 11 lao động; nước ngoài 08 lao động.",
        ("suspect", "19", None, "partial"),
    ),
    (
        "but parts that exceed the whole are",
        "Xã giải quyết việc làm cho 28 lao động; trong đó: ngoài tỉnh 21 lao động; nước ngoài 08 lao động.",
        ("inconsistent", "29", None, None),
    ),
    (
        "36 is 36.80 cut off, though it rounds to 37",
        "Đã giải ngân 195.050.000/530.050.000đ, đạt 36%.",
        ("consistent", "36.7984", "truncated", None),
    ),
    (
        "38 is neither",
        "Đã giải ngân 195.050.000/530.050.000đ, đạt 38%.",
        ("inconsistent", "36.7984", None, None),
    ),
]


@pytest.mark.parametrize(("why", "text", "expect"), NAIVE, ids=[why for why, _, _ in NAIVE])
def test_what_a_naive_sum_gets_wrong(why: str, text: str, expect: tuple[str | None, ...]) -> None:
    (found,) = checks_of(text)
    assert (found.verdict, str(found.computed), found.rounding, found.reason_code) == expect


@pytest.mark.parametrize(
    ("written", "meant", "slip"),
    [
        ("164", "146", True), ("164", "264", True), ("40", "4", True), ("4", "40", True), ("320000", "320", True),
        ("14", "154", True), ("62", "37", False), ("461", "146", False), ("3", "3", False), ("5", "0", True),
        ("0", "50", False),
    ],
)  # fmt: skip
def test_one_slip(written: str, meant: str, slip: bool) -> None:
    assert (slip_chance(Decimal(written), Decimal(meant)) > 0) is slip


def test_rarer_slips_tell_more() -> None:
    """Two digits swapped are likelier meant than one changed, which may lead to nine times as many numbers."""
    assert slip_chance(Decimal(164), Decimal(146)) > slip_chance(Decimal(164), Decimal(167))
    assert gap_chance(Decimal(140), Decimal(150)) == gap_chance(Decimal(14), Decimal(15))
    assert gap_chance(Decimal(140), Decimal(141)) > gap_chance(Decimal(140), Decimal(457))


@given(st.integers(0, 10**7))
def test_what_may_be_meant_is_one_slip_away(written: int) -> None:
    found = [meant for meant, _ in meant_by(Decimal(written))]
    assert len(found) == len(set(found))
    assert Decimal(written) not in found
    assert all(chance > 0 for _, chance in meant_by(Decimal(written)))


def test_one_number_under_two_spans() -> None:
    text = "15/36 hộ nghèo"
    places = Places(text)
    second = Term(Span(0, 14), Quantity(Decimal(36), written="36"))
    assert places.of(second) == places.of(Term(Span(3, 5), Quantity(Decimal(36), written="36")))
    assert places.span(second) == Span(3, 5)
    assert places.span(Term(Span(0, 14), Quantity(Decimal(15), written="15"))) == Span(0, 14)


def test_one_number_gets_one_value() -> None:
    """Two relations ask for different values of one number: at most one of them is suggested."""
    shared = term(1, Decimal(1120))
    asks = relation(term(0, Decimal(1502)), [shared, term(2, Decimal(400))], rule="column")
    row = relation(shared, [term(3, Decimal(1000)), term(4, Decimal(102))], rule="row")
    other = relation(term(5, Decimal(1400)), [shared, term(6, Decimal(300))], rule="column")
    found = diagnosed(asks, row, other)
    assert [(each.span, each.suggested) for each in found if each.span == shared.span] == [(shared.span, Decimal(1102))]


def test_a_relation_that_holds_by_chance_does_not_vouch_for_a_slip() -> None:
    """What two announced relations ask for is named though a sum that only its figures suggest would break."""
    wrong = term(1, Decimal(164))
    column = relation(wrong, [term(2, Decimal(100)), term(3, Decimal(46))], rule="column")
    row = relation(wrong, [term(4, Decimal(187)), term(5, Decimal(41), weight=-1)], rule="row")
    chance = relation(term(6, Decimal(169)), [wrong, term(7, Decimal(5))])._replace(code="SUM004")
    (found,) = diagnosed(column, row, chance)
    assert (found.suggested, found.facts) == (Decimal(146), 2)
