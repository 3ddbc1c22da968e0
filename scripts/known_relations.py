"""Gold's relations found again in the text: where each number stands, and whether the relation holds.

The arithmetic here is written apart from the package's, since it judges it: bounds of rounding and of truncation as
closed intervals, nothing else.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

Json = dict[str, Any]

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?")
_LINES = re.compile(r"(?<![\d.,%])\d{1,4}(?![\d.,%]*[\d%])")
_LINE = re.compile(r"\(line (\d+)")
_DATE = re.compile(r"(?:\d{1,2}[/-])?\d{1,2}[/-](?:19|20)\d\d(?!\d)")
_ORDINAL = re.compile(r"[|\s]*\d+(?:\.\d+)*\s?(?:[.)/]\s|[|\t])\s*[^\s\d]")
_NAMED = re.compile(r"(?:^|[\t|])[^\t|\d]*[^\W\d_][^\t|\d:(]*$")
_FACTORS = tuple(Decimal(10) ** power for power in (0, 3, 6, 9))
_MAX_SIGNED = 7


@dataclass(frozen=True)
class Place:
    """A number of the text: its line (1-based), which number of that line it is, its raw offsets and its words.

    `ordinal`: it counts nothing, but is part of a date, the number of its row or item, or of a name in its row
    ("Thôn 2").
    """

    line: int
    nth: int
    start: int
    end: int
    text: str
    ordinal: bool = False


@dataclass(frozen=True)
class Figure:
    """A number in a relation: where it stands, its value in gold's unit, and the unit of its last stated digit."""

    place: Place
    value: Decimal
    step: Decimal

    def bounds(self, reading: str) -> tuple[Decimal, Decimal]:
        """Lowest and highest value that is written like this."""
        if reading == "truncated":
            return self.value, self.value + self.step
        return self.value - self.step / 2, self.value + self.step / 2


@dataclass(frozen=True)
class Known:
    """A relation of the gold that holds. `signs` are those of a sum; other operations have none."""

    rule: str
    operation: str
    stated: Figure
    terms: tuple[Figure, ...]
    signs: tuple[int, ...] = ()

    def figures(self) -> tuple[Figure, ...]:
        return (self.stated, *self.terms)

    def holds(self) -> bool:
        """Whether some value written like the stated one agrees with what the terms may give."""
        return any(self._meet(reading) for reading in ("rounded", "truncated"))

    def _meet(self, reading: str) -> bool:
        low, high = self.stated.bounds(reading)
        bounds = [term.bounds(reading) for term in self.terms]
        if self.operation == "sum":
            signed = [b if sign > 0 else (-b[1], -b[0]) for b, sign in zip(bounds, self.signs, strict=True)]
            least, most = sum(b[0] for b in signed), sum(b[1] for b in signed)
        elif self.operation == "product":
            least, most = Decimal(1), Decimal(1)
            for lower, upper in bounds:
                least, most = least * lower, most * upper
        elif self.operation == "quotient":
            (part_low, part_high), (base_low, base_high) = bounds
            if base_low <= 0:
                return False
            least, most = 100 * part_low / base_high, 100 * part_high / base_low
        else:
            least, most = bounds[0]
        return least <= high and low <= most

    def changed(self, place: Place, figure: Figure | None) -> Known | None:
        """The relation with another figure in one place, or without the term there; None where none would be left."""
        if figure is None:
            kept = [(t, s) for t, s in zip(self.terms, self.signs, strict=True) if t.place != place]
            return replace(self, terms=tuple(t for t, _ in kept), signs=tuple(s for _, s in kept)) if kept else None

        def other(own: Figure) -> Figure:
            return replace(own, value=figure.value, step=figure.step) if own.place == place else own

        return replace(self, stated=other(self.stated), terms=tuple(other(term) for term in self.terms))


def read(text: str) -> tuple[Decimal, Decimal] | None:
    """Value and last stated digit of a number in Vietnamese spelling; None where it is malformed."""
    if not _GROUPED.fullmatch(text):
        return None
    whole, _, decimals = text.partition(",")
    value = Decimal(whole.replace(".", "") + ("." + decimals if decimals else ""))
    return value, Decimal(1).scaleb(-len(decimals))


def figure_at(place: Place, factor: Decimal, *, exact: bool) -> Figure | None:
    """The figure that a number of the text stands for; counts and đồng written in full are exact."""
    parsed = read(place.text)
    if parsed is None:
        return None
    value, step = parsed
    return Figure(place, value * factor, Decimal(0) if exact and step == 1 and factor == 1 else step * factor)


def numbers(text: str) -> list[Place]:
    """Every number of a text."""
    found = []
    offset = 0
    for line, content in enumerate(text.split("\n"), 1):
        dates = [match.span() for match in _DATE.finditer(content)]
        for nth, match in enumerate(NUMBER.finditer(content)):
            dated = any(start <= match.start() < end for start, end in dates)
            numbered = not nth and _ORDINAL.match(content) is not None
            numbered |= content.count("\t") > 1 and _NAMED.search(content[: match.start()]) is not None
            start = offset + match.start()
            found.append(Place(line, nth, start, start + len(match[0]), match[0], dated or numbered))
        offset += len(content) + 1
    return found


def known(text: str, gold: Json) -> list[Known]:
    """The relations of the gold that hold and whose numbers are all found in the text, each in a place of its own."""
    by_line: dict[int, list[Place]] = {}
    for place in numbers(text):
        by_line.setdefault(place.line, []).append(place)
    found = []
    for check in gold["checks"]:
        if check["verdict"] != "consistent" or check["rule"] not in _OPERATIONS:
            continue
        relation = _located(check, by_line)
        if relation is not None and relation.holds():
            found.append(relation)
    return found


_OPERATIONS = {
    "sum": "sum", "column": "sum", "row": "sum", "change": "sum", "ratio": "quotient", "product": "product",
    "repeat": "equal",
}  # fmt: skip


def _located(check: Json, by_line: dict[int, list[Place]]) -> Known | None:
    try:
        stated, *terms = (Decimal(str(value)) for value in (check["stated"], *check["terms"]))
    except (ArithmeticError, ValueError):
        return None
    lines = [check["line"], *(int(n) for n in _LINES.findall(check["explain"]) if int(n) in by_line)]
    # "35 (line 38): 14 (line 35) + 11 (line 36) ...": the line of each number, where all are said.
    own = [[int(number)] for number in _LINE.findall(check["explain"])]
    places = own if len(own) == len(terms) + 1 else [lines] * (len(terms) + 1)
    used: set[Place] = set()
    figures: list[Figure] = []
    if check["rule"] == "repeat":
        terms = [value for value in terms if value == stated][1:]
        places = [lines] * (len(terms) + 1)
    for value, near in zip((stated, *terms), places, strict=True):
        percent = check["rule"] == "ratio" and not figures
        column = figures[0].place.nth if figures and check["rule"] == "column" else None
        figure = _find(value, near, by_line, used, percent=percent, column=column)
        if figure is None:
            return None
        used.add(figure.place)
        figures.append(figure)
    if len(figures) < 2:
        return None
    return _relation(check["rule"], figures[0], tuple(figures[1:]))


def _find(
    value: Decimal,
    lines: Sequence[int],
    by_line: dict[int, list[Place]],
    used: set[Place],
    *,
    percent: bool,
    column: int | None = None,
) -> Figure | None:
    """The number of the lines, or of those below them, that has a value; `column`: about which number of its line."""
    for line in (near + step for step in (0, 1) for near in lines):
        places = [place for place in by_line.get(line, ()) if not place.ordinal]
        if column is not None:
            places.sort(key=lambda place: abs(place.nth - column))
        for place in places:
            for factor in _FACTORS[:1] if percent else _FACTORS:
                figure = figure_at(place, factor, exact=not percent)
                if place not in used and figure is not None and figure.value == value:
                    return figure
    return None


def _relation(rule: str, stated: Figure, terms: tuple[Figure, ...]) -> Known | None:
    operation = _OPERATIONS[rule]
    if operation != "sum":
        if (operation == "quotient") != (len(terms) == 2) and operation == "quotient":
            return None
        return Known(rule, operation, stated, terms)
    for signs in _signs(rule, len(terms)):
        relation = Known(rule, operation, stated, terms, signs)
        if relation.holds():
            return relation
    return None


def _signs(rule: str, count: int) -> Iterator[tuple[int, ...]]:
    yield (1,) * count
    if rule in ("change", "row") and count <= _MAX_SIGNED:
        yield from ((1, *rest) for rest in itertools.product((-1, 1), repeat=count - 1) if -1 in rest)
