"""Figures that were read from a picture: which relations rest on one that may be another."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence

import regex

from reportparse.model.document import Document
from reportparse.model.finding import Rule
from reportparse.model.span import Span

_SPACED = regex.compile(r"\d(?:\.\s|\s\.)\d")
Doubt = Callable[[Rule, Sequence[Span]], bool]
"""Whether a relation of this rule over figures at these places rests on a figure that may be another."""


def no_doubt(rule: Rule, spans: Sequence[Span]) -> bool:
    """Of text that was typed there is none."""
    return False


def doubts(document: Document) -> Doubt:
    """The doubt about relations of a document, by what the engine was not sure of.

    A space inside a figure ("1.725. 280") may be the engine's.
    A row or a column rests on all of its cells: one that was misread may have lost its figure and is then no term.
    """
    if not document.doubtful:
        return no_doubt
    ordered = sorted(document.doubtful)
    starts = [span.start for span in ordered]
    rows: set[tuple[int, int]] = set()
    columns: set[tuple[int, int]] = set()
    for span in ordered:
        found = document.cell_at(span.start)
        if found:
            table, cell = found
            rows.add((table, cell.row))
            columns.add((table, cell.column))

    def doubt(rule: Rule, spans: Sequence[Span]) -> bool:
        for span in spans:
            if rule == "format" and _SPACED.search(document.text, span.start, span.end):
                return True
            index = bisect_left(starts, span.end) - 1
            if index >= 0 and ordered[index].overlaps(span):
                return True
            found = document.cell_at(span.start) if rule in ("row", "column") else None
            if found and (found[0], found[1].row if rule == "row" else found[1].column) in (
                rows if rule == "row" else columns
            ):
                return True
        return False

    return doubt
