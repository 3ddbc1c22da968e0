"""Reading the files that a command was given, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reportparse.bulk.walk import Found, Problem, walk
from reportparse.bulk.worker import opened, report_of
from reportparse.cli.output import note
from reportparse.cli.words import Lang, problem_line
from reportparse.config import Settings
from reportparse.errors import ExitCode
from reportparse.model.report import Report


@dataclass
class Reading:
    """Counts what a command has read, for its exit code."""

    failed: int = 0
    problems: int = 0

    @property
    def exit_code(self) -> ExitCode:
        return ExitCode.SOME_FAILED if self.failed or self.problems else ExitCode.OK


def read_all(files: list[str], settings: Settings, lang: Lang, reading: Reading) -> Iterator[Report]:
    """The report of every file in input order; what gives no file is named on standard error."""
    for item in walk(files):
        inside = opened(item, settings) if isinstance(item, Found) else None
        for found in (item,) if inside is None else inside:
            if isinstance(found, Problem):
                reading.problems += not found.harmless
                note(problem_line(found.path, found.code, found.detail, lang))
                continue
            report = report_of(found, settings)
            reading.failed += report.status == "failed"
            yield report
