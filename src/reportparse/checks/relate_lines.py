"""Tables whose rows are indicators and whose columns are years or places: relations of rows, borne out by the columns.

"Hộ nghèo đầu năm", "Thoát nghèo", "Phát sinh", "Hộ nghèo cuối năm" down the side and 2021, 2022, 2023 across: turned on
its side it is a table of flows, and what the rows of such a table show (`relate_rows`) its columns show here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import regex

from reportparse.checks.figures import FigureIndex
from reportparse.checks.relate_rows import shown_by_rows
from reportparse.checks.sheet import Sheet
from reportparse.lexicon import Lexicon
from reportparse.model.finding import Relation, Rule
from reportparse.model.mention import Amount, Figure, Percentage
from reportparse.structure.column_kinds import ColumnKind
from reportparse.structure.grids import Column, Grid, Row

_CODES: Mapping[str, tuple[str, Rule]] = MappingProxyType(
    {
        "ROW001": ("COL003", "column"),
        "ROW002": ("COL004", "ratio"),
        "ROW003": ("COL005", "product"),
        "ROW005": ("COL005", "product"),
    }
)
_TIME = regex.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|năm|quý|tháng|kỳ|giai\sđoạn|đợt", regex.IGNORECASE)
_LEAST_COLUMNS, _LEAST_ROWS, _MOST_ROWS = 3, 3, 60


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Relations between the rows of every table of indicators."""
    lexicon = index.view.lexicon
    for sheet in index.sheets:
        turned = _turned(sheet, lexicon)
        for relation in shown_by_rows(turned, lexicon) if turned is not None else ():
            code, rule = _CODES[relation.code]
            changes = rule == "column" and any(term.weight < 0 for term in relation.terms)
            yield relation._replace(code=code, rule="change" if changes else rule)


def _turned(sheet: Sheet, lexicon: Lexicon) -> Sheet | None:
    """The table with rows and columns exchanged; None where its columns hold different things."""
    grid = sheet.grid
    columns = [column for column in grid.columns if any(at[1] == column.index for at in sheet.figures)]
    rows = [row for row in grid.rows if any((row.index, column.index) in sheet.figures for column in columns)]
    if len(columns) < _LEAST_COLUMNS or not _LEAST_ROWS <= len(rows) <= _MOST_ROWS:
        return None
    alike = [column for column in columns if column.kind != "percent"]
    if not (grid.has_units or all(_TIME.search(column.header) for column in alike)) or len(alike) < _LEAST_COLUMNS:
        return None
    names = tuple(Column(at, row.label, _kind(sheet, row, alike)) for at, row in enumerate(rows))
    lines = tuple(Row(column.index, column.header, "", None, False, None) for column in alike)
    made = Grid(grid.index, grid.table, grid.caption, grid.head_rows, names, lines, ())
    cells = {(column.index, at): (row.index, column.index) for at, row in enumerate(rows) for column in alike}
    return Sheet(made, {turned: sheet.figures[at] for turned, at in cells.items() if at in sheet.figures})


def _kind(sheet: Sheet, row: Row, columns: list[Column]) -> ColumnKind:
    """What most figures of a row are."""
    figures = [figure for column in columns if (figure := sheet.figures.get((row.index, column.index))) is not None]
    kinds = Counter(map(_kind_of, figures))
    return max(kinds, key=lambda kind: kinds[kind]) if kinds else "text"


def _kind_of(figure: Figure) -> ColumnKind:
    if isinstance(figure, Percentage):
        return "percent"
    return "money" if isinstance(figure, Amount) else "count"
