"""The working of a check, written out so that a person can follow it."""

from __future__ import annotations

from decimal import Decimal
from math import prod
from typing import cast

from reportparse.cli.words import Lang, figure
from reportparse.model.finding import Check

_SUMS = ("sum", "column", "row", "change")
_PER_CENT = Decimal(100)


def is_sum(check: Check) -> bool:
    """Whether the computed number is a sum of the terms, those with weight -1 taken away."""
    return check.rule in _SUMS


def computation(check: Check, lang: Lang) -> str | None:
    """ "300 + 295", "12 / 40 × 100", "592 × 500.000"; None where the terms do not give the computed number so.

    The working is only shown when it is true: it is done again here, and what does not come out is left out.
    """
    values = [term.quantity.value for term in check.terms]
    if not values or None in values or not isinstance(check.computed, Decimal):
        return None
    numbers = cast("list[Decimal]", values)
    if len(numbers) == 1 and numbers[0] == check.computed:
        return None
    if is_sum(check) and sum(_weighted(check, numbers), Decimal(0)) == check.computed:
        return _sum_text(check, numbers, lang)
    if len(numbers) > 1 and prod(numbers, start=Decimal(1)) == check.computed:
        return " × ".join(figure(number, lang) for number in numbers)
    pairs = list(zip(numbers[::2], numbers[1::2], strict=False))
    if check.rule == "product" and not len(numbers) % 2 and sum(a * b for a, b in pairs) == check.computed:
        return " + ".join(f"{figure(count, lang)} × {figure(price, lang)}" for count, price in pairs)
    if len(numbers) != 2:
        return None
    first, second = numbers
    left, right = figure(first, lang), figure(second, lang)
    if second and abs(first / second * _PER_CENT - check.computed) <= Decimal("0.01"):
        return f"{left} / {right} × 100"
    if second and abs(abs(first - second) / second * _PER_CENT - check.computed) <= Decimal("0.01"):
        return f"({left} - {right}) / {right} × 100" if first > second else f"({right} - {left}) / {right} × 100"
    return None


def _weighted(check: Check, numbers: list[Decimal]) -> list[Decimal]:
    return [term.weight * number for term, number in zip(check.terms, numbers, strict=True)]


def _sum_text(check: Check, numbers: list[Decimal], lang: Lang) -> str:
    parts: list[str] = []
    for term, number in zip(check.terms, numbers, strict=True):
        sign = "-" if term.weight < 0 else "+"
        if parts:
            parts.append(f" {sign} ")
        elif term.weight < 0:
            parts.append("-")
        parts.append(figure(number, lang))
    return "".join(parts)
