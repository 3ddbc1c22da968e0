"""Percentages in prose ("20,86 %", "25-30%")."""

from __future__ import annotations

from bisect import bisect_right

import regex

from reportparse.extract.clauses import at_numbers, label_before
from reportparse.model.mention import Percentage
from reportparse.model.quantity import Quantity
from reportparse.structure.view import View
from reportparse.text.numerals import is_thousands, read_number

# Behind the number stands the sign, "phần trăm", "điểm", or the dash of a range.
_SIGNS = frozenset("%pđ-–")
_SAID = 60


def extract(view: View) -> tuple[Percentage, ...]:
    """Every figure with a per cent sign, both ends of a range."""
    text, flow = view.flow.text, view.flow
    approximate = view.lexicon.pattern("approximate")
    found = []
    points = view.lexicon.pattern("decimal_point").search(text) is not None
    for match in at_numbers(flow, view.lexicon.pattern("percentage"), _SIGNS.__contains__):
        floor = flow.starts[bisect_right(flow.starts, match.start()) - 1]
        said = approximate.search(text, max(floor, match.start() - 15), match.start())
        # What a share is of may be an estimate ("ước đạt 98,7%"); the share is worked out of it like any other.
        vague = said is not None and not said.group().lower().startswith("ước")
        label = label_before(text, match.start(), floor)
        low = max(floor, match.start() - _SAID)
        small = points or view.lexicon.pattern("below_hundred").search(text, low, match.start()) is not None
        for group in ("first", "number"):
            if match.group(group) is None or (group == "first" and _is_marker(match, floor)):
                continue
            end = match.end() if group == "number" else match.end(group)
            found.append(
                Percentage(
                    span=flow.span(match.start(group), end),
                    quantity=read_percentage(match.group(group), thousands=not small),
                    unit="%",
                    label=label,
                    approximate=vague,
                )
            )
    return tuple(found)


def _is_marker(match: regex.Match[str], floor: int) -> bool:
    """Whether the first of two figures is the paragraph's number: "2.5- 100% hộ nghèo có thẻ"."""
    between: str = match.string[match.end("first") : match.start("number")]
    return match.start() == floor and between.endswith("- ")


def read_percentage(written: str, *, thousands: bool = False) -> Quantity:
    """A percentage; its last stated digit is its precision. `thousands`: "1.084%" is more than a thousand."""
    number = read_number(written, "count" if thousands and is_thousands(written) else "percent")
    if number.value is None:
        return Quantity(None, written=written, malformed=True)
    return Quantity(number.value, number.ulp, written, number.malformed)
