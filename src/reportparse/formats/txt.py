"""Plain text and Markdown: the text stays as it is, so that lines count as in the file."""

from __future__ import annotations

import codecs
import unicodedata
from dataclasses import dataclass, replace

import regex

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.formats.assemble import RawDocument, finish
from reportparse.formats.page_noise import find_noise
from reportparse.formats.textgrid import find_tables
from reportparse.model.document import Document, Issue, Page, SourceFile
from reportparse.model.span import Span
from reportparse.text.legacy import decode_unnamed
from reportparse.text.normalize import composed

_CONTROL = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
_NOT_WRITTEN = ("Cn", "Co", "Cc")
_SAMPLE = 20_000  # characters
_LONE_CR = regex.compile(r"\r(?!\n)")
_QUOTED = regex.compile(r"(?m)^(?:>[ \t]?)+")
_WRITTEN = regex.compile(r"(?m)^[ \t]*[^\s]")
_LETTERS = regex.compile(r"[^\W\d_]")
VIETNAMESE_LETTERS = frozenset(
    unicodedata.normalize("NFC", base + tone)
    for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
) | frozenset("đĐ")


@dataclass(frozen=True)
class TextReader:
    """Reads plain text in UTF-8, UTF-16 with a byte order mark, or Windows-1258."""

    name: str
    suffixes: tuple[str, ...]
    media_type: str

    def sniff(self, data: bytes, suffix: str) -> bool:
        """By the name only: any text may stand in a text file."""
        return suffix in self.suffixes

    def read(self, data: bytes, source: SourceFile, settings: Settings) -> Document:
        """Read the bytes.

        Raises:
            UnreadableFileError: `binary`, `encoding`, `too-long` or `empty`.
        """
        raw, issues = decode(data)
        if "\r" in raw and "\n" in raw:
            # A stray carriage return is no line end in a file whose lines end at "\n".
            raw = _LONE_CR.sub(" ", raw)
        raw = _unquoted(raw)
        document = finish(RawDocument(raw, pages=_pages(raw), issues=issues), source, settings)
        tables = find_tables(document.text)
        noise = find_noise(document.text, [page.span for page in document.pages], [table.span for table in tables])
        return replace(document, tables=tables, noise=noise)


TEXT = TextReader("txt", (".txt", ".text"), "text/plain")
MARKDOWN = TextReader("markdown", (".md", ".markdown"), "text/markdown")


def decode(data: bytes) -> tuple[str, tuple[Issue, ...]]:
    """Bytes to text, with a byte order mark kept as U+FEFF so that offsets are those of the stored text.

    Raises:
        UnreadableFileError: `binary` where the bytes are no text, `encoding` where no known encoding fits.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode_utf16(data)
    controls = len(data) - len(data.translate(None, _CONTROL))
    if controls * 100 > len(data):
        raise UnreadableFileError("binary", "tệp nhị phân, không phải văn bản", "chuyển tệp sang .docx, PDF hoặc .txt")
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    return _decode_legacy(data)


def _decode_utf16(data: bytes) -> tuple[str, tuple[Issue, ...]]:
    codec = "utf-16-le" if data.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    issues: tuple[Issue, ...] = ()
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        text = data.decode(codec, "replace")
        issues = (_damaged(text),)
    sample = text[:_SAMPLE]
    strange = sum(
        1 for ch in sample if ch == "\ufffd" or (unicodedata.category(ch) in _NOT_WRITTEN and ch not in "\t\n\r\f")
    )
    if strange * 20 > len(sample):
        raise UnreadableFileError("binary", "tệp nhị phân, không phải văn bản", "chuyển tệp sang .docx, PDF hoặc .txt")
    return text, issues


def _decode_legacy(data: bytes) -> tuple[str, tuple[Issue, ...]]:
    """Bytes that are not UTF-8: damaged UTF-8, Windows-1258, or a font encoding that a later step converts."""
    replaced = data.decode("utf-8", "replace")
    lost = replaced.count("\ufffd")
    if lost * 20 < len(replaced) - len(replaced.encode("ascii", "ignore")) and lost * 200 < len(replaced):
        return replaced, (_damaged(replaced),)
    try:
        text = data.decode("cp1258")
    except UnicodeDecodeError:
        text = ""
    if text and _is_vietnamese(text):
        return text, (Issue("windows-1258", "info", "Chữ theo bảng mã Windows-1258, đã chuyển sang Unicode"),)
    latin = data.decode("latin-1")
    if decode_unnamed(latin).encodings:
        return latin, ()
    raise UnreadableFileError(
        "encoding", "không nhận ra bảng mã của tệp (không phải UTF-8, UTF-16)", "lưu lại tệp theo UTF-8"
    )


def _damaged(text: str) -> Issue:
    lost = text.count("\ufffd")
    return Issue("damaged-text", "error", f"{lost} chỗ không đúng bảng mã, hiện là \ufffd")


def _is_vietnamese(text: str) -> bool:
    """Whether the letters beyond ASCII are those of Vietnamese and there are enough of them to tell."""
    letters = [ch for ch in composed(text) if not ch.isascii() and _LETTERS.match(ch)]
    if not letters:
        return False
    known = sum(1 for ch in letters if ch in VIETNAMESE_LETTERS)
    # Only letters that other encodings of Latin script do not have prove the case.
    proof = sum(1 for ch in letters if ch in "ăđơưĂĐƠƯ" or "\u1ea0" <= ch <= "\u1ef9")
    return known >= 0.98 * len(letters) and proof >= 0.2 * len(letters)


def _unquoted(raw: str) -> str:
    """The text of a quoted e-mail without "> " before its lines; what is dropped is dropped by the normalisation."""
    if ">" not in raw or 5 * len(_QUOTED.findall(raw)) < 4 * len(_WRITTEN.findall(raw)):
        return raw
    unquoted: str = _QUOTED.sub(lambda match: "\u200b" * len(match.group()), raw)
    return unquoted


def _pages(raw: str) -> tuple[Page, ...]:
    """Form feeds end pages; without one a text file has no pages."""
    if "\f" not in raw:
        return ()
    pages: list[Page] = []
    start = 0
    while start < len(raw):
        at = raw.find("\f", start)
        end = at + 1 if at >= 0 else len(raw)
        if at >= 0 or raw[start:].strip():
            pages.append(Page(len(pages) + 1, Span(start, end)))
        start = end
    return tuple(pages)
