"""Tesseract: a picture of a page to words with their boxes and how sure the engine is of each.

Reading a page takes seconds, so that what was read is kept in a cache, under the hash of the picture, the version
of the engine and of its data, and its options: the same picture is never read twice, and gives the same words.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import re
import shutil
import subprocess
import tempfile
import time
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NamedTuple

from PIL.Image import Image

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError

LANGUAGE = "vie"
Layout = Literal["page", "scattered", "lines"]
_MODES: Mapping[Layout, str] = MappingProxyType({"page": "3", "scattered": "11", "lines": "6"})
_DARK_ON_LIGHT = ("-c", "tessedit_do_invert=0")  # else a line that is hard to read is read once more as light on dark
_SECONDS = 120  # for one page
_QUICK = 20  # for a question about the engine itself
_FOLDER = re.compile(r'languages in "(.+?)"')
_COLUMNS = 12
_WRITING = "writing-"
_STALE = 3600  # seconds after which nobody is still writing
_CLOCKS = 2  # seconds by which the clock of a file system may be behind


class OcrWord(NamedTuple):
    """A word in pixels from the upper left corner; `line` is the same for the words of one line of text.

    `confidence` is the engine's, from 0 to 100.
    """

    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: float
    line: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Engine:
    """An installed Tesseract that knows Vietnamese; `version` names the program and its data."""

    program: str
    version: str
    cache: Path | None = None

    def words(self, picture: Image, *, dpi: int, layout: Layout = "page") -> list[OcrWord]:
        """The words of an upright page, in reading order.

        The layout "scattered" looks for words anywhere, as in a table; "lines" takes every line as it stands.

        Raises:
            UnreadableFileError: `ocr-failed` where the engine fails or does not end within two minutes.
        """
        options = ("--psm", _MODES[layout], "--dpi", str(dpi), "-l", LANGUAGE, *_DARK_ON_LIGHT)
        return _words(self._asked(picture, (*options, "tsv")))

    def quarter_turns(self, picture: Image) -> int:
        """How many quarter turns to the left bring the page upright, as far as the engine can tell; else 0."""
        try:
            told = self._asked(picture, ("--psm", "0", "--dpi", "200"))
        except UnreadableFileError:  # it says so where there are too few letters on the page
            return 0
        found = [line.partition(":")[2] for line in told.splitlines() if line.startswith("Orientation in degrees")]
        return int(found[0]) // 90 % 4 if found and found[0].strip().isdigit() else 0

    def _asked(self, picture: Image, options: tuple[str, ...]) -> str:
        """What the engine says of a picture: from the cache, else from a run, which is then kept."""
        kept = self._kept(picture, options)
        known = _read(kept) if kept is not None else None
        if known is not None:
            return known
        told = _run([self.program, "stdin", "stdout", *options], _bitmap(picture))
        if kept is not None:
            _write(kept, gzip.compress(told.encode("utf-8"), mtime=0))
        return told

    def _kept(self, picture: Image, options: tuple[str, ...]) -> Path | None:
        if self.cache is None:
            return None
        key = hashlib.sha256(picture.tobytes())
        key.update("\0".join((self.version, picture.mode, str(picture.size), *options)).encode())
        return self.cache / f"{key.hexdigest()}.gz"


def find_engine(settings: Settings) -> Engine | None:
    """The engine of this machine; None where Tesseract or its Vietnamese data are missing."""
    found = _installed()
    return Engine(*found, cache_folder() if settings.ocr_cache else None) if found else None


def engine_for(settings: Settings) -> Engine:
    """The engine, for a file that cannot be read without.

    Raises:
        UnreadableFileError: `needs-ocr` where the settings allow none or none is installed.
    """
    engine = find_engine(settings) if settings.ocr != "never" else None
    if engine is None:
        raise UnreadableFileError("needs-ocr", "tệp là ảnh, không có chữ (needs OCR)", remedy_for_pictures(settings))
    return engine


def remedy_for_pictures(settings: Settings) -> str:
    """What a person can do about a file of pictures that was not read."""
    if settings.ocr == "never":
        return "bỏ --ocr never rồi nạp lại"
    if _installed() is None:
        return "cài tesseract-ocr và tesseract-ocr-vie rồi nạp lại"
    return "quét lại rõ hơn rồi nạp lại"


def cache_folder() -> Path | None:
    """Where what was read is kept: the user's cache, by the XDG Base Directory Specification.

    None where the user has no folder of their own, as in some containers and services.
    """
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "reportparse" / "ocr"
    except RuntimeError:
        return None


def forget_since(moment: float) -> None:
    """Remove from the cache what was written or used since `moment` (seconds as of `time.time`).

    Of files that are read at the same time something may go with it, and is then read again.
    """
    folder = cache_folder()
    for file in folder.glob("*.gz") if folder and folder.is_dir() else ():
        with suppress(OSError):
            if file.stat().st_mtime >= moment - _CLOCKS:
                file.unlink()


def tidy_cache() -> None:
    """Remove from the cache what processes that were killed have left half written."""
    folder = cache_folder()
    for left in folder.glob(f"{_WRITING}*") if folder and folder.is_dir() else ():
        with suppress(OSError):
            if left.stat().st_mtime < time.time() - _STALE:
                shutil.rmtree(left, ignore_errors=True)


@lru_cache(maxsize=1)
def _installed() -> tuple[str, str] | None:
    program = shutil.which("tesseract")
    if not program:
        return None
    try:
        told = _run([program, "--list-langs"], b"", seconds=_QUICK)
        version = _run([program, "--version"], b"", seconds=_QUICK).split("\n", 1)[0]
    except UnreadableFileError:
        return None
    return (program, f"{version} {_hash_of_data(told)}") if LANGUAGE in told.split() else None


def _hash_of_data(told: str) -> str:
    """The hash of the Vietnamese data, which come in several kinds, in the folder that `--list-langs` names."""
    folder = _FOLDER.search(told)
    file = Path(folder[1]) / f"{LANGUAGE}.traineddata" if folder else None
    return hashlib.sha256(file.read_bytes()).hexdigest() if file and file.is_file() else ""


def _run(command: list[str], data: bytes, *, seconds: int = _SECONDS) -> str:
    # One thread: documents are read side by side, and four threads on one page are hardly faster than one.
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        # A file and no pipe: a page has megabytes, which would be handed over in thousands of pieces.
        with tempfile.TemporaryFile() as file:
            file.write(data)
            file.seek(0)
            done = subprocess.run(
                command, stdin=file, capture_output=True, timeout=seconds, check=True, env=environment
            )
    except subprocess.TimeoutExpired as error:
        raise _failed(f"quá {seconds} giây cho một trang") from error
    except (OSError, subprocess.CalledProcessError) as error:
        told = (getattr(error, "stderr", b"") or b"").decode("utf-8", "replace").strip().splitlines()
        raise _failed(told[-1] if told else str(error)) from error
    return done.stdout.decode("utf-8", "replace")


def _failed(why: str) -> UnreadableFileError:
    return UnreadableFileError("ocr-failed", f"tesseract không đọc được trang ({why})", "quét lại rõ hơn rồi nạp lại")


def _bitmap(picture: Image) -> bytes:
    """The picture as a portable graymap: packing it takes longer than handing it over as it is."""
    out = io.BytesIO()
    picture.save(out, "PPM")
    return out.getvalue()


def _words(table: str) -> list[OcrWord]:
    """The rows of Tesseract's table that are words (level 5)."""
    words: list[OcrWord] = []
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) != _COLUMNS or cells[0] != "5" or not cells[11].strip():
            continue
        block, paragraph, line = int(cells[2]), int(cells[3]), int(cells[4])
        left, top, width, height = (int(cell) for cell in cells[6:10])
        box = (left, top, left + width, top + height)
        words.append(OcrWord(cells[11].strip(), *box, float(cells[10]), (block, paragraph, line)))
    return words


def _read(path: Path) -> str | None:
    """What a file of the cache holds; None where there is none, or one that is damaged and will be written anew."""
    try:
        told = gzip.decompress(path.read_bytes()).decode("utf-8")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError):
        return None
    with suppress(OSError):  # of another user: read, but not marked as used
        os.utime(path)
    return told


def _write(path: Path, data: bytes) -> None:
    """Write a file of the cache whole or not at all; a cache that cannot be written only costs time."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=_WRITING, dir=path.parent, ignore_cleanup_errors=True) as folder:
            made = Path(folder) / path.name
            made.write_bytes(data)
            made.replace(path)
