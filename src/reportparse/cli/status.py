"""`reportparse status`: how an archive was filled, and, with a list of units, who has sent and who has not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from reportparse.archive.status import Reason, Run, arrivals, reasons, runs, totals
from reportparse.bulk.submissions import Submission, local, submissions
from reportparse.cli import sent
from reportparse.cli.archives import archive_to_read, now
from reportparse.cli.expected_units import units_of
from reportparse.cli.options import ArchivePath, LangOption
from reportparse.cli.output import note, write, write_line
from reportparse.cli.sent_sheet import workbook
from reportparse.cli.table import csv_text, table
from reportparse.cli.words import Lang, figure, reason_text, say
from reportparse.errors import UsageError
from reportparse.lexicon import load_lexicon
from reportparse.model.contract import Json

Format = Annotated[Literal["table", "csv", "json"], typer.Option("--format", help="help.format")]
Units = Annotated[
    str | None, typer.Option("--units", help="help.units-status", metavar="UNITS.xlsx", show_default=False)
]
Output = Annotated[
    str | None, typer.Option("--output", help="help.status-output", metavar="F.xlsx", show_default=False)
]
AsOf = Annotated[str | None, typer.Option("--as-of", help="help.as-of", metavar="YYYY-MM-DD", show_default=False)]

_RUNS_SHOWN = 20
_RUN_COLUMNS = (
    *("run", "started", "ended", "state", "documents", "pages", "documents-rate", "pages-rate"),
    *("read", "partial", "failed", "unchanged"),
)
_REASON_COLUMNS = ("result", "code", "reason", "files", "example")


def status(
    archive: ArchivePath,
    units: Units = None,
    output: Output = None,
    as_of: AsOf = None,
    format_: Format = "table",
    lang: LangOption = "vi",
) -> None:
    """Print how the archive stands; the help text is in `help_words`."""
    if output and not units:
        raise UsageError(say("status.needs-units", lang))
    moment = _moment(as_of, lang)
    expected = units_of(units, lang)
    with archive_to_read(archive, lang) as db:
        told = _Told(db, Path(archive))
        came = [each for each in arrivals(db) if as_of is None or local(each.seen_at) <= moment] if units else []
    if not units:
        _print(told, format_, lang)
        return
    found, strangers = submissions(came, expected, load_lexicon(), now=moment)
    closing = [sent.summary(found, lang)]
    closing += [say("sent.strangers", lang, len(strangers))] if strangers else []
    if output:
        _write_sheet(output, found, closing, moment, lang)
    if format_ == "json":
        listed = {"as_of": moment.isoformat(), "units": [sent.as_json(each) for each in found]}
        _write_json({**told.as_json(), **listed, "unlisted": [each.source for each in strangers]})
    elif format_ == "csv":
        write(csv_text(sent.columns(found, lang), sent.rows(found, lang)))
    else:
        write(table(sent.columns(found, lang), sent.rows(found, lang)))
        for line in closing:
            write_line(line)


class _Told:
    """What an archive tells of its runs."""

    def __init__(self, db: Any, archive: Path) -> None:
        self.totals = totals(db)
        self.runs = runs(db, archive)
        self.reasons = reasons(db)

    def as_json(self) -> Json:
        names = ("documents", "current", "ok", "partial", "failed", "pages")
        return {
            "totals": {name: getattr(self.totals, name) for name in names},
            "runs": [_run_json(run) for run in self.runs],
            "reasons": [
                {"status": each.status, "code": each.code, "example": each.example, "files": list(each.sources)}
                for each in self.reasons
            ],
        }


def _print(told: _Told, format_: str, lang: Lang) -> None:
    if format_ == "json":
        _write_json(told.as_json())
    elif format_ == "csv":
        rows = [_run_row(run, lang) for run in told.runs]
        write(csv_text(_headings(_RUN_COLUMNS, lang), rows, comma=lang == "vi"))
    elif not told.runs:
        note(say("status.no-runs", lang))
    else:
        write("\n".join(_tables(told, lang)))


def _write_json(told: Json) -> None:
    write_line(json.dumps(told, ensure_ascii=False, allow_nan=False, indent=2))


def _tables(told: _Told, lang: Lang) -> Iterator[str]:
    every = told.totals
    counts = {name: getattr(every, name) for name in ("documents", "current", "ok", "partial", "failed", "pages")}
    yield say("status.totals", lang, **counts) + "\n"
    shown = told.runs[-_RUNS_SHOWN:]
    hidden = len(told.runs) - len(shown)
    rows = [[_shown(value, lang) for value in _run_row(run, lang)] for run in shown]
    yield table(_headings(_RUN_COLUMNS, lang), rows) + (say("status.earlier", lang, hidden) + "\n" if hidden else "")
    if told.reasons:
        yield table(_headings(_REASON_COLUMNS, lang), [_reason_row(each, lang) for each in told.reasons])


def _headings(names: Sequence[str], lang: Lang) -> list[str]:
    return [say(f"column.{name}", lang) for name in names]


def _run_row(run: Run, lang: Lang) -> list[object]:
    ended = _time_text(run.ended_at, lang) if run.ended_at else None
    return [
        run.id,
        _time_text(run.started_at, lang),
        ended,
        say(f"status.{run.state}", lang),
        run.documents,
        run.pages,
        run.rate(run.documents),
        run.rate(run.pages),
        run.read,
        run.partial,
        run.failed,
        run.unchanged,
    ]


def _shown(value: object, lang: Lang) -> str:
    if value is None:
        return ""
    return figure(value, lang) if isinstance(value, float) else str(value)


def _reason_row(each: Reason, lang: Lang) -> list[str]:
    result = say(f"status.{each.status}", lang)
    reason = reason_text(each.code, each.example, lang)
    return [result, each.code, reason, str(len(each.sources)), each.sources[0]]


def _run_json(run: Run) -> Json:
    names = (
        *("id", "state", "started_at", "ended_at", "version", "documents", "pages", "read", "partial", "failed"),
        *("unchanged", "new_versions", "skipped", "seconds", "reading_seconds"),
    )
    rates = {"documents_per_second": run.rate(run.documents), "pages_per_second": run.rate(run.pages)}
    return {**{name: getattr(run, name) for name in names}, "paths": list(run.paths), **rates}


def _time_text(moment: str, lang: Lang) -> str:
    told = local(moment)
    return f"{sent.day_text(told, lang)} {told:%H:%M:%S}"


def _moment(as_of: str | None, lang: Lang) -> datetime:
    if as_of is None:
        return now().replace(tzinfo=None, microsecond=0)
    try:
        return datetime.combine(date.fromisoformat(as_of), time(23, 59, 59))
    except ValueError as error:
        raise UsageError(say("findings.not-a-date", lang, as_of)) from error


def _write_sheet(path: str, found: Sequence[Submission], closing: Sequence[str], moment: datetime, lang: Lang) -> None:
    data = workbook(
        say("sent.title", lang),
        sent.as_of_text(moment, lang),
        sent.columns(found, lang),
        sent.column_names(found),
        sent.rows(found, lang),
        closing,
        sheet_name=say("sent.sheet", lang),
        made=moment,
    )
    try:
        Path(path).write_bytes(data)
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError(say("status.cannot-write", lang, path=path, why=why)) from error
    note(say("status.written", lang, path))
