"""Tables written in plain text: rows with tabs, Markdown rows with pipes, columns drawn with spaces.

Works on normalised text, so the spans of the cells need no mapping. Tables whose cells were flattened to a run of
lines are not found here but in `structure`, which knows what a heading and a total look like.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

import regex

from reportparse.formats.aligned import find_aligned
from reportparse.model.document import Cell, Table
from reportparse.model.span import Span

Origin = Literal["tabs", "pipes"]

_SEPARATOR = regex.compile(r"(?:\|\s*)?:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
_RULE = regex.compile(r"\s*[+|](?:\s*:?[-=]+:?\s*[+|])+\s*")
_PIPE = regex.compile(r"(?<!\\)\|")
_WRAPPED = regex.compile(
    r"<(b|i|u|em|strong|th|td|p|span)(?:\s[^<>]*)?>(?P<tagged>(?:(?!</?\1[\s>]).)*)</\1\s*>"
    r"|(?P<mark>\*\*\*|\*\*|\*|__)(?P<marked>(?:(?!\*|__).)+)(?P=mark)",
    regex.IGNORECASE | regex.DOTALL,
)
_GOES_ON = regex.compile(r"\p{Ll}[^\t]*\s\S+\s|.*\p{L}[,;]$")
_FIGURE = regex.compile(r"\d+(?:[.,]\d+)*\s?%?|[-–]?")
_MAX_BLANK = 2  # blank lines between two rows, as PDF converters put them after every line


def find_tables(text: str) -> tuple[Table, ...]:
    """The tables of a normalised text, in order."""
    if "|" not in text and "\t" not in text and "   " not in text:
        return ()
    lines = _lines(text)
    found = [*_piped(text, lines), *_tabbed(text, lines)] if "|" in text else list(_tabbed(text, lines))
    found += find_aligned(text, lines)
    return tuple(_disjoint(sorted(found, key=lambda table: table.span)))


def _disjoint(tables: Sequence[Table]) -> Iterator[Table]:
    end = -1
    for table in tables:
        if table.span.start > end:
            yield table
            end = table.span.end


def _lines(text: str) -> list[Span]:
    spans = []
    start = 0
    for line in text.split("\n"):
        spans.append(Span(start, start + len(line)))
        start += len(line) + 1
    return spans


def _runs(lines: Sequence[Span], text: str, is_row: Callable[[str], bool]) -> Iterator[list[Span]]:
    """Runs of lines that may be rows; the number of blank lines between them is the same in a whole run."""
    run: list[Span] = []
    gap: int | None = None
    blank = 0
    for line in lines:
        content = line.of(text)
        if not content or content.isspace():
            blank += 1
            continue
        row = is_row(content)
        # Rules are drawn without a blank line even where the rows have one between them.
        ruled = row and run and (_is_rule(content) or _is_rule(run[-1].of(text)))
        if run and row and blank <= _MAX_BLANK and (ruled or gap in (None, blank)):
            gap = gap if ruled else blank
            run.append(line)
        elif run and row and gap is not None and blank < gap:
            # The last line belongs to the lines that stand closer below it.
            yield run[:-1]
            run, gap = [run[-1], line], blank
        else:
            if run:
                yield run
            run, gap = ([line] if row else []), None
        blank = 0
    if run:
        yield run


def _tabbed(text: str, lines: Sequence[Span]) -> Iterator[Table]:
    if "\t" not in text:
        return
    for run in _runs(lines, text, lambda line: "\t" in line):
        rows = _tab_rows(text, run)
        if rows:
            yield _table(text, rows, [_split_tabs(text, row) for row in rows], "tabs")


def _tab_rows(text: str, run: list[Span]) -> list[Span]:
    """The part of a run that is a table: most rows with the same number of tabs, and that number at least two."""
    counts = [line.of(text).rstrip(" ").count("\t") for line in run]
    first = next((index for index, count in enumerate(counts) if count >= 2), len(run))
    last = next((index for index in range(len(run) - 1, -1, -1) if counts[index] >= 2), -1)
    while first < last and _is_sentence(text, run[first]):
        first += 1
    while last > first and _is_sentence(text, run[last]):
        last -= 1
    rows = run[first : last + 1]
    if len(rows) < 2:
        return []
    usual, times = Counter(counts[first : last + 1]).most_common(1)[0]
    full = sum(1 for row in rows if sum(1 for cell in row.of(text).split("\t") if cell.strip()) >= 2)
    if usual < 2 or 2 * times < len(rows) or 2 * full < len(rows):
        return []
    # Sentences with tabs for some of their spaces: parts that go on in small letters, none that is a figure alone.
    cells = [cell.strip() for row in rows for cell in row.of(text).split("\t")]
    prose = sum(1 for cell in cells if _GOES_ON.match(cell))
    return [] if 4 * prose > len(cells) and prose > sum(1 for cell in cells if _FIGURE.fullmatch(cell)) else rows


def _is_sentence(text: str, line: Span) -> bool:
    """Whether a line beside a table is a sentence with tabs: parts behind the first go on in small letters."""
    _, *cells = line.of(text).split("\t")
    return 2 * sum(1 for cell in cells if _GOES_ON.match(cell.strip())) >= max(1, sum(map(bool, cells)))


def _split_tabs(text: str, line: Span) -> list[Span]:
    cells = []
    start = line.start
    for piece in line.of(text).split("\t"):
        cells.append(Span(start, start + len(piece)))
        start += len(piece) + 1
    return cells


def _is_rule(line: str) -> bool:
    """Whether a line is the line between two rows: "|---|---|", "+----+---+"."""
    return "--" in line and _RULE.fullmatch(line) is not None


def _piped(text: str, lines: Sequence[Span]) -> Iterator[Table]:
    for run in _runs(lines, text, lambda line: _PIPE.search(line) is not None or _is_rule(line)):
        yield from _pipe_tables(text, run)


def _pipe_tables(text: str, run: list[Span]) -> Iterator[Table]:
    """A run with a separator row is a table from the rows above it that begin with a pipe, as long as they have its
    width; one without must begin every row with a pipe.
    """
    is_separator = [_SEPARATOR.fullmatch(line.of(text).strip()) is not None or _is_rule(line.of(text)) for line in run]
    first = is_separator.index(True, 1) if any(is_separator[1:]) else None
    if first is not None:
        width = len(_split_pipes(text, run[first]))
        while first > 1 and _heads(text, run[first - 2], width):
            first -= 1
        rows = [line for line, parts in zip(run[first - 1 :], is_separator[first - 1 :], strict=True) if not parts]
    else:
        rows = [line for line in run if line.of(text).lstrip().startswith("|")]
    if not rows or (first is None and (len(rows) < 2 or len(rows) < len(run))):
        return
    # " | Cộng | 12" among rows without a pipe at their beginning has an empty first cell.
    edged = 2 * sum(1 for row in rows if row.of(text).lstrip().startswith("|")) > len(rows)
    cells = [_split_pipes(text, row, edged=edged) for row in rows]
    usual = Counter(len(row) for row in cells).most_common(1)[0][0]
    if usual >= 2 or (first is not None and usual):
        yield _table(text, rows, cells, "pipes", end=run[-1].end)


def _heads(text: str, line: Span, width: int) -> bool:
    return line.of(text).lstrip().startswith("|") and len(_split_pipes(text, line)) == width


def _split_pipes(text: str, line: Span, *, edged: bool = True) -> list[Span]:
    content = line.of(text)
    edges = [match.start() for match in _PIPE.finditer(content)]
    if edged and edges and not content[: edges[0]].strip():
        start, edges = edges[0] + 1, edges[1:]
    else:
        start = 0
    cells = []
    for edge in edges:
        cells.append(Span(line.start + start, line.start + edge))
        start = edge + 1
    if content[start:].strip():
        cells.append(Span(line.start + start, line.end))
    return cells


def _table(text: str, rows: Sequence[Span], cells: Sequence[Sequence[Span]], origin: Origin, end: int = 0) -> Table:
    found = tuple(
        Cell(number, column, inner(text, span)) for number, row in enumerate(cells) for column, span in enumerate(row)
    )
    return Table(Span(rows[0].start, max(end, rows[-1].end)), found, origin)


def inner(text: str, span: Span) -> Span:
    """The span without surrounding white space and without markup around the whole of it (`**5**`, `<b>5</b>`)."""
    start, end = span.start, span.end
    while True:
        piece = text[start:end]
        kept = piece.strip()
        if not kept:
            return Span(start, start)
        start += len(piece) - len(piece.lstrip())
        end = start + len(kept)
        match = _WRAPPED.fullmatch(text, start, end)
        if match is None:
            return Span(start, end)
        start, end = match.span("tagged") if match["tagged"] is not None else match.span("marked")
