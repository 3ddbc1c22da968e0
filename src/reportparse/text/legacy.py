"""Vietnamese typed in fonts of the 1990s: TCVN3 (ABC), VNI, VISCII and VPS to Unicode, with the way back kept.

Such text is stored as Latin letters that only a font shows as Vietnamese ("Uû ban nh©n d©n", "Soá: 12/QÑ"). The name of
the font says which code it is; where there is none, the text itself has to. The tables are `viparse`'s. Words that
hold a letter only Unicode has (ă, ơ, ạ ...) are Unicode already and never touched.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from itertools import groupby
from typing import Any, Literal

import regex

from reportparse.text.offsets import OffsetMap

Encoding = Literal["tcvn3", "vni", "viscii", "vps"]

_FONTS: tuple[tuple[Encoding, regex.Pattern[str]], ...] = (
    ("tcvn3", regex.compile(r"\.vn|vn.*tcvn3|abc[ _-]", regex.IGNORECASE)),
    ("vni", regex.compile(r"vni[ _-]|vni$", regex.IGNORECASE)),
    ("viscii", regex.compile(r"viscii|vi (?:times|arial|helv)", regex.IGNORECASE)),
    ("vps", regex.compile(r"vps[ _-]", regex.IGNORECASE)),
)
_CAPITALS = regex.compile(r"\.[Vv][Nn][\w ]*H(?=$|[^\w ])")
_SUBSET = regex.compile(r"^[A-Z]{6}\+")
_UNICODE_ONLY = regex.compile(r"[ăđơưĂĐƠƯ\u1ea0-\u1ef9\u0300-\u0309\u0323]")
# Letters of TCVN3 inside words: signs that Vietnamese in Unicode has no use for there.
_TCVN3 = regex.compile(r"(?<=[^\W\d_])[©µ¸¶·¹¨»¾¼½«¬®\u00ad\u2212]|[©®§«\u00ad](?=[^\W\d_])")
# VNI writes a vowel and its mark as two letters: "baùo caùo", "coâng", "ñöôïc".
_VNI = regex.compile(
    r"[aeouyöôAEOUYÖÔ][ùøûõïåäëâáàãêéèúüÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË]|[ñÑ](?=[aeouyöôAEOUYÖÔ])|(?<=[^\W\d_])[öæ](?=[^\W\d_]|\b)"
)
_CONTROL = regex.compile(r"[\x80-\x84\x86-\x9f]")  # without U+0085, a line end
_WORD = regex.compile(r"\S+")
_PIECE = regex.compile(r"\S{1,60}")  # a word is cut where it has no end: looking for its letters takes their square
_SAMPLE = 20_000  # characters that tell the code of a text
_MIN_HITS = 5
_PLAIN = 3  # times as many signs of another code than of the usual one
_GAPS = {"vni": (("aú", "ẳ"), ("AÚ", "Ẳ"))}  # letters that the tables leave out


@dataclass(frozen=True, slots=True)
class FontCode:
    """The code that a font shows; `capitals` where it draws small letters as large ones (".VnTimeH")."""

    encoding: Encoding
    capitals: bool = False


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text in Unicode, the map from its offsets to those of the stored text, and the codes that were converted."""

    text: str
    offsets: OffsetMap
    encodings: tuple[Encoding, ...] = ()


@lru_cache(maxsize=512)
def code_of_font(font: str | None) -> FontCode | None:
    """The code of a font by its name, as Word or a PDF gives it; None for fonts of Unicode and unknown ones."""
    name = _SUBSET.sub("", font or "")
    for encoding, pattern in _FONTS:
        if pattern.match(name):
            return FontCode(encoding, encoding == "tcvn3" and _CAPITALS.match(name) is not None)
    return None


def decode(text: str, code: FontCode) -> str:
    """The text of runs in one such font, in Unicode."""
    return "".join(piece for piece, _ in decoded_pieces(text, code))


def decoded_pieces(text: str, code: FontCode) -> Iterator[tuple[str, int]]:
    """The text of one such font piece by piece, each with the number of stored characters that it was made from."""
    if _UNICODE_ONLY.search(text):  # typed in Unicode under an old font that was left over
        yield text, len(text)
        return
    for made, stored in _cased(_pieces(text, code.encoding), code.encoding):
        yield (made.upper() if code.capitals else made), stored


def _cased(pieces: Iterable[tuple[str, int]], encoding: Encoding) -> Iterator[tuple[str, int]]:
    """The pieces with their capitals made whole where the code loses them."""
    if encoding != "tcvn3":
        yield from pieces
        return
    held = list(pieces)
    text = with_capitals("".join(made for made, _ in held))
    at = 0
    for made, stored in held:
        yield text[at : at + len(made)], stored
        at += len(made)


def with_capitals(text: str) -> str:
    """Text from TCVN3 with its words in capitals made whole: the code has no large letters with tones ("QUYếT địNH").

    A word of one large letter may be the first of a sentence ("Là"): it goes with its neighbours.
    """
    words = list(_WORD.finditer(text))
    large = [_is_large(match.group()) for match in words]
    made: list[str] = []
    end = 0
    for index, match in enumerate(words):
        near = [large[other] for other in (index - 1, index + 1) if 0 <= other < len(large)]
        capital = large[index] or (large[index] is None and near and all(near))
        made += (text[end : match.start()], match.group().upper() if capital else match.group())
        end = match.end()
    return "".join((*made, text[end:]))


def _is_large(word: str) -> bool | None:
    """Whether a word is in capitals as far as its letters without marks tell; None where they do not.

    A symbol ("12/QĐ-UBND") is in capitals wherever it stands and tells nothing of its neighbours.
    """
    plain = [ch for ch in word if ch.isascii() and ch.isalpha()]
    if any(ch.islower() for ch in plain) or any(ch.isdigit() or ch == "/" for ch in word):
        return False
    return True if len(plain) >= 2 else None


def decode_runs(runs: Iterable[tuple[str, FontCode | None]]) -> str:
    """The text of runs, each with the code of its font; a letter may be divided between two runs of one code."""
    parts: list[str] = []
    for code, same in groupby(runs, key=lambda run: run[1]):
        text = "".join(piece for piece, _ in same)
        parts.append(decode(text, code) if code else text)
    return "".join(parts)


def looks_legacy(text: str) -> bool:
    """Whether there are signs of an old code in the text: enough of them, and more than of Unicode."""
    if text.isascii():
        return False
    sample = text[:_SAMPLE]
    hits = max(_count(_TCVN3, sample), _count(_VNI, sample))
    return hits >= _MIN_HITS and hits * 20 > sample.count(" ") and hits > 3 * _count(_UNICODE_ONLY, sample)


def decode_unnamed(text: str) -> Decoded:
    """Text whose fonts say nothing, converted line by line where it is plainly in an old code.

    A file put together from others may hold several codes; a line with letters of Unicode is left alone, and a line
    that does not tell goes with the nearest one that does.
    """
    if text.isascii() or not may_be_legacy(text) or _is_foreign(text):
        return Decoded(text, OffsetMap.identity())
    lines = text.splitlines(keepends=True)
    codes = _codes_of(lines)
    parts: list[str] = []
    starts: list[tuple[int, int]] = [(0, 0)]
    length = source = 0
    for line, encoding in zip(lines, codes, strict=True):
        for made, stored in _cased(_pieces(line, encoding), encoding) if encoding else ((line, len(line)),):
            parts.append(made)
            length += len(made)
            source += stored
            starts.append((length, source))
    found = tuple(sorted({encoding for encoding in codes if encoding}))
    return Decoded("".join(parts), OffsetMap.from_pieces(starts), found)


def _pieces(text: str, encoding: Encoding) -> Iterator[tuple[str, int]]:
    """The text in Unicode piece by piece, each with the number of stored characters that it was made from."""
    position = 0
    for match in _PIECE.finditer(text):
        if match.start() > position:
            yield text[position : match.start()], match.start() - position
        position = match.end()
        word = match.group()
        yield from ((word, len(word)),) if word.isascii() else _of_word(word, encoding)
    if position < len(text):
        yield text[position:], len(text) - position


@lru_cache(maxsize=4096)
def _of_word(word: str, encoding: Encoding) -> tuple[tuple[str, int], ...]:
    made = _convert(word, encoding)
    if len(made) == len(word):
        return ((made, len(word)),)
    # A letter and its marks become one letter: what the word up to here makes tells where each one ends.
    pieces: list[tuple[str, int]] = []
    begun = start = 0
    for end in range(1, len(word) + 1):
        so_far = _convert(word[:end], encoding)
        if len(so_far) > begun and so_far + _convert(word[end:], encoding) == made:
            pieces.append((made[begun : len(so_far)], end - start))
            begun, start = len(so_far), end
    return tuple(pieces)


def _convert(text: str, encoding: Encoding) -> str:
    return str(_viparse("tables").convert(text, _charmap(encoding)))


@lru_cache(maxsize=8)
def _charmap(encoding: Encoding) -> Any:
    known = _viparse("encodings").CHARMAPS[encoding]
    return _viparse("tables").Charmap(encoding, (*_GAPS.get(encoding, ()), *known.pairs))


def _detection(text: str) -> Any:
    """What `viparse` says of a text without fonts: `encoding` and `method`."""
    candidates = _viparse("encodings").AUTO_DETECT_CHARMAPS
    return _viparse("detector").detect_encoding_by_content(text[:_SAMPLE], candidates)


def _viparse(module: str) -> Any:
    """The library is loaded where an old code is met: most files have none, and it costs 60 ms."""
    return import_module(f"viparse.normalize.{module}")


def _codes_of(lines: Sequence[str]) -> list[Encoding | None]:
    """The code of every line, None for Unicode."""
    own = _of_lines(lines)
    strong = [index for index, code in enumerate(own) if code is not None]
    if not strong or any(_CONTROL.search(line) for line in lines):
        only = _by_content("".join(lines))
        return [only if _of_line(line) != "unicode" and not line.isascii() else None for line in lines]
    codes: list[Encoding | None] = []
    for index, line in enumerate(lines):
        code = own[index]
        if code is None and not line.isascii():
            after = bisect_left(strong, index)
            near = strong[max(after - 1, 0) : after + 1]
            code = own[min(near, key=lambda other: abs(other - index))]
        codes.append(None if code == "unicode" else code)
    return codes


def _of_lines(lines: Sequence[str]) -> list[Encoding | Literal["unicode"] | None]:
    """What each line tells of its own code. A line against the run of the file has to be plain."""
    counts = [(_count(_TCVN3, line), _count(_VNI, line)) if not line.isascii() else (0, 0) for line in lines]
    own = [_of_line(line) for line in lines]
    tcvn3 = sum(count for (count, _), code in zip(counts, own, strict=True) if code != "unicode")
    vni = sum(count for (_, count), code in zip(counts, own, strict=True) if code != "unicode")
    usual: Encoding = "tcvn3" if tcvn3 > vni else "vni"
    for index, code in enumerate(own):
        if code not in (None, "unicode", usual):
            for_usual, against = counts[index] if usual == "tcvn3" else counts[index][::-1]
            if against < _PLAIN * max(for_usual, 1):
                own[index] = None
    return own


def _of_line(line: str) -> Encoding | Literal["unicode"] | None:
    if line.isascii():
        return None
    if _UNICODE_ONLY.search(line):
        return "unicode"
    # The ư of TCVN3 is the soft hyphen of Unicode: alone it speaks for neither.
    tcvn3, vni = _count(_TCVN3, line.replace("\u00ad", "")), _count(_VNI, line)
    if max(tcvn3, vni) < 2 or tcvn3 == vni:
        return None
    return "tcvn3" if tcvn3 > vni else "vni"


def _by_content(text: str) -> Encoding | None:
    """The code of a text of which no line tells by itself (VISCII)."""
    found = _detection(text).encoding
    return next((encoding for encoding, _ in _FONTS if encoding == found), None)


def _is_foreign(text: str) -> bool:
    """Whether the text would become Vietnamese letters but no Vietnamese words: another language."""
    return bool(_detection(text).method == "content-not-vietnamese")


def may_be_legacy(text: str) -> bool:
    """Whether some line is plainly in an old code, or letters stand where Unicode has controls, as in VISCII."""
    if text.isascii():
        return False
    return any(_of_line(line) not in (None, "unicode") for line in text.splitlines()) or bool(_CONTROL.search(text))


def _count(pattern: regex.Pattern[str], text: str) -> int:
    return sum(1 for _ in pattern.finditer(text))
