"""A report as rows of the archive's tables: pure data, made where the file is read, written where the archive is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from reportparse.archive.passages import passages
from reportparse.archive.reviews import fingerprint
from reportparse.model.contract import MENTION_KINDS, Json
from reportparse.model.document import Document
from reportparse.model.finding import Check
from reportparse.model.mention import Citation, DateMention, Figure, HouseholdCount, Mention, ProjectRef, Reference
from reportparse.model.record import record_of
from reportparse.model.report import Report
from reportparse.text.fold import fold

Row = dict[str, Any]

_INTEGER_LIMIT = 2**63
_YEAR_LENGTH = 4


@dataclass(frozen=True, slots=True)
class DocumentRows:
    """Everything of one document, without the ids that only the archive can give."""

    document: Row
    mentions: tuple[Row, ...]
    relations: tuple[Row, ...]
    findings: tuple[Row, ...]
    issues: tuple[Row, ...]
    passages: tuple[Row, ...]


def rows_of(report: Report, *, version: str) -> DocumentRows:
    """The rows of a report read by this version of the parser."""
    record = record_of(report, version=version)
    checks = tuple(zip(report.checks, record["checks"], strict=True)) if report.document else ()
    relations = tuple(_relation(position, check, data, report) for position, (check, data) in enumerate(checks))
    return DocumentRows(
        document=_document(report, record, version),
        mentions=tuple(_mentions(report, record)),
        relations=tuple({**row, "json": to_json(data)} for row, (_, data) in zip(relations, checks, strict=True)),
        findings=tuple(
            {**row, **_likely(check, data)}
            for row, (check, data) in zip(relations, checks, strict=True)
            if check.verdict != "consistent"
        ),
        issues=tuple(_issues(report)),
        passages=tuple(_passages(report.document)) if report.document else (),
    )


def version_key(report: Report) -> str | None:
    """What two versions of one report have in common: sender, period and kind; None where that is not known.

    The document type belongs to the kind (a plan is no version of a report), and where no kind was recognised
    the subject stands for it. A sender or period that is not known makes no versions: two files that say neither
    have nothing to do with each other.
    """
    unit, period = report.unit.name, report.period.value
    kind = report.report_kind or report.header.subject
    if report.status == "failed" or not unit or not period or not kind:
        return None
    parts = (unit, report.unit.parent, period, report.header.doc_type, kind)
    return to_json([" ".join((part or "").lower().split()) for part in parts])


def to_json(value: object) -> str:
    """JSON that SQLite can hold: what is no character (bytes of a file name) is escaped and reads back the same."""
    return storable(json.dumps(value, ensure_ascii=False, allow_nan=False))


def storable(text: str) -> str:
    """Text that UTF-8 can hold."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def whole(value: Decimal | str | None) -> int | None:
    """A whole number that fits SQLite's INTEGER; None for all else, which stands as text only."""
    if not isinstance(value, Decimal) or value != value.to_integral_value():
        return None
    number = int(value)
    return number if -_INTEGER_LIMIT <= number < _INTEGER_LIMIT else None


def written(value: Decimal | str | None) -> str | None:
    """A figure as decimal text without an exponent; text stays text."""
    return f"{value:f}" if isinstance(value, Decimal) else value


def _document(report: Report, record: Json, version: str) -> Row:
    header, unit, data = record["header"], record["unit"], record["document"]
    failure = next((issue for issue in report.issues if issue.severity == "error"), None)
    source = storable(report.path)
    return {
        "sha256": report.sha256,
        "source": source,
        "name": PurePath(source).name,
        **{name: data[name] for name in ("media_type", "status", "quality", "ocr", "pages", "chars")},
        "doc_type": header["doc_type"],
        "identifier": report.header.identifier,
        **{name: header[name] for name in ("number", "symbol", "place", "date", "issuer", "subject")},
        **{name: header[name] for name in ("signer_name", "signer_title", "signing_authority")},
        **{f"unit_{name}": unit[name] for name in ("name", "level", "parent", "code", "source")},
        "period": report.period.value,
        "period_text": report.period.text,
        "period_source": report.period.source,
        "report_kind": report.report_kind,
        "year": _year(report),
        "reason_code": failure.code if failure else None,
        "reason": storable(failure.message) if failure else None,
        "figures_checked": report.coverage.checked,
        "figures_total": report.coverage.total,
        "version_key": version_key(report),
        "version": version,
        "record": to_json(record),
    }


def _year(report: Report) -> int | None:
    """The year reported on (the last one of a range), else that of the document's date."""
    for value in ((report.period.value or "").rpartition("/")[2], report.header.date or ""):
        year = value[:_YEAR_LENGTH]
        if len(year) == _YEAR_LENGTH and year.isdecimal():
            return int(year)
    return None


def _mentions(report: Report, record: Json) -> Iterator[Row]:
    if report.document is None:
        return
    for kind in MENTION_KINDS:
        found: Sequence[Mention] = getattr(report.mentions, kind)
        for position, (mention, data) in enumerate(zip(found, record[kind], strict=True)):
            yield {
                "kind": kind,
                "position": position,
                **_spot(data),
                "text": data["text"],
                **_meaning(mention),
                "json": to_json(data),
            }


def _meaning(mention: Mention) -> Row:
    """The columns that say what was understood; those of other kinds stay empty."""
    row: Row = dict.fromkeys(
        (
            "value_int",
            "value_text",
            "unit",
            "category",
            "role",
            "identifier",
            "doc_type",
            "date",
            "label",
            "malformed",
        )
    )
    if isinstance(mention, Figure):
        quantity = mention.quantity
        row |= {"value_int": whole(quantity.value), "value_text": written(quantity.value), "unit": mention.unit}
        row |= {"label": mention.label, "malformed": int(quantity.malformed)}
    if isinstance(mention, HouseholdCount):
        row |= {"category": mention.category, "role": mention.role, "date": mention.time}
    elif isinstance(mention, Citation):
        row |= {"identifier": mention.identifier, "doc_type": mention.doc_type, "date": mention.date}
    elif isinstance(mention, Reference):
        row |= {"identifier": mention.resolves_to, "doc_type": mention.doc_type}
    elif isinstance(mention, DateMention):
        row |= {"date": mention.value, "category": mention.kind}
    elif isinstance(mention, ProjectRef):
        row |= {"category": mention.programme}
    return row


def _spot(data: Json) -> Row:
    place = data["place"]
    return {
        **{name: data[name] for name in ("start", "end", "line")},
        "page": place["page"],
        **{f"{name}_no": place[name] for name in ("table", "row", "column")},
        "paragraph": place["paragraph"],
    }


def _relation(position: int, check: Check, data: Json, report: Report) -> Row:
    row: Row = {
        "check_id": check.id,
        "position": position,
        "text": check.span.of(report.document.text) if report.document else None,
        **{name: data[name] for name in ("code", "rule", "verdict", "unit", "rounding", "reason", "cause")},
        **_spot(data),
        "fingerprint": fingerprint(check),
    }
    for name in ("stated", "computed", "difference"):
        value = getattr(check, name)
        row |= {f"{name}_int": whole(value), f"{name}_text": written(value)}
    return row


def _likely(check: Check, data: Json) -> Row:
    likely = check.likely_error
    return {
        "message_vi": check.message,
        "message_en": check.message_en,
        "likely_written": likely.written if likely else None,
        "likely_suggested": written(likely.suggested) if likely else None,
        "likely_start": likely.span.start if likely else None,
        "likely_end": likely.span.end if likely else None,
        "likely_error": to_json(data["likely_error"]) if likely else None,
    }


def _issues(report: Report) -> Iterator[Row]:
    for issue in report.issues:
        span, document = issue.span, report.document
        yield {
            "source": storable(report.path),
            "code": issue.code,
            "severity": issue.severity,
            "message": storable(issue.message),
            "start": span.start if span else None,
            "end": span.end if span else None,
            "line": document.line_of(span.start) if span and document else None,
        }


def _passages(document: Document) -> Iterator[Row]:
    for position, passage in enumerate(passages(document)):
        exact = passage.span.of(document.text)
        yield {
            "position": position,
            "line": passage.line,
            "page": passage.page,
            "page_breaks": to_json(passage.breaks) if passage.breaks else None,
            "start": passage.span.start,
            "exact": exact,
            "folded": fold(exact),
        }
