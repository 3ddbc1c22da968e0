"""Messages of Outlook (`.msg`), through python-oxmsg; imported only where there is one."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from reportparse.formats.container_base import Budget, Member, clean_name, damaged
from reportparse.formats.container_mail import body_members
from reportparse.formats.detect import is_ole

_PROPERTIES = "__properties_version1.0"
# What olefile and oxmsg raise for files that are cut off or made up.
_DAMAGE = (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, AssertionError, struct.error)


@dataclass(frozen=True)
class OutlookContainer:
    """Reads `.msg`: the letter where it is a report, and what is attached."""

    suffixes: tuple[str, ...] = (".msg",)
    media_type: str = "application/vnd.ms-outlook"

    def sniff(self, data: bytes, suffix: str) -> bool:
        """Whether the bytes are an OLE container with the properties of a message at its root, or so named."""
        if not is_ole(data):
            return False
        return suffix in self.suffixes or (_PROPERTIES.encode("utf-16-le") in data and _is_message(data))

    def members(self, data: bytes, budget: Budget) -> Iterator[Member]:
        """The letter, then what is attached.

        Raises:
            UnreadableFileError: `damaged`, `bomb` or `too-many-members`.
        """
        try:
            message = import_module("oxmsg").Message.load(data)
            attachments = message.attachments
        except _DAMAGE as error:
            raise damaged("thư Outlook") from error
        attached: list[Member] = []
        for number, attachment in enumerate(attachments, 1):
            budget.member()
            found = _attached(attachment, number)
            budget.take(len(found.data))
            if len(found.data) > budget.max_bytes:
                found = Member(found.name, error=budget.too_large(len(found.data)))
            attached.append(found)
        yield from body_members(_said(message, "body"), _said(message, "html_body"), alone=not attached)
        yield from attached


OUTLOOK = OutlookContainer()


def _is_message(data: bytes) -> bool:
    try:
        with import_module("olefile").OleFileIO(io.BytesIO(data)) as ole:
            return bool(ole.exists(_PROPERTIES))
    except _DAMAGE:
        return False


def _attached(attachment: Any, number: int) -> Member:
    instead = f"dinh-kem-{number}"
    try:
        name, data = attachment.file_name, attachment.file_bytes
    except _DAMAGE:
        return Member(instead, error=damaged("tệp đính kèm"))
    name = clean_name(name) if name else instead
    # A link to a file elsewhere, or a message stored inside the message, has no bytes of its own.
    return Member(name, data) if data else Member(name, error=damaged("tệp đính kèm"))


def _said(message: Any, name: str) -> str:
    """A body of the message; none where it cannot be decoded: what is attached counts more."""
    try:
        return getattr(message, name) or ""
    except (*_DAMAGE, LookupError):
        return ""
