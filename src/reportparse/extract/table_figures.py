"""Figures in table cells: what they are comes from the column's head, the row's label and the caption."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import regex

from reportparse.extract.household_setting import Setting
from reportparse.extract.household_words import canonical
from reportparse.extract.purpose import source_of_funds
from reportparse.lexicon import Lexicon
from reportparse.model.mention import Amount, Count, HouseholdCount, Percentage, Role
from reportparse.model.quantity import Quantity
from reportparse.structure.grids import Column, Figure, Grid, Row
from reportparse.structure.units import MoneyUnit, money_unit
from reportparse.structure.view import View
from reportparse.text.fold import fold
from reportparse.text.numerals import Number

Found = Amount | HouseholdCount | Percentage | Count
_YEAR = regex.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class _Heads:
    """What the heads of a table say together, read once for all its figures."""

    words: str
    grid: Grid
    lexicon: Lexicon

    @cached_property
    def lending(self) -> bool:
        return self.lexicon.pattern("lending").search(self.words) is not None

    @cached_property
    def has_units(self) -> bool:
        """Whether a column gives every row its unit."""
        return any(column.kind == "unit" for column in self.grid.columns)

    @cached_property
    def counts_households(self) -> bool:
        """Whether the caption or another column says that the table counts households."""
        if self.lexicon.pattern("household_caption").search(self.grid.caption):
            return True
        named = self.lexicon.pattern("household_header")
        return any(m.group("category") for column in self.grid.columns for m in named.finditer(column.header))


def extract(view: View) -> tuple[Found, ...]:
    """One mention for every figure of every table, in text order."""
    found = [mention for grid in view.grids for mention in _grid(view, grid)]
    return tuple(sorted(found, key=lambda mention: mention.span))


def _grid(view: View, grid: Grid) -> Iterator[Found]:
    rows = {row.index: row for row in grid.rows}
    heads = _Heads(" ".join(column.header for column in grid.columns), grid, view.lexicon)
    for figure in grid.figures:
        row, column = rows[figure.row], grid.columns[figure.column]
        yield _mention(view, heads, row, column, figure)
        if figure.share is not None:
            span, number = figure.share.span, figure.share.number
            quantity = _rounded(number, span.of(view.document.text))
            yield Percentage(span=span, quantity=quantity, unit="%", label=_label(row, column), in_table=True)


def _mention(view: View, heads: _Heads, row: Row, column: Column, figure: Figure) -> Found:
    written = figure.span.of(view.document.text)
    label = _label(row, column)
    if column.kind == "percent" or _row_percent(row, column):
        quantity = _rounded(figure.number, written)
        return Percentage(span=figure.span, quantity=quantity, unit="%", label=label, in_table=True)
    money = _money(heads, row, column)
    if money is not None:
        source = source_of_funds(column.header, view.lexicon) or source_of_funds(row.label, view.lexicon)
        return Amount(
            span=figure.span,
            quantity=figure.quantity(written, money.scale),
            unit=money.words,
            label=label,
            in_table=True,
            source_of_funds=source,
        )
    quantity = figure.quantity(written)
    category = _category(heads, row, column)
    if category is not None and figure.number.decimals == 0:
        return HouseholdCount(
            span=figure.span,
            quantity=quantity,
            unit="khẩu" if "khẩu" in column.header.lower() else "hộ",
            label=label,
            in_table=True,
            category=category,
            role=_role(view, heads, column),
            time=_time(column, heads.grid),
            area=None if row.total else row.label or None,
        )
    return Count(span=figure.span, quantity=quantity, unit=row.unit or _count_unit(column), label=label, in_table=True)


def _money(heads: _Heads, row: Row, column: Column) -> MoneyUnit | None:
    """The unit of a cell's money: the column's; where a label names the unit of its row, that one.

    What a label counts ("Phân NPK (kg)") says nothing about a column of money.
    """
    lexicon = heads.lexicon
    own = money_unit(f"({row.unit})", lexicon) if row.unit else None
    if row.unit and not heads.has_units and not money_unit(column.header, lexicon):
        named = any(lexicon.pattern(name).search(column.header) for name in ("money_header", "price_header"))
        if own or not named:
            return own
    return column.money or own


def _row_percent(row: Row, column: Column) -> bool:
    unit = (row.unit or "").strip()
    return unit == "%" or (not unit and _PERCENT_ROW.match(row.label) is not None and column.money is not None)


_PERCENT_ROW = regex.compile(r"(?:tỷ|tỉ)\s(?:lệ|trọng)\s(?!.*\p{Lu}{3})", regex.IGNORECASE)


def _label(row: Row, column: Column) -> str | None:
    return ": ".join(part for part in (row.label, column.header) if part) or None


def _rounded(number: Number, written: str) -> Quantity:
    return Quantity(number.value, number.ulp if number.value is not None else Decimal(0), written, number.malformed)


def _category(heads: _Heads, row: Row, column: Column) -> str | None:
    """Household category of a cell, None where it does not count households."""
    grid, lexicon = heads.grid, heads.lexicon
    if row.unit is not None and fold(row.unit) not in ("ho", "khau", "ho dan"):
        return None
    header = column.header
    if lexicon.pattern("other_count_header").search(header):
        return None
    named = list(lexicon.pattern("household_header").finditer(header))
    own = next((match for match in reversed(named) if match.group("category")), None)
    if own is not None:
        return canonical(own.group("category"), lexicon)
    by_row = lexicon.pattern("household_header").search(row.label)
    if by_row and by_row.group("category") and (named or row.unit):
        return canonical(by_row.group("category"), lexicon)
    if named or row.unit:
        return "hộ vay" if heads.lending else "hộ"
    change = lexicon.pattern("change_header").search(header)
    if change is not None and heads.counts_households:
        if change.group("again"):
            return f"hộ {change.group('again').lower()}"
        return "hộ cận nghèo" if change.group("near") else _stock_of(grid, column, lexicon)
    return "hộ" if lexicon.pattern("household_caption").search(grid.caption) else None


def _stock_of(grid: Grid, column: Column, lexicon: Lexicon) -> str:
    """The category of the nearest column to the left that names one: a change belongs to that stock."""
    for other in reversed(grid.columns[: column.index]):
        match = lexicon.pattern("household_header").search(other.header)
        if match and match.group("category"):
            return canonical(match.group("category"), lexicon)
    return "hộ nghèo"


def _count_unit(column: Column) -> str:
    match = regex.search(r"\(([^()\d%]{1,20})\)\s*$", column.header)
    return match.group(1).strip().lower() if match else ""


def _role(view: View, heads: _Heads, column: Column) -> Role:
    header = column.header
    role = next((role for name, role in _ROLES if view.lexicon.pattern(name).search(header)), None)
    if role != "target" and (role is not None or "cuối" in header.lower()) and _is_planned(view, heads.grid, column):
        return "target"
    if role is not None:
        return role
    lexicon = view.lexicon
    subset = lexicon.pattern("header_subset").search(header) or lexicon.pattern("ethnic_name").search(header)
    return "part" if subset or heads.lending else "level"


def _is_planned(view: View, grid: Grid, column: Column) -> bool:
    """Whether a change or an end stock lies ahead: under a heading of targets, or in the year that a plan plans for."""
    if Setting(view).planned(view.flow.inverse.source(grid.table.cells[0].span.start)):
        return True
    year, period = _time(column, grid), view.period.value
    return view.header.doc_type == "Kế hoạch" and year is not None and period is not None and year == period[-4:]


_ROLES: tuple[tuple[str, Role], ...] = (
    ("header_target", "target"),
    ("header_decrease", "decrease"),
    ("header_increase", "increase"),
)


def _time(column: Column, grid: Grid) -> str | None:
    years = _YEAR.findall(column.header) or _YEAR.findall(grid.caption)
    return str(years[-1]) if years else None
