"""Figures in table cells: what they are comes from the column's head, the row's label and the caption."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache, partial
from typing import NamedTuple

import regex

from reportparse.extract.household_setting import Setting
from reportparse.extract.purpose import source_of_funds
from reportparse.extract.table_households import TableCategories
from reportparse.extract.table_roles import TableRoles
from reportparse.extract.table_setting import TableSetting
from reportparse.lexicon import Lexicon
from reportparse.model.mention import Amount, Count, HouseholdCount, Percentage
from reportparse.model.quantity import Quantity
from reportparse.structure.grids import Column, Figure, Grid, Row
from reportparse.structure.units import MoneyUnit, money_unit
from reportparse.structure.view import View
from reportparse.text.numerals import Number

Found = Amount | HouseholdCount | Percentage | Count


class Households(NamedTuple):
    """What finds the households of one table."""

    categories: TableCategories
    roles: TableRoles


def extract(view: View) -> tuple[Found, ...]:
    """One mention for every figure of every table, in text order."""
    setting = Setting(view)
    found = [mention for grid in view.grids for mention in _grid(view, grid, setting)]
    return tuple(sorted(found, key=lambda mention: mention.span))


def _grid(view: View, grid: Grid, setting: Setting) -> Iterator[Found]:
    rows = {row.index: row for row in grid.rows}
    about = TableSetting(view, grid, setting)
    households = Households(TableCategories(about), TableRoles(about))
    source_in = cache(partial(source_of_funds, lexicon=view.lexicon))
    right = _second_labels(view, grid)
    for figure in grid.figures:
        row, column = rows[figure.row], grid.columns[figure.column]
        if right is not None and figure.column > right[0]:
            row = replace(row, label=right[1].get(figure.row, ""))
        yield _mention(view, households, row, column, figure, source_in)
        if figure.share is not None:
            span, number = figure.share.span, figure.share.number
            quantity = _rounded(number, span.of(view.document.text))
            yield Percentage(span=span, quantity=quantity, unit="%", label=_label(row, column), in_table=True)


def _second_labels(view: View, grid: Grid) -> tuple[int, dict[int, str]] | None:
    """The second column of names of a table of two sides (receipts, expenditure), and its words by row."""
    named = view.lexicon.pattern("second_label")
    at = next((c.index for c in grid.columns if c.index > 1 and c.kind == "text" and named.match(c.header)), None)
    if at is None:
        return None
    words = {cell.row: cell.span.of(view.document.text).strip() for cell in grid.table.cells if cell.column == at}
    return at, words


def _mention(
    view: View,
    households: Households,
    row: Row,
    column: Column,
    figure: Figure,
    source_in: Callable[[str], str | None],
) -> Found:
    written = figure.span.of(view.document.text)
    label = _label(row, column)
    if column.kind == "percent" or _row_percent(row, column, view.lexicon):
        quantity = figure.quantity(written)
        if not figure.negative:
            quantity = _rounded(figure.number, written)
        return Percentage(span=figure.span, quantity=quantity, unit="%", label=label, in_table=True)
    money = _money(view.lexicon, households.categories.about.grid, row, column)
    if money is not None:
        source = source_in(column.header) or source_in(row.label)
        return Amount(
            span=figure.span,
            quantity=figure.quantity(written, money.scale),
            unit=money.words,
            label=label,
            in_table=True,
            source_of_funds=source,
        )
    quantity = figure.quantity(written)
    category = households.categories.of(row, column)
    if category is not None and figure.number.decimals == 0:
        year = _YEAR_ROW.fullmatch(row.label)
        return HouseholdCount(
            span=figure.span,
            quantity=quantity,
            unit="khẩu" if _of_persons(row, column) else "hộ",
            label=label,
            in_table=True,
            category=category,
            role=households.roles.of(row, column, category),
            time=year["year"] if year else households.roles.time(column),
            area=(row.label or None) if households.categories.about.by_place and not (row.total or year) else None,
        )
    return Count(span=figure.span, quantity=quantity, unit=row.unit or _count_unit(column), label=label, in_table=True)


def _money(lexicon: Lexicon, grid: Grid, row: Row, column: Column) -> MoneyUnit | None:
    """The unit of a cell's money: the column's; where a label names the unit of its row, that one.

    What a label counts ("Phân NPK (kg)") says nothing about a column of money.
    """
    own = money_unit(f"({row.unit})", lexicon) if row.unit else None
    if row.unit and not grid.has_units and not money_unit(column.header, lexicon):
        named = any(lexicon.pattern(name).search(column.header) for name in ("money_header", "price_header"))
        if own or not named:
            return own
    return column.money or own


def _of_persons(row: Row, column: Column) -> bool:
    """Whether a cell counts the persons of households: by its column, its row's unit or name."""
    header = column.header.lower()
    if "khẩu" in header or "khẩu" in (row.unit or "").lower():
        return True
    return row.unit is None and "hộ" not in header and _PERSONS_ROW.match(row.label) is not None


def _row_percent(row: Row, column: Column, lexicon: Lexicon) -> bool:
    """Whether a cell is a percentage by its row: the unit, or a name in a column of money or of one year."""
    unit = (row.unit or "").strip()
    if unit or _PERCENT_ROW.match(row.label) is None:
        return unit == "%"
    year = lexicon.pattern("header_period").match(column.header.rpartition(" / ")[2])
    return column.money is not None or year is not None


_YEAR_ROW = regex.compile(r"(?:năm\s)?(?P<year>(?:19|20)\d\d)", regex.IGNORECASE)
_PERSONS_ROW = regex.compile(r"[-+*.\s]*(?:tổng\s)?(?:số\s)?(?:nhân\s)?khẩu(?!\p{L})", regex.IGNORECASE)
_PERCENT_ROW = regex.compile(r"(?:tỷ|tỉ)\s(?:lệ|trọng)\s(?!.*\p{Lu}{3})", regex.IGNORECASE)


def _label(row: Row, column: Column) -> str | None:
    return ": ".join(part for part in (row.label, column.header) if part) or None


def _rounded(number: Number, written: str) -> Quantity:
    return Quantity(number.value, number.ulp if number.value is not None else Decimal(0), written, number.malformed)


def _count_unit(column: Column) -> str:
    match = regex.search(r"\(([^()\d%]{1,20})\)\s*$", column.header)
    return match.group(1).strip().lower() if match else ""
