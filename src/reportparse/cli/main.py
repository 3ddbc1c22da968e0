"""The entry point `reportparse`: builds the command, and turns errors into one clear line and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.exceptions import Abort, TyperException

from reportparse.cli.options import LangOption, package_version
from reportparse.cli.output import OutputClosedError, note, use_utf8, write_line
from reportparse.cli.usage import usage_text
from reportparse.cli.words import TEXTS, Lang, say
from reportparse.errors import ExitCode, LexiconError, ReportParseError

# Each is a module of this package with a function of its name.
COMMANDS = ("extract", "check", "ingest", "status", "findings", "search", "schema", "doctor")

# 128 + SIGPIPE and 128 + SIGINT, as a shell reports a program that was stopped by the signal
_CLOSED_PIPE = 141
_INTERRUPTED = 130


def build(lang: Lang = "vi", *, wanted: str | None = None) -> Any:
    """The command line with its help in the given language.

    Only the module of the command that is `wanted` is imported; the others stand in the list of commands.
    """
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    app.callback(help=say("help.app", lang))(_root)
    for name in COMMANDS:
        function = getattr(import_module(f"reportparse.cli.{name}"), name) if name == wanted else _listed_only
        text = say(f"help.{name}", lang)
        app.command(name, help=text, short_help=text)(function)
    command: Any = typer.main.get_command(app)
    for part in (command, *command.commands.values()):
        _translate(part, lang)
    return command


def _listed_only() -> None:
    """Stands for a command that was not asked for."""


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit code."""
    sys.exit(run(sys.argv[1:] if args is None else list(args)))


def run(args: Sequence[str]) -> int:
    """Run the command line; the exit code."""
    use_utf8()
    lang = _language(args)
    try:
        command = build(lang, wanted=_wanted(args))
        code = command(args=list(args) or ["--help"], prog_name="reportparse", standalone_mode=False)
    except OutputClosedError:
        _drop_stdout()
        return _CLOSED_PIPE
    except (KeyboardInterrupt, Abort):
        note(say("cli.stopped", lang))
        return _INTERRUPTED
    except LexiconError as error:
        note(say("cli.error", lang, say("cli.lexicon", lang, error)))
        return error.exit_code
    except ReportParseError as error:
        note(say("cli.error", lang, error))
        return error.exit_code
    except TyperException as error:
        wanted = _wanted(args)
        place = f"reportparse {wanted}" if wanted in COMMANDS else "reportparse"
        told = usage_text(error.format_message(), lang)
        note(say("cli.usage", lang, f"{told}{'' if told.endswith('.') else '.'} {say('cli.see-help', lang, place)}"))
        return ExitCode.USAGE
    return code if isinstance(code, int) else ExitCode.OK


def _print_version(wanted: bool) -> None:
    if wanted:
        write_line(f"reportparse {package_version()}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", help="help.version", is_eager=True, callback=_print_version)
    ] = False,
    lang: LangOption = "vi",
) -> None:
    """What stands before the command's name; the help text is in `help_words`."""


def _translate(command: Any, lang: Lang) -> None:
    """Put the texts in where options name only the id of their help.

    The ids stand in the signatures because those are read once, at import, when the language is not known yet.
    """
    for parameter in command.get_params(typer.Context(command)):
        if parameter.name == "lang":
            parameter.default = lang  # as it was given before the command
        if parameter.name == "help":
            parameter.help = say("help.help", lang)
        elif getattr(parameter, "help", None) in TEXTS:
            parameter.help = say(parameter.help, lang)


def _language(args: Sequence[str]) -> Lang:
    """The language asked for, found before the command line is read, so that help and usage errors have it too.

    The option stands before the command or behind it; the last one counts.
    """
    lang: Lang = "vi"
    for index, arg in enumerate(args):
        name, sign, value = arg.partition("=")
        given = value if sign else next(iter(args[index + 1 : index + 2]), "")
        if name == "--lang" and given in ("vi", "en"):
            lang = "en" if given == "en" else "vi"
    return lang


def _wanted(args: Sequence[str]) -> str | None:
    """The command asked for: the first word that is no option and no value of one."""
    values = {index + 1 for index, arg in enumerate(args) if arg == "--lang"}
    return next((arg for index, arg in enumerate(args) if not arg.startswith("-") and index not in values), None)


def _drop_stdout() -> None:
    """Let what is still buffered go nowhere, or the interpreter complains about the closed pipe when it ends."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return
