"""Other counted things in prose: "592 suất", "45 cán bộ", "1.924 lượt"."""

from __future__ import annotations

from bisect import bisect_right
from decimal import Decimal

from reportparse.extract.clauses import at_numbers, is_named, label_before
from reportparse.model.mention import Count
from reportparse.model.quantity import Quantity
from reportparse.structure.view import View
from reportparse.text.fold import squeeze
from reportparse.text.numerals import read_number


def extract(view: View) -> tuple[Count, ...]:
    """Figures followed by a unit of counting; a figure after a slash ("đồng/12 tháng") is none."""
    text, flow = view.flow.text, view.flow
    approximate = view.lexicon.pattern("approximate")
    found = []
    for match in at_numbers(flow, view.lexicon.pattern("count"), str.isalpha):
        start = match.start()
        if is_named(text, start, match.end("number"), view.lexicon):
            continue
        floor = flow.starts[bisect_right(flow.starts, start) - 1]
        number = read_number(match.group("number"), "count")
        quantity = Quantity(
            number.value,
            number.ulp if number.decimals else Decimal(0),
            match.group("number"),
            number.malformed,
        )
        found.append(
            Count(
                span=flow.span(*match.span()),
                quantity=quantity,
                unit=_spelled(squeeze(match.group("unit"))),
                label=label_before(text, start, floor),
                approximate=approximate.search(text, max(floor, start - 15), start) is not None,
            )
        )
    return tuple(found)


def _spelled(unit: str) -> str:
    """The unit in small letters, abbreviations aside: "thẻ BHYT"."""
    return " ".join(word if len(word) > 1 and word.isupper() else word.lower() for word in unit.split())
