"""`reportparse extract`: the record of every file on standard output, and nothing else there."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from reportparse.cli.options import (
    AllowClassified,
    Files,
    LangOption,
    Ocr,
    PeriodValue,
    UnitName,
    package_version,
    settings_of,
)
from reportparse.cli.output import json_line, write_json_array, write_line
from reportparse.cli.reading import Reading, read_all
from reportparse.cli.summary import summary
from reportparse.model.record import record_of

Format = Annotated[Literal["jsonl", "json", "text"], typer.Option("--format", help="help.format")]
WithText = Annotated[bool, typer.Option("--with-text", help="help.with-text")]


def extract(
    files: Files,
    format_: Format = "jsonl",
    with_text: WithText = False,
    lang: LangOption = "vi",
    ocr: Ocr = "auto",
    unit: UnitName = None,
    period: PeriodValue = None,
    allow_classified: AllowClassified = False,
) -> None:
    """Print the records; the help text is in `help_words`."""
    reading = Reading()
    version = package_version()
    reports = read_all(files, settings_of(ocr, unit, period, allow_classified, lang), lang, reading)
    records = (record_of(report, version=version, with_text=with_text, lang=lang) for report in reports)
    if format_ == "json":
        write_json_array(records)
    else:
        for index, record in enumerate(records):
            if format_ == "jsonl":
                write_line(json_line(record))
            else:
                write_line(("\n" if index else "") + summary(record, lang))
    raise typer.Exit(reading.exit_code)
