"""What a container is: a file that holds other files, handed out one by one from memory and never written to disk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError

Skip = Literal["unsupported", "mail-body"]

_MEGA = 1_000_000
_FREE = 20_000_000  # bytes that may always be unpacked, however well they were packed
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a container.

    `name` is its path inside, cleaned. A member has `data`, or an `error` where it cannot be had, or `skip` where it
    is not meant to be read: the reason, as a walk through folders gives it.
    """

    name: str
    data: bytes = b""
    error: UnreadableFileError | None = None
    skip: Skip | None = None


class Budget:
    """What may be unpacked from one outermost container, counted over all that is nested in it."""

    def __init__(self, settings: Settings, packed: int) -> None:
        """`packed` is the size of the outermost container in bytes."""
        self._settings = settings
        self._packed = max(packed, 1)
        self._unpacked = 0
        self._members = 0
        self.max_bytes = settings.max_bytes

    def member(self) -> None:
        """Count one more member.

        Raises:
            UnreadableFileError: `too-many-members`.
        """
        self._members += 1
        if self._members > self._settings.max_members:
            reason = f"có hơn {self._settings.max_members} tệp bên trong"
            raise UnreadableFileError("too-many-members", reason, "chia nhỏ tệp hoặc tăng max_members")

    def take(self, size: int) -> None:
        """Count bytes that were unpacked.

        Raises:
            UnreadableFileError: `bomb`.
        """
        self.check(size)
        self._unpacked += size

    def check(self, size: int) -> None:
        """See that so many more bytes may be unpacked.

        Raises:
            UnreadableFileError: `bomb`.
        """
        total, settings = self._unpacked + size, self._settings
        if total > settings.max_unpacked:
            raise _bomb(total, f"giới hạn {settings.max_unpacked / _MEGA:.0f} MB", "max_unpacked")
        if total > _FREE and total > self._packed * settings.max_expansion:
            raise _bomb(total, f"gấp {total // self._packed} lần kích thước tệp", "max_expansion")

    def too_large(self, size: int) -> UnreadableFileError:
        """The error of a member that is larger than any file may be."""
        reason = f"tệp lớn {size / _MEGA:.1f} MB, quá giới hạn {self.max_bytes / _MEGA:.1f} MB".replace(".", ",")
        return UnreadableFileError("too-large", reason, "chia nhỏ tệp hoặc tăng max_bytes")


class Container(Protocol):
    """One kind of container. Adding a kind is one file with one of these, and its name in `CONTAINERS`."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Lower-case file name endings with the dot."""

    @property
    def media_type(self) -> str: ...

    def sniff(self, data: bytes, suffix: str) -> bool:
        """Whether these bytes are of this kind; content counts more than the name."""

    def members(self, data: bytes, budget: Budget) -> Iterator[Member]:
        """The members in the order in which they are stored, each unpacked when it is asked for.

        Raises:
            UnreadableFileError: what is left of the container cannot be read; with the reason and the remedy.
        """


def damaged(what: str) -> UnreadableFileError:
    """The error of a container that is cut off or not one at all."""
    return UnreadableFileError("damaged", f"{what} bị hỏng hoặc chưa tải hết", "tải lại hoặc xin lại tệp gốc")


def locked(what: str) -> UnreadableFileError:
    """The error of what can be unpacked only with a password."""
    return UnreadableFileError("password", f"{what} có mật khẩu", "giải nén bằng mật khẩu rồi nạp từng tệp")


def clean_name(name: str) -> str:
    """A member's path with plain slashes and without what could lead out of a folder or break a line."""
    parts = _CONTROL.sub("", name.replace("\\", "/")).split("/")
    return "/".join(part for part in parts if part not in ("", ".", "..")) or "?"


def _bomb(total: int, why: str, setting: str) -> UnreadableFileError:
    reason = f"giải nén ra {total / _MEGA:.0f} MB ({why})"
    return UnreadableFileError("bomb", reason, f"kiểm tra tệp gốc, hoặc tăng {setting}")
