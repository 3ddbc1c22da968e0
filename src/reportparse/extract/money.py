"""Amounts in đồng and rates ("60 triệu đồng/hộ") in prose."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import regex

from reportparse.extract.clauses import at_numbers, label_before
from reportparse.lexicon import Lexicon
from reportparse.model.mention import Amount, Rate
from reportparse.model.quantity import Quantity
from reportparse.structure.units import magnitude_power
from reportparse.structure.view import View
from reportparse.text.numerals import read_number, read_words


def extract(view: View) -> tuple[Amount | Rate, ...]:
    """Amounts and rates in text order, amounts in words included."""
    found: list[Amount | Rate] = []
    for match in at_numbers(view.flow, view.lexicon.pattern("money"), _may_be_unit):
        found += _mentions(view, match)
    found += _in_words(view)
    return tuple(sorted(found, key=lambda mention: mention.span))


def _may_be_unit(sign: str) -> bool:
    return sign.isalpha() or sign == "₫"


def _mentions(view: View, match: regex.Match[str]) -> Iterator[Amount | Rate]:
    text = view.flow.text
    unit = _unit(match)
    named = match.group("currency") or match.group("currency2") or match.group("per")
    if not named and view.lexicon.pattern("no_money_after").match(text, match.end()):
        return
    floor = _floor(view, match.start())
    if view.lexicon.pattern("unit_label").search(text, max(floor, match.start() - 25), match.start()):
        return
    if match.group("per") is not None and not _is_pair_sign(match):
        quantity = read_amount(match, view.lexicon)
        label = label_before(text, match.start(), floor)
        yield Rate(span=view.flow.span(*match.span()), quantity=quantity, unit=unit + _per(match), label=label)
        return
    before = view.lexicon.pattern("money_pair").search(text, max(floor, match.start() - 40), match.start())
    ranged = before is not None and before.group("sign") != "/"
    if before is not None:
        first = _amount(view, before.span("first"), _scaled(before.group("first"), match, view.lexicon), unit, floor)
        yield replace(first, approximate=first.approximate or ranged)
    amount = _amount(view, match.span(), read_amount(match, view.lexicon), unit, floor)
    yield replace(amount, approximate=amount.approximate or ranged)
    yield from _shares(view, match, unit, floor)


def _shares(view: View, match: regex.Match[str], unit: str, floor: int) -> Iterator[Amount]:
    """ "962,5 triệu đồng (NSTW 875,0; NSĐP 87,5)": sources of funds behind an amount are in its unit."""
    at = match.end()
    while (share := view.lexicon.pattern("share_of_funds").match(view.flow.text, at)) is not None:
        yield _amount(view, share.span("number"), _scaled(share.group("number"), match, view.lexicon), unit, floor)
        at = share.end()


def _is_pair_sign(match: regex.Match[str]) -> bool:
    return match.group("per").strip()[1:].strip()[:1].isdigit() and not regex.search(r"\p{L}", match.group("per"))


def _amount(view: View, span: tuple[int, int], quantity: Quantity, unit: str, floor: int) -> Amount:
    text = view.flow.text
    end = span[1]
    while end > span[0] and text[end - 1].isspace():
        end -= 1
    label = label_before(text, span[0], floor)
    return Amount(
        span=view.flow.span(span[0], end),
        quantity=quantity,
        unit=unit,
        label=label,
        source_of_funds=source_of_funds(label or "", view.lexicon),
        approximate=view.lexicon.pattern("approximate").search(text, max(floor, span[0] - 15), span[0]) is not None,
    )


def source_of_funds(label: str, lexicon: Lexicon) -> str | None:
    """The last source of money named in a label, in the text's words."""
    found = list(lexicon.pattern("source_of_funds").finditer(label))
    return found[-1].group() if found else None


def read_amount(match: regex.Match[str], lexicon: Lexicon) -> Quantity:
    """The amount of a match of the pattern "money", in đồng; the last part's last digit gives the precision."""
    total = Decimal(0)
    ulp = Decimal(0)
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
        ulp = number.ulp.scaleb(power) if power or number.decimals else Decimal(0)
    return Quantity(total, ulp, written, malformed)


def _scaled(digits: str, match: regex.Match[str], lexicon: Lexicon) -> Quantity:
    power = magnitude_power(match.group("magnitude") or "", lexicon)
    number = read_number(digits, "scaled" if power else "money")
    if number.value is None:
        return Quantity(None, written=digits, malformed=True)
    ulp = number.ulp.scaleb(power) if power or number.decimals else Decimal(0)
    return Quantity(number.value.scaleb(power), ulp, digits, number.malformed)


def _unit(match: regex.Match[str]) -> str:
    currency = match.group("currency") or match.group("currency2") or ""
    return " ".join(part for part in (match.group("magnitude") or "", currency) if part)


def _per(match: regex.Match[str]) -> str:
    per = "".join(match.group("per").split())
    return per if per.startswith("/") else "/" + per.removeprefix("mỗi")


def _floor(view: View, offset: int) -> int:
    return view.flow.starts[bisect_right(view.flow.starts, offset) - 1]


def _in_words(view: View) -> Iterator[Amount]:
    for match in view.lexicon.pattern("in_words").finditer(view.flow.text):
        value = read_words(match.group("words"))
        if value is not None and value >= 1000:
            start, end = match.span("words")
            tail = regex.match(r"\s?đồng(?:\schẵn)?", view.flow.text[end : end + 12])
            span = view.flow.span(start, end + (tail.end() if tail else 0))
            written = match.group("words")
            yield Amount(span=span, quantity=Quantity(Decimal(value), written=written), unit="đồng", in_words=True)
