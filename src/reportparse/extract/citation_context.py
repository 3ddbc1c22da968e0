"""What stands around a citation: its type word, its date, its issuer, the provision, the title of a law."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import regex

from reportparse.extract.citation_forms import Codes
from reportparse.extract.dates import partial_of
from reportparse.lexicon import Lexicon
from reportparse.lexicon.schema import DocType
from reportparse.text.fold import lowered

_WORD = regex.compile(r"[^\W_]\w*(?:[.&/-][^\W_]\w*)*")
_SPACES = regex.compile(r"[  ]{1,3}")
_LAW_TYPES = ("Luật", "Bộ luật", "Pháp lệnh", "Hiến pháp")
_LOOK_BACK = 130
_FAR = 400
_ISSUER_WORDS = 14
_TITLE_WORDS = 14
_SUBJECT = 350
_SUBJECT_WORDS = 6
_CLAUSE_START = regex.compile(r"[,;.(:–-] {0,2}|(?<!\w)(?:của|do) ")
_CLAUSE_END = regex.compile(r"[;)\n]|\.(?= )")


@dataclass(frozen=True, slots=True)
class TypeWord:
    """A word for a kind of document at `start` to `end` of the flow, with its entry in the lexicon."""

    start: int
    end: int
    kind: DocType


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date at `start` to `end` of the flow (the word "ngày" included) and its ISO value."""

    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Words:
    """A lexicon's words for papers, compiled; `type_of` gives the index in `kinds` of a type word in small letters."""

    kinds: tuple[DocType, ...]
    type_finder: re.Pattern[str]
    type_of: Mapping[str, int]
    issuer: regex.Pattern[str]
    law_titles: Mapping[str, regex.Pattern[str]]

    @classmethod
    def of(cls, lexicon: Lexicon) -> Words:
        kinds = tuple(term for term in lexicon.terms("doc_types") if isinstance(term, DocType))
        type_of = {form.lower(): index for index, kind in enumerate(kinds) for form in kind.forms}
        laws = lexicon.table("laws")
        titles = {
            kind: _names((row["title"] for row in laws if row["doc_type"] == kind), title=True) for kind in _LAW_TYPES
        }
        issuers = (name for row in lexicon.table("issuers") for name in (row["name"], *row["variants"].split("|")))
        return cls(kinds, _type_finder(type_of), type_of, _names(issuers), titles)


class Context:
    """The flow's text with its small letters and the places of its type words. Read-only once made."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        words = lexicon.derive(Words.of)
        self.text = text
        self.lower = lowered(text)
        self.lexicon = lexicon
        self.codes = lexicon.derive(Codes.of)
        self.kinds = words.kinds
        self.types = [
            TypeWord(match.start(), match.end(), words.kinds[words.type_of[" ".join(match.group().split())]])
            for match in words.type_finder.finditer(self.lower)
        ]
        self._ends = [word.end for word in self.types]
        self.known_issuer = words.issuer
        self.law_titles = words.law_titles
        self.pattern = lexicon.pattern

    def type_before(self, position: int) -> TypeWord | None:
        """The last type word that ends at or before `position`."""
        index = bisect_right(self._ends, position) - 1
        return self.types[index] if index >= 0 else None

    def paragraph_start(self, position: int) -> int:
        """Start of the paragraph, or a point well before `position` in a long one."""
        floor = max(0, position - _FAR)
        return max(floor, self.text.rfind("\n", floor, position) + 1)

    def window(self, position: int, reach: int = _LOOK_BACK) -> tuple[int, int]:
        """The part of the paragraph that stands at most `reach` characters before `position`."""
        return max(self.paragraph_start(position), position - reach), position

    def type_at(self, position: int) -> TypeWord | None:
        """The type word that begins at `position`."""
        index = bisect_right(self._ends, position)
        return self.types[index] if index < len(self.types) and self.types[index].start == position else None

    # --- dates -------------------------------------------------------------------------------------------------------

    def date_after(self, position: int) -> WrittenDate | None:
        """The date that follows directly: "ngày 12/6/2024", ", ngày 30 tháng 9", "(12/6/2024)"."""
        for name in ("cite_date_lead", "cite_date_loose"):
            match = self.pattern(name).match(self.text, position)
            if match is not None:
                return self._written(match, match.end("lead"))
        return None

    def year_after(self, position: int) -> WrittenDate | None:
        """The year that follows a law's title: "năm 2013", "2013"."""
        match = self.pattern("cite_date_year").match(self.text, position)
        return WrittenDate(match.start(), match.end(), match["year"]) if match else None

    def date_in_clause(self, position: int, limit: int) -> WrittenDate | None:
        """A date that closes the clause of a citation: "Thông tư ... Quy định ... ban hành ngày 15/8/2023)"."""
        end = _CLAUSE_END.search(self.text, position, limit)
        match = self.pattern("cite_issued").search(self.text, position, end.start() if end else limit)
        return self._written(match, match.start()) if match else None

    def _written(self, match: regex.Match[str], start: int) -> WrittenDate | None:
        date = partial_of(match)
        if date is None or not (date.year or date.month):
            return None
        word = self.text.rfind("ngày", match.start(), match.end())
        return WrittenDate(word if word >= 0 else start, match.end(), date.iso)

    # --- issuers -----------------------------------------------------------------------------------------------------

    def issuer_after(self, position: int) -> tuple[int, int] | None:
        """The issuer that "của" introduces right after a citation."""
        match = self.pattern("cite_of").match(self.text, position)
        if match is None:
            return None
        end = self.issuer_end(match.end())
        return (match.end(), end) if end else None

    def issuer_end(self, position: int) -> int | None:
        """End of the issuer's name that begins at `position`, None where no name begins there."""
        text, lower = self.text, self.lower
        at = end = position
        named = after_level = second = known_head = False
        for _ in range(_ISSUER_WORDS):
            known = self.known_issuer.match(lower, at)
            if known is not None:
                at = end = known.end()
                named, after_level, second, known_head = True, False, False, True
            else:
                word = _WORD.match(text, at)
                if word is None or (not named and not text[at].isupper()):
                    break
                level = self.pattern("cite_level").match(lower, at)
                if level is not None:
                    at = end = level.end()
                    after_level, second = True, False
                elif text[at].isdigit():
                    if not after_level:
                        break
                    at = end = word.end()
                    after_level = False
                elif self._stops(at, word, second) or (known_head and text[at].islower()):
                    break
                else:
                    at = end = word.end()
                    after_level, second = False, after_level
                named = True
            gap = _SPACES.match(text, at)
            if gap is None:
                break
            at = gap.end()
        return self._places_end(end) if end > position else None

    def _places_end(self, end: int) -> int:
        """End of the places that complete an issuer's name: "UBND xã Thu Cúc, huyện Tân Sơn, tỉnh Phú Thọ"."""
        while (place := self.pattern("cite_place").match(self.text, end)) is not None:
            end = place.end()
        return end

    def _stops(self, at: int, word: regex.Match[str], second: bool) -> bool:
        """Whether no name goes on at `at`; `second` after the first syllable of a place's name."""
        lower, text = self.lower, self.text
        if second and text[at].isupper() and self.pattern("cite_name_end").match(lower, at):
            return False
        if self.pattern("cite_issuer_stop").match(lower, at):
            return not text[at].isupper() or not self._is_name(at, word)
        if text[at].isupper() and self.pattern("cite_verb_head").match(lower, at):
            return not self._is_name(at, word)
        return False

    def _is_name(self, at: int, word: regex.Match[str]) -> bool:
        """Whether a capital syllable belongs to a proper name: the next one is capital too ("Tăng Tiến")."""
        following = _SPACES.match(self.text, word.end())
        return following is not None and self.text[following.end() : following.end() + 1].isupper()

    def issuer_before(self, position: int) -> tuple[int, int, WrittenDate | None] | None:
        """The subject of the sentence that issued the citation at `position`, with the date before it if any.

        "ngày 19/6/2024 UBND phường ban hành Quyết định ..." gives (start, end, date).
        """
        start, _ = self.window(position)
        verb = self.pattern("cite_verb").search(self.lower, start, position)
        if verb is None:
            return None
        stop = verb.start()
        days = list(self.pattern("cite_day_before").finditer(self.text, start, stop))
        known = {match.start() for match in self.known_issuer.finditer(self.lower, start, stop)}
        begins = {start, *(match.end() for match in _CLAUSE_START.finditer(self.text, start, stop)), *known}
        begins.update(day.end() for day in days)
        if verb.group().split()[-1] == "tại":  # "theo đề nghị của Sở Nội vụ tại Tờ trình ...", not "tại" a place
            begins = {begin for begin in begins if self.lower.endswith("của ", start, begin)}
        for begin in sorted(begins, key=lambda begin: (begin not in known, begin)):
            if begin not in known and self.text.count(" ", begin, stop) >= _SUBJECT_WORDS:
                continue
            if self.issuer_end(begin) == stop:
                dates = [self._written(day, day.start()) for day in days if day.end() == begin]
                return begin, stop, dates[-1] if dates else None
        return None

    # --- provisions, subjects and titles ------------------------------------------------------------------------------

    def provision_before(self, position: int) -> str | None:
        """ "khoản 3 Điều 26" right before a citation."""
        start, _ = self.window(position, 110)
        match = self.pattern("cite_provision_before").search(self.text, start, position)
        return " ".join(match["provision"].split()).rstrip(" ,").removesuffix(" của") if match else None

    def provision_after(self, position: int) -> str | None:
        match = self.pattern("cite_provision_after").match(self.text, position)
        return " ".join(match["provision"].split()).rstrip(" ,") if match else None

    def subject_after(self, position: int) -> tuple[int, int] | None:
        """The subject of the paper cited before `position`: "về việc phân bổ vốn", "phê duyệt Chương trình ...".

        It runs to the end of the clause; None where it does not end within reach.
        """
        begin = self.pattern("cite_subject").match(self.lower, position)
        if begin is None:
            return None
        start, depth = begin.end(), 0
        for mark in self.pattern("cite_subject_end").finditer(self.text, start, start + _SUBJECT):
            if mark["open"]:
                depth += 1
            elif mark["close"] and depth:
                depth -= 1
            elif not depth and (mark["soft"] is None or self._resumes(mark.end())):
                end = mark.start()
                break
        else:
            end = len(self.text)
        words = len(self.text[start:end].split())
        return (start, end) if end - start <= _SUBJECT and words > (1 if begin["about"] else 2) else None

    def _resumes(self, position: int) -> bool:
        """Whether the sentence goes on at `position` with another paper, an issuer or a clause of its own."""
        if self.text[position : position + 1].isupper():
            return self.type_at(position) is not None or self.known_issuer.match(self.lower, position) is not None
        return self.pattern("cite_subject_resume").match(self.lower, position) is not None

    def title_end(self, word: TypeWord) -> tuple[int, bool] | None:
        """End of the title of a law whose type word is `word`, and whether it amends one other law by name."""
        if word.kind.name not in self.law_titles:
            return None
        gap = _SPACES.match(self.text, word.end)
        if gap is None:
            return None
        known = self.law_titles[word.kind.name].match(self.lower, gap.end())
        if known is not None:
            return known.end(), False
        amending = self.pattern("cite_title_amending").match(self.lower, gap.end())
        if amending is None:
            end = self._title_end(gap.end(), word.kind.name)
            return (end, False) if end else None
        inner = amending.group().split()
        kind = "Pháp lệnh" if inner[-1] == "lệnh" else "Bộ luật" if inner[-2] == "bộ" else "Luật"
        if amending["several"]:
            several = self._far_title(amending.end()) or self._several(amending.end())
            return (several, False) if several else None
        end = self._title_end(amending.end(), kind)
        return (end, kind != "Bộ luật") if end else None

    def _title_end(self, at: int, kind: str) -> int | None:
        known = self.law_titles[kind].match(self.lower, at)
        if known is not None:
            return int(known.end())
        return self._far_title(at) or self._unknown_title(at)

    def _far_title(self, at: int) -> int | None:
        """A title in no list that runs to the law's number or date, with commas and "và" inside."""
        match: regex.Match[str] | None = self.pattern("cite_title_far").match(self.lower, at)
        if match is None or self.pattern("cite_title_far_stop").search(self.lower, at, match.end()):
            return None
        index = bisect_right(self._ends, at)
        while index < len(self.types) and self.types[index].start < match.end():
            if self.text[self.types[index].start].isupper():
                return None
            index += 1
        return int(match.end())

    def _several(self, at: int) -> int | None:
        match = self.pattern("cite_title_several").match(self.lower, at)
        return int(match.end()) if match else None

    def _unknown_title(self, at: int) -> int | None:
        """A title that is in no list runs to a word that cannot belong to it; "luật sư" and the like are no titles."""
        if self.text[at : at + 1].islower() and self.pattern("cite_title_not").match(self.lower, at):
            return None
        end = None
        for _ in range(_TITLE_WORDS):
            word = _WORD.match(self.text, at)
            if word is None or self.text[at].isdigit() or self.pattern("cite_title_stop").match(self.lower, at):
                break
            if self.text[at].isupper() and self.type_at(at) is not None:
                break
            end = word.end()
            gap = _SPACES.match(self.text, end)
            if gap is None:
                break
            at = gap.end()
        return end


def _type_finder(forms: Iterable[str]) -> re.Pattern[str]:
    """A finder of the type words; a tree of prefixes in the standard module is ten times faster than an alternation."""
    tree: dict[str, Any] = {}
    for form in forms:
        node = tree
        for character in form:
            node = node.setdefault(character, {})
        node[""] = {}
    return re.compile(_tree_pattern(tree) + r"(?!\w)")


def _tree_pattern(node: dict[str, Any]) -> str:
    branches = [
        (" {1,2}" if character == " " else re.escape(character)) + _tree_pattern(below)
        for character, below in sorted(node.items())
        if character
    ]
    if not branches:
        return ""
    pattern = f"(?:{'|'.join(branches)})" if len(branches) > 1 or "" in node else branches[0]
    return f"{pattern}?" if "" in node else pattern


def _names(names: Iterable[str], *, title: bool = False) -> regex.Pattern[str]:
    """A pattern on small letters for any of the names, longest first.

    Spaces around hyphens and commas are free. In titles of laws a comma may be missing or a hyphen ("Thi đua - khen
    thưởng"), and "về" or a quotation mark may stand before.
    """
    ordered = sorted({name.lower() for name in names if name}, key=lambda name: (-len(name), name))
    sources = "|".join(_free(name, title) for name in ordered) or "(?!)"
    lead = '(?:về |["“] ?)?' if title else ""
    return regex.compile(rf"{lead}(?:{sources})(?!\w)")


def _free(name: str, title: bool) -> str:
    source: str = regex.escape(name, literal_spaces=True)
    source = regex.sub(r" ?\\- ?", r" {0,2}[-–] {0,2}", source)
    source = regex.sub(r" ?\\?& ?", r" {0,2}& {0,2}", source)
    source = regex.sub(r"(?<!\{0), ?", r"(?: {0,2}[,–-] {0,2}| )" if title else r" {0,2}, {0,2}", source)
    return str(regex.sub(r"(?<=\w) (?=\w)", r" {1,3}", source))
