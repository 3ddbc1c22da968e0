"""`View`: a document with everything that `structure` found in it; what extractors and checks work on."""

from __future__ import annotations

from dataclasses import dataclass

from reportparse.lexicon import Lexicon
from reportparse.model.document import Document
from reportparse.model.report import Header
from reportparse.structure.flow import Flow


@dataclass(frozen=True, slots=True)
class View:
    """A document, its flow of sentences, its header, and the lexicon in use."""

    document: Document
    flow: Flow
    header: Header
    lexicon: Lexicon
