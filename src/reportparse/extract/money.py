"""Amounts in đồng and rates ("60 triệu đồng/hộ") in prose."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal

import regex

from reportparse.extract.clauses import at_numbers
from reportparse.extract.money_words import rate_unit, spelled_amounts
from reportparse.extract.purpose import label_of, purpose_of
from reportparse.lexicon import Lexicon
from reportparse.model.mention import Amount, Rate
from reportparse.model.quantity import ZERO, Quantity
from reportparse.structure.units import magnitude, magnitude_power
from reportparse.structure.view import View
from reportparse.text.numerals import NumberKind, read_number

# Nobody writes so small an amount with a bare "đ"; "điểm 5đ" and "QL 14đ" are names.
_UNIT_REACH = 64  # characters
_LEAST_BARE = 100
# Amounts that share one unit are of one order.
_SAME_ORDER = 10_000
_LONGEST_BETWEEN = 14

_Part = tuple[tuple[int, int], str]


def extract(view: View) -> tuple[Amount | Rate, ...]:
    """Amounts and rates in text order, amounts in words included."""
    found: list[Amount | Rate] = []
    for match in at_numbers(view.flow, view.lexicon.pattern("money"), _may_be_unit):
        found += _mentions(view, match)
    found += spelled_amounts(view)
    return tuple(_rates_together(view, sorted(found, key=lambda mention: mention.span)))


def _rates_together(view: View, found: list[Amount | Rate]) -> Iterator[Amount | Rate]:
    """ "58.000đ-62.000đ/kg", "từ 360.000 đồng lên 500.000 đồng/tháng": the first is a rate like the second."""
    up_to, text = view.lexicon.pattern("up_to"), view.document.text
    for position, first in enumerate(found):
        second = found[position + 1] if position + 1 < len(found) else None
        if isinstance(first, Amount) and isinstance(second, Rate):
            between = text[first.span.end : min(second.span.start, first.span.end + _LONGEST_BETWEEN)]
            if up_to.fullmatch(between.replace("\n", " ")):
                unit = first.unit + "/" + second.unit.partition("/")[2]
                yield Rate(span=first.span, quantity=first.quantity, unit=unit, label=first.label)
                continue
        yield first


def _may_be_unit(sign: str) -> bool:
    # "" is another number behind a space ("500 000 000 đồng"), "," the dash of whole đồng ("1.500.000,- đồng"),
    # "." that of a figure broken behind it ("1.725. 280 triệu đồng").
    return sign.isalpha() or sign in ("₫", "", ",", ".")


def _mentions(view: View, match: regex.Match[str]) -> Iterator[Amount | Rate]:
    floor = _floor(view, match.start())
    if not _is_money(view, match, floor):
        return
    unit, quantity = _unit(match, view.lexicon), read_amount(match, view.lexicon)
    earlier, ranged = _sharing_the_unit(view, match, floor)
    figures = [(span, _scaled(digits, match, view.lexicon)) for span, digits in earlier]
    figures.append(((match.start(), match.end()), quantity))
    if match.group("per") is not None:
        for span, each in figures:
            label = label_of(view, *span, floor)
            yield Rate(
                span=view.flow.span(*span), quantity=each, unit=unit + rate_unit(match.group("per")), label=label
            )
        return
    for span, each in figures:
        yield _amount(view, span, each, unit, floor, ranged=ranged)
    yield from _shares(view, match, unit, floor)


def _is_money(view: View, match: regex.Match[str], floor: int) -> bool:
    """Whether the match is money said of something, and no unit of a table, name or number of other things."""
    text, lexicon = view.flow.text, view.lexicon
    named = match.group("currency") or match.group("currency2") or match.group("per")
    if not named and not _takes_currency(match) and lexicon.pattern("no_money_after").match(text, match.end()):
        return False
    if match.group("currency2") == "đ" and match.group("number").isdigit():
        return int(match.group("number")) >= _LEAST_BARE or match.group("number").strip("0") == ""
    if lexicon.pattern("unit_label").search(text, max(floor, match.start() - _UNIT_REACH), match.start()):
        return False
    return lexicon.pattern("unit_number").search(text, max(match.start() - 2, floor), match.end() + 2) is None


def _takes_currency(match: regex.Match[str]) -> bool:
    """Whether the magnitude has the currency in it ("12 trđ")."""
    return (match.group("magnitude") or "").lower().endswith(("đ", "đồng", "trd"))


def _sharing_the_unit(view: View, match: regex.Match[str], floor: int) -> tuple[list[_Part], bool]:
    """Figures right before an amount that have its unit: "12,4/20 tỷ", "từ 20 đến 30 triệu", "100, 200 và 300 triệu".

    Also whether they are the ends of a range.
    """
    text, lexicon, start = view.flow.text, view.lexicon, match.start()
    begin = max(floor, start - 40)
    pair = lexicon.pattern("money_pair").search(text, begin, start)
    if pair is not None:
        stroke = pair.group("sign") == "/"
        bare_dash = pair.group("sign") in ("-", "–") and not pair.group("from")
        moves = pair.group("sign")[0] in "lx"
        if moves and not pair.group("from"):
            return [], False
        if not _is_name(view, pair.start(), floor) and _alike(match, [pair.group("first")], rising=bare_dash):
            return [(pair.span("first"), pair.group("first"))], not stroke and not moves
    listed = lexicon.pattern("money_list").search(text, max(floor, start - 80), start)
    if listed is not None and not _is_name(view, listed.start(), floor):
        at = listed.start("listed")
        parts = [
            ((at + number.start(), at + number.end()), number.group())
            for number in regex.finditer(r"\d+(?:[.,]\d+)*", listed.group("listed"))
        ]
        if _alike(match, [digits for _, digits in parts]):
            return parts, False
    return [], False


def _is_name(view: View, offset: int, floor: int) -> bool:
    """Whether a number at `offset` names a village, a year, a project."""
    return view.lexicon.pattern("place_number").search(view.flow.text, max(floor, offset - 40), offset) is not None


def _alike(match: regex.Match[str], others: list[str], *, rising: bool = False) -> bool:
    """Whether figures may share the unit of the match: all of one order; the ends of a range rise."""
    kind: NumberKind = "scaled" if match.group("magnitude") else "money"
    last = read_number(match.group("number"), kind).value
    values = [read_number(digits, kind).value for digits in others]
    if last is None or any(value is None for value in values):
        return True
    known = [value for value in values if value]
    if rising and any(value >= last for value in known):
        return False
    return all(value < last * _SAME_ORDER and last < value * _SAME_ORDER for value in known) or last == 0


def _shares(view: View, match: regex.Match[str], unit: str, floor: int) -> Iterator[Amount]:
    """ "962,5 triệu đồng (NSTW 875,0; NSĐP 87,5)": sources of funds behind an amount are in its unit."""
    at = match.end()
    while (share := view.lexicon.pattern("share_of_funds").match(view.flow.text, at)) is not None:
        yield _amount(view, share.span("number"), _scaled(share.group("number"), match, view.lexicon), unit, floor)
        at = share.end()


def _amount(
    view: View, span: tuple[int, int], quantity: Quantity, unit: str, floor: int, *, ranged: bool = False
) -> Amount:
    text = view.flow.text
    start, end = span
    end = start + len(text[start:end].rstrip())
    vague = view.lexicon.pattern("approximate").search(text, max(floor, start - 15), start) is not None
    label, source = purpose_of(view, start, end, floor)
    return Amount(
        span=view.flow.span(start, end),
        quantity=quantity,
        unit=unit,
        label=label,
        source_of_funds=source,
        approximate=vague or ranged,
    )


def read_amount(match: regex.Match[str], lexicon: Lexicon) -> Quantity:
    """The amount of a match of the pattern "money", in đồng; the last part's last digit gives the precision."""
    total = ulp = ZERO
    malformed = False
    written = match.group("number")
    for suffix in ("", "2", "3"):
        digits = match.group(f"number{suffix}")
        if digits is None:
            continue
        power = magnitude_power(match.group(f"magnitude{suffix}") or "", lexicon)
        number = read_number(digits, "scaled" if power else "money")
        malformed = malformed or number.malformed
        if number.value is None:
            return Quantity(None, written=written, malformed=True)
        total += number.value.scaleb(power)
        ulp = number.ulp.scaleb(power) if power or number.decimals else ZERO
    tail = match.group("tail")
    if tail is not None:
        # "1 tỷ 2", "2 tỷ rưỡi": tenths of the magnitude named last.
        spoken = match.group("magnitude2") or match.group("magnitude")
        ulp = Decimal(1).scaleb(magnitude_power(spoken, lexicon) - (1 if tail == "rưỡi" else len(tail)))
        total += ulp * (5 if tail == "rưỡi" else int(tail))
    return Quantity(total, ulp, written, malformed)


def _scaled(digits: str, match: regex.Match[str], lexicon: Lexicon) -> Quantity:
    """A figure that has its magnitude from the amount of the match."""
    power = magnitude_power(match.group("magnitude") or "", lexicon)
    number = read_number(digits, "scaled" if power else "money")
    if number.value is None:
        return Quantity(None, written=digits, malformed=True)
    ulp = number.ulp.scaleb(power) if power or number.decimals else ZERO
    return Quantity(number.value.scaleb(power), ulp, digits, number.malformed)


def _unit(match: regex.Match[str], lexicon: Lexicon) -> str:
    """The smallest magnitude named and the currency: "02 tỷ 300 triệu đồng" is in "triệu đồng", so is "12 tr.đ"."""
    written = match.group("magnitude3") or match.group("magnitude2") or match.group("magnitude") or ""
    known = magnitude(written, lexicon)
    currency = match.group("currency") or match.group("currency2") or ("đồng" if _takes_currency(match) else "")
    currency = "đồng" if currency.lower() == "đồng" else currency
    return " ".join(part for part in (known.name if known else "", currency) if part)


def _floor(view: View, offset: int) -> int:
    return view.flow.starts[bisect_right(view.flow.starts, offset) - 1]
