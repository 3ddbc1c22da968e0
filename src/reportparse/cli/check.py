"""`reportparse check`: what needs a look in each file, with its place and the arithmetic."""

from __future__ import annotations

from typing import Annotated

import typer

from reportparse.cli.finding_text import document_text, shown
from reportparse.cli.materiality import Materiality
from reportparse.cli.options import (
    AllowClassified,
    Files,
    LangOption,
    MinDifference,
    Ocr,
    PeriodValue,
    UnitName,
    settings_of,
)
from reportparse.cli.output import write_line
from reportparse.cli.reading import Reading, read_all
from reportparse.errors import ExitCode

All = Annotated[bool, typer.Option("--all", help="help.all")]
Strict = Annotated[bool, typer.Option("--strict", help="help.strict")]


def check(
    files: Files,
    show_all: All = False,
    strict: Strict = False,
    min_difference: MinDifference = None,
    lang: LangOption = "vi",
    ocr: Ocr = "auto",
    unit: UnitName = None,
    period: PeriodValue = None,
    allow_classified: AllowClassified = False,
) -> None:
    """Print the findings; the help text is in `help_words`."""
    reading, materiality, found = Reading(), Materiality.of(min_difference, lang), 0
    settings = settings_of(ocr, unit, period, allow_classified, lang)
    for index, report in enumerate(read_all(files, settings, lang, reading)):
        found += len(shown(report, materiality))
        text = document_text(report, lang, show_all=show_all, materiality=materiality)
        write_line(("\n" if index else "") + text)
    raise typer.Exit(ExitCode.FINDINGS if strict and found else reading.exit_code)
