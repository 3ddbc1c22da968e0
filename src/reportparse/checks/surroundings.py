"""What the rest of a document says for or against one value of a number: restated elsewhere, or of another order.

Reports tell their main figures several times. A value of three telling digits that stands elsewhere too is seldom a
slip, and the value that a failing relation asks for is likelier where the text knows it already.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import regex

from reportparse.checks.numbers import numbers_of
from reportparse.checks.verify import Tried
from reportparse.model.finding import Term
from reportparse.model.quantity import ZERO

_NUMBER = regex.compile(r"(?<![\d.,])\d+(?:[.,]\d+)*")
_GROUPED = regex.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?")
_UNIT = regex.compile(r"\s?(?P<unit>nghìn|ngàn|triệu|tr(?!\p{L})|tỷ|tỉ)")
_WORTH: Mapping[str, int] = {"nghìn": 3, "ngàn": 3, "triệu": 6, "tr": 6, "tỷ": 9, "tỉ": 9}
_TOLD_AGAIN = 0.3
"""The share of figures that a report states more than once."""
_TELLING, _MOST, _NOT_FOUND = 3, 5.0, 0.75
_MONEY, _LARGE, _HUGE = 100_000, 3, 30
_UNLIKELY, _HARDLY = 0.2, 0.02


@dataclass(frozen=True)
class Surroundings:
    """The numbers of a text by value as written, each with where it stands and the power of ten of its unit."""

    places: Mapping[Decimal, Sequence[tuple[int, int]]]
    frequency: Mapping[int, float]
    """How large a share of the values of so many telling digits the text contains: the chance to meet one by chance."""
    largest: Mapping[bool, Decimal]
    """The largest figures of relations that hold: of money, and of other things."""

    @classmethod
    def of(cls, text: str, tried: Sequence[Tried]) -> Surroundings:
        places: dict[Decimal, list[tuple[int, int]]] = defaultdict(list)
        for value, start, worth in _numbers(text):
            places[value].append((start, worth))
        counts: dict[int, int] = defaultdict(int)
        for value in places:
            counts[_telling(value)] += 1
        frequency = {digits: min(1.0, count / (9 * 10.0 ** (digits - 1))) for digits, count in counts.items()}
        largest: dict[bool, Decimal] = {}
        for each in tried:
            if each.reading is None or each.relation.operation == "quotient":
                continue
            for term in numbers_of(each.relation):
                value = term.quantity.value or ZERO
                largest[value >= _MONEY] = max(largest.get(value >= _MONEY, ZERO), value)
        return cls(places, frequency, largest)

    def speaks_for(self, term: Term, value: Decimal, apart: Collection[int]) -> float:
        """How much likelier the text makes it that a number was meant to be `value`, and not what is written.

        `apart`: where numbers stand that count elsewhere, as they are in one relation with it.
        """
        written = _read(term.quantity.written)
        if not written or not term.quantity.value:
            return 1.0
        scale = term.quantity.value / written
        return self._meant(value / scale, apart) / self._meant(written, apart)

    def plausible(self, term: Term, value: Decimal) -> float:
        """Less than 1 where the value is far larger than all of its kind."""
        written = term.quantity.value or ZERO
        top = self.largest.get(max(written, value) >= _MONEY, ZERO)
        if value <= written or not top or value <= _LARGE * top:
            return 1.0
        return _HARDLY if value > _HUGE * top else _UNLIKELY

    def _meant(self, value: Decimal, apart: Collection[int]) -> float:
        digits = _telling(value)
        if digits < _TELLING:
            return 1.0
        if any(start not in apart for start, _ in self.places.get(value, ())):
            return max(1.0, min(_MOST, _TOLD_AGAIN / self.frequency[digits]))
        return _NOT_FOUND


def _numbers(text: str) -> Iterator[tuple[Decimal, int, int]]:
    for match in _NUMBER.finditer(text):
        value = _read(match.group())
        if value is not None:
            unit = _UNIT.match(text, match.end())
            yield value, match.start(), _WORTH[unit["unit"]] if unit else 0


def _read(written: str) -> Decimal | None:
    if not _GROUPED.fullmatch(written):
        return None
    return Decimal(written.replace(".", "").replace(",", "."))


def _telling(value: Decimal) -> int:
    """How many digits a number has besides the zeros at its ends."""
    return max(1, len(value.normalize().as_tuple().digits))
