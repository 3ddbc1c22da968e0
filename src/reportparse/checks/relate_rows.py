"""Relations along the rows of a table: printed column formulas, and sums, differences, shares and products that the
rows themselves show.

A relation found from the rows is believed when it holds in nearly all of them; the rows where it does not are findings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, groupby
from types import MappingProxyType
from typing import NamedTuple

import regex

from reportparse.checks.figures import FigureIndex
from reportparse.checks.sheet import Cell, Sheet
from reportparse.checks.verify import holds
from reportparse.lexicon import Lexicon
from reportparse.model.finding import Operation, Relation, Rule
from reportparse.structure.grids import Column, Grid, Row

_FORMULA = regex.compile(r"^\(?(?P<target>\d{1,2})\)?\s?=\s?(?P<right>[\d()+\-*/x:%,\s]+)$")
_SUM = regex.compile(r"^\(?\d{1,2}\)?(?:\s?[+-]\s?\(?\d{1,2}\)?)+$")
_QUOTIENT = regex.compile(r"^\(?(?P<a>\d{1,2})\)?\s?[/:]\s?\(?(?P<b>\d{1,2})\)?(?:\s?[x*]\s?100\s?%?)?$")
_PRODUCT = regex.compile(r"^\(?(?P<a>\d{1,2})\)?\s?[x*]\s?\(?(?P<b>\d{1,2})\)?$")
_MAX_COLUMNS, _MIN_ROWS, _MAX_BLOCK, _NEAR, _BESIDE = 24, 3, 6, 8, 3
_MAX_PAIRED, _WEIGHTY, _TELLING = 10, 20, 100
_TOTAL_HEAD = regex.compile(r"(?<!\p{L})(?:tổng|cộng|chung)(?!\p{L})", regex.IGNORECASE)
_START_HEAD = regex.compile(
    r"đầu\s(?:năm|kỳ|tháng|quý)|năm\strước|(?:cuối\s)?năm\s\d{4}|(?<!\d)20\d\d$|trước|(?:đã|được)\sgiao",
    regex.IGNORECASE,
)
_END_HEAD = regex.compile(
    r"cuối\s(?:năm|kỳ|tháng|quý|\d)|còn(?:\slại)?|(?<!\p{L})đến\s|\d/\d|năm\s\d{4}|(?<!\d)20\d\d$|hiện|sau\s(?:khi\s)?điều\schỉnh",
    regex.IGNORECASE,
)
_OUT_HEAD = regex.compile(
    r"giảm|thoát|chuyển\sđi|(?<!\p{L})đi$|chết|(?<!\p{L})(?:tử|mất|xuất|bán|gộp|xóa)(?!\p{L})|đã\s(?:chi|giải\sngân)|ra\skhỏi",
    regex.IGNORECASE,
)
_IN_HEAD = regex.compile(
    r"tăng|phát\ssinh|tái|chuyển\sđến|(?<!\p{L})(?:đến|vào)$|bổ\ssung|mới|(?<!\p{L})(?:sinh|tách|nhập|mua|kết\snạp)(?!\p{L})",
    regex.IGNORECASE,
)
_AREA_HEAD = regex.compile(r"diện\stích|(?<!\p{L})DT(?!\p{L})", regex.IGNORECASE)
_RATE_HEAD = regex.compile(r"năng\ssuất|(?<!\p{L})NS(?!\p{L})", regex.IGNORECASE)
_CROP_HEAD = regex.compile(r"sản\slượng|(?<!\p{L})SL(?!\p{L})", regex.IGNORECASE)
_FUNDS_HEAD = regex.compile(
    r"(?<!\p{L})(?:NS|NSTW|NSĐP|NSNN|NST|NSH|NSX|ngân\ssách|vốn|nguồn|đối\sứng|đóng\sgóp|(?:nhân\s)?dân\sgóp|"
    r"huy\sđộng|xã\shội\shóa|hỗ\strợ|vay|trung\sương|tỉnh|huyện|khác)(?!\p{L})",
    regex.IGNORECASE,
)


class _Formula(NamedTuple):
    """`target` = the columns with their weights under an operation.

    `printed` formulas stand in the head, `headed` ones are what the heads' words suggest. `changes` are the columns of
    changes between two levels: they belong to one pair of levels only.
    """

    target: int
    columns: tuple[tuple[int, int], ...]
    operation: Operation
    printed: bool = False
    headed: bool = False
    changes: tuple[tuple[int, int], ...] = ()


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Row relations of every table."""
    lexicon = index.view.lexicon
    price = lexicon.pattern("factor_header")
    for sheet in index.sheets:
        printed = [*_printed(sheet.grid), *_files(sheet.grid, lexicon)]
        targets = {formula.target for formula in printed}
        for formula in printed:
            relations = _applied(sheet, formula)
            held = sum(1 for relation in relations if holds(relation))
            doubt = "formula-fails-often" if held * 2 < len(relations) else None
            yield from (relation._replace(doubt=doubt) for relation in relations) if doubt else relations
        for formula in _found(sheet, price):
            if formula.target not in targets:
                yield from _applied(sheet, formula)


def shown_by_rows(sheet: Sheet, lexicon: Lexicon) -> Iterator[Relation]:
    """The relations that the rows of a table show by themselves."""
    for formula in _found(sheet, lexicon.pattern("factor_header")):
        yield from _applied(sheet, formula)


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


def _files(grid: Grid, lexicon: Lexicon) -> Iterator[_Formula]:
    """Files received are those answered in time and late, those at hand and those sent back, less the old ones."""
    found: dict[str, list[int]] = {"in": [], "before": [], "out": []}
    for column in grid.columns:
        name = next((name for name in found if lexicon.pattern(f"files_head_{name}").search(column.header)), None)
        if name is not None and column.kind != "percent":
            found[name].append(column.index)
    if len(found["in"]) == 1 and len(found["out"]) > 1 and len(found["before"]) <= 1:
        parts = (*((column, 1) for column in found["out"]), *((column, -1) for column in found["before"]))
        yield _Formula(found["in"][0], parts, "sum", printed=True)


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


def _found(sheet: Sheet, price: regex.Pattern[str]) -> Iterator[_Formula]:
    """Formulas that nearly all rows obey, at most one a target column."""
    grid = sheet.grid
    kinds = ("money", "count", "text")
    figures = [column for column in grid.columns if column.kind in kinds and _is_filled(sheet, column)][:_MAX_COLUMNS]
    if len(grid.rows) < _MIN_ROWS:
        return
    taken: set[frozenset[int]] = set()
    changed: set[tuple[tuple[int, int], ...]] = set()
    for candidate in _candidates(grid, figures, price):
        columns = frozenset((candidate.target, *(column for column, _ in candidate.columns)))
        if (taken and any(columns <= other for other in taken)) or candidate.changes in changed:
            continue
        if _believed(sheet, candidate):
            taken.add(columns)
            changed |= {candidate.changes} if candidate.changes else set()
            yield candidate


def _is_filled(sheet: Sheet, column: Column) -> bool:
    """Whether a column has a figure in most rows, as one of words with a number in them has not."""
    if column.kind != "text":
        return True
    cells = sheet.cells[column.index]
    return 2 * sum(1 for cell in cells if cell is not None) > len(cells)


def _candidates(grid: Grid, figures: Sequence[Column], price: regex.Pattern[str]) -> Iterator[_Formula]:
    money = [column for column in figures if column.kind == "money"]
    counts = [column for column in figures if column.kind in ("count", "text")]  # money without a unit is "text"
    for same in (money, counts):
        yield from _flows(same)
        yield from _blocks(same)
        for group in [same] if len(same) <= _MAX_PAIRED else _groups(same):
            yield from _pairs(group)
    for share in (column for column in grid.columns if column.kind == "percent"):
        near = [column for column in figures if abs(column.index - share.index) <= _NEAR]
        near.sort(key=lambda column: abs(column.index - share.index))
        for part, whole in (
            (a, b) for a in near for b in near if a is not b and (a.kind == "money") == (b.kind == "money")
        ):
            yield _Formula(share.index, ((part.index, 1), (whole.index, 1)), "quotient", headed=True)
    prices = [column for column in figures if price.search(column.header)]
    for priced in prices:
        for count in counts:
            for amount in money if priced.kind == "money" else (*money, *counts):
                if priced not in (amount, count) and amount is not count:
                    yield _Formula(amount.index, ((count.index, 1), (priced.index, 1)), "product", headed=True)
    yield from _harvests(counts)


def _harvests(counts: Sequence[Column]) -> Iterator[_Formula]:
    """ "Diện tích (ha)" by "Năng suất (tạ/ha)" is "Sản lượng (tấn)"; the units may be left out."""
    for rate in counts:
        if not _RATE_HEAD.search(rate.header):
            continue
        areas = [column for column in counts if _AREA_HEAD.search(column.header)]
        crops = [column for column in counts if _CROP_HEAD.search(column.header)]
        for area, crop in ((a, c) for a in areas for c in crops):
            terms = ((area.index, 1), (rate.index, 1))
            for operation in ("yield", "product"):
                yield _Formula(crop.index, terms, operation, headed=True)


def _groups(same: Sequence[Column]) -> Iterator[list[Column]]:
    """The columns below one head each ("Hộ nghèo / Đầu năm", "Hộ nghèo / Giảm"), of tables too wide to try all."""
    for name, columns in groupby(same, key=lambda column: column.header.rpartition(" / ")[0]):
        group = list(columns)
        if name and len(group) <= _MAX_BLOCK:
            yield group


def _flows(same: Sequence[Column]) -> Iterator[_Formula]:
    """What was at first, less what went, plus what came, is what is at last: signs as the heads say.

    The changes stand side by side; persons or a share may stand between them and the levels.
    """
    signs = [_sign(column) for column in same]
    at = 0
    while at < len(same):
        end = at
        while end < len(same) and signs[end]:
            end += 1
        if end == at:
            at += 1
            continue
        changes = tuple((column.index, sign) for column, sign in zip(same[at:end], signs[at:end], strict=True))
        for first in reversed(same[max(0, at - _BESIDE) : at]):
            for last in same[end : end + _BESIDE]:
                cued = _START_HEAD.search(first.header) is not None or _END_HEAD.search(last.header) is not None
                if len(changes) > 1 or cued:
                    yield _Formula(last.index, ((first.index, 1), *changes), "sum", headed=True, changes=changes)
        at = end


def _sign(column: Column) -> int:
    """-1 for what goes, 1 for what comes, 0 for a column of anything else; the lowest head that says so decides."""
    for words in reversed(column.header.split(" / ")):
        out, come = _OUT_HEAD.search(words) is not None, _IN_HEAD.search(words) is not None
        if out != come:
            return -1 if out else 1
    return 0


def _blocks(same: Sequence[Column]) -> Iterator[_Formula]:
    """A total column and the block of columns right beside it.

    Two columns make a total only where the head says so, or where they are sources of funds.
    """
    for position, target in enumerate(same):
        total = _TOTAL_HEAD.search(target.header) is not None
        for size in range(2, _MAX_BLOCK + 1):
            for block in (same[position + 1 : position + 1 + size], same[max(0, position - size) : position]):
                funds = total or all(_FUNDS_HEAD.search(column.header) for column in block)
                if len(block) == size and (size > 2 or funds):
                    parts = tuple((column.index, 1) for column in block)
                    yield _Formula(target.index, parts, "sum", headed=total or size == 2)


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


def _believed(sheet: Sheet, formula: _Formula) -> bool:
    """Whether enough rows show the relation, and show it with figures that are not all zero."""
    if _is_hopeless(sheet, formula):
        return False
    tried = failed = held = weighty = 0
    telling: set[tuple[int | None, ...]] = set()
    for row, stated, parts in _rows(sheet, formula):
        holding = _may_hold(formula, sheet.scale, stated, parts) and holds(_relation(sheet, formula, row)) is not None
        tried += 1
        failed += not holding
        if _tells(formula, stated, parts):
            held += holding
            least = _WEIGHTY if formula.operation == "sum" else _TELLING
            weighty += holding and abs(stated[0]) >= least * (stated[1] or sheet.scale)
            telling.add((stated[0], *(part and part[0] for part in parts)))
    if formula.headed and weighty >= 2 and failed <= 1:
        return True  # two figures of so many digits do not come out by chance where the heads announce them
    return held >= 2 and len(telling) >= 2 and failed <= _allowed(formula, tried, held=held)


def _is_hopeless(sheet: Sheet, formula: _Formula) -> bool:
    """Whether the relation cannot hold in more rows than may fail, which most candidates show in the first few."""
    count, scale = len(sheet.grid.rows), sheet.scale
    most, missed = max(_allowed(formula, count, held=count), formula.headed), 0
    for _, stated, parts in _rows(sheet, formula):
        if not _may_hold(formula, scale, stated, parts):
            missed += 1
            if missed > most:
                return True
    return False


def _allowed(formula: _Formula, tried: int, *, held: int) -> int:
    """In how many rows a relation may fail: in more where the heads suggest it than where only the figures do."""
    allowed = max(1 if tried >= 4 else 0, tried // 8)
    if formula.headed and held >= 3:
        # No chance makes three quotients or products come out; sums of small counts may.
        share = 3 if formula.operation == "sum" else 5
        allowed = max(allowed, (share * tried) // 10)
    return allowed


def _rows(sheet: Sheet, formula: _Formula) -> Iterator[tuple[Row, Cell, Sequence[Cell | None]]]:
    """The rows that have the figures which the formula needs, with the stated figure and the others."""
    others = zip(*(sheet.cells[column] for column, _ in formula.columns), strict=True)
    for row, stated, parts in zip(sheet.grid.rows, sheet.cells[formula.target], others, strict=True):
        if stated is not None and _applies(formula, parts):
            yield row, stated, parts


def _applies(formula: _Formula, parts: Sequence[Cell | None]) -> bool:
    known = len(parts) - parts.count(None)
    if formula.operation == "sum":
        return known >= 2 or (formula.printed and known == 1 and len(parts) == 2)
    by_nothing = formula.operation == "quotient" and parts[1] is not None and parts[1][0] == 0
    return known == len(parts) and not by_nothing


def _tells(formula: _Formula, stated: Cell, parts: Sequence[Cell | None]) -> bool:
    """Whether a row says something: a sum of one figure and zeros holds by itself."""
    if formula.operation == "sum":
        return sum(1 for part in parts if part and part[0]) >= 2
    return all(cell and cell[0] for cell in (stated, *parts))


def _may_hold(formula: _Formula, scale: int, stated: Cell, parts: Sequence[Cell | None]) -> bool:
    """Whether the figures, each taken one last digit off at most, can meet the formula; else no reading does."""
    if formula.operation == "sum":
        gap, slack = stated
        for part, (_, weight) in zip(parts, formula.columns, strict=True):
            if part is not None:
                gap -= part[0] * weight
                slack += part[1]
        return -slack <= gap <= slack
    low, high = stated[0] - stated[1], stated[0] + stated[1]
    first, second = ((part[0] - part[1], part[0] + part[1]) for part in parts if part is not None)
    if min(low, first[0], second[0]) < 0:
        return True
    if formula.operation in ("product", "yield"):
        scale *= 10 if formula.operation == "yield" else 1
        return low * scale <= first[1] * second[1] and first[0] * second[0] <= high * scale
    return low * second[0] <= 100 * scale * first[1] and 100 * scale * first[0] <= high * second[1]


def _applied(sheet: Sheet, formula: _Formula) -> list[Relation]:
    """The relation in every row that has its figures."""
    return [_relation(sheet, formula, row) for row, _, _ in _rows(sheet, formula)]


_RULES: Mapping[Operation, tuple[str, Rule]] = MappingProxyType(
    {
        "sum": ("ROW001", "row"),
        "quotient": ("ROW002", "ratio"),
        "product": ("ROW003", "product"),
        "yield": ("ROW005", "product"),
    }
)


def _relation(sheet: Sheet, formula: _Formula, row: Row) -> Relation:
    terms = (sheet.by_column(row, column, weight) for column, weight in ((formula.target, 1), *formula.columns))
    stated, *known = (term for term in terms if term is not None)
    code, rule = _RULES[formula.operation]
    if formula.operation == "product":
        # What a table multiplies stands there as it is meant: "2" is no price of up to three.
        known = [term.exact for term in known]
    return Relation(code, rule, formula.operation, stated, tuple(known), sheet.unit(row, formula.target))
