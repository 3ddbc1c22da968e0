"""Which target programme a project belongs to: projects of two programmes have the same numbers.

What decides, in this order: the programme said right behind the number ("Dự án 2 của Chương trình 1719"); the official
name ("Dự án 2: Đa dạng hóa sinh kế"); the project that a sub-project stands under; the heading above; the programme
that the document is about; the programme named last before. A programme that has no such project is left out of all
of these. In a document about another programme only the first decides.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import regex

from reportparse.lexicon import Lexicon
from reportparse.lexicon.schema import Programme
from reportparse.structure.view import View
from reportparse.text.fold import fold

# What records print; the projects of other programmes have a number and no programme.
PRINTED = ("GNBV", "DTTS", "NTM")
_NAME_REACH, _LINK_REACH = 160, 90
_BRACKET = regex.compile(r"\s?\((?:(?:chuong trinh|ctmtqg|ct)\s)?(?P<words>[^()]{2,20})\)")
_LINK = regex.compile(r"[^.;\n]{0,60}?(?:(?:cua|thuoc|trong)\s|\()[^.;\n]{0,30}$")

Key = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class _Name:
    """The official name of a project, and folded words of it that tell it from the others of its number."""

    official: str
    keys: tuple[str, ...]


def _project_names(lexicon: Lexicon) -> Mapping[Key, Mapping[str, _Name]]:
    """For every number, the programmes that have such a project."""
    names: dict[Key, dict[str, _Name]] = {}
    for row in lexicon.table("project_names"):
        key = (int(row["project"]), int(row["subproject"]) if row["subproject"] else None)
        names.setdefault(key, {})[row["programme"]] = _Name(row["name"], tuple(fold(row["keys"]).split("|")))
    return names


def _programmes(lexicon: Lexicon) -> Sequence[Programme]:
    return [term for term in lexicon.terms("programmes") if isinstance(term, Programme)]


def _folded_forms(lexicon: Lexicon) -> Sequence[tuple[str, str]]:
    """Every name of a programme, folded, with the programme's code."""
    return [(fold(form), term.code) for term in _programmes(lexicon) for form in term.forms]


@dataclass(frozen=True)
class Programmes:
    """The programmes named in a document, and the names of their projects."""

    view: View

    def of(self, start: int, end: int, until: int, key: Key, parent: str | None) -> str | None:
        """The programme of a reference at `start` to `end` of the flow; the next reference begins at `until`.

        `parent` is that of the project before, where a sub-project stands under it.
        """
        code = self._linked(end, key)
        if code is None and (self._main is None or self._main in PRINTED):
            code = self._by_name(end, until, key) or (parent if self._fits(parent, key) else None)
            code = code or self._by_heading(start, key)
            code = code or (self._main if self._fits(self._main, key) else self._before(start, key) or self._only(key))
        return code if code in PRINTED else None

    def name(self, programme: str | None, key: Key) -> str | None:
        """The official name of a project."""
        row = self._names.get(key, {}).get(programme or "")
        return row.official if row else None

    @property
    def _names(self) -> Mapping[Key, Mapping[str, _Name]]:
        return self.view.lexicon.derive(_project_names)

    @property
    def _forms(self) -> Sequence[tuple[str, str]]:
        return self.view.lexicon.derive(_folded_forms)

    @cached_property
    def _folded(self) -> str:
        return fold(self.view.flow.text)

    @cached_property
    def _named(self) -> Sequence[tuple[int, str]]:
        """Offset and code of every programme named, in text order."""
        found: list[tuple[int, str]] = []
        for needle, code in self._forms:
            at = self._folded.find(needle)
            while at >= 0:
                found.append((at, code))
                at = self._folded.find(needle, at + len(needle))
        return sorted(found)

    @cached_property
    def _main(self) -> str | None:
        """The programme that the document is about: the one its title names, else one that clearly prevails."""
        subject = fold(self.view.header.subject or "")
        titled = {code for form, code in self._forms if form in subject}
        if len(titled) == 1:
            return titled.pop()
        counts = Counter(code for _, code in self._named).most_common(2)
        clear = counts and (len(counts) == 1 or counts[0][1] >= 3 * counts[1][1])
        return counts[0][0] if clear else None

    def _fits(self, code: str | None, key: Key) -> bool:
        """Whether a programme may have a project of that number.

        That of new rural areas numbers contents, not projects: its name decides only where no other stands.
        """
        if code is None:
            return False
        if code == "NTM":
            return self._only_rural
        return code not in PRINTED or code in self._names.get(key, {})

    @cached_property
    def _only_rural(self) -> bool:
        return {code for _, code in self._named} <= {"NTM"}

    def _by_name(self, end: int, until: int, key: Key) -> str | None:
        """The programme whose name for this number is said behind it: the longest key words count."""
        stop = self._folded.find("\n", end)
        words = self._folded[end : min(until, end + _NAME_REACH, stop if stop >= 0 else until)]
        best: tuple[int, str] | None = None
        for code, row in self._names.get(key, {}).items():
            weight = sum(len(each) for each in row.keys if each in words)
            if weight and (best is None or weight > best[0]):
                best = (weight, code)
        return best[1] if best else None

    def _linked(self, end: int, key: Key) -> str | None:
        """ "Dự án 2, 5 và 9 của Chương trình 1719", "Dự án 2 (DTTS&MN)", "Dự án 2 (giảm nghèo)"."""
        bracket = _BRACKET.match(self._folded, end)
        if bracket is not None:
            for term in _programmes(self.view.lexicon):
                if bracket.group("words") in map(fold, term.short) and self._fits(term.code, key):
                    return term.code
        at = bisect_left(self._named, (end, ""))
        for offset, code in self._named[at : at + 2]:
            if offset - end <= _LINK_REACH and self._fits(code, key) and _LINK.match(self._folded, end, offset):
                return code
        return None

    def _by_heading(self, start: int, key: Key) -> str | None:
        """The one programme that fits, named in the paragraph's own head or in the nearest heading above."""
        flow, outline = self.view.flow, self.view.outline
        item = outline.item_of(bisect_right(flow.starts, start) - 1)
        own = self._codes(flow.starts[bisect_right(flow.starts, start) - 1], start, key)
        if len(own) == 1:
            return own.pop()
        for above in (item, *outline.ancestors(item)) if item is not None else ():
            head = flow.paragraphs[above.paragraphs[0]]
            codes = self._codes(head.start, min(head.end, start), key) if head.start < start else set()
            if len(codes) == 1:
                return codes.pop()
        return None

    def _codes(self, start: int, end: int, key: Key) -> set[str]:
        first, last = bisect_left(self._named, (start, "")), bisect_left(self._named, (end, ""))
        return {code for _, code in self._named[first:last] if self._fits(code, key)}

    def _before(self, start: int, key: Key) -> str | None:
        """The programme named last before the reference."""
        before = range(bisect_left(self._named, (start, "")) - 1, -1, -1)
        return next((self._named[at][1] for at in before if self._fits(self._named[at][1], key)), None)

    def _only(self, key: Key) -> str | None:
        """The one programme named anywhere that has such a project."""
        fitting = {code for _, code in self._named if self._fits(code, key)}
        return fitting.pop() if len(fitting) == 1 else None
