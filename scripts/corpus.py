"""The evaluation corpus as the scripts use it: which files belong to which split, and the record of each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CORPORA = ROOT / "corpora"
SHARED = ROOT.parent / "shared"
LINE_FORMATS = frozenset({".txt", ".md"})

Json = dict[str, Any]


def texts(split: str = "all", *, corpora: Path = CORPORA) -> list[Path]:
    """The documents of a split ("dev", "test" or "all") in name order, with their Word and PDF twins."""
    splits: dict[str, list[str]] = json.loads((corpora / "splits.json").read_text("utf-8"))
    wanted = {number for name, numbers in splits.items() if split in (name, "all") for number in numbers}
    return [path for path in sorted((corpora / "texts").iterdir()) if path.name[:3] in wanted]


def seeds() -> list[Path]:
    """The real documents with shared gold, where they lie beside the checkout."""
    return sorted((SHARED / "seeds").glob("*.txt"))


def gold_of(path: Path) -> Json:
    """The gold of a document of the corpus, or of a seed."""
    folder = SHARED / "gold" if path.parent == SHARED / "seeds" else path.parent.parent / "gold"
    gold: Json = json.loads((folder / f"{path.name[:3]}.json").read_text("utf-8"))
    return gold


def records(paths: list[Path]) -> Iterator[tuple[Path, Json]]:
    """Every document with its record, as `reportparse extract --lang en` gives it."""
    # Imported here: another checkout's package may stand first on the path by then (see `diff_corpus`).
    from reportparse.model.record import record_of  # noqa: PLC0415
    from reportparse.pipeline import parse  # noqa: PLC0415

    for path in paths:
        yield path, record_of(parse(path), version="", lang="en")
