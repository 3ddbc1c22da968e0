"""Where the figures of a total row stand that has fewer of them than there are columns: an empty cell leaves no trace.

"Tổng 8 216 385.100" under classes, learners of a class, learners, price, amount: the figures keep their order, and
most of them are the sums of their columns. Of all placings the one is taken in which most figures are such sums; a
row of which no figure is one is set flush right, as the last columns have totals oftenest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from math import log

import regex

from reportparse.model.span import Span
from reportparse.structure.flattened_rows import ROW, Row

_NUMBER = regex.compile(r"\d+(?:\.\d{3})*(?:,\d+)?")
_MAX_COLUMNS = 14
_FAR = 5.0

_Sums = tuple[Decimal | None, ...]


def with_placed_totals(text: str, rows: Sequence[Row], width: int) -> list[Row]:
    """The rows, with the empty cells of short total rows where the sums of the columns show them to be."""
    short = [row for row in rows if row.total and 0 < len(row.figures) < width and None not in row.figures]
    if not short or width > _MAX_COLUMNS:
        return list(rows)
    sums = list(_sums(text, rows, width))
    return [replace(row, figures=_placed(text, row.figures, sums, width)) if row in short else row for row in rows]


def _sums(text: str, rows: Sequence[Row], width: int) -> Iterator[_Sums]:
    """What each column comes to: over all rows, and over those of each kind of number (I, 1, a) by themselves."""
    kinds: dict[str, list[Row]] = {"": []}
    for row in rows:
        if row.total or len(row.figures) != width:
            continue
        marker = ROW.match(text, row.start)
        kind = next((name for name in ("number", "decimal", "roman", "part", "letter") if marker and marker[name]), "")
        kinds[""].append(row)
        if kind:
            kinds.setdefault(kind, []).append(row)
    for members in kinds.values():
        if len(members) > 1:
            yield tuple(_sum(text, [row.figures[column] for row in members]) for column in range(width))


def _sum(text: str, figures: Sequence[Span | None]) -> Decimal | None:
    values = [value for figure in figures if figure is not None and (value := _value(text, figure)) is not None]
    return sum(values, Decimal(0)) if values else None


def _value(text: str, figure: Span) -> Decimal | None:
    written = text[figure.start : figure.end].partition(" (")[0]
    return Decimal(written.replace(".", "").replace(",", ".")) if _NUMBER.fullmatch(written) else None


def _placed(text: str, figures: Sequence[Span | None], sums: Sequence[_Sums], width: int) -> tuple[Span | None, ...]:
    values = [_value(text, figure) if figure else None for figure in figures]
    right = tuple(range(width - len(figures), width))
    places = max(
        [right, *combinations(range(width), len(figures))],
        key=lambda chosen: max((_fit(values, chosen, each) for each in sums), default=(0, 0.0)),
    )
    made: list[Span | None] = [None] * width
    for column, figure in zip(places, figures, strict=True):
        made[column] = figure
    return tuple(made)


def _fit(values: Sequence[Decimal | None], chosen: Sequence[int], sums: _Sums) -> tuple[int, float]:
    """How many figures are their columns' sums, and how far from them the others are, as minus a sum of ratios."""
    pairs = [(value, sums[column]) for value, column in zip(values, chosen, strict=True)]
    far = sum(abs(log(value / total)) if value and total else _FAR for value, total in pairs)
    return sum(value is not None and value == total for value, total in pairs), -far
