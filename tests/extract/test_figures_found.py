"""Amounts, rates, percentages, households, counts and projects: one line of a spec is a text and all it holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from reportparse.config import Settings
from reportparse.extract import extract
from reportparse.lexicon import load_lexicon
from reportparse.model.document import Document, SourceFile
from reportparse.model.mention import Figure, Mention, Mentions, ProjectRef
from reportparse.structure.view import build_view
from reportparse.text.normalize import normalize

SPECS = Path(__file__).parents[1] / "fixtures" / "specs"


def cases(name: str) -> list[Any]:
    lines = (SPECS / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [pytest.param(case, id=case["why"]) for case in map(json.loads, lines)]


def find(text: str) -> tuple[str, Mentions]:
    text = normalize(text).text
    document = Document(source=SourceFile("a.txt", "0", "text/plain", 1), text=text)
    return text, extract(build_view(document, Settings(), load_lexicon()))


def shown(text: str, found: Sequence[Mention], wanted: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The found mentions with the keys that the wanted ones ask for; all basic keys where nothing is wanted."""
    keys = [list(want) for want in wanted]
    return [
        {key: value(text, mention, key) for key in (keys[position] if position < len(keys) else ["text"])}
        for position, mention in enumerate(found)
    ]


def value(text: str, mention: Mention, key: str) -> Any:
    if key == "text":
        return mention.span.of(text)
    if isinstance(mention, Figure) and key in ("value", "malformed"):
        if key == "malformed":
            return mention.quantity.malformed
        number = mention.quantity.value
        return number if number is None else Decimal(str(number))
    return getattr(mention, key)


def exact(wanted: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {key: Decimal(str(item)) if key == "value" and item is not None else item for key, item in want.items()}
        for want in wanted
    ]


def compare(text: str, found: Sequence[Mention], wanted: Sequence[dict[str, Any]]) -> None:
    assert shown(text, found, wanted) == exact(wanted)


@pytest.mark.parametrize("case", cases("money"))
def test_money(case: dict[str, Any]) -> None:
    text, mentions = find(case["text"])
    compare(text, mentions.amounts, case["amounts"])
    compare(text, mentions.rates, case["rates"])


@pytest.mark.parametrize("case", cases("percentages"))
def test_percentages(case: dict[str, Any]) -> None:
    text, mentions = find(case["text"])
    compare(text, mentions.percentages, case["expect"])


@pytest.mark.parametrize("case", cases("households"))
def test_households(case: dict[str, Any]) -> None:
    text, mentions = find(case["text"])
    compare(text, mentions.households, case["expect"])


@pytest.mark.parametrize("case", cases("counts"))
def test_counts(case: dict[str, Any]) -> None:
    text, mentions = find(case["text"])
    compare(text, mentions.counts, case["expect"])


@pytest.mark.parametrize("case", cases("projects"))
def test_projects(case: dict[str, Any]) -> None:
    mentions = find(case["text"])[1]
    found: list[ProjectRef] = list(mentions.projects)
    assert [[ref.project, ref.subproject] for ref in found] == [want[:2] for want in case["expect"]]
    if "programme" in case:
        assert [ref.programme for ref in found] == case["programme"]
