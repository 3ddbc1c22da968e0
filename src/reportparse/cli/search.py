"""`reportparse search`: documents and places in them that hold the words."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from reportparse.archive.query import parse_query
from reportparse.archive.search import Filters, Hit
from reportparse.archive.search import search as find
from reportparse.cli.archives import archive_to_read
from reportparse.cli.options import ArchivePath, LangOption, QualityOption, TableOrJson
from reportparse.cli.output import note, write, write_json_array
from reportparse.cli.table import table
from reportparse.cli.words import Lang, say
from reportparse.errors import UsageError

Query = Annotated[str, typer.Argument(help="help.query", metavar="QUERY", show_default=False)]
DocType = Annotated[str | None, typer.Option("--type", help="help.type", show_default=False)]
Area = Annotated[str | None, typer.Option("--area", help="help.area", show_default=False)]
Year = Annotated[int | None, typer.Option("--year", help="help.year", show_default=False, min=1, max=9999)]
Limit = Annotated[int, typer.Option("--limit", help="help.limit", min=1, max=10_000)]


def search(
    archive: ArchivePath,
    query: Query,
    doc_type: DocType = None,
    area: Area = None,
    year: Year = None,
    quality: QualityOption = None,
    format_: TableOrJson = "table",
    limit: Limit = 20,
    lang: LangOption = "vi",
) -> None:
    """Print what was found; the help text is in `help_words`."""
    if parse_query(query) is None:
        raise UsageError(say("search.empty-query", lang))
    with archive_to_read(archive, lang) as db:
        hits = find(db, query, Filters(doc_type, area, year, quality), limit=limit)
    if format_ == "json":
        write_json_array(asdict(hit) for hit in hits)
    elif hits:
        _table(hits, lang)
    else:
        note(say("search.nothing", lang))


def _table(hits: list[Hit], lang: Lang) -> None:
    names = ("file", "document", "unit", "period", "place", "passage")
    write(table([say(f"column.{name}", lang) for name in names], [_cells(hit, lang) for hit in hits]))


def _cells(hit: Hit, lang: Lang) -> list[str]:
    place = say("place.line", lang, hit.line)
    if hit.page is not None:
        place += f", {say('place.page', lang, hit.page)}"
    old = "" if hit.current else f" {say('search.old-version', lang)}"
    grade = "" if hit.quality == "good" else f" ({say('quality.' + hit.quality, lang)})"
    return [
        f"{hit.source}{old}{grade}",
        " ".join(part for part in (hit.doc_type, hit.identifier) if part),
        ", ".join(part for part in (hit.unit_name, hit.unit_parent) if part),
        hit.period or "",
        place,
        _marked(hit),
    ]


def _marked(hit: Hit) -> str:
    """The snippet with the words found in [brackets]: seen on every terminal and in every file."""
    parts: list[str] = []
    position = 0
    for start, end in hit.marks:
        parts += (hit.snippet[position:start], "[", hit.snippet[start:end], "]")
        position = end
    return " ".join("".join([*parts, hit.snippet[position:]]).split())
