"""Relations along the rows of a table: printed column formulas, and sums, differences, shares and products that the
rows themselves show.

A relation found from the rows is believed when it holds in nearly all of them; the rows where it does not are findings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import regex

from reportparse.checks.figures import FigureIndex
from reportparse.checks.verify import holds
from reportparse.model.finding import Operation, Relation, Rule, Term
from reportparse.structure.grids import Column, Grid, Row

_FORMULA = regex.compile(r"^\(?(?P<target>\d{1,2})\)?\s?=\s?(?P<right>[\d()+\-*/x:%,\s]+)$")
_SUM = regex.compile(r"^\(?\d{1,2}\)?(?:\s?[+-]\s?\(?\d{1,2}\)?)+$")
_QUOTIENT = regex.compile(r"^\(?(?P<a>\d{1,2})\)?\s?[/:]\s?\(?(?P<b>\d{1,2})\)?(?:\s?[x*]\s?100\s?%?)?$")
_PRODUCT = regex.compile(r"^\(?(?P<a>\d{1,2})\)?\s?[x*]\s?\(?(?P<b>\d{1,2})\)?$")
_MAX_COLUMNS, _MIN_ROWS, _MAX_BLOCK, _NEAR = 24, 3, 6, 8
_TOTAL_HEAD = regex.compile(r"(?<!\p{L})(?:tổng|cộng|chung)(?!\p{L})", regex.IGNORECASE)
_START_HEAD = regex.compile(
    r"đầu\s(?:năm|kỳ)|năm\strước|(?:cuối\s)?năm\s\d{4}|trước|(?:đã|được)\sgiao", regex.IGNORECASE
)
_END_HEAD = regex.compile(
    r"cuối\s(?:năm|kỳ)|còn(?:\slại)?|năm\s\d{4}|hiện|sau\s(?:khi\s)?điều\schỉnh", regex.IGNORECASE
)
_OUT_HEAD = regex.compile(r"giảm|thoát|chuyển\sđi|chết|đã\s(?:chi|giải\sngân)|ra\skhỏi", regex.IGNORECASE)
_IN_HEAD = regex.compile(r"tăng|phát\ssinh|tái|chuyển\sđến|bổ\ssung|mới", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Formula:
    """`target` = the columns with their weights under an operation.

    `printed` formulas stand in the head, `headed` ones are what the heads' words suggest.
    """

    target: int
    columns: tuple[tuple[int, int], ...]
    operation: Operation
    printed: bool = False
    headed: bool = False


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Row relations of every table."""
    for grid in index.view.grids:
        formulas = list(_printed(grid))
        targets = {formula.target for formula in formulas}
        found = [formula for formula in _found(index, grid) if formula.target not in targets]
        for formula in [*formulas, *found]:
            relations = [r for row in grid.rows if (r := _apply(index, grid, row, formula)) is not None]
            held = sum(1 for relation in relations if holds(relation))
            if formula.printed and relations and held * 2 < len(relations):
                relations = [replace(relation, doubt="formula-fails-often") for relation in relations]
            yield from relations


def _printed(grid: Grid) -> Iterator[_Formula]:
    """Formulas of the row of column numbers, "(5)=(3)+(4)"."""
    numbers = _numbers(grid)
    for column in grid.columns:
        match = _FORMULA.match((column.formula or "").strip())
        if match is None:
            continue
        right = regex.sub(r"\s", "", match.group("right"))
        formula = _parse(right, column.index, numbers)
        if formula is not None:
            yield formula


def _numbers(grid: Grid) -> dict[int, int]:
    """From printed column numbers to columns; unnumbered columns count on from the left."""
    numbers: dict[int, int] = {}
    for column in grid.columns:
        match = regex.match(r"\(?(\d{1,2})\)?", column.formula or "")
        if match:
            numbers.setdefault(int(match.group(1)), column.index)
    return numbers


def _parse(right: str, target: int, numbers: dict[int, int]) -> _Formula | None:
    quotient, product = _QUOTIENT.match(right), _PRODUCT.match(right)
    for match, operation in ((quotient, "quotient"), (product, "product")):
        if match is not None:
            pair = [numbers.get(int(match.group(name))) for name in "ab"]
            if None in pair:
                return None
            columns = tuple((column, 1) for column in pair if column is not None)
            return _Formula(target, columns, "quotient" if operation == "quotient" else "product", printed=True)
    if not _SUM.match(right):
        return None
    parts = []
    for sign, number in regex.findall(r"([+-]?)\(?(\d{1,2})\)?", right):
        column = numbers.get(int(number))
        if column is None:
            return None
        parts.append((column, -1 if sign == "-" else 1))
    return _Formula(target, tuple(parts), "sum", printed=True)


def _found(index: FigureIndex, grid: Grid) -> Iterator[_Formula]:
    """Formulas that nearly all rows obey, at most one a target column."""
    rows = grid.rows
    figures = [column for column in grid.columns if column.kind in ("money", "count")][:_MAX_COLUMNS]
    if len(rows) < _MIN_ROWS:
        return
    taken: set[frozenset[int]] = set()
    for candidate in _candidates(grid, figures, index.view.lexicon.pattern("price_header")):
        columns = frozenset((candidate.target, *(column for column, _ in candidate.columns)))
        if any(columns <= other for other in taken):
            continue
        if _believed(index, grid, rows, candidate):
            taken.add(columns)
            yield candidate


def _candidates(grid: Grid, figures: Sequence[Column], price: regex.Pattern[str]) -> Iterator[_Formula]:
    money = [column for column in figures if column.kind == "money"]
    counts = [column for column in figures if column.kind == "count"]
    for same in (money, counts):
        yield from _flows(same)
        yield from _blocks(same)
        if len(same) <= 10:
            yield from _pairs(same)
    for share in (column for column in grid.columns if column.kind == "percent"):
        near = [column for column in figures if abs(column.index - share.index) <= _NEAR]
        near.sort(key=lambda column: abs(column.index - share.index))
        for part, whole in ((a, b) for a in near for b in near if a is not b and a.kind == b.kind):
            yield _Formula(share.index, ((part.index, 1), (whole.index, 1)), "quotient", headed=True)
    prices = [column for column in figures if price.search(column.header)]
    for priced in prices:
        for count in counts:
            for amount in money:
                if priced not in (amount, count):
                    yield _Formula(amount.index, ((count.index, 1), (priced.index, 1)), "product", headed=True)


def _flows(same: Sequence[Column]) -> Iterator[_Formula]:
    """What was at first, less what went, plus what came, is what is at last: signs as the heads say."""
    for last, end in enumerate(same):
        if not _END_HEAD.search(end.header):
            continue
        for first, start in enumerate(same[:last]):
            between = same[first + 1 : last]
            signs = [-1 if _OUT_HEAD.search(c.header) else 1 if _IN_HEAD.search(c.header) else 0 for c in between]
            if _START_HEAD.search(start.header) and between and all(signs):
                parts = ((start.index, 1), *((c.index, sign) for c, sign in zip(between, signs, strict=True)))
                yield _Formula(end.index, parts, "sum", headed=True)


def _blocks(same: Sequence[Column]) -> Iterator[_Formula]:
    """A total column and the block of columns right beside it; two columns make a total only where the head says so."""
    for position, target in enumerate(same):
        least = 2 if _TOTAL_HEAD.search(target.header) else 3
        for size in range(least, _MAX_BLOCK + 1):
            for block in (same[position + 1 : position + 1 + size], same[max(0, position - size) : position]):
                if len(block) == size:
                    parts = tuple((column.index, 1) for column in block)
                    yield _Formula(target.index, parts, "sum", headed=least == 2)


def _pairs(same: Sequence[Column]) -> Iterator[_Formula]:
    """The last of three or four columns from those before it: what was, what went, what came, what is left."""
    for target in reversed(same):
        earlier = [column.index for column in same if column.index < target.index]
        for first, second in combinations(earlier, 2):
            yield _Formula(target.index, ((first, 1), (second, -1)), "sum")
            yield _Formula(target.index, ((first, 1), (second, 1)), "sum")
        for chosen in combinations(earlier, 3) if len(earlier) <= 5 else ():
            for weights in ((1, -1, 1), (1, 1, -1), (1, -1, -1)):
                yield _Formula(target.index, tuple(zip(chosen, weights, strict=True)), "sum")


def _believed(index: FigureIndex, grid: Grid, rows: Sequence[Row], formula: _Formula) -> bool:
    """Whether enough rows show the relation, and show it with figures that are not all zero."""
    relations = [r for row in rows if (r := _apply(index, grid, row, formula)) is not None]
    telling = [r for r in relations if _tells(r)]
    held = sum(1 for relation in telling if holds(relation))
    distinct = len({(r.stated.quantity.value, *(t.quantity.value for t in r.terms)) for r in telling})
    if held < 2 or distinct < 2:
        return False
    # What the heads suggest may fail in more rows than what only the figures suggest.
    allowed = max(1 if len(relations) >= 4 else 0, len(relations) // 8)
    if formula.headed and held >= 3:
        # No chance makes three quotients or products come out; sums of small counts may.
        share = 3 if formula.operation == "sum" else 5
        allowed = max(allowed, (share * len(relations)) // 10)
    return sum(1 for relation in relations if not holds(relation)) <= allowed


def _tells(relation: Relation) -> bool:
    """Whether a row says something: a sum of one figure and zeros holds by itself."""
    if relation.operation != "sum":
        return all(term.quantity.value for term in (relation.stated, *relation.terms))
    return sum(1 for term in relation.terms if term.quantity.value) >= 2


def _apply(index: FigureIndex, grid: Grid, row: Row, formula: _Formula) -> Relation | None:
    stated = _term(index, grid, row, formula.target)
    if stated is None:
        return None
    terms = [_term(index, grid, row, column, weight) for column, weight in formula.columns]
    known = [term for term in terms if term is not None]
    if formula.operation == "sum":
        if len(known) < 2 and not (known and len(formula.columns) == 2 and formula.printed):
            return None
    elif len(known) < len(terms):
        return None
    if formula.operation == "quotient" and not known[1].quantity.value:
        return None
    rules: dict[Operation, tuple[str, Rule]] = {
        "sum": ("ROW001", "row"),
        "quotient": ("ROW002", "ratio"),
        "product": ("ROW003", "row"),
    }
    code, rule = rules[formula.operation]
    figure = grid.figure(row.index, formula.target)
    mention = index.by_span.get(figure.span) if figure else None
    return Relation(code, rule, formula.operation, stated, tuple(known), mention.unit if mention else "")


def _term(index: FigureIndex, grid: Grid, row: Row, column: int, weight: int = 1) -> Term | None:
    figure = grid.figure(row.index, column)
    mention = index.by_span.get(figure.span) if figure else None
    if mention is None or mention.quantity.value is None:
        return None
    return Term(mention.span, mention.quantity, grid.columns[column].header or mention.label, weight)
