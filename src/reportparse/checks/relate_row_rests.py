"""What the prose says to be left, missing or in excess of a row of a table: "đất công ích hụt 22.550.000 đồng".

The difference of two amounts of one row (plan and result, receipt and expenditure), told only where it is exact and
either has digits enough to be no chance or stands in a sentence that names the row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

import regex

from reportparse.checks.figures import FigureIndex, Placed
from reportparse.checks.sheet import Sheet
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import Amount

_SAID = regex.compile(
    r"(?<!\p{L})(?:vượt|hụt|thiếu|kém|dư|tồn|còn|chưa|chênh\slệch|thấp\shơn|cao\shơn|(?:giảm|tăng)(?:\sthu)?|kết\sdư|hủy)"
    r"(?:\s\p{L}+){0,5}\s?:?\s?$",
    regex.IGNORECASE,
)
_LEFT_BEHIND = regex.compile(r"\s(?:còn\slại|chưa\s\p{L}+|bị\shủy|hụt|thiếu)", regex.IGNORECASE)
_WORD = regex.compile(r"\p{L}{2,}|\d+")
_COMMON = frozenset(
    {"các", "của", "cho", "đồng", "triệu", "chi", "thu", "vốn", "và", "nguồn", "từ", "năm", "số", "tổng", "cộng"}
)
_CUE, _SENTENCE, _NAMED = 45, 160, 2
_TELLING, _LEAST = 4, 2
_MAX_COLUMNS = 8


class _Rest(NamedTuple):
    """Two amounts of a row, the larger first, and the words of the row's label."""

    high: Term
    low: Term
    words: frozenset[str]


def relate(index: FigureIndex) -> Iterator[Relation]:
    """The rests of rows that the prose tells, in text order."""
    rests: Mapping[Decimal, list[_Rest]] | None = None
    text = index.view.flow.text
    for placed in index.prose if index.sheets else ():
        if placed.measure != "đ" or placed.vague or not _said(text, placed):
            continue
        rests = rests if rests is not None else _rests(index.sheets)
        found = rests.get(placed.figure.quantity.value or Decimal(0), ())
        chosen = _chosen(found, _words(text[max(0, placed.start - _SENTENCE) : placed.start]), _digits(placed))
        if chosen is not None:
            terms = (chosen.high, chosen.low._replace(weight=-1))
            relation = Relation("CHG013", "change", "sum", placed.term, terms, placed.figure.unit)
            yield from [relation] if holds(relation) else []


def _said(text: str, placed: Placed) -> bool:
    before = _SAID.search(text, max(0, placed.start - _CUE), placed.start) is not None
    return before or _LEFT_BEHIND.match(text, placed.end) is not None


def _chosen(found: list[_Rest] | tuple[()], said: frozenset[str], digits: int) -> _Rest | None:
    """The row that the sentence names best; where it names none, the only one there is, if that is no chance."""
    if not found or digits < _LEAST:
        return None
    best = max(found, key=lambda rest: len(rest.words & said))
    if len(best.words & said) >= min(_NAMED, len(best.words) or _NAMED):
        return best
    return best if digits >= _TELLING and len(found) == 1 else None


def _digits(placed: Placed) -> int:
    """How many digits an amount states besides the zeros at its end."""
    return len(str(int(placed.figure.quantity.value or 0)).rstrip("0"))


def _rests(sheets: tuple[Sheet, ...]) -> dict[Decimal, list[_Rest]]:
    """The differences of the amounts of every row, by value."""
    found: dict[Decimal, list[_Rest]] = {}
    for sheet in sheets:
        columns = [column.index for column in sheet.grid.columns]
        for row in sheet.grid.rows:
            amounts = [
                (figure, sheet.by_column(row, column))
                for column in columns
                if isinstance(figure := sheet.figures.get((row.index, column)), Amount) and figure.quantity.value
            ][:_MAX_COLUMNS]
            words = _words(row.label or "")
            for (first, one), (second, other) in combinations(amounts, 2):
                gap = (first.quantity.value or Decimal(0)) - (second.quantity.value or Decimal(0))
                if gap and one is not None and other is not None:
                    high, low = (one, other) if gap > 0 else (other, one)
                    found.setdefault(abs(gap), []).append(_Rest(high, low, words))
    return found


def _words(text: str) -> frozenset[str]:
    return frozenset({word for word in _WORD.findall(text.lower()) if word not in _COMMON})
