"""Standard output and standard error: UTF-8 everywhere, the same bytes every time, and a closed pipe is no error."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable
from contextlib import suppress

from reportparse.model.contract import Json


class OutputClosedError(Exception):
    """Whoever read our standard output has stopped (`| head`): there is nobody left to write for."""


def use_utf8() -> None:
    """Make both outputs write UTF-8 and plain line ends whatever the locale says.

    What UTF-8 cannot hold (bytes of a file name that are no characters) is written as `\\udcXX`, which JSON reads
    back.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def write(text: str) -> None:
    """Write text to standard output and hand it on at once.

    Raises:
        OutputClosedError: when nobody reads any more.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError as error:
        raise OutputClosedError from error


def write_line(text: str = "") -> None:
    """Write one line to standard output."""
    write(f"{text}\n")


def note(text: str) -> None:
    """Write a message for people to standard error."""
    with suppress(BrokenPipeError):
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def json_line(record: Json) -> str:
    """A record as one line of JSON, its letters readable."""
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


def write_json_array(records: Iterable[Json]) -> None:
    """Write records as one indented JSON array, each as soon as it is there."""
    separator = "[\n"
    for record in records:
        write(separator + json.dumps(record, ensure_ascii=False, allow_nan=False, indent=2))
        separator = ",\n"
    write("[]\n" if separator == "[\n" else "\n]\n")
