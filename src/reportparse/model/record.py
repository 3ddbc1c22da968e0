"""The record contract, version 1: `Report` to JSON.

`record_of` makes plain data (fast, ready for `json.dumps`); the pydantic models below say what that data is, give the
JSON Schema (`reportparse schema`) and read records back.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from reportparse.model.document import Document
from reportparse.model.finding import Check, LikelyError, Rule, Term, Verdict
from reportparse.model.mention import Figure, Mention, Mentions, OpenReason, ReferenceUse, Role
from reportparse.model.report import Report
from reportparse.model.span import Span

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
    cause: str | None
    likely_error: LikelyErrorRecord | None


class IssueRecord(Model):
    code: str
    severity: Literal["info", "warning", "error"]
    message: str


class DocumentRecord(Model):
    id: str | None
    source: str
    media_type: str | None
    status: Literal["ok", "partial", "failed"]
    pages: int | None
    chars: int
    ocr: bool
    quality: Literal["good", "fair", "poor"]
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


def record_of(report: Report, *, version: str, with_text: bool = False, lang: str = "vi") -> Json:
    """The record of one report as plain data; `lang` chooses the language of the checks' messages."""
    document = report.document
    record: Json = {
        "schema": SCHEMA,
        "version": version,
        "document": _document(report),
        "header": {name: _plain(getattr(report.header, name)) for name in HeaderRecord.model_fields},
        "unit": {name: getattr(report.unit, name) for name in UnitRecord.model_fields},
        "period": {name: getattr(report.period, name) for name in PeriodRecord.model_fields},
        "report_kind": report.report_kind,
        **_mentions(report.mentions, document),
        "checks": [_check(check, document, lang) for check in report.checks] if document else [],
        "coverage": {"checked": report.coverage.checked, "total": report.coverage.total},
    }
    if with_text:
        record["text"] = document.text if document else ""
    return record


def number(value: Decimal | str | None) -> Number | str | None:
    """A figure as a JSON number: whole numbers as int, others as the nearest float; text stays text."""
    if value is None or isinstance(value, str):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


def place_record(document: Document, span: Span) -> Json:
    place = document.place_of(span)
    box = place.box
    return {
        "page": place.page,
        "box": [box.x0, box.top, box.x1, box.bottom] if box else None,
        "table": place.table,
        "row": place.row,
        "column": place.column,
        "paragraph": place.paragraph,
    }


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _document(report: Report) -> Json:
    document = report.document
    return {
        "id": f"sha256:{report.sha256}" if report.sha256 else None,
        "source": report.path,
        "media_type": report.media_type,
        "status": report.status,
        "pages": len(document.pages) or None if document else None,
        "chars": len(document.text) if document else 0,
        "ocr": document.ocr if document else False,
        "quality": document.quality if document else "poor",
        "issues": [{"code": i.code, "severity": i.severity, "message": i.message} for i in report.issues],
    }


def _mentions(mentions: Mentions, document: Document | None) -> Json:
    kinds: dict[str, tuple[Sequence[Mention], type[MentionRecord]]] = {
        "citations": (mentions.citations, CitationRecord),
        "references": (mentions.references, ReferenceRecord),
        "dates": (mentions.dates, DateRecord),
        "amounts": (mentions.amounts, AmountRecord),
        "rates": (mentions.rates, RateRecord),
        "projects": (mentions.projects, ProjectRecord),
        "households": (mentions.households, HouseholdRecord),
        "counts": (mentions.counts, CountRecord),
        "percentages": (mentions.percentages, PercentageRecord),
    }
    if document is None:
        return {kind: [] for kind in kinds}
    return {kind: _records(found, document, model) for kind, (found, model) in kinds.items()}


def _records(mentions: Sequence[Mention], document: Document, model: type[MentionRecord]) -> list[Json]:
    """Plain data of mentions of one kind, with the fields of its model."""
    if not mentions:
        return []
    own = [name for name in model.model_fields if name not in MentionRecord.model_fields]
    paths = {name: f"quantity.{name}" for name in ("value", "malformed")} if isinstance(mentions[0], Figure) else {}
    # Of one name alone attrgetter would give no tuple.
    names, values_of = ("start", *own), attrgetter("span.start", *(paths.get(name, name) for name in own))
    text = document.text
    records: list[Json] = []
    for mention in mentions:
        start, end = mention.span
        record: Json = {
            "text": text[start:end],
            "start": start,
            "end": end,
            "line": document.line_of(start),
            "place": place_record(document, mention.span),
        }
        record.update(zip(names, values_of(mention), strict=True))
        if "value" in record:
            record["value"] = number(record["value"])
        records.append(record)
    return records


def _check(check: Check, document: Document, lang: str) -> Json:
    return {
        "id": check.id,
        "code": check.code,
        "rule": check.rule,
        "verdict": check.verdict,
        "line": document.line_of(check.span.start),
        "place": place_record(document, check.span),
        "stated": number(check.stated),
        "computed": number(check.computed),
        "difference": number(check.difference),
        "unit": check.unit,
        "rounding": check.rounding,
        "start": check.span.start,
        "end": check.span.end,
        "terms": [_term(term, document) for term in check.terms],
        "message": check.message if lang == "vi" else check.message_en,
        "reason": check.reason,
        "cause": check.cause,
        "likely_error": _likely_error(check.likely_error),
    }


def _term(term: Term, document: Document) -> Json:
    return {
        "value": number(term.quantity.value),
        "text": term.span.of(document.text),
        "start": term.span.start,
        "end": term.span.end,
        "line": document.line_of(term.span.start),
        "label": term.label,
    }


def _likely_error(error: LikelyError | None) -> Json | None:
    return (
        None
        if error is None
        else {
            "start": error.span.start,
            "end": error.span.end,
            "written": error.written,
            "value": number(error.value),
            "suggested": number(error.suggested),
            "supports": list(error.supports),
        }
    )
