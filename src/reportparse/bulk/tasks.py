"""What an ingest has to do: each path once, containers opened, and nothing read that the archive knows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from reportparse.archive import write
from reportparse.archive.members import KnownMember, known_members
from reportparse.archive.originals import hash_of
from reportparse.bulk.walk import Found, Problem
from reportparse.bulk.worker import opened
from reportparse.config import Settings
from reportparse.model.document import Quality
from reportparse.pipeline import CLASSIFIED_REMEDY

Result = Literal["ok", "partial", "failed", "unchanged", "problem", "skipped"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one path.

    `reason` is the reason and the remedy of a failure. `same_as` names the path under which the archive has these
    bytes already, `supersedes` the file that this one is a new version of. `again` marks a failure that the
    archive remembers and that was not tried again.
    """

    path: str
    result: Result
    code: str | None = None
    reason: str | None = None
    same_as: str | None = None
    supersedes: str | None = None
    again: bool = False
    quality: Quality | None = None


@dataclass(frozen=True, slots=True)
class Emptied:
    """A container is read to its end once everything before this task is done."""

    sha256: str
    members: tuple[KnownMember, ...]


Task = Found | Outcome | Emptied


@dataclass
class Tasks:
    """The tasks of a run, in input order; `more` hears of every task that was not among the items."""

    db: Any
    items: Iterable[Found | Problem]
    run: int
    settings: Settings
    version: str
    retry_failed: bool
    more: Callable[[int], None]
    _seen: dict[str, str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Task]:
        for item in self.items:
            if isinstance(item, Problem):
                yield self._problem(item)
            else:
                yield from self._file(item)

    def _problem(self, item: Problem) -> Outcome:
        severity = "info" if item.harmless else "error"
        write.note_issue(self.db, self.run, item.path, item.code, severity, item.detail)
        return Outcome(item.path, "skipped" if item.harmless else "problem", item.code, item.detail or None)

    def _file(self, item: Found) -> Iterator[Task]:
        sha256 = _hash(item.path, self.settings.max_bytes)
        remembered = self._remembered(item.path, sha256) if sha256 else None
        if remembered is not None:
            self.more(len(remembered) - 1)
            yield from remembered
            return
        inside = opened(item, self.settings)
        if inside is None:
            yield self._task(item, sha256)
        else:
            yield from self._container(item.path, sha256, inside)

    def _container(self, path: str, sha256: str | None, inside: Iterable[Found | Problem]) -> Iterator[Task]:
        members: list[KnownMember] = []
        for found in inside:
            self.more(1 if members else 0)
            name = found.path.removeprefix(path)
            if isinstance(found, Problem):
                members.append(KnownMember(name, None, True, found.code))
                yield self._problem(found)
                continue
            member = found.member
            own = hashlib.sha256(member.data).hexdigest() if member and member.data else None
            error = member.error if member else None
            members.append(KnownMember(name, own, False, error.code if error else None, str(error) if error else None))
            yield self._task(found, own)
        if sha256:
            yield Emptied(sha256, tuple(members))

    def _task(self, found: Found, sha256: str | None) -> Task:
        """Reading a file, or the outcome without reading: bytes that are known or came before are not read."""
        if sha256 is None:
            return found
        if sha256 in self._seen:
            write.note_source(self.db, sha256, found.path, self.run)
            return Outcome(found.path, "unchanged", same_as=self._seen[sha256])
        self._seen[sha256] = found.path
        outcome = self._known(found.path, sha256)
        if outcome is None:
            return found
        write.note_source(self.db, sha256, found.path, self.run)
        return outcome

    def _known(self, path: str, sha256: str) -> Outcome | None:
        """The outcome of a file that need not be read: the archive has its bytes, as this version reads them."""
        found = write.known(self.db, sha256)
        if found is None or found.version != self.version:
            return None
        if found.status == "failed":
            allowed = found.reason_code == "classified" and self.settings.allow_classified
            if self.retry_failed or allowed:
                return None
            return Outcome(path, "failed", found.reason_code, found.reason, again=True)
        if found.secrecy and not self.settings.allow_classified:
            return Outcome(path, "failed", "classified", f"{found.secrecy}; {CLASSIFIED_REMEDY}", again=True)
        return Outcome(path, "unchanged", same_as=found.source if found.source != path else None)

    def _remembered(self, path: str, container: str) -> list[Outcome] | None:
        """The outcomes of the files in a container that need not be opened, None where it must be."""
        members = known_members(self.db, container, version=self.version)
        outcomes: list[Outcome] = []
        for member in members:
            outcome = self._of_member(path + member.name, member)
            if outcome is None:
                return None
            outcomes.append(outcome)
        for member in members:
            if member.skipped:
                write.note_issue(self.db, self.run, path + member.name, member.code or "", "info", "")
            if member.sha256:
                self._seen.setdefault(member.sha256, path + member.name)
                write.note_source(self.db, member.sha256, path + member.name, self.run)
        return outcomes or None

    def _of_member(self, path: str, member: KnownMember) -> Outcome | None:
        if member.skipped:
            return Outcome(path, "skipped", member.code)
        if member.sha256:
            return self._known(path, member.sha256)
        return None if self.retry_failed else Outcome(path, "failed", member.code, member.reason, again=True)


def _hash(path: str, max_bytes: int) -> str | None:
    """The hash of a file; None where it cannot be had, so that reading the file gives the reason."""
    try:
        file = Path(path)
        return hash_of(file) if file.is_file() and file.stat().st_size <= max_bytes else None
    except (OSError, ValueError):
        return None
