"""The list of who has sent as a workbook, set as Vietnamese offices set lists; the same list gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

_FONT = "Times New Roman"
_WIDTHS = {"number": 6, "unit": 30, "period": 18, "deadline": 18, "sent": 14, "identifier": 30, "standing": 28}
_NOTE_WIDTH = 40
_CENTRED = frozenset(("number", "deadline", "sent", "period"))
_DATES = frozenset(("deadline", "sent"))
_DAYS = (
    ("%d/%m/%Y", "dd/mm/yyyy"),
    ("%d/%m/%Y %H:%M", "dd/mm/yyyy hh:mm"),
    ("%Y-%m-%d", "yyyy-mm-dd"),
    ("%Y-%m-%d %H:%M", "yyyy-mm-dd hh:mm"),
)
_LINE_HEIGHT = 17  # points
_HEAD_ROW = 4
_A4 = 9
_PACKED_AT = (1980, 1, 1, 0, 0, 0)


def workbook(
    title: str,
    under: str,
    heads: Sequence[str],
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    closing: Sequence[str],
    *,
    sheet_name: str,
    made: datetime,
) -> bytes:
    """A sheet on A4 across: title, what is under it, the table with its head on every page, closing lines.

    `names` say which column is which; `made` is the time that stands in the file.
    """
    book = Workbook()
    book.properties.created = book.properties.modified = made
    book.properties.creator = "reportparse"
    sheet = book.active
    sheet.title = sheet_name
    _line(sheet, 1, title, len(heads), Font(name=_FONT, size=14, bold=True))
    _line(sheet, 2, under, len(heads), Font(name=_FONT, size=13, italic=True))
    _table(sheet, heads, names, rows)
    for offset, text in enumerate(closing, _HEAD_ROW + len(rows) + 2):
        _line(sheet, offset, text, len(heads), Font(name=_FONT, size=13), "left")
    _page(sheet, names)
    out = io.BytesIO()
    book.save(out)
    return _without_hour(out.getvalue())


def _line(sheet: Any, row: int, text: str, width: int, font: Font, side: str = "center") -> None:
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
    cell = sheet.cell(row=row, column=1)
    _put(cell, text)
    cell.font = font
    cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)


def _table(sheet: Any, heads: Sequence[str], names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    thin = Side(style="thin")
    border = Border(left=thin, right=thin, top=thin, bottom=thin)
    for at, row in enumerate((heads, *rows), _HEAD_ROW):
        for column, (name, text) in enumerate(zip(names, row, strict=True), 1):
            cell = sheet.cell(row=at, column=column)
            is_head = at == _HEAD_ROW
            if is_head:
                _put(cell, text)
            else:
                _fill(cell, name, text)
            cell.font = Font(name=_FONT, size=12, bold=is_head)
            side = "center" if is_head or name in _CENTRED else "left"
            cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)
            cell.border = border
        sheet.row_dimensions[at].height = _LINE_HEIGHT * max(map(_lines, row, names))


def _lines(text: str, name: str) -> int:
    """How many lines a text takes in its column, about: programs do not all work that out when they open a file."""
    return max(-(-len(text) // (_WIDTHS.get(name, _NOTE_WIDTH) - 2)), 1)


def _fill(cell: Any, name: str, text: str) -> None:
    """Numbers and days as such, so that they can be sorted; all else as text."""
    if name == "number":
        cell.value = int(text)
        return
    for written, shown in _DAYS if name in _DATES else ():
        try:
            cell.value = datetime.strptime(text, written)
        except ValueError:
            continue
        cell.number_format = shown
        return
    _put(cell, text)


def _put(cell: Any, text: str) -> None:
    """Text that stays text: what begins with "=" is no formula."""
    cell.value = text
    if text:
        cell.data_type = "s"


def _page(sheet: Any, names: Sequence[str]) -> None:
    for column, name in enumerate(names, 1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(name, _NOTE_WIDTH)
    sheet.freeze_panes = sheet.cell(row=_HEAD_ROW + 1, column=1)
    sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True


_PROPERTIES = "docProps/core.xml"
_CREATED = re.compile(rb"<dcterms:created[^>]*>([^<]*)")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def _without_hour(data: bytes) -> bytes:
    """The package with one and the same hour on all its parts: the time of writing is no part of the list."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = zipfile.ZipInfo(info.filename, _PACKED_AT)
            part.compress_type = zipfile.ZIP_DEFLATED
            content = old.read(info)
            created = _CREATED.search(content) if info.filename == _PROPERTIES else None
            # The library writes the present moment as that of the last change.
            new.writestr(part, _MODIFIED.sub(rb"\g<1>" + created[1], content) if created else content)
    return out.getvalue()
