"""Exceptions of the package; each knows the exit code that the command line ends with."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of the commands (contract, section "The record")."""

    OK = 0
    SOME_FAILED = 1
    USAGE = 2
    ARCHIVE = 3
    FINDINGS = 4


class ReportParseError(Exception):
    """Base of every error that a person can act on: what failed, why, and what to do about it."""

    exit_code: ExitCode = ExitCode.SOME_FAILED


class UnreadableFileError(ReportParseError):
    """A file cannot be read. `code` names the reason for scripts, `remedy` tells a person what to do.

    Readers raise it; the pipeline turns it into a record with status `failed` and one issue, so that the other
    files of a run are still done.
    """

    def __init__(self, code: str, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}; {remedy}" if remedy else reason)
        self.code = code
        self.reason = reason
        self.remedy = remedy

    def __reduce__(self) -> tuple[type[UnreadableFileError], tuple[str, str, str]]:
        """How it travels between processes: exceptions are otherwise made again from their message alone."""
        return type(self), (self.code, self.reason, self.remedy)


class LexiconError(ReportParseError):
    """A data file of the lexicon is malformed: names the file, the entry and what is wrong with it."""


class ArchiveError(ReportParseError):
    """The archive cannot be opened, migrated or written."""

    exit_code = ExitCode.ARCHIVE


class UsageError(ReportParseError):
    """A command was called with arguments that make no sense together."""

    exit_code = ExitCode.USAGE
