"""Workbooks that no reader should have to see: bombs, cells at the end of the world, rings of formulas."""

from __future__ import annotations

from collections.abc import Iterator

from hostile_damage import Named, cut, torn, turned
from hostile_office import (
    changed,
    encrypted,
    good_excel,
    good_word,
    laughs,
    outside,
    packed,
    parts_of,
    quadratic,
    without,
)

_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PART = "xl/worksheets/sheet1.xml"


def excel_files() -> Iterator[Named]:
    """Every hostile workbook, by name."""
    good = good_excel()
    yield "good.xlsx", good
    yield from cut("excel.xlsx", good)
    yield from turned("excel.xlsx", good, files=8)
    yield from torn("excel.xlsx", good)
    yield from _cells(good)
    yield from _sheets(good)
    yield from _parts(good)


def _excel(good: bytes, cells: str, head: str = "", *, behind: str = "", before: str = "") -> bytes:
    xml = f'{head}<worksheet xmlns="{_SHEET}">{before}<sheetData>{cells}</sheetData>{behind}</worksheet>'
    return changed(good, _PART, xml)


def _cell(place: str, value: str = "5", entries: str = "") -> str:
    return f'<c r="{place}" {entries}><v>{value}</v></c>'


def _row(*cells: str) -> str:
    return f'<row r="1">{"".join(cells)}</row>'


def _cells(good: bytes) -> Iterator[Named]:
    """Cells in places, of kinds and with values that they cannot have."""
    one = _row(_cell("A1"))
    yield "excel-laughs.xlsx", _excel(good, one.replace("5", "&a9;"), laughs("worksheet"))
    yield "excel-quadratic.xlsx", _excel(good, one.replace("5", "&a9;" * 2_000), quadratic("worksheet"))
    yield "excel-outside.xlsx", _excel(good, one.replace("5", "&a9;"), outside("worksheet"))
    yield "excel-zip-bomb.xlsx", _excel(good, one + "<!-- " + "0" * 300_000_000 + " -->")
    yield "excel-corner.xlsx", _excel(good, f'{one}<row r="1048576">{_cell("XFD1048576")}</row>')
    yield "excel-dimension-giant.xlsx", _excel(good, one, before='<dimension ref="A1:XFD1048576"/>')
    yield "excel-row-far.xlsx", _excel(good, f'<row r="999999999">{_cell("A999999999")}</row>')
    yield "excel-row-negative.xlsx", _excel(good, f'<row r="-3">{_cell("A-3")}</row>')
    yield "excel-row-word.xlsx", _excel(good, f'<row r="ba">{_cell("??")}</row>')
    yield "excel-column-far.xlsx", _excel(good, f'<row r="1">{_cell("ZZZZZZ1")}</row>')
    yield "excel-number-word.xlsx", _excel(good, _row(_cell("A1", "ba"), _cell("B1", "1e999"), _cell("C1", "NaN")))
    yield "excel-number-long.xlsx", _excel(good, _row(_cell("A1", "9" * 20_000), _cell("B1", "1e-400")))
    yield "excel-shared-missing.xlsx", _excel(good, _row(_cell("A1", "99999", 't="s"'), _cell("B1", "-1", 't="s"')))
    yield "excel-type-odd.xlsx", _excel(good, _row(_cell("A1", "x", 't="zz"'), _cell("B1", "2024-99-99", 't="d"')))
    yield "excel-style-missing.xlsx", _excel(good, _row(_cell("A1", "5", 's="99999"')))


def _sheets(good: bytes) -> Iterator[Named]:
    """Merged cells, columns and formulas without end."""
    one = _row(_cell("A1"))
    yield (
        "excel-merge-giant.xlsx",
        _excel(good, one, behind='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    )
    yield (
        "excel-merge-odd.xlsx",
        _excel(good, one, behind='<mergeCells><mergeCell ref="B2:A1"/><mergeCell ref="??"/></mergeCells>'),
    )
    merges = "".join(f'<mergeCell ref="A{n}:D{n + 1}"/>' for n in range(1, 20_000))
    yield "excel-merges-20000.xlsx", _excel(good, one, behind=f"<mergeCells>{merges}</mergeCells>")
    yield (
        "excel-columns-giant.xlsx",
        _excel(good, one, before='<cols><col min="1" max="2000000000" width="9" hidden="1"/></cols>'),
    )
    ring = '<row r="1"><c r="A1"><f>B1+1</f></c><c r="B1"><f>A1+1</f></c><c r="C1"><f>SUM(A:XFD)</f></c></row>'
    yield "excel-formula-ring.xlsx", _excel(good, ring)
    yield (
        "excel-formula-deep.xlsx",
        _excel(good, f'<row r="1"><c r="A1"><f>{"(" * 30_000}1{")" * 30_000}</f></c></row>'),
    )
    yield (
        "excel-formula-odd.xlsx",
        _excel(
            good, '<row r="1"><c r="A1"><f t="shared" si="9"/></c><c r="B1"><f t="array" ref="??">A1:</f></c></row>'
        ),
    )
    wide = ("".join(_cell(f"{chr(65 + k)}{n}", str(n * k)) for k in range(20)) for n in range(1, 15_000))
    rows = "".join(f'<row r="{n}">{cells}</row>' for n, cells in enumerate(wide, 1))
    yield "excel-cells-300000.xlsx", _excel(good, rows)


def _parts(good: bytes) -> Iterator[Named]:
    """Packages whose parts are missing or other than they should be."""
    yield "excel-not-xml.xlsx", changed(good, _PART, b"\0\1\2")
    yield "excel-no-sheet.xlsx", without(good, "sheet1")
    yield "excel-no-workbook-parts.xlsx", packed({"xl/workbook.xml": f'<workbook xmlns="{_SHEET}"/>'})
    yield "excel-empty-sheet.xlsx", _excel(good, "")
    again = f'<sheet name="Sheet" sheetId="1" r:id="rId99" xmlns:r="{_RELATION}"/></sheets>'
    book = parts_of(good)["xl/workbook.xml"].decode().replace("</sheets>", again)
    yield "excel-same-sheet-twice.xlsx", changed(good, "xl/workbook.xml", book)
    yield "excel-password.xlsx", encrypted(b"\1")
    yield "excel-is-word.xlsx", good_word() + b"\0"
