"""What a table says as a whole about the households in it: its heads, its rows, the words above it, its figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import regex

from reportparse.extract.household_setting import PLANS, Setting
from reportparse.extract.household_words import DOERS, POOR, canonical, is_stock
from reportparse.lexicon import Lexicon
from reportparse.structure.grids import Column, Grid, Row
from reportparse.structure.view import View
from reportparse.text.fold import fold

UNITS = frozenset({"ho", "khau", "ho dan", "ho gia dinh", "nhan khau", "luot ho"})
_LINE, _FEW, _MANY = 160, 2, 3
# A word that a narrow cell has broken before its last letter ("Tái nghè o").
_BROKEN = regex.compile(r"(?<=\p{Ll})\s(?=[oiaeungptcmh](?:\s|$))")
# A head of a column of what each household gets.
RATE = regex.compile(r"(?:đồng|đ|kg|con|cây|cái|bộ|m2|m3|người)\s?/\s?(?:hộ|khẩu)(?!\p{L})", regex.IGNORECASE)
_ASIDES = 3
# Lines above a table that say only its unit or to what it is annexed.
_ASIDE = regex.compile(r"^\s*(?:\([^()]*\)|(?:ĐVT|đơn\svị(?:\stính)?)\s?:[^\n]*)\s*$", regex.IGNORECASE)
_WORDS = ("label", "text", "index")
_MARKER = 8  # characters of a heading's number


@dataclass(frozen=True)
class TableSetting:
    """Answers about one table, each worked out once for all its figures."""

    view: View
    grid: Grid
    setting: Setting

    @cached_property
    def lexicon(self) -> Lexicon:
        return self.view.lexicon

    @cached_property
    def at(self) -> int:
        """Where the table begins in the flow."""
        return self.view.flow.inverse.source(self.grid.table.cells[0].span.start)

    @cached_property
    def headers(self) -> tuple[str, ...]:
        """The heads of the columns, words that a narrow cell has broken put together."""
        return tuple(_BROKEN.sub("", column.header) for column in self.grid.columns)

    @cached_property
    def above(self) -> str:
        """The line right above the table, with those in brackets ("(đơn vị: hộ)") the line above them too."""
        lines = self.grid.caption.rstrip().split("\n")
        at = len(lines) - 1
        while at > 0 and len(lines) - at <= _ASIDES and _ASIDE.search("\n".join(lines[at:])):
            at -= 1
        return "\n".join(lines[at:])[-2 * _LINE :] if at < len(lines) - 1 else lines[-1][-_LINE:]

    def _has(self, name: str, *texts: str) -> bool:
        pattern = self.lexicon.pattern(name)
        return any(pattern.search(text) for text in texts)

    def named(self) -> Iterator[str]:
        """The categories that the heads name, as written."""
        pattern = self.lexicon.pattern("household_header")
        found = (match.group("category") for header in self.headers for match in pattern.finditer(header))
        return (words for words in found if words)

    @cached_property
    def lends(self) -> bool:
        """Whether the table counts borrowers."""
        return self._has("lending", *self.headers)

    @cached_property
    def lists_people(self) -> bool:
        """Whether every row is one household with the name of its head: its figures count no households."""
        return self._has("person_header", *self.headers)

    @cached_property
    def counts_households(self) -> bool:
        """Whether the caption or another column says that the table counts households."""
        return self._has("household_caption", self.grid.caption) or next(self.named(), None) is not None

    @cached_property
    def of_some(self) -> bool:
        """Whether the heads, the line right above or the nearest heading say that only some households are counted."""
        return self._has("head_part", *self.headers, self.above) or self.setting.of_some(self.at)

    @cached_property
    def by_borrower(self) -> bool:
        """Whether the rows of a table of loans are kinds of borrowers or of loans, not villages or associations."""
        return self._has("loan_row", *(row.label for row in self.grid.rows))

    @cached_property
    def hands_out(self) -> bool:
        """Whether the line above, or a plan, says that something is given, and a column says how much."""
        money = any(column.kind == "money" for column in self.grid.columns)
        if not (money or self._has("header_spends", *self.headers)):
            return False
        each = any(RATE.search(header) for header in self.headers)
        return each or self._has("head_part", self.above) or self.sets

    @cached_property
    def tells(self) -> bool:
        """Whether a column says what has been done."""
        return self._has("header_done", *self.headers)

    @cached_property
    def sets(self) -> bool:
        """Whether the words above the table say what shall be done, or the section does."""
        result = self._has("result_context", self.above)
        plan = self.lexicon.pattern("plan_context").search(self.above)
        # What a report tells is measured by a plan; only a heading that begins with the word opens one.
        reports = (self.view.header.doc_type or "").startswith("Báo cáo")
        opens = plan is not None and len(self.above[: plan.start()].rpartition("\n")[2].strip()) <= _MARKER
        return (plan is not None and not result and (opens or not reports)) or self.setting.planned(self.at)

    @cached_property
    def by_group(self) -> bool:
        """Whether the rows are groups of the poor, each of which counts some of them."""
        labels = (column.header for column in self.grid.columns if column.kind == "label")
        return self._has("group_rows", self.above, *labels)

    @cached_property
    def reviews(self) -> bool:
        """Whether the heading or the line above says that the table tells what has been found, in a plan too."""
        return self._has("result_context", self._heading, self.above) and not self.sets

    @cached_property
    def by_place(self) -> bool:
        """Whether the rows may be places: no head says that they are something else."""
        return not self._has("label_works", *(column.header for column in self.grid.columns if column.kind in _WORDS))

    @cached_property
    def by_task(self) -> bool:
        """Whether the rows are what is done for households."""
        return self._has("label_tasks", *(column.header for column in self.grid.columns if column.kind in _WORDS))

    @cached_property
    def by_shortage(self) -> bool:
        """Whether the table is one of shortages or causes: each row, or column, counts some of the poor."""
        labels = [column.header for column in self.grid.columns if column.kind in _WORDS]
        return self._has("shortage_header", *labels, self.above) or (
            len(self._shortages) >= _MANY
            or (bool(self._shortages) and self._has("shortage_header", *self.headers, self._heading))
        )

    @cached_property
    def _shortages(self) -> frozenset[int]:
        """The columns that are named by a shortage or a cause."""
        pattern = self.lexicon.pattern("shortage_name")
        found = {column.index for column in self.grid.columns if pattern.search(self._last(column))}
        return frozenset(found if len(found) >= _FEW else ())

    def is_shortage(self, column: Column) -> bool:
        """Whether a column of figures counts the households that lack one thing."""
        return self.by_shortage and (column.index in self._shortages or self._beside_shortages(column))

    def _beside_shortages(self, column: Column) -> bool:
        """Whether a column with a name of its own stands behind those of shortages ("Khác")."""
        return bool(self._shortages) and column.index > min(self._shortages) and column.kind in ("count", "text")

    @cached_property
    def shortage_rows(self) -> bool:
        """Whether the rows of a table of shortages are the shortages."""
        return self.by_shortage and not self._shortages

    @staticmethod
    def _last(column: Column) -> str:
        return column.header.rpartition(" / ")[2]

    @cached_property
    def _heading(self) -> str:
        """The nearest heading above."""
        heads = self.setting.heads_above(self.at)
        return self.view.flow.text[heads[0][1].start : heads[0][1].end] if heads else ""

    @cached_property
    def kinds_of_borrowers(self) -> bool:
        """Whether the columns of a table of loans are kinds of borrowers."""
        return len({canonical(words, self.lexicon) for words in self.named()} - {"hộ vay"}) > 1

    @cached_property
    def other_rows(self) -> bool:
        """Whether some rows are indicators of their own, not places or groups of one count."""
        own, other = self.lexicon.pattern("row_stock"), self.lexicon.pattern("other_count_header")
        return any(own.match(row.label) or other.search(row.label) or row.unit for row in self.grid.rows)

    @cached_property
    def caption_stock(self) -> str | None:
        """The stock that the line above the table names alone, where no column names one ("Diễn biến hộ cận nghèo")."""
        if next(self.named(), None) is not None:
            return None
        named = self.lexicon.pattern("household_header").finditer(self.above)
        found = {canonical(match.group("category"), self.lexicon) for match in named if match.group("category")} - DOERS
        return found.pop() if len(found) == 1 and "dân số" not in " ".join(self.headers).lower() else None

    @cached_property
    def stock_lacking(self) -> str:
        """The stock that a table of shortages is about, where its columns do not say it."""
        heading = self.setting.stock_of_heading(self.at)
        return self.caption_stock or (heading if is_stock(heading) else POOR)

    def of_households(self, row: Row) -> bool:
        """Whether the unit of a row is households or their persons."""
        return row.unit is not None and fold(row.unit) in UNITS

    @cached_property
    def decides(self) -> bool:
        """Whether the paper is one by which something is set or asked for."""
        return (self.view.header.doc_type or "").startswith(PLANS)

    @cached_property
    def adds_up(self) -> dict[int, int]:
        """Columns without a noun that add up to one of households in every row, each with that column."""
        counts = [column for column in self.grid.columns if column.kind == "count"]
        named = self.lexicon.pattern("household_header")
        found: dict[int, int] = {}
        for at, whole in enumerate(counts):
            if not named.search(self.headers[whole.index]):
                continue
            for run in _runs(counts, at):
                if any(named.search(self.headers[column.index]) for column in run):
                    break
                if self._is_sum(whole, run):
                    found |= {column.index: whole.index for column in run}
                    break
        return found

    def wholes_of(self, column: Column) -> Iterator[Column]:
        """The columns that a column adds up to in every row, together with others beside it."""
        counts = [other for other in self.grid.columns if other.kind == "count"]
        for at, whole in enumerate(counts):
            runs = (run for begin in range(at, len(counts)) for run in _runs(counts, begin))
            if any(column in run and self._is_sum(whole, run) for run in runs):
                yield whole

    def is_total(self, column: Column) -> bool:
        """Whether a column is the sum of columns beside it in every row."""
        counts = [other for other in self.grid.columns if other.kind == "count"]
        at = counts.index(column) if column in counts else -1
        if at < 0:
            return False
        back = counts[::-1]
        return any(self._is_sum(column, run) for run in (*_runs(counts, at), *_runs(back, len(back) - 1 - at)))

    def _is_sum(self, whole: Column, parts: list[Column]) -> bool:
        sums = 0
        for row in self.grid.rows:
            total = self.grid.figure(row.index, whole.index)
            terms = [figure for part in parts if (figure := self.grid.figure(row.index, part.index)) is not None]
            if total is None or total.number.value is None:
                continue
            if sum(term.number.value or 0 for term in terms) != total.number.value:
                return False
            sums += len(terms) > 1
        return sums >= _FEW


def _runs(counts: list[Column], at: int) -> Iterator[list[Column]]:
    """The columns of counts right behind the one at `at`: two, three, up to six of them."""
    behind = counts[at + 1 : at + 7]
    for length in range(2, len(behind) + 1):
        if abs(behind[length - 1].index - counts[at].index) == length:
            yield behind[:length]
