"""What a household count in a table cell says: from the column's head, the row, and what the table is for."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from reportparse.extract.household_words import CLASSES, DOERS, flow_of, is_all, is_group, is_trait
from reportparse.extract.table_setting import TableSetting
from reportparse.lexicon import Lexicon
from reportparse.model.mention import Role
from reportparse.structure.grids import Column, Row

_YEAR = regex.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_COUNTED = regex.compile(r" / (?:tổng\s)?(?:số\s)?(?:lượng\s)?hộ$", regex.IGNORECASE)
_DAY = regex.compile(r"(?<!\d)(?P<day>\d\d?)/(?P<month>\d\d?)/(?P<year>20\d\d)")
_SUM = regex.compile(r"tổng|^cộng(?!\p{L})|/ cộng(?!\p{L})", regex.IGNORECASE)
_UNIT = regex.compile(r"\s?\((?:ĐVT:\s)?hộ\)$", regex.IGNORECASE)
_AUTUMN = "10"
_PLANS = ("Kế hoạch", "Chương trình", "Phương án", "Đề án")
_HEADER_ROLES: tuple[tuple[str, Role], ...] = (
    ("header_target", "target"),
    ("header_decrease", "decrease"),
    ("header_increase", "increase"),
)


@dataclass(frozen=True)
class TableRoles:
    """Finds the role of each cell of one table that counts households."""

    about: TableSetting

    @property
    def lexicon(self) -> Lexicon:
        return self.about.lexicon

    def of(self, row: Row, column: Column, category: str) -> Role:
        """The role of a cell that counts households."""
        about, header = self.about, self.about.headers[column.index]
        role = next((role for name, role in _HEADER_ROLES if self._has(name, header)), None)
        if role == "target" or self._lies_ahead(header.rpartition(" / ")[2]):
            return "target"
        if about.lends:
            if self._has("header_overdue", header):
                return "part"
            by_column = about.kinds_of_borrowers and not _SUM.search(header)
            return "part" if by_column or (about.by_borrower and not row.total) else "level"
        if (role is not None or self._is_end(header)) and self._is_planned(row, column):
            return "target"
        if role is not None:
            return role
        plain = self._plain(row, column, category)
        if self._is_past(row.label):
            return plain
        if plain == "part" and self._is_set(column):
            return "target"
        return "target" if plain == "level" and self._is_wanted(column, category) else plain

    def _is_wanted(self, column: Column, category: str) -> bool:
        """Whether a column of a table of what is asked or set, which names neither households nor a date ("Cà phê")."""
        about, header = self.about, self.about.headers[column.index]
        if not (is_all(category) and about.sets) or about.by_shortage or about.tells:
            return False
        stated = ("household_header", "header_all", "header_time", "header_date", "header_found", "header_period")
        return next(about.named(), None) is None and not any(self._has(name, header) for name in stated)

    def _is_end(self, header: str) -> bool:
        """Whether a column is of what there is after the changes."""
        last = header.rpartition(" / ")[2].lower()
        return "cuối" in header.lower() or last.startswith("còn")

    def _has(self, name: str, words: str) -> bool:
        return self.lexicon.pattern(name).search(words) is not None

    def _plain(self, row: Row, column: Column, category: str) -> Role:
        """The role of a cell whose head names no change and no plan."""
        about, header = self.about, self.about.headers[column.index]
        if about.by_shortage:
            return self._of_shortage(row, column, category)
        if row.unit is not None or self._is_by_row(row, column):
            return self._of_row(row, category)
        if is_group(category) or category in DOERS or (about.by_group and not row.total):
            return "part"
        if self._is_subset(column, category):
            return "part"
        flow = flow_of(category)
        if flow is not None:
            return flow
        if is_all(category):
            return self._of_all(row, column)
        if category in CLASSES and self._follows_all(column):
            return "level"
        dated = self._has("header_time", header) or self._has("header_date", header)
        if (about.hands_out and not dated) or is_trait(category):
            return "part"
        if self._has("header_helped", header) or self._has("header_does", header):
            return "part"
        housed = any(self._has("header_progress", head) for head in about.headers)
        if any(housed or self._has("header_some", about.headers[whole.index]) for whole in about.wholes_of(column)):
            return "part"
        return "level"

    def _follows_all(self, column: Column) -> bool:
        """Whether a class stands right behind all households ("Tổng số hộ | Hộ nghèo"), as it is today."""
        headers, at = self.about.headers, column.index
        while at > 0 and (named := self.lexicon.pattern("household_header").fullmatch(_UNIT.sub("", headers[at]))):
            if not named.group("category"):
                break
            at -= 1
        return at < column.index and self._has("header_everybody", headers[at])

    def _is_by_row(self, row: Row, column: Column) -> bool:
        """Whether what a cell counts stands in its row, below the head of a period."""
        period = self.lexicon.pattern("header_period").match(self.about.headers[column.index].rpartition(" / ")[2])
        return period is not None and self.lexicon.pattern("row_stock").match(row.label) is not None

    def _of_all(self, row: Row, column: Column) -> Role:
        """The role of a count of households without a class: all of them, or those that the table is about."""
        about, header = self.about, self.about.headers[column.index]
        if any(self._has(name, header) for name in ("header_helped", "header_property", "header_does")):
            return "part"
        everybody = self._has("header_everybody", header)
        if (about.hands_out and (about.is_total(column) or not everybody)) or self._of_group_of_columns(header):
            return "part"
        if about.by_task and not everybody and self.lexicon.pattern("row_stock").match(row.label) is None:
            return "part"
        if about.counts_households or self._has("header_all", header):
            return "level"
        return "part" if about.of_some else "level"

    def _of_group_of_columns(self, header: str) -> bool:
        """Whether a "Số hộ" stands below a head that says which ("Nhà sập / Số hộ"), or below the sum of such heads."""
        if next(self.about.named(), None) is not None:
            return False
        groups = {head.rpartition(" / ")[0] for head in self.about.headers if _COUNTED.search(head) and " / " in head}
        own = {group for group in groups if not self._says_all(group)}
        return len(own) > 1 and header.rpartition(" / ")[0] in groups and not self._says_time(header)

    def _says_all(self, group: str) -> bool:
        """Whether the head of a group of columns is a place, a date or a total."""
        pattern = self.lexicon.pattern("place_header")
        return pattern.search(group) is not None or self._has("header_all", group) or self._says_time(group)

    def _says_time(self, header: str) -> bool:
        times = ("header_time", "header_date", "header_found", "header_period")
        return any(self._has(name, header) for name in times)

    def _of_shortage(self, row: Row, column: Column, category: str) -> Role:
        """Every shortage counts some of the poor; a column of all of them, and the row of their total, are levels."""
        if not self.about.shortage_rows:
            return "part" if self.about.is_shortage(column) or is_group(category) else "level"
        return "level" if "tổng" in row.label.lower() else "part"

    def _is_subset(self, column: Column, category: str) -> bool:
        """Whether a head says that some are counted; the poor out of all households are a stock."""
        header = self.about.headers[column.index]
        if not self._has("header_subset", header):
            return False
        return not ("trong đó" in header.lower() and category in CLASSES and self._is_of_all(column))

    def _is_of_all(self, column: Column) -> bool:
        """Whether the column before a group of columns ("Trong đó") counts all households."""
        group = self.about.headers[column.index].partition(" / ")[0]
        before = [header for header in self.about.headers[: column.index] if not header.startswith(group)]
        named = list(self.lexicon.pattern("household_header").finditer(before[-1])) if before else []
        some = self._has("header_helped", before[-1]) if before else False
        return not some and not any(match.group("category") for match in named)

    def _lies_ahead(self, head: str) -> bool:
        """Whether a column is of a year to come: after the paper's own, or that one in a plan; what is found is not."""
        year = (self.about.view.header.date or "")[:4]
        day = _DAY.search(head)
        if day is not None and self.about.decides and len(self.about.view.header.date or "") >= len("2025-01"):
            of_day = f"{day['year']}-{int(day['month']):02}-{int(day['day']):02}"
            return of_day > (self.about.view.header.date or "")
        period = self.lexicon.pattern("header_period").match(head)
        if period is None or not year.isdigit() or self._has("header_found", head):
            return False
        of_head = int(_YEAR.findall(head)[-1])
        plans = (self.about.view.header.doc_type or "").startswith(_PLANS)
        if of_head != int(year) or not plans:
            return of_head > int(year)
        return not self._is_base(of_head)

    def _is_base(self, year: int) -> bool:
        """Whether the year of a plan made at its end is the one from which the years in the other heads start."""
        month = (self.about.view.header.date or "")[5:7]
        later = [head for head in self.about.headers if (years := _YEAR.findall(head)) and int(years[-1]) > year]
        return month >= _AUTUMN and len(later) > 1

    def _of_row(self, row: Row, category: str) -> Role:
        """The role of a cell in a table whose rows are indicators, each with its unit."""
        change = next((role for name, role in _HEADER_ROLES[1:] if self._has(name, row.label)), None)
        if change is not None:
            return change
        some = self.about.hands_out or self._has("row_property", row.label) or is_group(category)
        return "part" if some else "level"

    def _is_planned(self, row: Row, column: Column) -> bool:
        """Whether a change or an end stock lies ahead: under a heading of targets, or in the year of a plan."""
        about = self.about
        planned = about.sets and not about.tells
        years, year = _YEAR.findall(column.header), about.setting.year
        if self._is_past(column.header) or self._is_past(row.label):
            return False  # also where a paper speaks of all the years of a term
        if years and year is not None:
            return int(years[-1]) >= year and (about.view.header.doc_type == "Kế hoạch" or planned)
        return planned

    def _is_past(self, words: str) -> bool:
        """Whether a head or a row's name ends in a year before the paper's own."""
        years, written = _YEAR.findall(words), (self.about.view.header.date or "")[:4]
        return bool(years) and written.isdigit() and int(years[-1]) < int(written)

    def _is_set(self, column: Column) -> bool:
        """Whether households that are helped are those for whom a paper sets or asks something."""
        about = self.about
        if (
            about.by_shortage
            or (about.by_group and not about.hands_out)
            or self._has("header_found", self.about.headers[column.index])
        ):
            return False
        gives = (
            about.hands_out
            or about.of_some
            or about.by_task
            or any(self._has("header_helped", header) for header in about.headers)
        )
        return gives and ((about.decides and not about.reviews) or (about.sets and not about.tells))

    def time(self, column: Column) -> str | None:
        years = _YEAR.findall(column.header) or _YEAR.findall(self.about.grid.caption)
        return str(years[-1]) if years else None
