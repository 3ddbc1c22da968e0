"""Names of bodies and places: from the capitals of a header box to the way running text writes them."""

from __future__ import annotations

import regex

from reportparse.text.fold import fold, squeeze

LEVEL_WORDS = ("xã", "phường", "thị trấn", "đặc khu", "huyện", "quận", "thị xã", "thành phố", "tỉnh")
_BODIES = {
    "ubnd": "UBND",
    "uy ban nhan dan": "UBND",
    "hdnd": "HĐND",
    "hoi dong nhan dan": "Hội đồng nhân dân",
    "dang uy": "Đảng ủy",
    "dang bo": "Đảng bộ",
    "huyen uy": "Huyện ủy",
    "tinh uy": "Tỉnh ủy",
    "thanh uy": "Thành ủy",
    "thi uy": "Thị ủy",
    "quan uy": "Quận ủy",
}
_BODY = regex.compile(rf"({'|'.join(sorted(_BODIES, key=len, reverse=True))})(?:\s+|$)")
_LEVEL = {fold(word): word for word in LEVEL_WORDS}
_LEVEL_START = regex.compile(rf"({'|'.join(sorted(_LEVEL, key=len, reverse=True))})\s+(?=\S)")
_WORD = regex.compile(r"\p{L}+")


def is_caps(text: str) -> bool:
    """Whether there are letters and nearly all of them are capitals."""
    capitals = sum(map(str.isupper, text))
    return capitals > 0 and capitals >= 0.8 * sum(map(str.isalpha, text))


def as_written(name: str, text: str, folded: str) -> str | None:
    """How `text` (its folded form given) writes `name` in small letters with capitals, None where it does not."""
    wanted = fold(squeeze(name))
    at = folded.find(wanted)
    while at >= 0:
        found = text[at : at + len(wanted)]
        edges = folded[at - 1 : at] + folded[at + len(wanted) : at + len(wanted) + 1]
        if not is_caps(found) and found[:1].isupper() and not any(ch.isalnum() for ch in edges):
            return found
        at = folded.find(wanted, at + 1)
    return None


def proper_name(name: str, text: str = "", folded: str | None = None) -> str:
    """A proper name in its usual letters: as `text` writes it, else each word with a capital ("ĐẮK HÀ" to "Đắk Hà")."""
    name = squeeze(name)
    if not is_caps(name) or name.isdigit():
        return name
    found = as_written(name, text, fold(text) if folded is None else folded)
    return found or _WORD.sub(lambda match: match.group().capitalize(), name)


def unit_name(name: str, text: str = "", folded: str | None = None) -> str:
    """ "XÃ TÂN LẬP" to "xã Tân Lập"; a numbered ward keeps its capital, "Phường 2", as it is written everywhere."""
    match = _LEVEL_START.match(fold(name))
    if match is None and is_caps(name) and fold(squeeze(name)) in _LEVEL:
        return _LEVEL[fold(squeeze(name))]
    if match is None:
        return proper_name(name, text, folded)
    rest = squeeze(name[match.end() :])
    if not is_caps(name[: match.start(1)] + name[match.start(1) : match.end(1)]):
        return squeeze(name)
    level = _LEVEL[match.group(1)]
    return f"{level.capitalize() if rest.isdigit() else level} {proper_name(rest, text, folded)}"


def body_name(name: str, text: str = "", folded: str | None = None) -> str:
    """The issuing body in the letters of running text where that is safe: "ỦY BAN NHÂN DÂN XÃ X" to "UBND xã X".

    A body whose inner capitals cannot be known ("PHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI") is given as the text
    writes it elsewhere, else as it stands.
    """
    name = squeeze(name)
    match = _BODY.match(fold(name))
    if match is None:
        return (as_written(name, text, fold(text) if folded is None else folded) or name) if is_caps(name) else name
    rest = name[match.end() :]
    if not is_caps(name) and match.group(1) != "uy ban nhan dan":
        return name
    return squeeze(f"{_BODIES[match.group(1)]} {unit_name(rest, text, folded) if rest else ''}")
