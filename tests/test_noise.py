"""A change of form does not change what is read: a quick run of `scripts/noise` over a few documents."""

from __future__ import annotations

from functools import cache
from random import Random

import noise
import pytest
import scoring
from hypothesis import given, settings
from hypothesis import strategies as st
from noises import NOISES, Noise, spelled_alike

# A list of gifts, a flattened table, Markdown with a table: few pages, many forms.
DOCUMENTS = ("103", "107", "118")
# In so few documents a single mention is up to three per cent of its kind.
ALLOWED = 0.035
HARMLESS = [change for change in NOISES if change.damage is None]
# What happens to single characters, wherever they stand, may not change a single value.
CHARACTERS = [
    change
    for change in HARMLESS
    if change.name
    in {
        "nfd", "nfc and nfd mixed", "tones apart", "tones as in hoà", "tones as in hòa", "eth for đ", "no-break spaces",
        "narrow spaces", "zero-width", "byte order marks", "soft hyphens", "no-break hyphens", "minus signs", "crlf",
        "entities", "spaces missing in identifiers",
    }
]  # fmt: skip


@cache
def samples() -> tuple[noise.Sample, ...]:
    return tuple(noise.samples("dev", DOCUMENTS))


@pytest.mark.parametrize("change", HARMLESS, ids=[change.name for change in HARMLESS])
def test_a_change_of_form_costs_next_to_nothing(change: Noise) -> None:
    plain = noise.total(sample.plain for sample in samples())
    changed = noise.total(sample.score(sample.changed(change)) for sample in samples())
    assert {kind: loss for kind, loss in noise.lost(plain, changed).items() if loss > ALLOWED} == {}


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(CHARACTERS), st.sampled_from(DOCUMENTS[1:]), st.integers(0, 10**6))
def test_characters_in_another_form_change_no_value(change: Noise, name: str, seed: int) -> None:
    sample = next(sample for sample in samples() if sample.path.name.startswith(name))
    assert noise.differences(sample, change.change(sample.source, Random(seed))) == []


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("hoà uỷ khoẻ", "hòa ủy khỏe"),
        ("tỷ kỹ quý", "tỉ kĩ quí"),
        ("hoàn thuỷ quỳnh", "hoàn thủy quỳnh"),
        ("năm 2024", "năm2024"),
    ],
)
def test_spellings_that_mean_the_same(text: str, spelled: str) -> None:
    assert spelled_alike(text) == spelled_alike(spelled)


def test_every_change_changes_something() -> None:
    unchanged = {
        change.name for change in NOISES if all(sample.changed(change) == sample.source.text for sample in samples())
    }
    # Some forms are those of these documents anyway.
    run_together = {"tables run together", "tables run together, empty cells lost"}
    assert unchanged <= {"tones as in hòa", "tables piped", *run_together}


def test_the_measures_are_those_of_the_scores() -> None:
    assert set(noise.lost(scoring.Score(), scoring.Score())) == set(scoring.KINDS)
