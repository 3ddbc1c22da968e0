"""The text of a table cell from its lines: a word or figure that a narrow cell has broken is made whole again.

A program that sets text breaks a word only where a line cannot hold it, letter by letter: the part of it on a line
stands there alone, and the next letter would not have fitted. Where a line is as full by chance, what the parts are
together and what each is by itself tell whether they are one word.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from operator import itemgetter

import regex

from reportparse.formats.pdf_chars import Line
from reportparse.text.syllable import has_no_vowel, is_syllable

PADDING = 6.0  # points between a cell's side and its text; Word and LibreOffice leave 5.4
_NUMBER = r"[-–+]?\d{1,3}(?:\.\d{3})*(?:,\d+)?"
_PARTED = regex.compile(rf"\(?(?:\d{{1,3}}(?:\.\d{{3}})+(?:,\d+)?|\d+,\d+)\s?%?\)?|\(?{_NUMBER}\s?%\)?")
_DATE = regex.compile(r"(?:\d{1,2}/){1,2}(?:19|20)\d\d")
_YEAR = regex.compile(r"(?:19|20)\d\d")
_GLUE = regex.compile(r"[^\s/+=–-][/+=–&-]$")  # after these a line may end inside a word
_SIGNED = regex.compile(r"[/=]|&\S")  # begins a line inside a word
_EDGES = "()[]\"'“”.,;:*%"
_INSIDE = regex.compile(r"[/.,()+–-]")
_CAPITALS = regex.compile(r"[\p{Lu}&]+")
_VOWELS = frozenset("aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ")
_MOST = 12  # lines of one word; more are a word set downwards
# What a reading costs: no syllable, a letter or two without a vowel, a vowel first, capitals joined, syllables joined.
_UNKNOWN, _LONE, _OPEN, _SHORT, _JOINT = 3.0, 1.0, 0.5, 0.25, 0.05


def cell_text(lines: Sequence[Line], room: float) -> str:
    """The lines of a cell as one; `room` is how long its longest line can be, in points."""
    texts = [line.text.strip() for line in lines]
    full = [_is_full(before, after, room) for before, after in pairwise(lines)]
    worded = any(ch.isalpha() for text in texts for ch in text)
    parts: list[str] = []
    at = 0
    while at < len(texts):
        end = at
        while end < len(full) and end - at < _MOST and full[end] and " " not in texts[end]:
            end += 1
        if end == at:
            parts.append(texts[at])
        else:
            last, *rest = texts[end].split(" ", 1)
            parts += [*_words([*texts[at:end], last], worded=worded), *rest]
        at = end + 1
    return _joined(parts)


def _is_full(before: Line, after: Line, room: float) -> bool:
    """Whether the first letter of the next line would not have fitted on a line."""
    own, following = before.chars, next((char for char in after.chars if not char.text.isspace()), after.chars[0])
    length = max(char.x1 for char in own) - min(char.x0 for char in own)
    return length + (following.x1 - following.x0) > room


def _joined(parts: Sequence[str]) -> str:
    """Parts as one text, a space between two but where a sign ends or begins a line inside a word ("UBND-", "/(3)")."""
    text = ""
    for part in parts:
        text += part if not text or _SIGNED.match(part) or _GLUE.search(text) else f" {part}"
    return text


def _words(parts: Sequence[str], *, worded: bool) -> list[str]:
    """The words that the parts of full lines are, by the reading that costs least; `worded` cells have letters."""

    @cache
    def best(start: int) -> tuple[float, list[str]]:
        if start == len(parts):
            return 0.0, []
        readings = []
        for end in range(start + 1, len(parts) + 1):
            rest_cost, rest = best(end)
            word = "".join(parts[start:end])
            readings.append((_cost(word, end - start - 1, worded=worded) + rest_cost, [word, *rest]))
        return min(readings, key=itemgetter(0))

    return best(0)[1]


def _cost(word: str, joints: int, *, worded: bool) -> float:
    """How unlikely it is that letters are one word; `joints` says how often its parts were put together.

    What may be one word or two ("DT", "TS") is two. Few words begin with a vowel: "lư", "ợt" is one.
    """
    if any(ch.isdigit() for ch in word):
        return _cost_of_figure(word, joints, worded=worded)
    bare = word.strip(_EDGES)
    inner = [part for part in _INSIDE.split(bare) if part]
    if not all(map(is_syllable, inner)) and _CAPITALS.fullmatch(bare):
        return _LONE * (len(bare) == 1) + _SHORT * joints
    unlike = sum(_LONE if has_no_vowel(part) else _UNKNOWN for part in inner if not is_syllable(part))
    return unlike + _JOINT * joints + (_OPEN if bare[:1].lower() in _VOWELS else 0.0)


def _cost_of_figure(word: str, joints: int, *, worded: bool) -> float:
    if not joints:
        return _JOINT
    whole = _PARTED.fullmatch(word) or _DATE.search(word) or (worded and _YEAR.fullmatch(word))
    return -_JOINT if whole else _UNKNOWN * joints
