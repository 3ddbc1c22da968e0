"""What an ingest has to do: each path once, containers opened, and nothing read that the archive knows.

Files are read ahead of their turn, but what becomes of each is decided in input order, so that the archive is the same
however many processes read.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from reportparse.archive import write
from reportparse.archive.members import KnownMember, known_members
from reportparse.archive.originals import hash_of
from reportparse.archive.rows import DocumentRows, rows_of
from reportparse.bulk.executor import AHEAD, Done, Dropped, Workers
from reportparse.bulk.limits import Stopped
from reportparse.bulk.walk import Found, Problem
from reportparse.bulk.worker import Inside, Unpacked
from reportparse.config import Settings
from reportparse.model.document import Quality
from reportparse.pipeline import CLASSIFIED_REMEDY, failed

Result = Literal["ok", "partial", "failed", "unchanged", "problem", "skipped"]
Read = DocumentRows | Unpacked

_MEANWHILE = 0.25  # seconds
_LOOKED_AT = 64
"""Files that are looked at ahead of their turn at most, where most of them need not be read."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one path.

    `reason` is the reason and the remedy of a failure. `same_as` names the path under which the archive has these
    bytes already, `supersedes` the file that this one is a new version of. `again` marks a failure that the
    archive remembers and that was not tried again. `pages` and `seconds` are there where the file was read.
    """

    path: str
    result: Result
    code: str | None = None
    reason: str | None = None
    same_as: str | None = None
    supersedes: str | None = None
    again: bool = False
    quality: Quality | None = None
    sha256: str | None = None
    pages: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A document that was read, to be written; `keep` says where its bytes are, None where they are not kept."""

    path: str
    rows: DocumentRows
    keep: str | None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """A path that was not read, with the issue to be noted or the hash of the known bytes that were found there."""

    outcome: Outcome
    issue: Problem | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Emptied:
    """A container is read to its end; its files were in `folder`. `sha256` is None for what is none by itself."""

    sha256: str | None
    members: tuple[KnownMember, ...]
    folder: str


Step = Reading | Noted | Emptied


@dataclass(frozen=True, slots=True)
class _Ahead:
    """A file that was looked at ahead of its turn, with the ticket where it is being read."""

    item: Found | Problem | Inside
    sha256: str | None = None
    ticket: int | None = None


@dataclass
class Tasks:
    """The steps of a run, in input order.

    `more` hears of every file that was not among the items, and `meanwhile` is called again and again while a file is
    waited for. After `stop` no more files are begun, and the steps end with what is being read.
    """

    db: Any
    settings: Settings
    version: str
    retry_failed: bool
    workers: Workers[Found, Read]
    more: Callable[[int], None]
    meanwhile: Callable[[], None]
    stopping: bool = False
    _seen: dict[str, str] = field(default_factory=dict)
    _asked: set[str] = field(default_factory=set)

    def stop(self) -> None:
        """Begin nothing more."""
        if not self.stopping:
            self.stopping = True
            self.workers.drop_waiting()

    def steps(self, items: Iterable[Found | Problem | Inside]) -> Iterator[Step]:
        """What to write for each item; those that are read come in the order of the items, too."""
        left = iter(items)
        ahead: deque[_Ahead] = deque()
        while True:
            while self._room(ahead) and (item := next(left, None)) is not None:
                ahead.append(self._look(item))
            if not ahead:
                return
            yield from self._step(ahead.popleft())

    def _room(self, ahead: deque[_Ahead]) -> bool:
        reading = sum(each.ticket is not None for each in ahead)
        return not self.stopping and reading < self.workers.jobs * AHEAD and len(ahead) < _LOOKED_AT

    def _look(self, item: Found | Problem | Inside) -> _Ahead:
        """Have a file read ahead, if it looks as if it had to be."""
        if isinstance(item, Problem):
            return _Ahead(item)
        if isinstance(item, Inside):
            if item.file is None:
                return _Ahead(item, item.sha256)
            sha256, found = item.sha256, Found(item.path, file=item.file)
        else:
            sha256, found = _hash(item.path, self.settings.max_bytes), item
        if sha256 is not None:
            if sha256 in self._asked or self._decided(found.path, sha256):
                return _Ahead(item, sha256)
            self._asked.add(sha256)
        return _Ahead(item, sha256, self.workers.submit(found))

    def _decided(self, path: str, sha256: str) -> bool:
        seen = sha256 in self._seen or self._known(path, sha256) is not None
        return seen or self._remembered(path, sha256) is not None

    def _step(self, ahead: _Ahead) -> Iterator[Step]:
        item = ahead.item
        if isinstance(item, Problem):
            yield problem_step(item)
        elif isinstance(item, Inside):
            yield from self._inside(item, ahead.ticket)
        else:
            yield from self._file(item, ahead.sha256, ahead.ticket)

    def _file(self, item: Found, sha256: str | None, ticket: int | None) -> Iterator[Step]:
        remembered = self._remembered(item.path, sha256) if sha256 else None
        if remembered is not None:
            self._discard(ticket)
            self.more(len(remembered) - 1)
            yield from self._again(item.path, remembered)
            return
        known = self._unread(item.path, sha256) if sha256 else None
        if known is not None:
            self._discard(ticket)
            yield known
            return
        answer = self._answer(item, ticket)
        if isinstance(answer, Stopped):
            yield self._stopped(item.path, sha256, answer, item.path)
        elif isinstance(answer, Done):
            if isinstance(answer.value, Unpacked):
                yield from self._container(item.path, sha256, answer.value)
            else:
                yield self._reading(item.path, answer.value, answer.seconds, item.path)

    def _inside(self, item: Inside, ticket: int | None) -> Iterator[Step]:
        """A file that was taken out of a container."""
        if item.problem is not None:
            yield problem_step(item.problem)
            return
        known = self._unread(item.path, item.sha256) if item.sha256 else None
        if known is not None:
            self._discard(ticket)
            yield known
        elif item.file is None:
            assert item.rows is not None
            yield self._reading(item.path, item.rows, None, None)
        else:
            answer = self._answer(Found(item.path, file=item.file), ticket)
            if isinstance(answer, Stopped):
                yield self._stopped(item.path, item.sha256, answer, item.file)
            elif isinstance(answer, Done):
                assert isinstance(answer.value, DocumentRows)
                yield self._reading(item.path, answer.value, answer.seconds, item.file)

    def _container(self, path: str, sha256: str | None, unpacked: Unpacked) -> Iterator[Step]:
        inside = unpacked.inside
        self.more(max(len(inside) - 1, 0))
        yield from self.steps(inside)
        if not self.stopping:
            yield Emptied(sha256, tuple(_known_member(path, each) for each in inside), unpacked.folder)

    def _answer(self, found: Found, ticket: int | None) -> Done[Read] | Stopped | None:
        """What became of reading a file; None where that was not begun, because the run is to stop."""
        if ticket is None:
            ticket = self.workers.submit(found)
        while (answer := self.workers.take(ticket, seconds=_MEANWHILE)) is None:
            self.meanwhile()
        if isinstance(answer, Dropped):
            return None
        return answer

    def _discard(self, ticket: int | None) -> None:
        """Wait for what was read ahead and is not needed: the same bytes came out of a container before."""
        while ticket is not None and self.workers.take(ticket, seconds=_MEANWHILE) is None:
            self.meanwhile()

    def _reading(self, path: str, rows: DocumentRows, seconds: float | None, keep: str | None) -> Reading:
        if rows.document["sha256"]:
            self._seen.setdefault(rows.document["sha256"], path)
        # A refused file leaves nothing behind.
        return Reading(path, rows, None if rows.document["reason_code"] == "classified" else keep, seconds)

    def _stopped(self, path: str, sha256: str | None, stopped: Stopped, keep: str) -> Reading:
        report = replace(failed(path, None, stopped.error(self.workers.limits)), sha256=sha256)
        return self._reading(path, rows_of(report, version=self.version), stopped.seconds, keep)

    def _unread(self, path: str, sha256: str) -> Noted | None:
        """The outcome of a file that need not be read: bytes that are known or came before."""
        if sha256 in self._seen:
            return Noted(Outcome(path, "unchanged", same_as=self._seen[sha256], sha256=sha256), sha256=sha256)
        outcome = self._known(path, sha256)
        if outcome is None:
            return None
        self._seen[sha256] = path
        return Noted(outcome, sha256=sha256)

    def _known(self, path: str, sha256: str) -> Outcome | None:
        """The outcome of a file that the archive has, as this version reads it."""
        found = write.known(self.db, sha256)
        if found is None or found.version != self.version:
            return None
        if found.status == "failed":
            allowed = found.reason_code == "classified" and self.settings.allow_classified
            if self.retry_failed or allowed:
                return None
            return Outcome(path, "failed", found.reason_code, found.reason, again=True, sha256=sha256)
        if found.secrecy and not self.settings.allow_classified:
            reason = f"{found.secrecy}; {CLASSIFIED_REMEDY}"
            return Outcome(path, "failed", "classified", reason, again=True, sha256=sha256)
        same_as = found.source if found.source != path else None
        return Outcome(path, "unchanged", same_as=same_as, sha256=sha256)

    def _remembered(self, path: str, container: str) -> list[tuple[KnownMember, Outcome]] | None:
        """The outcomes of the files in a container that need not be opened, None where it must be."""
        outcomes: list[tuple[KnownMember, Outcome]] = []
        for member in known_members(self.db, container, version=self.version):
            outcome = self._of_member(path + member.name, member)
            if outcome is None:
                return None
            outcomes.append((member, outcome))
        return outcomes or None

    def _again(self, path: str, remembered: list[tuple[KnownMember, Outcome]]) -> Iterator[Noted]:
        for member, outcome in remembered:
            if member.sha256:
                self._seen.setdefault(member.sha256, path + member.name)
            issue = None
            if member.skipped:
                issue = Problem(outcome.path, "mail-body" if member.code == "mail-body" else "unsupported")
            yield Noted(outcome, issue, member.sha256)

    def _of_member(self, path: str, member: KnownMember) -> Outcome | None:
        if member.skipped:
            return Outcome(path, "skipped", member.code)
        if member.sha256:
            return self._known(path, member.sha256)
        return None if self.retry_failed else Outcome(path, "failed", member.code, member.reason, again=True)


def problem_step(item: Problem) -> Noted:
    """The step for a path that gives no file to read."""
    return Noted(Outcome(item.path, "skipped" if item.harmless else "problem", item.code, item.detail or None), item)


def _known_member(path: str, inside: Inside) -> KnownMember:
    name = inside.path.removeprefix(path)
    if inside.problem is not None:
        return KnownMember(name, None, True, inside.problem.code)
    if inside.rows is None:
        return KnownMember(name, inside.sha256)
    document = inside.rows.document
    return KnownMember(name, inside.sha256, False, document["reason_code"], document["reason"])


def _hash(path: str, max_bytes: int) -> str | None:
    """The hash of a file; None where it cannot be had, so that reading the file gives the reason."""
    try:
        file = Path(path)
        return hash_of(file) if file.is_file() and file.stat().st_size <= max_bytes else None
    except (OSError, ValueError):
        return None
