"""ZIP archives, their names in any of the encodings that Vietnamese machines wrote them in."""

from __future__ import annotations

import io
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from reportparse.errors import UnreadableFileError
from reportparse.formats.container_base import Budget, Member, clean_name, damaged, locked
from reportparse.formats.detect import is_zip
from reportparse.formats.paged import is_bundle
from reportparse.formats.txt import VIETNAMESE_LETTERS
from reportparse.text.legacy import decode_unnamed

_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error)
_UTF8, _ENCRYPTED = 0x800, 0x1
_UNICODE_PATH = 0x7075  # Info-ZIP's extra field: version, checksum of the stored name, the name in UTF-8
_WHAT = "tệp ZIP"


@dataclass(frozen=True)
class ZipContainer:
    """Reads `.zip`: every file in it; links and folders are passed over."""

    suffixes: tuple[str, ...] = (".zip",)
    media_type: str = "application/zip"

    def sniff(self, data: bytes, suffix: str) -> bool:
        """Whether the bytes are a ZIP that is no file of Word, Excel or the like."""
        return is_zip(data, suffix) and not is_bundle(data)

    def members(self, data: bytes, budget: Budget) -> Iterator[Member]:
        """The members.

        Raises:
            UnreadableFileError: `damaged`, `bomb` or `too-many-members`, before anything is unpacked.
        """
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGE as error:
            raise damaged(_WHAT) from error
        with archive:
            # `is_dir` wants a name of one letter at least
            files = [info for info in archive.infolist() if not info.filename.endswith("/") and not _is_link(info)]
            budget.check(sum(info.file_size for info in files))
            for info in files:
                budget.member()
                yield _member(archive, info, budget)


ZIP = ZipContainer()


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> Member:
    name = clean_name(_name(info))
    if info.flag_bits & _ENCRYPTED:
        return Member(name, error=locked("tệp trong ZIP"))
    if info.file_size > budget.max_bytes:
        return Member(name, error=budget.too_large(info.file_size))
    budget.take(info.file_size)
    try:
        return Member(name, archive.read(info))  # never more than the size that was counted
    except NotImplementedError:
        reason = f"tệp nén theo cách chưa đọc được (ZIP, cách {info.compress_type})"
        return Member(name, error=UnreadableFileError("unsupported", reason, "giải nén rồi nạp từng tệp"))
    except (*_DAMAGE, RuntimeError):
        return Member(name, error=damaged("tệp trong ZIP"))


def _is_link(info: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(info.external_attr >> 16)


def _name(info: zipfile.ZipInfo) -> str:
    """The name as it was meant: what `zipfile` takes for code page 437 may be UTF-8 or an old Vietnamese code."""
    told = _unicode_path(info.extra)
    if told is not None:
        return told
    if info.flag_bits & _UTF8 or info.filename.isascii():
        return info.filename
    stored = info.filename.encode("cp437")
    try:
        return stored.decode("utf-8")
    except UnicodeDecodeError:
        return next((name for name in _readings(stored) if _is_vietnamese(name)), info.filename)


def _readings(stored: bytes) -> Iterator[str]:
    yield stored.decode("cp437")
    yield unicodedata.normalize("NFC", stored.decode("cp1258", "replace"))
    yield decode_unnamed(stored.decode("latin-1")).text


def _is_vietnamese(name: str) -> bool:
    return all(ch.isascii() or ch in VIETNAMESE_LETTERS for ch in name)


def _unicode_path(extra: bytes) -> str | None:
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        if kind == _UNICODE_PATH and size > 5:
            return extra[9 : 4 + size].decode("utf-8", "replace")
        extra = extra[4 + size :]
    return None
