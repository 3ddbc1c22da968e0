"""Which households a table cell counts: from the column's head, the row's name, the caption, the columns beside it."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from reportparse.extract.household_words import ALL, NEAR_POOR, POOR, canonical, is_stock, stock_of
from reportparse.extract.table_setting import RATE, TableSetting
from reportparse.lexicon import Lexicon
from reportparse.structure.grids import Column, Row

# Heads that name a class without "hộ".
_BARE = {
    "nghèo": POOR,
    "cận nghèo": NEAR_POOR,
    "nghèo đa chiều": "hộ nghèo đa chiều",
    "mới thoát nghèo": "hộ mới thoát nghèo",
    "mới thoát cận nghèo": "hộ mới thoát cận nghèo",
    "mức sống trung bình": "hộ có mức sống trung bình",
    "có mức sống trung bình": "hộ có mức sống trung bình",
}
_FROM = regex.compile(r"(?<!\p{L})(?:từ|do)\s$", regex.IGNORECASE)
_YEAR = regex.compile(r"(?:năm\s)?20\d\d(?!\d)", regex.IGNORECASE)
_PARTS = regex.compile(r"trong\sđó:?\s/\s", regex.IGNORECASE)
_SUM = regex.compile(r"(?:tổng(?:\s(?:số|cộng))?|cộng)(?!\p{L})", regex.IGNORECASE)
_TOTAL = regex.compile(r"(?:tổng(?:\s(?:số|cộng))?|cộng)(?:\s\(hộ\))?", regex.IGNORECASE)


@dataclass(frozen=True)
class TableCategories:
    """Finds the category of each cell of one table."""

    about: TableSetting

    @property
    def lexicon(self) -> Lexicon:
        return self.about.lexicon

    def of(self, row: Row, column: Column) -> str | None:
        """Household category of a cell, None where it does not count households."""
        about, header = self.about, self.about.headers[column.index]
        if about.lists_people or (row.unit is not None and not about.of_households(row)):
            return None
        if self._counts_others(header) and not about.is_shortage(column):
            return None
        group = self.lexicon.pattern("header_own").search(header)
        if group is not None:
            return canonical(group.group("category"), self.lexicon)
        named = list(self.lexicon.pattern("household_header").finditer(header))
        own = next((match for match in reversed(named) if match.group("category") and not _comes(match)), None)
        if own is not None:
            return self._of_borrowers(row, canonical(own.group("category"), self.lexicon))
        by_row = self.lexicon.pattern("household_header").search(row.label)
        if by_row and by_row.group("category") and (named or row.unit):
            return canonical(by_row.group("category"), self.lexicon)
        bare = _bare(header)
        if bare is not None:
            return bare
        within = self._within(column, header)
        if within is not None:
            return within
        if about.shortage_rows and self._adds_stocks(column, header):
            return ALL
        if about.shortage_rows or (about.is_shortage(column) and not named):
            return about.stock_lacking
        if not named and self._is_dated(header):
            return self._of_years(row) or self._of_dated_before(column)
        return self._of_change(column, header, named=bool(named)) or self._of_all(row, column, named=bool(named))

    def _within(self, column: Column, header: str) -> str | None:
        """Category of a group within the column before: "Hộ nghèo", then "Trong đó / DTTS"."""
        if column.kind != "count" or _PARTS.match(header) is None:
            return None
        group = header.partition(" / ")[0]
        before = [head for head in self.about.headers[: column.index] if not head.startswith(group)]
        named = list(self.lexicon.pattern("household_header").finditer(before[-1])) if before else []
        words = next((match.group("category") for match in reversed(named) if match.group("category")), None)
        return canonical(words, self.lexicon) if words and is_stock(canonical(words, self.lexicon)) else None

    def _adds_stocks(self, column: Column, header: str) -> bool:
        """Whether a column of a sum ("Cộng") stands behind those of several stocks."""
        if _SUM.match(header) is None:
            return False
        named = self.lexicon.pattern("household_header")
        before = (
            match.group("category") for head in self.about.headers[: column.index] for match in named.finditer(head)
        )
        return len({canonical(words, self.lexicon) for words in before if words}) > 1

    def _counts_others(self, header: str) -> bool:
        """Whether a head names other things than households: people, works, money."""
        if RATE.search(header):
            return True
        money = self.lexicon.pattern("header_money").search(header)
        other = self.lexicon.pattern("other_count_header").search(header)
        return other is not None or (money is not None and "số hộ" not in header.lower())

    def _of_borrowers(self, row: Row, category: str) -> str:
        """A row of a table of loans that names a class counts borrowers of that class."""
        if category != "hộ vay":
            return category
        by_row = self.lexicon.pattern("household_header").match(row.label)
        words = by_row.group("category") if by_row else None
        return canonical(words, self.lexicon) if words else category

    def _is_dated(self, header: str) -> bool:
        return self.lexicon.pattern("header_period").match(header.rpartition(" / ")[2]) is not None

    def _of_change(self, column: Column, header: str, *, named: bool) -> str | None:
        """Category below a head that names a change or a date and no class: the stock that the table is about."""
        about = self.about
        change = self.lexicon.pattern("change_header").search(header)
        timed = change is not None or self.lexicon.pattern("header_time").search(header) is not None
        if about.caption_stock is not None and (named or timed):
            return about.caption_stock
        if change is not None and not named and not about.counts_households and self._counts_all(column):
            return ALL
        if not about.counts_households or not timed or (named and change is None):
            return None
        return NEAR_POOR if change is not None and change.group("near") else self._stock_before(column)

    def _counts_all(self, column: Column) -> bool:
        """Whether a column before counts all households at a date ("Số hộ đầu kỳ"): then changes are of these."""
        pattern = self.lexicon.pattern("header_time")
        named = self.lexicon.pattern("household_header")
        before = self.about.headers[: column.index]
        return any(pattern.search(head) and named.search(head) for head in before)

    def _of_all(self, row: Row, column: Column, *, named: bool) -> str | None:
        """Category of a cell below a mere "Số hộ", or below a head that says nothing itself."""
        about = self.about
        if named or row.unit:
            return "hộ vay" if about.lends else ALL
        if self.lexicon.pattern("household_caption").search(about.grid.caption):
            return ALL
        whole = about.adds_up.get(column.index)
        if whole is not None:
            return self.of(row, about.grid.columns[whole])
        if self._heads_classes(column):
            return ALL
        if self._is_progress(column):
            return ALL
        doing = self._whole_of_doing(column)
        if doing is not None:
            return self.of(row, doing)
        own = self.lexicon.pattern("row_stock").match(row.label)
        if own is not None and self._is_plain(column):
            return canonical(own.group("category"), self.lexicon) if own.group("category") else ALL
        return None

    def _is_progress(self, column: Column) -> bool:
        """Whether a column says how far the houses of the households in a column before it have got."""
        about = self.about
        if column.kind != "count" or not self.lexicon.pattern("header_progress").search(about.headers[column.index]):
            return False
        wholes = self._named_before(column)
        sums = about.wholes_of(wholes[-1]) if wholes else ()
        return any(self._is_within(column, whole) for whole in (*wholes[-1:], *sums))

    def _whole_of_doing(self, column: Column) -> Column | None:
        """The nearest column of households before one of those that do or have something ("Dùng nước sạch")."""
        if column.kind != "count" or not self.lexicon.pattern("header_does").search(self.about.headers[column.index]):
            return None
        wholes = (whole for whole in reversed(self._named_before(column)) if self._is_within(column, whole))
        return next(wholes, None)

    def _named_before(self, column: Column) -> list[Column]:
        """The columns before one whose heads name households."""
        pattern, headers = self.lexicon.pattern("household_header"), self.about.headers
        return [other for other in self.about.grid.columns[: column.index] if pattern.search(headers[other.index])]

    def _is_within(self, column: Column, whole: Column) -> bool:
        return all(self._at_most(row, column, whole) for row in self.about.grid.rows)

    def _at_most(self, row: Row, column: Column, whole: Column) -> bool:
        """Whether a figure of a row is no larger than that of another column."""
        figure, total = (self.about.grid.figure(row.index, one.index) for one in (column, whole))
        values = [one.number.value for one in (figure, total) if one is not None and one.number.value is not None]
        return len(values) < 2 or values[0] <= values[1]

    def _heads_classes(self, column: Column) -> bool:
        """Whether a column of totals stands before one of the poor: it counts all households."""
        headers, behind = self.about.headers, column.index + 1
        if behind >= len(headers) or _TOTAL.fullmatch(headers[column.index]) is None:
            return False
        return _bare(headers[behind]) is not None

    def _is_plain(self, column: Column) -> bool:
        """Whether a head is a place, a period or "Kế hoạch", "Thực hiện": what is counted stands in the row."""
        return (
            column.kind == "count"
            and self.lexicon.pattern("plain_header").search(self.about.headers[column.index]) is not None
        )

    def _of_years(self, row: Row) -> str | None:
        """Category of a cell below a year: its row's name, the head over the year, else what the caption counts."""
        own = self.lexicon.pattern("row_stock").match(row.label)
        if own is not None:
            words = own.group("category")
            return canonical(words, self.lexicon) if words else ALL
        if self.about.of_households(row):
            return "hộ vay" if self.about.lends else ALL
        if self.about.other_rows or self.lexicon.pattern("caption_other").search(self.about.above):
            return None
        if self.lexicon.pattern("caption_counts").search(self.about.above):
            return self.about.caption_stock or ALL
        return self.about.caption_stock

    def _of_dated_before(self, column: Column) -> str | None:
        """The category that the first of several columns of years names: "2021 (hộ nghèo) | 2022 | 2023"."""
        at = column.index - 1
        while at >= 0 and _YEAR.match(self.about.headers[at]):
            named = list(self.lexicon.pattern("household_header").finditer(self.about.headers[at]))
            if named:
                words = named[-1].group("category")
                return canonical(words, self.lexicon) if words else None
            at -= 1
        return None

    def _stock_before(self, column: Column) -> str:
        """The category of the nearest column to the left that names one: a change belongs to that stock."""
        for header in reversed(self.about.headers[: column.index]):
            match = self.lexicon.pattern("household_header").search(header)
            if match and match.group("category"):
                return stock_of(canonical(match.group("category"), self.lexicon))
        return POOR


def _comes(match: regex.Match[str]) -> bool:
    """Whether a head says that households came from a class ("Từ hộ nghèo lên"), which is not the one counted."""
    return _FROM.search(match.string, 0, match.start()) is not None


def _bare(header: str) -> str | None:
    """The class that a head names without "hộ", the lowest of its lines first."""
    named = (_BARE.get(part.lower()) for part in reversed(header.split(" / ")))
    return next((category for category in named if category is not None), None)
