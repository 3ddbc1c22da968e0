"""Options that several commands share. Help texts are ids of `words`; `main` puts the texts in."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated, Literal

import typer

from reportparse.cli.words import Lang, say
from reportparse.config import OcrMode, Settings
from reportparse.errors import UsageError
from reportparse.lexicon import load_lexicon
from reportparse.model.document import Quality
from reportparse.structure.period import given_period

Files = Annotated[list[str], typer.Argument(help="help.files", metavar="FILE...", show_default=False)]
ArchivePath = Annotated[str, typer.Argument(help="help.archive", metavar="A.db", show_default=False)]
LangOption = Annotated[Lang, typer.Option("--lang", help="help.lang")]
Ocr = Annotated[OcrMode, typer.Option("--ocr", help="help.ocr")]
UnitName = Annotated[str | None, typer.Option("--unit", help="help.unit", show_default=False)]
PeriodValue = Annotated[str | None, typer.Option("--period", help="help.period", show_default=False)]
AllowClassified = Annotated[bool, typer.Option("--allow-classified", help="help.allow-classified")]
MinDifference = Annotated[
    list[str] | None,
    typer.Option("--min-difference", help="help.min-difference", metavar="LIMIT", show_default=False),
]
QualityOption = Annotated[Quality | None, typer.Option("--quality", help="help.quality", show_default=False)]
TableOrJson = Annotated[Literal["table", "json"], typer.Option("--format", help="help.format")]


def settings_of(
    ocr: OcrMode, unit: str | None, period: str | None, allow_classified: bool, lang: Lang = "vi"
) -> Settings:
    """The settings that the shared options stand for.

    Raises:
        UsageError: no period can be read from the words given.
    """
    if period is not None and given_period(period, load_lexicon()).value is None:
        raise UsageError(say("period.unreadable", lang, period))
    return Settings(ocr=ocr, unit=unit, period=period, allow_classified=allow_classified)


def package_version() -> str:
    """The version of the installed package; part of every record."""
    return version("reportparse")
