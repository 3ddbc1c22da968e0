"""`reportparse findings`: what needs a look in an archive, as a table, CSV or JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Annotated, Any, Literal

import typer

from reportparse.archive.read import findings as read_findings
from reportparse.checks.messages import reason_words
from reportparse.cli.archives import archive_to_read
from reportparse.cli.materiality import Facts, Materiality
from reportparse.cli.options import ArchivePath, LangOption, MinDifference, QualityOption
from reportparse.cli.output import note, write, write_json_array
from reportparse.cli.rules import Selected, selected
from reportparse.cli.table import csv_text, table
from reportparse.cli.words import Lang, figure, say, verdict_text
from reportparse.errors import UsageError
from reportparse.model.contract import Json

Format = Annotated[Literal["table", "csv", "json"], typer.Option("--format", help="help.format")]
VerdictOption = Annotated[
    Literal["inconsistent", "suspect"] | None, typer.Option("--verdict", help="help.verdict", show_default=False)
]
RuleOption = Annotated[str | None, typer.Option("--rule", help="help.rule", metavar="RULE", show_default=False)]
Decimals = Annotated[
    Literal["comma", "point"] | None, typer.Option("--decimal", help="help.decimal", show_default=False)
]
Since = Annotated[str | None, typer.Option("--since", help="help.since", metavar="YYYY-MM-DD", show_default=False)]
AllVersions = Annotated[bool, typer.Option("--all-versions", help="help.all-versions")]

_TABLE_COLUMNS = ("verdict", "rule", "place", "stated", "computed", "difference", "likely", "suggested", "reason")
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
    quality: QualityOption = None,
    all_versions: AllVersions = False,
    min_difference: MinDifference = None,
    decimal: Decimals = None,
    lang: LangOption = "vi",
) -> None:
    """Print the findings; the help text is in `help_words`."""
    day, chosen = _day(since, lang), selected(rule, lang) if rule else Selected()
    materiality = Materiality.of(min_difference, lang)
    with archive_to_read(archive, lang) as db:
        filters: dict[str, Any] = {"verdict": verdict, "rule": chosen.rule, "code": chosen.code, "since": day}
        every = list(read_findings(db, **filters, quality=quality, all_versions=all_versions))
    found, hidden = _material(every, materiality)
    if format_ == "json":
        write_json_array(found)
    elif format_ == "csv":
        comma = decimal == "comma" if decimal else lang == "vi"
        write(csv_text(_headings(_CSV_COLUMNS, lang), [_csv_row(item, lang) for item in found], comma=comma))
    elif found:
        write("\n".join(_by_document(found, lang)))
    elif not hidden:
        filtered = quality or any(filters.values())
        note(say("findings.nothing-chosen" if filtered else "findings.nothing", lang))
    if hidden:
        note(say("document.hidden", lang, count=hidden, limit=materiality.given))


def _material(found: list[Json], materiality: Materiality) -> tuple[list[Json], int]:
    """The findings to show, and how many causes are not shown."""
    causes: dict[tuple[str, str, str], list[Json]] = {}
    for item in found:
        document, check = item["document"], item["check"]
        key = (document["source"], document["ingested_at"], check["cause"] or check["id"])
        causes.setdefault(key, []).append(item)
    hidden = [group for group in causes.values() if materiality.hides(Facts.of_record(item["check"]) for item in group)]
    left_out = {id(item) for group in hidden for item in group}
    return [item for item in found if id(item) not in left_out], len(hidden)


def _by_document(found: list[Json], lang: Lang) -> Iterator[str]:
    """A table for each document, under its path in one piece."""
    for (source, unit, parent, period, quality), items in groupby(found, key=_document):
        grade = say(f"quality.{quality}", lang) if quality != "good" else None
        about = " · ".join(part for part in (", ".join(part for part in (unit, parent) if part), period, grade) if part)
        rows = [_table_row(item, lang) for item in items]
        yield f"{source}{f' · {about}' if about else ''}\n{table(_headings(_TABLE_COLUMNS, lang), rows)}"


def _document(item: Json) -> tuple[str, str | None, str | None, str | None, str]:
    document = item["document"]
    return tuple(document[name] for name in ("source", "unit_name", "unit_parent", "period", "quality"))


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
    check = item["check"]
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
        verdict_text(check["verdict"], check["reason"], lang),
        f"{say('rule.' + check['rule'], lang)} [{check['code']}]",
        ", ".join(place),
        *numbers,
        likely.get("written") or "",
        figure(likely["suggested"], lang) if likely else "",
        _reason(check, lang) or "",
    ]


def _reason(check: Json, lang: Lang) -> str | None:
    """The reason in the language asked for; archives of earlier versions have Vietnamese only."""
    code = check.get("reason_code")
    reason: str | None = reason_words(code)[1] if code and lang == "en" else check["reason"]
    return reason


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
        _reason(check, lang),
        check["cause"],
        say(f"review.{decision}", lang) if decision else None,
        review.get("note"),
    ]
