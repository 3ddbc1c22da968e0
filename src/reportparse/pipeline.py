"""read > structure > extract > resolve > check: one file to one `Report`, with every issue on the way collected."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

from reportparse.checks import check, coverage
from reportparse.checks.parts import with_parts
from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.extract import extract
from reportparse.formats import load, locate, read, source_of
from reportparse.formats.container_base import Member
from reportparse.formats.members import members_of
from reportparse.formats.ocr_engine import forget_since
from reportparse.lexicon import Lexicon, load_lexicon
from reportparse.model.document import Document, Issue, SourceFile
from reportparse.model.report import Report
from reportparse.structure.secrecy import secrecy_mark
from reportparse.structure.view import build_view

CLASSIFIED_REMEDY = "chỉ đọc khi được phép, với --allow-classified"


def parse(path: str | os.PathLike[str], settings: Settings | None = None) -> Report:
    """Read one file and find everything in it. A file that cannot be read gives a report with status `failed`.

    A container (ZIP, mail ...) is such a file: `parse_all` reads the files inside it.
    """
    settings = settings or Settings()
    given = os.fspath(path)
    try:
        data, _ = load(Path(path), settings, given=given)
    except UnreadableFileError as error:
        return failed(given, None, error)
    return parse_bytes(data, given, settings)


def parse_bytes(data: bytes, given: str, settings: Settings | None = None) -> Report:
    """Read the bytes of one file; `given` is its path, which tells the format where the bytes do not."""
    settings = settings or Settings()
    source = source_of(data, given)
    begun = time.time()
    try:
        document = _cleared(read(data, source, settings), settings, begun)
    except UnreadableFileError as error:
        return failed(given, source, error)
    return with_places(parse_document(document, settings), data)


def with_places(report: Report, data: bytes) -> Report:
    """The report with the places on their pages of everything found in it; `data` are the file's bytes."""
    document = report.document
    if document is None:
        return report
    terms = (term.span for check in report.checks for term in check.terms)
    spans = chain((mention.span for mention in report.mentions.all()), (check.span for check in report.checks), terms)
    boxes = locate(data, document, spans)
    return report if boxes == document.boxes else replace(report, document=replace(document, boxes=boxes))


def _cleared(document: Document, settings: Settings, begun: float) -> Document:
    """The document, if it may be read; one with a mark of secrecy only where the settings allow it.

    Raises:
        UnreadableFileError: `classified`; nothing of the document is kept, nor what was read of its pictures.
    """
    mark = secrecy_mark(document, load_lexicon())
    if mark is None:
        return document
    message = f"tệp có dấu chỉ độ mật “{mark}”"
    if settings.allow_classified:
        return replace(document, issues=(*document.issues, Issue("classified", "warning", message)))
    if document.ocr:
        forget_since(begun)
    raise UnreadableFileError("classified", message, CLASSIFIED_REMEDY)


def parse_all(path: str | os.PathLike[str], settings: Settings | None = None) -> Iterator[Report]:
    """Read one file, or every file inside a container, one after the other."""
    settings = settings or Settings()
    inside = members_of(Path(path), settings, given=os.fspath(path))
    if inside is None:
        yield parse(path, settings)
        return
    for member in inside:
        if not member.skip:
            yield parse_member(member, settings)


def parse_member(member: Member, settings: Settings) -> Report:
    """Read a file that was taken out of a container."""
    if member.error is None:
        return parse_bytes(member.data, member.name, settings)
    return failed(member.name, source_of(member.data, member.name) if member.data else None, member.error)


def failed(given: str, source: SourceFile | None, error: UnreadableFileError) -> Report:
    """The report of a file that could not be read: its reason is kept, so that nothing is silently dropped."""
    return Report(
        path=given,
        sha256=source.sha256 if source else None,
        media_type=source.media_type if source else None,
        status="failed",
        issues=(Issue(error.code, "error", str(error)),),
    )


def parse_document(document: Document, settings: Settings | None = None, lexicon: Lexicon | None = None) -> Report:
    """Find everything in a document that has been read."""
    settings = settings or Settings()
    view = build_view(document, settings, lexicon or load_lexicon())
    mentions = extract(view)
    checks = check(view, mentions)
    mentions = with_parts(mentions, checks)
    source = document.source
    return Report(
        path=source.path,
        sha256=source.sha256,
        media_type=source.media_type,
        status="partial" if any(issue.severity == "error" for issue in document.issues) else "ok",
        document=view.document,
        issues=document.issues,
        header=view.header,
        unit=view.unit,
        period=view.period,
        report_kind=view.report_kind,
        mentions=mentions,
        checks=checks,
        coverage=coverage(mentions, checks),
    )
