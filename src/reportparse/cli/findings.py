"""`reportparse findings`: what needs a look in an archive, as a table, CSV or JSON."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import typer

from reportparse.archive.read import findings as read_findings
from reportparse.cli.archives import archive_to_read
from reportparse.cli.options import ArchivePath, LangOption
from reportparse.cli.output import note, write, write_json_array
from reportparse.cli.table import csv_text, table
from reportparse.cli.words import Lang, figure, say, verdict_text
from reportparse.errors import UsageError
from reportparse.model.contract import Json

Format = Annotated[Literal["table", "csv", "json"], typer.Option("--format", help="help.format")]
VerdictOption = Annotated[
    Literal["inconsistent", "suspect"] | None, typer.Option("--verdict", help="help.verdict", show_default=False)
]
RuleOption = Annotated[
    Literal["sum", "column", "row", "change", "ratio", "product", "repeat", "format", "date"] | None,
    typer.Option("--rule", help="help.rule", show_default=False),
]
Since = Annotated[str | None, typer.Option("--since", help="help.since", metavar="YYYY-MM-DD", show_default=False)]
AllVersions = Annotated[bool, typer.Option("--all-versions", help="help.all-versions")]

_TABLE_COLUMNS = (
    *("file", "unit", "period", "verdict", "rule", "place", "stated", "computed", "difference"),
    *("likely", "suggested", "reason"),
)
_CSV_COLUMNS = (
    *("file", "document", "unit", "parent", "period", "verdict", "rule", "code", "line", "page", "table", "row"),
    *("table-column", "stated", "computed", "difference", "number-unit", "written", "likely", "suggested"),
    *("message", "reason", "cause", "review", "review-note"),
)


def findings(
    archive: ArchivePath,
    format_: Format = "table",
    verdict: VerdictOption = None,
    rule: RuleOption = None,
    since: Since = None,
    all_versions: AllVersions = False,
    lang: LangOption = "vi",
) -> None:
    """Print the findings; the help text is in `help_words`."""
    day = _day(since, lang)
    with archive_to_read(archive, lang) as db:
        found = list(read_findings(db, verdict=verdict, rule=rule, since=day, all_versions=all_versions))
    if format_ == "json":
        write_json_array(found)
    elif format_ == "csv":
        write(csv_text(_headings(_CSV_COLUMNS, lang), [_csv_row(item, lang) for item in found]))
    elif found:
        write(table(_headings(_TABLE_COLUMNS, lang), [_table_row(item, lang) for item in found]))
    else:
        note(say("findings.nothing", lang))


def _day(since: str | None, lang: Lang) -> str | None:
    if since is None:
        return None
    try:
        return date.fromisoformat(since).isoformat()
    except ValueError as error:
        raise UsageError(say("findings.not-a-date", lang, since)) from error


def _headings(names: tuple[str, ...], lang: Lang) -> list[str]:
    return [say(f"column.{name}", lang) for name in names]


def _table_row(item: Json, lang: Lang) -> list[str]:
    document, check = item["document"], item["check"]
    likely = check["likely_error"] or {}
    place = [say("place.line", lang, check["line"])]
    place += [
        say(f"place.{name}", lang, check["place"][name])
        for name in ("page", "table", "row", "column")
        if check["place"][name] is not None
    ]
    numbers = [
        "" if check[name] is None else figure(check[name], lang) for name in ("stated", "computed", "difference")
    ]
    return [
        document["source"],
        document["unit_name"] or "",
        document["period"] or "",
        verdict_text(check["verdict"], check["reason"], lang),
        f"{say('rule.' + check['rule'], lang)} [{check['code']}]",
        ", ".join(place),
        *numbers,
        likely.get("written") or "",
        figure(likely["suggested"], lang) if likely else "",
        check["reason"] or "",
    ]


def _csv_row(item: Json, lang: Lang) -> list[object]:
    document, check = item["document"], item["check"]
    place, likely, review = check["place"], check["likely_error"] or {}, item["review"] or {}
    decision = review.get("decision")
    return [
        document["source"],
        " ".join(part for part in (document["doc_type"], document["identifier"]) if part),
        document["unit_name"],
        document["unit_parent"],
        document["period"],
        verdict_text(check["verdict"], check["reason"], lang),
        say(f"rule.{check['rule']}", lang),
        check["code"],
        check["line"],
        *(place[name] for name in ("page", "table", "row", "column")),
        *(check[name] for name in ("stated", "computed", "difference", "unit")),
        item["text"],
        likely.get("written"),
        likely.get("suggested"),
        item[f"message_{lang}"],
        check["reason"],
        check["cause"],
        say(f"review.{decision}", lang) if decision else None,
        review.get("note"),
    ]
