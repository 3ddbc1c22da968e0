"""The package as a spaCy component, and the only module that imports spaCy.

    nlp = spacy.load("models/vi_reports")      # or: nlp.add_pipe("reportparse") in a pipeline of your own
    doc = nlp(text)
    for span in doc.spans["reportparse"]:
        print(span.label_, span.text, span._.reportparse)
    doc._.reportparse["checks"]

- `doc._.reportparse` is the record of the text (contract, version 1). Its `start` and `end` are characters of the
  normalised text, as everywhere; each mention has `doc_start` and `doc_end` besides, its characters in `doc.text`.
- `doc.spans[spans_key]` holds every mention in text order, `label_` being its kind in the record ("amounts").
  A span covers whole tokens (numbers are often glued to words, "dinh dưỡng140.000.000đ"), so `span.text` may be longer
  than the mention; `span._.reportparse` is the mention's part of the record, with the exact `text`.

All of that is plain data and survives `to_bytes`, `to_disk` and `DocBin(store_user_data=True)`. Importing this module
registers the factory and the extensions, because that is how spaCy finds them through the package's entry point.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any, Literal

from spacy.language import Language
from spacy.tokens import Doc, Span

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.extract import KINDS
from reportparse.formats.txt import TEXT
from reportparse.model.contract import Json
from reportparse.model.document import Document, SourceFile
from reportparse.model.record import record_of
from reportparse.model.report import Report
from reportparse.pipeline import failed, parse_document

NAME = "reportparse"

_TOO_LARGE = 2**63

Alignment = Literal["strict", "contract", "expand"]


class ReportParser:
    """The component: a `Doc` in, the same `Doc` with its record and spans out."""

    def __init__(self, *, spans_key: str, alignment: Alignment, kind_groups: bool) -> None:
        """`kind_groups` adds a group for every kind, named like "reportparse/amounts"."""
        self.spans_key = spans_key
        self.alignment = alignment
        self.kind_groups = kind_groups
        self._settings = Settings()

    def __call__(self, doc: Doc) -> Doc:
        report = self._parse(doc.text)
        record = _storable(record_of(report, version=version(NAME)))
        if report.document is not None:
            _add_doc_offsets(record, report.document, doc.text)
        doc._.set(NAME, record)
        spans = list(self._spans(doc, record))
        doc.spans[self.spans_key] = spans
        if self.kind_groups:
            for kind in KINDS:
                doc.spans[f"{self.spans_key}/{kind}"] = [span for span in spans if span.label_ == kind]
        return doc

    def _parse(self, text: str) -> Report:
        data = text.encode("utf-8")
        source = SourceFile("", hashlib.sha256(data).hexdigest(), TEXT.media_type, len(data))
        try:
            return parse_document(TEXT.read(data, source, self._settings), self._settings)
        except UnreadableFileError as error:
            return failed("", source, error)

    def _spans(self, doc: Doc, record: Json) -> Iterator[Span]:
        """Spans in text order; one that the alignment cannot place ("strict", "contract") stays in the record only."""
        found = [(mention, kind, index) for kind in KINDS for index, mention in enumerate(record[kind])]
        for mention, kind, index in sorted(found, key=lambda each: (each[0]["start"], each[0]["end"])):
            span = doc.char_span(
                mention["doc_start"],
                mention["doc_end"],
                label=kind,
                span_id=f"{kind}/{index}",
                alignment_mode=self.alignment,
            )
            if span is not None:
                yield span


def _storable(value: Any) -> Any:
    """The same data with whole numbers beyond 64 bits as the nearest float: `Doc.to_bytes` cannot hold them."""
    if isinstance(value, dict):
        return {key: _storable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_storable(each) for each in value]
    return float(value) if isinstance(value, int) and abs(value) >= _TOO_LARGE else value


def _add_doc_offsets(record: Json, document: Document, text: str) -> None:
    for kind in KINDS:
        for mention in record[kind]:
            mention["doc_start"] = document.source_offset(mention["start"])
            mention["doc_end"] = _source_end(document, mention["end"], text)


def _source_end(document: Document, end: int, text: str) -> int:
    """Where the character before `end` ends in the text as stored, with the marks that were composed into it."""
    at = document.source_offset(end - 1) + 1
    while at < len(text) and unicodedata.category(text[at]).startswith("M"):
        at += 1
    return at


def mention_of(span: Span) -> Json | None:
    """The mention behind a span, None for a span that is not of this component; also `span._.reportparse`."""
    kind, _, index = span.id_.partition("/")
    record = span.doc._.get(NAME)
    if record is None or kind not in KINDS or not index.isdigit():
        return None
    mention: Json = record[kind][int(index)]
    return mention


def _register() -> None:
    Doc.set_extension(NAME, default=None, force=True)
    Span.set_extension(NAME, getter=mention_of, force=True)


@Language.factory(  # type: ignore[untyped-decorator]
    NAME,
    assigns=["doc.spans", "doc._.reportparse"],
    default_config={"spans_key": NAME, "alignment": "expand", "kind_groups": False},
)
def create_component(nlp: Language, name: str, spans_key: str, alignment: Alignment, kind_groups: bool) -> Any:
    """Make the component (the factory that spaCy calls)."""
    return ReportParser(spans_key=spans_key, alignment=alignment, kind_groups=kind_groups)


_register()
