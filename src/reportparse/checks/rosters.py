"""Places with their figures: the rows of a table, or a list in the prose ("thị trấn Khê Sơn 38 hộ; xã An Lĩnh 152")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import regex

from reportparse.checks.clauses import PLACE, Clause, sentences
from reportparse.checks.figures import NO_COUNTS, FigureIndex, Placed, bracketed, without_wholes
from reportparse.checks.sheet import Sheet
from reportparse.model.mention import Figure

_PLACE_HEAD = regex.compile(rf"(?<!\p{{L}})(?:{PLACE}|địa\sbàn|địa\sphương)(?!\p{{L}})", regex.IGNORECASE)
_PLACE_LABEL = regex.compile(rf"(?i:{PLACE})\s+(?=\p{{Lu}})")
_WORD = r"\p{Lu}[\p{L}']*"
_NAME = regex.compile(rf"{_WORD}(?:[\s-][\p{{Lu}}\d][\p{{L}}'\d]*){{0,4}}")
_NAME_BEFORE = regex.compile(
    rf"(?:(?i:{PLACE})\s)?(?P<name>{_WORD}(?:\s(?:{_WORD}|\d{{1,2}})){{0,3}})(?:\s(?:có|còn|là|được|giảm|:))*\s?:?\s?$"
)
_LEAST_ROWS, _MOST_ROWS, _LEAST_IN_PROSE, _REACH = 3, 80, 4, 60


class RosterColumn(NamedTuple):
    """One kind of figure by row."""

    header: str
    cells: Mapping[int, Figure]


class Roster(NamedTuple):
    """The row of each place by its name, and the figures; `start` and `end` in the flow, 0 for a table."""

    rows: Mapping[str, int]
    labels: Mapping[int, str]
    columns: Sequence[RosterColumn]
    start: int = 0
    end: int = 0


def rosters(index: FigureIndex) -> list[Roster]:
    """The places of all tables, and those of the sentences that list some."""
    of_tables = [roster for sheet in index.sheets if (roster := _of_sheet(sheet)) is not None]
    of_prose = [_of_sentence(index, clause) for clause in sentences(index, least=_LEAST_IN_PROSE)]
    return [*of_tables, *(roster for roster in of_prose if roster is not None)]


def _of_sheet(sheet: Sheet) -> Roster | None:
    """The places that a table has rows for; None of a table of other things."""
    body = [row for row in sheet.grid.rows if not row.total and row.label]
    heads = [column.header for column in sheet.grid.columns]
    named = [row for row in body if _PLACE_LABEL.match(row.label)]
    if not any(_PLACE_HEAD.search(head) for head in heads[:3]) and len(named) < len(body):
        return None
    rows: dict[str, int] = {}
    for row in body:
        prefix = _PLACE_LABEL.match(row.label)
        name = row.label[prefix.end() if prefix else 0 :].strip(" .:*")
        if _NAME.fullmatch(name) and len(name) > 2:
            rows[name] = -1 if name in rows else row.index
    rows = {name: row for name, row in rows.items() if row >= 0}
    if not _LEAST_ROWS <= len(rows) <= _MOST_ROWS:
        return None
    cells: dict[int, dict[int, Figure]] = {}
    for (at, number), figure in sheet.figures.items():
        cells.setdefault(number, {})[at] = figure
    columns = [RosterColumn(column.header, cells.get(column.index, {})) for column in sheet.grid.columns]
    return Roster(rows, {row.index: row.label for row in sheet.grid.rows}, columns)


def _of_sentence(index: FigureIndex, clause: Clause) -> Roster | None:
    """The places of a sentence each of which has a figure of one unit right behind its name."""
    text = index.view.flow.text
    found: dict[str, list[tuple[str, Placed]]] = {}
    end = clause.start
    for placed in without_wholes(clause.figures):
        countable = placed.measure and placed.measure not in NO_COUNTS - {"đ"} and not placed.vague
        match = _NAME_BEFORE.search(text, max(end, placed.start - _REACH), placed.start) if countable else None
        end = placed.end
        if match is not None and not bracketed(text, clause.start, placed.start):
            found.setdefault(placed.measure, []).append((match["name"], placed))
    for listed in found.values():
        names = [name for name, _ in listed]
        if _LEAST_IN_PROSE <= len(set(names)) == len(names) <= _MOST_ROWS:
            column = RosterColumn("", {row: placed.figure for row, (_, placed) in enumerate(listed)})
            rows = {name: row for row, name in enumerate(names)}
            return Roster(rows, dict(enumerate(names)), [column], clause.start, clause.end)
    return None
