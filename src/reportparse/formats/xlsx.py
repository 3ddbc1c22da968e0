"""Spreadsheets: every sheet in order, its titles as lines and its tables as tables, hidden parts too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from reportparse.config import Settings
from reportparse.formats.assemble import PlacedText, RawBuilder, RawDocument, finish
from reportparse.formats.detect import is_xlsx
from reportparse.formats.xlsx_blocks import Block, blocks
from reportparse.formats.xlsx_cells import SheetCell, read_cells
from reportparse.formats.xlsx_formulas import CellFormula, Place, read_formulas
from reportparse.formats.xlsx_package import open_workbook
from reportparse.model.document import Document, Formula, Issue, Page, SourceFile, Table
from reportparse.model.span import Span
from reportparse.text.legacy import Encoding


@dataclass(frozen=True)
class XlsxReader:
    """Reads `.xlsx`: numbers as their formats show them, formulas by their stored results; every sheet is a page."""

    name: str = "xlsx"
    suffixes: tuple[str, ...] = (".xlsx", ".xlsm")
    media_type: str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def sniff(self, data: bytes, suffix: str) -> bool:
        """Whether the bytes are an Excel package, whole or cut off."""
        return is_xlsx(data)

    def read(self, data: bytes, source: SourceFile, settings: Settings) -> Document:
        """Read the bytes.

        Raises:
            UnreadableFileError: `damaged`, `password`, `bomb`, `too-long` or `empty`.
        """
        writer = SheetWriter()
        writer.workbook(data, settings)
        raw = RawDocument(
            text=writer.out.text(),
            pages=tuple(writer.pages),
            paragraphs=tuple(writer.paragraphs),
            tables=tuple(writer.tables),
            noise=tuple(writer.noise),
            formulas=tuple(writer.formulas),
            issues=tuple(writer.issues),
            encodings=tuple(sorted(writer.encodings)),
        )
        return finish(raw, source, settings)


XLSX = XlsxReader()


def _unfinished(count: int) -> Issue:
    message = f"{count} ô có công thức nhưng tệp không lưu kết quả; mở bằng Excel, lưu lại rồi nạp lại"
    return Issue("no-stored-results", "error", message)


@dataclass
class SheetWriter:
    """Writes sheets one after the other, behind whatever `out` holds."""

    out: RawBuilder = field(default_factory=RawBuilder)
    pages: list[Page] = field(default_factory=list)
    paragraphs: list[Span] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    noise: list[Span] = field(default_factory=list)
    formulas: list[Formula] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    encodings: set[Encoding] = field(default_factory=set)

    def workbook(self, data: bytes, settings: Settings) -> None:
        """Write all sheets of a workbook.

        Raises:
            UnreadableFileError: `damaged`, `password`, `bomb` or `too-long`; nothing is written then.
        """
        book = open_workbook(data, settings)
        for sheet in book.values.worksheets:
            self.sheet(sheet, book.formulas[sheet.title] if book.formulas is not None else None)
        if book.unfinished:
            self.issues.append(_unfinished(book.unfinished))

    def sheet(self, sheet: Any, formulas: Any | None) -> None:
        """Write a sheet: a line with its name, which is part of no sentence, then its blocks."""
        start = self.out.length
        cells = read_cells(sheet)
        if cells.rows:
            self.noise.append(self.out.add(f"Trang tính: {sheet.title}"))
            self.out.add("\n")
        places: dict[Place, Span] = {}
        for block in blocks(cells.rows):
            (self._table if block.table else self._loose)(block, places)
        self.pages.append(Page(len(self.pages) + 1, Span(start, self.out.length)))
        self.encodings |= cells.encodings
        self.issues.extend(cells.issues)
        if sheet.sheet_state != "visible" and cells.rows:
            self.issues.append(Issue("hidden-sheet", "warning", f"Trang tính “{sheet.title}” bị ẩn, vẫn được đọc"))
        if formulas is not None:
            self.formulas.extend(_placed(read_formulas(formulas), places))

    def _loose(self, block: Block, places: dict[Place, Span]) -> None:
        """Rows outside tables: a line for a cell of its own; rows of several cells stand side by side."""
        beside: list[tuple[int, list[SheetCell]]] = []
        for number, cells in block.rows:
            if len(cells) > 1:
                beside.append((number, cells))
                continue
            self._beside(beside, places)
            beside = []
            for line in cells[0].text.splitlines():
                span = self.out.add(line)
                self.paragraphs.append(span)
                places.setdefault((number, cells[0].column), span)
                self.out.add("\n")
        self._beside(beside, places)

    def _beside(self, rows: Sequence[tuple[int, list[SheetCell]]], places: dict[Place, Span]) -> None:
        if rows:
            self._table(Block(tuple(rows), table=True), places)

    def _table(self, block: Block, places: dict[Place, Span]) -> None:
        top = block.rows[0][0]
        left = min(cell.column for _, cells in block.rows for cell in cells)
        table = self.out.rows(_grid(block, top, left))
        table = Table(table.span, table.cells, "sheet", corner=(top - 1, left - 1))
        self.out.add("\n")
        self.tables.append(table)
        places.update({(cell.row + top, cell.column + left): cell.span for cell in table.cells if len(cell.span)})


def _grid(block: Block, top: int, left: int) -> Iterator[list[PlacedText]]:
    """The rows of a table, with its empty cells and blank rows, so that every cell stands where the sheet has it."""
    right = max(cell.column for _, cells in block.rows for cell in cells)
    bottom = block.rows[-1][0]
    covered: set[Place] = set()
    expected = top
    for number, cells in block.rows:
        for blank in range(expected, number):
            yield [PlacedText(blank - top, 0, "")]
        expected = number + 1
        by_column = {cell.column: cell for cell in cells}
        row = []
        for column in range(left, right + 1):
            cell = by_column.get(column)
            if cell is None:
                if (number, column) not in covered:
                    row.append(PlacedText(number - top, column - left, ""))
                continue
            down = min(cell.row_span, bottom - number + 1)
            across = min(cell.column_span, right - column + 1)
            if down > 1 or across > 1:
                covered.update((number + i, column + j) for i in range(down) for j in range(across))
            row.append(PlacedText(number - top, column - left, cell.text, down, across, cell.rounded))
        yield row


def _placed(formulas: Iterable[CellFormula], places: dict[Place, Span]) -> Iterator[Formula]:
    """The formulas of cells that show something; empty cells count nothing in a sum."""
    for formula in formulas:
        stated = places.get(formula.place)
        terms = tuple((span, weight) for place, weight in formula.terms if (span := places.get(place)) is not None)
        if stated is not None:
            yield Formula(formula.operation, stated, terms) if len(terms) > 1 else Formula("other", stated)
