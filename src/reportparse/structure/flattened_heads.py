"""The head of a run-together table: the names of its columns, and of the groups of columns above them.

"TT Thôn Tổng số hộ Hộ nghèo Hộ cận nghèo Số hộ Tỷ lệ (%) Số hộ Tỷ lệ (%)" over five figures: one column stands alone,
two groups have two columns each. Groups are told by columns whose names come again, or by a name that only a group
has ("Trong đó"); which of the upper names are groups, by what the figures can be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import regex

from reportparse.lexicon import Lexicon
from reportparse.model.document import Cell
from reportparse.model.span import Span
from reportparse.structure.flattened_levels import Evidence, Path, by_levels, words_of

_TOKEN = regex.compile(r"\S+")
_PLACE = regex.compile(r"(?<!\p{L})(?:Thôn|Bản|Xóm|Ấp|Khu|Buôn|Làng|Khóm|Plei|Tổ)\s(?=\p{Lu})")
_YEAR = regex.compile(r"(?:19|20)\d\d")
_LINE = regex.compile(r"\S[^\n]*")
# What may begin a name, from the surest on.
_PATTERNS = (
    ("column_start",),
    ("column_start", "column_acronym", "column_short"),
    ("column_start", "column_acronym", "column_date"),
)
_WORDS_BEFORE = regex.compile(r"(?!\s*(?:S?TT|Stt|Số\s+TT)\s*$)\s*[\p{L}\d(]")
_CODE = regex.compile(r"\p{Lu}{2,7}")
_DECIMAL = regex.compile(r"\d+,(?:\d{1,2}|\d{4,})")
_LARGE = regex.compile(r"\d{1,3}(?:\.\d{3})+|\d{4,}")
_ENDS = regex.compile(r"\d|[.;:)]\s*$")
_FIRST = 3  # the column of the first figure, behind number, label and unit

# Columns in order: the name of the group, None for a column that stands alone, and the name of the column.
_Names = list[tuple[Span | None, Span]]


def head_cells(
    text: str, head: Span, columns: Sequence[Sequence[str]], lexicon: Lexicon, above: Span | None = None
) -> list[Cell]:
    """One cell for what precedes the names of the columns, then those names, above them the groups'.

    `above` is the line over the head: the groups' names, where they stand over "TT" too.

    A name begins with a capital letter; capitals alone ("DTTS") and words in brackets go on with a name. `columns` are
    the figures under each, as written.
    """
    width = len(columns)
    years = _years_below(text, head, width, lexicon)
    if years:
        return years
    levels = _levels(text, head, columns, lexicon)
    if levels:
        return levels
    starts: list[int] = []
    for name in ("column_start", "column_acronym", "column_category"):
        if len(starts) < width + 1:
            starts = sorted({*starts, *column_starts(text, head, lexicon, name)})
    starts = sorted({*starts, *_codes(text, head)})
    if len(starts) < width + 1:
        return [Cell(0, 1, trimmed(text, head.start, head.end))]
    ends = [*starts[1:], head.end]
    names = [trimmed(text, start, end) for start, end in zip(starts, ends, strict=True)]
    found = _repeated(text, names, columns, lexicon) or _cued(text, names, columns, lexicon)
    found = found or (_grouped_above(text, names[-width:], above, lexicon) if above else None)
    found = found or [(None, name) for name in names[-width:]]
    first = min(
        min(name.start, group.start if group and group.start >= head.start else name.start) for group, name in found
    )
    return [Cell(0, 1, trimmed(text, head.start, first)), *_cells(found)]


def _grouped_above(text: str, names: Sequence[Span], above: Span, lexicon: Lexicon) -> _Names | None:
    """Groups named in the line over the head, as many as there are repetitions of the last names: "Hộ Tiền Hộ Tiền"."""
    starts = column_starts(text, above, lexicon, "column_start")
    if len(starts) < 2 or text[above.start : starts[0]].strip() or _ENDS.search(text, *above):
        return None
    ends = [*starts[1:], above.end]
    groups = [trimmed(text, start, end) for start, end in zip(starts, ends, strict=True)]
    words = [words_of(text, name) for name in names]
    for first in range(len(names) - len(groups) + 1):
        opens = [at for at in range(first, len(names)) if words[at] == words[first]]
        sizes = {end - at for at, end in zip(opens, [*opens[1:], len(names)], strict=True)}
        if len(opens) == len(groups) and len(sizes) == 1 and sizes != {1}:
            alone: _Names = [(None, name) for name in names[:first]]
            size = sizes.pop()
            return alone + [(groups[at // size], name) for at, name in enumerate(names[first:])]
    return None


def _levels(text: str, head: Span, columns: Sequence[Sequence[str]], lexicon: Lexicon) -> list[Cell]:
    """The cells of a head whose lines are levels; nothing where it is read better as one run of names."""
    lines = [Span(*match.span()) for match in _LINE.finditer(text, head.start, head.end)]
    if len(lines) < 2 or not columns:
        return []
    evidence = Evidence(text, columns, lexicon)
    readings = []
    for names in _PATTERNS:
        found = by_levels([_names(text, line, lexicon, names) for line in lines], evidence)
        readings += [found] if found else []
    if not readings:
        return []
    _, paths = min(readings, key=lambda reading: reading[0])
    first = min(paths[0][0].start, lines[1].start)
    return [Cell(0, 1, trimmed(text, head.start, first)), *path_cells(paths)]


def _names(text: str, line: Span, lexicon: Lexicon, patterns: Sequence[str]) -> list[Span]:
    """The names of columns that a line holds; none where it goes on with a name of the line before."""
    starts = sorted({start for name in patterns for start in column_starts(text, line, lexicon, name)})
    if not starts or _WORDS_BEFORE.match(text, line.start, starts[0]):
        return []
    ends = [*starts[1:], line.end]
    return [trimmed(text, start, end) for start, end in zip(starts, ends, strict=True)]


def path_cells(paths: Sequence[Path]) -> Iterator[Cell]:
    """The cells of a head from the names over each column; a name over several columns is one cell."""
    depth = max(map(len, paths))
    for column, path in enumerate(paths):
        for row, name in enumerate(path):
            if column and len(paths[column - 1]) > row and paths[column - 1][: row + 1] == path[: row + 1]:
                continue
            across = 1
            while column + across < len(paths) and paths[column + across][: row + 1] == path[: row + 1]:
                across += 1
            down = depth - row if row == len(path) - 1 else 1
            yield Cell(row, _FIRST + column, name, row_span=down, column_span=across)


def _years_below(text: str, head: Span, width: int, lexicon: Lexicon) -> list[Cell]:
    """The cells of a head whose last line is nothing but the years of all columns; nothing where it is not.

    "Hiện trạng Kế hoạch từng năm" over them: the first year is that of the present state, the others are planned.
    """
    start = text.rfind("\n", head.start, head.end) + 1
    years = [Span(*match.span()) for match in _TOKEN.finditer(text, start, head.end)] if start else []
    if width < 2 or len(years) != width or not all(_YEAR.fullmatch(text, *year) for year in years):
        return []
    groups = lexicon.pattern("groups_of_years").search(text, head.start, start)
    if groups is None:
        return [Cell(0, 1, trimmed(text, head.start, start)), *_cells([(None, year) for year in years])]
    first = Span(*groups.span("present")) if groups.group("present") else None
    rest = trimmed(text, *groups.span("planned"))
    named: _Names = [(first or rest, years[0]), *((rest, year) for year in years[1:])]
    return [Cell(0, 1, trimmed(text, head.start, groups.start())), *_cells(named)]


def _codes(text: str, head: Span) -> list[int]:
    """Where the names of the last line begin, if it holds only codes: "ĐTPT SN ĐTPT SN"."""
    start = text.rfind("\n", head.start, head.end) + 1
    tokens = [match.span() for match in _TOKEN.finditer(text, start, head.end)] if start else []
    if len(tokens) > 1 and all(_CODE.fullmatch(text, *token) for token in tokens):
        return [token[0] for token in tokens]
    return []


def _cells(found: _Names) -> Iterator[Cell]:
    grouped = any(group for group, _ in found)
    for position, (group, name) in enumerate(found):
        if group is None and grouped:
            yield Cell(0, _FIRST + position, name, row_span=2)
            continue
        if group is not None and (position == 0 or found[position - 1][0] != group):
            size = sum(1 for other, _ in found[position:] if other == group)
            yield Cell(0, _FIRST + position, group, column_span=size)
        yield Cell(1, _FIRST + position, name)


def _repeated(text: str, names: Sequence[Span], columns: Sequence[Sequence[str]], lexicon: Lexicon) -> _Names | None:
    """Groups whose first columns have the same name: as many of the last names as make columns under groups."""
    words = [words_of(text, name) for name in names]
    for first in range(max(2, len(names) - len(columns)), len(names) - 1):
        opens = [at for at in range(first, len(names)) if words[at] == words[first]]
        alone = len(columns) - (len(names) - first)
        upper = names[max(0, first - alone - len(opens)) : first]
        if not words[first] or len(opens) < 2 or first - len(upper) < 1 or len(upper) < alone + len(opens):
            continue
        groups = [list(names[at:end]) for at, end in zip(opens, [*opens[1:], len(names)], strict=True)]
        fits = [
            (_misfits(text, placed, columns, lexicon), placed)
            for places in combinations(range(len(upper) - 1, -1, -1), len(opens))
            if (placed := _placed(upper, sorted(places), groups))
        ]
        least, best = min(fits, key=lambda fit: fit[0])
        return best if least < 1 else None
    return None


def _placed(upper: Sequence[Span], places: Sequence[int], groups: Sequence[Sequence[Span]]) -> _Names:
    """The columns where the upper names at `places` are groups, the others columns of their own."""
    found: _Names = []
    for position, name in enumerate(upper):
        if position in places:
            found += [(name, leaf) for leaf in groups[places.index(position)]]
        else:
            found.append((None, name))
    return found


def _misfits(text: str, found: _Names, columns: Sequence[Sequence[str]], lexicon: Lexicon) -> float:
    """How many columns cannot be what they are called: per cent with thousands, or households with decimals.

    A group named "Tỷ lệ" is less likely than a column of that name.
    """
    percent, count = lexicon.pattern("percent_header"), lexicon.pattern("counted_whole")
    wrong = 0.0
    for (group, name), figures in zip(found, columns, strict=True):
        shared = group is not None and percent.search(text, group.start, group.end) is not None
        wrong += shared / (2 * len(found))
        if shared or percent.search(text, name.start, name.end):
            whole = not any(map(_DECIMAL.fullmatch, figures))
            wrong += any(map(_LARGE.fullmatch, figures)) or (whole and any(len(figure) > 2 for figure in figures))
        elif count.match(text, name.start, name.end):
            wrong += any(map(_DECIMAL.fullmatch, figures))
    return wrong


def _cued(text: str, names: Sequence[Span], columns: Sequence[Sequence[str]], lexicon: Lexicon) -> _Names | None:
    """One name is a group's by its words ("Trong đó"): its columns stand on the last line, or at the end of the only.

    "Tổng số Trong đó Tỷ lệ (%) NSTW NSĐP": what stands between may be its columns or others; the figures tell.
    """
    width, cue = len(columns), lexicon.pattern("group_head")
    groups = [at for at, name in enumerate(names) if cue.fullmatch(text, name.start, name.end)]
    if len(groups) != 1 or len(names) < width + 2:
        return None
    labels, at = len(names) - width - 1, groups[0]
    if at < labels:
        return None
    line = text.rfind("\n", names[at].end, names[-1].end)
    below = next((number for number, name in enumerate(names) if name.start > line >= 0), len(names))
    if at < below < len(names):
        return _placed(names[labels:below], [at - labels], [names[below:]])
    orders = [_placed(names[labels:first], [at - labels], [names[first:]]) for first in range(at + 1, len(names) - 1)]
    return min(orders, key=lambda order: _misfits(text, order, columns, lexicon), default=None)


def column_starts(text: str, head: Span, lexicon: Lexicon, name: str) -> list[int]:
    """Where a pattern finds column names to begin, outside brackets."""
    places = [match.end() for match in _PLACE.finditer(text, head.start, head.end)]
    named = frozenset(places if len(places) > 1 else ())  # columns of villages: "Thôn Đông Thôn Đoài Thôn Trung"
    named |= {match.start() for match in lexicon.pattern("column_goes_on").finditer(text, head.start, head.end)}
    return [
        match.start()
        for match in lexicon.pattern(name).finditer(text, head.start, head.end)
        if match.start() not in named
        and text.count("(", head.start, match.start()) == text.count(")", head.start, match.start())
    ]


def number_cells(text: str, line: Span, row: int, width: int) -> Iterator[Cell]:
    """The row of column numbers: the last `width` stand over the figures."""
    tokens = [Span(*match.span()) for match in _TOKEN.finditer(text, line.start, line.end)]
    for position, token in enumerate(tokens):
        column = width - len(tokens) + position
        yield Cell(row, _FIRST + column if column >= 0 else max(0, _FIRST + column), token)


def trimmed(text: str, start: int, end: int) -> Span:
    """The stretch from `start` to `end` without the white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, max(start, end))
