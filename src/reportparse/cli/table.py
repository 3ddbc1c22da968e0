"""Tables for people: lined up on a terminal, comma-separated for a spreadsheet."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

# Not on a terminal the width is fixed, so that the same archive gives the same bytes everywhere.
_WIDTH = 160
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_BYTE_ORDER_MARK = "\ufeff"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as text; wide cells go on in the next line and nothing is cut off. Empty columns are left out."""
    filled = list(rows)
    shown = [index for index in range(len(columns)) if any(row[index] for row in filled)]
    out = io.StringIO()
    terminal = sys.stdout.isatty()
    width = Console().width if terminal else _WIDTH
    grid = Table(box=box.SIMPLE_HEAD if terminal else box.ASCII, pad_edge=False)
    for index in shown:
        grid.add_column(columns[index], overflow="fold")
    for row in filled:
        grid.add_row(*(Text(row[index]) for index in shown))
    Console(file=out, width=width, color_system=None, legacy_windows=False).print(grid)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]], *, comma: bool = False) -> str:
    """CSV with a byte order mark, as spreadsheets want it for Vietnamese letters.

    Text that a spreadsheet would take for a formula gets a leading apostrophe; numbers stay numbers. With `comma` they
    have a decimal comma, in quotes, as a spreadsheet with Vietnamese settings reads them; columns are always divided by
    commas.
    """
    out = io.StringIO()
    out.write(_BYTE_ORDER_MARK)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(value, comma=comma) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: object, *, comma: bool) -> object:
    if isinstance(value, float):
        return f"{Decimal(str(value)):f}".replace(".", "," if comma else ".")
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value
