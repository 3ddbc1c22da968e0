"""What is found in a document: frozen records, each pointing to its characters.

The fields follow the record contract; `model.record` turns them into JSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import ClassVar, Literal

from reportparse.model.quantity import Quantity
from reportparse.model.span import Span

Role = Literal["level", "increase", "decrease", "target", "part"]
DateKind = Literal["day", "month", "quarter", "year", "period"]
ReferenceUse = Literal["anaphora", "alias", "title", "blank"]
OpenReason = Literal[
    "no-full-citation",
    "other-date",
    "other-issuer",
    "several-candidates",
    "no-antecedent",
    "antecedent-open",
    "own-kind-unknown",
    "own-number-missing",
    "stands-for-several",
    "number-missing",
]
ValueSource = Literal["text", "filename", "folder", "user"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Something said at one place. `span` covers its text in the document."""

    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation(Mention):
    """A document referred to by number and symbol, by number alone ("Nghị định 27") or by title ("Luật Đất đai").

    `identifier` is canonical and None for the last two forms; `resolves_to` is then the identifier that the document
    decides on, or `reason` says why it stays open. `title` is the title of a law, else the subject (trích yếu) as far
    as the text gives it. `span` runs from the type word to the end of the date,
    or of the identifier where no date follows it. `date_span` marks the date, `identifier_span` the identifier.
    """

    doc_type: str
    number: str | None = None
    symbol: str | None = None
    year: int | None = None
    identifier: str | None = None
    date: str | None = None
    issuer: str | None = None
    provision: str | None = None
    title: str | None = None
    resolves_to: str | None = None
    reason: OpenReason | None = None
    identifier_span: Span | None = None
    date_span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference(Mention):
    """A paper spoken of without citing it; `resolves_to` is an identifier, or `reason` says why it stays open.

    `use`: "anaphora" ("Nghị định này"); "alias", the name given to a paper just cited ("sau đây gọi tắt là Nghị định số
    27/2022/NĐ-CP"); "title", a paper named in the document's own title where that runs into its legal bases; "blank",
    a paper whose number is left open ("Quyết định số …/QĐ-UBND").
    """

    doc_type: str
    use: ReferenceUse = "anaphora"
    resolves_to: str | None = None
    reason: OpenReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention(Mention):
    """`value` is ISO 8601; a missing year is "--09-30", a range has a slash: "2021/2025"."""

    value: str
    kind: DateKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Mention):
    """A mention with a number. `label` says what the number is about, in the words of the text."""

    quantity: Quantity
    unit: str
    label: str | None = None
    in_table: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount(Figure):
    """Money in đồng: `quantity.value` is a whole number of đồng; `unit` is as written ("triệu đồng")."""

    currency: ClassVar[Literal["VND"]] = "VND"
    in_words: bool = False
    source_of_funds: str | None = None
    approximate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Figure):
    """Money by something else ("60 triệu đồng/hộ"): neither an amount nor a count. `unit` is "đồng/hộ"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdCount(Figure):
    """Households (or persons of all households): `unit` is "hộ" or "khẩu", `category` the text's words."""

    category: str
    role: Role
    time: str | None = None
    area: str | None = None
    approximate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Figure):
    """Any other counted thing: "592 suất", "45 cán bộ". In a table `unit` may be empty."""

    approximate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Percentage(Figure):
    """A percentage; `quantity.value` is in per cent, `unit` is "%"."""

    approximate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRef(Mention):
    """A project or sub-project of a programme; `from_context` where the project was taken from a heading.

    `name` is its official name where the programme is known.
    """

    programme: str | None
    project: int | None
    subproject: int | None
    from_context: bool = False
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentions:
    """Everything found in one document, each kind in text order."""

    citations: tuple[Citation, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[DateMention, ...] = ()
    amounts: tuple[Amount, ...] = ()
    rates: tuple[Rate, ...] = ()
    projects: tuple[ProjectRef, ...] = ()
    households: tuple[HouseholdCount, ...] = ()
    counts: tuple[Count, ...] = ()
    percentages: tuple[Percentage, ...] = ()

    def all(self) -> Iterator[Mention]:
        """Every mention, kind by kind."""
        for kind in fields(self):
            yield from getattr(self, kind.name)

    def figures(self) -> tuple[Figure, ...]:
        """Every mention with a number that can take part in a check, in text order."""
        found: list[Figure] = [*self.amounts, *self.households, *self.counts, *self.percentages]
        return tuple(sorted(found, key=attrgetter("span")))
