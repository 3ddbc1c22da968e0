"""What a column holds, from its head, its unit and the look of its cells: money, percentages, counts, words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import regex

from reportparse.lexicon import Lexicon
from reportparse.structure.units import MoneyUnit, money_unit
from reportparse.text.fold import fold
from reportparse.text.numerals import is_thousands

ColumnKind = Literal["index", "label", "unit", "percent", "money", "count", "text"]
NUMBER_CELL = regex.compile(r"[-–+(]?\s?\d+(?:[.,]\d+)*\s?%?\)?(?:\s\(\d+(?:[.,]\d+)?\s?%\))?")
INDEX_CELL = regex.compile(
    r"(?P<part>[A-H])|(?P<roman>[IVX]{1,5})|(?P<number>\d{1,3})|(?P<decimal>\d{1,2}(?:\.\d{1,2})+)|(?P<letter>[a-zđ])|(?P<sign>[-+*•])"
)
INDEX_END = regex.compile(r"[.)\s]*$")
_BLANK = regex.compile(r"[-–—.…xX\s]*")
_GROUPED = regex.compile(r"\d{1,3}(?:[.,]\d{3})+")
_FULL_DONG = regex.compile(r"\d{1,3}(?:[.,]\d{3}){2,}|\d{7,}")
_DIGITS, _DASHES = regex.compile(r"\d+"), regex.compile(r"^[-–—_.|\s]{2,}")
_ENDS_PERCENT = regex.compile(r"%\s*\)?\s*$")
_ORDINAL = regex.compile(r"\d{1,4}")
_CODE, _FEWEST_CODES = regex.compile(r"\d{3,6}"), 6
_RATIO = regex.compile(r"\(?\d{1,2}\)?\s?=\s?\(?\d{1,2}\)?\s?[/:]\s?\(?\d{1,2}\)?(?:\s?[*x]?\s?100)?\s?%?\)?")
_COMMA_GROUPS = regex.compile(r"-?\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?|-?\d{1,3},\d{3}\.\d+")


def number_cell(cell: str) -> bool:
    """Whether a cell holds a figure and nothing else."""
    return bool(cell) and NUMBER_CELL.fullmatch(cell) is not None


def comma_grouped(matrix: Sequence[Sequence[str]]) -> bool:
    """Whether a table has commas between its thousands, as spreadsheets export them: one sure cell says so for all."""
    return any("," in cell and _COMMA_GROUPS.fullmatch(cell) for row in matrix for cell in row)


def numbers_columns(cells: Sequence[str], formula_cell: regex.Pattern[str]) -> bool:
    """Whether a row numbers the columns: "A | B | 1 | 2=3+4 | 3".

    A scan misreads some of its cells ("3 | 3 | 4", "—— 6"): behind the letters of the first columns, or where nearly
    all count on by one, they number columns still.
    """
    filled = [_DASHES.sub("", cell) for cell in cells if _DASHES.sub("", cell)]
    letters = [cell for cell in filled if len(cell) == 1 and cell.isalpha()]
    numbered = [cell for cell in filled if formula_cell.match(cell)]
    numbers = [int(found.group()) for cell in numbered if (found := _DIGITS.search(cell))]
    steps = [after - before for before, after in pairwise(numbers)]
    if len(filled) < 3 or not numbers or numbers[0] > 3:
        return False
    if len(letters) + len(numbered) == len(filled) and all(1 <= step <= 3 for step in steps):
        return True
    rising = len(steps) >= 2 and all(0 <= step <= 3 for step in steps)
    if filled[0] == "A" and filled[1] in ("B", "1"):
        return rising and all(len(cell) <= 2 for cell in filled if cell not in numbered)
    return len(numbered) == len(filled) and rising and 3 * steps.count(1) >= 2 * len(steps) and len(steps) >= 3


def percent_in_thousands(cells: Sequence[str]) -> bool:
    """Whether "4.418" in a column of percentages is more than a thousand: a rare one among figures without a point."""
    written = [cell.rstrip("% ").lstrip("-–+( ") for cell in cells if number_cell(cell)]
    others = [cell for cell in written if not is_thousands(cell)]
    return len(written) - len(others) <= len(others) and not any("." in cell.partition(",")[0] for cell in others)


def column_kind(
    index: int, header: str, body: Sequence[str], unit: str, lexicon: Lexicon, formula: str = ""
) -> tuple[ColumnKind, MoneyUnit | None]:
    """Kind of a column and the unit of its money. `body` are its cells with text, `unit` that of the whole table.

    `formula` is what the row of column numbers says of it ("6=5/4").
    """
    last = header.rsplit(" / ", 1)[-1]
    figures = [cell for cell in body if number_cell(cell)]
    if lexicon.pattern("index_column").match(last) or (index == 0 and body and _mostly_index(body)):
        return "index", None
    if lexicon.pattern("unit_column").match(last) and (fold(last) != "don vi" or _are_units(body, lexicon)):
        return "unit", None
    if not header and body and all(lexicon.pattern("row_unit").fullmatch(cell) for cell in body):
        return "unit", None
    if lexicon.pattern("time_column").fullmatch(last) and all(_ORDINAL.fullmatch(cell) for cell in figures):
        return "label", None
    if not figures or 2 * len(figures) < sum(1 for cell in body if not _BLANK.fullmatch(cell)):
        return ("label" if index <= 1 else "text"), None
    if not header and index <= 1 and _are_codes(figures):
        return "index", None
    if _is_percent(header, figures, formula, lexicon):
        return "percent", None
    own = money_unit(header, lexicon)
    if own is not None:
        return "money", own
    said = _said(header, lexicon)
    shared = money_unit(f"({unit})", lexicon) or money_unit(unit, lexicon)
    if shared is not None and said != "count":
        return "money", shared
    if said == "money" and not unit and all(_FULL_DONG.fullmatch(cell) for cell in figures if cell.strip("0")):
        # "Số tiền" over 5.000.000 and nothing else said: figures of millions are in full đồng.
        return "money", MoneyUnit("đồng", 1)
    return ("count" if said != "money" else "text"), None


def _are_units(body: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether the cells under "Đơn vị" are units, not names of bodies: units come again or are known."""
    known = sum(1 for cell in body if lexicon.pattern("row_unit").fullmatch(cell))
    return 2 * len(set(body)) <= len(body) or 2 * known > len(body)


def _are_codes(figures: Sequence[str]) -> bool:
    """Whether figures under no head are the codes by which a program knows its rows ("2241", "2242", "2247").

    Codes are given one after the other, so that nearly all of them have a neighbour; counts of anything have not.
    """
    if len(figures) < _FEWEST_CODES or not all(_CODE.fullmatch(cell) for cell in figures):
        return False
    codes = sorted({int(cell) for cell in figures})
    neighbours = sum(1 for before, after in pairwise(codes) if after == before + 1)
    return len(codes) == len(figures) and 4 * neighbours >= 3 * (len(codes) - 1)


def _is_percent(header: str, figures: Sequence[str], formula: str, lexicon: Lexicon) -> bool:
    """Whether the head, or the sign in most cells, says per cent; a comparison may also be a difference of money."""
    *groups, last = header.split(" / ")
    if 2 * sum(1 for cell in figures if cell.endswith("%")) > len(figures):
        return True
    if money_unit(last, lexicon):
        return False
    percent = lexicon.pattern("percent_header")
    if percent.search(last):
        return True
    if any(
        (percent.match(group) or _ENDS_PERCENT.search(group)) and not money_unit(group, lexicon) for group in groups
    ):
        return True
    if any(map(_GROUPED.search, figures)):
        return False
    if lexicon.pattern("difference_header").search(last):
        return False
    compared = lexicon.pattern("compared_header")
    return _RATIO.fullmatch(formula) is not None or any(compared.search(words) for words in (last, *groups))


def _said(header: str, lexicon: Lexicon) -> ColumnKind | None:
    """What the words of a head say, the lowest head first: "Số hộ vay vốn" counts, "Vốn hỗ trợ hộ nghèo" is money."""
    for words in reversed(header.split(" / ")):
        money = lexicon.pattern("money_header").search(words)
        count = lexicon.pattern("count_header").search(words)
        priced = lexicon.pattern("price_header").search(words)
        if priced or (money and (not count or money.start() < count.start())):
            return "money"
        if count:
            return "count"
    return None


def _mostly_index(body: Sequence[str]) -> bool:
    marked = sum(1 for cell in body if INDEX_CELL.fullmatch(INDEX_END.sub("", cell)))
    return 2 * marked > len(body)
