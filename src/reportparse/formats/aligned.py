"""Tables drawn with spaces: columns stand under each other, parted by two spaces or more (`pdftotext -layout`).

A row has three pieces or more and a figure among them. Where nothing stands in any row is a gap between two columns;
the words above the first row that stand over the columns are their heads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from reportparse.model.document import Cell, Table
from reportparse.model.span import Span

_LINE = regex.compile(r"[^\n]*\S[ ]{2,}\S[^\n]*?[ ]{2,}\S[^\n]*")
_PIECE = regex.compile(r"\S+(?:[ ]\S+)*")
_FIGURE = regex.compile(r"[-–+(]?\s?\d+(?:[.,]\d+)*\s?%?\)?|[-–]")
_RUN = regex.compile(r"(?:\d+(?:[.,]\d+)*%?|[-–])\s(?:\d+(?:[.,]\d+)*%?|[-–])$")
_YEAR = regex.compile(r"(?<!\d)(?:19|20)\d\d$")
_MARKER = regex.compile(r"(?:[A-H]|[IVX]{1,5}|\d{1,3}(?:\.\d{1,2}){0,2}|[a-zđ])[.)]?|[-+*(]?\d{0,2}\)?")
_CLAUSE = regex.compile(r"\p{L}[,;:]$|^\p{Ll}[^(]*\s\p{Ll}.*\d")
_CAPTION = regex.compile(r"(?:\(?\s*(?:Đơn\s+vị|ĐVT|Đvt|Biểu|Bảng|Phụ\s+lục)\b|.*[.:;]$)", regex.IGNORECASE)
_MAX_BETWEEN, _MAX_HEAD, _MAX_TITLE, _NEAR = 2, 6, 45, 2


@dataclass(frozen=True, slots=True)
class _Line:
    """A line's place in the text and its pieces, counted from the line's beginning."""

    span: Span
    pieces: tuple[Span, ...]

    def words(self, text: str, piece: Span) -> str:
        return text[self.span.start + piece.start : self.span.start + piece.end]


def find_aligned(text: str, lines: Sequence[Span]) -> Iterator[Table]:
    """The tables among the lines of a text, in order."""
    if "   " not in text:
        return
    cut: dict[int, _Line] = {}
    rows = [number for number, line in enumerate(lines) if _is_row(text, line, number, cut)]
    after = 0
    for run in _runs(text, lines, rows):
        table = _table(text, lines, [cut[number] for number in run], run, after)
        if table is not None:
            after = run[-1] + 1
            yield table


def _is_row(text: str, line: Span, number: int, cut: dict[int, _Line]) -> bool:
    if text.find("  ", line.start, line.end) < 0 or not _LINE.fullmatch(text, line.start, line.end):
        return False
    if text.find("\t", line.start, line.end) >= 0 or text.find("|", line.start, line.end) >= 0:
        return False
    row = cut[number] = _cut(text, line)
    return any(_FIGURE.fullmatch(row.words(text, piece)) for piece in row.pieces[1:])


def _cut(text: str, line: Span) -> _Line:
    pieces = (match.span() for match in _PIECE.finditer(text, line.start, line.end))
    return _Line(line, tuple(Span(start - line.start, end - line.start) for start, end in pieces))


def _runs(text: str, lines: Sequence[Span], rows: Sequence[int]) -> Iterator[list[int]]:
    """Rows with no more than wrapped words between them."""
    run: list[int] = []
    for number in rows:
        if run and not _only_words(text, lines[run[-1] + 1 : number]):
            yield run
            run = []
        run.append(number)
    if run:
        yield run


def _only_words(text: str, between: Sequence[Span]) -> bool:
    """Whether lines between two rows may belong to them: blank, the rest of a label, or the name of a section."""
    written = [line for line in between if text[line.start : line.end].strip()]
    return len(written) <= _MAX_BETWEEN and all(
        len(text[line.start : line.end].strip()) <= _MAX_TITLE or _LINE.fullmatch(text, line.start, line.end)
        for line in written
    )


def _table(text: str, lines: Sequence[Span], rows: Sequence[_Line], numbers: Sequence[int], after: int) -> Table | None:
    if len(rows) < 2:
        return None
    pieces = [row.words(text, piece) for row in rows for piece in row.pieces]
    # Two figures in one piece are cells parted by one space; words between figures are prose set to both margins.
    joined = sum(1 for words in pieces if _RUN.search(words))
    figures = sum(1 for words in pieces if _FIGURE.fullmatch(words))
    wide = sum(1 for row in rows if any(after.start - before.end > 2 for before, after in pairwise(row.pieces)))
    if 4 * joined > len(rows) or 4 * figures < len(pieces) or 2 * wide < len(rows):
        return None
    # What goes on in small letters after a figure or ends in a comma is a sentence with doubled spaces.
    if 3 * sum(1 for row in rows for piece in row.pieces if _CLAUSE.search(row.words(text, piece))) > len(rows):
        return None
    columns = _columns(text, rows)
    places = {piece: _place(piece, columns, wide=False) for piece in {piece for row in rows for piece in row.pieces}}
    if len(columns) < 3 or not _in_columns(rows, places):
        return None
    head = _head(text, lines, numbers[0], after, columns)
    if not head and not _counts_years(text, rows[0]):
        return None
    body = [_cut(text, line) for line in lines[numbers[0] : numbers[-1] + 1] if text[line.start : line.end].strip()]
    cells: list[Cell] = []
    for number, row in enumerate([*head, *body]):
        taken: set[int] = set()
        for piece in row.pieces:
            known = places.get(piece) if number >= len(head) else None
            first, last = known or _place(piece, columns, wide=number < len(head))
            if first not in taken:
                taken.update(range(first, last + 1))
                start = row.span.start
                cells.append(
                    Cell(number, first, Span(start + piece.start, start + piece.end), column_span=last - first + 1)
                )
    return Table(Span((head or body)[0].span.start, body[-1].span.end), tuple(cells), "aligned")


def _in_columns(rows: Sequence[_Line], places: Mapping[Span, tuple[int, int]]) -> bool:
    """Whether nearly every piece has its column for itself: justified prose has gaps too, but not under each other."""
    shared = sum(len(row.pieces) - len({places[piece] for piece in row.pieces}) for row in rows)
    return 8 * shared <= sum(len(row.pieces) for row in rows)


def _counts_years(text: str, row: _Line) -> bool:
    """Whether the first row is a head of years: "Chỉ tiêu  2021  2022"."""
    words = [row.words(text, piece) for piece in row.pieces[1:]]
    return sum(1 for word in words if _YEAR.search(word)) * 2 > len(words)


def _columns(text: str, rows: Sequence[_Line]) -> list[Span]:
    """Where the columns stand, from the rows that are numbered if most are: a total's name lies over two columns."""
    marked = [row for row in rows if _MARKER.fullmatch(row.words(text, row.pieces[0]))]
    kept = marked if 2 * len(marked) >= len(rows) else rows
    columns: list[Span] = []
    for piece in sorted(piece for row in kept for piece in row.pieces):
        if columns and piece.start < columns[-1].end:
            columns[-1] = Span(columns[-1].start, max(columns[-1].end, piece.end))
        else:
            columns.append(piece)
    return columns


def _head(text: str, lines: Sequence[Span], first: int, after: int, columns: Sequence[Span]) -> list[_Line]:
    """The lines above the first row, up to a blank line or the caption."""
    found: list[_Line] = []
    for number in range(first - 1, max(after, first - 1 - _MAX_HEAD) - 1, -1):
        row = _cut(text, lines[number])
        if not row.pieces:
            if found:
                break
            continue
        words = row.words(text, row.pieces[0])
        if len(row.pieces) == 1 and (len(words) > _MAX_TITLE or _CAPTION.match(words)):
            break
        found.insert(0, row)
    while found and len(found[0].pieces) == 1 and found[0].pieces[0].start < columns[min(2, len(columns) - 1)].start:
        found.pop(0)
    return found if any(len(row.pieces) > 1 for row in found) else []


def _place(piece: Span, columns: Sequence[Span], *, wide: bool) -> tuple[int, int]:
    """The columns that a piece stands over, first and last: of a row one, of a head all that it touches."""
    shared = [min(piece.end, column.end) - max(piece.start, column.start) for column in columns]
    touched = [index for index, length in enumerate(shared) if length > (-_NEAR if wide else 0)]
    if not touched:
        best = max(range(len(columns)), key=shared.__getitem__)
        return best, best
    if not wide:
        best = max(touched, key=shared.__getitem__)
        return best, best
    return touched[0], touched[-1]
