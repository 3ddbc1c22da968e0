"""What a scan's letters were where only one reading is a word or a number: "nghè0", "¡2", "quý HI", row "H" behind "I".

Only signs that stand for nothing else are touched; a figure that may be another one stays as it was read.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from reportparse.text.syllable import is_syllable

_ZERO = regex.compile(r"(?<=\p{L}{2})0(?!\d)|(?<!\d)0(?=\p{Ll}{2})")
_ONE = regex.compile(r"[¡](?=\d)|(?<=\d)[¡]")
_LOST = regex.compile(r"(?P<figure>\d+(?:\.\d{3})*),")  # a speck behind a whole number in a cell of its own
_QUARTER = regex.compile(r"quý", regex.IGNORECASE)
_STROKES = regex.compile(r"(?P<numeral>[IH]{1,3})(?P<end>[.,;:)]?)")
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_LIKE = regex.compile(r"[IVXH]{1,4}\.?")
_LETTER = regex.compile(r"[A-GK-UYZĐ]\.?")  # rows with letters for numbers: "H" is one of them
_LONGEST = 3


def word(text: str, before: str = "") -> str:
    """A word as it was printed; `before` is the word that stands before it."""
    text = _ONE.sub("1", _ZERO.sub("o", text))
    strokes = _STROKES.fullmatch(text) if _QUARTER.fullmatch(before) and "H" in text else None
    if strokes is not None:
        # "HII" has three strokes beside each other, one of them with a bar; of two letters one stands for two strokes.
        numeral = strokes["numeral"].replace("H", "I" if len(strokes["numeral"]) == _LONGEST else "II")
        return numeral + strokes["end"] if len(numeral) <= _LONGEST else text
    return text


def goes_on(text: str, before: str) -> bool:
    """Whether a word of a cell is the end of the one before, which a narrow cell has broken: "nghè", then "0"."""
    return text in ("o", "0", "O") and len(before) > 1 and is_syllable(f"{before.lower()}o")


def cell(text: str) -> str:
    """The only word of a table cell as it was printed."""
    lost = _LOST.fullmatch(text)
    return lost["figure"] if lost else text


def numerals(texts: Sequence[str]) -> list[str]:
    """The cells of a column that numbers rows, those that were read as other Roman numerals put right.

    Rows are numbered one after the other; where some numeral is none ("H", two strokes), the order says what they are.
    """
    places = [number for number, text in enumerate(texts) if _LIKE.fullmatch(text)]
    found = [texts[number].rstrip(".") for number in places]
    first = found[0].replace("H", "II") if found else ""
    if "H" not in "".join(found) or first not in _ROMANS or any(_LETTER.fullmatch(text) for text in texts):
        return list(texts)
    made = list(texts)
    for number, numeral in zip(places, _ROMANS[_ROMANS.index(first) :], strict=False):
        made[number] = numeral + ("." if texts[number].endswith(".") else "")
    return made
