"""Units that are expected to report: which of them a document, or the path of a file, is of.

Names are compared without marks and letter case, the level word in full ("P.2" is "phường 2") and without the office
in front of it ("UBND xã Tân Lập" is "xã Tân Lập"). What fits several units fits none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

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
    known = _by_key(units, lexicon)
    for name in names:
        rows = known.get(unit_key(name, lexicon), ()) if name else ()
        if rows:
            return _same_spelling(rows, name or "", lexicon)
    return ()


def rows_by_path(path: str, units: Rows, lexicon: Lexicon) -> tuple[Rows, ValueSource | None]:
    """The rows of the unit that a path speaks of, and which part of the path does.

    A pattern of the list counts before names, the file's name before that of its folder.
    """
    chosen = tuple(unit for unit in units if any(_fits(pattern, path, lexicon) for pattern in unit.patterns))
    if chosen:
        return (rows_by_name([chosen[0].name], units, lexicon), "user") if _is_one(chosen, lexicon) else ((), None)
    known = _by_key(units, lexicon)
    for part, source in path_names(path):
        words = f" {_plain(fold(name_words(part)), lexicon)} "
        keys = _longest({key for key in known if f" {key} " in words}) or _bare(words, known, lexicon)
        if keys:
            rows = _same_spelling(known[keys[0]], name_words(part), lexicon) if len(keys) == 1 else ()
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


def _by_key(units: Rows, lexicon: Lexicon) -> Mapping[str, Rows]:
    known: dict[str, Rows] = {}
    for unit in units:
        key = unit_key(unit.name, lexicon)
        known[key] = (*known.get(key, ()), unit)
    return known


def _same_spelling(rows: Rows, said: str, lexicon: Lexicon) -> Rows:
    """Of rows whose names differ by marks alone, those of the one that is written just so; all where none differs."""
    spelled = {marked_name(row.name, lexicon) for row in rows}
    if len(spelled) == 1:
        return rows
    words = f" {_one_line(said)} "
    written = [name for name in spelled if name and f" {name} " in words]
    return tuple(row for row in rows if marked_name(row.name, lexicon) == written[0]) if len(written) == 1 else ()


def marked_name(name: str, lexicon: Lexicon) -> str:
    """The proper name of a unit in small letters with its marks, empty where it has none: what tells units apart whose
    keys are one."""
    proper = lexicon.pattern("unit_level_folded").sub("", unit_key(name, lexicon)).split()
    words = " ".join(_one_line(name).split()[-len(proper) :])
    return words if has_marks(words) else ""


def _one_line(text: str) -> str:
    line: str = _ZEROS.sub("", squeeze(_NOT_WORD.sub(" ", text.lower())))
    return line


def _is_one(rows: Rows, lexicon: Lexicon) -> bool:
    """Whether rows are all of one unit."""
    return len({(unit_key(row.name, lexicon), marked_name(row.name, lexicon)) for row in rows}) == 1


def _longest(keys: set[str]) -> list[str]:
    """Without keys that are only a part of another one found: "tan lap" beside "tan lap dong"."""
    return sorted(key for key in keys if not any(key != other and f" {key} " in f" {other} " for other in keys))


def _bare(words: str, known: Mapping[str, Rows], lexicon: Lexicon) -> list[str]:
    """Keys of units whose names stand among the words without their level word, and behind no other one."""
    level = lexicon.pattern("unit_level_folded")
    found: dict[str, list[str]] = {}
    for key in known:
        name = level.sub("", key)
        if len(name.split()) >= _SHORTEST_NAME and f" {name} " in words and not _behind_level(words, name, level):
            found.setdefault(name, []).append(key)
    return [key for name in _longest(set(found)) for key in found[name]]


def _behind_level(words: str, name: str, level: regex.Pattern[str]) -> bool:
    before = words[: words.index(f" {name} ")].split()
    ends: Sequence[str] = (" ".join(before[-2:]), " ".join(before[-1:]))
    return any(level.fullmatch(f"{end} ") or level.match(f"{end} x") for end in ends if end)


def _fits(pattern: str, path: str, lexicon: Lexicon) -> bool:
    """Whether a pattern of the list fits a path: a glob its end, words one of its names."""
    whole = fold(squeeze(path.replace("\\", "/").replace("!", "/")))
    wanted = fold(squeeze(pattern.replace("\\", "/"))).strip("/")
    if _GLOB.search(wanted) or "/" in wanted:
        tails = whole.split("/")
        return any(fnmatchcase("/".join(tails[start:]), wanted) for start in range(len(tails))) or any(
            fnmatchcase("/".join(tails[start:end]), wanted)
            for start in range(len(tails))
            for end in range(start + 1, len(tails))
        )
    words = f" {_plain(wanted, lexicon)} "
    return any(words in f" {_plain(fold(name_words(part)), lexicon)} " for part, _ in path_names(path))
