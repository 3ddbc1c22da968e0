"""Shares of what a table's rows or columns name: "Số bổ sung từ huyện chiếm 88,8% tổng thu", "trong tổng chi, đầu tư
chiếm 28,5%, thường xuyên 68,3%".

The clause of the percentage has no figure of its own, but its words name a row; the whole is the total of the same
column, or a row that the words behind the percentage name. (Or they name a column, and all is of the total row.) That
is told where it holds; beside one of the same paragraph that holds, what the others say of the same column is a doubt
where it fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from reportparse.checks.figures import FigureIndex
from reportparse.checks.ratio_said import Said, percentages
from reportparse.checks.share_words import EQUALS, MAKES_UP
from reportparse.checks.sheet import Sheet
from reportparse.checks.verify import HUNDRED, holds
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import Percentage
from reportparse.text.fold import fold

_CLAUSE = regex.compile(r"[,;:(.]\s|(?<!\p{L})(?:và|còn|trong\sđó|riêng|thì)\s", regex.IGNORECASE)
_CUE = regex.compile(
    rf"(?<!\p{{L}})(?:{MAKES_UP}|góp|bảo\sđảm|đảm\sbảo|là|=|:)"
    r"(?:\s(?:tỷ\slệ|tỉ\slệ|khoảng|gần|hơn|tới|đến))*\s?$"
    r"|(?<=\p{L})\s$",
    regex.IGNORECASE,
)
_SAYS = regex.compile(
    rf"(?<!\p{{L}})(?:chiếm|bằng|góp|bảo\sđảm|đảm\sbảo|đóng\sgóp|{EQUALS})(?!\p{{L}})",
    regex.IGNORECASE,
)
_WHOLE = regex.compile(
    r"\s?(?:trong\s|trên\s|so\s(?:với\s)?)?(?P<words>tổng(?:\s(?!và|trong)\p{L}+){0,4}|kế\shoạch(?:\s\p{L}+){0,3})",
    regex.IGNORECASE,
)
_CHANGED = regex.compile(r"(?<!\p{L})(?:tăng|giảm|vượt|hụt|thêm|còn|từ|lên|xuống)\s(?:\p{L}+\s)?$", regex.IGNORECASE)
_WORD = regex.compile(r"\p{L}{2,}|\d+")
_EMPTY = frozenset(
    [
        "rieng",
        "phan",
        "so",
        "von",
        "nguon",
        "cua",
        "cac",
        "trong",
        "do",
        "thi",
        "la",
        "va",
        "co",
        "cho",
        "tu",
        "thu",
        "chi",
        "kinh",
        "phi",
        "khoan",
        "muc",
        "nam",
        "tong",
        "cong",
        "gop",
        "chiem",
    ]
)
_TELLING, _REACH, _MAX_TABLES, _MAX_ROWS = 100, 90, 8, 60


class _Found(NamedTuple):
    """The relation, and where in the tables it was found: table, column (or row) of the part, place of the whole."""

    relation: Relation
    table: int
    across: bool
    line: int
    whole: int


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Shares by paragraph, in text order."""
    sheets = [sheet for sheet in index.sheets if 1 < len(sheet.grid.rows) <= _MAX_ROWS][:_MAX_TABLES]
    if not sheets:
        return
    lexicon = [_Names.of(sheet) for sheet in sheets]
    open_: list[Said] = []
    held: list[_Found] = []
    floor = -1
    for said in percentages(index):
        if said.floor != floor:
            yield from _of(held, open_, lexicon)
            floor, open_, held = said.floor, [], []
        words = _subject(said)
        if not words:
            continue
        found = next((each for names in lexicon for each in names.shares(said, words) if holds(each.relation)), None)
        if found is None:
            open_.append(said)
        else:
            held.append(found)
    yield from _of(held, open_, lexicon)


def _of(held: Sequence[_Found], missed: Sequence[Said], lexicon: Sequence[_Names]) -> Iterator[Relation]:
    """Those that hold, and those that do not though their words name another line of the same table."""
    yield from (found.relation for found in held)
    places = {(found.table, found.across, found.line, found.whole) for found in held}
    # What is more than all of it is a share of something else ("bằng 113,0% dự toán").
    missed = [said for said in missed if (said.placed.figure.quantity.value or 0) <= HUNDRED]
    for said in missed if places else ():
        for names in lexicon:
            for each in names.shares(said, _subject(said)):
                if (each.table, each.across, each.line, each.whole) in places:
                    yield each.relation._replace(doubt="implied", weak=True)


def _subject(said: Said) -> frozenset[str]:
    """The words of what the percentage is a share of: those of its clause, which has no other figure."""
    share = said.placed.figure.quantity
    left = said.left(_REACH)
    cue = _CUE.search(left)
    if cue is None or said.placed.vague or _CHANGED.search(left) or (share.value or 0) < _TELLING * share.ulp:
        return frozenset()
    clause = left[: cue.start()]
    starts = [match.end() for match in _CLAUSE.finditer(clause)]
    clause = clause[starts[-1] :] if starts else clause
    start = said.placed.start - len(left) + (starts[-1] if starts else 0)
    if any(placed.start >= start for placed in said.before):
        return frozenset()
    if not _SAYS.search(said.text, max(said.sentence, said.placed.start - 2 * _REACH), said.placed.start):
        return frozenset()
    return _words(_SAYS.sub("", clause))


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in map(fold, _WORD.findall(text)) if word not in _EMPTY)


class _Names(NamedTuple):
    """The words of a table's rows and columns, and which rows are totals."""

    sheet: Sheet
    rows: Sequence[tuple[int, frozenset[str], str]]
    columns: Sequence[tuple[int, frozenset[str]]]
    totals: Sequence[int]

    @classmethod
    def of(cls, sheet: Sheet) -> _Names:
        grid = sheet.grid
        rows = [(row.index, _words(row.label), fold(row.label)) for row in grid.rows]
        totals = [row.index for row in grid.rows if row.total]
        if not totals:
            totals = [row.index for row in grid.rows[:1]]  # "TỔNG CHI" above its parts
        return cls(sheet, rows, [(column.index, _words(column.header)) for column in grid.columns], totals)

    def shares(self, said: Said, words: frozenset[str]) -> Iterator[_Found]:
        """What the percentage may be of: a row that its words name, of the totals; a column, of the total row's sum."""
        named = _WHOLE.match(said.right())
        whole = fold(named.group("words")) if named else ""
        wholes = [row for row, _, label in self.rows if whole and (label.startswith(whole) or whole in label)]
        for row, own, _ in self.rows:
            if words <= own:
                for column, _ in self.columns:
                    for other in [*self.totals, *wholes]:
                        yield from self._share(said, (row, column), (other, column), across=False)
        for column, own in self.columns:
            if words <= own:
                for row in self.totals:
                    for other, _ in self.columns:
                        yield from self._share(said, (row, column), (row, other), across=True)

    def _share(self, said: Said, part: tuple[int, int], whole: tuple[int, int], *, across: bool) -> Iterator[_Found]:
        above, below = self.sheet.figures.get(part), self.sheet.figures.get(whole)
        if (
            above is None
            or below is None
            or part == whole
            or isinstance(above, Percentage)
            or isinstance(below, Percentage)
        ):
            return
        if (above.quantity.value or 0) <= (below.quantity.value or 0) and above.quantity.value:
            terms = (Term.of(above), Term.of(below))
            relation = Relation("RAT024", "ratio", "quotient", said.placed.term, terms, "%")
            line, other = (part[0], whole[1]) if across else (part[1], whole[0])
            yield _Found(relation, self.sheet.grid.index, across, line, other)
