"""The documents of the corpora in other Office formats: made by LibreOffice and openpyxl when they are asked for."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path
from typing import Any

import docx
import openpyxl
from docx.table import Table
from docx.text.paragraph import Paragraph

from reportparse.formats.office_convert import Conversion, convert, find_office

TEXTS = Path(__file__).resolve().parent.parent / "corpora" / "texts"
PRINTED = Conversion(".docx", "MS Word 2007 XML", "pdf", "writer_pdf_Export")
MADE_BY = {
    ".doc": Conversion(".docx", "MS Word 2007 XML", "doc", "MS Word 97"),
    ".rtf": Conversion(".docx", "MS Word 2007 XML", "rtf", "Rich Text Format"),
    ".odt": Conversion(".docx", "MS Word 2007 XML", "odt", "writer8"),
    ".xls": Conversion(".xlsx", "Calc MS Excel 2007 XML", "xls", "MS Excel 97"),
    ".ods": Conversion(".xlsx", "Calc MS Excel 2007 XML", "ods", "calc8"),
}
SHEETS = (".xlsx", ".xls", ".ods")
_SECONDS = 120
_WHOLE, _DECIMAL = re.compile(r"-?\d{1,3}(\.\d{3})*"), re.compile(r"(-?\d+),(\d+)(%?)")


def source(number: str) -> Path:
    """The Word file of a document of the corpora."""
    (path,) = TEXTS.glob(f"{number}_*.docx")
    return path


@cache
def twin(number: str, suffix: str) -> bytes:
    """The document in another format. LibreOffice must be there for all but `.xlsx`."""
    if suffix == ".xlsx":
        return as_workbook(docx.Document(str(source(number))))
    made = twin(number, ".xlsx") if suffix in SHEETS else closed(source(number))
    return converted(made, MADE_BY[suffix])


def converted(data: bytes, conversion: Conversion) -> bytes:
    """What LibreOffice, which must be there, makes of a file."""
    program = find_office()
    assert program, "LibreOffice is not installed"
    return convert(data, conversion, program, _SECONDS)


def closed(path: Path) -> bytes:
    """The Word file with a paragraph at its end: LibreOffice loses a table that nothing follows."""
    word = docx.Document(str(path))
    word.add_paragraph("")
    return saved(word)


def saved(word: Any) -> bytes:
    """The bytes of an open Word file or workbook."""
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def as_workbook(word: Any) -> bytes:
    """A Word file typed into one sheet: a row for each paragraph, figures as numbers with a format."""
    book = openpyxl.Workbook()
    sheet = book.active
    row = 1
    for element in word.element.body:
        if element.tag.endswith("}p"):
            _type_words(sheet.cell(row, 1), Paragraph(element, word).text)
            row += 1
        elif element.tag.endswith("}tbl"):
            row += _type_table(sheet, Table(element, word), row) + 1
    return saved(book)


def _type_table(sheet: Any, table: Table, top: int) -> int:
    areas: dict[Any, list[int]] = {}
    for down, line in enumerate(table.rows):
        for across, cell in enumerate(line.cells):
            place = top + down, 1 + across
            if cell._tc in areas:
                areas[cell._tc][2:] = place
            else:
                areas[cell._tc] = [*place, *place]
                _type(sheet.cell(*place), cell.text.strip())
    for area in areas.values():
        if area[:2] != area[2:]:
            top_row, left, bottom, right = area
            sheet.merge_cells(start_row=top_row, start_column=left, end_row=bottom, end_column=right)
    return len(table.rows)


def _type(cell: Any, text: str) -> None:
    decimal = _DECIMAL.fullmatch(text)
    if _WHOLE.fullmatch(text):
        cell.value, cell.number_format = int(text.replace(".", "")), "#,##0"
    elif decimal:
        whole, decimals, percent = decimal.groups()
        value = float(f"{whole}.{decimals}")
        cell.value = round(value / 100, 9) if percent else value
        cell.number_format = f"0.{'0' * len(decimals)}{percent}"
    else:
        _type_words(cell, text)


def _type_words(cell: Any, text: str) -> None:
    """Type words into a cell; what begins with "=" is no formula for that."""
    cell.value = text or None
    if text:
        cell.data_type = "s"
