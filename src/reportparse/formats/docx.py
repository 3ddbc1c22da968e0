"""Word documents: the body in document order, one paragraph a line, one table row a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.formats.assemble import RawBuilder, RawDocument, finish
from reportparse.formats.detect import is_docx
from reportparse.formats.docx_fonts import Fonts, read_fonts
from reportparse.formats.docx_margins import is_letterhead, is_page_number, margin_parts
from reportparse.formats.docx_numbering import Numbering, read_numbering
from reportparse.formats.docx_package import MIN_CHARS, Package, W, open_package
from reportparse.formats.docx_pictures import read_pictures
from reportparse.formats.docx_tables import children, kept_rows, table_rows
from reportparse.formats.xlsx import SheetWriter
from reportparse.model.document import Document, Issue, SourceFile, Table
from reportparse.model.span import Span
from reportparse.text.legacy import Encoding, FontCode, decode_runs

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_P, _TBL, _TC = W + "p", W + "tbl", W + "tc"
_TEXT_BOX = W + "txbxContent"
_ALTERNATE, _CHOICE = _MC + "AlternateContent", _MC + "Choice"
# Deleted and moved-away text, field codes and properties: nothing in them is shown.
_UNSEEN = frozenset(
    W + name
    for name in ("del", "moveFrom", "delText", "instrText", "delInstrText", "pPr", "rPr", "sdtPr", "tblPr", "sectPr")
)
_MARKS = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
    W + "softHyphen": "\u00ad",  # shown only where a line breaks at it; in TCVN3 it is the letter ư
}
_OFF = ("0", "false", "off", "none")
_SYMBOL_BULLETS = {0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF0FC: "✓", 0xF02D: "-", 0xF02B: "+"}


@dataclass(frozen=True)
class DocxReader:
    """Reads `.docx`: paragraphs, tables, text boxes, footnotes; automatic numbers become text."""

    name: str = "docx"
    suffixes: tuple[str, ...] = (".docx", ".docm")
    media_type: str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    def sniff(self, data: bytes, suffix: str) -> bool:
        """Whether the bytes are a Word package, whole or cut off."""
        return is_docx(data)

    def read(self, data: bytes, source: SourceFile, settings: Settings) -> Document:
        """Read the bytes.

        Raises:
            UnreadableFileError: `damaged`, `password`, `no-text-layer`, `ocr-failed`, `too-many-pixels`, `too-long` or
                `empty`.
        """
        package = open_package(data, settings)
        margins = margin_parts(package.document, package.margins)
        fonts = read_fonts(package.document, package.styles, (package.footnotes, package.endnotes, *margins))
        walker = _Walker(read_numbering(package.numbering, package.styles), fonts)
        running = walker.letterheads(margins)
        walker.blocks(package.document.find(W + "body"))
        walker.flush()
        for root in (package.footnotes, package.endnotes):
            walker.notes(root)
        sheets = _embedded(package.workbooks, walker.out, settings)
        walker.running_heads(running)
        raw = RawDocument(
            text=walker.out.text(),
            paragraphs=(*walker.paragraphs, *sheets.paragraphs),
            tables=(*walker.tables, *sheets.tables),
            noise=(*sheets.noise, *walker.noise),
            formulas=tuple(sheets.formulas),
            issues=(*_issues(package), *sheets.issues),
            encodings=tuple(sorted(walker.encodings | sheets.encodings)),
        )
        if package.has_pictures and len(raw.text.strip()) < MIN_CHARS:
            raw = read_pictures(raw, package.pictures, settings)
        return finish(raw, source, settings)


DOCX = DocxReader()


def _issues(package: Package) -> Iterator[Issue]:
    parts = sum(1 for _ in package.document.iter(W + "altChunk"))
    if parts:
        yield Issue("embedded-part", "error", f"{parts} phần nhúng trong tệp Word chưa đọc được (altChunk)")
    if package.objects:
        message = f"{package.objects} tệp nhúng trong tệp Word (biểu đồ, tệp kèm) không được đọc"
        yield Issue("embedded-object", "warning", message)


def _embedded(workbooks: Sequence[bytes], out: RawBuilder, settings: Settings) -> SheetWriter:
    """Write the spreadsheets embedded in a Word file behind its text."""
    writer = SheetWriter(out)
    for number, data in enumerate(workbooks, 1):
        try:
            writer.workbook(data, settings)
        except UnreadableFileError as error:
            message = f"Bảng tính nhúng thứ {number} trong tệp Word không đọc được: {error.reason}"
            writer.issues.append(Issue("embedded-object", "warning", message))
    if len(writer.tables):
        message = f"{len(workbooks)} bảng tính nhúng trong tệp Word được đọc vào cuối văn bản"
        writer.issues.append(Issue("embedded-sheets", "info", message))
    return writer


@dataclass
class _Walker:
    """Walks the element tree and writes what a reader of the document sees."""

    numbering: Numbering
    fonts: Fonts
    out: RawBuilder = field(default_factory=RawBuilder)
    paragraphs: list[Span] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    noise: list[Span] = field(default_factory=list)
    encodings: set[Encoding] = field(default_factory=set)
    carried: str = ""  # text of a paragraph whose end mark was deleted: it runs on into the next one

    def blocks(self, parent: Any) -> None:
        """Write the paragraphs and tables under `parent`."""
        for child in parent:
            tag = child.tag
            if tag == _P:
                self.paragraph(child)
            elif tag == _TBL:
                self.table(child)
            elif tag == _ALTERNATE:
                self.blocks(_alternative(child))
            elif isinstance(tag, str) and tag not in _UNSEEN:
                self.blocks(child)

    def paragraph(self, element: Any) -> None:
        text, boxes = self._inline(element)
        text = self.carried + text
        self.carried = ""
        if _mark_deleted(element):
            self.carried = text
        else:
            self.line(_labelled(self.numbering.label(element), text))
        for box in boxes:
            self.blocks(box)

    def _inline(self, element: Any) -> tuple[str, list[Any]]:
        """The text of a paragraph, and the text boxes anchored in it."""
        found = _Inline(self.fonts, element)
        found.collect(element)
        text = decode_runs(found.parts)
        if text != "".join(stored for stored, _ in found.parts):
            self.encodings.update(code.encoding for _, code in found.parts if code)
        return text, found.boxes

    def line(self, text: str) -> None:
        """Write one paragraph and its line break."""
        self.paragraphs.append(self.out.add(text))
        self.out.add("\n")

    def flush(self) -> None:
        """Write what is still carried when the body ends."""
        if self.carried:
            self.line(self.carried)
            self.carried = ""

    def table(self, element: Any) -> None:
        """Write a table; one of a single cell is a frame around ordinary paragraphs."""
        only = _only_cell(element)
        if only is not None:
            self.blocks(only)
            return
        rows = table_rows(element, self.cell_text)
        if any(rows):
            self.tables.append(self.out.rows(rows))
            self.out.add("\n")

    def cell_text(self, cell: Any) -> str:
        """The text of a cell on one line, with that of tables and boxes inside it."""
        return " ".join(piece for piece in self._pieces(cell) if piece)

    def _pieces(self, parent: Any) -> Iterator[str]:
        for child in parent:
            tag = child.tag
            if tag == _P:
                text, boxes = self._inline(child)
                if not _mark_deleted(child) or text:
                    yield _labelled(self.numbering.label(child), text)
                for box in boxes:
                    yield from self._pieces(box)
            elif tag == _TBL:
                for row in table_rows(child, self.cell_text):
                    yield from (cell.text for cell in row)
            elif tag == _ALTERNATE:
                yield from self._pieces(_alternative(child))
            elif isinstance(tag, str) and tag not in _UNSEEN:
                yield from self._pieces(child)

    def letterheads(self, margins: Sequence[Any]) -> list[str]:
        """Write the page headers that are letterheads; the words of the others, each once, without page numbers."""
        others: list[str] = []
        for root in margins:
            text = self.cell_text(root)
            if is_letterhead(text):
                self.blocks(root)
                self.flush()
            elif text not in others and not is_page_number(text):
                others.append(text)
        return others

    def running_heads(self, texts: Sequence[str]) -> None:
        """Write running heads and feet, which are part of no sentence."""
        for text in texts:
            for line in text.splitlines():
                self.noise.append(self.out.add(line))
                self.out.add("\n")

    def notes(self, root: Any | None) -> None:
        """Write the footnotes or endnotes, each with its number in brackets."""
        if root is None:
            return
        number = 0
        for note in root:
            if note.get(W + "type") in ("separator", "continuationSeparator", "continuationNotice"):
                continue
            number += 1
            text = self.cell_text(note)
            if text.strip():
                self.line(f"[{number}] {text.strip()}")


def _labelled(label: str, text: str) -> str:
    """The paragraph's text after its list mark; a mark without text is not worth a line of its own."""
    return f"{label} {text.lstrip()}" if label and text.strip() else text or label


def _only_cell(table: Any) -> Any | None:
    rows = list(kept_rows(table))
    cells = list(children(rows[0], _TC)) if len(rows) == 1 else []
    return cells[0] if len(cells) == 1 else None


def _mark_deleted(paragraph: Any) -> bool:
    marks = paragraph.find(f"{W}pPr/{W}rPr")
    return marks is not None and (marks.find(W + "del") is not None or marks.find(W + "moveFrom") is not None)


def _alternative(element: Any) -> Any:
    """The one branch that is shown of content stored twice, for new and for old versions of Word."""
    choice = element.find(_CHOICE)
    if choice is not None:
        return choice
    return element[0] if len(element) else element


@dataclass
class _Inline:
    """Collects a paragraph's text run by run, each with the code of its font, and the text boxes anchored in it."""

    fonts: Fonts
    paragraph: Any
    parts: list[tuple[str, FontCode | None]] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)

    def collect(self, parent: Any) -> None:
        for child in parent:
            tag = child.tag
            if tag == W + "r":
                self.run(child)
            elif tag == _MATH_TEXT:
                self.parts.append((child.text or "", None))
            elif tag == _TEXT_BOX:
                self.boxes.append(child)
            elif tag == _ALTERNATE:
                self.collect(_alternative(child))
            elif isinstance(tag, str) and tag not in _UNSEEN:
                self.collect(child)

    def run(self, run: Any) -> None:
        properties = run.find(W + "rPr")
        if properties is not None and _on(properties.find(W + "vanish")):
            return
        capitals = properties is not None and _on(properties.find(W + "caps"))
        code = self.fonts.code(run, self.paragraph)
        for child in run:
            tag = child.tag
            if tag == W + "t":
                text = child.text or ""
                self.parts.append((decode_runs([(text, code)]).upper(), None) if capitals else (text, code))
            elif tag == W + "br" and child.get(W + "type") in ("page", "column"):
                self.parts.append(("\n" if any(part.strip() for part, _ in self.parts) else "", None))
            elif tag in _MARKS:
                self.parts.append((_MARKS[tag], code))
            elif tag == W + "sym":
                self.parts.append((_symbol(child.get(W + "char", "")), None))
            elif tag == _ALTERNATE:
                self.collect(_alternative(child))
            elif isinstance(tag, str) and tag not in _UNSEEN:
                self.collect(child)


def _on(element: Any | None) -> bool:
    return element is not None and element.get(W + "val", "true") not in _OFF


def _symbol(code: str) -> str:
    try:
        point = int(code, 16)
    except ValueError:
        return ""
    if point in _SYMBOL_BULLETS:
        return _SYMBOL_BULLETS[point]
    return chr(point) if 32 <= point <= 0xFFFF and not 0xD800 <= point <= 0xDFFF else ""
