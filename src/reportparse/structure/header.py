"""`read_form`: the parts of the form (thể thức) of a document, from its head, its end, and failing them its text.

Nghị định 30/2020/NĐ-CP, Phụ lục I for the state, Hướng dẫn 36-HD/VPTW (2018) and 05-HD/VPTW (2026) for the Party.
Only the first document of a file is described: what follows its signature, appendices and papers sent along, has its
own form.

Choices: the issuer is the lowest body of the header box, in the letters of running text ("UBND xã Tân Lập"); where
the box is missing it is the body that says of itself that it reports or plans. The year in the number of a normative
document ("48/2025/NQ-HĐND") is a field of its own. The subject of an official letter is what follows "V/v". A date
with a blank day is a month, with a blank year none. The date of minutes (biên bản) is the day of the meeting. Two lines
"TM. ..." and "KT. ...": see `structure.signature`.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from reportparse.lexicon import Lexicon
from reportparse.model.document import Document
from reportparse.model.report import Header
from reportparse.structure.flow import Flow
from reportparse.structure.header_lists import find_addressees
from reportparse.structure.header_names import body_name, is_caps, unit_name
from reportparse.structure.header_number import Dated, Numbered, find_date, find_number, type_of_symbol
from reportparse.structure.header_parts import Title, find_bodies, find_letter_subject, find_subject, find_title
from reportparse.structure.header_text import Zone, head_zone, zone_before
from reportparse.structure.signature import read_signature
from reportparse.text.fold import fold, squeeze

_MEETS = regex.compile(r"\W*(?:hom nay|thoi gian|vao hoi)")
_OPENING_PARAGRAPHS = 14
_CLOSING_CHARS = 1500
_HEADING_PIECES = 10
_SCANNED_CHARS = 1000  # matching with errors is slow


@dataclass(frozen=True, slots=True)
class Box:
    """What stands above the title: number, place and date, and the bodies from the highest to the issuing one."""

    number: Numbered | None = None
    dated: Dated | None = None
    bodies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """The header with what stands around it: the bodies above the issuing one, highest first, the last sentence, and
    the heading of an annex or a sheet that comes without a title."""

    header: Header
    superiors: tuple[str, ...]
    closing: str
    heading: str = ""


def read_form(document: Document, flow: Flow, lexicon: Lexicon) -> Form:
    """The header fields of `document`; what it does not say is None or empty."""
    head = head_zone(document)
    title = find_title(head, lexicon)
    addressees, addressed_at = find_addressees(head, lexicon)
    above = _above(head, title, addressed_at, lexicon)
    box = read_box(above, lexicon)
    signature = read_signature(document, lexicon)
    opening = opening_text(flow, title)
    closing = closing_text(document, signature.start)
    doc_type = _doc_type(title, box, opening, closing, addressed_at is not None, lexicon)
    year, symbol = _symbol(box)
    dated = box.dated or _late_date(document, signature.start, head, doc_type, lexicon)
    header = Header(
        doc_type=doc_type,
        number=box.number.number if box.number else None,
        symbol=symbol,
        year=year,
        place=dated.place if dated else None,
        date=dated.value if dated else None,
        issuer=_as_said(_issuer(box, dated, opening, closing, lexicon) or _attached(head, box, lexicon), document.text),
        subject=_subject(head, title, above, box, lexicon),
        addressees=addressees,
        recipients=signature.recipients,
        signer_name=signature.name,
        signer_title=signature.title,
        signing_authority=signature.authority,
        number_span=box.number.span if box.number else None,
        date_span=dated.span if dated else None,
    )
    return Form(header, box.bodies[:-1], closing, "" if title else _heading(head))


def _heading(head: Zone) -> str:
    """The first lines in capitals near the top, on one line; empty where there are none."""
    found: list[str] = []
    for piece in head.segments[:_HEADING_PIECES]:
        if piece.is_caps and " " in piece.text:
            found.append(piece.text)
        elif found:
            break
    return " ".join(found)


def read_box(zone: Zone, lexicon: Lexicon) -> Box:
    """Read the lines above the title; each part found is blanked before the next is looked for."""
    mottos = [match.span() for match in lexicon.pattern("header_motto_folded").finditer(zone.folded)]
    if not mottos:
        scanned = lexicon.pattern("header_motto_scanned_folded")
        mottos = [match.span() for match in scanned.finditer(zone.folded, 0, _SCANNED_CHARS)]
    rest = zone.without(mottos)
    number = find_number(rest, lexicon)
    if number:
        rest = rest.without([number.cut])
    dated = find_date(rest, lexicon)
    if dated:
        rest = rest.without([dated.cut])
    limit = rest.start + number.cut[0] if number else rest.end
    above = rest.part(rest.start, limit)
    return Box(number, dated, find_bodies(above, lexicon) or find_bodies(rest, lexicon))


def _symbol(box: Box) -> tuple[int | None, str | None]:
    """Year and symbol of the document's own number: "2025/NQ-HĐND" is of 2025."""
    if box.number is None:
        return None, None
    year, _, rest = box.number.symbol.partition("/")
    return (int(year), rest) if rest and year.isdigit() and len(year) == 4 else (None, box.number.symbol)


def _above(head: Zone, title: Title | None, addressed_at: int | None, lexicon: Lexicon) -> Zone:
    """The lines above the title; in a letter above "Kính gửi"; else above the first line of the body."""
    if title:
        return head.part(head.start, title.line.start)
    if addressed_at is not None:
        return head.part(head.start, addressed_at)
    body = lexicon.pattern("header_body_folded")
    for line in head.lines:
        if body.match(line.folded) or (len(line.text) > 60 and not line.is_caps and line.text.count("  ") == 0):
            if lexicon.pattern("header_number").search(line.text) and line.line < 6:
                continue
            return head.part(head.start, line.start)
    return head


def opening_text(flow: Flow, title: Title | None) -> str:
    """The first paragraphs below the title, one a line."""
    after = title.line.end if title else 0
    found: list[str] = []
    for paragraph in flow.paragraphs[: _OPENING_PARAGRAPHS + 30]:
        if paragraph.cell is None and flow.offsets.source(paragraph.start) >= after:
            found.append(flow.of(paragraph)[:_CLOSING_CHARS])
        if len(found) == _OPENING_PARAGRAPHS:
            break
    return "\n".join(found)


def closing_text(document: Document, end: int | None) -> str:
    """The sentence that closes the document ("Trên đây là ..."), empty where there is none."""
    end = len(document.text) if end is None else end
    low = max(0, end - 3 * _CLOSING_CHARS)
    at = max(document.text.rfind(words, low, end) for words in ("Trên đây là", "Trên đây"))
    return "" if at < 0 else squeeze(document.text[at : min(end, at + _CLOSING_CHARS)])


def _doc_type(
    title: Title | None, box: Box, opening: str, closing: str, addressed: bool, lexicon: Lexicon
) -> str | None:
    if title:
        return title.doc_type
    if box.number:
        named = type_of_symbol(box.number.symbol, lexicon)
        if named:
            return named
    pattern = lexicon.pattern("header_kind_sentence_folded")
    match = pattern.search(fold(opening)) or pattern.search(fold(closing))
    if match:
        wanted = " ".join(next(group for group in match.groups() if group).split())
        return next((term.name for term in lexicon.terms("doc_types") if fold(term.name) == wanted), None)
    return "Công văn" if addressed and (box.number or box.bodies) else None


def _subject(head: Zone, title: Title | None, above: Zone, box: Box, lexicon: Lexicon) -> str | None:
    if title:
        return find_subject(head, title, lexicon)
    return find_letter_subject(above.without(part.cut for part in (box.number, box.dated) if part), lexicon)


def _late_date(
    document: Document, signed_at: int | None, head: Zone, doc_type: str | None, lexicon: Lexicon
) -> Dated | None:
    """A date that stands elsewhere: above the signature, or in the first sentence of minutes."""
    if signed_at is not None:
        above = zone_before(document, signed_at, 3)
        found = find_date(above, lexicon)
        if found and found.place and found.span.start > head.start + 200:
            return found
    if doc_type == "Biên bản":
        for line in head.lines:
            if _MEETS.match(line.folded):
                found = find_date(head.part(line.start, line.end + 120), lexicon, in_sentence=True)
                if found and found.value:
                    return Dated(found.value, None, found.span, found.cut)
    return None


def _issuer(box: Box, dated: Dated | None, opening: str, closing: str, lexicon: Lexicon) -> str | None:
    """The issuing body; a name that stops at the level ("UBND xã") is completed from the text or the place line."""
    text = "\n".join((dated.place if dated and dated.place else "", opening, closing))
    folded = fold(text)
    said = _said(opening, closing, lexicon)
    if not box.bodies:
        return _completed(said, dated, lexicon) if said else None
    joint = box.number is not None and _JOINT.match(fold(box.number.symbol)) is not None
    issuer = body_name(box.bodies[0 if joint else -1], text, folded)
    front = lexicon.pattern("header_front_folded").match(fold(issuer))
    if front:
        standing = front["organ"] or (box.number and box.number.symbol.endswith("BTT"))
        unit = lexicon.pattern("admin_unit").search(issuer)
        of_unit = f" {unit_name(unit.group(), text, folded)}" if unit else ""
        front_name = "UBMTTQ" if "ubmttq" in fold(issuer) else "Ủy ban MTTQ"
        return f"{'Ban Thường trực ' if standing else ''}{front_name} Việt Nam{of_unit}"
    if _nameless(issuer, lexicon):
        if said and fold(said).startswith(fold(issuer)) and not _nameless(said, lexicon):
            return said
        return _completed(issuer, dated, lexicon)
    named = _with_unit(issuer, box.bodies, text, folded, lexicon)
    standing = box.number is not None and "TTHĐND" in box.number.symbol and named.startswith("Hội đồng nhân dân ")
    return f"Thường trực HĐND {named.removeprefix('Hội đồng nhân dân ')}" if standing else named


# Papers of several issuers; the first one of the box is given.
_JOINT = regex.compile(r"(?:nqlt|ttlt|khlt|qdlt|hdlt|ctrph|ctph|qcph|khph|ctrlt)(?![a-z])")


def _as_said(issuer: str | None, text: str) -> str | None:
    """ "Hội đồng nhân dân xã Tân Lập" as "HĐND xã Tân Lập" where the text calls it so."""
    full, short = "Hội đồng nhân dân ", "HĐND "
    if issuer is None or not issuer.startswith(full):
        return issuer
    brief = short + issuer.removeprefix(full)
    return brief if brief in text else issuer


def _said(opening: str, closing: str, lexicon: Lexicon) -> str | None:
    """The body that says of itself that it reports or plans; named bodies and plain words of reporting come first."""
    sentence, ending = lexicon.pattern("header_issuer_sentence"), lexicon.pattern("header_issuer_closing")
    found = [match for text in (opening, closing) for match in sentence.finditer(text)]
    ranked = [
        (_nameless(match["issuer"], lexicon) is not None, match["strong"] is None, match["issuer"]) for match in found
    ]
    ranked += [
        (_nameless(match["issuer"], lexicon) is not None, True, match["issuer"]) for match in ending.finditer(closing)
    ]
    return squeeze(min(ranked, key=lambda one: one[:2])[2]) if ranked else None


def _attached(head: Zone, box: Box, lexicon: Lexicon) -> str | None:
    """The body that sent the paper to which an annex belongs, where the annex comes alone."""
    match = lexicon.pattern("header_issuer_attached").search(head.text) if box.number is None else None
    return squeeze(match["issuer"]) if match else None


def _nameless(name: str, lexicon: Lexicon) -> regex.Match[str] | None:
    """Whether a body's name stops at its level ("UBND", "UBND xã")."""
    return lexicon.pattern("header_nameless_folded").fullmatch(fold(squeeze(name)))


def _completed(issuer: str, dated: Dated | None, lexicon: Lexicon) -> str:
    """ "UBND xã" with the place line "Tân Lập, ngày ..." is "UBND xã Tân Lập"."""
    match = _nameless(issuer, lexicon)
    if match is None or dated is None or not dated.place:
        return issuer
    level = match["level"]
    if level and fold(dated.place).startswith(level + " "):
        return issuer[: match.start("level")] + dated.place
    return f"{issuer} {dated.place}"


def _with_unit(issuer: str, bodies: tuple[str, ...], text: str, folded: str, lexicon: Lexicon) -> str:
    """A body whose name has no unit gets that of the body above it: many districts have a "Phòng Nội vụ"."""
    unit = lexicon.pattern("admin_unit")
    if unit.search(issuer) or fold(issuer).startswith("bo "):
        return issuer
    for body in reversed(bodies[:-1]):
        match = unit.search(body)
        if match:
            return f"{issuer} {match.group() if is_caps(issuer) else unit_name(match.group(), text, folded)}"
    return issuer
