"""Loads the lexicon: parse, check every entry, expand fragments, compile. Cached, read-only.

One TOML file holds one vocabulary or one set of patterns; the tables below name them. A vocabulary `units` can be
used in any pattern as `${units}`.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any, TypeVar

import regex
from pydantic import ValidationError

from reportparse.errors import LexiconError
from reportparse.lexicon.schema import (
    Category,
    CountUnit,
    DocType,
    Entry,
    KnownPaper,
    Magnitude,
    Misreading,
    Pattern,
    Programme,
    ReportKind,
    Term,
)
from reportparse.lexicon.starts import Finder

VOCABULARIES: Mapping[str, type[Term]] = MappingProxyType(
    {
        "doc_types": DocType,
        "magnitudes": Magnitude,
        "currencies": Term,
        "funds": Term,
        "count_units": CountUnit,
        "households": Category,
        "ethnic_groups": Term,
        "programmes": Programme,
        "report_kinds": ReportKind,
        "misreadings": Misreading,
    }
)
MAX_DEPTH = 12
_GAP = r"[ \t]+"
# Words, and letters of either case, that may be taken apart.
_PLAIN = regex.compile(r"[\w\[\] ]+")
_REFERENCE = regex.compile(r"\$\{(\w+)\}")
_T = TypeVar("_T", bound=Entry)
_D = TypeVar("_D")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Vocabularies and patterns. `terms(name)` and `pattern(id)` raise LexiconError for unknown names.

    A pattern is expanded and compiled when it is first asked for: no run needs all of them.
    """

    vocabularies: Mapping[str, tuple[Term, ...]]
    entries: Mapping[str, Pattern]
    sources: Mapping[str, str]
    tables: Mapping[str, tuple[Mapping[str, str], ...]]
    papers: Mapping[str, tuple[KnownPaper, ...]] = field(default_factory=dict)
    _compiled: dict[str, regex.Pattern[str]] = field(default_factory=dict, repr=False, compare=False)
    _finders: dict[str, Finder] = field(default_factory=dict, repr=False, compare=False)
    _derived: dict[Callable[[Any], Any], Any] = field(default_factory=dict, repr=False, compare=False)
    _names: dict[str, Mapping[str, str]] = field(default_factory=dict, repr=False, compare=False)

    def terms(self, name: str) -> tuple[Term, ...]:
        if name not in self.vocabularies:
            raise LexiconError(f"no vocabulary {name!r} in the lexicon")
        return self.vocabularies[name]

    def pattern(self, name: str) -> regex.Pattern[str]:
        compiled = self._compiled.get(name)
        if compiled is None:
            if name not in self.entries:
                raise LexiconError(f"no pattern {name!r} in the lexicon")
            compiled = self._compiled[name] = _compile(name, self.entries[name], self.sources)
        return compiled

    def finder(self, name: str) -> Finder:
        """The pattern behind a cheap look for where it can begin: for long alternations over much text."""
        finder = self._finders.get(name)
        if finder is None:
            finder = self._finders[name] = Finder.of(self.pattern(name))
        return finder

    def derive(self, build: Callable[[Lexicon], _D]) -> _D:
        """What `build` (a function of a module) makes of this lexicon; made once."""
        if build not in self._derived:
            self._derived[build] = build(self)
        made: _D = self._derived[build]
        return made

    def name_of(self, vocabulary: str, words: str) -> str | None:
        """The canonical spelling of a term, case aside; None for words that the vocabulary does not hold."""
        names = self._names.get(vocabulary)
        if names is None:
            forms = ((form.lower(), term.name) for term in reversed(self.terms(vocabulary)) for form in term.forms)
            names = self._names[vocabulary] = dict(forms)
        return names.get(words.lower())

    @property
    def patterns(self) -> Mapping[str, regex.Pattern[str]]:
        """Every pattern, compiled."""
        return {name: self.pattern(name) for name in self.entries}

    def table(self, name: str) -> tuple[Mapping[str, str], ...]:
        """Rows of a CSV gazetteer."""
        if name not in self.tables:
            raise LexiconError(f"no table {name!r} in the lexicon")
        return self.tables[name]


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """The lexicon that ships with the package."""
    return read_lexicon(resources.files("reportparse.lexicon") / "data")


def read_lexicon(folder: Traversable) -> Lexicon:
    """The lexicon of a folder of data files, each entry checked against its schema.

    Raises:
        LexiconError: naming the file and the entry that is malformed.
    """
    vocabularies = {name: _entries(folder, f"{name}.toml", model) for name, model in VOCABULARIES.items()}
    patterns: dict[str, Pattern] = {}
    for file in _data_files(folder, ".toml"):
        stem = file.removesuffix(".toml")
        if stem in VOCABULARIES:
            continue
        for entry in _entries(folder, file, Pattern):
            if entry.id in patterns:
                raise LexiconError(f"{file}: the id {entry.id!r} is taken")
            patterns[entry.id] = entry
    sources = {name: alternation(form for term in terms for form in term.forms) for name, terms in vocabularies.items()}
    sources["households_bare"] = alternation(
        form.removeprefix("hộ ") for term in vocabularies["households"] for form in term.forms if form.startswith("hộ ")
    )
    sources |= {name: entry.pattern for name, entry in patterns.items()}
    tables = {file.removesuffix(".csv"): _rows(folder, file) for file in _data_files(folder, ".csv")}
    return Lexicon(
        MappingProxyType(vocabularies),
        MappingProxyType(patterns),
        MappingProxyType(sources),
        MappingProxyType(tables),
        MappingProxyType(papers(tables["register"])),
    )


def alternation(forms: Iterable[str]) -> str:
    """A non-capturing group of patterns, longest first; a space in a form stands for any run of spaces and tabs."""
    ordered = sorted(set(forms), key=lambda form: (-len(form), form))
    return _tree([form.split() if _PLAIN.fullmatch(form) else [_GAP.join(form.split())] for form in ordered])


def _tree(rows: Iterable[Sequence[str]]) -> str:
    """A group of rows of words in which rows that begin with the same word share it: it is tried once for them all."""
    behind: dict[str, list[Sequence[str]]] = {}
    for first, *rest in rows:
        behind.setdefault(first, []).append(rest)
    branches = []
    for first, rests in behind.items():
        longer = [rest for rest in rests if rest]
        tail = _GAP + _tree(longer) if longer else ""
        branches.append(first + (f"(?:{tail})?" if tail and len(longer) < len(rests) else tail))
    return f"(?:{'|'.join(branches)})"


def expand(source: str, sources: Mapping[str, str], depth: int = 0) -> str:
    """Replace every `${name}` by its pattern, as a group of its own."""
    if depth > MAX_DEPTH:
        raise LexiconError(f"fragments nest deeper than {MAX_DEPTH}, or refer to themselves: {source[:60]!r}")

    def replacement(match: regex.Match[str]) -> str:
        name = match.group(1)
        if name not in sources:
            raise LexiconError(f"unknown fragment ${{{name}}} in {source[:60]!r}")
        return f"(?:{expand(sources[name], sources, depth + 1)})"

    expanded: str = _REFERENCE.sub(replacement, source)
    return expanded


def _compile(name: str, entry: Pattern, sources: Mapping[str, str]) -> regex.Pattern[str]:
    flags = regex.VERSION1 | (regex.IGNORECASE if entry.ignore_case else 0)
    try:
        return regex.compile(expand(entry.pattern, sources), flags)
    except regex.error as error:
        raise LexiconError(f"pattern {name!r} does not compile: {error}") from error


def _data_files(folder: Traversable, suffix: str) -> list[str]:
    return sorted(item.name for item in folder.iterdir() if item.name.endswith(suffix))


def _entries(folder: Traversable, file: str, model: type[_T]) -> tuple[_T, ...]:
    try:
        raw: Sequence[object] = tomllib.loads((folder / file).read_text("utf-8")).get("entry", [])
    except (tomllib.TOMLDecodeError, FileNotFoundError) as error:
        raise LexiconError(f"{file}: {error}") from error
    found = []
    for index, item in enumerate(raw, 1):
        try:
            found.append(model.model_validate(item))
        except ValidationError as error:
            raise LexiconError(f"{file}: entry {index}: {error}") from error
    return tuple(found)


def _rows(folder: Traversable, file: str) -> tuple[Mapping[str, str], ...]:
    return tuple(MappingProxyType(row) for row in csv.DictReader((folder / file).read_text("utf-8").splitlines()))


def papers(rows: Iterable[Mapping[str, str]]) -> dict[str, tuple[KnownPaper, ...]]:
    """The register of central documents by identifier; one identifier may be of several papers, of different dates."""
    found: dict[str, tuple[KnownPaper, ...]] = {}
    for line, row in enumerate(rows, 2):
        try:
            paper = KnownPaper.model_validate(row)
        except ValidationError as error:
            raise LexiconError(f"register.csv: line {line}: {error}") from error
        known = found.get(paper.identifier, ())
        if any(other.date == paper.date for other in known):
            raise LexiconError(f"register.csv: line {line}: {paper.identifier} stands there twice")
        found[paper.identifier] = (*known, paper)
    return found
