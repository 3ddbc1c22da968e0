"""Number and symbol, place and date of the header block.

Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.3 and II.4. Each function takes a zone of lines and gives the part with its
place, or None.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass

import regex

from reportparse.lexicon import Lexicon
from reportparse.lexicon.schema import DocType
from reportparse.model.span import Span
from reportparse.structure.header_text import Zone
from reportparse.text.fold import fold, squeeze

_NUMBER = regex.compile(r"\d{1,5}(?:\.\d{1,2})?\s?[a-zđ]?")
_CAPITALISED = regex.compile(
    r"(?:(?:TP\.?|TX\.?|TT\.?|Q\.|P\.)\s*)?(?:(?:\p{Lu}[\p{Ll}'’]\p{L}*|\d{1,2}|[-–](?=\s))\s*)+$"
)


@dataclass(frozen=True, slots=True)
class Numbered:
    """Number and symbol as found; `span` covers both, `cut` the whole line part with the word "Số" (zone offsets)."""

    number: str | None
    symbol: str
    span: Span
    cut: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Dated:
    """The place line: `value` is ISO, cut to what is filled in."""

    value: str | None
    place: str | None
    span: Span
    cut: tuple[int, int]


def find_number(zone: Zone, lexicon: Lexicon) -> Numbered | None:
    """The first "Số: .../..." of the zone that opens its line, else the first; a blank or unreadable number is None."""
    matches = list(lexicon.pattern("header_number").finditer(zone.text))
    if not matches:
        return None
    match = next((match for match in matches if not _COLUMNS.split(zone.text[: match.start()])[-1].strip()), matches[0])
    written = squeeze(match["number"] or "")
    number = written.replace(" ", "") if _NUMBER.fullmatch(written) else None
    start = match.start("number") if number else match.start("symbol")
    return Numbered(number, symbol(match["symbol"]), zone.span(start, match.end("symbol")), match.span())


def symbol(written: str) -> str:
    """A symbol in normal form: no spaces, plain hyphens, "BC – UBND" as "BC-UBND"."""
    plain = "".join(written.split()).replace("–", "-").replace("—", "-")
    return plain.upper() if plain.islower() else plain


def find_date(zone: Zone, lexicon: Lexicon, *, in_sentence: bool = False) -> Dated | None:
    """Place and date ("Tân Lập, ngày 05 tháng 3 năm 2024"); the one after a comma first.

    A date inside a sentence is taken only where asked for.
    """
    found: regex.Match[str] | None = None
    for match in lexicon.pattern("header_date_folded").finditer(zone.folded):
        before = _HOUR.sub("", zone.text[: match.start()]).rstrip()
        if before.endswith((",", ";")):
            found = match
            break
        alone = not before[-1:].isalnum() or zone.text[match.start() - 1] in "\t\n"
        if found is None and (in_sentence or alone):
            found = match
    if found is None:
        return None
    before = _HOUR.sub("", zone.text[: found.start()]).rstrip()
    place, start = (_place(before[:-1]), len(before)) if before.endswith((",", ";")) else (None, found.start())
    if place:
        start = before.rindex(place)
    value = iso_date(found["day"], found["month"], found["year"])
    end = found.start() + len(found.group().rstrip(" .…_"))
    return Dated(value, place, zone.span(found.start(), end), (start, found.end()))


def iso_date(day: str | None, month: str | None, year: str | None) -> str | None:
    """ISO date of the parts as written, cut before the first part that is blank or impossible."""
    if not (year and year.strip().isdigit() and len(year.strip()) == 4):
        return None
    value = year.strip()
    if not (month and month.strip().isdigit() and 1 <= int(month) <= 12):
        return value
    value += f"-{int(month):02}"
    if not (day and day.strip().isdigit() and 1 <= int(day) <= monthrange(int(year), int(month))[1]):
        return value
    return f"{value}-{int(day):02}"


# "Hưng Lĩnh, 15 giờ 30 phút ngày 29 tháng 9": reports of disasters say the hour.
_HOUR = regex.compile(r"\b\d{1,2}\s?(?:giờ|h)(?:\s?\d{1,2}(?:\s?(?:phút|'))?)?,?\s*$")
_COLUMNS = regex.compile(r"\t+|\n| {3,}")


def _place(before: str) -> str | None:
    piece: str = _COLUMNS.split(before)[-1].strip(" ,;.")
    if piece and piece[0].isupper() and len(piece.split()) <= 6 and "/" not in piece and ":" not in piece:
        return piece
    match = _CAPITALISED.search(piece)
    return match.group().strip(" -–") or None if match else None


def type_of_symbol(written: str, lexicon: Lexicon) -> str | None:
    """The kind of document that a symbol's first code stands for, "Công văn" where it begins with the issuer."""
    codes = [code for code in written.replace("/", "-").split("-") if code and not code.isdigit()]
    if not codes:
        return None
    wanted = fold(codes[0])
    named = lexicon.derive(_names_by_code).get(wanted)
    return named or ("Công văn" if len(codes) > 1 or wanted in {"ubnd", "hdnd"} else None)


def _names_by_code(lexicon: Lexicon) -> dict[str, str]:
    names: dict[str, str] = {}
    for term in lexicon.terms("doc_types"):
        for code in term.codes if isinstance(term, DocType) else ():
            names.setdefault(fold(code), term.name)
    return names
