"""`scripts/score`: extraction over the corpus against its gold, in the measures of `scoring`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import corpus
import scoring


def main() -> None:
    """Read the command line, score, print."""
    parser = argparse.ArgumentParser(prog="scripts/score", description=__doc__)
    parser.add_argument("--split", choices=("dev", "test", "all", "seeds"), default="dev")
    parser.add_argument("--show-errors", action="store_true", help="what was missed or made up (not of the test split)")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    options = parser.parse_args()
    if options.show_errors and options.split in ("test", "all"):
        parser.error("the test split is for measuring only: --show-errors works with --split dev or seeds")
    paths = corpus.seeds() if options.split == "seeds" else corpus.texts(options.split)
    if not paths:
        parser.error(f"no documents of the split {options.split}")
    lined = [path for path in paths if path.suffix in corpus.LINE_FORMATS]
    parts = {"text": lined, "Word and PDF": [path for path in paths if path not in lined]}
    figures = {name: _scored(group, show=options.show_errors) for name, group in parts.items() if group}
    if options.json:
        sys.stdout.write(json.dumps(figures, ensure_ascii=False, indent=1) + "\n")
        return
    for name, rows in figures.items():
        sys.stdout.write(_table(f"{name}: {len(parts[name])} documents of the split {options.split}", rows))


def _scored(paths: list[Path], *, show: bool) -> dict[str, Any]:
    total = scoring.Score()
    for path, record in corpus.records(paths):
        lines = path.suffix in corpus.LINE_FORMATS
        result = scoring.score(corpus.gold_of(path), record, lines=lines)
        total.add(result)
        if show:
            sys.stdout.write(_errors(path.name, result))
    rows = scoring.summary(total)
    if not total.placed.gold:
        del rows["placed"]
    return rows


def _errors(name: str, result: scoring.Score) -> str:
    short = [
        f"{kind}: {tally.hits} right of {tally.gold} in gold, {tally.given} given"
        for kind, tally in result.kinds.items()
        if not tally.hits == tally.gold == tally.given
    ]
    return "".join(
        f"  {line}\n" if index else f"== {line}\n" for index, line in enumerate([name, *short, *result.wrong])
    )


def _table(title: str, rows: dict[str, Any]) -> str:
    lines = [f"{name:22}" + "  ".join(f"{key} {value}" for key, value in row.items()) for name, row in rows.items()]
    return "\n".join([title, *lines, ""]) + "\n"


if __name__ == "__main__":
    main()
