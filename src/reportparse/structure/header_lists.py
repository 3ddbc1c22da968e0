"""Lists of bodies in the header and under the text: addressees ("Kính gửi") and the items of any such list."""

from __future__ import annotations

import regex

from reportparse.lexicon import Lexicon
from reportparse.structure.header_text import Zone
from reportparse.text.fold import squeeze

_PROSE = 90


def find_addressees(zone: Zone, lexicon: Lexicon) -> tuple[tuple[str, ...], int | None]:
    """Who the document is sent to ("Kính gửi"), and where that begins in the document."""
    opens, body = lexicon.pattern("header_addressee_folded"), lexicon.pattern("header_body_folded")
    items: list[str] = []
    start: int | None = None
    for line in zone.lines:
        match = opens.match(line.folded)
        if start is None:
            if match:
                start = line.start
                items += list_items(line.text[match.end() :])
            continue
        bullet = line.text[:1] in _BULLETS
        closed = bool(items) and items[-1].rstrip().endswith(".")
        if line.rule or (closed and not bullet):
            break
        if bullet:
            items += list_items(line.text)
        elif items and not line.gap and line.text[:1].islower() and not items[-1].endswith((";", ",")):
            items[-1] += " " + line.text
        elif items and (line.gap or body.match(line.folded) or len(line.text) > _PROSE):
            break
        elif not items or items[-1].rstrip().endswith((";", ",")):
            items += list_items(line.text)
        else:
            break
    return tuple(item for item in map(clean_item, items) if item), start


_BULLETS = "-–+•▪\uf0b7"
_DASHED = regex.compile(r"(?<=[;,.])\s+[-–+•▪\uf0b7]\s*|^[-–+•▪\uf0b7]\s*")
# "(đã ký)" and the name behind it stand in the other column.
_SIGNED = regex.compile(r"\s*[(\[]\s*(?:đã\s?ký|ký\s?(?:tên|,|và))[^)\]]*[)\]].*$", regex.IGNORECASE)
_LISTED = regex.compile(r";\s+")


def list_items(text: str) -> list[str]:
    """The items of a run-together list: "- Như trên; - Lưu: VT." is two, "Sở Y tế; Sở Nội vụ" too."""
    text = text.strip()
    parts = [part.strip() for part in _DASHED.split(text) if part.strip()]
    if len(parts) == 1 and text[0] not in _BULLETS:
        parts = [part.strip() for part in _LISTED.split(text) if part.strip()]
    return parts


def clean_item(item: str) -> str:
    """An item of a list without its dash, a remark of the signature's column and the punctuation that ends it."""
    return squeeze(_SIGNED.sub("", item)).lstrip(_BULLETS + " ").rstrip(" ;.,:/")
