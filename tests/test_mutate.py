"""The benchmark of mutations: it finds gold's relations in the text, and each slip changes one place as it says."""

from __future__ import annotations

import json
import random
from collections import Counter
from decimal import Decimal
from pathlib import Path

import known_relations
import mutate
import mutations
import pytest

TEXT = """II. KẾT QUẢ
1. Tổng kinh phí: 96.500.000 đồng, trong đó:
- Tập huấn: 61.200.000 đồng
- In tài liệu: 14.300.000 đồng
- Kiểm tra: 21.000.000 đồng
2. Hộ nghèo đầu năm 187 hộ, giảm 46 hộ, tăng 05 hộ, còn 146 hộ, bằng 11,7% của 1.248 hộ.
3. Đã giải ngân 1,5 tỷ đồng.
"""
GOLD = {
    "checks": [
        {
            "rule": "sum", "verdict": "consistent", "line": 2, "stated": 96500000,
            "terms": [61200000, 14300000, 21000000], "explain": "96.500.000 (line 2) of (line 3), (line 4), (line 5)",
        },
        {
            "rule": "change", "verdict": "consistent", "line": 6, "stated": 146, "terms": [187, 46, 5], "explain": "",
        },
        {"rule": "ratio", "verdict": "consistent", "line": 6, "stated": 11.7, "terms": [146, 1248], "explain": ""},
        {"rule": "ratio", "verdict": "inconsistent", "line": 6, "stated": 11.7, "terms": [46, 1248], "explain": ""},
    ]
}  # fmt: skip


@pytest.fixture
def relations() -> list[known_relations.Known]:
    return known_relations.known(TEXT, GOLD)


def test_relations_are_found_in_the_text(relations: list[known_relations.Known]) -> None:
    assert [(r.rule, r.stated.place.text) for r in relations] == [
        ("sum", "96.500.000"),
        ("change", "146"),
        ("ratio", "11,7"),
    ]
    assert relations[1].signs == (1, -1, 1)
    assert all(TEXT[f.place.start : f.place.end] == f.place.text for r in relations for f in r.figures())


def test_rounded_and_truncated_figures_hold(relations: list[known_relations.Known]) -> None:
    share = relations[2]
    for written, holds in (("11,6", True), ("11,7", True), ("11,8", False), ("11", True), ("12", True), ("13", False)):
        value, step = known_relations.read(written) or (Decimal(0), Decimal(0))
        changed = share.changed(share.stated.place, known_relations.Figure(share.stated.place, value, step))
        assert changed is not None
        assert changed.holds() is holds, written


@pytest.mark.parametrize("maker", mutations.MAKERS, ids=lambda maker: maker.__name__)
def test_a_mutation_changes_one_place(maker: mutations.Maker, relations: list[known_relations.Known]) -> None:
    places = mutate._by_place(relations)
    made = Counter[str]()
    for seed in range(20):
        for figure, own in places.values():
            mutation = maker(TEXT, figure, own, random.Random(seed))
            if mutation is None:
                continue
            made[mutation.kind] += 1
            assert mutation.text != TEXT
            assert len(mutation.text) - len(TEXT) == mutation.length
            start = min(mutation.start, figure.place.start)
            assert mutation.text[:start] == TEXT[:start]
            assert mutation.text.endswith(TEXT[max(figure.place.end, mutation.start + 40) :][-30:])
    assert set(made) == {maker.__name__} or (maker is mutations.unit and not made)


def test_a_unit_is_exchanged() -> None:
    figure = known_relations.figure_at(known_relations.numbers(TEXT)[-1], Decimal(10**9), exact=False)
    assert figure is not None
    mutation = mutations.unit(TEXT, figure, [], random.Random(1))
    assert mutation is not None
    assert "1,5 triệu đồng" in mutation.text
    assert mutation.figure is not None
    assert mutation.figure.value == 1_500_000


def test_what_is_flagged_is_counted(tmp_path: Path) -> None:
    """The changed total of a plain list is noticed, and nothing is on the untouched text."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (tmp_path / "gold").mkdir()
    gold = {**GOLD, "citations": [], "money": [], "projects": [], "percentages": [], "households": [], "header": {}}
    (folder / "900_a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "gold" / "900.json").write_text(json.dumps(gold), "utf-8")
    result = mutate._of_document(folder / "900_a.txt", 3, 1)
    assert result.relations == 3
    assert result.alarms == 0
    total = result.counts["total"]
    assert total["broken"] >= 1
    assert total["inconsistent"] + total["suspect"] + total["missed"] == total["broken"]
    assert total["inconsistent"] + total["suspect"] >= 1


@pytest.mark.parametrize(
    ("written", "now", "likely", "names"),
    [
        ("187", "178", {"value": 178, "suggested": 187}, True),
        ("187", "178", {"value": 178, "suggested": 188}, False),
        ("187", "178", {"value": 178000, "suggested": 187000}, True),
        ("187", "178", {"value": 178, "suggested": 187000}, False),
        ("11,7", "17,1", {"value": 17.1, "suggested": 11.6}, True),
        ("11,7", "17,1", {"value": 17.1, "suggested": 11.5}, False),
        ("1.248", "1.2048", {"value": None, "suggested": 1248}, True),
        ("1.248", "1.2048", {"value": None, "suggested": "2024"}, False),
    ],
)
def test_a_number_is_named_with_the_value_that_it_had(
    written: str, now: str, likely: dict[str, object], names: bool
) -> None:
    """Exact figures to the last digit, rounded ones to one unit of it, in gold's unit or thousands of it."""
    place = known_relations.Place(1, 0, 0, len(written), written)
    exact = "," not in written
    figure = known_relations.figure_at(place, Decimal(1), exact=exact)
    changed = known_relations.figure_at(known_relations.Place(1, 0, 0, len(now), now), Decimal(1), exact=exact)
    assert figure is not None
    mutation = mutations.Mutation("digit", place, now, 0, 0, changed, malformed=changed is None)
    assert mutate._Change(mutation, figure, [], 2).names(likely) is names


def test_a_number_named_and_another_one_named_count_both() -> None:
    place = known_relations.Place(1, 0, 0, 3, "187")
    figure = known_relations.figure_at(place, Decimal(1), exact=True)
    changed = known_relations.figure_at(known_relations.Place(1, 0, 0, 3, "178"), Decimal(1), exact=True)
    assert figure is not None
    change = mutate._Change(mutations.Mutation("swap", place, "178", 0, 0, changed), figure, [], 2)
    right = {"start": 0, "end": 7, "written": "178", "value": 178, "suggested": 187}
    wrong = {"start": 20, "end": 23, "written": "46", "value": 46, "suggested": 37}
    assert mutate._naming(change, [right, wrong], {(0, 3)}, set()) == ("named", True)
    assert mutate._naming(change, [right, wrong], {(0, 3)}, {("46", "37")}) == ("named", False)
    assert mutate._naming(change, [wrong], {(0, 3)}, set()) == ("unnamed", True)


def test_a_number_in_the_name_of_a_row_counts_nothing() -> None:
    places = known_relations.numbers("2\tTiểu khu 2\t7\t35 (1,2%)\nCó 2 thôn.")
    assert [(place.text, place.ordinal) for place in places] == [
        ("2", True), ("2", True), ("7", False), ("35", False), ("1,2", False), ("2", False),
    ]  # fmt: skip
