"""Finds references that are no citations: anaphora ("Nghị định này"), and citations' drafts that only name a paper.

What each stands for is decided in `resolve`, once the citations are known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportparse.extract.citation_context import Context
from reportparse.extract.citation_drafts import Draft
from reportparse.model.mention import Reference, ReferenceUse
from reportparse.structure.view import View

_UNTYPED = "văn bản"
_ALIAS_REACH = 48
_BASES = " Căn cứ "


def anaphora(context: Context, view: View) -> Iterator[Reference]:
    """References back by the kind alone, in text order.

    The type word begins with a capital letter, as the law writes it, or names a paper in small letters too.
    """
    tail = context.pattern("anaphora")
    small = context.pattern("anaphora_small")
    for word in context.types:
        match = None if word.kind.name == _UNTYPED else tail.match(context.lower, word.end)
        if match is None:
            continue
        if context.text[word.start].islower() and not small.match(context.lower, word.start, word.end):
            continue
        several = context.pattern("anaphora_several").search(context.lower, max(0, word.start - 8), word.start)
        yield Reference(
            span=view.flow.span(word.start, match.end("tail")),
            doc_type=word.kind.name,
            reason="stands-for-several" if several else None,
        )


def split(context: Context, view: View, drafts: Sequence[Draft]) -> tuple[list[Draft], list[Reference]]:
    """The drafts that cite, and those that only name a paper: in the own title, as an alias, with a blank number."""
    cited: list[Draft] = []
    named: list[Reference] = []
    titles = list(own_titles(context, view))
    for draft in drafts:
        use = _use(context, draft, cited, titles)
        if use is None:
            cited.append(draft)
        elif not (use == "title" and draft.identifier is None and any(draft.start == start for start, _ in titles)):
            named.append(
                Reference(
                    span=view.flow.span(draft.start, draft.end),
                    doc_type=draft.doc_type,
                    use=use,
                    resolves_to=draft.identifier.canonical if draft.identifier else None,
                )
            )
    return cited, named


def own_titles(context: Context, view: View) -> Iterator[tuple[int, int]]:
    """Where a line begins with the document's kind and title and runs into its legal bases without a mark.

    "Thông tư Hướng dẫn một số điều của Nghị định số ... Căn cứ Luật ..." is left where a first page lost its lines.
    """
    at = context.text.find(_BASES)
    line = -1
    while at >= 0:
        start = context.text.rfind("\n", 0, at) + 1
        word = context.type_at(start)
        named = word is not None and not context.pattern("cite_gap_number").match(context.text, word.end)
        if start != line and named and context.pattern("cite_preamble").match(context.text, at):
            span = view.flow.span(start, at)
            if "\n" not in view.document.text[span.start : span.end].strip():
                yield start, at
        line = start
        at = context.text.find(_BASES, at + 1)


def _use(
    context: Context, draft: Draft, cited: Sequence[Draft], titles: Sequence[tuple[int, int]]
) -> ReferenceUse | None:
    if draft.blank:
        return "blank"
    if any(start <= draft.start < end for start, end in titles):
        return "title"
    if draft.identifier is None:
        return None
    begin = max(0, draft.start - _ALIAS_REACH)
    if not context.pattern("cite_alias").search(context.lower, begin, draft.start):
        return None
    paragraph = context.text.rfind("\n", 0, draft.start) + 1
    for other in reversed(cited):
        if other.start < paragraph:
            return None
        if other.identifier is not None and other.identifier.canonical == draft.identifier.canonical:
            return "alias"
    return None
