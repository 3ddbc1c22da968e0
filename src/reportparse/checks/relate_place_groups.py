"""What is told for some places together, against the rows of a table of places: "ba bản giáp biên Huổi Moi, Buôm En, Xa
Cuông có 111 hộ nghèo", "cụm Đông (Hòa Tiến, Lâm Sơn) 14 hộ".

The places are those that a number announces ("ba bản"), a bracket encloses or a colon leads in. Which column is meant
is told by unit, category and the words of its head; where nothing but one column can be meant, a group that does not
add up by one slip is told as a doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import regex

from reportparse.checks.clauses import PLACE, WORDS, Clause, sentences
from reportparse.checks.figures import FigureIndex, Placed
from reportparse.checks.sheet import Sheet
from reportparse.checks.slips import explanation
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import Amount, Figure, HouseholdCount
from reportparse.model.quantity import ZERO
from reportparse.text.fold import fold

_PLACE_HEAD = regex.compile(rf"(?<!\p{{L}}){PLACE}(?!\p{{L}})", regex.IGNORECASE)
_PLACE_LABEL = regex.compile(rf"(?i:{PLACE})\s+(?=\p{{Lu}})")
_NAME = regex.compile(r"\p{Lu}[\p{L}']*(?:[\s-][\p{Lu}\d][\p{L}'\d]*){0,4}")
_LINK = regex.compile(
    rf"\s?(?:[,;]|và|,\svà|với|đi|tới|đến|sang|cùng)\s(?:ở\s)?(?:{PLACE}\s)?|\s?\([^()]{{0,20}}\),?\s(?:và\s)?(?:{PLACE}\s)?",
    regex.IGNORECASE,
)
_COUNTED = regex.compile(
    rf"(?<![\d.,/\p{{L}}])(?P<count>{'|'.join(WORDS)}|0?\d|1\d)\s{PLACE}(?:\s(?!{PLACE})[\p{{Ll}}\d]+){{0,6}}\s?[:(,]?\s(?:{PLACE}\s)?$",
    regex.IGNORECASE,
)
_BRACKETED = regex.compile(rf"[\p{{L}}\d]\s?\((?:(?:gồm|các)\s)*(?:{PLACE}\s)?$", regex.IGNORECASE)
_EACH = regex.compile(r"(?<!\p{L})(?:mỗi|từng|lần\slượt|bình\squân|trở\slên)(?!\p{L})", regex.IGNORECASE)
_LESS, _SPLIT = (
    regex.compile(r"giảm|thoát|giao", regex.IGNORECASE),
    regex.compile(r"trong\s?đó|riêng", regex.IGNORECASE),
)
_LEVEL = regex.compile(r"(?<!\p{L})(?:có|còn|là)(?!\p{L})", regex.IGNORECASE)
_LEAST_ROWS, _MOST_ROWS, _LOOSE, _LARGE, _AHEAD, _BACK = 3, 80, 10, 100, 4, 70


class _Group(NamedTuple):
    """Rows of a sheet named one after the other, where in the flow, and whether the text counts or encloses them."""

    rows: Sequence[int]
    start: int
    end: int
    announced: bool


class _Column(NamedTuple):
    """A sum over the rows of a group, by how much its column is like the figure, and whether the category is named."""

    alike: int
    column: int
    named: bool
    relation: Relation


class _Roster(NamedTuple):
    """A table of places: the index of each row by name, and what finds the names in a text."""

    sheet: Sheet
    rows: Mapping[str, int]
    pattern: regex.Pattern[str]


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Such totals of the prose, in text order."""
    rosters = [roster for sheet in index.sheets if (roster := _roster(sheet)) is not None]
    if not rosters:
        return
    for clause in sentences(index):
        for roster in rosters:
            groups = list(_groups(index.view.flow.text, clause, roster))
            stops = [group.start for group in groups[1:]] + [clause.end]
            for group, stop in zip(groups, stops, strict=False):
                yield from _of_group(index, clause, roster.sheet, group, stop)


def _roster(sheet: Sheet) -> _Roster | None:
    """The places that a table has rows for; None of a table of other things."""
    body = [row for row in sheet.grid.rows if not row.total and row.label]
    heads = [column.header for column in sheet.grid.columns]
    named = [row for row in body if _PLACE_LABEL.match(row.label)]
    if not any(_PLACE_HEAD.search(head) for head in heads[:3]) and len(named) < len(body):
        return None
    rows: dict[str, int] = {}
    for row in body:
        prefix = _PLACE_LABEL.match(row.label)
        name = row.label[prefix.end() if prefix else 0 :].strip(" .:*")
        if _NAME.fullmatch(name) and len(name) > 2:
            rows[name] = -1 if name in rows else row.index
    rows = {name: row for name, row in rows.items() if row >= 0}
    if not _LEAST_ROWS <= len(rows) <= _MOST_ROWS:
        return None
    names = "|".join(regex.escape(name) for name in sorted(rows, key=len, reverse=True))
    return _Roster(
        sheet,
        rows,
        regex.compile(rf"(?<![\p{{L}}\d])(?:{names})(?!\s?\p{{Lu}}|[\p{{L}}\d]|\s\d+(?!\p{{L}}|\s\p{{L}}))"),
    )


def _groups(text: str, clause: Clause, roster: _Roster) -> Iterator[_Group]:
    run: list[regex.Match[str]] = []
    for match in roster.pattern.finditer(text, clause.start, clause.end):
        if run and _LINK.fullmatch(text, run[-1].end(), match.start()) is None:
            yield from _group(text, clause, roster, run)
            run = []
        run.append(match)
    yield from _group(text, clause, roster, run)


def _group(text: str, clause: Clause, roster: _Roster, run: Sequence[regex.Match[str]]) -> Iterator[_Group]:
    rows = [roster.rows[match.group()] for match in run]
    if len(rows) < 2 or len(set(rows)) < len(rows) or len(rows) == len(roster.rows):
        return
    start = run[0].start()
    counted = _COUNTED.search(text, max(clause.start, start - _BACK), start)
    if counted is not None:
        word = counted["count"].lower()
        if (WORDS.get(word) or int(word)) != len(rows):
            return
    enclosed = _BRACKETED.search(text, max(clause.start, start - _BACK), start) is not None
    yield _Group(rows, start, run[-1].end(), counted is not None or (enclosed and text[run[-1].end()] == ")"))


def _of_group(index: FigureIndex, clause: Clause, sheet: Sheet, group: _Group, stop: int) -> Iterator[Relation]:
    text = index.view.flow.text
    told: set[int] = set()
    end = group.end
    for placed in [p for p in clause.figures if group.end <= p.start < stop][:_AHEAD]:
        words = text[end : placed.start]
        end = placed.end
        less = _is_less(text, clause, group, placed)
        if placed.vague or placed.measure in ("%", "", "words") or "/" in text[placed.start : placed.end]:
            continue
        if _EACH.search(words):
            return
        found = _summed(sheet, group, placed, words, less=less)
        held = [(each.column, each.relation) for each in found if each.column not in told and holds(each.relation)]
        if held:
            told.add(held[0][0])
            yield held[0][1]
        elif found and group.announced and not told and not _SPLIT.search(words):
            relation, sole = found[0].relation, len(found) == 1 or found[0].alike > found[1].alike
            if sole and found[0].named and explanation(relation):
                yield relation._replace(doubt="implied", weak=True)


def _is_less(text: str, clause: Clause, group: _Group, placed: Placed) -> bool:
    """Whether a figure tells a reduction: by the words before it, else by those before its group."""
    words = text[group.end : placed.start]
    if _LESS.search(words) or _LEVEL.search(words):
        return _LESS.search(words) is not None and not _LEVEL.search(words[-12:])
    return _LESS.search(text, clause.start, group.start) is not None


def _summed(sheet: Sheet, group: _Group, placed: Placed, words: str, *, less: bool) -> list[_Column]:
    """For each column that may be meant the sum over the rows of a group, the likeliest first."""
    value = placed.figure.quantity.value or ZERO
    found: list[_Column] = []
    said = set(fold(words).split()) | set(fold(placed.figure.label or "").split())
    for column in sheet.grid.columns:
        cells = [sheet.figures.get((row, column.index)) for row in group.rows]
        own = [cell for cell in cells if cell is not None]
        if len(own) < len(cells) or not all(_comparable(placed.figure, cell) for cell in own):
            continue
        header_less = _LESS.search(column.header) is not None
        named = all(_same(placed.figure, cell) for cell in own)
        may_be = named or (less and header_less and placed.figure.unit == "hộ")
        if not may_be or (value < _LOOSE and less != header_less) or (value < _LARGE and less and not header_less):
            continue
        shared = len(said & set(fold(column.header).replace("/", " ").split())) + 2 * (less == header_less)
        terms = [Term(cell.span, cell.quantity, _label(sheet, row)) for row, cell in zip(group.rows, own, strict=True)]
        relation = Relation("SUM012", "sum", "sum", placed.term, tuple(terms), placed.figure.unit)
        found.append(_Column(shared, column.index, named, relation))
    return sorted(found, key=lambda each: (-each.alike, each.column))


def _label(sheet: Sheet, row: int) -> str:
    return next((each.label for each in sheet.grid.rows if each.index == row), "")


def _comparable(figure: Figure, cell: Figure) -> bool:
    if isinstance(figure, Amount) or isinstance(cell, Amount):
        return isinstance(figure, Amount) and isinstance(cell, Amount)
    return figure.unit == cell.unit


def _same(figure: Figure, cell: Figure) -> bool:
    if not isinstance(figure, HouseholdCount) or not isinstance(cell, HouseholdCount):
        return True
    one, other = figure.category, cell.category
    plain = ("hộ", "hộ dân", "hộ gia đình")
    return one == other or (one in plain and other in plain)
