"""Tables that the text layer has run together: one line a row, columns parted by a single space.

Such a table begins with a head ("TT Nội dung ..."), goes on with rows that have a number (1, 2 ..., I, a, nested too)
and end in figures, and often closes with a total row. Cells are found from the right: an empty cell leaves an extra
space between two figures.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

import regex

from reportparse.lexicon import Lexicon
from reportparse.model.document import Cell, Document, Table
from reportparse.model.span import Span
from reportparse.structure.flattened_heads import column_starts, head_cells, number_cells, trimmed
from reportparse.structure.plain import plain

_HEAD = regex.compile(r"\s*(?:S?TT|Stt|Số\s+TT)\s+\p{L}")
# Without the white space before it: a search that begins with a run of any length takes quadratic time.
_HEAD_WORDS = regex.compile(r"(?:S?TT|Stt|Số\s+TT)\s+\p{L}")
_ROW = regex.compile(
    r"\s*(?P<marker>(?P<number>\d{1,4})|(?P<decimal>\d{1,2}(?:\.\d{1,2}){1,2})|(?P<roman>[IVX]{1,5})|(?P<part>[A-HĐ])"
    r"|(?P<letter>[a-zđ]))[.)]?\s+(?=[\p{L}(“\"])"
)
_TOTAL = regex.compile(r"\s*(?:Tổng\s+cộng|Tổng\s+số|Tổng|Cộng|Toàn\s+(?:xã|phường|thị\s+trấn))\b", regex.IGNORECASE)
# The row of column numbers: "1 2 3 4 5=3+4 6".
_NUMBERS = regex.compile(r"\s*(?:\(?[A-Ea-e1-3]\)?)(?:\s+\(?(?:[A-Ea-e]|\d{1,2})\)?(?:=[\d()+\-*/x:%,]{1,40})?){2,}\s*")
_FIGURE = regex.compile(r"\d+(?:[.,]\d+)*(?:%|/(?!(?:19|20)\d\d)\d+(?:[.,]\d+)*)?|[-–…]|\.{2,4}")
# A small figure behind these words is part of a name: "Dự án 3", "Thôn 2"; so is a year behind "năm".
_NAME = regex.compile(
    r"(?<!\p{L})(?:(?:[Dd]ự án|DA|TDA|[Tt]hôn|[Xx]óm|[Tt]ổ(?: dân phố)?|[Kk]hu(?: phố)?|[Ấấ]p|[Ll]àng|[Bb]uôn|[Kk]hóm"
    r"|[Đđ]ội|[Qq]uý|[Tt]háng|(?<![Tt]ổng |[Tt]ổng cộng |[Tt]hiểu |[Đđ]a )[Ss]ố)\s\d{1,2}(?:\.\d{1,2})?"
    r"|[Nn]ăm\s(?:19|20)\d\d)$"
)
# Two figures or more before the words of a last column.
_LAST_FIGURES = regex.compile(r"(?:(?<=\s)(?:\d+(?:[.,]\d+)*%?|[-–])\s){2,}(?=[\p{L}(])")
_FULL = regex.compile(r"\d{1,3}(?:\.\d{3}){2,}")
_YEAR = regex.compile(r"(?:19|20)\d\d")
_PAGE_NUMBER = regex.compile(r"\s*[-–]?\s*(?:[Tt]rang\s+)?\d{1,3}(?:\s?/\s?\d{1,3})?\s*[-–]?\s*")
_MAX_NAMES = 3
_NAME_REACH = 16
_LABEL = regex.compile(r"(?:[-+*•]\s*)?\p{Lu}[^.;]{1,100}$")
_LEAST_FIGURES = 2
_MAX_NUMBER = 20
_INDENT = 3
_MAX_HEAD_LINES, _MAX_ROW_LINES, _MIN_ROWS, _MAX_LINES = 18, 4, 3, 400


@dataclass(frozen=True, slots=True)
class _Row:
    """Label lines, then the figures' spans from left to right, None for an empty cell."""

    start: int
    label: Span
    figures: tuple[Span | None, ...]
    end: int
    total: bool


def with_flattened_tables(document: Document, lexicon: Lexicon) -> Document:
    """The document with its run-together tables added to the others."""
    reading = plain(document)
    text, lines = reading.text, reading.lines
    named = lexicon.pattern("unnumbered_head").finditer(text)
    heads = sorted(match.end() - 1 for match in (*_HEAD_WORDS.finditer(text), *named))
    found: list[Table] = []
    after = 0
    for head in heads:
        at = bisect_right(lines, (head, len(text))) - 1
        if at < after:
            continue
        table, after = _table_at(text, lines, at, lexicon)
        found += [table] if table is not None else []
    new = [
        table
        for table in reading.tables_of(found)
        if not any(table.span.overlaps(other.span) for other in document.tables)
    ]
    if not new:
        return document
    return replace(document, tables=tuple(sorted([*document.tables, *new], key=lambda table: table.span.start)))


def _table_at(text: str, lines: Sequence[Span], at: int, lexicon: Lexicon) -> tuple[Table | None, int]:
    if not _HEAD.match(text, lines[at].start, lines[at].end):
        return _unnumbered_table(text, lines, at, lexicon)
    reach = range(at + 1, min(at + _MAX_HEAD_LINES, len(lines)))
    first = next((i for i in reach if _begins(text, lines[i])), None)
    if first is None:
        return None, at + 1
    numbers = next((i for i in range(at + 1, first) if _NUMBERS.fullmatch(text, lines[i].start, lines[i].end)), None)
    head_end = first if numbers is None else numbers
    going_on = _without_repeats(text, lines, at, first)
    head, body = _without_notes(text, Span(lines[at].start, lines[head_end - 1].end), going_on, lexicon)
    rows = list(_rows(text, body, single=lexicon.pattern("single_figure_head").search(text, *head) is not None))
    if sum(1 for row in rows if row.figures) < _MIN_ROWS:
        return None, at + 1
    width = max(len(row.figures) for row in rows)
    rows = _set_right(text, rows, width)
    end = rows[-1].end
    above = lines[at - 1] if at else None
    cells = [*head_cells(text, head, _columns(text, rows, width), lexicon, above)]
    start = min((cell.span.start for cell in cells), default=head.start)
    head_rows = 1 + max((cell.row for cell in cells), default=-1)
    if numbers is not None:
        cells += number_cells(text, lines[numbers], head_rows, width)
        head_rows += 1
    unit_pattern = lexicon.pattern("row_unit") if _has_units(text, lines[at].start, rows, lexicon) else None
    for number, row in enumerate(rows):
        cells += _row_cells(text, row, head_rows + number, width, unit_pattern)
    after = next((i for i in range(first, len(lines)) if lines[i].start >= end), len(lines))
    return Table(Span(min(start, lines[at].start), end), tuple(cells), "lines"), after


def _begins(text: str, line: Span) -> bool:
    """Whether a line is the first row: number 1, I, a, A, or a total that stands over its parts."""
    if _Markers().follows(text, line):
        return True
    return _TOTAL.match(text, line.start, line.end) is not None and sum(map(bool, _figures(text, line)[0])) > 1


def _unnumbered_table(text: str, lines: Sequence[Span], at: int, lexicon: Lexicon) -> tuple[Table | None, int]:
    """A table without row numbers ("Thôn Số hộ Hộ nghèo"): three rows or more, all with as many figures as heads."""
    first = at + 1
    if first < len(lines) and _NUMBERS.fullmatch(text, lines[first].start, lines[first].end):
        first += 1
    rows: list[_Row] = []
    for line in lines[first : first + _MAX_LINES]:
        row = _unnumbered(text, line, len(rows[0].figures) if rows else len(_figures(text, line)[0]))
        row = row or _dated(text, line, rows)
        if row is None:
            break
        rows.append(row)
    if len(rows) < _MIN_ROWS:
        return None, at + 1
    width = len(rows[0].figures)
    head = head_cells(text, lines[at], _columns(text, rows, width), lexicon)
    names = len(column_starts(text, lines[at], lexicon, "column_start"))
    if len(head) < 2 or names > width + _MAX_NAMES:
        return None, at + 1
    unit_pattern = lexicon.pattern("row_unit") if _has_units(text, lines[at].start, rows, lexicon) else None
    cells = [*head]
    for number, row in enumerate(rows):
        cells += _row_cells(text, row, 2 + number, width, unit_pattern)
    return Table(Span(lines[at].start, rows[-1].end), tuple(cells), "lines"), first + len(rows)


def _dated(text: str, line: Span, rows: Sequence[_Row]) -> _Row | None:
    """A row of a year: "2021 1.104 142"."""
    figures, _ = _figures(text, line)
    first = figures[0] if figures else None
    if first is None or first.start != line.start or not _YEAR.fullmatch(text, first.start, first.end):
        return None
    if len(figures) <= _LEAST_FIGURES or (rows and len(rows[0].figures) != len(figures) - 1):
        return None
    return _Row(line.start, first, tuple(figures[1:]), line.end, False)


def _without_repeats(text: str, lines: Sequence[Span], at: int, first: int) -> list[Span]:
    """The lines from the first row on, without the head where a new page prints it again, and without its number."""
    head = [text[line.start : line.end].split() for line in lines[at:first]]
    body = list(lines[first : first + _MAX_LINES])
    again = [i for i in range(1, len(body)) if text[body[i].start : body[i].end].split() == head[0]]
    for i in reversed(again):
        if [text[line.start : line.end].split() for line in body[i : i + len(head)]] == head:
            del body[i : i + len(head)]
    usual = _usual(text, body)
    return [line for i, line in enumerate(body) if not _is_page_number(text, line, body[i - 1] if i else None, usual)]


def _usual(text: str, lines: Sequence[Span]) -> int:
    """How many figures most rows have; 0 where none has any."""
    counts = Counter(len(_figures(text, line)[0]) for line in lines if _ROW.match(text, *line))
    return max(counts, key=lambda count: (counts[count] * (count > 0), count), default=0)


def _is_page_number(text: str, line: Span, before: Span | None, usual: int) -> bool:
    """Whether a line between two rows is a page's number: the row before it has all its figures."""
    if before is None or line.end - line.start > _MAX_NUMBER or not _PAGE_NUMBER.fullmatch(text, line.start, line.end):
        return False
    return len(_figures(text, before)[0]) >= max(_LEAST_FIGURES, usual)


def _without_notes(text: str, head: Span, body: Sequence[Span], lexicon: Lexicon) -> tuple[Span, Sequence[Span]]:
    """The head and the lines of the body without the last column where that holds words ("Ghi chú")."""
    named = lexicon.pattern("notes_at_end").search(text, head.start, head.end)
    if named is None:
        return head, body
    cut = []
    for line in body:
        ends = [match.end() for match in _LAST_FIGURES.finditer(text, line.start, line.end)]
        cut.append(Span(line.start, ends[-1]) if ends else line)
    if not named.group("note") and cut == list(body):
        return head, body
    return Span(head.start, named.start()), cut


def _has_units(text: str, head: int, rows: Sequence[_Row], lexicon: Lexicon) -> bool:
    """Whether a column of units stands before the figures: the head says so; "Đơn vị" may also mean a body."""
    first = rows[0].start
    if lexicon.pattern("head_unit").search(text, head, first):
        return True
    if text.find("Đơn vị", head, first) < 0:
        return False
    known = sum(1 for row in rows if lexicon.pattern("row_unit").search(text, row.label.start, row.label.end))
    return 2 * known > len(rows)


class _Markers:
    """The row numbers met so far: a row goes on with a list that is open, or opens one of its own at 1, I, a."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def follows(self, text: str, line: Span) -> bool:
        kind, ordinal = self._read(text, line)
        if kind == "part" and ordinal and not self._last:
            # The second of two tables may go on with the parts of the first: "B TỔNG CHI 7.870.000".
            return ordinal == 1 or text[line.start : line.end].rstrip()[-1:].isdigit()
        return ordinal == 1 or (ordinal > 1 and ordinal == self._last.get(kind, 0) + 1)

    @property
    def any(self) -> bool:
        return bool(self._last)

    def take(self, text: str, line: Span) -> None:
        kind, ordinal = self._read(text, line)
        self._last[kind] = ordinal

    @staticmethod
    def _read(text: str, line: Span) -> tuple[str, int]:
        match = _ROW.match(text, line.start, line.end)
        if match is None:
            return "", 0
        kind = next(name for name in ("number", "decimal", "roman", "part", "letter") if match.group(name))
        marker = match.group(kind)
        if kind in ("number", "decimal"):
            return kind, int(marker.rpartition(".")[2])
        order: Sequence[str] = {"roman": _ROMANS, "part": "ABCDEFGH", "letter": "abcdđeghiklmn"}[kind]
        return kind, order.index(marker) + 1 if marker in order else 0


_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def _rows(text: str, lines: Sequence[Span], *, single: bool) -> Iterator[_Row]:
    """Numbered rows and the total row; a row may take a few lines until its figures come, a section has none.

    `single`: the head names a column of figures behind columns of words, so that rows with one figure are rows too.
    """
    at, width, markers, ends, usual = 0, int(single), _Markers(), False, _usual(text, lines)
    while at < len(lines):
        total = _TOTAL.match(text, lines[at].start, lines[at].end) is not None
        if not total and not markers.follows(text, lines[at]):
            row = None if ends else _unnumbered(text, lines[at], width)
            if row is None:
                return
            yield row
            at += 1
            continue
        if ends and not total:
            return
        marker = _ROW.match(text, lines[at].start, lines[at].end)
        label_start = lines[at].start if total or marker is None else marker.end()
        if not total:
            markers.take(text, lines[at])
        read = _read_row(text, lines, at, width if not total else -1, max(width, usual), markers)
        if read is None:
            return
        figures, label_end, last = read
        width = max(width, len(figures))
        yield _Row(lines[at].start, trimmed(text, label_start, label_end), tuple(figures), lines[last].end, total)
        at = last + 1
        # A total over its parts is the first row, one below them the last; another may follow it ("Cộng cả nguồn").
        ends = total and marker is None and (markers.any or width != len(figures))


def _unnumbered(text: str, line: Span, width: int) -> _Row | None:
    """A row without a number among numbered ones: it has a label and as many figures as they have."""
    figures, cut = _figures(text, line)
    label = trimmed(text, line.start, cut)
    if width < _LEAST_FIGURES or len(figures) != width or not _LABEL.match(text, label.start, label.end):
        return None
    return _Row(line.start, label, tuple(figures), line.end, False)


def _read_row(
    text: str, lines: Sequence[Span], at: int, width: int, whole: int, markers: _Markers
) -> tuple[list[Span | None], int, int] | None:
    """Figures of the row that starts at line `at`, the end of its label and its last line; None where there are none.

    `width` is the number of figures of the rows before, -1 for a total row, which may have any; `whole` that of most.
    """
    for ahead in range(at, min(at + _MAX_ROW_LINES, len(lines))):
        if ahead > at and (markers.follows(text, lines[ahead]) or _TOTAL.match(text, lines[ahead].start)):
            return ([], lines[ahead - 1].end, ahead - 1) if ahead == at + 1 else None
        figures, cut = _figures(text, lines[ahead])
        if sum(1 for figure in figures if figure) < (1 if width or _is_full(text, figures) else 2):
            continue
        label_end = cut if cut > lines[ahead].start else lines[ahead - 1].end if ahead > at else cut
        more, start = _figures(text, lines[ahead + 1]) if ahead + 1 < len(lines) else ([], 0)
        if more and len(figures) + len(more) == whole and start <= lines[ahead + 1].start + _INDENT:
            return [*figures, *more], label_end, ahead + 1
        return figures, label_end, ahead
    return None


def _is_full(text: str, figures: Sequence[Span | None]) -> bool:
    """Whether the only figure of a line is an amount in full đồng: no number ends a name like that."""
    return len(figures) == 1 and figures[0] is not None and _FULL.fullmatch(text, *figures[0]) is not None


def _figures(text: str, line: Span) -> tuple[list[Span | None], int]:
    """Figures at the end of a line, left to right, and where they begin. Two spaces in a row are an empty cell."""
    end = line.end
    while end > line.start and text[end - 1].isspace():
        end -= 1
    found: list[Span | None] = []
    position = end
    while position > line.start:
        space = text.rfind(" ", line.start, position)
        token = Span(space + 1 if space >= 0 else line.start, position)
        if len(token) == 0:
            found.append(None)
        elif _FIGURE.fullmatch(text, token.start, token.end):
            found.append(token)
        else:
            break
        position = token.start - 1 if space >= 0 else line.start
    while found and (found[-1] is None or _is_name(text, line, found[-1]) or _is_share(text, found)):
        found.pop()
    found.reverse()
    first = next((figure for figure in found if figure), None)
    return found, first.start if first else end


def _is_name(text: str, line: Span, figure: Span) -> bool:
    return _NAME.search(text, max(line.start, figure.start - _NAME_REACH), figure.end) is not None


def _is_share(text: str, found: Sequence[Span | None]) -> bool:
    """Whether the leftmost figure is the only percentage: the end of a name, "thu xã hưởng 100%"."""
    signed = [figure for figure in found if figure and text[figure.end - 1] == "%"]
    return len(found) > 1 and signed == [found[-1]] and text[signed[0].start : signed[0].end - 1].isdigit()


def _set_right(text: str, rows: Sequence[_Row], width: int) -> list[_Row]:
    """The rows, with empty cells before the figures of those that have only the last: "A Nhà ở 1.500.000.000".

    The length of such a figure is that of the others in the last column, not in the first.
    """
    full = [row.figures for row in rows if len(row.figures) == width and None not in row.figures]
    if width < 2 or not full:
        return list(rows)
    first, last = (median([len(figures[at] or ()) for figures in full]) for at in (0, -1))
    empty: tuple[Span | None, ...] = (None,) * (width - 1)
    made = []
    for row in rows:
        lone = row.figures[0] if len(row.figures) == 1 and not row.total else None
        right = lone is not None and abs(len(lone) - last) < abs(len(lone) - first)
        made.append(replace(row, figures=(*empty, lone)) if right else row)
    return made


def _columns(text: str, rows: Sequence[_Row], width: int) -> list[list[str]]:
    """The figures of each column, as written, without empty cells."""
    columns: list[list[str]] = [[] for _ in range(width)]
    for row in rows:
        shift = width - len(row.figures) if row.total else 0
        for position, figure in enumerate(row.figures):
            if figure is not None and 0 <= position + shift < width:
                columns[position + shift].append(text[figure.start : figure.end])
    return columns


def _row_cells(
    text: str, row: _Row, number: int, width: int, unit_pattern: regex.Pattern[str] | None
) -> Iterator[Cell]:
    """Number, label, unit and figures of one row; a total's figures are set flush right, others' from the left."""
    if not row.total:
        marker = _ROW.match(text, row.start)
        if marker:
            yield Cell(number, 0, Span(*marker.span("marker")))
    measured = unit_pattern is not None and row.figures and not row.total
    unit = unit_pattern.search(text, row.label.start, row.label.end) if unit_pattern and measured else None
    if unit is not None and unit.start() > row.label.start:
        yield Cell(number, 1, trimmed(text, row.label.start, unit.start()))
        yield Cell(number, 2, trimmed(text, unit.start(), unit.end()))
    else:
        yield Cell(number, 1, row.label)
    for position, figure in enumerate(row.figures):
        if figure is not None:
            yield Cell(number, 3 + position + (width - len(row.figures) if row.total else 0), figure)
