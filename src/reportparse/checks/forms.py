"""How numbers, symbols and the header are written: malformed figures, stray marks, type against symbol, blanks, codes
of departments that are one letter off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace

import regex

from reportparse.checks.draft import Draft
from reportparse.lexicon import Lexicon
from reportparse.lexicon.schema import DocType
from reportparse.model.finding import LikelyError
from reportparse.model.mention import Citation, Figure, Mentions
from reportparse.model.span import Span
from reportparse.structure.view import View
from reportparse.text.fold import fold, squeeze

# Neither the month of a year ("12.2024") nor a telephone number (0257.3812).
_LONG_GROUP = regex.compile(
    r"(?<![\d.,/\p{L}-])(?P<number>[1-9]\d{0,2}(?:\.\d{3})*\.(?!(?:19|20)\d\d(?!\d))\d{4,5}(?:\.\d{3})*)"
    r"(?=\s?(?:\(|\p{Ll}|%))(?![.,/-]?\d)"
)
_STRAY = regex.compile(r"[,;]\s?[-–]|[-–/]{2}|[-–]\s?[,;]")


def check(view: View, mentions: Mentions) -> Iterator[Draft]:
    """Forms in text order: figures, citations, then the document's own number and date."""
    yield from _figures(mentions)
    yield from _groups(view, mentions)
    for citation in mentions.citations:
        yield from _symbol(view, citation)
        yield from _type(view, citation)
        yield from _partial_date(citation)
        yield from _empty_day(view, citation)
    yield from _departments(view, mentions)
    yield from _own(view)


def _figures(mentions: Mentions) -> Iterator[Draft]:
    figures: list[Figure] = [*mentions.figures(), *mentions.rates]
    for figure in figures:
        quantity = figure.quantity
        if not quantity.malformed:
            continue
        value = quantity.value
        closed = "".join(quantity.written.split())
        suggested = value if closed == quantity.written else closed
        likely = LikelyError(figure.span, quantity.written, value, suggested) if suggested is not None else None
        yield Draft("FMT001", "format", "inconsistent", figure.span, quantity.written, value, likely_error=likely)


def _groups(view: View, mentions: Mentions) -> Iterator[Draft]:
    """A group of four or more digits behind a dot that counts something: "1.0106 con"."""
    known = {figure.span for figure in mentions.figures() if figure.quantity.malformed}
    for match in _LONG_GROUP.finditer(view.document.text):
        span = Span(*match.span("number"))
        if not any(other.start < span.end and span.start < other.end for other in known):
            yield Draft("FMT001", "format", "inconsistent", span, match.group("number"), None)


def _symbol(view: View, citation: Citation) -> Iterator[Draft]:
    """A comma or a doubled stroke inside a symbol."""
    if citation.identifier is None or citation.identifier_span is None:
        return
    written = squeeze(citation.identifier_span.of(view.document.text))
    if _STRAY.search(written):
        yield Draft("FMT002", "format", "inconsistent", citation.identifier_span, written, citation.identifier)


def _type(view: View, citation: Citation) -> Iterator[Draft]:
    """A type word that its symbol contradicts ("Quyết định số 102/UBND-CSXH").

    Nghị định 30/2020/NĐ-CP, Phụ lục III: the type's code stands first in the symbol; a công văn alone has none.
    Codes that the lexicon does not know decide nothing.
    """
    if citation.identifier is None or citation.symbol is None:
        return
    types = view.lexicon.derive(_types)
    own = types.written(fold(squeeze(citation.span.of(view.document.text))))
    if own is None or not own.codes or own.regime == "assembly":
        return
    first, *others = citation.symbol.replace("/", "-").split("-")
    if any(part in own.codes for part in others):
        return
    wrong = Draft("FMT003", "format", "inconsistent", citation.span, citation.identifier, own.codes[0])
    if first in _BODIES or (own.name in _ISSUED and _is_office(view, citation, first)):
        if own.name != "Công văn" and citation.year is None:
            yield wrong
        return
    if _ASSEMBLY.fullmatch(first) and own.name in _ISSUED - {"Nghị quyết"}:
        yield wrong
        return
    if own.name in ("Công văn", "văn bản") or first not in types.codes or types.related(own, first):
        return
    if first in _ISSUING and own.name in _ATTACHED and _ISSUES.match(view.document.text, citation.span.end):
        yield replace(wrong, verdict="suspect", reason="issued-by-another")
    elif not (own.name.startswith("Chương trình") and first == "CT"):
        yield wrong


@dataclass(frozen=True, slots=True)
class _Types:
    """The kinds of documents by their folded names, and all their codes."""

    by_name: Mapping[str, DocType]
    codes: frozenset[str]
    longest: int
    """Words of the longest name."""

    def written(self, folded: str) -> DocType | None:
        """The type that a text begins with; where one name begins with another, the longest."""
        words = folded.split(" ", self.longest)[:-1]
        names = (" ".join(words[:count]) for count in range(len(words), 0, -1))
        return next((self.by_name[name] for name in names if name in self.by_name), None)

    def related(self, own: DocType, code: str) -> bool:
        """Whether the code is the type's, or that of a longer or shorter name ("Chương trình hành động")."""
        if fold(code) in {fold(own_code) for own_code in own.codes}:
            return True
        name = fold(own.name)
        return any(code in term.codes and (other in name or name in other) for other, term in self.by_name.items())


def _is_office(view: View, citation: Citation, first: str) -> bool:
    """Whether a symbol opens with an office, as only letters do ("402/LĐTBXH-GN").

    Before 1997 acts of the centre were so numbered too (773/TTg); ministries, departments and divisions only are meant.
    """
    old = citation.date is not None and citation.date[:1].isdigit() and citation.date < _NUMBERED_BY_TYPE
    return not old and first in view.lexicon.derive(_offices)


def _offices(lexicon: Lexicon) -> Set[str]:
    types = lexicon.derive(_types)
    found: set[str] = set()
    for row in lexicon.table("issuers"):
        if row["name"].startswith(("Bộ ", "Sở ", "Phòng ", "Ban Dân tộc")) and row["regime"] == "state":
            found.update(code for code in (row["code"], row["code"][1:], *row["codes"].split("|")) if len(code) > 2)
    return found - types.codes


def _types(lexicon: Lexicon) -> _Types:
    by_name = {fold(term.name): term for term in lexicon.terms("doc_types") if isinstance(term, DocType)}
    codes = frozenset(code for term in by_name.values() for code in term.codes)
    return _Types(by_name, codes, max(name.count(" ") for name in by_name) + 1)


_NUMBERED_BY_TYPE = "1997"
# What a decision issues is often cited with the number of the one that issued it ("về việc ban hành"). Party papers
# have "CT" for a programme as well as for a directive.
_ATTACHED = frozenset({"Kế hoạch", "Đề án", "Chương trình", "Phương án", "Quy chế", "Quy định", "Hướng dẫn", "Dự án"})
_ISSUING = frozenset({"QĐ", "NQ"})
_ISSUES = regex.compile(r"[^;.]{0,60}?(?:ban hành|phê duyệt)")
# What always has its code in the symbol; a report or a notice of an office may be numbered like its letters.
_ISSUED = frozenset({"Quyết định", "Nghị quyết", "Chỉ thị", "Nghị định", "Thông tư"})
# Law 80/2015/QH13, Điều 4: the Assembly passes codes, laws and resolutions, its committee ordinances and resolutions.
_ASSEMBLY = regex.compile(r"(?:QH|UBTVQH)\d{1,2}")
_BODIES = frozenset({"UBND", "HĐND", "VPCP", "UBDT", "MTTQ", "SNV", "STC", "SLĐTBXH", "VP"})


def _partial_date(citation: Citation) -> Iterator[Draft]:
    if citation.date is not None and citation.date.startswith("--"):
        yield Draft("FMT004", "format", "suspect", citation.span, citation.date, None, reason="year-missing")


# "ngày của Bộ Tài chính ngày 30/12/2016": the date that the word announces stands behind the issuer.
_EMPTY_DAY = regex.compile(r"[,\s]*(?P<word>ngày)\s+của\s+\p{Lu}")


def _empty_day(view: View, citation: Citation) -> Iterator[Draft]:
    """A "ngày" with nothing behind it: stray where the date follows the issuer, else a day left out."""
    if citation.identifier_span is None:
        return
    match = _EMPTY_DAY.match(view.document.text, citation.identifier_span.end)
    if match is None:
        return
    span = Span(*match.span("word"))
    if regex.match(
        r"[^\d.;:()]{2,80}\sngày\s+\d{1,2}(?:[/.-]|\s+tháng)", view.document.text[span.end : span.end + 120]
    ):
        yield Draft("FMT008", "format", "inconsistent", span, citation.identifier, None)
    else:
        yield Draft("FMT008", "format", "suspect", span, citation.identifier, None, reason="day-missing")


def _known_codes(lexicon: Lexicon) -> Set[str]:
    return {code for row in lexicon.table("issuers") for code in (row["code"], *row["codes"].split("|")) if code}


def _departments(view: View, mentions: Mentions) -> Iterator[Draft]:
    """A department's code with one letter too many or too few against a known one, or two letters exchanged.

    "UBND-LĐTBOXH" beside "LĐTBXH": the code may be right all the same, so it is only asked about.
    """
    known = view.lexicon.derive(_known_codes)
    tails = [(citation, _tail(citation)) for citation in mentions.citations]
    used = Counter(tail for _, tail in tails if tail)
    for citation, tail in tails:
        if tail in known or len(tail) <= _SHORT or citation.identifier_span is None:
            continue
        meant = next((code for code in sorted({*known, *used}) if _letter_off(tail, code, used, known)), None)
        if meant is not None:
            span = citation.identifier_span
            yield Draft("FMT007", "format", "suspect", span, tail, meant, reason="code-alike")


_SHORT = 4


def _tail(citation: Citation) -> str:
    """The part of an official letter's symbol after the body, its department: "LĐTBXH" of UBND-LĐTBXH."""
    parts = regex.split(r"[-/]", citation.symbol or "")
    return parts[-1] if len(parts) >= 2 and parts[0] in _BODIES else ""


def _letter_off(tail: str, code: str, used: Counter[str], known: Set[str]) -> bool:
    if code == tail or len(code) < _SHORT or not (code in known or used[code] > used[tail]):
        return False
    if len(code) == len(tail):
        different = [index for index, (a, b) in enumerate(zip(tail, code, strict=True)) if a != b]
        swapped = len(different) == 2 and different[1] == different[0] + 1
        return swapped and tail[different[0]] == code[different[1]] and tail[different[1]] == code[different[0]]
    short, long = sorted((tail, code), key=len)
    return len(long) == len(short) + 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def _own(view: View) -> Iterator[Draft]:
    """A blank number or day of the document itself is missing information, not an error."""
    header = view.header
    if header.symbol and not header.number and header.number_span is not None:
        line = view.document.text[: header.number_span.start].rpartition("\n")[2]
        reason = _missing(view, line.rpartition(":")[2], "number-missing")
        yield Draft("FMT005", "format", "suspect", header.number_span, header.symbol, None, reason=reason)
    if header.date is not None and len(header.date) < 10 and header.date_span is not None:
        day = fold(header.date_span.of(view.document.text)).partition("ngay")[2].partition("thang")[0]
        reason = _missing(view, day, "day-missing")
        yield Draft("FMT006", "format", "suspect", header.date_span, header.date, None, reason=reason)


def _missing(view: View, written: str, reason: str) -> str:
    """Why a number or a day is not there: left blank, or written by hand and misread ("Số: 20?/BC-UBND" of a scan)."""
    return "low-confidence" if view.document.doubtful and regex.search(r"\w", written) else reason
