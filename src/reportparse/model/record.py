"""`Report` to JSON: plain data, fast to make and ready for `json.dumps`; `contract` says what it is."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from operator import attrgetter

from reportparse.model.contract import (
    SCHEMA,
    AmountRecord,
    CitationRecord,
    CountRecord,
    DateRecord,
    HeaderRecord,
    HouseholdRecord,
    Json,
    MentionRecord,
    Number,
    PercentageRecord,
    PeriodRecord,
    ProjectRecord,
    RateRecord,
    ReferenceRecord,
    UnitRecord,
)
from reportparse.model.document import Document
from reportparse.model.finding import Check, LikelyError, Term
from reportparse.model.mention import Figure, Mention, Mentions
from reportparse.model.report import Report
from reportparse.model.span import Span


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
    whole = int(value)
    return whole if whole == value else float(value)


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
        "page_quality": [
            {"page": page.number, "quality": page.quality}
            for page in (document.pages if document else ())
            if page.quality != "good"
        ],
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
        "reason": check.reason if lang == "vi" else check.reason_en or check.reason,
        "reason_code": check.reason_code,
        "cause": check.cause,
        "sentence": str(check.sentence) if check.sentence else None,
        "allowed": [number(bound) for bound in check.allowed] if check.allowed else None,
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
