"""Normalisation of stored text: one form of every letter, space and line end, with the way back kept.

What is changed, and nothing else: Unicode NFC; carriage returns; spaces of every width become U+0020; zero-width
characters, byte order marks and soft hyphens are dropped; the look-alikes of "-" (U+2010, U+2011, U+2212 ...), of "–"
(U+2014, U+2015 ...) and of "Đ" (U+00D0, U+0189) become the plain character; the lines drawn around tables become "-",
"|" and "+"; what HTML leaves behind for a character ("&nbsp;", "&ndash;") becomes it; form feeds and other control
characters become spaces. Line breaks stay where they are, so that lines count as in the file. Of the marks on one
letter, what goes beyond the thirtieth is one U+FFFD: no script has as many, and sorting them takes the square of their
number.
"""

from __future__ import annotations

import html
import unicodedata
from dataclasses import dataclass

import regex

from reportparse.text.offsets import OffsetMap

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u2028\u2029"
_CONTROLS = "".join(chr(code) for code in [*range(1, 9), 11, 12, *range(14, 32), 127, 0x85])
_ONE_TO_ONE = str.maketrans(
    {
        **dict.fromkeys(_SPACES + _CONTROLS, " "),
        **dict.fromkeys("\u2010\u2011\u2212\ufe63\uff0d", "-"),
        **dict.fromkeys("\u2012\u2014\u2015", "–"),
        **dict.fromkeys("─━┄┅┈┉═", "-"),
        **dict.fromkeys("│┃┆┇┊┋║", "|"),
        **dict.fromkeys("┌┍┎┏┐┑┒┓└┕┖┗┘┙┚┛├┝┠┣┤┥┨┫┬┯┰┳┴┷┸┻┼┿╂╋╒╓╔╕╖╗╘╙╚╛╜╝╞╟╠╡╢╣╤╥╦╧╨╩╪╫╬", "+"),
        "\u2215": "/",
        "\u2044": "/",
        "\u00d0": "Đ",
        "\u0189": "Đ",
        "\u00f0": "đ",
        "\u01a2": "Ư",
        "\u01a3": "ư",
    }
)
_DROPPED = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\x00"
_NEEDS_TRANSLATION = regex.compile(f"[{regex.escape(''.join(map(chr, _ONE_TO_ONE)), special_only=False)}]")
# Entities of HTML; an ampersand that was escaped more than once is one ampersand.
_NAMES = "nbsp|ndash|mdash|quot|apos|lt|gt|hellip|shy|[lr][ds]quo|[lr]aquo"
_ENTITY = rf"&(?:(?:amp|#0?38);)*+(?:{_NAMES}|#\d{{2,5}});|&(?:amp;)++"
_DROPS = regex.compile(rf"[{_DROPPED}]+|\r\n|\r|{_ENTITY}")
_MOST_MARKS = 30  # as in the "stream-safe" text of Unicode (UAX 15)
_PILE = regex.compile(rf"\p{{M}}{{{_MOST_MARKS + 1}}}")
# A letter with its marks, or a lone letter outside the ranges in which NFC changes nothing.
_CLUSTER = regex.compile(r"[^\p{M}]\p{M}+|[^\x00-\u02ff\u1ea0-\u1ef9\u2010-\u2027\u2030-\u205e]")


@dataclass(frozen=True, slots=True)
class Normalized:
    """`text` and the map from its offsets to those of the text it was made from."""

    text: str
    offsets: OffsetMap


def normalize(raw: str) -> Normalized:
    """Return `raw` in normal form with the offset map back to it; normal text comes back unchanged."""
    translated = raw.translate(_ONE_TO_ONE) if _NEEDS_TRANSLATION.search(raw) else raw
    if _DROPS.search(translated) is None:
        return _composed(translated, OffsetMap.identity())
    parts: list[str] = []
    pieces: list[tuple[int, int]] = [(0, 0)]
    length = position = 0
    for match in _DROPS.finditer(translated):
        kept = translated[position : match.start()] + _instead(match.group())
        parts.append(kept)
        length += len(kept)
        position = match.end()
        pieces.append((length, position))
    parts.append(translated[position:])
    return _composed("".join(parts), OffsetMap.from_pieces(pieces))


def composed(text: str) -> str:
    """Text in NFC, however many marks it has, with no map back."""
    return _composed(text, OffsetMap.identity()).text


def leading_dropped(raw: str) -> int:
    """How many characters at the start of `raw` normal text does not keep."""
    return len(raw) - len(raw.lstrip(_DROPPED))


def _instead(found: str) -> str:
    """What stands for a line end, for an entity, or for characters that are dropped."""
    if found[0] == "\r":
        return "\n"
    if found[0] != "&":
        return ""
    character = html.unescape("&" + found.split(";")[-2].removeprefix("&") + ";").translate(_ONE_TO_ONE)
    return "" if character in _DROPPED else character


def _composed(text: str, offsets: OffsetMap) -> Normalized:
    """Text to NFC; `offsets` leads from it to the stored text and is carried over.

    Composition happens within a letter and the marks after it, so only those clusters are rewritten, each with its own
    piece of the map.
    """
    if _PILE.search(text) is None and unicodedata.is_normalized("NFC", text):
        return Normalized(text, offsets)
    parts: list[str] = []
    pieces: list[tuple[int, int]] = [(0, 0)]
    length = position = 0
    for match in _CLUSTER.finditer(text):
        made = unicodedata.normalize("NFC", match.group()[: 1 + _MOST_MARKS])
        made += "\ufffd" if len(match.group()) > 1 + _MOST_MARKS else ""
        if made == match.group():
            continue
        kept = text[position : match.start()]
        parts += (kept, made)
        length += len(kept)
        pieces.append((length, match.start()))
        length += len(made)
        position = match.end()
        pieces.append((length, position))
    parts.append(text[position:])
    return Normalized("".join(parts), OffsetMap.from_pieces(pieces).then(offsets))
