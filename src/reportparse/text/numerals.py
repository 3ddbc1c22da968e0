"""Written figures to values, after Vietnamese practice: "." between thousands, "," before decimals.

Luật Kế toán 88/2015/QH13, Điều 11 fixes that practice; reports also follow spreadsheets (the other way round) and
slip. A figure that is not well formed keeps its text, is marked, and gets a value only where one reading stands out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from reportparse.text.fold import fold

# No figure of a report has more digits; one that does is a code or a damaged file, and sums with it would overflow.
_LONGEST = 40
# "1.725. 280": a space where only a dot should stand.
_BROKEN = re.compile(r"\.\s|\s\.")
_THOUSANDS = re.compile(r"[1-9]\.\d{3}")

NumberKind = Literal["count", "money", "scaled", "percent"]


class Number(NamedTuple):
    """A figure read from its digits. `decimals` counts the stated digits after the decimal sign."""

    value: Decimal | None
    decimals: int = 0
    malformed: bool = False

    @property
    def ulp(self) -> Decimal:
        """Worth of the last stated digit."""
        return Decimal(1).scaleb(-self.decimals)


def read_number(written: str, kind: NumberKind) -> Number:
    """Read a token of digits, dots and commas.

    `kind` decides what a lone separator means: counts of things and amounts in full đồng ("count", "money") have no
    decimals, so that "500,000" is half a million; figures before a magnitude ("scaled": "7,229 tỷ") and percentages
    may have them. A dot before three digits separates thousands, in a percentage only where its reader knows so
    (`is_thousands`). A space beside a dot ("1.725. 280") marks the figure malformed.
    """
    token = written.strip().replace(" ", "")
    if token != written.strip() and _BROKEN.search(written):
        return read_number(token, kind)._replace(malformed=True)
    if len(token) > _LONGEST or not token[:1].isdigit():
        return Number(None, malformed=True)
    if token.isdigit():
        return Number(Decimal(token))
    dots, commas = token.count("."), token.count(",")
    if dots and commas:
        decimal_sign = "," if token.rfind(",") > token.rfind(".") else "."
        whole, _, fraction = token.rpartition(decimal_sign)
        if decimal_sign in whole:
            return Number(None, malformed=True)
        return _joined(whole.replace(",", "."), fraction)
    groups = token.split("." if dots else ",")
    if len(groups) == 2 and dots and len(groups[0]) > 3 and len(groups[1]) <= 2:
        # "412204.00" is how software exports a figure: no grouping, a point before the decimals.
        return Number(Decimal(token), len(groups[1]))
    if len(groups) == 2 and _is_decimal(groups, kind, comma=bool(commas)):
        return Number(Decimal(f"{groups[0]}.{groups[1]}"), len(groups[1]))
    if kind == "scaled" and dots and len(groups[-1]) <= 2 and (head := _grouped(groups[:-1])).value is not None:
        # "1.234.5 triệu": nobody writes groups of thousands so; the last dot stands for a comma.
        return Number(Decimal(f"{head.value}.{groups[-1]}"), len(groups[-1]), malformed=True)
    return _grouped(groups)


def is_thousands(percentage: str) -> bool:
    """Whether a percentage may have its dot between thousands ("1.084%"): one digit, no nought, before three."""
    return _THOUSANDS.fullmatch(percentage.strip()) is not None


def _is_decimal(groups: list[str], kind: NumberKind, *, comma: bool) -> bool:
    fraction = len(groups[1])
    if kind == "percent":
        return True
    if kind == "scaled":
        return comma or fraction != 3 or groups[0] == "0"
    if comma:
        return fraction in (1, 2)
    return fraction in (1, 2) and kind == "count"


def _joined(whole: str, fraction: str) -> Number:
    head = _grouped(whole.split("."))
    if head.value is None:
        return head
    return Number(Decimal(f"{head.value}.{fraction}"), len(fraction), head.malformed)


def _grouped(groups: list[str]) -> Number:
    """A number in groups of three digits; a group that is too long or too short marks it malformed."""
    first, *rest = groups
    if not all(group.isdigit() for group in groups):
        return Number(None, malformed=True)
    if len(first) <= 3 and all(len(group) == 3 for group in rest):
        return Number(Decimal("".join(groups)))
    if all(len(group) % 3 == 0 for group in rest):
        # A separator is missing ("1265.000", "1.265000"); the digits are all there.
        return Number(Decimal("".join(groups)), malformed=True)
    if len(rest) == 1:
        # One separator and no group of three: thousands and decimals are equally likely.
        return Number(_mended(groups) if rest[0].strip("0") == "" and len(rest[0]) == 4 else None, malformed=True)
    return Number(_mended(groups), malformed=True)


def _mended(groups: list[str]) -> Decimal | None:
    """The reading in which every group has three digits, where only zeros need to be added or taken away."""
    mended = [groups[0]]
    for group in groups[1:]:
        if len(group) > 3 and group.strip("0") == "":
            mended.append("000")
        elif len(group) > 3 and group[3:].strip("0") == "":
            mended.append(group[:3])
        elif len(group) in (2, 1) and group.strip("0") == "" and group is groups[-1]:
            mended.append("000")
        elif len(group) == 3:
            mended.append(group)
        else:
            return None
    return Decimal("".join(mended)) if len(groups[0]) <= 3 else None


_DIGITS = {
    "khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "nham": 5, "sau": 6, "bay": 7,
    "tam": 8, "chin": 9,
}  # fmt: skip
_SCALES = {"nghin": 10**3, "ngan": 10**3, "trieu": 10**6, "ty": 10**9, "ti": 10**9}
_ZERO_TENS = {"linh", "le"}
_FILLERS = {"chan", "dong", "va"}
_MARKS = str.maketrans(",./-", "    ")


@dataclass(slots=True)
class _Spoken:
    """The number said so far. `group` holds the hundreds and tens since the last scale, `digit` a digit not yet placed.

    `last` is the worth of the scale said last: what is said behind it without a scale ("một triệu hai") is its tenth.
    """

    total: int = 0
    group: int = 0
    digit: int | None = None
    last: int = 0
    plain: bool = True

    def put_digit(self, digit: int) -> bool:
        """Take a digit; False where one waits already ("hai ba triệu" is no number but a guess)."""
        if self.digit is not None:
            return False
        self.digit = digit
        return True

    def put_tens(self) -> None:
        # "mười" starts a number of ten, "mươi" follows its digit; folded they are one word.
        self.group += 10 if self.digit is None else self.digit * 10
        self.digit, self.last, self.plain = None, 10, False

    def put_hundred(self) -> bool:
        if self.digit is None:
            return False
        self.group += self.digit * 100
        self.digit, self.last, self.plain = None, 100, True
        return True

    def put_scale(self, scale: int) -> bool:
        said = self.group + (self.digit or 0)
        if said == 0 and self.digit is None and not (scale == 10**9 and self.total):
            return False
        self.total = (self.total + said) * scale if scale == 10**9 else self.total + said * scale
        self.group, self.digit, self.last, self.plain = 0, None, scale, True
        return True

    def value(self) -> int:
        digit = self.digit or 0
        if digit and self.plain and self.last >= 100:
            digit *= self.last // 10
        return self.total + self.group + digit


def read_words(words: str) -> int | None:
    """The number said by Vietnamese words ("hai tỷ ba trăm linh năm triệu đồng"), None where they say none.

    Groups of 10^9 may repeat ("một nghìn hai trăm tỷ"), inner zero groups may be spoken or not; "rưỡi" is half of the
    scale before it, and a bare digit behind a scale its tenths ("một triệu hai", "một trăm hai").
    """
    said = _Spoken()
    seen = False
    for word in fold(words).replace("viet nam", " ").translate(_MARKS).split():
        if word in _FILLERS:
            continue
        seen = True
        if word in _DIGITS:
            fits = said.put_digit(_DIGITS[word])
        elif word == "muoi":
            said.put_tens()
            fits = True
        elif word == "tram":
            fits = said.put_hundred()
        elif word in _ZERO_TENS:
            fits, said.plain = said.digit is None, False
        elif word == "ruoi" and said.last:
            return said.value() + said.last // 2 if said.digit is None else None
        else:
            fits = word in _SCALES and said.put_scale(_SCALES[word])
        if not fits:
            return None
    return said.value() if seen else None
