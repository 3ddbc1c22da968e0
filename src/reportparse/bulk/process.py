"""A process that works off tasks, one at a time, until its supervisor ends it."""

from __future__ import annotations

import os
import pickle
import select
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reportparse.bulk import kernel
from reportparse.bulk.limits import Limits
from reportparse.bulk.wire import Channel, Kind, Message

_BACKSTOP = 2
"""How many times the limit a process may allocate at most, before the supervisor has seen that it is too much."""


def work(function: Callable[[Any], Any], channel: Channel, folder: Path, limits: Limits, supervisor: int) -> None:
    """Answer every task that comes with its pickled result and the seconds that it took.

    `folder` is made for the temporary files of this process, and of the programs that it starts.
    """
    os.setpgid(0, 0)
    kernel.die_with_parent(supervisor)
    kernel.close_all_but(channel.fileno())
    kernel.limit_memory(_BACKSTOP * limits.megabytes)
    folder.mkdir(mode=0o700)
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = None  # so that the next file asks again
    while not channel.closed:
        select.select([channel], [], [])
        channel.receive()
        for message in channel.messages():
            channel.send_all(_answer(function, message))


def _answer(function: Callable[[Any], Any], message: Message) -> Message:
    begun = time.monotonic()
    kind: Kind = "done"
    try:
        answer = function(pickle.loads(message.data))
        data = pickle.dumps((answer, time.monotonic() - begun), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        kind, data = "memory", b""
    except Exception as error:  # it belongs to whoever gave the task
        kind, data = "raised", _pickled(error)
    return Message(kind, message.ticket, data)


def _pickled(error: Exception) -> bytes:
    try:
        data = pickle.dumps(error)
        pickle.loads(data)
    except Exception:  # it holds what cannot be sent: its words can
        return pickle.dumps(RuntimeError(f"{type(error).__name__}: {error}"))
    return data
