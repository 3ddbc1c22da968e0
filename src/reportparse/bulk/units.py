"""The list of units that are to report: a spreadsheet or CSV with a unit and a deadline in each row.

Optional columns are the period and the names of files or folders. The list stands under the first row that has the
heads of both columns; rows above it (a title, a date) and empty rows count for nothing.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Literal

import openpyxl
import regex

from reportparse.config import ExpectedUnit, Settings
from reportparse.errors import ExitCode, ReportParseError, UnreadableFileError
from reportparse.formats.files import read_bytes
from reportparse.formats.zip_guard import check_package
from reportparse.lexicon import Lexicon
from reportparse.structure.expected import marked_name, unit_key
from reportparse.structure.period import given_period
from reportparse.text.fold import fold, squeeze
from reportparse.text.normalize import composed

UnitsProblem = Literal[
    "unreadable", "no-head", "two-columns", "no-units", "no-name", "no-deadline", "bad-deadline", "bad-period", "twice"
]
_Column = Literal["name", "deadline", "period", "pattern"]
_COLUMNS: tuple[_Column, ...] = ("name", "deadline", "period", "pattern")
_Row = tuple[int, Sequence[object]]
_HEAD_ROWS = 30
_MOST_ROWS, _MOST_COLUMNS = 5_000, 50
_DIVIDERS = (";", "\t", ",")
_BETWEEN_PATTERNS = regex.compile(r"[;\n]+")
_END_OF_DAY = time(23, 59, 59)


class UnitsFileError(ReportParseError):
    """A list of units cannot be used: `code`, `path`, the `row` counted from 1 where it is one, and what stands there.

    The command line says it in words, with what to do.
    """

    exit_code = ExitCode.USAGE

    def __init__(self, code: UnitsProblem, path: str, row: int | None = None, detail: str = "") -> None:
        place = f", row {row}" if row else ""
        super().__init__(f"{path}{place}: {code}{f' ({detail})' if detail else ''}")
        self.code = code
        self.path = path
        self.row = row
        self.detail = detail


def read_units(path: str, lexicon: Lexicon) -> tuple[ExpectedUnit, ...]:
    """The rows of a list of units, in its order.

    Raises:
        UnitsFileError: naming the row; nothing of a list with a mistake is used.
    """
    try:
        data = read_bytes(Path(path), Settings().max_bytes)
    except UnreadableFileError as error:
        raise UnitsFileError("unreadable", path, detail=str(error)) from error
    sheets = _sheets(data, path) if data.startswith(b"PK") else [_csv_rows(data, path)]
    for rows in sheets:
        head = _head(rows, path, lexicon)
        if head is not None:
            start, columns = head
            return _units(rows[start + 1 :], columns, path, lexicon)
    raise UnitsFileError("no-head", path)


def _sheets(data: bytes, path: str) -> list[list[_Row]]:
    """The rows of every visible sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            check_package(package, Settings(), "tệp Excel")
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        return [
            [
                (number, row)
                for number, row in enumerate(
                    sheet.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS, values_only=True), 1
                )
            ]
            for sheet in book.worksheets
            if sheet.sheet_state == "visible"
        ]
    except UnreadableFileError as error:
        raise UnitsFileError("unreadable", path, detail=str(error)) from error
    except Exception as error:  # openpyxl has no error of its own for what is damaged: it may raise any
        raise UnitsFileError("unreadable", path, detail=type(error).__name__) from error


def _csv_rows(data: bytes, path: str) -> list[_Row]:
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        first = next((line for line in text.splitlines() if line.strip()), "")
        divider = max(_DIVIDERS, key=first.count)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=divider)
        return [(reader.line_num, row) for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnitsFileError("unreadable", path, detail=str(error)) from error


def _head(rows: Sequence[_Row], path: str, lexicon: Lexicon) -> tuple[int, Mapping[_Column, int]] | None:
    """Where the heads of the columns stand, and which column is which."""
    for index, (number, row) in enumerate(rows[:_HEAD_ROWS]):
        found: dict[_Column, int] = {}
        for position, value in enumerate(row):
            said = fold(_text(value))
            for column in _COLUMNS:
                if not said or not lexicon.pattern(f"units_head_{column}_folded").match(said):
                    continue
                if column in found:
                    raise UnitsFileError("two-columns", path, number, _text(value))
                found[column] = position
        if "name" in found and "deadline" in found:
            return index, found
    return None


def _units(
    rows: Sequence[_Row], columns: Mapping[_Column, int], path: str, lexicon: Lexicon
) -> tuple[ExpectedUnit, ...]:
    found: list[ExpectedUnit] = []
    taken: dict[tuple[str, str | None], list[tuple[str, int]]] = {}
    for number, row in rows:
        cells = {column: row[at] if at < len(row) else None for column, at in columns.items()}
        if not any(_text(value) for value in cells.values()):
            continue
        unit = _unit(cells, path, number, lexicon)
        same = taken.setdefault((unit_key(unit.name, lexicon), unit.period), [])
        own = marked_name(unit.name, lexicon)
        for marks, earlier in same:
            if marks == own or not marks or not own:
                raise UnitsFileError("twice", path, number, f"{unit.name}; {earlier}")
        same.append((own, number))
        found.append(unit)
    if not found:
        raise UnitsFileError("no-units", path)
    return tuple(found)


def _unit(cells: Mapping[_Column, object], path: str, number: int, lexicon: Lexicon) -> ExpectedUnit:
    name = _text(cells["name"])
    if not name:
        raise UnitsFileError("no-name", path, number)
    if not _text(cells["deadline"]):
        raise UnitsFileError("no-deadline", path, number, name)
    deadline = _deadline(cells["deadline"], lexicon)
    if deadline is None:
        raise UnitsFileError("bad-deadline", path, number, _text(cells["deadline"]))
    period: str | None = None
    if _text(cells.get("period")):
        period = given_period(_text(cells.get("period")), lexicon).value
        if period is None:
            raise UnitsFileError("bad-period", path, number, _text(cells.get("period")))
    patterns = (squeeze(each) for each in _BETWEEN_PATTERNS.split(str(cells.get("pattern") or "")))
    return ExpectedUnit(name=name, deadline=deadline, period=period, patterns=tuple(each for each in patterns if each))


def _text(value: object) -> str:
    """A cell as one line of text; a whole number without decimals."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return squeeze(composed(str(value)))


def _deadline(value: object, lexicon: Lexicon) -> datetime | None:
    """The last moment in time; of a day alone, the end of that day. None for what is no day."""
    if isinstance(value, datetime):
        return value if value.time() != time() else datetime.combine(value.date(), _END_OF_DAY)
    if isinstance(value, date):
        return datetime.combine(value, _END_OF_DAY)
    match = lexicon.pattern("units_deadline").match(_text(value))
    if match is None or len(match["year"]) != len("2024"):
        return None
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    return datetime.combine(day, time(int(match["hour"]), int(match["minute"] or 0)) if match["hour"] else _END_OF_DAY)
