"""Documents and views made from text for the tests of structure."""

from __future__ import annotations

from reportparse.config import Settings
from reportparse.formats import read
from reportparse.lexicon import load_lexicon
from reportparse.model.document import Document, SourceFile
from reportparse.structure.view import View, build_view


def document(text: str, media_type: str = "text/plain") -> Document:
    data = text.encode()
    return read(data, SourceFile("a.txt", "0", media_type, len(data)), Settings())


def view(text: str, media_type: str = "text/plain") -> View:
    return build_view(document(text, media_type), Settings(), load_lexicon())


def table(*rows: str) -> str:
    """A table of pipes; the cells of a row are parted by ';'."""
    lines = ["| " + " | ".join(row.split(";")) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * rows[0].count(";") + "---|", *lines[1:]])
