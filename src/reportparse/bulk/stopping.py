"""Stopping on request: the first signal asks to finish what has begun, the second to end at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class StopRequest:
    """Whether a stop was asked for.

    A signal only counts here, and what it leads to happens where this is asked, between two steps: nothing is ever
    interrupted in the middle of a transaction.
    """

    def __init__(self) -> None:
        self._asked = 0

    def __call__(self) -> bool:
        """Whether to stop.

        Raises:
            KeyboardInterrupt: it was asked for twice.
        """
        if self._asked > 1:
            raise KeyboardInterrupt
        return bool(self._asked)

    def ask(self) -> int:
        """Ask for a stop, or, the second time, for the end; how often it was asked for."""
        self._asked += 1
        return self._asked


@contextmanager
def stop_on_signals(asked: Callable[[], None]) -> Iterator[StopRequest]:
    """A request that Ctrl-C and SIGTERM make; `asked` is called at the first, within the handler.

    In a thread that gets no signals it is only made by hand.
    """
    request = StopRequest()
    if threading.current_thread() is not threading.main_thread():
        yield request
        return

    def handle(_number: int, _frame: FrameType | None) -> None:
        if request.ask() == 1:
            asked()

    before = {number: signal.signal(number, handle) for number in _SIGNALS}
    try:
        yield request
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
