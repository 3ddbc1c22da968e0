"""`Report`: everything known about one document."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from reportparse.model.document import Document, Issue
from reportparse.model.finding import Check
from reportparse.model.mention import Mentions, ValueSource
from reportparse.model.span import Span

Status = Literal["ok", "partial", "failed"]
Level = Literal["commune", "district", "province", "central"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The parts of the form (thể thức, Nghị định 30/2020/NĐ-CP, Phụ lục I); None where the document does not say.

    `year` is that inside a normative document's number ("48/2025/NQ-HĐND": number 48, symbol NQ-HĐND).
    """

    doc_type: str | None = None
    number: str | None = None
    symbol: str | None = None
    year: int | None = None
    place: str | None = None
    date: str | None = None
    issuer: str | None = None
    subject: str | None = None
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    signer_name: str | None = None
    signer_title: str | None = None
    signing_authority: str | None = None
    number_span: Span | None = None
    date_span: Span | None = None

    @property
    def identifier(self) -> str | None:
        """The document's own identifier, None where the number is blank. Party symbols join by a hyphen."""
        if not self.number or not self.symbol:
            return None
        if self.year is not None:
            return f"{self.number}/{self.year}/{self.symbol}"
        party = "/" in self.symbol and "-" not in self.symbol.partition("/")[0]
        return f"{self.number}{'-' if party else '/'}{self.symbol}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The administrative unit that sent the document."""

    name: str | None = None
    level: Level | None = None
    parent: str | None = None
    code: str | None = None
    source: ValueSource | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The time reported on: ISO, a range with a slash; `text` as written."""

    value: str | None = None
    text: str | None = None
    source: ValueSource | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many figures of the document took part in at least one arithmetic check."""

    checked: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The result of `reportparse.parse`. `document` is None only where the file could not be read."""

    path: str
    sha256: str | None
    media_type: str | None
    status: Status
    document: Document | None = None
    issues: tuple[Issue, ...] = ()
    header: Header = field(default_factory=Header)
    unit: Unit = field(default_factory=Unit)
    period: Period = field(default_factory=Period)
    report_kind: str | None = None
    mentions: Mentions = field(default_factory=Mentions)
    checks: tuple[Check, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)

    @property
    def findings(self) -> tuple[Check, ...]:
        """The checks whose verdict is not `consistent`."""
        return tuple(check for check in self.checks if check.verdict != "consistent")
