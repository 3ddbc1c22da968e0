"""Finds the papers that a text speaks of: citations, and references that are none."""

from __future__ import annotations

from reportparse.extract import citations, references
from reportparse.extract.citation_context import Context
from reportparse.model.mention import Citation, Reference
from reportparse.structure.view import View


def extract(view: View) -> tuple[Citation | Reference, ...]:
    """Citations and references, each in text order; a stretch is one or the other."""
    context = Context(view.flow.text, view.lexicon)
    cited, named = references.split(context, view, citations.find(context, view.header.identifier))
    return (
        *(citations.citation_of(draft, view.flow) for draft in cited),
        *sorted([*named, *references.anaphora(context, view)], key=lambda reference: reference.span.start),
    )
