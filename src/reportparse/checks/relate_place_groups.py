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
from reportparse.checks.rosters import Roster, rosters
from reportparse.checks.slips import explanation
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import Amount, Figure, HouseholdCount
from reportparse.model.quantity import ZERO
from reportparse.text.fold import fold

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
_LOOSE, _LARGE, _AHEAD, _BACK, _MAX_ROSTERS = 10, 100, 4, 70, 6


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


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Such totals of the prose, in text order."""
    known = rosters(index)
    holders: dict[str, list[Roster]] = {}
    for roster in known:
        for name in roster.rows:
            holders.setdefault(name, []).append(roster)
    if not holders:
        return
    names = "|".join(regex.escape(name) for name in sorted(holders, key=len, reverse=True))
    pattern = regex.compile(rf"(?<![\p{{L}}\d])(?:{names})(?!\s?\p{{Lu}}|[\p{{L}}\d]|\s\d+(?!\p{{L}}|\s\p{{L}}))")
    text = index.view.flow.text
    for clause in sentences(index):
        runs = list(_runs(text, clause, pattern))
        for at, run in enumerate(runs):
            stop = runs[at + 1][0].start() if at + 1 < len(runs) else clause.end
            yield from _of_run(index, clause, run, holders, stop)


def _runs(text: str, clause: Clause, pattern: regex.Pattern[str]) -> Iterator[list[regex.Match[str]]]:
    """Names that commas and the like join, two or more."""
    run: list[regex.Match[str]] = []
    for match in pattern.finditer(text, clause.start, clause.end):
        if run and _LINK.fullmatch(text, run[-1].end(), match.start()) is None:
            yield from [run] if len(run) > 1 else []
            run = []
        run.append(match)
    yield from [run] if len(run) > 1 else []


def _of_run(
    index: FigureIndex,
    clause: Clause,
    run: Sequence[regex.Match[str]],
    holders: Mapping[str, Sequence[Roster]],
    stop: int,
) -> Iterator[Relation]:
    """What is told of a run of names against every roster that has them all; what fails, if only one has."""
    text, own = index.view.flow.text, [match.group() for match in run]
    fitting = [r for r in holders[own[0]] if r.end <= clause.start or r.start >= clause.end]
    fitting = [roster for roster in fitting if all(name in roster.rows for name in own)][:_MAX_ROSTERS]
    told: set[Term] = set()
    failing: list[Relation] = []
    for roster in fitting:
        for group in _group(text, clause, roster, run):
            for relation in _of_group(index, clause, roster, group, stop):
                if not relation.weak and relation.stated not in told:
                    told.add(relation.stated)
                    yield relation
                elif relation.weak:
                    failing.append(relation)
    if len(fitting) == 1:
        yield from failing


def _group(text: str, clause: Clause, roster: Roster, run: Sequence[regex.Match[str]]) -> Iterator[_Group]:
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


def _of_group(index: FigureIndex, clause: Clause, roster: Roster, group: _Group, stop: int) -> Iterator[Relation]:
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
        found = _summed(roster, group, placed, words, less=less)
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


def _summed(roster: Roster, group: _Group, placed: Placed, words: str, *, less: bool) -> list[_Column]:
    """For each column that may be meant the sum over the rows of a group, the likeliest first."""
    value = placed.figure.quantity.value or ZERO
    found: list[_Column] = []
    said = set(fold(words).split()) | set(fold(placed.figure.label or "").split())
    for number, column in enumerate(roster.columns):
        cells = [column.cells.get(row) for row in group.rows]
        own = [cell for cell in cells if cell is not None]
        if len(own) < len(cells) or not all(_comparable(placed.figure, cell) for cell in own):
            continue
        header_less = _LESS.search(column.header) is not None
        named = all(_same(placed.figure, cell) for cell in own)
        may_be = named or (less and header_less and placed.figure.unit == "hộ")
        if not may_be or (value < _LOOSE and less != header_less) or (value < _LARGE and less and not header_less):
            continue
        shared = len(said & set(fold(column.header).replace("/", " ").split())) + 2 * (less == header_less)
        terms = [Term(cell.span, cell.quantity, roster.labels[row]) for row, cell in zip(group.rows, own, strict=True)]
        relation = Relation("SUM012", "sum", "sum", placed.term, tuple(terms), placed.figure.unit)
        found.append(_Column(shared, number, named, relation))
    return sorted(found, key=lambda each: (-each.alike, each.column))


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
