"""Running one function over many inputs: in this process or in several, results always in input order."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from reportparse.errors import ReportParseError

Input = TypeVar("Input")
Result = TypeVar("Result")

# Inputs handed out ahead of the one whose result is awaited, for each process: enough to keep all of them busy
# behind one slow file, few enough that results do not pile up in memory.
_AHEAD = 4


class WorkerDiedError(ReportParseError):
    """A process that read files has ended by itself (killed, or out of memory)."""


def _leave_interrupts() -> None:
    """Ctrl-C is for the process that writes; a worker finishes its file and is then told to end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def run_in_order(function: Callable[[Input], Result], inputs: Iterable[Input], *, jobs: int) -> Iterator[Result]:
    """`function` of every input, in input order. With more than one job both must be picklable.

    Raises:
        WorkerDiedError: a process has died; what was given out before is complete.
    """
    if jobs <= 1:
        yield from map(function, inputs)
        return
    # "spawn": a forked child would inherit the open archive
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=jobs, mp_context=context, initializer=_leave_interrupts) as pool:
        waiting: deque[Future[Result]] = deque()
        try:
            for item in inputs:
                waiting.append(pool.submit(function, item))
                if len(waiting) >= jobs * _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            raise WorkerDiedError(
                "một tiến trình đọc tệp đã dừng bất thường; chạy lại lệnh để đọc tiếp, thêm --jobs 1 nếu vẫn dừng"
            ) from error
        finally:
            for future in waiting:
                future.cancel()
