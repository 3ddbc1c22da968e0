"""PDF files that no reader should have to see: loops, promises, giants, passwords, all written by hand."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Sequence

from hostile_damage import Named, cut, torn, turned

_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_ID = b"0123456789abcdef"
_CATALOG = "<< /Type /Catalog /Pages 2 0 R >>"
_FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_RESOURCES = "/Resources << /Font << /F1 5 0 R >> >>"
_PAGE = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R {_RESOURCES} >>"
_WORDS = b"BT /F1 12 Tf 60 700 Td (Tong so 592 suat qua, trong do: 300 suat, 295 suat) Tj ET"

Object = str | bytes


def pdf_files() -> Iterator[Named]:
    """Every hostile PDF, by name."""
    good = report(3)
    yield "good.pdf", good
    yield from cut(
        "pdf.pdf", good, every=(0.0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)
    )
    yield from turned("pdf.pdf", good, files=10)
    yield from torn("pdf.pdf", good)
    yield from _trees()
    yield from _crossings()
    yield from _giants()
    yield from _programs()
    yield from _locked()


def report(pages: int) -> bytes:
    """A good file of some pages, packed as a printer driver packs them."""
    kids = " ".join(f"{6 + 2 * n} 0 R" for n in range(pages))
    made: list[Object] = [_CATALOG, f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>", "<< >>", "<< >>", _FONT]
    for n in range(pages):
        lines = b"".join(
            b"BT /F1 12 Tf 60 %d Td (Dong %d: %d ho) Tj ET\n" % (700 - 20 * k, k, n * k) for k in range(30)
        )
        made.append(_PAGE.replace("4 0 R", f"{7 + 2 * n} 0 R"))
        made.append(stream(zlib.compress(lines), "/Filter /FlateDecode"))
    return pdf(made)


def stream(data: bytes, entries: str = "", length: str | None = None) -> bytes:
    """An object that is a stream; `length` where it is to lie."""
    head = f"<< {entries} /Length {len(data) if length is None else length} >>\nstream\n"
    return head.encode() + data + b"\nendstream"


def pdf(objects: Sequence[Object], *, trailer: str = "", start: int | None = None) -> bytes:
    """A file of these objects, numbered from 1; the first is the catalogue."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, item in enumerate(objects, 1):
        offsets.append(len(out))
        body = item.encode() if isinstance(item, str) else item
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    place = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    closing = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer.replace('HERE', str(place))} >>\n"
    return bytes(out) + f"{closing}startxref\n{place if start is None else start}\n%%EOF\n".encode()


def page(content: bytes, *, entries: str = "", resources: str = "", extra: Sequence[Object] = ()) -> bytes:
    """A file of one page with this content; `extra` are objects from number 6 on."""
    own = f"/Resources << /Font << /F1 5 0 R >> {resources} >>"
    shown = entries if "/MediaBox" in entries else f"/MediaBox [0 0 600 800] {entries}"
    head = f"<< /Type /Page /Parent 2 0 R {shown} /Contents 4 0 R {own} >>"
    return pdf([_CATALOG, _tree("3 0 R", 1), head, stream(content), _FONT, *extra])


def _tree(kids: str, count: int | str) -> str:
    return f"<< /Type /Pages /Kids [{kids}] /Count {count} >>"


def _trees() -> Iterator[Named]:
    """Page trees that lie, are empty or go round."""

    def tree(kids: str, count: int | str, *extra: Object) -> bytes:
        return pdf([_CATALOG, _tree(kids, count), _PAGE, stream(_WORDS), _FONT, *extra])

    yield "pages-none.pdf", tree("", 0)
    yield "pages-million.pdf", tree("3 0 R", 1_000_000)
    yield "pages-too-many-for-int.pdf", tree("3 0 R", 99_999_999_999)
    yield "pages-negative.pdf", tree("3 0 R", -5)
    yield "pages-not-a-number.pdf", tree("3 0 R", "(ba)")
    yield "pages-missing-kids.pdf", tree("77 0 R 78 0 R", 2)
    yield "pages-kid-is-parent.pdf", tree("2 0 R", 1)
    yield "pages-cycle.pdf", tree("6 0 R", 4, _tree("7 0 R", 2), _tree("6 0 R 3 0 R", 2))
    yield "pages-same-20000.pdf", tree("3 0 R " * 20_000, 20_000)
    depth = 2_000
    nested = [_tree(f"{number + 1} 0 R", 1) for number in range(6, 6 + depth)]
    yield "pages-deep.pdf", tree("6 0 R", 1, *nested, _PAGE)
    yield "pages-parent-cycle.pdf", pdf([_CATALOG, _tree("3 0 R", 1), "<< /Type /Page /Parent 3 0 R >>"])
    yield "catalog-missing.pdf", pdf(["<< >>", _tree("3 0 R", 1), _PAGE])
    yield "catalog-is-array.pdf", pdf(["[1 0 R 1 0 R]"])


def _crossings() -> Iterator[Named]:
    """Cross-reference tables and references that go round or nowhere."""
    body: list[Object] = [_CATALOG, _tree("3 0 R", 1), _PAGE, stream(_WORDS), _FONT]
    yield "xref-prev-itself.pdf", pdf(body, trailer="/Prev HERE")
    yield "xref-prev-negative.pdf", pdf(body, trailer="/Prev -1")
    yield "xref-start-far.pdf", pdf(body, start=2**40)
    yield "xref-start-in-object.pdf", pdf(body, start=40)
    yield "xref-stream-itself.pdf", pdf(body, trailer="/XRefStm HERE /Prev HERE")
    yield "reference-itself.pdf", pdf([*body[:3], "4 0 R", _FONT])
    yield "reference-ring.pdf", pdf([_CATALOG, _tree("3 0 R", 1), _PAGE, "6 0 R", _FONT, "4 0 R"])
    yield "length-itself.pdf", pdf([*body[:3], stream(_WORDS, length="4 0 R"), _FONT])
    yield "length-huge.pdf", pdf([*body[:3], stream(_WORDS, length="4294967295"), _FONT])
    yield "length-negative.pdf", pdf([*body[:3], stream(_WORDS, length="-1"), _FONT])
    packed = stream(b"7 0 8 3 << >>", "/Type /ObjStm /N 2 /First 8 /Extends 6 0 R")
    yield "object-stream-itself.pdf", pdf([*body, packed])
    yield "object-stream-million.pdf", pdf([*body, stream(b"7 0", "/Type /ObjStm /N 100000000 /First 4")])
    yield "trailer-none.pdf", pdf(body).partition(b"xref\n")[0]
    yield "two-reports-in-one.pdf", pdf(body) + report(1)


def _giants() -> Iterator[Named]:
    """Pages, pictures and streams of sizes that are not meant to be taken at their word."""
    yield "box-giant.pdf", page(_WORDS, entries="/MediaBox [0 0 1000000000 1000000000]")
    yield "box-zero.pdf", page(_WORDS, entries="/MediaBox [0 0 0 0]")
    yield "box-inside-out.pdf", page(_WORDS, entries="/MediaBox [600 800 0 0]")
    yield "box-no-numbers.pdf", page(_WORDS, entries="/MediaBox [(a) null true <<>>]")
    yield "unit-giant.pdf", page(_WORDS, entries="/UserUnit 100000000")
    yield "rotate-odd.pdf", page(_WORDS, entries="/Rotate 1234567891")
    draw = b"q 600 0 0 800 0 0 cm /I1 Do Q"
    shape = "/Type /XObject /Subtype /Image /ColorSpace /DeviceRGB /BitsPerComponent 8"

    def pictured(width: int, height: int, data: bytes, filters: str = "/FlateDecode") -> bytes:
        picture = stream(data, f"{shape} /Width {width} /Height {height} /Filter {filters}")
        return page(draw, resources="/XObject << /I1 6 0 R >>", extra=[picture])

    yield "picture-by-header.pdf", pictured(100_000, 100_000, zlib.compress(b"\0" * 100))
    yield "picture-negative.pdf", pictured(-5, 70_000, zlib.compress(b"\0" * 100))
    yield "picture-bomb.pdf", pictured(20_000, 3_000, zlib.compress(b"\xff" * 180_000_000, 9))
    yield "picture-fax-giant.pdf", pictured(60_000, 60_000, b"\0" * 10, "/CCITTFaxDecode")
    yield "picture-broken-jpx.pdf", pictured(1000, 1000, b"\0\0\0\x0cjP  \r\n\x87\n" + b"\xff" * 50, "/JPXDecode")
    dot = stream(zlib.compress(b"\x80" * 3), f"{shape} /Width 1 /Height 1 /Filter /FlateDecode")
    giant = "/MediaBox [0 0 14400 14400]"
    yield "picture-of-page-giant.pdf", page(draw, entries=giant, resources="/XObject << /I1 6 0 R >>", extra=[dot])
    bomb = zlib.compress(zlib.compress(b"0 0 m " * 20_000_000, 9), 9)
    packed = stream(bomb, "/Filter [/FlateDecode /FlateDecode]")
    yield "content-bomb.pdf", pdf([_CATALOG, _tree("3 0 R", 1), _PAGE, packed, _FONT])
    many = stream(zlib.compress(_WORDS), f"/Filter [{'/FlateDecode ' * 5000}]")
    yield "filters-5000.pdf", pdf([_CATALOG, _tree("3 0 R", 1), _PAGE, many, _FONT])


def _programs() -> Iterator[Named]:
    """Content that calls itself, nests without end or draws very much."""
    form = "/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /XObject << /X1 6 0 R >> >>"
    own = "/XObject << /X1 6 0 R >>"
    yield "form-itself.pdf", page(_WORDS + b" /X1 Do", resources=own, extra=[stream(b"/X1 Do /X1 Do", form)])
    glyphs = "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] /FirstChar 65 /LastChar 65"
    glyphs += (
        " /Widths [1] /Encoding << /Differences [65 /A] >> /CharProcs << /A 7 0 R >> /Resources << /Font << /F2 6 0 R"
    )
    called = stream(b"1 0 0 0 1 1 d1 BT /F2 1 Tf (A) Tj ET")
    shown = b"BT /F2 9 Tf 50 50 Td (AAA) Tj ET"
    pieces: list[Object] = [
        _CATALOG,
        _tree("3 0 R", 1),
        _PAGE.replace("/F1 5 0 R", "/F1 5 0 R /F2 6 0 R"),
        stream(_WORDS + shown),
    ]
    yield "font-itself.pdf", pdf([*pieces, _FONT, f"{glyphs} >> >> >>", called])
    yield "states-deep.pdf", page(b"q " * 300_000 + _WORDS)
    yield "arrays-deep.pdf", page(b"[" * 100_000 + b"]" * 100_000 + b" TJ " + _WORDS)
    yield "dictionaries-deep.pdf", pdf([_CATALOG, _tree("3 0 R", 1), "<< /A " * 50_000 + ">>" * 50_000])
    yield "marks-unclosed.pdf", page(b"/P BMC " * 100_000 + _WORDS)
    grid = b"".join(b"%d 10 m %d 790 l S 10 %d m 590 %d l S\n" % (n, n, n, n) for n in range(10, 590))
    yield "lines-1160.pdf", page(_WORDS + grid)
    lines = b"".join(b"%d %d m %d %d l S\n" % (n % 590, n % 787, n % 587, n % 790) for n in range(60_000))
    yield "lines-60000.pdf", page(_WORDS + lines)
    boxes = b"".join(b"%d %d 3 3 re f\n" % (n % 197 * 3, n // 197 * 3) for n in range(50_000))
    yield "boxes-50000.pdf", page(_WORDS + boxes)
    texts = b"".join(b"BT /F1 1 Tf %d %d Td (%d) Tj ET\n" % (n % 590, n // 250, n) for n in range(200_000))
    yield "words-200000.pdf", page(texts)
    yield "words-in-one-place.pdf", page(b"BT /F1 9 Tf 60 700 Td " + b"(12) Tj -9 0 Td " * 60_000 + b"ET")
    yield (
        "numbers-wide.pdf",
        page(b"BT /F1 9 Tf 1e38 1e38 Td (xa) Tj -1e38 99999999999999999999 Td (ba) Tj ET " + _WORDS),
    )
    maps = "/CIDInit /ProcSet findresource begin 1 beginbfrange <0000> <FFFFFFFF> <0041> endbfrange"
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Any /ToUnicode 6 0 R >>"
    pieces = [_CATALOG, _tree("3 0 R", 1), _PAGE, stream(_WORDS), font]
    yield "unicode-map-giant.pdf", pdf([*pieces, stream(maps.encode())])
    yield "unicode-map-itself.pdf", pdf([*pieces, stream(b"/X usecmap", "/UseCMap 6 0 R")])
    yield "page-without-words.pdf", page(b"0 0 m 10 10 l S")
    yield (
        "annotations-30000.pdf",
        page(_WORDS, entries=f"/Annots [{'6 0 R ' * 30_000}]", extra=["<< /Type /Annot /Popup 6 0 R /Parent 6 0 R >>"]),
    )


def _locked() -> Iterator[Named]:
    """Files with a password, with an empty one (which opens), and with locks of kinds that do not exist."""
    for name, secret in (("password.pdf", "bí mật"), ("password-empty.pdf", "")):
        key, entry = _encryption(secret)
        salt = (4).to_bytes(3, "little") + b"\0\0"
        content = stream(rc4(hashlib.md5(key + salt).digest()[:10], _WORDS))
        ids = f"/ID [<{_ID.hex()}> <{_ID.hex()}>] {entry}"
        yield name, pdf([_CATALOG, _tree("3 0 R", 1), _PAGE, content, _FONT], trailer=ids)
    body: list[Object] = [_CATALOG, _tree("3 0 R", 1), _PAGE, stream(_WORDS), _FONT]
    yield "password-unknown-lock.pdf", pdf(body, trailer="/Encrypt << /Filter /Made.Up /V 99 /R 99 >>")
    yield "password-lock-itself.pdf", pdf([*body, "<< /Filter 6 0 R /V 6 0 R >>"], trailer="/Encrypt 6 0 R")


def _encryption(password: str) -> tuple[bytes, str]:
    """The key and the trailer's entry of 40-bit RC4 (PDF 1.7, 7.6.3)."""
    padded = (password.encode() + _PAD)[:32]
    owner = rc4(hashlib.md5(padded).digest()[:5], padded)
    key = hashlib.md5(padded + owner + (0xFFFFFFFC).to_bytes(4, "little") + _ID).digest()[:5]
    return key, f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{owner.hex()}> /U <{rc4(key, _PAD).hex()}> /P -4 >>"


def rc4(key: bytes, data: bytes) -> bytes:
    """RC4 of the data."""
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
