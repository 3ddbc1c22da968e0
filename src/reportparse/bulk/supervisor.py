"""The process between the one that writes and those that read: it starts readers, watches them and ends them.

It is forked from the writer before anything is read, and the readers are forked from it, so that what all of them need
is loaded once. It holds no archive and parses nothing, so that no file can harm it. Readers that hang or grow are
killed with all that they have started, whatever the writer is doing. When the writer is gone, killed as well, the
supervisor ends the readers, removes their temporary files and ends.
"""

from __future__ import annotations

import gc
import os
import pickle
import selectors
import shutil
import signal
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from reportparse.bulk import kernel
from reportparse.bulk.limits import Limits, StopReason
from reportparse.bulk.process import work
from reportparse.bulk.run_folder import RunFolder
from reportparse.bulk.wire import Channel, Message, pair

_TICK = 0.05  # seconds between two looks at the readers
_TICKS_BETWEEN_TABLES = 10
_PATIENCE = 5.0  # seconds to wait for the end of what was killed
_GENERATIONS = 10
_TRIES, _TRIES_WHEN_KILLED = 2, 3
_READ, _WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


@dataclass
class _Task:
    ticket: int
    data: bytes
    tries: int = 0


@dataclass
class _Reader:
    """A process that reads, and what it is at."""

    pid: int
    channel: Channel
    folder: Path
    start_megabytes: float
    task: _Task | None = None
    since: float = 0.0
    done: int = 0
    family: list[int] = field(default_factory=list)


def supervise(
    function: Callable[[Any], Any],
    prepare: Callable[[], None] | None,
    writer: Channel,
    *,
    jobs: int,
    limits: Limits,
    folder: RunFolder,
    writer_pid: int,
) -> None:
    """Work off the writer's tasks until it closes its end. Runs in a process of its own, a child of the writer."""
    # What the writer has left in memory stays there: a reader would copy what is swept, and a file of the writer's that
    # is closed by the sweep may be one of ours by its number.
    gc.freeze()
    os.setsid()
    kernel.ignore_stops()
    kernel.no_core_dumps()
    kernel.quiet()
    kernel.close_all_but(writer.fileno(), folder.lock)
    kernel.adopt_orphans()
    supervisor = _Supervisor(function, prepare, writer, jobs, limits, folder.path)
    try:
        supervisor.run()
    finally:
        try:
            supervisor.end()
        finally:
            # The writer, if it lives, may start another supervisor on the same folder, and removes it itself. It may be
            # killed after it has told this one to end: only the parent of this process says whether it is there.
            if os.getppid() != writer_pid:
                shutil.rmtree(folder.path, ignore_errors=True)


class _Supervisor:
    def __init__(
        self,
        function: Callable[[Any], Any],
        prepare: Callable[[], None] | None,
        writer: Channel,
        jobs: int,
        limits: Limits,
        folder: Path,
    ) -> None:
        self._function = function
        self._prepare = prepare
        self._writer = writer
        self._jobs = jobs
        self._limits = limits
        self._folder = folder
        self._queue: deque[_Task] = deque()
        self._readers: dict[int, _Reader] = {}
        self._names = count(1)
        self._ticks = 0
        self.told_to_end = False
        self._selector = selectors.DefaultSelector()
        self._selector.register(writer, _READ)

    def run(self) -> None:
        while not (self._writer.closed or self.told_to_end):
            self._assign()
            busy = any(reader.task for reader in self._readers.values())
            self._selector.modify(self._writer, _READ | (_WRITE if self._writer.has_leaving else 0))
            for key, events in self._selector.select(_TICK if busy else None):
                reader: _Reader | None = key.data
                if reader is None:
                    self._hear_writer(events)
                elif self._readers.get(reader.pid) is reader:  # not ended a moment ago
                    self._hear_reader(reader, events)
            self._look()

    def end(self) -> None:
        for reader in list(self._readers.values()):
            self._dismiss(reader)

    def _hear_writer(self, events: int) -> None:
        if events & _READ:
            self._writer.receive()
            for message in self._writer.messages():
                if message.kind == "task":
                    self._queue.append(_Task(message.ticket, message.data))
                elif message.kind == "drop":
                    self._drop()
                else:
                    self.told_to_end = True
        self._writer.flush()

    def _drop(self) -> None:
        """Give back what nobody has begun to read."""
        while self._queue:
            self._tell(Message("dropped", self._queue.popleft().ticket))

    def _tell(self, message: Message) -> None:
        self._writer.put(message)
        self._writer.flush()

    def _assign(self) -> None:
        while self._queue:
            idle = next((reader for reader in self._readers.values() if reader.task is None), None)
            if idle is not None and idle.done and self._queue[0].tries:
                self._dismiss(idle)  # what was not done once is tried again by itself, in a new process
                idle = None
            if idle is None and len(self._readers) >= self._jobs:
                return
            reader = idle or self._start()
            reader.task, reader.since = self._queue.popleft(), time.monotonic()
            reader.channel.put(Message("task", reader.task.ticket, reader.task.data))
            self._send(reader)

    def _send(self, reader: _Reader) -> None:
        reader.channel.flush()
        self._selector.modify(reader.channel, _READ | (_WRITE if reader.channel.has_leaving else 0), reader)

    def _start(self) -> _Reader:
        if self._prepare is not None:
            prepare, self._prepare = self._prepare, None
            prepare()
            gc.freeze()
        own, other = pair()
        folder = self._folder / f"{os.getpid()}-{next(self._names)}"
        supervisor = os.getpid()
        pid = os.fork()
        if not pid:
            code = 1
            try:
                work(self._function, other, folder, self._limits, supervisor)
                code = 0
            finally:
                os._exit(code)
        other.close()
        reader = _Reader(pid, own, folder, kernel.resident_megabytes([pid]), family=[pid])
        self._readers[pid] = reader
        self._selector.register(own, _READ, reader)
        return reader

    def _hear_reader(self, reader: _Reader, events: int) -> None:
        if events & _WRITE:
            self._send(reader)
        if not events & _READ:
            return
        reader.channel.receive()
        for message in reader.channel.messages():
            task, reader.task = reader.task, None
            if message.kind == "memory" and task is not None:
                self._stopped(reader, task, "memory")
                self._dismiss(reader)
                return
            reader.done += 1
            self._tell(message)
        if reader.channel.closed:
            self._died(reader)
        elif reader.task is None and self._used_up(reader):
            self._dismiss(reader)

    def _used_up(self, reader: _Reader) -> bool:
        grown = kernel.resident_megabytes([reader.pid]) - reader.start_megabytes
        return reader.done >= self._limits.tasks or grown > self._limits.growth

    def _look(self) -> None:
        """See whether a reader has reached a limit."""
        busy = [reader for reader in self._readers.values() if reader.task]
        if not busy:
            return
        self._ticks += 1
        if self._ticks % _TICKS_BETWEEN_TABLES == 0:
            table = kernel.family_table()
            for reader in busy:
                reader.family = kernel.family(reader.pid, table)
        for reader in busy:
            assert reader.task is not None
            reason: StopReason | None = None
            if time.monotonic() - reader.since > self._limits.seconds:
                reason = "timeout"
            elif kernel.resident_megabytes(reader.family) > self._limits.megabytes:
                reason = "memory"
            if reason:
                task = reader.task
                self._dismiss(reader)
                self._stopped(reader, task, reason)

    def _died(self, reader: _Reader) -> None:
        """A reader has ended by itself: its task is tried again, as it may have been killed from outside."""
        task = reader.task
        status = self._dismiss(reader)
        if task is None:
            return
        task.tries += 1
        if task.tries < (_TRIES_WHEN_KILLED if status == -signal.SIGKILL else _TRIES):
            self._queue.appendleft(task)
        else:
            self._report(task, "crashed", reader, status)

    def _stopped(self, reader: _Reader, task: _Task, reason: StopReason) -> None:
        """A reader was stopped at a limit; what others have left in its memory is no fault of the last file."""
        if reason == "memory" and reader.done and not task.tries:
            task.tries += 1
            self._queue.appendleft(task)
        else:
            self._report(task, reason, reader, 0)

    def _report(self, task: _Task, reason: StopReason, reader: _Reader, status: int) -> None:
        data = pickle.dumps((time.monotonic() - reader.since, status))
        self._tell(Message(reason, task.ticket, data))

    def _dismiss(self, reader: _Reader) -> int:
        """End a reader with all that it has started, and remove its temporary files; its exit status."""
        del self._readers[reader.pid]
        self._selector.unregister(reader.channel)
        reader.channel.close()
        status = kernel.end(reader.pid, seconds=_PATIENCE)
        self._end_orphans()
        shutil.rmtree(reader.folder, ignore_errors=True)
        return status if status is not None else -signal.SIGKILL

    def _end_orphans(self) -> None:
        """End what a reader has left: as their adopter this process has them as children, and no others."""
        for _ in range(_GENERATIONS):  # the children of an orphan that is killed are orphans then
            children = kernel.family_table().get(os.getpid(), [])
            orphans = [pid for pid in children if pid not in self._readers]
            for pid in orphans:
                kernel.end(pid, seconds=_PATIENCE)
            if not orphans:
                return
