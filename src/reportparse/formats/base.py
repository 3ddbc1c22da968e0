"""What a reader is: bytes of one kind of file to a `Document`."""

from __future__ import annotations

from typing import Protocol

from reportparse.config import Settings
from reportparse.model.document import Document, SourceFile


class Reader(Protocol):
    """One file format. A reader declares what it takes, so that adding a format is one file and one name."""

    @property
    def name(self) -> str: ...

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Lower-case file name endings with the dot."""

    @property
    def media_type(self) -> str: ...

    def sniff(self, data: bytes, suffix: str) -> bool:
        """Whether these bytes are of this format; content counts more than the name."""

    def read(self, data: bytes, source: SourceFile, settings: Settings) -> Document:
        """Read the bytes.

        Raises:
            UnreadableFileError: with the reason and the remedy.
        """
