"""Values of spreadsheet cells as people see them in Vietnam: 1.234.567, 12,5%, 05/08/2024.

A number format has up to four sections (positive; negative; zero; text). Colours, widths and conditions of a section
change nothing in the words and are left out. Signs follow Vietnamese use: "." between thousands, "," before decimals.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache

import regex

_SIGNIFICANT = ".15g"  # digits that a spreadsheet keeps of a number
_GENERAL = ".10g"  # digits that fit a cell without a format
_MAX_DECIMALS = 15
_MAX_DIGITS = 20  # before the decimal sign; what is larger is no figure of a report
_MAX_PERCENTS = 2
_EXACT = Context(prec=_MAX_DIGITS + 2 * _MAX_PERCENTS + _MAX_DECIMALS + 2)
# What a section is made of: quoted words, escaped signs, currencies, colours and conditions, widths, placeholders.
_TOKEN = regex.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.'
    r"|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*)?|\.[0#?]+)(?P<scale>,*)|(?P<exponent>[Ee][+-])|(?P<plain>.)",
    regex.DOTALL,
)
_TIME = regex.compile(r"(?i)h|s|AM/PM")
_QUOTED = regex.compile(r'"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]', regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands in a cell; `rounded` where the number behind it has digits that are not shown."""

    text: str
    rounded: bool = False


@dataclass(frozen=True, slots=True)
class _Section:
    """One section of a format: the words before and after the digits, and how the digits are written."""

    before: str = ""
    after: str = ""
    digits: bool = False
    whole: int = 0  # digits before the decimal sign that are always shown
    fewest: int = 0  # decimals that are always shown
    most: int = 0
    grouped: bool = False
    percents: int = 0
    thousands: int = 0
    plain: bool = False  # written without a format: fractions, powers of ten


def number_text(value: int | float, number_format: str) -> Shown:
    """A number as its format shows it."""
    if number_format == "General" or not number_format:
        return _general(value)
    try:
        number = Decimal(format(value, _SIGNIFICANT))
    except (InvalidOperation, OverflowError):
        return Shown(str(value))
    if not number.is_finite():
        return Shown(str(value))
    sections = _sections(number_format)
    chosen, sign = _choose(sections, number)
    if chosen.plain or number.adjusted() > _MAX_DIGITS:
        return _general(value)
    return _written(abs(number), chosen, sign)


def date_text(value: datetime | date | time | timedelta, number_format: str) -> str:
    """A date or time in the order that Vietnamese use, with the parts that its format shows."""
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")
    code = _QUOTED.sub("", number_format).lower()
    parts = []
    if not isinstance(value, time):
        timed = _TIME.search(code) is not None
        day, year = "d" in code, "y" in code
        month = "m" in code if not timed else day or year
        shown = [(day, "%d"), (month, "%m"), (year, "%Y")]
        parts.append("/".join(part for wanted, part in shown if wanted) or ("" if timed else "%d/%m/%Y"))
        if timed and isinstance(value, datetime):
            parts.append("%H:%M")
    else:
        parts.append("%H:%M")
    return value.strftime(" ".join(part for part in parts if part))


def _general(value: int | float) -> Shown:
    if isinstance(value, int):
        return Shown(str(value))
    shown = format(value, _GENERAL)
    try:
        number = Decimal(shown)
    except InvalidOperation:
        return Shown(str(value))
    if not number.is_finite() or number.adjusted() > _MAX_DIGITS:
        return Shown(shown)
    text = f"{number.normalize():f}"
    return Shown("0" if text in ("-0", "") else text.replace(".", ","))


def _choose(sections: tuple[_Section, ...], number: Decimal) -> tuple[_Section, str]:
    """The section for a number, and the sign to write before it: a negative number's own section has none."""
    if number < 0:
        return (sections[1], "") if len(sections) > 1 else (sections[0], "-")
    if number == 0 and len(sections) > 2:
        return sections[2], ""
    return sections[0], ""


def _written(number: Decimal, section: _Section, sign: str) -> Shown:
    if not section.digits:
        return Shown((section.before + section.after).strip())
    scaled = number.scaleb(2 * section.percents - 3 * section.thousands)
    rounded = scaled.quantize(Decimal(1).scaleb(-section.most), ROUND_HALF_UP, _EXACT)
    whole, _, decimals = f"{rounded:f}".partition(".")
    while len(decimals) > section.fewest and decimals.endswith("0"):
        decimals = decimals[:-1]
    whole = whole.lstrip("0").rjust(section.whole, "0")
    if section.grouped:
        whole = f"{int(whole):,}".replace(",", ".").rjust(len(whole), "0") if whole else ""
    digits = whole + ("," + decimals if decimals else "")
    text = (section.before + digits + section.after).strip()
    minus = sign if rounded else ""
    return Shown(minus + text, rounded=rounded != scaled)


@lru_cache(maxsize=512)
def _sections(number_format: str) -> tuple[_Section, ...]:
    parts: list[str] = [""]
    for match in _TOKEN.finditer(number_format):
        if match["plain"] == ";":
            parts.append("")
        else:
            parts[-1] += match.group()
    return tuple(_section(part) for part in parts)


def _section(code: str) -> _Section:
    words = ["", ""]
    digits = ""
    percents = thousands = 0
    for match in _TOKEN.finditer(code):
        if match["exponent"] or (match["digits"] and digits and match["plain"] is None):
            return _Section(plain=True)
        if match["digits"]:
            digits, thousands = match["digits"], len(match["scale"])
            continue
        sign = match["quoted"] or match["escaped"] or match["currency"] or match["plain"] or ""
        if match["plain"] == "%":
            percents += 1
        elif (match["plain"] == "/" and digits) or code.strip().lower() in ("general", "@"):
            return _Section(plain=True)
        words[1 if digits else 0] += sign
    trailing = len(digits) - len(digits.rstrip(","))
    whole, _, decimals = digits.rstrip(",").partition(".")
    return _Section(
        before=words[0],
        after=words[1],
        digits=bool(digits.strip("?,")),
        whole=whole.count("0"),
        fewest=min(decimals.count("0"), _MAX_DECIMALS),
        most=min(len(decimals), _MAX_DECIMALS),
        grouped="," in whole,
        percents=min(percents, _MAX_PERCENTS),
        thousands=thousands + trailing,
    )
