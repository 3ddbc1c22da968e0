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
    parser.add_argument("--table", action="store_true", help="print the table of README.md, every split")
    options = parser.parse_args()
    if options.table:
        sys.stdout.write(markdown())
        return
    if options.show_errors and options.split in ("test", "all"):
        parser.error("the test split is for measuring only: --show-errors works with --split dev or seeds")
    parts = parts_of(options.split)
    if not parts:
        parser.error(f"no documents of the split {options.split}")
    figures = {name: _scored(group, show=options.show_errors) for name, group in parts.items()}
    if options.json:
        sys.stdout.write(json.dumps(figures, ensure_ascii=False, indent=1) + "\n")
        return
    for name, rows in figures.items():
        sys.stdout.write(_table(f"{name}: {len(parts[name])} documents of the split {options.split}", rows))


def parts_of(split: str) -> dict[str, list[Path]]:
    """The documents of a split: those whose lines are gold's, and the Word and PDF twins."""
    paths = corpus.seeds() if split == "seeds" else corpus.texts(split)
    lined = [path for path in paths if path.suffix in corpus.LINE_FORMATS]
    parts = {"text": lined, "Word and PDF": [path for path in paths if path not in lined]}
    return {name: group for name, group in parts.items() if group}


def markdown() -> str:
    """A table of all splits: F1 of the mentions, found of all for the checks, number of false alarms."""
    columns = {
        f"{split}, {name} ({len(group)})": _scored(group, show=False)
        for split in ("dev", "test", "seeds")
        for name, group in parts_of(split).items()
    }
    lines = [["measure", *columns], ["---"] * (len(columns) + 1)]
    for measure in scoring.summary(scoring.Score()):
        if measure not in ("relations given", "other alarms"):
            lines.append([measure, *(_cell(rows.get(measure)) for rows in columns.values())])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(row: dict[str, Any] | None) -> str:
    if row is None:
        return ""
    if "f1" in row:
        return f"{100 * row['f1']:.1f} %"
    return f"{row['hit']} of {row['of']}" if "hit" in row else str(row["count"])


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
