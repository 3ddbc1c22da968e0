"""Schema of the lexicon's data files: every entry is checked when it is loaded, and its examples are its tests.

`examples` are texts in which the entry must be found, `counterexamples` texts in which it must not.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Regime = Literal["state", "normative", "assembly", "party", "letter", "other"]


class Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    examples: tuple[str, ...] = Field(min_length=1)
    counterexamples: tuple[str, ...] = ()
    note: str | None = None


class Pattern(Entry):
    """A regular expression over fragments: `${name}` stands for another fragment or a vocabulary's alternation."""

    id: str
    pattern: str
    ignore_case: bool = False


class Term(Entry):
    """A word of a vocabulary: its canonical form and the ways it is written (each a pattern, tried longest first)."""

    name: str
    variants: tuple[str, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        return (self.name, *self.variants)


class DocType(Term):
    """A kind of document (Nghị định 30/2020/NĐ-CP, Điều 7) with the codes that stand for it in a symbol."""

    codes: tuple[str, ...] = ()
    regime: Regime = "state"


class Magnitude(Term):
    """A power of ten said in words ("triệu")."""

    power: int


class CountUnit(Term):
    """A unit of counted things; `of` says what kind of thing, so that like can be added to like."""

    of: Literal["thing", "person", "household", "place", "case", "area", "weight", "time", "other"] = "thing"


class Category(Term):
    """A category of households, `name` in canonical spelling."""


class Programme(Term):
    """A national target programme: `code` is what records print, `short` what it is called in brackets alone."""

    code: str
    short: tuple[str, ...] = ()


class ReportKind(Term):
    """What a report is about; `cues` are words that say so, each with its weight."""

    cues: dict[str, int] = Field(default_factory=dict)


class Misreading(Term):
    """A word that a scan misreads; its `variants` stand for it between what `before` and `after` match."""

    before: str = ""
    after: str = ""


_IDENTIFIER = re.compile(
    r"\d{1,4}[a-z]?/(?P<year>\d{4})/[A-ZĐ]+(?:-[A-ZĐa-z]+|\d{2})"  # 27/2022/NĐ-CP, 24/2021/QH15
    r"|\d{1,4}[a-z]?/[A-ZĐ]+-[A-ZĐa-z]+"  # 90/QĐ-TTg
    r"|\d{1,4}-[A-ZĐ]+/TW"  # 05-CT/TW
)


class KnownPaper(BaseModel):
    """A row of the register of central documents: what is known of one, and where from.

    `identifier` is canonical, `date` None where it is not sure, `source` a web page (site, title), a paper, or "general
    knowledge".
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    identifier: str
    date: date | None
    issuer: str = Field(min_length=1)
    title: str = Field(min_length=1)
    source: str = Field(min_length=1)

    @field_validator("date", mode="before")
    @classmethod
    def _blank(cls, value: object) -> object:
        return value or None

    @model_validator(mode="after")
    def _canonical(self) -> Self:
        match = _IDENTIFIER.fullmatch(self.identifier)
        if match is None:
            raise ValueError(f"{self.identifier} is not written as identifiers are")
        if match["year"] and self.date and self.date.year != int(match["year"]):
            raise ValueError(f"{self.identifier} is not of {self.date.year}")
        return self
