"""`identify`: who sent a document, for which period, and what it is about.

What the text says stands before the file's name, that before its folder's, and a setting fills in what is left: a
setting is made for a whole run, so it knows the least about one file. A list of the units that are to report names
them better than a guess at the words of a path does. A value never mixes two sources, and says which
it has.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import PurePosixPath

import regex

from reportparse.config import Settings
from reportparse.lexicon import Lexicon
from reportparse.lexicon.schema import ReportKind
from reportparse.model.document import Document
from reportparse.model.mention import ValueSource
from reportparse.model.report import Header, Level, Period, Unit
from reportparse.structure.expected import row_of_period, rows_by_name, rows_by_path, without_office
from reportparse.structure.flow import Flow
from reportparse.structure.header import Form, opening_text
from reportparse.structure.header_names import LEVEL_WORDS, unit_name
from reportparse.structure.paths import name_words, path_names
from reportparse.structure.period import YearHint, commonest_year, find_period, given_period
from reportparse.text.fold import ByWord, fold, has_marks, squeeze

_LEVELS: dict[str, Level] = {
    "xa": "commune",
    "phuong": "commune",
    "thi tran": "commune",
    "dac khu": "commune",
    "huyen": "district",
    "quan": "district",
    "thi xa": "district",
    "thanh pho": "district",
    "tinh": "province",
}
_ORDER: tuple[Level, ...] = ("commune", "district", "province", "central")
_SHORT = {"p": "phường", "q": "quận", "tt": "thị trấn", "tx": "thị xã", "tp": "thành phố"}
_WRITTEN = {fold(word): word for word in LEVEL_WORDS}
_PARTY_LEVELS = {"huyen": "huyện", "tinh": "tỉnh", "thanh": "thành phố", "thi": "thị xã", "quan": "quận"}
_LEVEL = regex.compile(
    r"(?P<level>xa|phuong|thi\s+tran|dac\s+khu|huyen|quan|thi\s+xa|thanh\s+pho|tinh|t[txp]\.)\s+(?P<name>\S.*)"
)
_AREA = regex.compile(r"(?:trên địa bàn|của|tại)\s+(.*)", regex.IGNORECASE)
_JOINT = regex.compile(r"\s*[,–-]\s*")
_PERIOD_LINE = regex.compile(r"^[ \t]*Kỳ[ \t]báo[ \t]cáo[ \t]?:(?P<period>.{4,80})$", regex.MULTILINE)
# A year alone in a file's name is that of the period only for papers that have one; for a decision it is its own.
_PERIODIC = (None, "Báo cáo", "Kế hoạch", "Tờ trình", "Biên bản", "Công văn")
_SUBJECT_WEIGHT, _CLOSING_WEIGHT, _OPENING_WEIGHT, _FILE_WEIGHT = 5, 2, 1, 1
_MIN_SCORE = 8
_READ = 3000


def identify(
    document: Document, flow: Flow, form: Form, settings: Settings, lexicon: Lexicon
) -> tuple[Unit, Period, str | None]:
    """The sending unit, the reporting period and the kind of report of a document whose header has been read."""
    header, closing = form.header, form.closing
    opening = opening_text(flow, None)
    path = document.source.path
    unit = unit_of_text(header, form.superiors, f"{opening[:_READ]}\n{closing}", lexicon)
    unit = unit or _listed_unit(settings, header, path, lexicon) or unit_of_path(path, lexicon)
    unit = unit or _given_unit(settings, header, lexicon)
    period = period_of_text(header, opening, closing, lexicon, heading=form.heading)
    period = period or period_of_path(path, header, lexicon)
    period = period or _listed_period(settings, header, unit, lexicon)
    if period is None and settings.period:
        period = given_period(settings.period, lexicon)
    kind = report_kind(header.subject or "", opening, closing, PurePosixPath(path).stem, lexicon)
    return unit or Unit(), period or Period(), kind


def unit_of_text(header: Header, superiors: tuple[str, ...], text: str, lexicon: Lexicon) -> Unit | None:
    """The unit of the issuing body, else of the body above it, else the area that the subject names."""
    issuer = header.issuer or ""
    if lexicon.pattern("unit_central_folded").match(fold(issuer)):
        return Unit(name=issuer, level="central", source="text")
    area = _AREA.search(header.subject or "")
    for words in (issuer, *reversed(superiors), area.group(1) if area else ""):
        name = _unit_in(words, lexicon)
        if name:
            level = unit_level(name, header.date, lexicon)
            said = "\n".join((*superiors, *header.addressees, header.subject or "", text, *header.recipients))
            return Unit(name=name, level=level, parent=_parent(name, level, said, header.date, lexicon), source="text")
    return None


def _unit_in(words: str, lexicon: Lexicon) -> str | None:
    party = lexicon.pattern("unit_party_folded").search(fold(words))
    if party:
        return f"{_PARTY_LEVELS[party['level']]} {unit_name(words[party.end() :]).strip()}"
    match = lexicon.pattern("admin_unit").search(words)
    return _spelled(unit_name(match.group())) if match else None


def _spelled(name: str) -> str:
    """The level word in full: "TT. Chợ Mới" is "thị trấn Chợ Mới"."""
    match = _LEVEL.fullmatch(fold(squeeze(name)))
    if match and match["level"].endswith("."):
        return f"{_SHORT[match['level'][:-1]]} {squeeze(name)[match.start('name') :]}"
    return squeeze(name)


def unit_level(name: str, date: str | None, lexicon: Lexicon) -> Level | None:
    """The level that the first words of a unit's name say; a city of the first level is a province (since its day)."""
    match = _LEVEL.fullmatch(fold(name))
    if match is None:
        return None
    level = _LEVELS[" ".join(match["level"].split())]
    if level == "district" and match["level"].startswith("thanh"):
        wanted = match["name"].removeprefix("pho ")
        for row in lexicon.table("provinces"):
            same = fold(row["name"]) == wanted and row["kind"] == "thành phố"
            if same and (not row["since"] or (date or "9999") >= row["since"]):
                return "province"
    return level


def _parent(name: str, level: Level | None, said: str, date: str | None, lexicon: Lexicon) -> str | None:
    """The unit above: the one written right after the name, else the lowest higher one named near head or end."""
    if level is None or level == "province":
        return None
    pattern = lexicon.pattern("admin_unit")
    following = _named(name, said)
    if following:
        match = pattern.match(said, following.end())
        if match and _above(match.group(), level, date, lexicon):
            return _spelled(unit_name(match.group(), said))
    found = [(_above(match.group(), level, date, lexicon), match.group()) for match in pattern.finditer(said)]
    higher = [(rank, index, words) for index, (rank, words) in enumerate(found) if rank]
    return _spelled(unit_name(min(higher)[2], said)) if higher else None


def _named(name: str, said: str) -> regex.Match[str] | None:
    """The comma or dash behind the first mention of a name that has one."""
    at = said.find(name)
    while at >= 0:
        joint = _JOINT.match(said, at + len(name))
        if joint:
            return joint
        at = said.find(name, at + 1)
    return None


def _above(words: str, level: Level, date: str | None, lexicon: Lexicon) -> int:
    """How many levels a unit stands above `level`, 0 where it does not."""
    other = unit_level(_spelled(unit_name(words)), date, lexicon)
    return max(0, _ORDER.index(other) - _ORDER.index(level)) if other else 0


def unit_of_path(path: str, lexicon: Lexicon) -> Unit | None:
    """The unit in the file's name, else in that of the folder, the nearest first."""
    found = (_unit_of_name(name, source, lexicon) for name, source in path_names(path))
    return next((unit for unit in found if unit), None)


def _unit_of_name(name: str, source: ValueSource, lexicon: Lexicon) -> Unit | None:
    words = name_words(name)
    match = lexicon.pattern("unit_file_folded").search(fold(words))
    if match is None:
        return None
    written = squeeze(match["level"]).rstrip(".")
    compact = {key.replace(" ", ""): word for key, word in _WRITTEN.items()}
    level_word = _SHORT.get(written) or compact[written.replace(" ", "")]
    proper = squeeze(words[match.start("name") : match.end("name")])
    proper = proper.title() if proper.islower() or proper.isupper() else proper
    full = f"{level_word.capitalize() if proper.isdigit() else level_word} {proper}"
    return Unit(name=full, level=unit_level(full, None, lexicon), source=source)


def _listed_unit(settings: Settings, header: Header, path: str, lexicon: Lexicon) -> Unit | None:
    """The unit of the list of units that the issuer is, or that the path speaks of."""
    if not settings.units:
        return None
    source: ValueSource | None = "text"
    rows = rows_by_name([header.issuer], settings.units, lexicon)
    if not rows:
        rows, source = rows_by_path(path, settings.units, lexicon)
    if not rows or source is None:
        return None
    name = without_office(rows[0].name, lexicon)
    return Unit(name=name, level=unit_level(name, header.date, lexicon), source=source)


def _listed_period(settings: Settings, header: Header, unit: Unit | None, lexicon: Lexicon) -> Period | None:
    """The period that the list of units asks of the sender, where it asks for one only."""
    if not settings.units:
        return None
    rows = rows_by_name([unit.name if unit else None, header.issuer], settings.units, lexicon)
    row = row_of_period(rows, None)
    return Period(value=row.period, text=row.period, source="user") if row and row.period else None


def _given_unit(settings: Settings, header: Header, lexicon: Lexicon) -> Unit | None:
    if not settings.unit:
        return None
    return Unit(name=settings.unit, level=unit_level(settings.unit, header.date, lexicon), source="user")


def period_of_text(header: Header, opening: str, closing: str, lexicon: Lexicon, *, heading: str = "") -> Period | None:
    """The period on a line of its own, in the subject, the closing sentence, the sentence that opens the report, or the
    heading of an annex without a title."""
    looks_back = header.doc_type not in ("Kế hoạch", "Chương trình", "Phương án", "Đề án")
    hint = _hint(header, f"{opening[:_READ]}\n{closing}", lexicon)
    said = lexicon.pattern("header_issuer_sentence").search(opening)
    sentence = opening[said.start() :].split("\n", 1)[0] if said else ""
    line = _PERIOD_LINE.search(opening, 0, _READ)
    for text in (line["period"] if line else "", header.subject or "", closing, sentence, heading):
        found = find_period(text, "text", lexicon, hint, looks_back=looks_back)
        if found:
            return found
    return None


def _hint(header: Header, text: str, lexicon: Lexicon) -> YearHint:
    if header.date:
        return YearHint(int(header.date[:4]), int(header.date[5:7]) if len(header.date) > 4 else None)
    return YearHint(commonest_year(text, lexicon))


def period_of_path(path: str, header: Header, lexicon: Lexicon) -> Period | None:
    """The period in the file's name, else in that of the folder, the nearest first."""
    hint = YearHint(int(header.date[:4])) if header.date else None
    for name, source in path_names(path):
        words = name_words(name)
        found = find_period(words, source, lexicon, hint, looks_back=False)
        if found is None and header.doc_type in _PERIODIC:
            year = lexicon.pattern("period_file_year_folded").search(fold(words))
            found = Period(value=year["year"], text=year["year"], source=source) if year else None
        if found:
            return found
    return None


_NOT_WORD = regex.compile(r"[^\w&]+")
_TONE = regex.compile(r"[oòóỏõọuùúủũụ][aàáảãạeèéẻẽẹyỳýỷỹỵ]")


def _one_spelling(text: str) -> str:
    """Small letters, only, with the tone of "hòa", "xoá", "uỷ" on one place."""
    spelled: str = _TONE.sub(lambda match: _tone_last(match.group()), _NOT_WORD.sub(" ", text.lower()))
    return spelled


_SPELLING = ByWord(_one_spelling)


def _tone_last(letters: str) -> str:
    parts = unicodedata.normalize("NFD", letters)
    tone = "".join(ch for ch in parts if unicodedata.combining(ch))
    return unicodedata.normalize("NFC", "".join(ch for ch in parts if not unicodedata.combining(ch)) + tone)


def report_kind(subject: str, opening: str, closing: str, file_name: str, lexicon: Lexicon) -> str | None:
    """What a report is about, by the cue words of the subject first; None where nothing speaks for any kind."""
    zones = (
        (_SUBJECT_WEIGHT, subject),
        (_CLOSING_WEIGHT, closing),
        (_OPENING_WEIGHT, opening[:_READ]),
        (_FILE_WEIGHT, name_words(file_name)),
    )
    # Marks tell "bão số" from "báo số"; only a text written without them is compared without.
    marked, bare = lexicon.derive(_cues), lexicon.derive(_bare_cues)
    scores = {term.name: 0 for term in lexicon.terms("report_kinds") if isinstance(term, ReportKind)}
    for factor, text in zones:
        cues, said = (marked, _words(text)) if has_marks(text) else (bare, _words(fold(text)))
        for first in cues.keys() & set(said.split()):
            for cue, kind, weight in cues[first]:
                scores[kind] += factor * weight if cue in said else 0
    best = max(scores, key=lambda name: scores[name], default=None)
    return best if best is not None and scores[best] >= _MIN_SCORE else None


Cues = Mapping[str, list[tuple[str, str, int]]]
"""By the first word of a cue: the cue as it is compared, the kind of report it speaks for, and its weight."""


def _cues(lexicon: Lexicon) -> Cues:
    kinds = [term for term in lexicon.terms("report_kinds") if isinstance(term, ReportKind)]
    found: dict[str, list[tuple[str, str, int]]] = {}
    for kind in kinds:
        for cue, weight in {_words(cue): weight for cue, weight in kind.cues.items()}.items():
            found.setdefault(cue.split()[0], []).append((cue, kind.name, weight))
    return found


def _bare_cues(lexicon: Lexicon) -> Cues:
    """The cues without marks."""
    known = (each for cues in _cues(lexicon).values() for each in cues)
    bare = {(fold(cue), kind): weight for cue, kind, weight in known}
    found: dict[str, list[tuple[str, str, int]]] = {}
    for (cue, kind), weight in bare.items():
        found.setdefault(cue.split()[0], []).append((cue, kind, weight))
    return found


def _words(text: str) -> str:
    """The words of a text between single spaces, in one spelling, so that punctuation and dashes do not count."""
    return f" {' '.join(_SPELLING(text).split())} "
