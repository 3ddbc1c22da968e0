"""Finds references back to a document by its kind alone: "Nghị định này", "Quyết định nói trên".

What each stands for is decided in `resolve`, once the citations are known.
"""

from __future__ import annotations

from reportparse.extract.citation_context import Context
from reportparse.model.mention import Reference
from reportparse.structure.view import View

# Words that name a programme or an activity as often as a paper; in small letters they are no reference to a paper.
_UNTYPED = "văn bản"


def extract(view: View) -> tuple[Reference, ...]:
    """All such references in text order. The type word must begin with a capital letter, as the law writes it."""
    context = Context(view.flow.text, view.lexicon)
    tail = context.pattern("anaphora")
    found = []
    for word in context.types:
        if word.kind.name == _UNTYPED or context.text[word.start].islower():
            continue
        match = tail.match(context.lower, word.end)
        if match is not None:
            found.append(Reference(span=view.flow.span(word.start, match.end()), doc_type=word.kind.name))
    return tuple(found)
