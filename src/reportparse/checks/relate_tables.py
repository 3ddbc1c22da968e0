"""Totals down the columns of a table: total rows at top or bottom, and parents of nested rows (I, 1, a).

Which rows a total sums is found by trying: all top rows, or all rows without a child. The set that adds up in most
columns is the structure; a column that disagrees with it is then a finding, not a doubt about the structure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

import regex

from reportparse.checks.figures import FigureIndex
from reportparse.checks.ordinals import leaves_one_out, ordinal
from reportparse.checks.sheet import Sheet
from reportparse.checks.slips import explained
from reportparse.checks.verify import computed, holds
from reportparse.model.finding import Relation
from reportparse.model.quantity import ZERO
from reportparse.structure.grids import Column, Grid, Row

_PERIOD = regex.compile(r"(?:(?:năm|giai\sđoạn)\s)?(?:19|20)\d\d(?:\s?[-–]\s?(?:20)?\d\d)?", regex.IGNORECASE)
_CHANGE = regex.compile(
    r"giảm|tăng|thoát|tái|phát\ssinh|chuyển|mới|cho\svay|thu\snợ|thực\shiện|hoàn\sthành|được", regex.IGNORECASE
)
_RATE = regex.compile(r"năng\ssuất|bình\squân|(?:tạ|tấn|kg|đồng|người|hộ)\s?/\s?\p{L}", regex.IGNORECASE)
# A row without a number that tells a part of the one above it breaks no list.
_OF_WHICH = regex.compile(r"[-+*(\s]*trong\s+đó", regex.IGNORECASE)
_SEVERAL = 3
"""Columns of which one must bear out that rows are parts of the one above them."""
_PART = regex.compile(r"[-+*\s]*(?:(?:tiểu\s)?dự\sán|TDA|vốn|nguồn)(?!\p{L})", regex.IGNORECASE)


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Column sums of every table."""
    for sheet in index.sheets:
        yield from _nested(sheet)
        for total in (row for row in sheet.grid.rows if row.total):
            yield from _total(sheet, total)


def _columns(sheet: Sheet) -> list[Column]:
    return [column for column in sheet.grid.columns if column.kind in ("money", "count", "text")]


def _total(sheet: Sheet, total: Row) -> Iterator[Relation]:
    columns = [column for column in _columns(sheet) if (total.index, column.index) in sheet.figures]
    best: list[Relation] = []
    best_rows: Sequence[Row] = ()
    best_held = 0
    for rows in _row_sets(sheet.grid, total):
        relations = [relation for column in columns if (relation := _column(sheet, total, rows, column)) is not None]
        held = sum(1 for relation in relations if holds(relation))
        if relations and (held > best_held or not best):
            best, best_rows, best_held = relations, rows, held
        if best_held * 2 >= len(best) and best_held:
            # The likeliest rows that most columns bear out: leaves that make one more column hold would hide a slip
            # in the row between.
            break
    best = [relation for relation in best if holds(relation) or not _is_level(sheet, best_rows, relation)]
    if best_held > 0:
        # Where most columns fail, the one that adds up may do so by chance.
        doubt = None if 2 * best_held >= len(best) else "no-column-adds-up"
        yield from (relation if holds(relation) else relation._replace(doubt=doubt) for relation in best)
        told = {relation.stated.span: computed(relation) for relation in best if not holds(relation)}
        fine = {relation.stated.span for relation in best if holds(relation)}
        for relation in _as_well(sheet, total, columns, best_rows):
            # Leaves that fail as their parents do, or below parents that add up, tell a slip again that is told there.
            below = relation.stated.span in fine and len(relation.terms) > len(best_rows)
            again = below or told.get(relation.stated.span) == computed(relation)
            if holds(relation) or not again:
                yield relation
    elif best:
        # No column adds up: the rows may not be the total's parts, unless the table could not be plainer.
        plain = _plain(sheet.grid, total) and len(best) == 1
        doubt = None if plain else "no-column-adds-up"
        yield from (Relation(r.code, r.rule, r.operation, r.stated, r.terms, r.unit, doubt=doubt) for r in best)


def _is_level(sheet: Sheet, rows: Sequence[Row], relation: Relation) -> bool:
    """Whether a column holds what no total adds up: rates, and stocks of one year after the other."""
    figure = next(at for at, figure in sheet.figures.items() if figure.span == relation.stated.span)
    column = next(column for column in sheet.grid.columns if column.index == figure[1])
    if _RATE.search(column.header):
        return True
    periods = all(_PERIOD.fullmatch(row.label) for row in rows)
    return periods and column.kind != "money" and not _CHANGE.search(column.header)


def _as_well(sheet: Sheet, total: Row, columns: Sequence[Column], best: Sequence[Row]) -> Iterator[Relation]:
    """Other rows that make up the same total: the subtotals ("I+II+III"), the top rows beside all leaves.

    Told where nearly all columns bear them out, or, as a doubt, where the numbers of the rows leave one out and all
    columns fall short.
    """
    tried = [{row.index for row in best}]
    for rows in _row_sets(sheet.grid, total):
        own = {row.index for row in rows}
        if any(own <= other for other in tried):
            continue
        tried.append(own)
        relations = [relation for column in columns if (relation := _column(sheet, total, rows, column)) is not None]
        held = sum(1 for relation in relations if holds(relation))
        if held > 1 and len(relations) - held <= max(1, held // 3):
            yield from relations
        elif not held and _short(relations) and _has_gap(rows):
            yield from (relation._replace(doubt="shortfall") for relation in relations)


def _row_sets(grid: Grid, total: Row) -> Iterator[Sequence[Row]]:
    """Candidate parts of a total row, the likeliest first."""
    # Behind a total that is numbered itself ("B TỔNG CHI"), a row of its own rank ("C Kết dư") is no part of it.
    others = [row for row in grid.rows if not row.total and not _ranks_with(row, total)]
    at = next(position for position, row in enumerate(grid.rows) if row is total)
    above = [row for row in grid.rows[:at] if not row.total]
    below = [row for row in takewhile(lambda row: not _ranks_with(row, total), grid.rows[at + 1 :]) if not row.total]
    previous = max((p for p, row in enumerate(grid.rows[:at]) if row.total), default=-1)
    section = [row for row in grid.rows[previous + 1 : at] if not row.total]
    for rows in (above, below, section, others):
        if len(rows) < 2:
            continue
        levels = [row.level for row in rows if row.level is not None]
        if levels:
            top = min(levels)
            yield [row for row in rows if row.level == top]
            yield _leaves(rows)
        yield rows
    totals = [row for row in grid.rows if row.total and row is not total]
    if len(totals) >= 2:
        yield totals


def _ranks_with(row: Row, total: Row) -> bool:
    return row.level is not None and total.level is not None and row.level <= total.level


def _leaves(rows: Sequence[Row]) -> list[Row]:
    """Rows that have no row of a deeper level right under them."""
    found = []
    for position, row in enumerate(rows):
        following = rows[position + 1] if position + 1 < len(rows) else None
        deeper = (
            following is not None
            and row.level is not None
            and following.level is not None
            and following.level > row.level
        )
        if not deeper:
            found.append(row)
    return found


def _column(sheet: Sheet, total: Row, rows: Sequence[Row], column: Column, least: int = 2) -> Relation | None:
    at = column.index
    stated = sheet.by_row(total, at)
    terms = [term for row in rows if (term := sheet.by_row(row, at)) is not None]
    if stated is None or len(terms) < least:
        return None
    if len({sheet.unit(row, at) for row in (*rows, total)} - {""}) > 1:
        return None
    return Relation("COL001", "column", "sum", stated, tuple(terms), sheet.unit(total, at))


def _plain(grid: Grid, total: Row) -> bool:
    """Rows 1, 2, 3 ... of one level and the total first or last: nothing in the structure is open."""
    rows = [row for row in grid.rows if row is not total]
    numbers = [row.marker.strip(" .") for row in rows]
    ends = total is grid.rows[0] or total is grid.rows[-1]
    return ends and numbers == [str(number) for number in range(1, len(rows) + 1)]


def _nested(sheet: Sheet) -> Iterator[Relation]:
    """Rows with children of the next level: told where most parents of the table add up.

    Where they do not, a parent whose children fall short in every column may have lost a row, if the numbers of the
    rows have a gap or other parents of the table add up.
    """
    rows, columns = sheet.grid.rows, _columns(sheet)
    groups: list[tuple[list[Row], list[Relation]]] = []
    for position, parent in enumerate(rows):
        children = _children(rows, position)
        least = 2 if len(children) > 1 else 1 if children and _is_part(children[0]) else len(children) + 1
        found = [_column(sheet, parent, children, column, least) for column in columns]
        groups.append((children, [relation for relation in found if relation is not None]))
    several = [relation for children, relations in groups if len(children) > 1 for relation in relations]
    held = sum(1 for relation in several if holds(relation))
    for children, relations in groups:
        told = [relation for relation in relations if relation.stated.quantity.value]
        meant = any(holds(relation) for relation in told) or len(told) < _SEVERAL
        lost = _short(relations) and (len(children) == 1 or _has_gap(children) or held > 1)
        for relation in relations:
            near = bool(children and children[0].marker) or (meant and _comes_near(relation))
            if len(children) > 1 and (holds(relation) or (held * 2 > len(several) and near)):
                yield relation
            elif lost and not holds(relation):
                yield relation._replace(doubt="shortfall")


def _comes_near(relation: Relation) -> bool:
    """Whether rows without numbers come to about what the row above them states; rates and shares of each do not."""
    face, stated = computed(relation), relation.stated.quantity.value
    return bool(face and stated and face <= 2 * stated and stated <= 2 * face) or explained(relation)


def _short(relations: Sequence[Relation]) -> bool:
    """Whether the parts fall short of every total, or have all of it, and of one at least by much."""
    gaps = [((r.stated.quantity.value or ZERO) - (computed(r) or ZERO), r) for r in relations]
    return all(gap >= 0 or holds(r) for gap, r in gaps) and any(gap > 0 and not holds(r) for gap, r in gaps)


def _is_part(row: Row) -> bool:
    """Whether a row that stands alone under another is one of several: it is numbered, or named as a part."""
    return ordinal(row.marker) is not None or _PART.match(row.label) is not None


def _has_gap(rows: Sequence[Row]) -> bool:
    return leaves_one_out([row.marker for row in rows])


def _children(rows: Sequence[Row], position: int) -> list[Row]:
    parent = rows[position]
    if parent.level is None:
        return []
    below: list[Row] = []
    told_apart = False  # rows without a number behind "Trong đó" are parts of the row above it
    for row in rows[position + 1 :]:
        if row.level is None and not row.total and (told_apart or _OF_WHICH.match(row.label)):
            told_apart = True
            continue
        if row.level is None or row.total or row.level <= parent.level:
            break
        told_apart = False
        below.append(row)
    if not below:
        return []
    top = min(row.level for row in below if row.level is not None)
    return [row for row in below if row.level == top]
