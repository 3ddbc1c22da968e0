"""`scripts/noise`: what a change of form costs. F1 of every kind of mention on changed documents, beside the unchanged.

The same documents with the same gold, each change of `noises` applied with a fixed seed. Lines are not compared: many
changes move them. Spellings that mean the same count as the same.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

import corpus
import scoring
from noises import NOISES, Noise, Source, spelled_alike

Json = dict[str, Any]
ALLOWED = 0.01


@dataclass(frozen=True)
class Sample:
    """A document with its gold, as it stands in the corpus."""

    path: Path

    @cached_property
    def gold(self) -> Json:
        gold: Json = alike(corpus.gold_of(self.path))
        return gold

    @cached_property
    def source(self) -> Source:
        return source_of(self.path)

    @cached_property
    def plain(self) -> scoring.Score:
        return self.score(self.source.text)

    def record(self, text: str) -> Json:
        """The record of a text under the document's own name."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / self.path.name
            path.write_bytes(text.encode())
            record: Json = alike(next(corpus.records([path]))[1])
        return record

    def score(self, text: str) -> scoring.Score:
        return scoring.score(self.gold, self.record(text), lines=False)

    def changed(self, noise: Noise, seed: int = 0) -> str:
        return noise.change(self.source, Random(f"{noise.name} {self.path.name} {seed}"))


def alike(value: Any) -> Any:
    """Gold or a record in one spelling."""
    if isinstance(value, str):
        return spelled_alike(value)
    if isinstance(value, list):
        return [alike(item) for item in value]
    return {key: alike(item) for key, item in value.items()} if isinstance(value, dict) else value


def source_of(path: Path) -> Source:
    """A document's text, the lines that are neither form nor table, and its paragraphs as they are read."""
    # Imported here for the same reason as in `corpus.records`.
    from reportparse.config import Settings  # noqa: PLC0415
    from reportparse.formats import load, read  # noqa: PLC0415
    from reportparse.lexicon import load_lexicon  # noqa: PLC0415
    from reportparse.structure.header_parts import find_title  # noqa: PLC0415
    from reportparse.structure.header_text import head_zone  # noqa: PLC0415
    from reportparse.structure.signature import read_signature  # noqa: PLC0415
    from reportparse.structure.view import build_view  # noqa: PLC0415

    data, file = load(path, Settings(), given=path.name)
    lexicon = load_lexicon()
    view = build_view(read(data, file, Settings()), Settings(), lexicon)
    document = view.document
    title = find_title(head_zone(document), lexicon)
    first = document.line_of(title.line.end) if title else 0
    signed = read_signature(document, lexicon).start
    last = document.line_of(signed) - 1 if signed is not None else document.line_of(len(document.text))
    tables = {
        line
        for table in document.tables
        for line in range(document.line_of(table.span.start) - 1, document.line_of(table.span.end))
    }
    prose = frozenset(range(first, last)) - tables
    blocks: list[tuple[bool, str]] = []
    lines = document.text.split("\n")
    done = 0
    for paragraph in view.flow.paragraphs:
        span = view.flow.span(paragraph.start, paragraph.end)
        low, high = document.line_of(span.start) - 1, document.line_of(max(span.start, span.end - 1))
        if paragraph.cell is None and done <= low and all(line in prose for line in range(low, high)):
            blocks += [(False, line) for line in lines[done:low]]
            blocks.append((True, view.flow.of(paragraph)))
            done = high
    blocks += [(False, line) for line in lines[done:]]
    return Source(document.text, prose, tuple(blocks))


def samples(split: str, prefixes: Sequence[str] = ()) -> list[Sample]:
    paths = corpus.seeds() if split == "seeds" else corpus.texts(split)
    return [
        Sample(path)
        for path in paths
        if path.suffix in corpus.LINE_FORMATS and (not prefixes or path.name.startswith(tuple(prefixes)))
    ]


def total(scores: Iterable[scoring.Score]) -> scoring.Score:
    result = scoring.Score()
    for score in scores:
        result.add(score)
    return result


def lost(plain: scoring.Score, changed: scoring.Score) -> dict[str, float]:
    """F1 lost by kind; less than nothing where something was won."""
    return {kind: plain.kinds[kind].f1 - changed.kinds[kind].f1 for kind in scoring.KINDS}


def differences(sample: Sample, text: str) -> list[str]:
    """What the record of a changed text has lost and gained, kind by kind."""
    return named_differences(sample.gold, sample.record(sample.source.text), sample.record(text))


def named_differences(gold: Json, before: Json, after: Json) -> list[str]:
    """What one record of a document has lost and gained against another, kind by kind."""
    found = []
    for kind, (_, given) in scoring.mention_values(gold, before).items():
        changed = scoring.mention_values(gold, after)[kind][1]
        if given != changed:
            found.append(f"  {kind}: lost {_words(given - changed)}; gained {_words(changed - given)}")
    for name in scoring.HEADER:
        one, other = (scoring.plain(record["header"].get(name)) for record in (before, after))
        if one != other:
            found.append(f"  {name}: was {one!r}, is {other!r}")
    return found


def _words(values: Counter[Any]) -> str:
    return ", ".join(f"{count}× {value}" for value, count in values.items()) or "nothing"


def main() -> None:
    """Read the command line, change, score, print."""
    parser = argparse.ArgumentParser(prog="scripts/noise", description=__doc__)
    parser.add_argument("--split", choices=("dev", "seeds"), default="dev")
    parser.add_argument("--only", nargs="*", default=[], help="names of changes, or parts of them")
    parser.add_argument("--files", nargs="*", default=[], help="first characters of file names")
    parser.add_argument("--show", action="store_true", help="what is lost and gained")
    options = parser.parse_args()
    chosen = [noise for noise in NOISES if not options.only or any(part in noise.name for part in options.only)]
    group = samples(options.split, options.files)
    if not chosen or not group:
        parser.error(
            "no such change; there are: " + ", ".join(noise.name for noise in NOISES) if not chosen else "no file"
        )
    plain = total(sample.plain for sample in group)
    width = max(len(noise.name) for noise in chosen) + 2
    names = [kind.removeprefix("household ")[:11] for kind in scoring.KINDS]
    write = sys.stdout.write
    write(f"{len(group)} documents of {options.split}: F1 unchanged, then what every change loses (+ over {ALLOWED})\n")
    write(f"{'':{width}}" + "".join(f"{name:>13}" for name in names) + "\n")
    write(f"{'unchanged':{width}}" + "".join(f"{plain.kinds[kind].f1:13.4f}" for kind in scoring.KINDS) + "\n")
    for noise in chosen:
        texts = [sample.changed(noise) for sample in group]
        loss = lost(plain, total(sample.score(text) for sample, text in zip(group, texts, strict=True)))
        cells = (
            f"{loss[kind]:.4f}{'+' if loss[kind] > ALLOWED else ' '}" if abs(loss[kind]) > 5e-5 else "- "
            for kind in scoring.KINDS
        )
        write(f"{noise.name:{width}}" + "".join(f"{cell:>13}" for cell in cells) + f"  {noise.damage or ''}\n")
        if options.show:
            for sample, text in zip(group, texts, strict=True):
                found = differences(sample, text)
                write("".join(f"{line}\n" for line in [f" {sample.path.name}", *found]) if found else "")


if __name__ == "__main__":
    main()
