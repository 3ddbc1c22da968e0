"""Containers made in memory: ZIP with raw names, RAR without compression, messages of Outlook."""

from __future__ import annotations

import io
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from reportparse.config import Settings
from reportparse.formats import container_of
from reportparse.formats.container_base import Member
from reportparse.formats.members import unpack

Tree = Mapping[str, "bytes | Tree"]
_SECTOR, _MINI = 512, 64
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def inside(data: bytes, name: str, settings: Settings | None = None) -> list[Member]:
    """What stands in a container of this name."""
    container = container_of(data, name)
    assert container is not None
    return list(unpack(container, data, name, settings or Settings()))


def zip_bytes(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def zip_with_raw_name(name: bytes, data: bytes) -> bytes:
    """A ZIP as old programs write it: the name in a code page that nothing tells."""
    stand_in = "x" * len(name)
    made = zip_bytes({stand_in: data}, zipfile.ZIP_STORED)
    return made.replace(stand_in.encode(), name)


def locked_zip(name: str) -> bytes:
    """A ZIP that says its member is encrypted."""
    made = bytearray(zip_bytes({name: b"x" * 20}))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        made[made.index(signature) + at] |= 1
    return bytes(made)


def rar_bytes(files: Mapping[str, bytes]) -> bytes:
    """RAR of version 2.9, its files stored."""
    out = b"Rar!\x1a\x07\x00" + _rar_block(0x73, 0, bytes(6))
    for name, data in files.items():
        stored = name.encode()
        fields = struct.pack(
            "<IIBIIBBHI", len(data), len(data), 3, zlib.crc32(data), 0x5A210000, 20, 0x30, len(stored), 0o100644
        )
        out += _rar_block(0x74, 0x8000, fields + stored) + data
    return out + _rar_block(0x7B, 0x4000, b"")


def _rar_block(kind: int, flags: int, body: bytes) -> bytes:
    block = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
    return struct.pack("<H", zlib.crc32(block) & 0xFFFF) + block


def seven_zip_bytes(folder: Path, files: Mapping[str, bytes]) -> bytes:
    """A 7z archive, written by `bsdtar` in an empty folder."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    subprocess.run(["bsdtar", "-a", "-cf", "made.7z", *files], cwd=folder, check=True, env={"LC_ALL": "C.UTF-8"})
    return (folder / "made.7z").read_bytes()


def msg_bytes(body: str, attachments: Mapping[str, bytes]) -> bytes:
    """A message of Outlook with a letter and files."""
    tree: dict[str, bytes | Tree] = _properties(32, {0x1000001F: body.encode("utf-16-le")})
    for number, (name, data) in enumerate(attachments.items()):
        values = {0x3707001F: name.encode("utf-16-le"), 0x37010102: data}
        tree[f"__attach_version1.0_#{number:08X}"] = _properties(8, values)
    return ole_bytes(tree)


def _properties(head: int, values: Mapping[int, bytes]) -> dict[str, bytes | Tree]:
    listed = b"".join(struct.pack("<III4x", tag, 6, len(value)) for tag, value in values.items())
    streams: dict[str, bytes | Tree] = {f"__substg1.0_{tag:08X}": value for tag, value in values.items()}
    return {"__properties_version1.0": bytes(head) + listed, **streams}


def ole_bytes(tree: Tree) -> bytes:
    """An OLE container (MS-CFB) of streams smaller than 4096 bytes: all of them in its mini stream."""
    entries: list[bytes] = [b""]
    mini_fat: list[int] = []
    mini = bytearray()

    def add(children: Tree) -> int:
        """Write the entries of a storage, each the right sibling of the one before; the first one's number."""
        first = following = _FREE
        for name, content in reversed(list(children.items())):
            if isinstance(content, bytes):
                child, start, size, kind = _FREE, len(mini_fat), len(content), 2
                count = max(-(-size // _MINI), 1)
                mini_fat.extend([*range(start + 1, start + count), _END])
                mini.extend(content.ljust(count * _MINI, b"\0"))
            else:
                child, start, size, kind = add(content), 0, 0, 1
            entries.append(_entry(name, kind, following, child, start, size))
            first = following = len(entries) - 1
        return first

    root_child = add(tree)
    table = _sectors(struct.pack(f"<{len(mini_fat)}I", *mini_fat), b"\xff")
    stream = _sectors(bytes(mini), b"\0")
    folders = -(-len(entries) // 4)
    parts = (folders, len(table) // _SECTOR, len(stream) // _SECTOR)
    starts = (1, 1 + parts[0], 1 + parts[0] + parts[1])
    entries[0] = _entry("Root Entry", 5, _FREE, root_child, starts[2], len(mini))
    directory = _sectors(b"".join(entries), b"\0")
    fat = [_FAT]
    for count in parts:
        fat += [*range(len(fat) + 1, len(fat) + count), _END]
    head = struct.pack("<8s16xHHHHH6xIIIIIIIIII", bytes.fromhex("D0CF11E0A1B11AE1"), 0x3E, 3, 0xFFFE, 9, 6,
                       0, 1, starts[0], 0, 4096, starts[1], parts[1], _END, 0, 0)  # fmt: skip
    head += struct.pack("<108I", *[_FREE] * 108)
    return head + _sectors(struct.pack(f"<{len(fat)}I", *fat), b"\xff") + directory + table + stream


def _sectors(data: bytes, filling: bytes) -> bytes:
    return data + filling * (-len(data) % _SECTOR)


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    stored = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBIII36xIQ", stored, len(stored), kind, 1, _FREE, right, child, start, size)
