"""Units that are expected to report: which of them a document, or the path of a file, is of.

Names are compared without marks and letter case, the level word in full ("P.2" is "phường 2") and without the office
in front of it ("UBND xã Tân Lập" is "xã Tân Lập"). What fits several units fits none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import translate

import regex

from reportparse.config import ExpectedUnit
from reportparse.lexicon import Lexicon
from reportparse.model.mention import ValueSource
from reportparse.structure.paths import name_words, path_names
from reportparse.text.dates import bounds
from reportparse.text.fold import fold, has_marks, squeeze

Rows = tuple[ExpectedUnit, ...]

_FULL = {
    "p": "phuong", "q": "quan", "x": "xa", "h": "huyen", "tt": "thi tran", "tx": "thi xa", "tp": "thanh pho",
}  # fmt: skip
_NOT_WORD = regex.compile(r"[^\w]+")
_ZEROS = regex.compile(r"(?<!\w)0+(?=\d)")
_GLOB = regex.compile(r"[*?\[]")
_SHORTEST_NAME = 2
"""How many words a name without its level word must have to be looked for in paths."""
_SAME_LENGTH, _SAME_DAYS = 0.05, 0.75
"""Two periods are one where their lengths differ by less than the first, and they share more than the second."""


def unit_key(name: str, lexicon: Lexicon) -> str:
    """A unit's name in the form in which names are compared."""
    return _plain(fold(without_office(name, lexicon)), lexicon)


def without_office(name: str, lexicon: Lexicon) -> str:
    """A unit's name without the office in front of it."""
    written = squeeze(name)
    office = lexicon.pattern("unit_office_folded").match(fold(written))
    return written[office.end() :] if office else written


def rows_by_name(names: Iterable[str | None], units: Rows, lexicon: Lexicon) -> Rows:
    """The rows of the unit that has one of these names, the first name that any has; none for unknown names."""
    known = _index(units, lexicon)
    for name in names:
        rows = known.by_key.get(unit_key(name, lexicon), ()) if name else ()
        if rows:
            return known.same_spelling(rows, name or "")
    return ()


def rows_by_path(path: str, units: Rows, lexicon: Lexicon) -> tuple[Rows, ValueSource | None]:
    """The rows of the unit that a path speaks of, and which part of the path does.

    A pattern of the list counts before names, the file's name before that of its folder.
    """
    known = _index(units, lexicon)
    parts = [(part, f" {_plain(fold(name_words(part)), lexicon)} ", source) for part, source in path_names(path)]
    chosen = known.by_pattern(path, [words for _, words, _ in parts])
    if chosen:
        one = len({known.identity[row.name] for row in chosen}) == 1
        return (rows_by_name([chosen[0].name], units, lexicon), "user") if one else ((), None)
    for part, words, source in parts:
        keys = _longest({key for key in known.by_key if f" {key} " in words}) or known.bare_in(words)
        if keys:
            rows = known.same_spelling(known.by_key[keys[0]], name_words(part)) if len(keys) == 1 else ()
            return (rows, source) if rows else ((), None)
    return (), None


def row_of_period(rows: Rows, period: str | None) -> ExpectedUnit | None:
    """The row that a document of this period is of, among the rows of one unit.

    A row without a period takes any. Where the document's period is not known, the only row is taken.
    """
    if period is None:
        return rows[0] if len(rows) == 1 else None
    fitting = [row for row in rows if row.period and same_period(row.period, period)]
    open_rows = [row for row in rows if row.period is None]
    return next(iter((*fitting, *open_rows)), None)


def same_period(one: str, other: str) -> bool:
    """Whether two periods are meant to be one: "từ 15/12 đến 14/6" is the first half of the year."""
    if one == other:
        return True
    first, second = bounds(one), bounds(other)
    if first is None or second is None:
        return False
    lengths = [(last - start).days + 1 for start, last in (first, second)]
    shared = (min(first[1], second[1]) - max(first[0], second[0])).days + 1
    return abs(lengths[0] - lengths[1]) <= _SAME_LENGTH * max(lengths) and shared >= _SAME_DAYS * max(lengths)


def _plain(folded: str, lexicon: Lexicon) -> str:
    said: str = lexicon.pattern("unit_short_folded").sub(lambda match: f"{_FULL[match.lastgroup or '']} ", folded)
    plain: str = _ZEROS.sub("", squeeze(_NOT_WORD.sub(" ", said)))
    return plain


def marked_name(name: str, lexicon: Lexicon) -> str:
    """The proper name of a unit in small letters with its marks, empty where it has none: what tells units apart whose
    keys are one."""
    proper = lexicon.pattern("unit_level_folded").sub("", unit_key(name, lexicon)).split()
    words = " ".join(_one_line(name).split()[-len(proper) :])
    return words if has_marks(words) else ""


def _one_line(text: str) -> str:
    line: str = _ZEROS.sub("", squeeze(_NOT_WORD.sub(" ", text.lower())))
    return line


def _longest(keys: set[str]) -> list[str]:
    """Without keys that are only a part of another one found: "tan lap" beside "tan lap dong"."""
    return sorted(key for key in keys if not any(key != other and f" {key} " in f" {other} " for other in keys))


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A pattern of the list: a `glob` for the names of a path, or `words` in one of them."""

    row: ExpectedUnit
    glob: re.Pattern[str] | None
    words: str


@dataclass(frozen=True)
class _Index:
    """A list of units, made ready to be looked into many times."""

    by_key: Mapping[str, Rows]
    bare: Mapping[str, Sequence[str]]
    """Keys by what is left of them without the level word."""
    identity: Mapping[str, tuple[str, str]]
    """What tells a unit from all others, by its name as it is written: the key, and the marks."""
    patterns: Sequence[_Pattern]
    level: regex.Pattern[str]

    def by_pattern(self, path: str, parts: Sequence[str]) -> Rows:
        """The rows with a pattern that fits."""
        if not self.patterns:
            return ()
        names = fold(squeeze(path.replace("\\", "/").replace("!", "/"))).split("/")
        spans = ((start, end) for start in range(len(names)) for end in range(start + 1, len(names) + 1))
        pieces = ["/".join(names[start:end]) for start, end in spans]
        return tuple(
            each.row
            for each in self.patterns
            if (any(map(each.glob.match, pieces)) if each.glob else any(each.words in part for part in parts))
        )

    def same_spelling(self, rows: Rows, said: str) -> Rows:
        """Of rows whose names differ by marks, those of the one that is written just so; all where none differs."""
        spelled = {self.identity[row.name][1] for row in rows} - {""}
        if len(spelled) <= 1:
            return rows
        words = f" {_one_line(said)} "
        written = {name for name in spelled if f" {name} " in words}
        return tuple(row for row in rows if self.identity[row.name][1] in written) if len(written) == 1 else ()

    def bare_in(self, words: str) -> list[str]:
        """Keys of units whose names stand among the words without their level word, and behind no other one."""
        found = {name for name in self.bare if f" {name} " in words and not _behind_level(words, name, self.level)}
        return [key for name in _longest(found) for key in self.bare[name]]


def _index(units: Rows, lexicon: Lexicon) -> _Index:
    """The index of a list, made once."""
    made = lexicon.derive(_indexes)
    if units not in made:
        made[units] = _indexed(units, lexicon)
    return made[units]


def _indexes(_: Lexicon) -> dict[Rows, _Index]:
    return {}


def _indexed(units: Rows, lexicon: Lexicon) -> _Index:
    level = lexicon.pattern("unit_level_folded")
    by_key: dict[str, Rows] = {}
    for unit in units:
        key = unit_key(unit.name, lexicon)
        by_key[key] = (*by_key.get(key, ()), unit)
    bare: dict[str, list[str]] = {}
    for key in by_key:
        name = level.sub("", key)
        if len(name.split()) >= _SHORTEST_NAME:
            bare.setdefault(name, []).append(key)
    identity = {unit.name: (unit_key(unit.name, lexicon), marked_name(unit.name, lexicon)) for unit in units}
    patterns = [_pattern(unit, written, lexicon) for unit in units for written in unit.patterns]
    return _Index(by_key, bare, identity, patterns, level)


def _pattern(row: ExpectedUnit, written: str, lexicon: Lexicon) -> _Pattern:
    wanted = fold(squeeze(written.replace("\\", "/"))).strip("/")
    is_glob = _GLOB.search(wanted) or "/" in wanted
    return _Pattern(row, re.compile(translate(wanted)) if is_glob else None, f" {_plain(wanted, lexicon)} ")


def _behind_level(words: str, name: str, level: regex.Pattern[str]) -> bool:
    before = words[: words.index(f" {name} ")].split()
    ends: Sequence[str] = (" ".join(before[-2:]), " ".join(before[-1:]))
    return any(level.fullmatch(f"{end} ") or level.match(f"{end} x") for end in ends if end)
