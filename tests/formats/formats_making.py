"""Small files of every format, made in memory, and the short way to read them."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence

import docx

from reportparse.config import Settings
from reportparse.formats import read, source_of
from reportparse.model.document import Document, Table

_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def read_bytes(data: bytes, name: str, settings: Settings | None = None) -> Document:
    """Read bytes as a file of this name."""
    return read(data, source_of(data, name), settings or Settings())


def read_text(text: str, name: str = "a.txt") -> Document:
    return read_bytes(text.encode(), name)


def grid(document: Document, table: Table) -> list[list[str]]:
    """The texts of the cells by row."""
    rows: list[list[str]] = [[] for _ in range(table.n_rows)]
    for cell in table.cells:
        rows[cell.row].append(cell.span.of(document.text))
    return rows


def docx_bytes(document: docx.document.Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def show(x: float, y: float, text: str, size: int = 12) -> tuple[float, float, str, int]:
    """A piece of text at a place of a PDF page, from the lower left corner in points."""
    return x, y, text, size


class PdfMaker:
    """Writes PDF 1.4 by hand: one font of even width whose codes are mapped to Unicode, lines, a picture.

    Every letter is half as wide as the font is high.
    """

    def __init__(self, font: str = "Any") -> None:
        self._font = font
        self._codes: dict[str, int] = {}
        self._contents: list[bytes] = []
        self._shown: list[str] = []

    def page(
        self,
        texts: Sequence[tuple[float, float, str, int]] = (),
        lines: Sequence[tuple[float, float, float, float]] = (),
        *,
        picture: bool = False,
        turned: bool = False,
        rotate: int = 0,
        box: tuple[int, int, int, int] = (0, 0, 600, 800),
    ) -> None:
        """Add a page of 600 by 800 points, of which `box` is shown.

        `turned` draws it rotated by 90 degrees, `rotate` has it shown rotated by these degrees clockwise.
        """
        made = [b"q", b"0 1 -1 0 600 0 cm" if turned else b"1 0 0 1 0 0 cm"]
        for x0, y0, x1, y1 in lines:
            made.append(f"{x0} {y0} m {x1} {y1} l S".encode())
        for x, y, text, size in texts:
            codes = bytes(self._codes.setdefault(ch, len(self._codes) + 33) for ch in text)
            made.append(f"BT /F1 {size} Tf {x} {y} Td <{codes.hex()}> Tj ET".encode())
        if picture:
            made.append(b"q 600 0 0 800 0 0 cm /I1 Do Q")
        self._contents.append(b"\n".join([*made, b"Q"]))
        self._shown.append(f"/CropBox [{box[0]} {box[1]} {box[2]} {box[3]}] /Rotate {rotate}")

    def data(self, password: str | None = None) -> bytes:
        """The bytes of the file, encrypted with 40-bit RC4 where a password is given."""
        n = len(self._contents)
        kids = " ".join(f"{6 + 2 * index} 0 R" for index in range(n))
        cmap = "".join(f"<{code:02x}> <{ch.encode('utf-16-be').hex()}>\n" for ch, code in self._codes.items())
        unicode_map = (
            f"1 begincodespacerange <00> <ff> endcodespacerange {len(self._codes)} beginbfchar {cmap} endbfchar"
        )
        widths = " ".join(["500"] * 223)
        objects: list[tuple[str, bytes | None]] = [
            ("<< /Type /Catalog /Pages 2 0 R >>", None),
            (f"<< /Type /Pages /Kids [{kids}] /Count {n} >>", None),
            (
                f"<< /Type /Font /Subtype /TrueType /BaseFont /{self._font} /FirstChar 33 /LastChar 255 "
                f"/Widths [{widths}] /ToUnicode 4 0 R /FontDescriptor << /Type /FontDescriptor "
                f"/FontName /{self._font} /Flags 32 /FontBBox [0 -250 1000 750] /Ascent 750 /Descent -250 >> >>",
                None,
            ),
            ("", unicode_map.encode()),
            (
                "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
                b"\x80",
            ),
        ]
        for index, content in enumerate(self._contents):
            objects.append(
                (
                    f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] {self._shown[index]} "
                    f"/Contents {7 + 2 * index} 0 R "
                    "/Resources << /Font << /F1 3 0 R >> /XObject << /I1 5 0 R >> >> >>",
                    None,
                )
            )
            objects.append(("", content))
        return _pdf_file(objects, password)


def _pdf_file(objects: Sequence[tuple[str, bytes | None]], password: str | None) -> bytes:
    identity = b"0123456789abcdef"
    key, trailer = _encryption(password, identity) if password else (b"", "")
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, (head, stream) in enumerate(objects, 1):
        offsets.append(len(out))
        if stream is None:
            body = head.encode()
        else:
            stored = stream
            if key:
                salt = number.to_bytes(3, "little") + b"\x00\x00"
                stored = _rc4(hashlib.md5(key + salt).digest()[:10], stored)
            body = f"<< {head} /Length {len(stored)} >>\nstream\n".encode() + stored + b"\nendstream"
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    ids = f"/ID [<{identity.hex()}> <{identity.hex()}>]"
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {ids} {trailer} >>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(out)


def _encryption(password: str, identity: bytes) -> tuple[bytes, str]:
    padded = (password.encode() + _PAD)[:32]
    owner = _rc4(hashlib.md5(padded).digest()[:5], padded)
    key = hashlib.md5(padded + owner + (0xFFFFFFFC).to_bytes(4, "little") + identity).digest()[:5]
    user = _rc4(key, _PAD)
    return key, f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{owner.hex()}> /U <{user.hex()}> /P -4 >>"


def _rc4(key: bytes, data: bytes) -> bytes:
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


def ruled(x: Sequence[float], y: Sequence[float]) -> list[tuple[float, float, float, float]]:
    """The lines of a full grid."""
    across = [(x[0], at, x[-1], at) for at in y]
    return across + [(at, y[0], at, y[-1]) for at in x]


def pdf_objects(*objects: str) -> bytes:
    """A PDF of these objects, numbered from 1; the first one is the catalogue."""
    return _pdf_file([(text, None) for text in objects], None)
