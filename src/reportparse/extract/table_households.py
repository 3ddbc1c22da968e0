"""Household counts in table cells: category and role from the column's head, the row's name and the table's place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import regex

from reportparse.extract.household_setting import Setting
from reportparse.extract.household_words import (
    ALL,
    NEAR_POOR,
    POOR,
    canonical,
    flow_of,
    is_all,
    is_group,
    is_stock,
    stock_of,
)
from reportparse.lexicon import Lexicon
from reportparse.model.mention import Role
from reportparse.structure.grids import Column, Grid, Row
from reportparse.structure.view import View
from reportparse.text.fold import fold

_YEAR = regex.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_UNITS = frozenset({"ho", "khau", "ho dan", "ho gia dinh", "nhan khau"})
_LINE = 160
# A word that a narrow cell has broken before its last letter ("Tái nghè o").
_BROKEN = regex.compile(r"(?<=\p{Ll})\s(?=[oiaeungptcmh](?:\s|$))")
_BARE_STOCKS = {"nghèo": POOR, "cận nghèo": NEAR_POOR}
_PLANS = ("Kế hoạch", "Chương trình", "Phương án", "Đề án")
_HEADER_ROLES: tuple[tuple[str, Role], ...] = (
    ("header_target", "target"),
    ("header_decrease", "decrease"),
    ("header_increase", "increase"),
)


@dataclass(frozen=True)
class HouseholdTable:
    """What the heads of a table and the words above it say together, read once for all its figures."""

    view: View
    grid: Grid
    setting: Setting

    @cached_property
    def lexicon(self) -> Lexicon:
        return self.view.lexicon

    @cached_property
    def _at(self) -> int:
        return self.view.flow.inverse.source(self.grid.table.cells[0].span.start)

    @cached_property
    def _heads(self) -> str:
        return " ".join(column.header for column in self.grid.columns)

    @cached_property
    def lends(self) -> bool:
        """Whether the table counts borrowers."""
        return self.lexicon.pattern("lending").search(self._heads) is not None

    @cached_property
    def counts_households(self) -> bool:
        """Whether the caption or another column says that the table counts households."""
        if self.lexicon.pattern("household_caption").search(self.grid.caption):
            return True
        named = self.lexicon.pattern("household_header")
        return any(m.group("category") for column in self.grid.columns for m in named.finditer(column.header))

    @cached_property
    def of_some(self) -> bool:
        """Whether the heads, the line right above or the nearest heading say that only some households are counted."""
        pattern = self.lexicon.pattern("head_part")
        return any(pattern.search(words) for words in (self._heads, self._above)) or self.setting.of_some(self._at)

    @cached_property
    def _by_borrower(self) -> bool:
        """Whether the rows of a table of loans are kinds of borrowers or of loans, not villages or associations."""
        kinds = self.lexicon.pattern("loan_row")
        return any(kinds.search(row.label) for row in self.grid.rows)

    @cached_property
    def _hands_out(self) -> bool:
        """Whether the line above says that something is given, and a column says how much."""
        given = self.lexicon.pattern("head_part").search(self._above)
        return given is not None and any(column.kind == "money" for column in self.grid.columns)

    @cached_property
    def _by_shortage(self) -> bool:
        """Whether the rows are shortages or causes: each counts some of the poor."""
        pattern = self.lexicon.pattern("shortage_header")
        labels = [column.header for column in self.grid.columns if column.kind in ("label", "text", "index")]
        return any(pattern.search(words) for words in (*labels, self._above))

    @cached_property
    def _kinds_of_borrowers(self) -> bool:
        """Whether the columns of a table of loans are kinds of borrowers."""
        named = self.lexicon.pattern("household_header")
        found = (m.group("category") for column in self.grid.columns for m in named.finditer(column.header))
        return len({canonical(words, self.lexicon) for words in found if words} - {"hộ vay"}) > 1

    def category(self, row: Row, column: Column) -> str | None:
        """Household category of a cell, None where it does not count households."""
        lexicon, header = self.lexicon, _BROKEN.sub("", column.header)
        if row.unit is not None and fold(row.unit) not in _UNITS:
            return None
        money = lexicon.pattern("header_money").search(header)
        if lexicon.pattern("other_count_header").search(header) or (money and "số hộ" not in header.lower()):
            return None
        named = list(lexicon.pattern("household_header").finditer(header))
        own = next((match for match in reversed(named) if match.group("category")), None)
        if own is not None:
            return canonical(own.group("category"), lexicon)
        by_row = lexicon.pattern("household_header").search(row.label)
        if by_row and by_row.group("category") and (named or row.unit):
            return canonical(by_row.group("category"), lexicon)
        dated = lexicon.pattern("header_period").match(header.rpartition(" / ")[2]) is not None
        if dated and not named:
            return self._of_years(row, header)
        bare = [_BARE_STOCKS[part.lower()] for part in header.split(" / ") if part.lower() in _BARE_STOCKS]
        if bare:
            return bare[-1]
        change = lexicon.pattern("change_header").search(header)
        if self._caption_stock is not None and (named or change or lexicon.pattern("header_time").search(header)):
            return self._caption_stock
        timed = change is not None or lexicon.pattern("header_time").search(header) is not None
        if self._by_shortage and (named or lexicon.pattern("place_header").search(header)):
            return (
                self.setting.stock_of_heading(self._at) if is_stock(self.setting.stock_of_heading(self._at)) else POOR
            )
        if timed and not named and self.counts_households and (change is None or not change.group("near")):
            return self._stock_before(column)
        if change is not None and self.counts_households:
            return "hộ cận nghèo" if change.group("near") else self._stock_before(column)
        if named or row.unit:
            return "hộ vay" if self.lends else ALL
        return ALL if lexicon.pattern("household_caption").search(self.grid.caption) else None

    def _of_years(self, row: Row, header: str) -> str | None:
        """Category of a cell below a year: its row's name, the head over the year, else what the caption counts."""
        own = self.lexicon.pattern("row_stock").match(row.label)
        if own is not None:
            words = own.group("category")
            return canonical(words, self.lexicon) if words else ALL
        group = [_BARE_STOCKS[part.lower()] for part in header.split(" / ") if part.lower() in _BARE_STOCKS]
        if group:
            return group[-1]
        if row.unit is not None and fold(row.unit) in _UNITS:
            return "hộ vay" if self.lends else ALL
        if self._other_rows or not self.lexicon.pattern("caption_counts").search(self._above):
            return None
        return self._caption_stock or ALL

    @cached_property
    def _other_rows(self) -> bool:
        """Whether some rows are indicators of their own, not places or groups of one count."""
        own, other = self.lexicon.pattern("row_stock"), self.lexicon.pattern("other_count_header")
        return any(own.match(row.label) or other.search(row.label) or row.unit for row in self.grid.rows)

    @cached_property
    def _caption_stock(self) -> str | None:
        """The stock that the line above the table names alone, where no column names one ("Diễn biến hộ cận nghèo")."""
        named = self.lexicon.pattern("household_header")
        if any(m.group("category") for column in self.grid.columns for m in named.finditer(column.header)):
            return None
        found = {
            canonical(m.group("category"), self.lexicon) for m in named.finditer(self._above) if m.group("category")
        }
        return found.pop() if len(found) == 1 and "dân số" not in self._heads.lower() else None

    @cached_property
    def _above(self) -> str:
        """The line right above the table."""
        return self.grid.caption.rstrip().rpartition("\n")[2][-_LINE:]

    def _stock_before(self, column: Column) -> str:
        """The category of the nearest column to the left that names one: a change belongs to that stock."""
        for other in reversed(self.grid.columns[: column.index]):
            match = self.lexicon.pattern("household_header").search(other.header)
            if match and match.group("category"):
                return stock_of(canonical(match.group("category"), self.lexicon))
        return POOR

    def role(self, row: Row, column: Column, category: str) -> Role:
        """The role of a cell that counts households."""
        header = _BROKEN.sub("", column.header)
        role = next((role for name, role in _HEADER_ROLES if self.lexicon.pattern(name).search(header)), None)
        if role == "target" or self._lies_ahead(header.rpartition(" / ")[2]):
            return "target"
        if self.lends:
            by_column = self._kinds_of_borrowers and "tổng" not in header.lower()
            return "part" if by_column or (self._by_borrower and not row.total) else "level"
        if (role is not None or "cuối" in header.lower()) and self._is_planned(column):
            return "target"
        if role is not None:
            return role
        if self._by_shortage:
            return "level" if "tổng" in row.label.lower() else "part"
        if row.unit is not None:
            return self._role_of_row(row, category)
        if is_group(category) or self.lexicon.pattern("header_subset").search(header):
            return "part"
        flow = flow_of(category)
        if flow is not None:
            return flow
        if is_stock(category) and (self._hands_out or self.lexicon.pattern("header_helped").search(header)):
            return "part"
        if not is_all(category) or self.counts_households or self.lexicon.pattern("header_all").search(header):
            return "level"
        return "part" if self.of_some else "level"

    def _lies_ahead(self, head: str) -> bool:
        """Whether a column is of a year to come: after the paper's own, or that one in a plan; what is found is not."""
        pattern = self.lexicon.pattern("header_period").match(head)
        year = (self.view.header.date or "")[:4]
        if pattern is None or not year.isdigit() or self.lexicon.pattern("header_found").search(head):
            return False
        of_head = int(_YEAR.findall(head)[-1])
        plans = (self.view.header.doc_type or "").startswith(_PLANS)
        return of_head > int(year) or (of_head == int(year) and plans)

    def _role_of_row(self, row: Row, category: str) -> Role:
        """The role of a cell in a table whose rows are indicators, each with its unit."""
        change = next((role for name, role in _HEADER_ROLES[1:] if self.lexicon.pattern(name).search(row.label)), None)
        if change is not None:
            return change
        if self.lexicon.pattern("row_property").search(row.label) or is_group(category):
            return "part"
        return "level"

    def time(self, column: Column) -> str | None:
        years = _YEAR.findall(column.header) or _YEAR.findall(self.grid.caption)
        return str(years[-1]) if years else None

    def _is_planned(self, column: Column) -> bool:
        """Whether a change or an end stock lies ahead: under a heading of targets, or in the year of a plan."""
        plan, result = (self.lexicon.pattern(name).search(self._above) for name in ("plan_context", "result_context"))
        planned = (plan is not None and result is None) or self.setting.planned(self._at)
        years, year = _YEAR.findall(column.header), self.setting.year
        if years and year is not None:
            return int(years[-1]) >= year and (self._is_plan or planned)
        return planned

    @property
    def _is_plan(self) -> bool:
        return self.view.header.doc_type == "Kế hoạch"
