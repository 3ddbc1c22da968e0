"""Running one function over many inputs in processes that can be stopped: an input cannot harm more than itself."""

from __future__ import annotations

import gc
import os
import pickle
import select
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Generic, TypeVar

from reportparse.bulk import kernel
from reportparse.bulk.limits import Limits, Stopped
from reportparse.bulk.run_folder import RunFolder
from reportparse.bulk.supervisor import supervise
from reportparse.bulk.wire import Message, pair
from reportparse.errors import ReportParseError

Input = TypeVar("Input")
Result = TypeVar("Result")

AHEAD = 4
"""Inputs handed out ahead of the one whose result is awaited, for each process.

Enough to keep all of them busy behind one slow file, few enough that results do not pile up in memory.
"""
_RESTARTS = 5  # of the supervisor without a result in between
_PATIENCE = 10.0  # seconds to wait for the end of the supervisor


class WorkerDiedError(ReportParseError):
    """The process that starts those that read cannot be kept alive."""


@dataclass(frozen=True, slots=True)
class Done(Generic[Result]):
    """A result, and the seconds that it took."""

    value: Result
    seconds: float


@dataclass(frozen=True, slots=True)
class Dropped:
    """A task that was not begun, because the run is to stop."""


@dataclass(frozen=True, slots=True)
class _Raised:
    error: Exception


class Workers(Generic[Input, Result]):
    """So many processes that run `function`. It need not be picklable, its inputs and results must be.

    To be used in a `with` statement, by one thread. The processes are forked: from here and now, through a supervisor,
    in which `prepare` is called once before the first of them is: what it loads, they all have.
    """

    def __init__(
        self,
        function: Callable[[Input], Result],
        folder: RunFolder,
        *,
        jobs: int,
        limits: Limits | None = None,
        prepare: Callable[[], None] | None = None,
    ) -> None:
        self.jobs = max(jobs, 1)
        self.limits = limits or Limits()
        self._function = function
        self._prepare = prepare
        self._folder = folder
        self._tickets = 0
        self._asked: dict[int, bytes] = {}
        self._answers: dict[int, Done[Result] | Stopped | Dropped | _Raised] = {}
        self._restarts = 0
        self._dropping = False

    def __enter__(self) -> Workers[Input, Result]:
        self._start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with suppress(OSError):  # it has ended already
            self._channel.send_all(Message("end", 0))
        self._channel.close()
        self._end_supervisor()

    def submit(self, item: Input) -> int:
        """Hand out an input; its ticket fetches the result."""
        self._tickets += 1
        self._asked[self._tickets] = pickle.dumps(item, pickle.HIGHEST_PROTOCOL)
        self._ask(self._tickets)
        return self._tickets

    def take(self, ticket: int, *, seconds: float | None = None) -> Done[Result] | Stopped | Dropped | None:
        """The answer to a ticket, which is used up by it; None where it is not there within so many seconds.

        Raises:
            WorkerDiedError: the supervisor cannot be kept alive.
            Exception: what the function has raised.
        """
        until = None if seconds is None else time.monotonic() + seconds
        while ticket not in self._answers:
            left = None if until is None else until - time.monotonic()
            if left is not None and left < 0:
                return None
            self._hear(left)
        answer = self._answers.pop(ticket)
        if isinstance(answer, _Raised):
            raise answer.error
        return answer

    def drop_waiting(self) -> None:
        """Begin nothing more: what is handed out and not begun, now or later, is answered with `Dropped`."""
        self._dropping = True
        self._send(Message("drop", 0))

    def _start(self) -> None:
        gc.collect()
        self._channel, other = pair()
        self._supervisor = os.fork()
        if not self._supervisor:
            code = 1
            try:
                supervise(self._function, self._prepare, other, jobs=self.jobs, limits=self.limits, folder=self._folder)
                code = 0
            finally:
                os._exit(code)
        other.close()

    def _end_supervisor(self) -> None:
        until = time.monotonic() + _PATIENCE
        while kernel.ended(self._supervisor) is None:
            if time.monotonic() > until:
                kernel.end(self._supervisor, seconds=_PATIENCE)
                return
            time.sleep(0.001)

    def _restart(self) -> None:
        """Start a new supervisor, where the old one was killed, and ask again for what has no answer."""
        self._restarts += 1
        if self._restarts > _RESTARTS:
            raise WorkerDiedError(
                "các tiến trình đọc tệp liên tục bị dừng từ bên ngoài; kiểm tra bộ nhớ của máy rồi chạy lại để đọc tiếp"
            )
        self._channel.close()
        self._end_supervisor()
        self._start()
        for ticket in list(self._asked):
            self._ask(ticket)

    def _ask(self, ticket: int) -> None:
        self._send(Message("task", ticket, self._asked[ticket]))
        if self._dropping:
            self._send(Message("drop", 0))

    def _send(self, message: Message) -> None:
        try:
            self._channel.send_all(message)
        except OSError:
            self._restart()

    def _hear(self, seconds: float | None) -> None:
        """Take in what has arrived, waiting for it so long."""
        if not select.select([self._channel], [], [], seconds)[0]:
            return
        self._channel.receive()
        for message in self._channel.messages():
            if self._asked.pop(message.ticket, None) is not None:
                self._answers[message.ticket] = _answer(message)
                self._restarts = 0
        if self._channel.closed:
            self._restart()


def _answer(message: Message) -> Any:
    if message.kind == "done":
        return Done(*pickle.loads(message.data))
    if message.kind == "raised":
        return _Raised(pickle.loads(message.data))
    if message.kind == "dropped":
        return Dropped()
    seconds, status = pickle.loads(message.data)
    assert message.kind in ("timeout", "memory", "crashed")
    return Stopped(message.kind, seconds, status)


def run_in_order(workers: Workers[Input, Result], inputs: Iterable[Input]) -> Iterator[Done[Result] | Stopped]:
    """The answers to all inputs, in input order."""
    waiting: deque[int] = deque()
    for item in inputs:
        waiting.append(workers.submit(item))
        if len(waiting) >= workers.jobs * AHEAD:
            yield _taken(workers, waiting)
    while waiting:
        yield _taken(workers, waiting)


def _taken(workers: Workers[Input, Result], waiting: deque[int]) -> Done[Result] | Stopped:
    answer = workers.take(waiting.popleft())
    assert isinstance(answer, Done | Stopped)
    return answer
