"""`Draft`: a check that needs no relation of figures (forms, dates), before it gets its id, message and cause."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from reportparse.model.finding import LikelyError, Rule, Term, Verdict
from reportparse.model.quantity import Quantity
from reportparse.model.span import Span


@dataclass(frozen=True, slots=True)
class Draft:
    """`stated` is what the document writes, `computed` what it should be or is compared with.

    `note` is a fact from outside the document, with its source, for the message. `terms` are the other places that it
    is compared with.
    """

    code: str
    rule: Rule
    verdict: Verdict
    span: Span
    stated: Decimal | str | None
    computed: Decimal | str | None
    reason: str | None = None
    likely_error: LikelyError | None = None
    note: str | None = None
    terms: tuple[Term, ...] = ()


def place(span: Span, written: str) -> Term:
    """A place that is no figure (a date, a word), as a term."""
    return Term(span, Quantity(None, written=written))
