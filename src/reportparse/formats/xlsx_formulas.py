"""Formulas that say what adds up: SUM(...), a+b-c, a/b, a*b of cells of the same sheet; of others only the place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import regex

_REF = r"\$?[A-Z]{1,3}\$?[0-9]{1,7}"
_RANGE = rf"{_REF}(?::{_REF})?"
_SUM = rf"(?:SUM|SUBTOTAL)\(\s*(?:(?<=SUBTOTAL\(\s*)(?:9|109)\s*[,;]\s*)?{_RANGE}(?:\s*[,;]\s*{_RANGE})*\s*\)"
_TERM = rf"(?:{_SUM}|{_REF})"
_SUMMED = regex.compile(rf"=\s*[-+]?\s*{_TERM}(?:\s*[-+]\s*{_TERM})*\s*")
_PARTS = regex.compile(rf"(?P<sign>[-+]?)\s*(?:(?P<sum>{_SUM})|(?P<ref>{_REF}))")
_AREA = regex.compile(rf"(?P<first>{_REF})(?::(?P<last>{_REF}))?")
_QUOTIENT = regex.compile(rf"=\s*\+?\s*(?P<first>{_REF})\s*/\s*(?P<second>{_REF})\s*(?:\*\s*100\s*%?)?\s*")
_PRODUCT = regex.compile(rf"=\s*\+?\s*(?P<first>{_REF})\s*\*\s*(?P<second>{_REF})\s*")
_PLACE = regex.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_MAX_TERMS = 2000
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class CellFormula:
    """The formula of the cell at a row and column; `terms` are cells with their signs (`model.document.Formula`)."""

    place: Place
    operation: Literal["sum", "quotient", "product", "other"]
    terms: tuple[tuple[Place, int], ...] = ()


def read_formulas(sheet: Any) -> Iterator[CellFormula]:
    """The formulas of an `openpyxl` sheet that holds formulas."""
    for cell in sheet._cells.values():
        if cell.data_type == "f":
            place = (cell.row, cell.column)
            found = read_formula(place, cell.value) if isinstance(cell.value, str) else None
            yield found or CellFormula(place, "other")


def read_formula(place: Place, formula: str) -> CellFormula | None:
    """The meaning of one formula, None where it is not a simple one."""
    for pattern in (_QUOTIENT, _PRODUCT):
        match = pattern.fullmatch(formula)
        if match:
            terms = ((_place(match["first"]), 1), (_place(match["second"]), 1))
            return CellFormula(place, "quotient" if pattern is _QUOTIENT else "product", terms)
    if not _SUMMED.fullmatch(formula):
        return None
    summed: list[tuple[Place, int]] = []
    for part in _PARTS.finditer(formula):
        weight = -1 if part["sign"] == "-" else 1
        for area in _AREA.finditer(part["sum"] or part["ref"]):
            for each in _cells(area["first"], area["last"] or area["first"]):
                summed.append((each, weight))
                if len(summed) > _MAX_TERMS:
                    return None
    places = {each for each, _ in summed}
    # A cell taken twice, or the cell itself, is a slip of the formula that no sum can be checked with.
    if len(places) < max(2, len(summed)) or place in places:
        return None
    return CellFormula(place, "sum", tuple(summed))


def _place(reference: str) -> Place:
    match = _PLACE.fullmatch(reference)
    if match is None:  # the patterns above let nothing else pass
        raise ValueError(reference)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def _cells(first: str, last: str) -> Iterator[Place]:
    top, left = _place(first)
    bottom, right = _place(last)
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            yield row, column
