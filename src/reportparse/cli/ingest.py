"""`reportparse ingest`: files and folders into an archive, with a closing summary."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer

from reportparse.bulk.ingest import Job, Listener, Summary
from reportparse.bulk.ingest import ingest as fill
from reportparse.bulk.limits import sensible_jobs
from reportparse.bulk.stopping import StopRequest, stop_on_signals
from reportparse.bulk.tasks import Outcome
from reportparse.bulk.walk import Problem, walk
from reportparse.cli.archives import archive_to_write, now
from reportparse.cli.expected_units import units_of
from reportparse.cli.options import AllowClassified, Files, LangOption, Ocr, package_version
from reportparse.cli.output import note, write_line
from reportparse.cli.progress import JsonLines, Several, bar, log_file
from reportparse.cli.watching import check_folders, found_in, together, watch_folders
from reportparse.cli.words import Lang, problem_line, reason_text, say
from reportparse.config import Settings
from reportparse.errors import ExitCode
from reportparse.model.finding import Rule, Verdict

ArchiveOption = Annotated[
    str, typer.Option("--archive", help="help.archive-option", metavar="A.db", show_default=False)
]
Jobs = Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="help.jobs", show_default=False)]
Timeout = Annotated[float, typer.Option("--timeout", min=1, metavar="S", help="help.timeout")]
Memory = Annotated[int, typer.Option("--memory", min=200, metavar="MB", help="help.memory")]
DEFAULTS = Settings()
Log = Annotated[str | None, typer.Option("--log", metavar="FILE", help="help.log", show_default=False)]
IngestFormat = Annotated[Literal["text", "json"], typer.Option("--format", help="help.ingest-format")]
RetryFailed = Annotated[bool, typer.Option("--retry-failed", help="help.retry-failed")]
Units = Annotated[str | None, typer.Option("--units", help="help.units", metavar="UNITS.xlsx", show_default=False)]
Watch = Annotated[bool, typer.Option("--watch", help="help.watch")]
Interval = Annotated[float, typer.Option("--interval", min=1, metavar="S", help="help.interval")]
STOPPED = 130  # as a shell reports a program that was stopped by Ctrl-C


def ingest(
    files: Files,
    archive: ArchiveOption,
    jobs: Jobs = None,
    timeout: Timeout = DEFAULTS.seconds,
    memory: Memory = DEFAULTS.megabytes,
    retry_failed: RetryFailed = False,
    units: Units = None,
    watch: Watch = False,
    interval: Interval = 5.0,
    log: Log = None,
    format_: IngestFormat = "text",
    ocr: Ocr = "auto",
    allow_classified: AllowClassified = False,
    lang: LangOption = "vi",
) -> None:
    """Fill the archive; the help text is in `help_words`."""
    if watch:
        check_folders(files, lang)
    elif not Path(archive).exists() and not _holds_a_file(files, lang):
        note(say("cli.error", lang, say("ingest.nothing", lang, archive)))
        raise typer.Exit(ExitCode.SOME_FAILED)
    job = Job(
        Path(archive),
        Settings(
            ocr=ocr,
            allow_classified=allow_classified,
            seconds=timeout,
            megabytes=memory,
            units=units_of(units, lang),
        ),
        package_version(),
        jobs=jobs or sensible_jobs(memory),
        retry_failed=retry_failed,
    )
    lines = JsonLines() if format_ == "json" else None
    with archive_to_write(archive, lang) as db:
        with _watched(lines, log, lang, plain=watch) as listener, _stoppable(lang) as stop:
            if watch:
                summaries = watch_folders(db, files, job, interval, listener, stop, lang)
            else:
                summaries = [fill(db, files, job, clock=now, listener=listener, stop=stop)]
        summary, found = together(summaries), found_in(db, summaries)
    if lines:
        lines.end(summary, [{"rule": rule, "verdict": verdict, "count": count} for rule, verdict, count in found])
    else:
        for line in _summary(summary, found, lang):
            write_line(line)
    if summary.stopped and not watch:
        note(say("ingest.stopped", lang))
        raise typer.Exit(STOPPED)
    raise typer.Exit(ExitCode.OK if summary.all_read else ExitCode.SOME_FAILED)


@contextmanager
def _watched(lines: JsonLines | None, log: str | None, lang: Lang, *, plain: bool) -> Iterator[Listener]:
    """Everyone who is to hear how the run goes; `plain` without the bar, of a run whose end is not known."""
    with ExitStack() as stack:
        listeners: list[Listener] = [] if plain else [stack.enter_context(bar(lang))]
        if lines:
            listeners.append(lines)
        if log:
            listeners.append(stack.enter_context(log_file(Path(log), lang)))
        yield Several(*listeners)


@contextmanager
def _stoppable(lang: Lang) -> Iterator[StopRequest]:
    """Ctrl-C ends the run in good order, a second one at once."""
    with stop_on_signals(lambda: note(say("ingest.stopping", lang))) as request:
        yield request


def _holds_a_file(files: list[str], lang: Lang) -> bool:
    """Whether any of the paths leads to a file, so that there is something to make an archive of; else why not."""
    lines: list[str] = []
    for item in walk(files):
        if isinstance(item, Problem):
            lines.append(problem_line(item.path, item.code, item.detail, lang))
        elif item.parts or Path(item.path).exists():
            return True
        else:
            lines.append(problem_line(item.path, "not-found", "", lang))
    for line in lines:
        note(line)
    return False


def _summary(summary: Summary, found: list[tuple[Rule, Verdict, int]], lang: Lang) -> Iterator[str]:
    counts = summary.counts
    yield f"{say('status.ok', lang)}: {counts['ok']}"
    yield f"{say('status.partial', lang)}: {counts['partial']}"
    yield f"{say('status.failed', lang)}: {len(summary.failures)}"
    for outcome in summary.failures:
        yield f"  {_failure(outcome, lang)}"
    if any(outcome.again for outcome in summary.failures):
        yield f"  {say('ingest.again', lang)}"
    yield f"{say('ingest.new-versions', lang)}: {len(summary.new_versions)}"
    for outcome in summary.new_versions:
        yield f"  {say('ingest.replaces', lang, new=outcome.path, old=outcome.supersedes)}"
    if summary.doubtful:
        yield f"{say('ingest.doubtful', lang)}: {len(summary.doubtful)}"
    for outcome in summary.doubtful:
        yield f"  {outcome.path}: {_doubt(outcome, lang)}"
    yield f"{say('ingest.unchanged', lang)}: {counts['unchanged']}"
    if counts["skipped"]:
        yield f"{say('ingest.skipped', lang)}: {counts['skipped']}"
    yield f"{say('ingest.findings', lang)}: {sum(count for _, _, count in found)}"
    for rule, verdict, count in found:
        yield f"  {say(f'rule.{rule}', lang)}, {say(f'verdict.{verdict}', lang).lower()}: {count}"


def _doubt(outcome: Outcome, lang: Lang) -> str:
    """Why a file that was read needs a look: what is missing, its grade."""
    parts = [say(f"quality.{outcome.quality}", lang)] if outcome.quality != "good" else []
    if outcome.result == "partial":
        parts.insert(0, reason_text(outcome.code, outcome.reason, lang))
    return "; ".join(parts)


def _failure(outcome: Outcome, lang: Lang) -> str:
    if outcome.result == "problem":
        return problem_line(outcome.path, outcome.code or "", outcome.reason or "", lang)
    return f"{outcome.path}: {reason_text(outcome.code, outcome.reason, lang)}"
