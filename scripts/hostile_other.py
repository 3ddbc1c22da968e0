"""Containers, mails, pictures, pages and texts that no reader should have to see."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from hostile_damage import Named, cut, torn, turned
from hostile_office import good_excel, good_rtf, good_word, laughs, packed
from hostile_pdf import report
from PIL import Image, ImageDraw

_TEXT = "BÁO CÁO\nTổng số 592 suất quà, trong đó: 300 suất của xã, 295 suất của huyện\n"


def other_files() -> Iterator[Named]:
    """Every hostile container, mail, picture, page and text, by name."""
    yield from _zips()
    yield from _mails()
    yield from _pictures()
    yield from _pages()
    yield from _texts()
    yield from _wrong_names()


def _zips() -> Iterator[Named]:
    good = packed({"Xã A/báo cáo.txt": _TEXT, "b.txt": _TEXT + "khác"})
    yield "good.zip", good
    yield from cut("zip.zip", good, every=(0.0, 0.3, 0.6, 0.9, 1.0))
    yield from turned("zip.zip", good, files=5, bits=3)
    yield from torn("zip.zip", good)
    yield "zip-empty.zip", packed({})
    yield "zip-folder-only.zip", packed({"thư mục/": b""})
    yield "zip-bomb.zip", packed({"a.txt": b"0" * 300_000_000})
    inner = packed({"a.txt": b"1" * 15_000_000})
    yield "zip-of-bombs.zip", packed({f"{n}.zip": inner + b"\0" * n for n in range(12)})
    deep = packed({"a.txt": _TEXT + "trong cùng"})
    for _ in range(12):
        deep = packed({"trong.zip": deep})
    yield "zip-deep.zip", deep
    yield (
        "zip-names-outside.zip",
        packed({"../../ngoài.txt": _TEXT + "1", "/etc/x.txt": _TEXT + "2", "C:\\x.txt": _TEXT + "3"}),
    )
    yield (
        "zip-names-odd.zip",
        packed(
            {"": _TEXT + "4", ".txt": _TEXT + "5", "a" * 5_000 + ".txt": _TEXT + "6", "a\nb\x1b[31m.txt": _TEXT + "7"}
        ),
    )
    yield "zip-members-11000.zip", packed({f"{n}.dat": f"{n}" for n in range(11_000)})
    yield "zip-locked.zip", _flagged(packed({"khóa.txt": _TEXT + "8"}), 1)
    yield "zip-method-odd.zip", _method(packed({"lạ.txt": _TEXT + "9"}), 99)
    yield (
        "zip-checksum.zip",
        packed({"c.txt": b"abcdefgh" * 9}, how=zipfile.ZIP_STORED).replace(b"abcdefgh", b"abcdefgX", 1),
    )
    yield "zip-size-lies.zip", _sized(packed({"d.txt": _TEXT * 9}), 7)
    yield "zip-overlapping.zip", _overlapping()
    yield "zip-same-name.zip", _same_names()
    yield (
        "zip-of-everything.zip",
        packed(
            {
                "a.docx": good_word() + b"\0\0",
                "b.xlsx": good_excel()[:900],
                "c.pdf": report(2)[:700],
                "d.rtf": good_rtf()[:200],
                "e.exe": b"MZ",
                "f.zip": b"PK\5\6",
            }
        ),
    )
    yield "packed-noise.rar", b"Rar!\x1a\x07\x01\x00" + bytes(range(256)) * 4
    yield "packed-noise.7z", b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(range(256)) * 4


def _flagged(data: bytes, flag: int) -> bytes:
    changed = bytearray(data)
    for mark, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        changed[data.index(mark) + place] |= flag
    return bytes(changed)


def _method(data: bytes, method: int) -> bytes:
    changed = bytearray(data)
    for mark, place in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        at = data.index(mark) + place
        changed[at : at + 2] = struct.pack("<H", method)
    return bytes(changed)


def _sized(data: bytes, size: int) -> bytes:
    changed = bytearray(data)
    for mark, place in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        at = data.index(mark) + place
        changed[at : at + 4] = struct.pack("<I", size)
    return bytes(changed)


def _overlapping() -> bytes:
    """A directory of a thousand names for one packed file: small, and a thousand times as large when unpacked."""
    kernel = zlib.compressobj(9, zlib.DEFLATED, -15)
    plain = b"2" * 5_000_000
    data = kernel.compress(plain) + kernel.flush()
    sizes = struct.pack("<III", zlib.crc32(plain), len(data), len(plain))
    local = b"PK\3\4" + struct.pack("<HHHHH", 20, 0, 8, 0, 33) + sizes + struct.pack("<HH", 5, 0) + b"a.txt" + data
    entry = b"PK\1\2" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 33) + sizes
    directory = b"".join(
        entry + struct.pack("<HHHHHII", 8, 0, 0, 0, 0, 0, 0) + f"{n:04d}.txt".encode() for n in range(1_000)
    )
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1_000, 1_000, len(directory), len(local), 0)
    return local + directory + end


def _same_names() -> bytes:
    data = packed({"a1.txt": _TEXT + "10", "a2.txt": _TEXT + "11"})
    return data.replace(b"a2.txt", b"a1.txt")


def _mails() -> Iterator[Named]:
    head = "From: a@example.org\r\nSubject: =?UTF-8?B?QsOhbyBjw6Fv?=\r\nMIME-Version: 1.0\r\n"
    cut_off = 'Content-Type: multipart/mixed; boundary="x"\r\n\r\n'
    part = '--x\r\nContent-Type: application/octet-stream; name="{}"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n'

    def mail(*files: tuple[str, bytes | str], end: str = "--x--\r\n") -> bytes:
        coded = ((name, data if isinstance(data, str) else base64.encodebytes(data).decode()) for name, data in files)
        return (head + cut_off + "".join(part.format(name, text) for name, text in coded) + end).encode()

    good = mail(("báo cáo.txt", (_TEXT + "thư").encode()), ("b.docx", good_word() + b"\0\0\0"))
    yield "good.eml", good
    yield from cut("mail.eml", good, every=(0.01, 0.3, 0.7))
    yield from turned("mail.eml", good, files=3)
    yield "mail-no-end.eml", mail(("a.txt", (_TEXT + "a").encode()), end="")
    yield "mail-bad-base64.eml", mail(("a.pdf", "@@@@ không phải base64 @@@"))
    yield (
        "mail-broken-files.eml",
        mail(("a.pdf", report(2)[:300]), ("b.docx", good_word()[:800]), ("c.zip", b"PK\3\4x")),
    )
    yield "mail-parts-12000.eml", mail(*[("a.txt", "YQ==")] * 12_000)
    nested = f"{head}Content-Type: text/plain\r\n\r\n{_TEXT}"
    for _ in range(150):
        nested = f"{head}Content-Type: message/rfc822\r\n\r\n{nested}"
    yield "mail-deep.eml", nested.encode()
    folds = "".join(f"--b{n}\r\nContent-Type: multipart/mixed; boundary=b{n + 1}\r\n\r\n" for n in range(2_000))
    yield "mail-multipart-deep.eml", (head + "Content-Type: multipart/mixed; boundary=b0\r\n\r\n" + folds).encode()
    yield (
        "mail-boundary-empty.eml",
        (head + 'Content-Type: multipart/mixed; boundary=""\r\n\r\n--\r\n\r\na\r\n').encode(),
    )
    yield "mail-header-giant.eml", (head + "X-Long: " + "a" * 3_000_000 + "\r\n" + "\r\n" + _TEXT).encode()
    yield "mail-headers-100000.eml", (head + "X-A: b\r\n" * 100_000 + "\r\n" + _TEXT).encode()
    yield "mail-charset-odd.eml", (head + "Content-Type: text/plain; charset=made-up\r\n\r\n" + _TEXT).encode()
    yield "mail-words-odd.eml", (head + "Subject: =?made-up?Q?=ff=?= =?UTF-8?B?====?=\r\n\r\n" + _TEXT).encode()
    yield "mail-name-outside.eml", mail(("../../../etc/cron.d/x.txt", (_TEXT + "ra ngoài").encode()))
    yield "mail-only-head.eml", head.encode()
    yield (
        "outlook-noise.msg",
        bytes.fromhex("D0CF11E0A1B11AE1") + "__properties_version1.0".encode("utf-16-le") + bytes(range(256)) * 8,
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(width: int, height: int, data: bytes, *, depth: int = 1, colour: int = 0) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _pictures() -> Iterator[Named]:
    image = Image.new("L", (300, 80), 255)
    ImageDraw.Draw(image).text((20, 30), "Tong so 592 ho", fill=0)
    saved = {}
    for suffix, kind in (("png", "PNG"), ("jpg", "JPEG"), ("tif", "TIFF"), ("bmp", "BMP"), ("gif", "GIF")):
        out = io.BytesIO()
        image.save(out, kind)
        saved[suffix] = out.getvalue()
        yield f"good picture {suffix}.{suffix}", saved[suffix]
        yield from cut(f"anh {suffix}.{suffix}", saved[suffix], every=(0.05, 0.5))
        yield from turned(f"anh {suffix}.{suffix}", saved[suffix], files=1, bits=8)
    yield "anh-header-giant.png", _png(60_000, 60_000, zlib.compress(b"\0" * 50))
    yield "anh-bomb.png", _png(30_000, 30_000, zlib.compress(b"\0" * (30_000 * 3_751), 9))
    yield "anh-zero.png", _png(0, 0, zlib.compress(b""))
    yield "anh-two-thousand-million.png", _png(2**31 - 1, 2**31 - 1, b"")
    yield "anh-one-row.png", _png(100_000, 1, zlib.compress(bytes(12_501)))
    yield "anh-one-column.png", _png(1, 100_000, zlib.compress(bytes(200_000)))
    yield (
        "anh-text-bomb.png",
        _png(30, 30, zlib.compress(bytes(150))).replace(
            b"\0\0\0\0IEND", _chunk(b"zTXt", b"a\0\0" + zlib.compress(b"0" * 200_000_000, 9)) + b"\0\0\0\0IEND"
        ),
    )
    yield "anh-white.png", _png(2_000, 2_000, zlib.compress(b"\0" + b"\xff" * 250 + (b"\0" + b"\xff" * 250) * 1_999))
    place = struct.unpack("<I", saved["tif"][4:8])[0]
    count = struct.unpack("<H", saved["tif"][place : place + 2])[0]
    ring = bytearray(saved["tif"])
    ring[place + 2 + 12 * count : place + 6 + 12 * count] = struct.pack("<I", place)
    yield "anh-ring.tif", bytes(ring)
    frames = io.BytesIO()
    image.resize((8, 8)).save(
        frames, "GIF", save_all=True, append_images=[Image.new("L", (8, 8), n % 256) for n in range(3_000)]
    )
    yield "anh-frames-3000.gif", frames.getvalue()
    pages = io.BytesIO()
    image.resize((8, 8)).save(
        pages, "TIFF", save_all=True, append_images=[Image.new("L", (8, 8), n % 256) for n in range(800)]
    )
    yield "anh-pages-800.tif", pages.getvalue()
    yield "anh-negative.bmp", saved["bmp"][:18] + struct.pack("<ii", -5, -2_000_000_000) + saved["bmp"][26:]


def _pages() -> Iterator[Named]:
    head = "<!DOCTYPE html><html><head><meta charset=utf-8></head><body>"
    yield "page-deep.html", (head + "<div>" * 100_000 + _TEXT).encode()
    yield "page-tables-deep.html", (head + "<table><tr><td>" * 5_000 + _TEXT).encode()
    yield "page-lists-deep.html", (head + "<ul><li>" * 20_000 + _TEXT).encode()
    yield (
        "page-span-giant.html",
        (head + f"<table><tr><td rowspan=2000000000 colspan=2000000000>{_TEXT}</td><td>5<tr><td>6</table>").encode(),
    )
    yield "page-span-odd.html", (head + f"<table><tr><td rowspan=-1 colspan=ba>{_TEXT}</td></tr></table>").encode()
    yield (
        "page-cells-40000.html",
        (head + "<table>" + f"<tr>{'<td colspan=50>1</td>' * 200}</tr>" * 200 + "</table>").encode(),
    )
    yield "page-comment-open.html", (head + _TEXT + "<!-- " + "a" * 100_000).encode()
    yield "page-tag-open.html", (head + _TEXT + "<p " + "a=b " * 100_000).encode()
    yield "page-attribute-giant.html", (head + f"<p title='{'a' * 5_000_000}'>{_TEXT}</p>").encode()
    yield (
        "page-entities.html",
        (head + "&" * 200_000 + "&#99999999999;&#xFFFFFFFF;&#0;&#55296;" * 1_000 + _TEXT).encode(),
    )
    yield "page-laughs.html", (laughs("html") + f"<html><body>&a9;{_TEXT}</body></html>").encode()
    yield "page-charset-odd.html", (head.replace("utf-8", "made-up") + _TEXT).encode()
    yield "page-charset-wrong.html", (head.replace("utf-8", "utf-16") + _TEXT).encode()
    yield "page-zeros.html", b"\0<html>\0<body>\0a\0b" * 1_000
    yield (
        "page-frames.html",
        (head + "<iframe src=file:///etc/passwd></iframe><img src=http://127.0.0.1:9/a.png>" + _TEXT).encode(),
    )
    yield "page-empty.html", b"<html></html>"


def _texts() -> Iterator[Named]:
    letters = _TEXT.encode()
    yield "text-empty.txt", b""
    yield "text-only-mark.txt", b"\xef\xbb\xbf"
    yield "text-only-spaces.txt", b" \t\r\n" * 5_000
    yield "text-zeros.txt", bytes(100_000)
    yield "text-noise.txt", bytes(n * n * 31 % 251 for n in range(50_000))
    yield "text-utf16-odd.txt", b"\xff\xfe" + _TEXT.encode("utf-16-le")[:-1]
    yield "text-utf32.txt", _TEXT.encode("utf-32")
    yield "text-surrogates.txt", b"\xed\xa0\x80\xed\xb0\x80" * 1_000 + letters
    yield "text-broken-utf8.txt", letters * 50 + b"\xc3\x28\xa0\xa1\xe2\x28\xa1" * 50
    yield "text-marks.txt", b"o" + "\u0301\u0323".encode() * 200_000
    yield "text-no-width.txt", ("\u200b\u200d\u202e\ufeff" * 50_000 + _TEXT).encode()
    yield "text-one-word.txt", b"a" * 2_000_000
    yield "text-one-number.txt", b"Tong so: " + b"9" * 300_000
    yield "text-dots.txt", b"1." * 200_000
    yield "text-brackets.txt", b"(" * 100_000 + b")" * 100_000
    yield "text-dashes.txt", ("-" * 200 + "\n").encode() * 3_000
    yield "text-bars.txt", (b"|" + b"1|" * 5_000 + b"\n") * 12
    yield "text-grid.txt", ("+---" * 500 + "+\n" + "| 1 " * 500 + "|\n").encode() * 20
    yield "text-headings.txt", b"".join(b"#" * (n % 7) + b" %d.\n" % n for n in range(20_000))
    yield "text-citations.txt", ("Quyết định số 675/QĐ-UBND ngày 30/5/2024, " * 5_000).encode()
    yield "text-amounts.txt", ("1.234.567.890 đồng, 12,5%, 35 hộ nghèo; " * 5_000).encode()
    yield "text-sums.txt", "".join(f"Tổng số {n} hộ, trong đó {n - 1} hộ, {n + 1} hộ.\n" for n in range(4_000)).encode()
    yield "text-identifiers.txt", ("12/QĐ-" * 30_000).encode()
    yield "text-escape.txt", b"\x1b[2J\x1b[31m\x07\x08" * 100 + letters
    yield "mark-tables.md", ("|" * 3_000 + "\n|" + "-|" * 3_000 + "\n" + "|1" * 3_000 + "\n").encode()
    yield "mark-quotes.md", b"> " * 50_000 + letters + b"k"


def _wrong_names() -> Iterator[Named]:
    """Files that are not what their names say."""
    kinds = (
        ("docx", good_word() + b"\1"),
        ("xlsx", good_excel() + b"\1"),
        ("pdf", report(1) + b"\n%1"),
        ("rtf", good_rtf() + b" "),
        ("zip", packed({"e.txt": _TEXT + "12"})),
        ("exe", b"MZ\x90\0" + bytes(500)),
        ("txt", _TEXT.encode() + b"x"),
    )
    for number, (is_kind, data) in enumerate(kinds):
        for named in ("pdf", "docx", "xlsx", "doc", "png", "eml", "txt"):
            if named != is_kind:
                yield f"named {is_kind} as.{named}", data + b"\n" * number + named.encode()
    yield "tên rất dài " + "á" * 100 + ".txt", (_TEXT + "dài").encode()
    yield "dấu cách cuối .txt", (_TEXT + "cách").encode()
    yield "xuống\ndòng.txt", (_TEXT + "dòng").encode()
    yield "-rf.txt", (_TEXT + "gạch").encode()
