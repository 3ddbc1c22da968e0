"""`scripts/diff_corpus`: what a change gains and loses over corpora/texts, row by row.

The texts of the working tree are read twice: by the package at a revision (HEAD unless --base says otherwise, in a
git worktree of its own) and by the package in the working tree. A row is a value with its place. Rows of the test
split are counted and not shown.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import corpus

Json = dict[str, Any]
Rows = dict[str, Counter[tuple[str, str]]]

# What makes a mention's row besides its text; a kind that is not here shows every plain field.
_LEFT_OUT = frozenset({"text", "start", "end", "line", "place"})
_CHECK_FIELDS = ("code", "verdict", "stated", "computed", "reason")
_EXTRACT = "from reportparse.cli.main import main; main()"


def main() -> None:
    """Read the command line, extract twice, print the differences."""
    parser = argparse.ArgumentParser(prog="scripts/diff_corpus", description=__doc__)
    parser.add_argument("--base", default="HEAD", metavar="REV", help="the revision to compare with (default: HEAD)")
    parser.add_argument("--rows", type=int, default=50, metavar="N", help="rows shown of each kind (default: 50)")
    options = parser.parse_args()
    with _checkout(options.base) as base:
        old = _records(base)
    new = _records(corpus.ROOT)
    shown = {path.name for path in corpus.texts("dev")}
    before, after = rows(old), rows(new)
    for kind in sorted(before | after):
        gained = after.get(kind, Counter()) - before.get(kind, Counter())
        lost = before.get(kind, Counter()) - after.get(kind, Counter())
        sys.stdout.write("".join(report(kind, gained, lost, shown, options.rows)))
    same = before == after
    sys.stdout.write(f"{len(new)} documents, {'no differences' if same else 'see above'}\n")


def rows(records: list[Json]) -> Rows:
    """Every value with its place, by kind, as (name of the file, words)."""
    found: Rows = {}
    for record in records:
        name = Path(record["document"]["source"]).name
        for kind, words in _rows_of(record):
            found.setdefault(kind, Counter())[name, words] += 1
    return found


def _rows_of(record: Json) -> Iterator[tuple[str, str]]:
    for key in ("header", "unit", "period"):
        for name, value in record[key].items():
            if value not in (None, []):
                yield key, f"{name} = {json.dumps(value, ensure_ascii=False)}"
    for check in record["checks"]:
        yield "checks", f"{_place(check)} {' '.join(str(check[name]) for name in _CHECK_FIELDS)}"
    for kind, mentions in record.items():
        if kind == "checks" or not isinstance(mentions, list):
            continue
        for mention in mentions:
            values = {k: v for k, v in mention.items() if k not in _LEFT_OUT and v not in (None, False)}
            text = " ".join(mention["text"].split())
            yield kind, f"{_place(mention)} {text!r} {json.dumps(values, ensure_ascii=False)}"


def _place(mention: Json) -> str:
    place = mention["place"]
    parts = [f"line {mention['line']}", *(f"{key} {place[key]}" for key in ("table", "row", "column") if place[key])]
    return ", ".join(parts)


def report(
    kind: str, gained: Counter[tuple[str, str]], lost: Counter[tuple[str, str]], shown: set[str], limit: int
) -> Iterator[str]:
    if not gained and not lost:
        return
    yield f"{kind}: {gained.total()} gained, {lost.total()} lost\n"
    lines = [(name, "-", words) for name, words in lost.elements()] + [
        (name, "+", words) for name, words in gained.elements()
    ]
    visible = sorted(line for line in lines if line[0] in shown)
    for name, sign, words in visible[:limit]:
        yield f"  {sign} {name}: {words}\n"
    if len(visible) > limit:
        yield f"  ... {len(visible) - limit} more (--rows)\n"
    if len(visible) < len(lines):
        yield f"  ({len(lines) - len(visible)} in the test split, not shown)\n"


def _records(checkout: Path) -> list[Json]:
    """The records that the package of a checkout makes of the working tree's texts."""
    texts = [str(path.relative_to(corpus.ROOT)) for path in corpus.texts()]
    command = [sys.executable, "-c", _EXTRACT, "extract", *texts, "--format", "jsonl", "--lang", "en"]
    environment = {**os.environ, "PYTHONPATH": str(checkout / "src")}
    done = subprocess.run(command, cwd=corpus.ROOT, env=environment, check=False, stdout=subprocess.PIPE)
    if done.returncode not in (0, 1):
        sys.exit(f"the package in {checkout} could not extract (exit code {done.returncode})")
    return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]


@contextmanager
def _checkout(revision: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "base"
        git = ["git", "-C", str(corpus.ROOT), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(path), revision], check=True)
        try:
            yield path
        finally:
            subprocess.run([*git, "remove", "--force", str(path)], check=True)


if __name__ == "__main__":
    main()
