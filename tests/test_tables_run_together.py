"""Tables of tabs, run together as copies from PDF and from the web are, still give their records.

What stands under which head is no longer written then; it is told by the names and by the figures. Every dev document
with a table of tabs is read both ways.
"""

from __future__ import annotations

from functools import cache

import noise
import pytest
import scoring
from noises import NOISES

FORMS = {form.name: form for form in NOISES if form.name.startswith("tables run together")}
# How much of F1 may be lost, relations as a share of those found before.
ALLOWED = {"amounts": 0.01, "percentages": 0.01, "households": 0.02, "household roles": 0.025, "relations": 0.02}


@cache
def samples() -> tuple[noise.Sample, ...]:
    return tuple(sample for sample in noise.samples("dev") if "\t" in sample.source.text)


@cache
def read(form: str | None) -> scoring.Score:
    return noise.total(
        sample.score(sample.changed(FORMS[form])) if form is not None else sample.plain for sample in samples()
    )


@pytest.mark.parametrize("form", FORMS)
def test_next_to_nothing_is_lost(form: str) -> None:
    plain, changed = read(None), read(form)
    lost = {kind: plain.kinds[kind].f1 - changed.kinds[kind].f1 for kind in ALLOWED if kind in plain.kinds}
    lost["relations"] = 1 - changed.relations.hits / plain.relations.hits
    assert {kind: round(loss, 4) for kind, loss in lost.items() if loss > ALLOWED[kind]} == {}


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_told_wrong(form: str) -> None:
    assert read(form).false_alarms == 0
