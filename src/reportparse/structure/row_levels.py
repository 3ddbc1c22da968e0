"""Levels of the rows of a table without numbers: names without a sign stand above those that a dash opens.

"Dự án 2 | - Tiểu dự án 1 | - Tiểu dự án 2 | Dự án 4": copies of a table often lose the column "TT", and then only the
signs of the rows below tell which of them are parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import Field, replace
from itertools import pairwise
from typing import Any, ClassVar, Protocol, TypeVar


class _RowLike(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def level(self) -> int | None: ...
    @property
    def marker(self) -> str: ...
    @property
    def total(self) -> bool: ...


RowT = TypeVar("RowT", bound=_RowLike)


def with_levels_above(rows: tuple[RowT, ...], sign: int) -> tuple[RowT, ...]:
    """The rows, those without a level put above the signed ones (whose level is `sign` or more), if nothing else tells.

    Nothing else tells where no row is numbered, the first bears no sign, and two rows at least have signed ones below.
    """
    if not rows or rows[0].level is not None or any(row.marker for row in rows) or _parents(rows) < 2:
        return rows
    if any(row.level is not None and row.level < sign for row in rows):
        return rows
    return tuple(replace(row, level=sign - 1) if row.level is None and not row.total else row for row in rows)


def _parents(rows: Sequence[_RowLike]) -> int:
    """How many rows without a level stand right above a row with one."""
    return sum(above.level is None and not above.total and below.level is not None for above, below in pairwise(rows))
