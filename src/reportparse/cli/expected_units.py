"""The list of units that a command was given, and what is wrong with it in the reader's language."""

from __future__ import annotations

from reportparse.bulk.units import UnitsFileError, read_units
from reportparse.cli.words import Lang, say
from reportparse.config import ExpectedUnit
from reportparse.errors import UsageError
from reportparse.lexicon import load_lexicon


def units_of(path: str | None, lang: Lang) -> tuple[ExpectedUnit, ...]:
    """The rows of the list at `path`, none where none is given.

    Raises:
        UsageError: naming the file, the row, the reason and what to do.
    """
    if path is None:
        return ()
    try:
        return read_units(path, load_lexicon())
    except UnitsFileError as error:
        row = say("units.row", lang, error.row) if error.row else ""
        detail = f" ({error.detail})" if error.detail else ""
        raise UsageError(f"{path}{row}: {say(f'units.{error.code}', lang, detail=detail)}") from error
