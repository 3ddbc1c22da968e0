"""Photos and scans of pages: PNG, JPEG, TIFF with one page or many."""

from __future__ import annotations

import io
import os
import struct
import sys
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from PIL import Image, ImageSequence

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.formats.assemble import finish
from reportparse.formats.ocr_engine import engine_for
from reportparse.formats.ocr_page import read_picture
from reportparse.formats.page import PageText, join_pages
from reportparse.formats.quality import scan_issues
from reportparse.model.document import Document, Issue, SourceFile

_MEGA = 1_000_000
_STANDARD_ERROR = 2
# What the library raises for pictures that are cut off or made up.
_DAMAGE = (
    OSError,  # UnidentifiedImageError is one
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    EOFError,
    struct.error,
    zlib.error,
)
_DAMAGED = UnreadableFileError("damaged", "ảnh bị hỏng hoặc chưa tải hết", "chụp hoặc quét lại rồi nạp lại")


@dataclass(frozen=True)
class ImageReader:
    """Reads a picture of a page, or a TIFF of several, by OCR."""

    name: str
    suffixes: tuple[str, ...]
    media_type: str
    magic: tuple[bytes, ...]

    def sniff(self, data: bytes, suffix: str) -> bool:
        """Whether the bytes begin as such a picture does; a sign of two letters only proves it under its own name."""
        return data.startswith(self.magic) and (len(self.magic[0]) > 2 or suffix in self.suffixes)

    def read(self, data: bytes, source: SourceFile, settings: Settings) -> Document:
        """Read the bytes.

        Raises:
            UnreadableFileError: `needs-ocr`, `damaged`, `too-many-pixels`, `ocr-failed` or `empty`.
        """
        pages: list[PageText | None] = []
        issues: list[Issue] = []
        for page in self.pages(data, settings):
            if len(pages) == settings.max_pages:
                message = f"Ảnh có hơn {settings.max_pages} trang, chỉ đọc {settings.max_pages} trang đầu (max_pages)"
                issues.append(Issue("too-many-pages", "error", message))
                break
            pages.append(page)
        raw = join_pages(pages)
        if not raw.text.strip():
            raise UnreadableFileError("empty", "không đọc được chữ nào trong ảnh", "chụp hoặc quét lại rõ hơn")
        return finish(replace(raw, issues=(*scan_issues(raw.pages, raw.doubtful), *issues)), source, settings)

    def pages(self, data: bytes, settings: Settings) -> Iterator[PageText]:
        """The pages of the picture, each read when it is asked for.

        Raises:
            UnreadableFileError: `needs-ocr`, `damaged`, `too-many-pixels` or `ocr-failed`.
        """
        engine = engine_for(settings)
        return (read_picture(picture, engine) for picture in _frames(data, settings))


IMAGES: tuple[ImageReader, ...] = (
    ImageReader("png", (".png",), "image/png", (b"\x89PNG\r\n\x1a\n",)),
    ImageReader("jpeg", (".jpg", ".jpeg"), "image/jpeg", (b"\xff\xd8\xff",)),
    ImageReader("tiff", (".tif", ".tiff"), "image/tiff", (b"II*\x00", b"MM\x00*")),
    ImageReader("gif", (".gif",), "image/gif", (b"GIF8",)),
    ImageReader("bmp", (".bmp",), "image/bmp", (b"BM",)),
)


def _frames(data: bytes, settings: Settings) -> Iterator[Image.Image]:
    """The pages of a picture file, each decoded when it is asked for."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the size is looked at below
            picture = Image.open(io.BytesIO(data))
        frames = ImageSequence.Iterator(picture)
        while True:
            with _silenced():
                frame = next(frames, None)
            if frame is None:
                return
            check_pixels(frame.width * frame.height, settings)
            with _silenced():
                frame.load()
            yield frame.copy()
    except Image.DecompressionBombError as error:
        raise too_many_pixels(settings) from error
    except _DAMAGE as error:
        raise _DAMAGED from error


@contextmanager
def _silenced() -> Iterator[None]:
    """Keep what a library in C writes to standard error by itself: of a damaged TIFF, lines that name no file.

    The damage is reported all the same: the picture cannot be decoded, or what of it can is read.
    """
    sys.stderr.flush()
    try:
        kept = os.dup(_STANDARD_ERROR)
    except OSError:  # it is closed, and nothing can be written there
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, _STANDARD_ERROR)
        yield
    finally:
        os.dup2(kept, _STANDARD_ERROR)
        os.close(kept)
        os.close(nowhere)


def check_pixels(pixels: float, settings: Settings) -> None:
    """Refuse a picture that would fill the memory.

    Raises:
        UnreadableFileError: `too-many-pixels`.
    """
    if pixels > settings.max_pixels:
        raise too_many_pixels(settings)


def too_many_pixels(settings: Settings) -> UnreadableFileError:
    limit = f"{settings.max_pixels / _MEGA:.0f} triệu điểm ảnh"
    remedy = "thu nhỏ ảnh hoặc tăng max_pixels"
    return UnreadableFileError("too-many-pixels", f"ảnh quá lớn, quá giới hạn {limit}", remedy)
