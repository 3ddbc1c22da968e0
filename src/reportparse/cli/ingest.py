"""`reportparse ingest`: files and folders into an archive, with a closing summary."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from reportparse.archive.read import counts_by_rule
from reportparse.bulk.ingest import Job, Listener, Summary
from reportparse.bulk.ingest import ingest as fill
from reportparse.bulk.limits import sensible_jobs
from reportparse.bulk.tasks import Outcome
from reportparse.bulk.walk import Problem, walk
from reportparse.cli.archives import archive_to_write, now
from reportparse.cli.options import AllowClassified, Files, LangOption, Ocr, package_version
from reportparse.cli.output import note, write_line
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
RetryFailed = Annotated[bool, typer.Option("--retry-failed", help="help.retry-failed")]


def ingest(
    files: Files,
    archive: ArchiveOption,
    jobs: Jobs = None,
    timeout: Timeout = DEFAULTS.seconds,
    memory: Memory = DEFAULTS.megabytes,
    retry_failed: RetryFailed = False,
    ocr: Ocr = "auto",
    allow_classified: AllowClassified = False,
    lang: LangOption = "vi",
) -> None:
    """Fill the archive; the help text is in `help_words`."""
    if not Path(archive).exists() and not _holds_a_file(files, lang):
        note(say("cli.error", lang, say("ingest.nothing", lang, archive)))
        raise typer.Exit(ExitCode.SOME_FAILED)
    job = Job(
        Path(archive),
        Settings(ocr=ocr, allow_classified=allow_classified, seconds=timeout, megabytes=memory),
        package_version(),
        jobs=jobs or sensible_jobs(memory),
        retry_failed=retry_failed,
    )
    with archive_to_write(archive, lang) as db:
        with _progress(lang) as listener:
            summary = fill(db, files, job, clock=now, listener=listener)
        for line in _summary(summary, counts_by_rule(db, summary.run), lang):
            write_line(line)
    raise typer.Exit(ExitCode.OK if summary.all_read else ExitCode.SOME_FAILED)


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


@contextmanager
def _progress(lang: Lang) -> Iterator[Listener]:
    """A bar where standard error is a terminal; in a log, only what is skipped is said."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task(say("ingest.reading", lang), total=None)

        class Bar:
            """Shows every path that is done."""

            def total(self, paths: int) -> None:
                progress.update(task, total=paths)

            def done(self, outcome: Outcome) -> None:
                progress.advance(task)
                if outcome.result == "skipped":
                    note(problem_line(outcome.path, outcome.code or "", outcome.reason or "", lang))

        yield Bar()


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
