"""The cells of one sheet as words in their places, and what a person should know of the sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import regex

from reportparse.formats.xlsx_numbers import Shown, date_text, number_text
from reportparse.model.document import Issue
from reportparse.text.legacy import Encoding, FontCode, code_of_font, decode_runs

_NUMBER = regex.compile(r"[-–+(]?\s?\d+(?:[.,]\d+)*\s?%?\)?")
_NAMED = 5  # places named in one message


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell with something in it; `row` and `column` count from 1, as the sheet's own."""

    row: int
    column: int
    text: str
    numeric: bool = False
    rounded: bool = False
    row_span: int = 1
    column_span: int = 1


@dataclass
class SheetCells:
    """What is read of a sheet: its cells by row, the old codes that were converted, and the issues."""

    rows: dict[int, list[SheetCell]] = field(default_factory=dict)
    encodings: set[Encoding] = field(default_factory=set)
    issues: list[Issue] = field(default_factory=list)


def read_cells(sheet: Any) -> SheetCells:
    """All cells of an `openpyxl` sheet with stored results, hidden ones too."""
    found = SheetCells()
    spans = {
        (area.min_row, area.min_col): (area.max_row - area.min_row + 1, area.max_col - area.min_col + 1)
        for area in sheet.merged_cells.ranges
    }
    errors: dict[str, list[str]] = {}
    for cell in sorted(sheet._cells.values(), key=lambda cell: (cell.row, cell.column)):
        if cell.value is None:
            continue
        if cell.data_type == "e":
            errors.setdefault(str(cell.value), []).append(cell.coordinate)
        shown = _shown(cell, found.encodings)
        if shown.text and not shown.text.isspace():
            place = (cell.row, cell.column)
            numeric = _is_number(cell.value) or _NUMBER.fullmatch(shown.text) is not None
            made = SheetCell(*place, shown.text, numeric, shown.rounded, *spans.get(place, (1, 1)))
            found.rows.setdefault(cell.row, []).append(made)
    found.issues.extend(_error_issues(sheet.title, errors))
    hidden = _hidden(sheet, found.rows)
    if hidden:
        message = f"Trang tính “{sheet.title}”: {hidden} bị ẩn trong bảng tính, vẫn được đọc"
        found.issues.append(Issue("hidden-cells", "warning", message))
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(cell: Any, encodings: set[Encoding]) -> Shown:
    value = cell.value
    if isinstance(value, bool):
        return Shown("TRUE" if value else "FALSE")
    if isinstance(value, int | float):
        return number_text(value, cell.number_format)
    if isinstance(value, datetime | date | time | timedelta):
        return Shown(date_text(value, cell.number_format))
    return Shown(_words(cell, encodings))


def _words(cell: Any, encodings: set[Encoding]) -> str:
    """The words of a cell, those in old fonts as Unicode; its parts may be in fonts of their own."""
    own = code_of_font(cell.font.name)
    parts = [cell.value] if isinstance(cell.value, str) else list(cell.value)
    runs = [(str(part), _part_code(part, own)) for part in parts]
    text = decode_runs(runs)
    if text != "".join(stored for stored, _ in runs):
        encodings.update(code.encoding for _, code in runs if code)
    return text


def _part_code(part: Any, own: FontCode | None) -> FontCode | None:
    font = getattr(part, "font", None)
    named = font.rFont if font is not None else None
    return code_of_font(named) if named else own


def _error_issues(title: str, errors: Mapping[str, list[str]]) -> Iterator[Issue]:
    for code, places in errors.items():
        named = ", ".join(places[:_NAMED]) + (" …" if len(places) > _NAMED else "")
        message = f"Trang tính “{title}”: {len(places)} ô báo lỗi {code} ({named})"
        yield Issue("cell-error", "warning", message)


def _hidden(sheet: Any, rows: Mapping[int, list[SheetCell]]) -> str:
    """The hidden rows and columns that hold something, in words; empty where there are none."""
    filled = {cell.column for cells in rows.values() for cell in cells}
    hidden_rows = [row for row in rows if row in sheet.row_dimensions and sheet.row_dimensions[row].hidden]
    hidden_columns = {
        column
        for group in sheet.column_dimensions.values()
        if group.hidden
        for column in range(group.min or 0, min(group.max or 0, max(filled, default=0)) + 1)
    }
    said = []
    if hidden_rows:
        said.append(f"{len(hidden_rows)} hàng ({_ranges(hidden_rows, str)})")
    kept = sorted(filled & hidden_columns)
    if kept:
        said.append(f"{len(kept)} cột ({_ranges(kept, column_letters)})")
    return ", ".join(said)


def _ranges(numbers: Iterable[int], name: Any) -> str:
    """Numbers in words, runs of them as one: "3, 5-9"."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    said = [name(first) if first == last else f"{name(first)}-{name(last)}" for first, last in runs]
    return ", ".join(said[:_NAMED]) + (" …" if len(said) > _NAMED else "")


def column_letters(column: int) -> str:
    """The letters of a column: 1 is A, 28 is AB."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
