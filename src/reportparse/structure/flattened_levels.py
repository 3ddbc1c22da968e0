"""Heads of run-together tables whose lines are levels: which names of a line are groups over those of the next.

    TT Thôn Tổng số hộ Hộ nghèo đầu năm Biến động Hộ nghèo cuối năm
    Giảm Tăng Hộ Khẩu Tỷ lệ (%)

over eight figures: two names stand alone, two are groups of two and three. Order is kept, so a head is told by how
many columns each name of an upper line has below it: none (it stands alone) or some. Every such reading has a cost: a
column whose figures cannot be what it is called, a change under a stock, a name that comes again in one group. The
cheapest reading is taken where it is cheap enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, islice
from statistics import median

import regex

from reportparse.lexicon import Lexicon
from reportparse.model.span import Span
from reportparse.text.fold import fold

Path = tuple[Span, ...]
"""The names over one column, top to bottom."""

_NUMBER = regex.compile(r"\d+(?:\.\d+)?")
_WORD = regex.compile(r"[a-z]+|(?:19|20)\d\d")
_DECIMAL = regex.compile(r"\d+,(?:\d{1,2}|\d{4,})")
_LARGE = regex.compile(r"\d{1,3}(?:\.\d{3})+|\d{4,}")
_MAX_LABELS, _MAX_NAMES, _MAX_LINES = 3, 16, 3
_MAX_READINGS = 3000
_COUNTED = frozenset({"ho", "so ho", "tong so ho", "tong ho"})
_CHEAP = 1.0
_ALONE = 0.3  # a group of one column
_LABEL = 0.4  # a second or third column of words


def words_of(text: str, name: Span) -> str:
    """What tells a column's name from another: its letters, without tones, and its year."""
    return " ".join(_WORD.findall(fold(text[name.start : name.end])))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the names of a head and the figures under it say of a reading."""

    text: str
    columns: Sequence[Sequence[str]]
    lexicon: Lexicon

    def cost(self, paths: Sequence[Path], at: int = 0) -> float:
        """How little a reading fits: about one for each column that is wrong. `at` is the column of its first path."""
        misfits = sum(self._misfit(path, self.columns[at + number]) for number, path in enumerate(paths))
        return (
            misfits + self._structure(paths) + self._persons(paths, at) + self._sizes(paths, at) + self._sums(paths, at)
        )

    def _misfit(self, path: Path, figures: Sequence[str]) -> float:
        """Per cent with thousands or whole numbers, households with decimals."""
        percent, count = self.lexicon.pattern("percent_header"), self.lexicon.pattern("counted_whole")
        shared = any(percent.search(self.text, *name) for name in path[:-1])
        if shared or percent.search(self.text, *path[-1]):
            whole = not any(map(_DECIMAL.fullmatch, figures))
            wrong = any(map(_LARGE.fullmatch, figures)) or (whole and any(len(figure) > 3 for figure in figures))
            return 1.5 * wrong + 0.5 * shared
        if count.match(self.text, *path[-1]) and any(map(_DECIMAL.fullmatch, figures)):
            return 1.5
        return 0.0

    def _sums(self, paths: Sequence[Path], at: int) -> float:
        """A column "Cộng" of a group adds up the others of it."""
        total = self.lexicon.pattern("total_label")
        cost = 0.0
        for number, path in enumerate(paths):
            if len(path) < 2 or not total.match(self.text[path[-1].start : path[-1].end]):
                continue
            others = [at + i for i, other in enumerate(paths) if i != number and other[:-1] == path[:-1]]
            if others:
                cost += -0.25 if sum(map(self._sum, others)) == self._sum(at + number) else 0.5
        return cost

    def _sum(self, column: int) -> Decimal:
        written = (figure.replace(".", "").replace(",", ".") for figure in self.columns[column])
        return sum((Decimal(figure) for figure in written if _NUMBER.fullmatch(figure)), Decimal(0))

    def _sizes(self, paths: Sequence[Path], at: int) -> float:
        """Columns of one name under several groups have figures of about one length; what stands alone comes first."""
        lengths: dict[str, list[float]] = {}
        late, grouped = 0, False
        for number, path in enumerate(paths, at):
            grouped |= len(path) > 1
            late += grouped and len(path) == 1
            figures = [len(figure) for figure in self.columns[number]]
            if len(path) > 1 and figures:
                lengths.setdefault(words_of(self.text, path[-1]), []).append(median(figures))
        return 0.05 * late + sum(0.1 * (max(each) - min(each)) for each in lengths.values())

    def _structure(self, paths: Sequence[Path]) -> float:
        """Changes belong under changes, stocks under stocks; a name comes once in a group, and opens it everywhere."""
        change, flow = self.lexicon.pattern("change_column"), self.lexicon.pattern("change_group")
        groups: dict[Span, list[Span]] = {}
        cost = 0.0
        for path in paths:
            if len(path) > 1:
                groups.setdefault(path[-2], []).append(path[-1])
            elif flow.fullmatch(self.text, *path[0]):
                cost += 0.75
        for group, leaves in groups.items():
            named = [words_of(self.text, leaf) for leaf in leaves]
            cost += 0.5 * (words_of(self.text, group) in _COUNTED) + 0.5 * (named[0] == "khau")
        named_flow = any(flow.search(self.text, *name) for path in paths for name in path[:-1] or path)
        opened = [words_of(self.text, leaves[0]) for leaves in groups.values()]
        for group, leaves in groups.items():
            named = [words_of(self.text, leaf) for leaf in leaves]
            cost += len(named) - len(set(named)) + _ALONE * (len(named) == 1)
            cost += sum(1 for leaf in named[1:] if leaf in opened)
            changes = sum(1 for leaf in leaves if change.match(self.text, *leaf))
            moves = flow.search(self.text, *group) is not None
            if moves:
                cost += 0.5 * (len(leaves) - changes)
            elif changes == len(leaves) or named_flow:
                cost += 0.5 * changes  # opening, changes and closing of one stock may stand under it
        return cost

    def _persons(self, paths: Sequence[Path], at: int) -> float:
        """Persons are more than the households before them."""
        cost, before = 0.0, Decimal(0)
        for number, path in enumerate(paths, at):
            name = words_of(self.text, path[-1])
            total = self._sum(number)
            if "khau" in name.split() and before and total:
                cost += not before < total < 9 * before
            before = total if name in _COUNTED else Decimal(0)
        return cost


def by_levels(lines: Sequence[Sequence[Span]], evidence: Evidence) -> tuple[float, list[Path]] | None:
    """The cheapest reading of a head with its cost; `lines` are the names of each of its lines.

    None where there is no reading that is cheap.
    """
    if not 2 <= len(lines) <= _MAX_LINES or any(not 0 < len(line) <= _MAX_NAMES for line in lines):
        return None
    if len(lines[-1]) == 1:
        return None  # a line that has gone on
    width = len(evidence.columns)
    best: tuple[float, list[Path]] | None = None
    for labels in range(1, min(_MAX_LABELS, len(lines[0]) - 1) + 1):
        for paths in islice(_readings(lines[0][labels:], lines[1:], width, evidence), _MAX_READINGS):
            cost = evidence.cost(paths) + _LABEL * (labels - 1)
            if best is None or cost < best[0]:
                best = (cost, paths)
    return best if best is not None and best[0] < _CHEAP else None


def _readings(
    upper: Sequence[Span], below: Sequence[Sequence[Span]], width: int, evidence: Evidence
) -> Iterator[list[Path]]:
    """Every way in which the names of a line stand over the columns of the lines below them, `width` together."""
    if not below:
        if len(upper) == width:
            yield [(name,) for name in upper]
        return
    for alone in range(len(upper)):
        groups, under = len(upper) - alone, width - alone
        blocks = _blocks(below, under, groups, evidence)
        for block in blocks:
            for places in combinations(range(len(upper)), groups):
                for sizes in _sizes(block, groups):
                    yield _joined(upper, places, sizes, block)


def _blocks(below: Sequence[Sequence[Span]], width: int, groups: int, evidence: Evidence) -> list[list[Path]]:
    """Readings of the lower lines by themselves; of three lines only the few cheapest."""
    if width < groups:
        return []
    if len(below) == 1:
        return [[(name,) for name in below[0]]] if len(below[0]) == width else []
    found = list(islice(_readings(below[0], below[1:], width, evidence), _MAX_READINGS))
    return sorted(found, key=lambda paths: evidence.cost(paths, len(evidence.columns) - width))[:4]


def _sizes(block: Sequence[Path], groups: int) -> Iterator[tuple[int, ...]]:
    """The ways to part the columns of a block into groups without cutting through one of its own groups."""
    cuts = [at for at in range(1, len(block)) if block[at][0] != block[at - 1][0]]
    for chosen in combinations(cuts, groups - 1):
        edges = (0, *chosen, len(block))
        yield tuple(edges[i + 1] - edges[i] for i in range(groups))


def _joined(upper: Sequence[Span], places: Sequence[int], sizes: Sequence[int], block: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    taken = 0
    for position, name in enumerate(upper):
        if position not in places:
            found.append((name,))
            continue
        size = sizes[places.index(position)]
        found += [(name, *path) for path in block[taken : taken + size]]
        taken += size
    return found
