"""Total rows that no word of sum names: the last or first row of a table of villages is "Xã", or the commune's name.

Such a row stands at an end of the table without the number that all others have, or bears a word for the whole place,
and two columns at least add up to it. One column alone may do so by chance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import Field, dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar, Protocol, TypeVar

import regex

from reportparse.text.numerals import Number

_PLACE = regex.compile(
    r"(?:xã|phường|thị\strấn|huyện|thị\sxã|tỉnh|thôn|đơn\svị)(?:\s\p{Lu}[\p{L}’']*)*", regex.IGNORECASE
)
_LEAST_ROWS, _LEAST_COLUMNS, _SMALL = 3, 2, 3


class _RowLike(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def index(self) -> int: ...
    @property
    def label(self) -> str: ...
    @property
    def marker(self) -> str: ...
    @property
    def total(self) -> bool: ...


RowT = TypeVar("RowT", bound=_RowLike)


class _FigureLike(Protocol):
    @property
    def row(self) -> int: ...
    @property
    def column(self) -> int: ...
    @property
    def number(self) -> Number: ...


@dataclass(frozen=True, slots=True)
class _Sums:
    """The figures of a table by column and row."""

    columns: Mapping[int, Mapping[int, Decimal]]

    def borne_out(self, total: int, parts: Sequence[int]) -> bool:
        """Whether at least two columns, and more than half of those that may, add up to a row."""
        adding = failing = 0
        for cells in self.columns.values():
            values = [cells[row] for row in parts if row in cells]
            if total not in cells or len(values) < _LEAST_ROWS or cells[total] < _SMALL:
                continue
            adds = sum(values) == cells[total]
            adding, failing = adding + adds, failing + (not adds)
        return adding >= _LEAST_COLUMNS and adding >= failing


def with_unnamed_total(rows: tuple[RowT, ...], figures: Sequence[_FigureLike]) -> tuple[RowT, ...]:
    """The rows (dataclasses) of a table, the one marked that is a total though it is not called so."""
    total = _unnamed_total(rows, figures)
    return tuple(replace(row, total=True) if row.index == total else row for row in rows)


def _unnamed_total(rows: Sequence[_RowLike], figures: Sequence[_FigureLike]) -> int | None:
    """The index of such a row; None where there is none or one is named."""
    if len(rows) <= _LEAST_ROWS or any(row.total for row in rows):
        return None
    columns: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for figure in figures:
        if figure.number.value is not None:
            columns[figure.column][figure.row] = figure.number.value
    sums = _Sums(columns)
    for end, others in ((rows[-1], rows[:-1]), (rows[0], rows[1:])):
        numbered = sum(bool(row.marker) for row in others)
        stands_out = not end.marker and numbered == len(others)
        named = not end.marker and _PLACE.fullmatch(end.label.strip(" *:."))
        if (stands_out or named) and sums.borne_out(end.index, [row.index for row in others]):
            return end.index
    return None
