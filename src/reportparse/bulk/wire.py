"""Messages between processes over a socket: a kind, a ticket and bytes; what comes in parts is put together."""

from __future__ import annotations

import socket
import struct
from collections import deque
from collections.abc import Iterator
from typing import Literal, NamedTuple

Kind = Literal["task", "drop", "end", "done", "raised", "memory", "timeout", "crashed", "dropped"]

_KINDS: tuple[Kind, ...] = ("task", "drop", "end", "done", "raised", "memory", "timeout", "crashed", "dropped")
_HEAD = struct.Struct("<BQQ")
_CHUNK = 1 << 18


class Message(NamedTuple):
    """One message; `ticket` says which task it is about."""

    kind: Kind
    ticket: int
    data: bytes = b""


class Channel:
    """One end of a connection. Only `send_all` and the first `receive` wait."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._arrived = bytearray()
        self._leaving: deque[memoryview] = deque()
        self.closed = False

    def fileno(self) -> int:
        """The file descriptor, for `selectors`."""
        return self._end.fileno()

    @property
    def has_leaving(self) -> bool:
        """Whether something waits to be sent."""
        return bool(self._leaving)

    def put(self, message: Message) -> None:
        """Queue a message; `flush` sends it."""
        self._leaving += (memoryview(_head(message)), memoryview(message.data))

    def flush(self) -> None:
        """Send as much of what is queued as the other end takes now. An end that is gone takes nothing: `closed`."""
        while self._leaving:
            part = self._leaving[0]
            try:
                sent = self._end.send(part, socket.MSG_DONTWAIT) if part else 0
            except BlockingIOError:
                return
            except OSError:
                self.closed = True
                self._leaving.clear()
                return
            if sent == len(part):
                self._leaving.popleft()
            else:
                self._leaving[0] = part[sent:]

    def send_all(self, message: Message) -> None:
        """Send a message, waiting until the other end has taken it.

        Raises:
            OSError: the other end is gone.
        """
        self._end.sendall(_head(message))
        self._end.sendall(message.data)

    def receive(self) -> None:
        """Take in what has arrived, once at least; `closed` where the other end is gone."""
        flags = 0
        while True:
            try:
                data = self._end.recv(_CHUNK, flags)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if not data:
                self.closed = True
                return
            self._arrived += data
            flags = socket.MSG_DONTWAIT

    def messages(self) -> Iterator[Message]:
        """The messages that have arrived whole."""
        while len(self._arrived) >= _HEAD.size:
            kind, ticket, length = _HEAD.unpack_from(self._arrived)
            end = _HEAD.size + length
            if len(self._arrived) < end:
                return
            data = bytes(memoryview(self._arrived)[_HEAD.size : end])
            del self._arrived[:end]
            yield Message(_KINDS[kind], ticket, data)

    def close(self) -> None:
        """Close this end."""
        self._end.close()
        self.closed = True


def pair() -> tuple[Channel, Channel]:
    """The two ends of a new connection."""
    one, other = socket.socketpair()
    return Channel(one), Channel(other)


def _head(message: Message) -> bytes:
    return _HEAD.pack(_KINDS.index(message.kind), message.ticket, len(message.data))
