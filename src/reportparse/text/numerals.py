"""Written figures to values, after Vietnamese practice: "." between thousands, "," before decimals.

Luật Kế toán 88/2015/QH13, Điều 11 fixes that practice; reports also follow spreadsheets (the other way round) and
slip. A figure that is not well formed keeps its text, is marked, and gets a value only where one reading stands out.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from reportparse.text.fold import fold

# No figure of a report has more digits; one that does is a code or a damaged file, and sums with it would overflow.
_LONGEST = 40

NumberKind = Literal["count", "money", "scaled", "percent"]


@dataclass(frozen=True, slots=True)
class Number:
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
    may have them. A dot before three digits separates thousands, but not in a percentage.
    """
    token = written.strip().replace(" ", "")
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
    return _grouped(groups)


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
_FILLERS = {"linh", "le", "chan", "dong", "va"}


def read_words(words: str) -> int | None:
    """The number said by Vietnamese words ("hai tỷ ba trăm linh năm triệu đồng"), None where they say none.

    Groups of 10^9 may repeat ("một nghìn hai trăm tỷ"), inner zero groups may be spoken or not.
    """
    total = group = 0
    pending: int | None = None
    seen = False
    for word in fold(words).replace("viet nam", " ").replace(",", " ").replace(".", " ").replace("/", " ").split():
        if word in _DIGITS:
            group, pending = group + (pending or 0), _DIGITS[word]
        elif word == "muoi":
            # "mười" starts a number of ten, "mươi" follows its digit; folded they are one word.
            group, pending = group + (10 if pending is None else pending * 10), None
        elif word == "tram":
            group, pending = group + (pending or 0) * 100, None
        elif word == "ruoi" and seen:
            return total + _last_scale(words) // 2
        elif word in _SCALES:
            group += pending or 0
            scale = _SCALES[word]
            total = (total + group) * scale if scale == 10**9 else total + group * scale
            group, pending = 0, None
        elif word not in _FILLERS:
            return None
        seen = True
    if not seen:
        return None
    return total + group + (pending or 0)


def _last_scale(words: str) -> int:
    scales = [_SCALES[word] for word in fold(words).split() if word in _SCALES]
    return scales[-1] if scales else 0
