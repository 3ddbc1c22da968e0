"""HTML pages: one block a line, tables with their merged cells."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field

import regex

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.formats.assemble import PlacedText, RawBuilder, RawDocument, finish
from reportparse.formats.detect import is_html
from reportparse.formats.docx_numbering import written
from reportparse.formats.html_tree import BLOCKS, Node, parse_tree
from reportparse.formats.txt import decode
from reportparse.model.document import Document, Issue, SourceFile, Table
from reportparse.model.span import Span

_CHARSET = regex.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_\-]+)""", regex.IGNORECASE)
_SPACE = regex.compile(r"[ \t\n\r\f]+")
_LIST_STYLES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_MAX_SPAN = 1000


@dataclass(frozen=True)
class HtmlReader:
    """Reads `.html`: entities resolved, scripts and styles dropped. Offsets refer to the text shown, not the source."""

    name: str = "html"
    suffixes: tuple[str, ...] = (".html", ".htm", ".xhtml")
    media_type: str = "text/html"

    def sniff(self, data: bytes, suffix: str) -> bool:
        """Whether the text begins as a page does."""
        return is_html(data)

    def read(self, data: bytes, source: SourceFile, settings: Settings) -> Document:
        """Read the bytes.

        Raises:
            UnreadableFileError: `binary`, `encoding`, `too-long` or `empty`.
        """
        text, issues = _decoded(data)
        walker = _Walker()
        walker.blocks(parse_tree(text))
        walker.end_line()
        raw = RawDocument(
            walker.out.text(), paragraphs=tuple(walker.paragraphs), tables=tuple(walker.tables), issues=issues
        )
        return finish(raw, source, settings)


HTML = HtmlReader()


def _decoded(data: bytes) -> tuple[str, tuple[Issue, ...]]:
    try:
        return decode(data)
    except UnreadableFileError as error:
        declared = _CHARSET.search(data[:4096])
        if error.code != "encoding" or declared is None:
            raise
        try:
            name = codecs.lookup(declared[1].decode("ascii")).name
            return data.decode(name, "replace"), ()
        except LookupError:
            raise error from None


@dataclass
class _Walker:
    """Writes the tree as lines; `pending` holds the words of the line that is being made."""

    out: RawBuilder = field(default_factory=RawBuilder)
    paragraphs: list[Span] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)

    def blocks(self, node: Node) -> None:
        """Write everything under `node`."""
        if node.tag == "pre":
            self._preformatted(node)
            return
        for number, child in enumerate(node.children):
            if isinstance(child, str):
                self.pending.append(child)
            elif child.tag == "table":
                self._table(child)
            elif child.tag == "br":
                self.end_line()
            elif child.tag in BLOCKS:
                self.end_line()
                if child.tag == "li":
                    self.pending.append(_mark(node, number))
                self.blocks(child)
                self.end_line()
            else:
                self.blocks(child)

    def end_line(self) -> None:
        """Write the line that was being made, if it holds anything."""
        line = _SPACE.sub(" ", "".join(self.pending)).strip(" ")
        self.pending.clear()
        if line:
            self._line(line)

    def _line(self, line: str) -> None:
        self.paragraphs.append(self.out.add(line))
        self.out.add("\n")

    def _preformatted(self, node: Node) -> None:
        self.end_line()
        for line in _text(node, "\n").strip("\n").split("\n"):
            self._line(line.rstrip())

    def _table(self, node: Node) -> None:
        """Write a table; one of a single cell is a frame around ordinary blocks."""
        self.end_line()
        rows = list(_rows(node))
        cells = [cell for row in rows for cell in _cells(row)]
        for caption in _direct(node, "caption"):
            self.blocks(caption)
            self.end_line()
        if len(cells) == 1:
            self.blocks(cells[0])
            self.end_line()
        elif cells:
            self.tables.append(self.out.rows(_placed(rows)))
            self.out.add("\n")


def _mark(parent: Node, index: int) -> str:
    """What a browser shows before a list item."""
    if parent.tag != "ol":
        return "- "
    items = sum(1 for child in parent.children[:index] if isinstance(child, Node) and child.tag == "li")
    start = parent.attributes.get("start", "")
    first = int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1
    return written(first + items, _LIST_STYLES.get(parent.attributes.get("type", ""), "decimal")) + ". "


def _direct(node: Node, *tags: str) -> Iterator[Node]:
    return (child for child in node.children if isinstance(child, Node) and child.tag in tags)


def _rows(table: Node) -> Iterator[Node]:
    for child in _direct(table, "tr", "thead", "tbody", "tfoot"):
        if child.tag == "tr":
            yield child
        else:
            yield from _direct(child, "tr")


def _cells(row: Node) -> Iterator[Node]:
    return _direct(row, "td", "th")


def _placed(rows: list[Node]) -> list[list[PlacedText]]:
    """Every cell at its place in the grid, as the HTML standard lays them out."""
    taken: set[tuple[int, int]] = set()
    placed: list[list[PlacedText]] = []
    for number, row in enumerate(rows):
        line: list[PlacedText] = []
        column = 0
        for cell in _cells(row):
            while (number, column) in taken:
                column += 1
            width = _span(cell, "colspan")
            height = min(_span(cell, "rowspan"), len(rows) - number)
            taken.update((number + down, column + right) for down in range(height) for right in range(width))
            line.append(PlacedText(number, column, _text(cell, " "), height, width))
            column += width
        placed.append(line)
    return placed


def _span(cell: Node, name: str) -> int:
    value = cell.attributes.get(name, "").strip()
    return min(max(int(value), 1), _MAX_SPAN) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _text(node: Node, end: str) -> str:
    """All text under a node; `end` stands where a block or a line ends."""
    parts: list[str] = []
    for child in node.children:
        if isinstance(child, str):
            parts.append(child)
        elif child.tag == "br":
            parts.append(end)
        else:
            inside = _text(child, end)
            parts.append(f"{end}{inside}{end}" if child.tag in BLOCKS else inside)
    return "".join(parts)
