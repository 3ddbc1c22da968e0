"""Other words for the same change nothing that is read: a quick run of `scripts/reword` over a few documents."""

from __future__ import annotations

from pathlib import Path

import pytest
import reword
from reword import Rewording

# A report of a year, a plan with a table by village, a report with tables of shares and loans.
DOCUMENTS = ("106", "171", "183")
# Of 238 relations and 330 households; the whole run has the exact figures.
RELATIONS, MENTIONS = 4, 6


def paths() -> list[Path]:
    return [path for path in reword.documents("dev") if path.name.startswith(DOCUMENTS)]


@pytest.mark.parametrize("rewording", reword.rewordings(), ids=[each.name for each in reword.rewordings()])
def test_other_words_cost_next_to_nothing(rewording: Rewording) -> None:
    found = reword.loss(rewording, paths())
    assert found.alarms <= 0
    assert found.relations <= RELATIONS
    assert {kind: lost for kind, lost in found.mentions.items() if lost > MENTIONS} == {}


def test_rewordings_have_names_of_their_own() -> None:
    names = [each.name for each in reword.rewordings()]
    assert len(set(names)) == len(names) > 90
