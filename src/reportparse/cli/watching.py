"""`ingest --watch`: a line for each file as it is read, and the summary at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, get_args

from reportparse.archive.read import counts_by_rule
from reportparse.bulk.ingest import Job, Listener, Summary
from reportparse.bulk.tasks import Outcome
from reportparse.bulk.watch import watch
from reportparse.cli.archives import now
from reportparse.cli.output import note
from reportparse.cli.words import Lang, problem_line, reason_text, say
from reportparse.errors import UsageError
from reportparse.model.finding import Rule, Verdict


class _Lines:
    """Says what becomes of every file."""

    def __init__(self, lang: Lang, also: Listener) -> None:
        self._lang = lang
        self._also = also

    def total(self, paths: int) -> None:
        """How many there are says nothing here: more will come."""

    def done(self, outcome: Outcome) -> None:
        """One line, on standard error as all messages."""
        self._also.done(outcome)
        if outcome.result == "unchanged":  # all that lay there already, each time a watch begins
            return
        if outcome.result in ("skipped", "problem"):
            note(problem_line(outcome.path, outcome.code or "", outcome.reason or "", self._lang))
            return
        result = say(f"status.{outcome.result}", self._lang)
        if outcome.reason:
            result = f"{result}: {reason_text(outcome.code, outcome.reason, self._lang)}"
        note(say("watch.done", self._lang, path=outcome.path, result=result))

    def waiting(self) -> None:
        """Another ingest is at work."""
        note(say("watch.waiting", self._lang))

    def lost(self, folder: str, why: str) -> None:
        """A folder is away; the watch goes on."""
        note(say("watch.lost", self._lang, path=folder, why=why))


def check_folders(folders: Sequence[str], lang: Lang) -> None:
    """See that every path is a folder.

    Raises:
        UsageError: one is not.
    """
    for folder in folders:
        if not Path(folder).is_dir():
            raise UsageError(say("watch.not-a-folder", lang, folder))


def watch_folders(
    db: Any, folders: Sequence[str], job: Job, interval: float, also: Listener, stop: Callable[[], bool], lang: Lang
) -> list[Summary]:
    """Watch until asked to stop; what each run has done. `also` hears of every file, too."""
    note(say("watch.begun", lang, ", ".join(folders)))
    return watch(db, folders, job, clock=now, interval=interval, listener=_Lines(lang, also), stop=stop)


def together(summaries: Sequence[Summary]) -> Summary:
    """What all runs have done, as if they were one."""
    whole = Summary(summaries[-1].run if summaries else 0)
    for each in summaries:
        whole.counts.update(each.counts)
        whole.pages += each.pages
        whole.seconds += each.seconds
        whole.stopped = whole.stopped or each.stopped
        whole.failures += each.failures
        whole.new_versions += each.new_versions
        whole.doubtful += each.doubtful
    return whole


def found_in(db: Any, summaries: Sequence[Summary]) -> list[tuple[Rule, Verdict, int]]:
    """How many findings all runs have brought in, by rule and verdict."""
    counts: Counter[tuple[Rule, Verdict]] = Counter()
    for each in summaries:
        counts.update({(rule, verdict): count for rule, verdict, count in counts_by_rule(db, each.run)})
    order: tuple[Rule, ...] = get_args(Rule)
    return sorted(((*key, count) for key, count in counts.items()), key=lambda row: (order.index(row[0]), row[1]))
