"""How an ingest goes on, for those who watch it: a bar on a terminal, lines of JSON for scripts, a log file."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from reportparse.bulk.ingest import Listener, Summary
from reportparse.bulk.tasks import Outcome
from reportparse.cli.archives import now
from reportparse.cli.output import json_line, note, write_line
from reportparse.cli.words import Lang, problem_line, say
from reportparse.errors import UsageError

_FIRST_GUESS = 5  # seconds before the time that is left is worth telling
_REFRESH = 0.2  # seconds
_HOUR, _MINUTE = 3600, 60


@dataclass
class Rate:
    """How fast a run is so far. `seconds` tells the time that has gone by."""

    seconds: Callable[[], float]
    total: int = 0
    done: int = 0
    read: int = 0
    pages: int = 0
    failed: int = 0

    def add(self, outcome: Outcome) -> None:
        """Count one path."""
        self.done += 1
        self.read += outcome.seconds is not None
        self.pages += outcome.pages or 0
        self.failed += outcome.result in ("failed", "problem")

    @property
    def left(self) -> float | None:
        """Seconds that the rest will take if it goes on as so far, None where that cannot be said."""
        if not self.done or self.seconds() < _FIRST_GUESS:
            return None
        return self.seconds() / self.done * max(self.total - self.done, 0)

    def text(self, lang: Lang) -> str:
        """Documents and pages per second, time left and failures, in few words."""
        seconds = max(self.seconds(), 0.001)
        left = "?" if self.left is None else _clock(self.left)
        rates = {"documents": f"{self.read / seconds:.1f}", "pages": f"{self.pages / seconds:.1f}"}
        if lang == "vi":
            rates = {key: value.replace(".", ",") for key, value in rates.items()}
        return say("ingest.rate", lang, **rates, left=left, failed=self.failed)


class Bar:
    """Moves a bar for every path, with the rate beside it; what is skipped is named."""

    def __init__(self, progress: Progress, lang: Lang) -> None:
        self._progress = progress
        self._lang = lang
        self._begun = self._shown = time.monotonic()
        self._rate = Rate(lambda: time.monotonic() - self._begun)
        self._task = progress.add_task(say("ingest.reading", lang), total=None, rate="")

    def total(self, paths: int) -> None:
        """As `Listener` says."""
        self._rate.total = paths
        self._progress.update(self._task, total=paths)

    def done(self, outcome: Outcome) -> None:
        """As `Listener` says."""
        self._rate.add(outcome)
        self._progress.update(self._task, advance=1, rate=self._rate.text(self._lang))
        if time.monotonic() - self._shown > _REFRESH:
            self._shown = time.monotonic()
            self._progress.refresh()
        if outcome.result == "skipped":
            note(problem_line(outcome.path, outcome.code or "", outcome.reason or "", self._lang))


class JsonLines:
    """Writes a line of JSON to standard output for every path, and one at the end: see README."""

    def total(self, paths: int) -> None:
        """As `Listener` says."""

    def done(self, outcome: Outcome) -> None:
        """As `Listener` says."""
        write_line(json_line({"event": "document", **outcome_json(outcome)}))

    def end(self, summary: Summary, checks: list[dict[str, Any]]) -> None:
        """What the run has done."""
        counts = {name: summary.counts[name] for name in ("ok", "partial", "failed", "problem", "unchanged", "skipped")}
        end = {"event": "end", "run": summary.run, "stopped": summary.stopped, **counts, "pages": summary.pages}
        write_line(json_line({**end, "new_versions": len(summary.new_versions), "findings": checks}))


class LogFile:
    """Writes a line for every path: time, result, code, seconds, pages, path, reason, with tabs between them."""

    def __init__(self, file: IO[str], lang: Lang) -> None:
        self._file: IO[str] | None = file
        self._lang = lang

    def total(self, paths: int) -> None:
        """As `Listener` says."""

    def done(self, outcome: Outcome) -> None:
        """As `Listener` says. A log that cannot be written any more is given up, with a note, and the run goes on."""
        if self._file is None:
            return
        seconds = "" if outcome.seconds is None else f"{outcome.seconds:.3f}"
        pages = "" if outcome.pages is None else str(outcome.pages)
        stamp = now().isoformat(timespec="seconds")
        parts = (stamp, outcome.result, outcome.code or "", seconds, pages, outcome.path, outcome.reason or "")
        try:
            self._file.write("\t".join(" ".join(part.split()) for part in parts) + "\n")
            self._file.flush()
        except OSError as error:
            self._file = None
            note(say("ingest.log-failed", self._lang, error.strerror or error))


class Several:
    """Tells several listeners."""

    def __init__(self, *listeners: Listener) -> None:
        self._listeners = listeners

    def total(self, paths: int) -> None:
        """As `Listener` says."""
        for listener in self._listeners:
            listener.total(paths)

    def done(self, outcome: Outcome) -> None:
        """As `Listener` says."""
        for listener in self._listeners:
            listener.done(outcome)


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """An outcome for scripts."""
    names = ("path", "result", "code", "reason", "sha256", "pages", "quality", "same_as", "supersedes", "again")
    seconds = None if outcome.seconds is None else round(outcome.seconds, 3)
    return {**{name: getattr(outcome, name) for name in names}, "seconds": seconds}


@contextmanager
def bar(lang: Lang) -> Iterator[Bar]:
    """A bar where standard error is a terminal; elsewhere, only what is skipped is said."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"))
    console = Console(stderr=True)
    shown = console.is_terminal
    # Refreshed by hand: a thread for it would be there while processes are forked.
    with Progress(*columns, console=console, disable=not shown, transient=True, auto_refresh=False) as progress:
        yield Bar(progress, lang)


@contextmanager
def log_file(path: Path, lang: Lang) -> Iterator[LogFile]:
    """A log that is added to.

    Raises:
        UsageError: it cannot be opened.
    """
    try:
        file = path.open("a", encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        raise UsageError(say("ingest.log-not-opened", lang, path, error.strerror or error)) from error
    with file:
        yield LogFile(file, lang)


def _clock(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // _HOUR}:{whole % _HOUR // _MINUTE:02}:{whole % _MINUTE:02}"
