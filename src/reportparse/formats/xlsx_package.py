"""Workbooks opened without trusting them: everything that could be made huge is counted before it is parsed."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import regex
from lxml.etree import XMLSyntaxError  # type: ignore[import-untyped]

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.formats.zip_guard import check_package

_SHEETS = regex.compile(r"xl/worksheets/[^/]+\.xml")
_CELL = regex.compile(rb"<(?:\w+:)?c[ />]")
_MERGED = regex.compile(rb"<(?:\w+:)?mergeCell [^>]*?ref=\"([A-Z]+)(\d+):([A-Z]+)(\d+)\"")
_FORMULA = regex.compile(rb"<(?:\w+:)?f[ />]")
# A formula without a result; a result that is text may be empty.
_NO_RESULT = regex.compile(
    rb"<(?:\w+:)?c(?![^>]*\st=\"str\")[^>]*>\s*<(?:\w+:)?f(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")
_HEAD = 4096
_STRICT = b"http://purl.oclc.org/ooxml/"
_STRICT_NAME = regex.compile(_STRICT + rb"(\w+)(/[\w/]+)")
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    XMLSyntaxError,
    SyntaxError,  # ParseError of the standard library is one
    EOFError,
    OSError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    NotImplementedError,
)


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook with the stored results of its formulas; `formulas` is the same one with the formulas themselves.

    `formulas` is None where there are none; `unfinished` counts formulas without a stored result.
    """

    values: Any
    formulas: Any | None
    unfinished: int


def open_workbook(data: bytes, settings: Settings) -> Workbook:
    """Read the bytes of a workbook.

    Raises:
        UnreadableFileError: `damaged`, `password`, `bomb` or `too-long`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_package(archive, settings, "tệp Excel")
            has_formulas, unfinished = _looked_at(archive, settings)
            if _is_strict(archive):
                data = _transitional(archive)
        values = _load(data, data_only=True)
        formulas = _load(data, data_only=False) if has_formulas else None
    except _DAMAGE as error:
        raise UnreadableFileError(
            "damaged", "tệp Excel bị hỏng hoặc không phải tệp Excel", "mở bằng Excel, lưu lại rồi nạp lại"
        ) from error
    return Workbook(values, formulas, unfinished)


def _is_strict(archive: zipfile.ZipFile) -> bool:
    """Whether Excel saved it as "Strict Open XML", whose names the library does not know."""
    return _STRICT in archive.read("_rels/.rels") or _STRICT in archive.read("xl/workbook.xml")


def _transitional(archive: zipfile.ZipFile) -> bytes:
    """The same workbook with the names that all others have (ISO/IEC 29500-1 and -4)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for info in archive.infolist():
            part = archive.read(info)
            if info.filename.endswith((".xml", ".rels")):
                part = _STRICT_NAME.sub(_transitional_name, part)
            made.writestr(info.filename, part)
    return out.getvalue()


def _transitional_name(match: regex.Match[bytes]) -> bytes:
    kind: bytes
    rest: bytes
    kind, rest = match.group(1, 2)
    return b"http://schemas.openxmlformats.org/" + kind + b"/2006" + rest


def _load(data: bytes, *, data_only: bool) -> Any:
    # Loaded where a workbook is met: it costs 200 ms.
    openpyxl = import_module("openpyxl")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about what it does not keep: drawings, validations, extensions
        return openpyxl.load_workbook(io.BytesIO(data), data_only=data_only, rich_text=data_only)


def _looked_at(archive: zipfile.ZipFile, settings: Settings) -> tuple[bool, int]:
    """Whether there are formulas, and how many of them have no stored result."""
    cells = unfinished = 0
    has_formulas = False
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            with archive.open(name) as part:
                if any(mark in part.read(_HEAD) for mark in _ENTITIES):
                    raise ValueError("entities")
        if not _SHEETS.fullmatch(name):
            continue
        sheet = archive.read(name)
        cells += sum(1 for _ in _CELL.finditer(sheet)) + sum(_areas(sheet))
        if cells > settings.max_cells:
            limit = f"{settings.max_cells:,}".replace(",", ".")
            raise UnreadableFileError("too-long", f"bảng tính có quá {limit} ô", "chia nhỏ tệp hoặc tăng max_cells")
        has_formulas = has_formulas or _FORMULA.search(sheet) is not None
        unfinished += sum(1 for _ in _NO_RESULT.finditer(sheet))
    return has_formulas, unfinished


def _areas(sheet: bytes) -> Iterator[int]:
    """Cells covered by each merged cell: the library makes an object for every one of them."""
    for match in _MERGED.finditer(sheet):
        left, top, right, bottom = match.groups()
        yield (_column(right) - _column(left) + 1) * (int(bottom) - int(top) + 1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
