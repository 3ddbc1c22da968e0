"""What a record is, version 1 of the contract, as pydantic models: for its JSON Schema and for reading it back.

`record.record_of` makes the plain data that these models describe.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from reportparse.model.finding import Rule, Verdict
from reportparse.model.mention import OpenReason, ReferenceUse, Role

MENTION_KINDS = (
    "citations",
    "references",
    "dates",
    "amounts",
    "rates",
    "projects",
    "households",
    "counts",
    "percentages",
)
"""The lists of mentions in a record, in the order of the contract."""

SCHEMA = "reportparse/1"
Json = dict[str, Any]
Number = int | float

_WHY_OPEN = (
    "Why resolves_to is null: no-full-citation (the document cites no such paper by its full number), other-date and "
    "other-issuer (it does, but of another date or body), several-candidates, no-antecedent (no paper of the kind "
    "stands before it), antecedent-open (the one before it has no number either), own-kind-unknown and "
    "own-number-missing (the document itself is meant or may be), stands-for-several, number-missing (left blank)."
)
_USES = (
    "anaphora ('Nghị định này'); alias, a name given to a paper just cited ('sau đây gọi tắt là ...'); title, a paper "
    "named in the document's own title; blank, a paper whose number is left open ('số …/QĐ-UBND')."
)


class Model(BaseModel):
    model_config = ConfigDict(extra="allow")


class PlaceRecord(Model):
    page: int | None
    box: list[float] | None
    table: int | None
    row: int | None
    column: int | None
    paragraph: int | None


class MentionRecord(Model):
    text: str
    start: int
    end: int
    line: int
    place: PlaceRecord


class CitationRecord(MentionRecord):
    doc_type: str
    number: str | None
    symbol: str | None
    year: int | None
    identifier: str | None
    date: str | None
    issuer: str | None
    provision: str | None
    title: str | None
    resolves_to: str | None = Field(description="The identifier that a short citation stands for in this document.")
    reason: OpenReason | None = Field(default=None, description=_WHY_OPEN)


class ReferenceRecord(MentionRecord):
    doc_type: str
    use: ReferenceUse = Field(default="anaphora", description=_USES)
    resolves_to: str | None
    reason: OpenReason | None = Field(default=None, description=_WHY_OPEN)


class DateRecord(MentionRecord):
    value: str
    kind: Literal["day", "month", "quarter", "year", "period"]


class AmountRecord(MentionRecord):
    value: int | None
    currency: Literal["VND"]
    unit: str
    malformed: bool
    in_words: bool
    label: str | None
    source_of_funds: str | None


class RateRecord(MentionRecord):
    value: Number | None
    unit: str


class ProjectRecord(MentionRecord):
    programme: str | None
    project: int | None
    subproject: int | None
    name: str | None


class HouseholdRecord(MentionRecord):
    category: str
    value: Number | None
    unit: str
    role: Role
    time: str | None
    area: str | None


class CountRecord(MentionRecord):
    value: Number | None
    unit: str
    label: str | None


class PercentageRecord(MentionRecord):
    value: Number | None


class TermRecord(Model):
    value: Number | None
    text: str
    start: int
    end: int
    line: int
    label: str | None


class LikelyErrorRecord(Model):
    start: int
    end: int
    written: str
    value: Number | None
    suggested: Number | str
    supports: list[str]


class CheckRecord(Model):
    id: str
    code: str
    rule: Rule
    verdict: Verdict
    line: int
    place: PlaceRecord
    stated: Number | str | None
    computed: Number | str | None
    difference: Number | None
    unit: str | None
    rounding: Literal["exact", "rounded", "truncated"] | None
    start: int
    end: int
    terms: list[TermRecord]
    message: str
    reason: str | None
    reason_code: str | None = Field(default=None, description="The reason for scripts, the same in every language.")
    cause: str | None
    sentence: str | None = Field(default=None, description="Of findings: the words around the stated figure.")
    allowed: list[Number] | None = Field(
        default=None, description="Of findings: the least and the largest stated figure that rounding would excuse."
    )
    likely_error: LikelyErrorRecord | None


class IssueRecord(Model):
    code: str
    severity: Literal["info", "warning", "error"]
    message: str


class PageQualityRecord(Model):
    page: int
    quality: Literal["fair", "poor"]


class DocumentRecord(Model):
    id: str | None
    source: str
    media_type: str | None
    status: Literal["ok", "partial", "failed"]
    pages: int | None
    chars: int
    ocr: bool
    quality: Literal["good", "fair", "poor"]
    page_quality: list[PageQualityRecord] = Field(default=[], description="The pages that are not good.")
    issues: list[IssueRecord]


class HeaderRecord(Model):
    doc_type: str | None
    number: str | None
    symbol: str | None
    year: int | None
    place: str | None
    date: str | None
    issuer: str | None
    subject: str | None
    addressees: list[str]
    recipients: list[str]
    signer_name: str | None
    signer_title: str | None
    signing_authority: str | None


class UnitRecord(Model):
    name: str | None
    level: Literal["commune", "district", "province", "central"] | None
    parent: str | None
    code: str | None
    source: Literal["text", "filename", "folder", "user"] | None


class PeriodRecord(Model):
    value: str | None
    text: str | None
    source: Literal["text", "filename", "folder", "user"] | None


class CoverageRecord(Model):
    checked: int
    total: int


class Record(Model):
    """One document, as `reportparse extract --format jsonl` prints it."""

    schema_: str = Field(alias="schema")
    version: str
    document: DocumentRecord
    header: HeaderRecord
    unit: UnitRecord
    period: PeriodRecord
    report_kind: str | None
    citations: list[CitationRecord]
    references: list[ReferenceRecord]
    dates: list[DateRecord]
    amounts: list[AmountRecord]
    rates: list[RateRecord]
    projects: list[ProjectRecord]
    households: list[HouseholdRecord]
    counts: list[CountRecord]
    percentages: list[PercentageRecord]
    checks: list[CheckRecord]
    coverage: CoverageRecord
    text: str | None = None
