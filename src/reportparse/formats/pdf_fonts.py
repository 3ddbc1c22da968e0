"""The same places for the same file, whatever was drawn before.

Of fonts that are not in a file, pdfium measures the letters of two built-in fonts that it stretches to any width and
weight: one without serifs, one with. How they are stretched is left as the last page that was drawn had them, and with
it the ink and room of letters that are measured next. Drawing a page of our own first makes that always the same.
"""

from __future__ import annotations

import pypdfium2

_FONT = (
    "<< /Type /Font /Subtype /TrueType /BaseFont /{name} /FirstChar 97 /LastChar 97 /Widths [500] /FontDescriptor "
    "<< /Type /FontDescriptor /FontName /{name} /Flags {flags} /Ascent 750 /Descent -250 /StemV 80 >> >>"
)
_CONTENT = "BT /F1 8 Tf 1 1 Td (a) Tj /F2 8 Tf (a) Tj ET"
_OBJECTS = (
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 20 10] /Contents 6 0 R "
    "/Resources << /Font << /F1 4 0 R /F2 5 0 R >> >> >>",
    _FONT.format(name="Unknown", flags=32),
    _FONT.format(name="UnknownSerif", flags=34),
    f"<< /Length {len(_CONTENT)} >>\nstream\n{_CONTENT}\nendstream",
)


def _file() -> bytes:
    out = b"%PDF-1.4\n"
    places = []
    for number, text in enumerate(_OBJECTS, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode()
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    table = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{rows}"
    return out + f"{table}trailer\n<< /Size {len(places) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF".encode()


_PAGE = _file()


def settle_fonts() -> None:
    """Bring pdfium's built-in fonts into one state; to be called before a file is read or measured."""
    document = pypdfium2.PdfDocument(_PAGE)
    try:
        page = document[0]
        page.render()
        page.close()
    finally:
        document.close()
