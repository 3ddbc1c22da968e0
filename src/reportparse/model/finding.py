"""Relations between figures, and the verdicts on them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from reportparse.model.mention import Figure
from reportparse.model.quantity import ZERO, Quantity, Reading
from reportparse.model.span import Span

Rule = Literal["sum", "column", "row", "change", "ratio", "product", "repeat", "format", "date"]
Verdict = Literal["consistent", "inconsistent", "suspect"]
Operation = Literal["sum", "quotient", "product", "products", "yield", "growth", "equal"]


class Term(NamedTuple):
    """One figure of a relation. `weight` is +1 or -1 in a sum; label: what the text says it counts."""

    span: Span
    quantity: Quantity
    label: str | None = None
    weight: int = 1

    @property
    def exact(self) -> Term:
        """The term with a figure that stands for itself, rounded nowhere: a factor that is written to be multiplied."""
        return self._replace(quantity=self.quantity._replace(ulp=ZERO))

    @classmethod
    def of(cls, figure: Figure, *, weight: int = 1) -> Term:
        return cls(figure.span, figure.quantity, figure.label, weight)


SECOND_SPLIT: Final = "SUM003"
"""The code of a total split a second time, which competes with no other sum for that total."""


class Relation(NamedTuple):
    """A proposal that `stated` equals `terms` under `operation`.

    "quotient" is 100 times the first term by the second (a percentage), "products" the sum of the products of each
    pair of terms, "yield" an area in ha by a harvest in tạ/ha, in tấn (a tạ is a tenth of one), "growth" by how many
    per cent of the second the first lies above or below it, "equal" wants all terms equal to `stated`.
    `doubt` names what leaves the structure open; a relation with a doubt is never more than `suspect` when it does
    not hold. `partial` marks an enumeration that may list only some parts: a shortfall is then at most `suspect`.
    `weak` marks a proposal with no word that announces it: it is told where it holds, or where one slip of one digit
    explains why it does not.
    """

    code: str
    rule: Rule
    operation: Operation
    stated: Term
    terms: tuple[Term, ...]
    unit: str
    doubt: str | None = None
    partial: bool = False
    weak: bool = False


@dataclass(frozen=True, slots=True)
class LikelyError:
    """The number that is probably mistyped: as written, as read, and what it should be (in the base unit)."""

    span: Span
    written: str
    value: Decimal | None
    suggested: Decimal | str
    supports: tuple[str, ...] = ()


class Sentence(NamedTuple):
    """What a person reads around a figure, in one line: the words before it, its own, those behind it."""

    before: str
    figure: str
    after: str

    def __str__(self) -> str:
        return self.before + self.figure + self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """An examined relation with its verdict; a finding is one whose verdict is not `consistent`.

    `stated` and `computed` are numbers, or text for forms and dates. `difference` is stated minus computed. `unit` is
    that of these values: "đồng" for money however the text scales it. `message` and `reason` are Vietnamese,
    `message_en` and `reason_en` English, `reason_code` is the same for scripts; `cause` is shared by checks with one
    cause. Of findings also: `sentence`, the words around the stated figure, `elsewhere`, those around the terms of a
    repeat, and `allowed`, the least and the largest stated figure that rounding or cutting off would have excused.
    """

    id: str
    code: str
    rule: Rule
    verdict: Verdict
    span: Span
    stated: Decimal | str | None
    computed: Decimal | str | None = None
    difference: Decimal | None = None
    unit: str | None = None
    rounding: Reading | None = None
    terms: tuple[Term, ...] = ()
    message: str = ""
    message_en: str = ""
    reason: str | None = None
    reason_en: str | None = None
    reason_code: str | None = None
    cause: str | None = None
    likely_error: LikelyError | None = None
    sentence: Sentence | None = None
    elsewhere: tuple[Sentence | None, ...] = ()
    allowed: tuple[Decimal, Decimal] | None = None

    @property
    def repeats(self) -> bool:
        """Whether the terms are other places that state the same, not parts of a calculation."""
        return self.rule == "repeat" or isinstance(self.stated, str)
