"""Full text search over an archive: which documents, and where in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reportparse.archive.query import Query, parse_query
from reportparse.model.document import Quality

_OPEN, _CLOSE = "\x02", "\x03"
_BEFORE, _AFTER = 60, 140
_PER_DOCUMENT = 3
_DEFAULT_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Filters:
    """What the documents found must be: each of `None` lets everything pass.

    `doc_type` and `area` (the sender's name or the unit above it) are compared by whole words, marks as in a search.
    """

    doc_type: str | None = None
    area: str | None = None
    year: int | None = None
    quality: Quality | None = None
    current_only: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found. `line` and `start` are those of the first word found; `marks` lie in `snippet`."""

    sha256: str
    source: str
    doc_type: str | None
    identifier: str | None
    date: str | None
    subject: str | None
    unit_name: str | None
    unit_parent: str | None
    period: str | None
    current: bool
    quality: Quality
    line: int
    page: int | None
    start: int
    snippet: str
    marks: tuple[tuple[int, int], ...]


def search(db: Any, text: str, filters: Filters | None = None, *, limit: int = _DEFAULT_LIMIT) -> list[Hit]:
    """The best passages of documents that hold every word of the query, at most three of one document.

    First the passages that hold all words together, then documents that hold them in different places. Any text is
    a valid query; one without a letter or digit finds nothing.
    """
    query = parse_query(text)
    if query is None or limit < 1:
        return []
    filters = filters or Filters()
    rows = _rows(db, query.match_all(), "", [], filters, limit)
    if len(query.terms) > 1 and len(rows) < limit:
        found = {row["document"] for row in rows}
        holds = " AND d.id IN (SELECT p.document FROM passages_fts t JOIN passages p ON p.id = t.rowid"
        everywhere = "".join(f"{holds} WHERE t.passages_fts MATCH ?)" for _ in query.terms)
        matches = [query.match_term(term) for term in query.terms]
        apart = _rows(db, query.match_any(), everywhere, matches, filters, limit + len(rows))
        rows += [row for row in apart if row["document"] not in found][: limit - len(rows)]
    return list(_hits(db, query, rows))


def _rows(db: Any, match: str, condition: str, values: list[str], filters: Filters, limit: int) -> list[dict[str, Any]]:
    where, wanted = _where(filters)
    sql = (
        "WITH hit AS (SELECT rowid AS passage, rank AS score FROM passages_fts WHERE passages_fts MATCH ?),"
        " placed AS (SELECT p.id AS passage, p.document, p.line, p.page, p.page_breaks, p.start, h.score,"
        " row_number() OVER (PARTITION BY p.document ORDER BY h.score, p.id) AS n,"
        " min(h.score) OVER (PARTITION BY p.document) AS best"
        " FROM hit h JOIN passages p ON p.id = h.passage)"
        " SELECT s.passage, s.document, s.line, s.page, s.page_breaks, s.start, d.sha256, d.source, d.doc_type,"
        " d.identifier, d.date, d.subject, d.unit_name, d.unit_parent, d.period, d.current, d.quality"
        " FROM placed s JOIN documents d ON d.id = s.document"
        f" WHERE s.n <= {_PER_DOCUMENT}{condition}{where}"
        " ORDER BY s.best, s.document, s.n LIMIT ?"
    )
    return list(db.query(sql, [match, *values, *wanted, limit]))


def _where(filters: Filters) -> tuple[str, list[object]]:
    parts: list[str] = []
    values: list[object] = []
    if filters.doc_type is not None:
        parts.append(" AND holds_words(d.doc_type, ?)")
        values.append(filters.doc_type)
    if filters.area is not None:
        parts.append(" AND (holds_words(d.unit_name, ?) OR holds_words(d.unit_parent, ?))")
        values += [filters.area, filters.area]
    if filters.year is not None:
        parts.append(" AND d.year = ?")
        values.append(filters.year)
    if filters.quality is not None:
        parts.append(" AND d.quality = ?")
        values.append(filters.quality)
    if filters.current_only:
        parts.append(" AND d.current = 1")
    return "".join(parts), values


def _hits(db: Any, query: Query, rows: list[dict[str, Any]]) -> Iterator[Hit]:
    column = 0 if query.column == "exact" else 1
    sql = (
        f"SELECT exact, highlight(passages_fts, {column}, ?, ?) FROM passages_fts"
        " WHERE rowid = ? AND passages_fts MATCH ?"
    )
    for row in rows:
        text, shown = db.execute(sql, [_OPEN, _CLOSE, row["passage"], query.match_any()]).fetchone()
        marks = _marks(shown)
        first = marks[0][0] if marks else 0
        snippet, inside = _snippet(text, marks)
        yield Hit(
            **{name: row[name] for name in ("sha256", "source", "doc_type", "identifier", "date", "subject")},
            **{name: row[name] for name in ("unit_name", "unit_parent", "period")},
            current=bool(row["current"]),
            quality=row["quality"],
            page=_page(row, row["start"] + first),
            line=row["line"] + text.count("\n", 0, first),
            start=row["start"] + first,
            snippet=snippet,
            marks=inside,
        )


def _page(row: dict[str, Any], offset: int) -> int | None:
    page: int | None = row["page"]
    for start, number in json.loads(row["page_breaks"] or "[]"):
        if start <= offset:
            page = number
    return page


def _marks(shown: str) -> list[tuple[int, int]]:
    """The spans between the marks that `highlight` has set, in the text without them."""
    before, *pieces = shown.split(_OPEN)
    position = len(before)
    marks: list[tuple[int, int]] = []
    for piece in pieces:
        inside, _, after = piece.partition(_CLOSE)
        marks.append((position, position + len(inside)))
        position += len(inside) + len(after)
    return marks


def _snippet(text: str, marks: list[tuple[int, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text around the first mark on one line, and the marks inside it."""
    first = marks[0] if marks else (0, 0)
    start, end = max(0, first[0] - _BEFORE), min(len(text), max(first[1], first[0] + _AFTER))
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    shown = text[start:end].translate({10: " ", 9: " "})
    left, right = "… " if start > 0 else "", " …" if end < len(text) else ""
    shift = len(left) - start
    inside = tuple((low + shift, high + shift) for low, high in marks if start <= low and high <= end)
    return f"{left}{shown}{right}", inside
