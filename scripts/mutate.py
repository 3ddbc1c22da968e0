"""`scripts/mutate`: known texts with one number changed; how many of the changes that break a relation are noticed.

Documents with gold are changed in one place at a time, at numbers whose relations the gold says hold. A mutation counts
where it breaks at least one of them under every rounding. It is flagged where a check that the untouched text did not
give, `inconsistent` or `suspect`, has the changed number among its figures (for an item left out: its total).

Of the flagged ones, those are `shared` whose number stands in at least two relations of the gold. It is `named` where
a `likely_error` is the changed number with the value that it had, to one unit of its last digit; `misvalued` with
another value; `misnamed` where a `likely_error` that the untouched text did not give is another number. False alarms
are counted on the untouched texts.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import corpus
import known_relations
import mutations
import scoring

Json = dict[str, Any]
_COLUMNS = (
    "broken", "inconsistent", "suspect", "missed", "elsewhere", "misnamed", "shared", "named", "misvalued",
    "misnamed of shared",
)  # fmt: skip
_SCALES = tuple(Decimal(10) ** power for power in (0, 3, 6, 9))
"""What a value of the record may be of gold's, which may count in thousands or millions."""


@dataclass
class Result:
    """Counts by kind of mutation; `alarms` on the untouched text; `lines` says in words what was missed."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    alarms: int = 0
    relations: int = 0
    lines: list[str] = field(default_factory=list)

    def add(self, other: Result) -> None:
        for kind, counts in other.counts.items():
            self.counts.setdefault(kind, Counter()).update(counts)
        self.alarms += other.alarms
        self.relations += other.relations
        self.lines += other.lines


def main() -> None:
    """Read the command line, mutate, print."""
    parser = argparse.ArgumentParser(prog="scripts/mutate", description=__doc__)
    parser.add_argument("--split", choices=("dev", "test", "all", "seeds"), default="dev")
    parser.add_argument("--each", type=int, default=8, help="mutations of each kind for each document")
    parser.add_argument("--seed", type=int, default=1, help="of the random numbers")
    parser.add_argument("--show", action="store_true", help="what was missed or not named (not of the test split)")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    if options.show and options.split in ("test", "all"):
        parser.error("the test split is for measuring only: --show works with --split dev or seeds")
    paths = corpus.seeds() if options.split == "seeds" else corpus.texts(options.split)
    paths = [path for path in paths if path.suffix in corpus.LINE_FORMATS]
    result = Result()
    with ProcessPoolExecutor(options.jobs) as pool:
        for part in pool.map(_of_document, paths, [options.each] * len(paths), [options.seed] * len(paths)):
            result.add(part)
    if options.json:
        sys.stdout.write(json.dumps(_rows(result), ensure_ascii=False, indent=1) + "\n")
        return
    if options.show:
        sys.stdout.writelines(f"{line}\n" for line in result.lines)
    sys.stdout.write(_table(result, len(paths)))


def _of_document(path: Path, each: int, seed: int) -> Result:
    text, gold = path.read_text("utf-8"), corpus.gold_of(path)
    rng = random.Random(f"{seed} {path.name}")
    relations = known_relations.known(text, gold)
    before = _checks(path)
    result = Result(alarms=scoring.score(gold, before.record).false_alarms, relations=len(relations))
    known = {_key(check) for check in before.doubted()}
    said = {_said(check["likely_error"]) for check in before.doubted() if check["likely_error"]}
    places = _by_place(relations)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / path.name
        for maker in mutations.MAKERS:
            made = 0
            order = sorted(places, key=lambda place: place.start)
            rng.shuffle(order)
            for place in order:
                figure, own = places[place]
                mutation = maker(text, figure, own, rng)
                broken = _broken(mutation, own)
                if mutation is None or not broken:
                    continue
                target.write_text(mutation.text, "utf-8")
                _judge(result, path, _Change(mutation, figure, broken, len(own)), _checks(target), known, said)
                made += 1
                if made == each:
                    break
    return result


@dataclass(frozen=True)
class _Checks:
    """The record of a text, with its normalised text and where its lines begin."""

    record: Json
    text: str

    def doubted(self) -> list[Json]:
        return [check for check in self.record["checks"] if check["verdict"] != "consistent"]

    def span(self, place: known_relations.Place, *, up: int = 0) -> tuple[int, int]:
        """Where a number stands, `up` lines higher than it did, in the normalised text."""
        lines = self.text.split("\n")
        line = place.line - 1 - up
        start = sum(len(other) + 1 for other in lines[:line])
        match = list(known_relations.NUMBER.finditer(lines[line]))[place.nth]
        return start + match.start(), start + match.end()


def _checks(path: Path) -> _Checks:
    from reportparse.model.record import record_of  # noqa: PLC0415
    from reportparse.pipeline import parse  # noqa: PLC0415

    report = parse(path)
    return _Checks(record_of(report, version="", lang="en"), report.document.text if report.document else "")


def _by_place(
    relations: Sequence[known_relations.Known],
) -> dict[known_relations.Place, tuple[known_relations.Figure, list[known_relations.Known]]]:
    places: dict[known_relations.Place, tuple[known_relations.Figure, list[known_relations.Known]]] = {}
    for relation in relations:
        for figure in relation.figures():
            places.setdefault(figure.place, (figure, []))[1].append(relation)
    return places


def _broken(
    mutation: mutations.Mutation | None, relations: Sequence[known_relations.Known]
) -> list[known_relations.Known]:
    """The relations that no longer hold; a malformed number breaks them all."""
    if mutation is None:
        return []
    if mutation.malformed:
        return list(relations)
    if mutation.kind == "item":
        relations = [r for r in relations if r.operation == "sum" and r.stated.place != mutation.place]
    changed = [(relation, relation.changed(mutation.place, mutation.figure)) for relation in relations]
    return [relation for relation, other in changed if other is not None and not other.holds()]


@dataclass(frozen=True)
class _Change:
    """A mutation with what the number was, the relations that it breaks, and how many relations the number is in."""

    mutation: mutations.Mutation
    figure: known_relations.Figure
    broken: Sequence[known_relations.Known]
    relations: int

    def spans(self, after: _Checks) -> set[tuple[int, int]]:
        """Where the changed number stands, or the totals of an item that is gone."""
        place, gone = self.mutation.place, self.mutation.lines_gone
        if self.mutation.kind != "item":
            return {after.span(place)}
        totals = [relation.stated.place for relation in self.broken]
        return {after.span(total, up=gone if total.line > place.line else 0) for total in totals}

    def names(self, likely: Json) -> bool:
        """Whether a likely error, known to be at the number, has the value that it had."""
        now = self.mutation.figure.value if self.mutation.figure is not None else None
        read = likely["value"]
        scales = _SCALES
        if now and read is not None:
            scales = tuple(scale for scale in _SCALES if Decimal(str(read)) == now * scale)
        try:
            suggested = Decimal(str(likely["suggested"]))
        except ArithmeticError:
            return False
        return any(abs(suggested - self.figure.value * scale) <= self.figure.step * scale for scale in scales)


def _judge(
    result: Result, path: Path, change: _Change, after: _Checks, known: set[str], said: set[tuple[str, str]]
) -> None:
    counts = result.counts.setdefault(change.mutation.kind, Counter())
    new = [check for check in after.doubted() if _key(check) not in known]
    spans = change.spans(after)
    touching = [check for check in new if any(_meets(span, own) for span in spans for own in _figures(check))]
    verdicts = {check["verdict"] for check in touching}
    outcome = "inconsistent" if "inconsistent" in verdicts else "suspect" if verdicts else "missed"
    counts.update(["broken", outcome])
    counts["elsewhere"] += any(check["verdict"] == "inconsistent" and check not in touching for check in new)
    naming, misnamed = "", False
    if change.mutation.kind != "item":
        likely = [check["likely_error"] for check in new if check["likely_error"]]
        naming, misnamed = _naming(change, likely, spans, said)
        if outcome != "missed" and change.relations >= 2:
            counts.update(["shared", naming, *(["misnamed of shared"] if misnamed else [])])
    counts["misnamed"] += misnamed
    shown = outcome if outcome == "missed" else "misnamed" if misnamed else naming
    if shown in ("missed", "misnamed", "misvalued") or (shown == "unnamed" and change.relations >= 2):
        rules = ", ".join(sorted({relation.rule for relation in change.broken}))
        number = change.mutation.place
        result.lines.append(f"{path.name}:{number.line} {change.mutation.kind} of {number.text} {shown} ({rules})")


def _naming(
    change: _Change, likely: Sequence[Json], spans: set[tuple[int, int]], said: set[tuple[str, str]]
) -> tuple[str, bool]:
    """Whether the likely errors that are new name the changed number, and whether they name another."""
    own = [error for error in likely if any(_meets(span, (error["start"], error["end"])) for span in spans)]
    naming = "named" if any(map(change.names, own)) else "misvalued" if own else "unnamed"
    return naming, any(error not in own and _said(error) not in said for error in likely)


def _said(error: Json) -> tuple[str, str]:
    return error["written"], str(error["suggested"])


def _figures(check: Json) -> Iterator[tuple[int, int]]:
    yield check["start"], check["end"]
    for term in check["terms"]:
        yield term["start"], term["end"]


def _meets(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _key(check: Json) -> str:
    """What tells a check from another wherever it stands."""
    terms = [term["value"] for term in check["terms"]]
    return json.dumps([check["code"], check["stated"], check["computed"], terms], ensure_ascii=False)


def _rows(result: Result) -> Json:
    total: Counter[str] = sum(result.counts.values(), Counter())
    rows = {kind: {name: counts[name] for name in _COLUMNS} for kind, counts in result.counts.items()}
    rows["all"] = {name: total[name] for name in _COLUMNS}
    share = {
        "flagged": _share(total["inconsistent"] + total["suspect"], total["broken"]),
        "named of shared": _share(total["named"], total["shared"]),
        "misnamed of flagged": _share(total["misnamed"], total["inconsistent"] + total["suspect"]),
    }
    return {"relations": result.relations, "false alarms untouched": result.alarms, "kinds": rows, "shares": share}


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0


def _width(name: str) -> int:
    return max(14, len(name) + 2)


def _table(result: Result, documents: int) -> str:
    rows = _rows(result)
    lines = [f"{documents} documents, {result.relations} relations of the gold found in them", ""]
    lines.append(f"{'':8}" + "".join(f"{name:>{_width(name)}}" for name in _COLUMNS))
    for kind, row in rows["kinds"].items():
        lines.append(f"{kind:8}" + "".join(f"{row[name]:{_width(name)}}" for name in _COLUMNS))
    lines += ["", *(f"{name:24}{value}" for name, value in rows["shares"].items())]
    lines.append(f"{'false alarms untouched':24}{result.alarms}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
