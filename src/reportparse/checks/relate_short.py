"""Parts written without the unit of their total: "610 triệu đồng (giao thông 250, nông nghiệp 180, khác 180)"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

import regex

from reportparse.checks.figures import FigureIndex, Placed
from reportparse.checks.slips import explanation
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import Amount
from reportparse.model.quantity import Quantity
from reportparse.structure.units import money_unit

_BRACKET = regex.compile(r"\s?\((?P<inside>[^()\n]{8,240})\)")
_LINK = regex.compile(r"(?:[;,]|\svà)\s?[^\d;,()]{2,60}", regex.IGNORECASE)
_LEAST = 2


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Sums of bare numbers in the bracket right behind an amount, in text order."""
    text = index.view.flow.text
    for total in index.prose:
        if not isinstance(total.figure, Amount) or total.measure != "đ" or total.vague:
            continue
        match = _BRACKET.match(text, total.end)
        unit = money_unit(f"({total.figure.unit})", index.view.lexicon) if match else None
        if match is None or unit is None or unit.scale == 1:
            continue  # parts of đồng nobody writes without it
        parts = index.between(match.start("inside"), match.end("inside"))
        if len(parts) < _LEAST or all(part.measure for part in parts) or any(p.measure not in ("", "đ") for p in parts):
            continue
        if all(_LINK.fullmatch(text, one.end, other.start) for one, other in pairwise(parts)):
            yield from _summed(total, parts, Decimal(unit.scale))


def _summed(total: Placed, parts: Sequence[Placed], scale: Decimal) -> Iterator[Relation]:
    terms = tuple([part.term if part.measure else scaled(part.term, scale) for part in parts])
    relation = Relation("SUM010", "sum", "sum", total.term, terms, total.figure.unit)
    if holds(relation):
        yield relation
    elif explanation(relation):
        yield relation._replace(doubt="implied", weak=True)


def scaled(term: Term, scale: Decimal) -> Term:
    """A number with the unit that it leaves to its total."""
    own = term.quantity
    unit = own.ulp or Decimal(1)
    return term._replace(quantity=Quantity((own.value or 0) * scale, unit * scale, own.written, own.malformed))
