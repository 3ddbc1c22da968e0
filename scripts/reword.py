"""`scripts/reword`: what other words for the same cost. Every rewording of `rewordings.toml` on every document.

A clerk writes "chiếm" where another writes "ứng với", "trđ" for "triệu đồng", "Xã" for "Tổng cộng". The gold stays,
since what is said stays: a mention or a relation that is lost is a word that the program does not know.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import corpus
import scoring

REWORDINGS = Path(__file__).with_name("rewordings.toml")
_COUNTED = ("amounts", "percentages", "households", "household roles")


@dataclass(frozen=True)
class Rewording:
    """One way of saying a thing for another."""

    name: str
    pattern: re.Pattern[str]
    put: str

    def of(self, text: str) -> str:
        return self.pattern.sub(self.put, text)


@dataclass(frozen=True)
class Loss:
    """What a rewording costs over the documents that it changes; less than nothing where it wins something.

    `places`: how many words it exchanged; `alarms`: false alarms, of any kind, that the plain documents do not give.
    """

    documents: int
    places: int
    mentions: dict[str, int]
    relations: int
    errors: int
    alarms: int

    def anything(self) -> bool:
        return bool(any(self.mentions.values()) or self.relations or self.errors or self.alarms)


def rewordings() -> list[Rewording]:
    entries = tomllib.loads(REWORDINGS.read_text("utf-8"))["entry"]
    return [Rewording(entry["name"], re.compile(entry["pattern"]), entry["put"]) for entry in entries]


def documents(split: str) -> list[Path]:
    paths = corpus.seeds() if split == "seeds" else corpus.texts(split)
    return [path for path in paths if path.suffix in corpus.LINE_FORMATS]


@cache
def plain(path: Path) -> scoring.Score:
    """The score of a document as it stands."""
    return score(path, path.read_text("utf-8"))


def score(path: Path, text: str) -> scoring.Score:
    """The score of a text under the name, and against the gold, of a document."""
    with tempfile.TemporaryDirectory() as folder:
        changed = Path(folder) / path.name
        changed.write_text(text, "utf-8")
        record = next(corpus.records([changed]))[1]
    return scoring.score(corpus.gold_of(path), record)


def loss(rewording: Rewording, paths: Iterable[Path]) -> Loss:
    """What a rewording costs over some documents."""
    before, after, places, count = scoring.Score(), scoring.Score(), 0, 0
    for path in paths:
        text = path.read_text("utf-8")
        changed = rewording.of(text)
        if changed == text:
            continue
        count, places = count + 1, places + len(rewording.pattern.findall(text))
        before.add(plain(path))
        after.add(score(path, changed))
    return Loss(
        count,
        places,
        {kind: before.kinds[kind].hits - after.kinds[kind].hits for kind in _COUNTED},
        before.relations.hits - after.relations.hits,
        before.errors.hits - after.errors.hits,
        after.false_alarms + after.other_alarms - before.false_alarms - before.other_alarms,
    )


def main() -> None:
    """Read the command line, reword, score, print."""
    parser = argparse.ArgumentParser(prog="scripts/reword", description=__doc__)
    parser.add_argument("--split", choices=("dev", "seeds"), default="dev")
    parser.add_argument("--only", nargs="*", default=[], help="names of rewordings, or parts of them")
    parser.add_argument("--all", action="store_true", help="also those that cost nothing")
    options = parser.parse_args()
    chosen = [each for each in rewordings() if not options.only or any(part in each.name for part in options.only)]
    paths = documents(options.split)
    if not chosen or not paths:
        parser.error("no such rewording" if not chosen else f"no documents of {options.split}")
    heads = ["documents", "places", *_COUNTED, "relations", "errors", "alarms"]
    write = sys.stdout.write
    write(f"lost by other words, {options.split}\n{'':36}" + "".join(f"{head:>17}" for head in heads) + "\n")
    costly = 0
    for each in chosen:
        found = loss(each, paths)
        costly += found.anything()
        if options.all or found.anything():
            figures = [found.documents, found.places, *found.mentions.values(), found.relations, found.errors]
            write(f"{each.name:36}" + "".join(f"{figure:17}" for figure in [*figures, found.alarms]) + "\n")
    write(f"{len(chosen)} rewordings, {len(chosen) - costly} of which cost nothing\n")


if __name__ == "__main__":
    main()
