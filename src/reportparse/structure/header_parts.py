"""The parts of the header block: issuing body, title, subject.

Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II says what each part looks like; Hướng dẫn 36-HD/VPTW and 05-HD/VPTW say it
for the Party. Each function takes a zone of lines and gives the part with its place, or None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

import regex

from reportparse.lexicon import Lexicon
from reportparse.structure.header_text import Segment, Zone
from reportparse.structure.wrapping import splits_name
from reportparse.text.fold import fold, squeeze

_MAX_SUBJECT = 700
_PROSE = 90


@dataclass(frozen=True, slots=True)
class Title:
    """The line that names the kind of document. `rest` is what follows on the line itself."""

    doc_type: str
    line: Segment
    rest: str


def find_bodies(zone: Zone, lexicon: Lexicon) -> tuple[str, ...]:
    """The bodies of the header box from the highest to the one that issues.

    `zone` has the other parts blanked. A line that begins with no body word belongs to the body above it: "XÃ TÂN LẬP"
    under "ỦY BAN NHÂN DÂN", "VÀ XÃ HỘI" under "PHÒNG LAO ĐỘNG - THƯƠNG BINH". The title of an annex
    ("BIỂU TỔNG HỢP ...") ends the box: no title with a kind of document does.
    """
    starts, stamp = lexicon.pattern("header_body_word_folded"), lexicon.pattern("header_stamp_folded")
    level, annex = lexicon.pattern("unit_level_folded"), lexicon.pattern("header_annex_title_folded")
    lines = [
        piece.text
        for piece in takewhile(lambda piece: not (piece.is_caps and annex.match(piece.folded)), zone.segments)
        if not (
            piece.rule or stamp.match(piece.folded) or len(piece.text) > 2 * _PROSE or piece.folded == "thuong truc"
        )
        and (piece.is_caps or starts.match(piece.folded) or level.match(piece.folded))
    ]
    joined = "\n".join(lines)
    folded = fold(joined)
    cuts = [match.start() for match in starts.finditer(folded) if _begins_body(folded, match)]
    bodies: list[str] = []
    begins = 0
    for start, end in zip(cuts, [*cuts[1:], len(joined)], strict=False):
        if bodies and _OPEN.search(fold(bodies[-1])):
            bodies[-1] = _trimmed(joined[begins:end])
            continue
        body = _trimmed(joined[start:end])
        if not bodies or fold(body) not in _ORGANS:
            bodies.append(body)
            begins = start
    return tuple(bodies)


def _begins_body(folded: str, match: regex.Match[str]) -> bool:
    """Whether a body word begins a name: at the start of a line, after a dash, or after another body's unit.

    A plain word such as "phòng" may else be a syllable of a place ("XÃ CHÂU PHONG HẠ").
    """
    before = folded[: match.start()].rstrip(" *")
    if not before or before[-1] in "\n\t-–":
        return True
    return len(match.group()) > _PLAIN_WORD and _UNIT.search(before.rpartition("\n")[2]) is not None


def _trimmed(body: str) -> str:
    """A body's name on one line; a dash before another body is not part of it, one that waits for a second half is."""
    name = squeeze(body).strip(" *.;")
    if name[-1:] in "-–" and _UNIT.search(fold(name)):
        name = name.rstrip("-– ")
    return name


_PLAIN_WORD = 7  # letters; longer body words are not syllables of places
_UNIT = regex.compile(r"\b(?:xa|phuong|thi tran|huyen|quan|thi xa|thanh pho|tinh)(?:\s+\w|[\s\-–]*$)")
# A name that cannot end here goes on; an organ without a name of its own stands for the body above it.
_OPEN = regex.compile(r"(?:^|\s)(?:va|cua|thuoc|van phong|ban chap hanh|ban thuong vu|thuong truc)$|[-–&,]$")
_ORGANS = frozenset({"ban thuong truc", "ban chap hanh", "ban thuong vu", "thuong truc"})


def find_title(zone: Zone, lexicon: Lexicon) -> Title | None:
    """The line that is a kind of document, alone ("BÁO CÁO") or with the subject after it.

    It must come before the first paragraph of the body: later such lines are headings ("QUYẾT ĐỊNH:") or citations.
    """
    body, run_on = lexicon.pattern("header_body_folded"), lexicon.pattern("header_run_on_folded")
    kinds, exact = lexicon.derive(_kinds)
    for index, line in enumerate(zone.lines):
        name = exact.get("".join(filter(str.isalnum, line.folded))) if len(line.text) < _PROSE else None
        if name:
            return Title(name, line, "")
        text = line.text.lstrip(" \"“'(")
        folded = line.folded[len(line.text) - len(text) :]
        for kind, name in kinds.get(folded.partition(" ")[0], ()):
            rest = text[len(kind) :]
            if folded.startswith(kind + " ") and (text[: len(kind)].isupper() or run_on.match(folded[len(kind) :])):
                if _CITES.search(folded) and not line.is_caps:
                    break
                return Title(name, line, _without_manner(_IN_BRACKETS.sub("", rest).strip(" :.-")))
        if index > 2 and (body.match(line.folded) or len(line.text) > 2 * _PROSE):
            return None
        if body.match(line.folded) and not line.is_caps and len(line.text) > _PROSE // 2:
            return None
    return None


_CITES = regex.compile(r"\d\s*/|nhu sau")
_IN_BRACKETS = regex.compile(r"^\s*\([^)]*\)$")


def _kinds(lexicon: Lexicon) -> tuple[dict[str, list[tuple[str, str]]], dict[str, str]]:
    """Kinds of documents by their first word, the longest first, folded and as written; and by their bare letters."""
    names = [term.name for term in lexicon.terms("doc_types") if term.name[0].isupper()]
    by_word: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(names, key=lambda name: -len(name)):
        by_word.setdefault(fold(name).partition(" ")[0], []).append((fold(name), name))
    return by_word, {fold(name).replace(" ", ""): name for name in names}


def _without_manner(rest: str) -> str:
    """What follows the kind of document on its line, without a word for how it is made: "BÁO CÁO NHANH"."""
    return "" if _MANNER.fullmatch(fold(rest)) else rest


_MANNER = regex.compile(
    r"(?:nhanh|tom tat|chuyen de|giai trinh|dinh ky|dot xuat|bo sung|tham tra)(?:\s+(?:so\s+\d+|lan\s+\w+))?"
)


def find_subject(zone: Zone, title: Title, lexicon: Lexicon) -> str | None:
    """The trích yếu: the lines under the title, up to the rule, the gap or the first line of the body."""
    body, decides = lexicon.pattern("header_body_folded"), lexicon.pattern("header_authority_line_folded")
    pieces = [] if _OF.match(fold(title.rest)) else [title.rest] if title.rest else []
    rest_only = bool(pieces)
    for line in zone.lines:
        if line.start <= title.line.start:
            continue
        if line.rule:
            if pieces:
                break
            continue
        if not pieces:
            if _opens_body(line, zone, body) or _is_sentence(line) or (decides.match(line.folded) and line.is_caps):
                break
        elif _ends_subject(line, pieces, rest_only, zone.double_spaced, body, decides) or _tells(zone, line, body):
            break
        pieces.append(line.text)
        rest_only = False
        if sum(map(len, pieces)) > _MAX_SUBJECT:
            break
    return squeeze(" ".join(pieces)).rstrip(" ;:.-–") or None


_OF = regex.compile(r"cua\s")
_OPENS = regex.compile(r"(?:nhu sau|sau day|cu the|sau)\s*[:.;]?$|;$")
_CONNECTS = regex.compile(r"(?:[,&\-–]|\b(?:cua|va|do|voi|cho|tai|boi|den|thuoc))$")


def _opens_body(line: Segment, zone: Zone, body: regex.Pattern[str]) -> bool:
    """A subject may itself begin with "Thực hiện Nghị quyết số ...": then its paragraph decides."""
    if not body.match(line.folded):
        return False
    return not line.folded.startswith("thuc hien ") or _is_sentence(line, _paragraph(zone, line))


def _paragraph(zone: Zone, first: Segment) -> str:
    """The folded text from `first` up to a gap."""
    lines = [line for line in zone.lines if line.start >= first.start][:8]
    count = next((index for index, line in enumerate(lines) if index and (line.gap or line.rule)), len(lines))
    return " ".join(line.folded for line in lines[:count])


def _tells(zone: Zone, first: Segment, body: regex.Pattern[str]) -> bool:
    """Whether the lines from `first` to the next part of the body are sentences: several lines, with a stop or a colon
    at their end."""
    if len(first.text) <= _PROSE // 2 or not first.text[0].isupper() or first.is_caps:
        return False
    lines = [line for line in zone.lines if line.start >= first.start][:12]
    ends = (at for at, line in enumerate(lines) if at and (line.gap or line.rule or body.match(line.folded)))
    said = [line.text for line in lines[: next(ends, len(lines))]]
    return len(said) > 1 and sum(map(len, said)) > 2 * _PROSE and said[-1].endswith((".", ":"))


def _is_sentence(line: Segment, text: str | None = None) -> bool:
    """Whether a line, or its paragraph, ends as the opening of a body does."""
    return _OPENS.search(text or line.folded) is not None


def _ends_subject(
    line: Segment,
    pieces: Sequence[str],
    after_rest: bool,
    double_spaced: bool,
    body: regex.Pattern[str],
    decides: regex.Pattern[str],
) -> bool:
    before = pieces[-1].rstrip()
    if splits_name(before, line.text):
        return False
    goes_on = line.text[:1].islower() and not before.endswith((".", ";", ":"))
    if body.match(line.folded):
        return True
    if line.gap and not double_spaced and not goes_on and not (after_rest and line.is_caps):
        return True
    if decides.match(line.folded) and (line.is_caps or line.gap):
        return not (line.is_caps and _CONNECTS.search(fold(before)))
    if goes_on:
        return False
    if line.text.endswith(".") and len(line.text) > _PROSE // 2:
        return True
    return _is_sentence(line) or before.endswith((";", ".")) or len(line.text) > 2 * _PROSE


def find_letter_subject(zone: Zone, lexicon: Lexicon) -> str | None:
    """The subject of an official letter (công văn), which stands under its number after "V/v"."""
    opens, body = lexicon.pattern("header_letter_folded"), lexicon.pattern("header_body_folded")
    pieces: list[str] = []
    for piece in zone.segments:
        match = opens.match(piece.folded)
        if match and not pieces:
            pieces.append(piece.text[match.end() :])
        elif pieces:
            caps = piece.is_caps and not _CONNECTS.search(fold(pieces[-1].rstrip()))
            if piece.rule or (piece.gap and not zone.double_spaced) or body.match(piece.folded) or caps:
                break
            pieces.append(piece.text)
    return squeeze(" ".join(pieces)).rstrip(" ;:.-–") or None
