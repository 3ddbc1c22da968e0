"""Good Office files, what is put into bad ones, and old or rich text files that no reader should have to see."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator, Mapping

import docx
import openpyxl
from hostile_damage import Named, cut, turned

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
TEXT = "Tổng số 592 suất quà, trong đó: 300 suất của xã, 295 suất của huyện"


def old_files() -> Iterator[Named]:
    """Every hostile file of RTF and of the old binary kinds, by name."""
    rtf = good_rtf()
    yield "good.rtf", rtf
    yield from cut("rich.rtf", rtf, every=(0.3, 0.8))
    yield from turned("rich.rtf", rtf, files=2)
    yield from _rich()
    yield from _old()


def good_word() -> bytes:
    """A good Word file: headings, numbered items and a table."""
    document = docx.Document()
    document.add_heading("BÁO CÁO", 0)
    for number in range(20):
        document.add_paragraph(f"{TEXT} ({number})", style="List Number")
    table = document.add_table(rows=6, cols=4)
    for index, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = str(index * 7)
    return _saved(document)


def good_excel() -> bytes:
    """A good workbook: a table with sums."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["STT", "Đơn vị", "Hộ nghèo", "Hộ cận nghèo"])
    for number in range(1, 40):
        sheet.append([number, f"Thôn {number}", number * 3, number * 5])
    sheet.append([None, "Cộng", "=SUM(C2:C40)", "=SUM(D2:D40)"])
    return _saved(book)


def good_rtf() -> bytes:
    """A good RTF file."""
    body = "".join(rf"\par {number}. T\u7893?ng s\u7889? {number * 12} h\u7897?" for number in range(40))
    return (
        r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Times New Roman;}}\f0\fs26 B\'c1O C\'c1O" + body + "}"
    ).encode()


def _saved(made: object) -> bytes:
    """The bytes of a document or workbook, the same each time: their packages hold the hour."""
    out = io.BytesIO()
    made.save(out)  # type: ignore[attr-defined]
    with zipfile.ZipFile(out) as package:
        return packed({name: package.read(name) for name in package.namelist() if not name.startswith("docProps")})


def packed(parts: Mapping[str, bytes | str], *, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of these parts without the hour."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as package:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = how
            package.writestr(info, data)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def laughs(root: str) -> str:
    """A billion laughs: ten entities of ten of the one before."""
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE {root} [<!ENTITY a0 "ha">{lines}]>'


def quadratic(root: str) -> str:
    """One long entity, meant to be named many times."""
    return f'<!DOCTYPE {root} [<!ENTITY a9 "{"a" * 50_000}">]>'


def outside(root: str) -> str:
    """An entity that is a file of the machine."""
    return f'<!DOCTYPE {root} [<!ENTITY a9 SYSTEM "file:///etc/hostname">]>'


def changed(good: bytes, part: str, data: bytes | str) -> bytes:
    """A package with other bytes in one part."""
    return packed({**parts_of(good), part: data})


def without(good: bytes, *words: str) -> bytes:
    """A package without the parts whose names hold one of these words."""
    return packed({name: data for name, data in parts_of(good).items() if not any(word in name for word in words)})


def _rich() -> Iterator[Named]:
    head = rb"{\rtf1\ansi "
    yield "rich-groups-deep.rtf", head + b"{" * 200_000 + b"a" + b"}" * 200_000 + b"}"
    yield "rich-groups-open.rtf", head + b"{" * 50_000
    yield "rich-groups-closed.rtf", head + b"a" + b"}" * 50_000
    yield "rich-bin-giant.rtf", head + rb"\bin2147483647 abc}"
    yield "rich-picture-giant.rtf", head + rb"{\pict\pngblip\picw99999999\pich99999999 89504e47}}"
    yield "rich-numbers.rtf", head + rb"\fs99999999999999\li-99999999999 \u-99999999? \u99999999? \'zz a}"
    yield "rich-tables-deep.rtf", head + rb"\trowd\itap9999\cellx1000\intbl a\nestcell" * 200 + b"}"
    yield "rich-only-head.rtf", rb"{\rtf"


def _old() -> Iterator[Named]:
    chance = random.Random("old")
    name = "WordDocument".encode("utf-16-le")
    noise = chance.randbytes(6_000)
    yield "old-noise.doc", _OLE + noise
    yield "old-named-noise.doc", _OLE + noise[:3000] + name + noise[3000:]
    yield "old-head-only.doc", _OLE + bytes(8)
    yield "old-ring.doc", _ring()
    yield "old-workbook-noise.xls", _OLE + noise[:2000] + "Workbook".encode("utf-16-le") + noise[2000:]
    yield "old-slides.ppt", _OLE + noise[:1000] + "PowerPoint Document".encode("utf-16-le") + noise
    yield "old-is-text.doc", (TEXT * 20).encode()
    yield "old-is-html.doc", f"<html><body><p>{TEXT}</p></body></html>".encode()
    yield "old-is-html.xls", f"<html><body><table><tr><td>{TEXT}</td><td>592</td></tr></table></body></html>".encode()
    yield "old-is-rtf.doc", good_rtf() + b"\n"


def _ring() -> bytes:
    """An OLE container whose table of sectors points to itself."""
    sector = 512
    head = bytearray(_OLE + bytes(16) + bytes.fromhex("3E000300FEFF09000600") + bytes(sector - 34))
    head[44:48] = (1).to_bytes(4, "little")  # one sector of the table
    head[48:52] = (0).to_bytes(4, "little")  # the directory begins in sector 0
    head[56:60] = (4096).to_bytes(4, "little")
    head[60:64] = head[68:72] = (0).to_bytes(4, "little")
    head[76:80] = (0).to_bytes(4, "little")
    name = "WordDocument".encode("utf-16-le").ljust(64, b"\0")
    return bytes(head) + bytes(sector) + name + bytes(sector - 64)


def encrypted(salt: bytes = b"") -> bytes:
    """The envelope of an encrypted Office file, as far as it is recognised."""
    chance = random.Random("locked")
    return _OLE + chance.randbytes(2_000) + "EncryptedPackage".encode("utf-16-le") + chance.randbytes(500) + salt
