"""Finds identifiers ("675/QĐ-UBND", "27/2022/NĐ-CP", "04-NQ/TU") and gives them their canonical form.

The forms are the entries "identifier_..." of lexicon/data/citations.toml, tried in file order where a number may
begin: before a slash that is followed by a code, after "số", after a type word. Canonical is: no spaces, every dash a
hyphen, Đ where a known code has been typed with D, TƯ as TW, a missing separator put in. Whether a paper is written in
the state's way ("41/NQ-ĐU") or the Party's ("41-NQ/ĐU") stays as written: nothing is silently corrected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import regex

from reportparse.lexicon import Lexicon
from reportparse.lexicon.schema import DocType
from reportparse.text.fold import unmark

_FORM = "identifier_"
_LOOSE = "identifier_loose_"
_SLASH = regex.compile(r"/{1,2} {0,3}(?=(?:(?:19|20)\d\d {0,2}[-–/] {0,2}/?)?[A-ZĐƯÔ])")
_SO = regex.compile(r"(?:số|Số|SỐ|sô)(?: hiệu)? {0,2}[:.;]? {0,2}(?=[\dA-ZĐ])")
# What may stand between a number's first digit and the slash: "04-NQ/TU", "661 QĐ/TW", "66.7/".
_BEFORE_SLASH = regex.compile(
    r"(?:(?<![\w/]|\d[.,–-])|(?<=[Ss]ố|SỐ))\d{1,5}(?:\.\d{1,3})?\.?[a-zA-ZđĐ]?"
    r"(?: {0,3}[-–—]? {0,3}[A-ZĐƯ][A-ZĐƯa-zđ]{1,6})? {0,3}\Z"
)
_REACH = 24
_SEPARATOR = regex.compile(r"[ ,]*[-–—/][ ,/–-]*")
_TERM = regex.compile(r"(\D+?)(\d+)")
_PARTY = "party"
_GAP = regex.compile(r"[A-ZĐ][A-ZĐa-z]{1,2} {1,2}[A-ZĐ]\w+")
_COMMON_ISSUERS = frozenset({"UBND", "HĐND", "TTg", "CP", "BTC", "BLĐTBXH", "UBDT", "BNNPTNT"})


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier at `start` to `end` of the flow. `type_code` is its first code if that stands for a kind of paper.

    `parts` counts the codes of the symbol; `loose` is set for forms that need a type word before them.
    """

    start: int
    end: int
    number: str
    symbol: str
    year: int | None
    canonical: str
    type_code: str | None
    parts: int
    loose: bool


@dataclass(frozen=True, slots=True)
class Codes:
    """Known codes: their spelling by folded spelling; the codes of types, of issuers, of the Party's issuers."""

    spelling: Mapping[str, str]
    known: frozenset[str]
    types: frozenset[str]
    issuers: frozenset[str]
    party: frozenset[str]

    @classmethod
    def of(cls, lexicon: Lexicon) -> Codes:
        types = [code for term in lexicon.terms("doc_types") if isinstance(term, DocType) for code in term.codes]
        issuers: list[str] = []
        party: list[str] = []
        spelling: dict[str, str] = {}
        for row in lexicon.table("issuers"):
            codes = [code for code in (row["code"], *row["codes"].split("|")) if code]
            issuers += codes
            if row["regime"] == _PARTY:
                party += codes
        for code in (*issuers, *types):
            spelling.setdefault(unmark(code).upper(), code)
        spelling["TƯ"] = "TW"
        known = frozenset((*issuers, *types)) - {"TƯ"}
        return cls(spelling, known, frozenset(types), frozenset(issuers), frozenset(party))

    def canonical(self, code: str) -> str:
        """The code with Đ and small letters where a known code has them; an unknown one as written."""
        bare = code.replace(" ", "")
        if bare in self.known:
            return bare
        key = bare.upper() if bare.upper() in self.spelling else unmark(bare).upper()
        if key in self.spelling:
            return self.spelling[key]
        term = _TERM.fullmatch(bare)
        return self.canonical(term[1]) + term[2] if term else bare

    def split(self, code: str) -> tuple[str, ...]:
        """A type and an issuer without the hyphen, "QĐTTg" or "QĐ TTg", as two codes."""
        code = code.replace(" ", "") if _GAP.fullmatch(code) else code
        if code not in self.known:
            for length in (4, 3, 2):
                head, rest = code[:length], code[length:]
                if head in self.types and rest in _COMMON_ISSUERS:
                    return head, rest
        return (code,)


def find_identifiers(text: str, lexicon: Lexicon, type_ends: Iterable[int]) -> list[Identifier]:
    """All identifiers in text order, none overlapping. `type_ends` are the ends of the type words of the text."""
    codes = lexicon.derive(Codes.of)
    strict, loose = lexicon.derive(_forms)
    cued = {match.end() for match in _SO.finditer(text)}
    cued.update(_after(text, end) for end in type_ends)
    starts = {start: start in cued for start in _before_slashes(text)} | dict.fromkeys(cued, True)
    found: list[Identifier] = []
    end = 0
    for start in sorted(starts):
        if start < end or start >= len(text) or not (text[start].isdigit() or text[start].isupper()):
            continue
        match = _first(strict, text, start) if text[start].isdigit() else None
        is_loose = match is None
        if match is None and starts[start]:
            match = _first(loose, text, start)
        if match is None:
            continue
        found.append(_identifier(match, codes, is_loose))
        end = match.end()
    return found


def _forms(lexicon: Lexicon) -> tuple[list[regex.Pattern[str]], list[regex.Pattern[str]]]:
    """The forms that need no word before them, and those that do, in file order."""
    names = [name for name in lexicon.entries if name.startswith(_FORM)]
    strict = [lexicon.pattern(name) for name in names if not name.startswith(_LOOSE)]
    return strict, [lexicon.pattern(name) for name in names if name.startswith(_LOOSE)]


def _before_slashes(text: str) -> Iterable[int]:
    for slash in _SLASH.finditer(text):
        at = slash.start()
        number = _BEFORE_SLASH.search(text, max(0, at - _REACH), at)
        if number is not None:
            yield number.start()


def _after(text: str, end: int) -> int:
    while end < len(text) and text[end] == " ":
        end += 1
    return end


def _first(patterns: Iterable[regex.Pattern[str]], text: str, start: int) -> regex.Match[str] | None:
    for pattern in patterns:
        match: regex.Match[str] | None = pattern.match(text, start)
        if match is not None:
            return match
    return None


def _identifier(match: regex.Match[str], codes: Codes, loose: bool) -> Identifier:
    groups = match.groupdict()
    number, written = groups["number"], groups["symbol"]
    year, odd = groups.get("year"), groups.get("odd")
    if loose and any(part.islower() for part in _SEPARATOR.split(written)):
        written = written.upper()
    parts = [codes.canonical(part) for written_part in _SEPARATOR.split(written) for part in codes.split(written_part)]
    party = _is_party(match, parts, codes)
    symbol = f"{parts[0]}/{'-'.join(parts[1:])}" if party and len(parts) > 1 else "-".join(parts)
    if groups.get("ministry"):
        # "43 TC/QLCS": ministry and department, no code for the kind of paper.
        symbol = "/".join(parts)
        canonical = f"{number}-{symbol}"
    elif year or odd:
        # Joint resolutions have a slash before their issuers ("88/2016/NQLT/CP-UBTWMTTQVN"), as all had until 2002.
        second = _SEPARATOR.search(match["symbol"])
        if second is not None and "/" in second.group() and len(parts) > 1:
            symbol = f"{parts[0]}/{'-'.join(parts[1:])}"
        canonical = f"{number}/{year or odd}/{symbol}"
    else:
        hyphen = party or (len(parts) == 1 and match.string[match.end("number") :].lstrip()[:1] in "-–—")
        canonical = f"{number}{'-' if hyphen else '/'}{symbol}"
    return Identifier(
        match.start(),
        match.end(),
        number,
        symbol,
        int(year) if year else None,
        canonical,
        None if groups.get("ministry") else _type_code(parts[0], codes),
        len(parts),
        loose,
    )


def _is_party(match: regex.Match[str], parts: list[str], codes: Codes) -> bool:
    """Whether the number is followed by a hyphen and the type by a slash, as in Party papers.

    Where one of the two separators is missing, the issuer's code decides.
    """
    groups = match.groupdict()
    if len(parts) < 2 or groups.get("year") or groups.get("odd"):
        return False
    written = match.string[match.end("number") : match.end()]
    first = _SEPARATOR.match(written)
    second = _SEPARATOR.search(match["symbol"])
    if first is not None and "/" in first.group():
        # "04/NQ/TU": two slashes of which one should be a hyphen.
        return second is not None and "/" in second.group() and parts[1] in codes.party
    if second is not None and "/" in second.group() and first is not None:
        return True
    return parts[1] in codes.party or parts[1].startswith("TW")


def _type_code(code: str, codes: Codes) -> str | None:
    head = code.partition(".")[0]
    return head if head in codes.types else None
