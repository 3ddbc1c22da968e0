"""What a table's cells mean: header rows, header path and unit of each column, total rows, levels of rows.

A `Table` is what stands in the file; a `Grid` is how a reader takes it. Columns are never guessed from values alone:
one is money because its head, its caption or its row says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

import regex

from reportparse.lexicon import Lexicon
from reportparse.model.document import Cell, Document, Table
from reportparse.model.quantity import Quantity
from reportparse.model.span import Span
from reportparse.structure.column_kinds import (
    INDEX_CELL,
    INDEX_END,
    ColumnKind,
    column_kind,
    comma_grouped,
    number_cell,
    numbers_columns,
    percent_in_thousands,
)
from reportparse.structure.row_levels import with_levels_above
from reportparse.structure.units import MoneyUnit
from reportparse.structure.unnamed_totals import with_unnamed_total
from reportparse.text.fold import squeeze
from reportparse.text.markup import unmarked
from reportparse.text.numerals import Number, NumberKind, is_thousands, read_number

_TITLE = regex.compile(r"(?:Bảng|Biểu|Phụ\s+lục)\b", regex.IGNORECASE)
_CELL = regex.compile(
    r"\s*[<>≥≤]?\s?(?P<open>\()?(?P<sign>[-–+])?\s?(?P<number>\d+(?:\\?[.,]\d+)*)\s?(?P<sign_of_percent>%)?\)?"
    r"(?:\s\((?P<share>(?P<percent>\d+(?:[.,]\d+)?)\s?%)\))?\s*"
)
_FRACTION = regex.compile(r"\d{1,6}\s?/\s?(?!(?:19|20)\d\d$)\d{1,6}")  # "46/46", no month "6/2024"
_WORDS = regex.compile(r"\p{L}{2}")
_YEAR = regex.compile(r"(?:19|20)\d\d")
_MARKED = regex.compile(r"^(?:[IVX\d]{1,4}[.)]\s*|[-+*]\s*)|</?b>|\*\*")
_UNDER = regex.compile(r"(?P<sign>[-–•*+])\s?(?=\p{L})|(?:Tiểu\s+dự\s+án|TDA)(?!\p{L})", regex.IGNORECASE)
_BLANK = regex.compile(r"[-–—.…xX\s]*")
_SWAPPED = str.maketrans(".,", ",.")
_LAST_NUMBERS = 6  # no head has more rows above that of its column numbers
_LEVELS = {"part": 0, "roman": 1, "number": 2, "decimal": 3, "letter": 5, "sign": 6}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `header` joins the header cells above it, top to bottom, with " / "."""

    index: int
    header: str
    kind: ColumnKind
    money: MoneyUnit | None = None
    formula: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One body row: `label` is its name, `level` its depth by its own numbering (None where it has none).

    `unit` is that of the column of units, else the one in brackets behind the label.
    """

    index: int
    label: str
    marker: str
    level: int | None
    total: bool
    unit: str | None


@dataclass(frozen=True, slots=True)
class Share:
    """The percentage in brackets behind a cell's figure ("820 (29,3%)")."""

    span: Span
    number: Number


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a body cell, not yet scaled by a unit. `rounded`: it has digits that the cell does not show."""

    row: int
    column: int
    span: Span
    number: Number
    negative: bool
    share: Share | None = None
    rounded: bool = False

    def quantity(self, written: str, scale: int = 1) -> Quantity:
        """The figure in the base unit. A scaled or decimal figure was rounded at its last digit; others are exact."""
        if self.number.value is None:
            return Quantity(None, written=written, malformed=True)
        value = self.number.value * scale * (-1 if self.negative else 1)
        rounded = scale > 1 or self.number.decimals > 0 or self.rounded
        return Quantity(value, self.number.ulp * scale if rounded else Decimal(0), written, self.number.malformed)


@dataclass(frozen=True)
class Grid:
    """A table with its meaning. `head_rows` counts the rows above the body, the row of column numbers included."""

    index: int
    table: Table
    caption: str
    head_rows: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    figures: tuple[Figure, ...]

    @cached_property
    def _figures(self) -> dict[tuple[int, int], Figure]:
        return {(figure.row, figure.column): figure for figure in self.figures}

    @cached_property
    def has_units(self) -> bool:
        """Whether a column gives every row its unit."""
        return any(column.kind == "unit" for column in self.columns)

    def figure(self, row: int, column: int) -> Figure | None:
        return self._figures.get((row, column))


def read_grid(
    document: Document, index: int, caption: str, lexicon: Lexicon, section: str = "", *, commas: bool = False
) -> Grid | None:
    """Find the meaning of one table; None where it holds no body of figures (a letterhead, a signature box).

    `section` is the unit that a heading gives to the tables below it; one of the table's own goes before. `commas`: the
    document has its thousands parted by commas, as a table alone may have.
    """
    table = document.tables[index]
    matrix = _matrix(document.text, table)
    if table.n_columns < 2 or table.n_rows < 2:
        return None
    head, formula = _head(matrix, lexicon)
    body = range(head, len(matrix))
    if not any(number_cell(cell) for row in body for cell in matrix[row]):
        return None
    unit = _caption_unit(caption, matrix[:head], lexicon) or section
    columns = tuple(
        _column(column, matrix, head, formula, unit, lexicon, wraps=table.origin == "aligned")
        for column in range(table.n_columns)
    )
    columns = _with_counted_sums(_with_shared_unit(columns, matrix[head:], lexicon), matrix[head:], lexicon)
    _mend_markers(matrix, head, [column.index for column in columns if column.kind == "index"])
    rows = with_levels_above(tuple(_row(row, matrix, columns, lexicon) for row in body), _LEVELS["sign"])
    kinds = {column.index: _number_kind(column) for column in columns}
    again = {row for row in body if formula is not None and matrix[row] == matrix[formula]}  # on top of a new page
    commas = commas or comma_grouped(matrix)
    thousands = frozenset(c.index for c in columns if percent_in_thousands([row[c.index] for row in matrix[head:]]))
    figures = tuple(
        figure
        for cell in table.cells
        if cell.row >= head and cell.row not in again and (kind := kinds[cell.column]) is not None
        if (figure := _figure(document.text, cell, kind, commas=commas, thousands=cell.column in thousands)) is not None
    )
    return Grid(index, table, caption, head, columns, with_unnamed_total(rows, figures), figures)


def _with_shared_unit(
    columns: tuple[Column, ...], body: Sequence[Sequence[str]], lexicon: Lexicon
) -> tuple[Column, ...]:
    """Columns of money without a unit have that of the others: "Tổng kinh phí (nghìn đồng) | Trong đó NSNN"."""
    units = {column.money for column in columns if column.money}
    if len(units) != 1:
        return columns
    said = [lexicon.pattern(name) for name in ("money_header", "price_header")]
    bare = {
        column.index
        for column in columns
        if column.kind == "text" and any(words.search(column.header) for words in said)
        if any(number_cell(row[column.index]) for row in body)
    }
    return tuple(replace(c, kind="money", money=next(iter(units))) if c.index in bare else c for c in columns)


def _with_counted_sums(
    columns: tuple[Column, ...], body: Sequence[Sequence[str]], lexicon: Lexicon
) -> tuple[Column, ...]:
    """A column "Cộng" that adds up the counts to its left counts too, whatever unit the table has for its money."""
    total = lexicon.pattern("total_label")
    found = list(columns)
    for at, column in enumerate(columns):
        left = at
        while left and columns[left - 1].kind == "count":
            left -= 1
        if column.kind != "money" or at - left < 2 or not total.match(column.header.rpartition(" / ")[2]):
            continue
        sums = [(_whole(row[at]), [_whole(cell) for cell in row[left:at]]) for row in body if _whole(row[at])]
        right = sum(1 for stated, terms in sums if stated == sum(terms))
        if sums and 2 * right > len(sums):
            found[at] = replace(column, kind="count", money=None)
    return tuple(found)


def _whole(cell: str) -> int:
    """The whole number of a cell, 0 where it has none."""
    plain = cell.replace(".", "")
    return int(plain) if plain.isdecimal() else 0


def _matrix(text: str, table: Table) -> list[list[str]]:
    """Cell texts by row and column; a merged cell stands in every place it covers across, once downwards."""
    width = table.n_columns
    matrix = [[""] * width for _ in range(table.n_rows)]
    for cell in table.cells:
        words = squeeze(unmarked(cell.text_in(text))).replace("\\.", ".")
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                matrix[row][column] = words
    return matrix


def _head(matrix: Sequence[Sequence[str]], lexicon: Lexicon) -> tuple[int, int | None]:
    """Number of head rows, and the row of column numbers and formulas among them."""
    formula_cell = lexicon.pattern("formula_cell")
    for row, cells in enumerate(matrix[: _LAST_NUMBERS + 1]):
        if row and numbers_columns(cells, formula_cell):
            return row + 1, row
    for row, cells in enumerate(matrix):
        if row == 0 and not (_all_figures(cells) or _numbered_figures(cells)):
            continue
        if any(number_cell(cell) or _FRACTION.fullmatch(cell) for cell in cells[1:]) and not _year_row(cells):
            return row, None
        if cells[0] and INDEX_CELL.fullmatch(INDEX_END.sub("", cells[0])) and row:
            return row, None
        if lexicon.pattern("total_label").match(next((cell for cell in cells[:2] if cell), "")) and row:
            return row, None
    return min(1, len(matrix)), None


def _all_figures(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return len(filled) > 1 and all(number_cell(cell) for cell in filled[1:])


def _numbered_figures(cells: Sequence[str]) -> bool:
    """Whether a first row is an item with its figures: a table without a head, or one whose head stands above it."""
    if not INDEX_CELL.fullmatch(INDEX_END.sub("", cells[0])) or not any(map(_WORDS.search, cells[1:])):
        return False
    figures = [cell for cell in cells[1:] if number_cell(cell)]
    return len(figures) >= 2 and any(not _YEAR.fullmatch(cell) and len(cell) > 2 for cell in figures)


def _year_row(cells: Sequence[str]) -> bool:
    numbers = [cell for cell in cells if number_cell(cell)]
    return all(_YEAR.fullmatch(cell) for cell in numbers)


def _title(caption: str) -> str:
    """The lines right above a table up to a blank one, as one line without emphasis."""
    lines: list[str] = []
    for line in reversed(caption.rstrip().split("\n")):
        if not line.strip():
            break
        lines.insert(0, line.strip("*_ \t"))
        if _TITLE.match(lines[0]):
            break
    return " ".join(lines)


def _caption_unit(caption: str, head: Sequence[Sequence[str]], lexicon: Lexicon) -> str:
    """The unit that a caption or a head cell names for the whole table, "" where none does."""
    title = _title(caption)
    if money := lexicon.pattern("caption_money").search(title):
        return str(money.group("unit"))
    found = list(lexicon.pattern("caption_unit").finditer(caption))
    if found:
        return str(found[-1].group("unit"))
    named = lexicon.pattern("table_title").match(title) or lexicon.pattern("unit_line").match(title)
    if named:
        return str(named.group("unit"))
    for row in head:
        for cell in row:
            match = lexicon.pattern("caption_unit").search(cell)
            if match:
                return str(match.group("unit"))
    return ""


def _column(
    index: int,
    matrix: Sequence[Sequence[str]],
    head: int,
    formula: int | None,
    unit: str,
    lexicon: Lexicon,
    *,
    wraps: bool,
) -> Column:
    """One column; `wraps`: a line of its head that begins with a small letter goes on with the line above."""
    parts: list[str] = []
    for row in range(head):
        words = matrix[row][index] or _group_head(matrix, row, index, head)
        if not words or row == formula or (parts and parts[-1] == words):
            continue
        if wraps and parts and (words[0].islower() or words[0] == "("):
            parts[-1] = f"{parts[-1]} {words}"
        else:
            parts.append(words)
    header = " / ".join(parts)
    body = [row[index] for row in matrix[head:] if row[index]]
    stated = matrix[formula][index] if formula is not None else ""
    kind, money = column_kind(index, header, body, unit, lexicon, stated)
    return Column(index, header, kind, money, stated or None)


def _group_head(matrix: Sequence[Sequence[str]], row: int, index: int, head: int) -> str:
    """The head to the left of an empty cell, where the row below parts it: tabs do not say how wide a head is."""
    if row + 1 >= head or not matrix[row + 1][index]:
        return ""
    for column in range(index - 1, 0, -1):
        if matrix[row][column]:
            return matrix[row][column] if matrix[row + 1][column] else ""
    return ""


def _mend_markers(matrix: list[list[str]], head: int, columns: Sequence[int]) -> None:
    """Read "l" and "|" above "2" in a column of numbers as the 1 that a scan or a typist made them of."""
    for column in columns:
        below = ""
        for cells in reversed(matrix[head:]):
            if cells[column] in ("l", "|") and INDEX_END.sub("", below) == "2":
                cells[column] = "1"
            below = cells[column] or below


def _row(
    row: int,
    matrix: Sequence[Sequence[str]],
    columns: Sequence[Column],
    lexicon: Lexicon,
) -> Row:
    marker = next((matrix[row][c.index] for c in columns if c.kind == "index"), "")
    at = next((c.index for c in columns if c.kind == "label" and matrix[row][c.index]), None)
    if at is None:
        at = next((c.index for c in columns if matrix[row][c.index] and not number_cell(matrix[row][c.index])), None)
    label = matrix[row][at] if at is not None else ""
    unit = next((matrix[row][c.index] for c in columns if c.kind == "unit" and matrix[row][c.index]), None)
    if unit is None and label.endswith(")"):
        named = lexicon.pattern("label_unit").search(label)
        unit = named.group("unit") if named else None
    match = INDEX_CELL.fullmatch(INDEX_END.sub("", marker))
    level = _LEVELS[match.lastgroup] + marker.strip(".").count(".") if match and match.lastgroup else None
    if level is None and not marker:
        level = _level_of_label(label)
    total_words = label or (marker if not match else "")
    total = lexicon.pattern("total_label").match(_MARKED.sub("", total_words).strip()) is not None
    return Row(row, label or (marker if match is None else ""), marker, level, total, unit)


def _level_of_label(label: str) -> int | None:
    """The depth of a row without a number of its own, by the sign or the words that its label begins with."""
    match = _UNDER.match(label)
    if match is None:
        return None
    depth: int = _LEVELS["sign"] + (match.group("sign") == "+")
    return depth


def _number_kind(column: Column) -> NumberKind | None:
    """How the figures of a column are to be read, None where it has none."""
    if column.kind in ("index", "label", "unit"):
        return None
    if column.money is not None:
        return "scaled" if column.money.scale > 1 else "money"
    return "percent" if column.kind == "percent" else "count"


def _figure(text: str, cell: Cell, kind: NumberKind, *, commas: bool, thousands: bool) -> Figure | None:
    """The figure of a cell. `commas`: the table has its thousands parted by commas, its decimals by points.

    `thousands`: a percentage "4.418" of its column is more than a thousand.
    """
    raw = text[cell.span.start : cell.span.end]
    match = _CELL.fullmatch(raw)
    if match is None or (match.group("sign_of_percent") and kind in ("money", "scaled")):
        return None
    start = cell.span.start + match.start("number")
    written = match.group("number").replace("\\", "")
    if thousands and not commas and kind == "percent" and is_thousands(written):
        kind = "count"
    number = read_number(written.translate(_SWAPPED) if commas else written, kind)
    negative = match.group("sign") in ("-", "–") or bool(match.group("open") and raw.strip().endswith(")"))
    share = None
    if match.group("share"):
        span = Span(cell.span.start + match.start("share"), cell.span.start + match.end("share"))
        share = Share(span, read_number(match.group("percent"), "percent"))
    span = Span(start, cell.span.start + match.end("number"))
    return Figure(cell.row, cell.column, span, number, negative, share, cell.rounded)
