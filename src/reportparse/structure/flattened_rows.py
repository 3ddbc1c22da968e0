"""The rows of run-together tables: a number or none, a label of one line or more, figures from the right.

An empty cell leaves an extra space between two figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from reportparse.model.span import Span
from reportparse.structure.flattened_heads import trimmed

HEAD = regex.compile(r"\s*(?:S?TT|Stt|Số\s+TT)\s+\p{L}")
ROW = regex.compile(
    r"\s*\(?(?P<marker>(?P<number>\d{1,4})|(?P<decimal>\d{1,2}(?:\.\d{1,2}){1,2})|(?P<roman>[IVX]{1,5})|(?P<part>[A-HĐ])"
    r"|(?P<letter>[a-zđ]))[.)/]?-?\s+(?=[\p{L}(“\"])"
)
TOTAL = regex.compile(r"\s*(?:Tổng\s+cộng|Tổng\s+số|Tổng|Cộng|Toàn\s+(?:xã|phường|thị\s+trấn))\b", regex.IGNORECASE)
_FIGURE = regex.compile(r"[<>≥≤]?\d+(?:[.,]\d+)*(?:%|/(?!(?:19|20)\d\d)\d+(?:[.,]\d+)*)?|[-–…]|\.{2,4}")
# A small figure behind these words is part of a name: "Dự án 3", "Thôn 2"; so is a year behind "năm".
_NAME = regex.compile(
    r"(?<!\p{L})(?:(?:[Dd]ự án|DA|TDA|(?<![Nn]ông )[Tt]hôn|[Xx]óm|[Tt]ổ(?: dân phố)?|[Kk]hu(?: phố)?|[Ấấ]p|[Ll]àng"
    r"|[Bb]uôn|[Kk]hóm|[Đđ]ội|[Qq]uý|[Tt]háng|(?<![Tt]ổng |[Tt]ổng cộng |[Tt]hiểu |[Đđ]a )[Ss]ố)\s\d{1,2}(?:\.\d{1,2})?"
    r"|[Nn]ăm\s(?:19|20)\d\d)$"
)
_FULL = regex.compile(r"\d{1,3}(?:\.\d{3}){2,}")
YEAR = regex.compile(r"(?:19|20)\d\d")
_WORD_CELL = regex.compile(r"Đạt|Vượt|KĐ|[xX]")
_NAME_END = regex.compile(r"\d{1,2}")
_NAME_REACH = 16
_SHARE = regex.compile(r"\(\d+(?:[.,]\d+)?\s?%\)")
_LABEL = regex.compile(r"(?:[IVX\d]{1,4}[.)]\s*)?(?:[-+*•]\s*\p{L}|\p{Lu})(?:[^.;]|\.(?=\p{Ll})){1,100}$")
LEAST_FIGURES = 2
_INDENT = 3
MAX_ROW_LINES = 4
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


@dataclass(frozen=True, slots=True)
class Row:
    """Label lines, then the figures' spans from left to right, None for an empty cell."""

    start: int
    label: Span
    figures: tuple[Span | None, ...]
    end: int
    total: bool


class Markers:
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
        match = ROW.match(text, line.start, line.end)
        if match is None:
            return "", 0
        kind = next(name for name in ("number", "decimal", "roman", "part", "letter") if match.group(name))
        marker = match.group(kind)
        if kind in ("number", "decimal"):
            return kind, int(marker.rpartition(".")[2])
        order: Sequence[str] = {"roman": _ROMANS, "part": "ABCDEFGH", "letter": "abcdđeghiklmn"}[kind]
        return kind, order.index(marker) + 1 if marker in order else 0


def numbered_rows(text: str, lines: Sequence[Span], *, single: bool) -> Iterator[Row]:
    """Numbered rows and the total row; a row may take a few lines until its figures come, a section has none.

    `single`: the head names a column of figures behind columns of words, so that rows with one figure are rows too.
    """
    at, width, markers, ends, whole = 0, int(single), Markers(), False, whole_width(text, lines)
    while at < len(lines):
        total = TOTAL.match(text, lines[at].start, lines[at].end) is not None
        if not total and not markers.follows(text, lines[at]):
            # Below the total too: "Lũy kế 2.797 6.590", "Tỷ lệ (%) 15,1 20,5".
            row, taken = unnumbered_row(text, lines[at], width), 1
            if row is None and not ends:
                row, taken = wrapped_row(text, lines[at : at + MAX_ROW_LINES], width)
            if row is None:
                return
            yield row
            at += taken
            continue
        if ends and not total:
            return
        marker = ROW.match(text, lines[at].start, lines[at].end)
        label_start = lines[at].start if total or marker is None else marker.end()
        if not total:
            markers.take(text, lines[at])
        read = _read_row(text, lines, at, width if not total else -1, max(width, whole), markers)
        if read is None:
            return
        figures, label_end, last = read
        width = max(width, len(figures))
        yield Row(lines[at].start, trimmed(text, label_start, label_end), tuple(figures), lines[last].end, total)
        at = last + 1
        # A total over its parts is the first row, one below them the last; another may follow it ("Cộng cả nguồn").
        ends = total and marker is None and (markers.any or width != len(figures))


def unnumbered_row(text: str, line: Span, width: int) -> Row | None:
    """A row without a number among numbered ones: it has a label and as many figures as they have."""
    figures, cut = figures_at_end(text, line)
    label = trimmed(text, line.start, cut)
    if width < LEAST_FIGURES or len(figures) != width or not _LABEL.match(text, label.start, label.end):
        return None
    return Row(line.start, label, tuple(figures), line.end, False)


def wrapped_row(text: str, lines: Sequence[Span], width: int) -> tuple[Row | None, int]:
    """A row without a number whose name takes a few lines until its figures come, and how many lines it has."""
    if width < LEAST_FIGURES or not _LABEL.match(text, *lines[0]):
        return None, 1
    for taken, line in enumerate(lines[1:], 2):
        figures, cut = figures_at_end(text, line)
        years = [figure for figure in figures if figure and YEAR.fullmatch(text, *figure)]
        if HEAD.match(text, *line) or (figures and len(years) == len(figures)):
            break  # the head of another table
        if len(figures) == width:
            return Row(lines[0].start, trimmed(text, lines[0].start, cut), tuple(figures), line.end, False), taken
        if figures or TOTAL.match(text, *line):
            break
    return None, 1


def dated_row(text: str, line: Span, rows: Sequence[Row]) -> Row | None:
    """A row of a year: "2021 1.104 142"."""
    figures, _ = figures_at_end(text, line)
    first = figures[0] if figures else None
    if first is None or first.start != line.start or not YEAR.fullmatch(text, first.start, first.end):
        return None
    if len(figures) <= LEAST_FIGURES or (rows and len(rows[0].figures) != len(figures) - 1):
        return None
    return Row(line.start, first, tuple(figures[1:]), line.end, False)


def whole_width(text: str, lines: Sequence[Span]) -> int:
    """How many figures a whole row has; 0 where none has any."""
    return max((len(figures_at_end(text, line)[0]) for line in lines if ROW.match(text, *line)), default=0)


def _read_row(
    text: str, lines: Sequence[Span], at: int, width: int, whole: int, markers: Markers
) -> tuple[list[Span | None], int, int] | None:
    """Figures of the row that starts at line `at`, the end of its label and its last line; None where there are none.

    `width` is the number of figures of the rows before, -1 for a total row, which may have any; `whole` that of a
    whole row.
    """
    for ahead in range(at, min(at + MAX_ROW_LINES, len(lines))):
        if ahead > at and (markers.follows(text, lines[ahead]) or TOTAL.match(text, lines[ahead].start)):
            return ([], lines[ahead - 1].end, ahead - 1) if ahead == at + 1 else None
        figures, cut = figures_at_end(text, lines[ahead])
        if sum(1 for figure in figures if figure) < (1 if width or _is_full(text, figures) else 2):
            continue
        if whole > len(figures) == 1 and text[lines[ahead].end - 1] in "-–":
            continue  # a word that is broken there
        label_end = cut if cut > lines[ahead].start else lines[ahead - 1].end if ahead > at else cut
        more, start = figures_at_end(text, lines[ahead + 1]) if ahead + 1 < len(lines) else ([], 0)
        if more and len(figures) + len(more) == whole and start <= lines[ahead + 1].start + _INDENT:
            return [*figures, *more], label_end, ahead + 1
        return figures, label_end, ahead
    return None


def _is_full(text: str, figures: Sequence[Span | None]) -> bool:
    """Whether the only figure of a line is an amount in full đồng: no number ends a name like that."""
    return len(figures) == 1 and figures[0] is not None and _FULL.fullmatch(text, *figures[0]) is not None


def figures_at_end(text: str, line: Span) -> tuple[list[Span | None], int]:
    """Figures at the end of a line, left to right, and where they begin. Two spaces in a row are an empty cell."""
    end = line.end
    while end > line.start and text[end - 1].isspace():
        end -= 1
    found: list[Span | None] = []
    position = end
    while position > line.start:
        space = text.rfind(" ", line.start, position)
        token = Span(space + 1 if space >= 0 else line.start, position)
        if len(token) == 0 or (found and _WORD_CELL.fullmatch(text, *token)):
            found.append(None)
        elif _SHARE.fullmatch(text, *token):
            # "820 (29,3%)" is one cell.
            before = text.rfind(" ", line.start, token.start - 1)
            whole = Span(before + 1 if before >= 0 else line.start, token.end)
            if not _FIGURE.fullmatch(text, whole.start, token.start - 1):
                break
            found.append(whole)
            token = whole
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


def with_whole_names(text: str, rows: Sequence[Row]) -> list[Row]:
    """The rows, with the number at the end of a name given back to it: "Tân Hội 2" has one figure too many."""
    counts = Counter(len(row.figures) for row in rows if row.figures)
    usual, often = max(counts.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    if usual < LEAST_FIGURES or 2 * often <= sum(counts.values()):
        return list(rows)
    made = []
    for row in rows:
        first = row.figures[0] if len(row.figures) == usual + 1 and not row.total else None
        named = first is not None and len(row.label) > 0 and _NAME_END.fullmatch(text, *first) is not None
        label = Span(row.label.start, first.end) if named and first else row.label
        made.append(replace(row, label=label, figures=row.figures[named:]))
    return made


def without_words(text: str, rows: Sequence[Row]) -> list[Row]:
    """The rows, without the number that belongs to the words behind a total: "Cộng 75 69 6 92,0 14 đạt"."""
    most = max((len(row.figures) for row in rows if not row.total), default=0)
    return [
        replace(row, figures=row.figures[:most])
        if row.total and len(row.figures) > most > 0 and text[row.end : row.end + 2].strip()[:1].isalpha()
        else row
        for row in rows
    ]
