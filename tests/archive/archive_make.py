"""Synthetic reports for the tests of the archive: small documents with whatever a test needs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from reportparse.archive.connect import open_to_write
from reportparse.archive.rows import rows_of
from reportparse.archive.write import Written, start_run, write_document
from reportparse.model.document import Document, Issue, Page, SourceFile
from reportparse.model.finding import Check, LikelyError, Term, Verdict
from reportparse.model.mention import Mentions
from reportparse.model.quantity import Quantity
from reportparse.model.report import Coverage, Header, Period, Report, Status, Unit
from reportparse.model.span import Span

VERSION = "1.2.3"
TEXT = "Tổng số 592 suất quà, trong đó:\n- Hộ nghèo: 300 suất\n- Hộ cận nghèo: 295 suất\n"


def clock() -> datetime:
    return datetime(2024, 8, 5, 10, 30, tzinfo=UTC)


@contextmanager
def archive(path: Path, *, version: str = VERSION, wait: float = 0.05) -> Iterator[Any]:
    with open_to_write(path, clock=clock, version=version, wait=wait) as db:
        yield db


def report(
    text: str = TEXT,
    *,
    path: str = "a.txt",
    unit: str | None = "Phường 2",
    parent: str | None = "Thị xã Mẫu",
    period: str | None = "2024-01/2024-07",
    kind: str | None = "giảm nghèo bền vững",
    doc_type: str | None = "Báo cáo",
    mentions: Mentions | None = None,
    checks: tuple[Check, ...] = (),
    pages: tuple[Page, ...] = (),
    status: Status = "ok",
    issues: tuple[Issue, ...] = (),
) -> Report:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    document = Document(SourceFile(path, sha256, "text/plain", len(text)), text, pages=pages)
    return Report(
        path=path,
        sha256=sha256,
        media_type="text/plain",
        status=status,
        document=document,
        issues=issues,
        header=Header(doc_type=doc_type, number="12", symbol="BC-UBND", date="2024-08-01", subject="Kết quả"),
        unit=Unit(name=unit, level="commune", parent=parent, source="text"),
        period=Period(value=period, text=period, source="text"),
        report_kind=kind,
        mentions=mentions or Mentions(),
        checks=checks,
        coverage=Coverage(checked=3, total=4),
    )


def failed_report(path: str = "bad.pdf", *, sha256: str | None = "f" * 64, reason: str = "tệp hỏng; tải lại") -> Report:
    return Report(
        path=path,
        sha256=sha256,
        media_type=None,
        status="failed",
        issues=(Issue("damaged", "error", reason),),
    )


def term(text: str, number: str, label: str | None = None, *, after: int = 0) -> Term:
    start = text.index(number, after)
    value = Decimal(number.replace(".", "").replace(",", "."))
    return Term(Span(start, start + len(number)), Quantity(value, written=number), label)


def sum_check(
    text: str = TEXT, *, check_id: str = "c1", verdict: Verdict = "inconsistent", cause: str | None = None
) -> Check:
    """592 against 300 + 295."""
    stated = term(text, "592")
    return Check(
        id=check_id,
        code="SUM001",
        rule="sum",
        verdict=verdict,
        span=stated.span,
        stated=Decimal(592),
        computed=Decimal(595),
        difference=Decimal(-3),
        unit="suất",
        terms=(term(text, "300", "hộ nghèo"), term(text, "295", "hộ cận nghèo")),
        message="Tổng số ghi 592 suất, các số chi tiết cộng lại là 595 suất",
        message_en="The total says 592, the parts add up to 595",
        cause=cause,
        likely_error=LikelyError(stated.span, "592", Decimal(592), Decimal(595), (check_id,)),
    )


def add(db: Any, made: Report, *, version: str = VERSION, run: int | None = None) -> Written:
    run = run or start_run(db, version=version, settings="{}", paths=[made.path], now=clock().isoformat())
    return write_document(db, rows_of(made, version=version), run=run, now=clock().isoformat(), stored=None)


def column(db: Any, sql: str, *values: object) -> list[Any]:
    return [row[0] for row in db.execute(sql, values).fetchall()]
