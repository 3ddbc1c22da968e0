"""One Word file as communes send it: printed, scanned, saved by old programs, typed in old fonts."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import docx
import pypdfium2
import pypdfium2.raw as pdfium
from docx.oxml.ns import qn
from docx.text.run import Run
from legacy_making import encoded
from office_twins import MADE_BY, PRINTED, as_workbook, closed, converted, saved
from PIL import Image

DPI = 200
TURNED = 0.7
"""Degrees by which the sheets lay askew in the scanner."""
_POINTS = 72
_HYPHENS = (0x2, 0xFFFE)
_DASHES = str.maketrans("–—", "--")
_OLD_FONT, _OLD_CAPITALS = ".VnTime", ".VnTimeH"
_OLD_LARGE = frozenset("ĂÂÊÔƠƯĐ")  # the large letters with marks that TCVN3 has a code for


def old_word(word: bytes) -> bytes:
    """The Word file as Word 97 saves it."""
    return converted(word, MADE_BY[".doc"])


def without_lines(pdf: bytes) -> bytes:
    """The PDF with tables that are aligned, and no more."""
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        for element in list(page.get_objects(max_depth=1)):
            if element.type == pdfium.FPDF_PAGEOBJ_PATH:
                page.remove_obj(element)
        pdfium.FPDFPage_GenerateContent(page.raw)
        page.close()
    return _written(document)


def in_old_code(text: str) -> bytes:
    """The text as an editor of the 1990s saved it: TCVN3 and no word about it. A dash becomes a hyphen."""
    return encoded(text.translate(_DASHES), "tcvn3").encode("latin-1")


def in_old_font(word: bytes) -> bytes:
    """The Word file typed in fonts of TCVN3; large letters without a code come from the font of capitals."""
    document = docx.Document(io.BytesIO(word))
    document.styles["Normal"].font.name = _OLD_FONT
    for element in [*document.element.body.iter(qn("w:r"))]:
        text = Run(element, document).text
        for lacking, letters in groupby(text, key=_has_no_code):
            piece = "".join(letters)
            made = element.makeelement(element.tag)
            made.extend(deepcopy(part) for part in element.findall(qn("w:rPr")))
            element.addprevious(made)
            run = Run(made, document)
            run.text = encoded(piece.lower() if lacking else piece, "tcvn3")
            run.font.name = _OLD_CAPITALS if lacking else _OLD_FONT
        element.getparent().remove(element)
    return saved(document)


def _has_no_code(letter: str) -> bool:
    return letter.isupper() and not letter.isascii() and letter not in _OLD_LARGE


def scanned(pdf: bytes) -> bytes:
    """The pages printed out and scanned, as a PDF of pictures."""
    document = pypdfium2.PdfDocument(pdf)
    pages: list[Image.Image] = []
    for page in document:
        picture: Image.Image = page.render(scale=DPI / _POINTS, grayscale=True).to_pil()
        pages.append(picture.rotate(TURNED, Image.Resampling.BICUBIC, fillcolor=255))
        page.close()
    document.close()
    out = io.BytesIO()
    pages[0].save(out, "PDF", resolution=float(DPI), save_all=True, append_images=pages[1:])
    return out.getvalue()


def marks_last(pdf: bytes) -> bytes:
    """The PDF as Word prints a file whose font lacks the letters with marks: these are drawn after all others."""
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        letters = list(_letters(page))
        made = [
            _piece(document, group) for marked in (False, True) for group in _runs(letters) if group[0][1] == marked
        ]
        for element in list(page.get_objects(max_depth=1)):
            if element.type == pdfium.FPDF_PAGEOBJ_TEXT:
                page.remove_obj(element)
        for element in made:
            pdfium.FPDFPage_InsertObject(page.raw, element)
        pdfium.FPDFPage_GenerateContent(page.raw)
        page.close()
    return _written(document)


def _written(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


class _Letter(NamedTuple):
    """A letter with the text object that it belongs to, and where it stands."""

    owner: int
    marked: bool
    element: Any
    text: str
    x: float
    y: float


def _letters(page: Any) -> Iterator[_Letter]:
    textpage = page.get_textpage()
    raw = textpage.raw
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(pdfium.FPDFText_CountChars(raw)):
        if pdfium.FPDFText_IsGenerated(raw, index) == 1:
            continue
        code = pdfium.FPDFText_GetUnicode(raw, index)
        element = pdfium.FPDFText_GetTextObject(raw, index)
        pdfium.FPDFText_GetCharOrigin(raw, index, ctypes.byref(x), ctypes.byref(y))
        text = "-" if code in _HYPHENS else chr(code)
        yield _Letter(ctypes.addressof(element.contents), not text.isascii(), element, text, x.value, y.value)
    textpage.close()


def _runs(letters: list[_Letter]) -> Iterator[list[_Letter]]:
    for _, group in groupby(letters, key=lambda letter: (letter.owner, letter.marked)):
        yield list(group)


def _piece(document: Any, letters: list[_Letter]) -> Any:
    """A text object of these letters, in the font and the size that they had."""
    first = letters[0]
    size, matrix = ctypes.c_float(), pdfium.FS_MATRIX()
    pdfium.FPDFTextObj_GetFontSize(first.element, ctypes.byref(size))
    pdfium.FPDFPageObj_GetMatrix(first.element, matrix)
    made = pdfium.FPDFPageObj_CreateTextObj(document.raw, pdfium.FPDFTextObj_GetFont(first.element), size.value)
    text = ctypes.create_string_buffer("".join(letter.text for letter in letters).encode("utf-16-le") + b"\0\0")
    if not pdfium.FPDFText_SetText(made, ctypes.cast(text, pdfium.FPDF_WIDESTRING)):
        raise ValueError(f"the font of the PDF cannot write {text.raw!r}")
    matrix.e, matrix.f = first.x, first.y
    pdfium.FPDFPageObj_SetMatrix(made, matrix)
    return made


@dataclass(frozen=True)
class Report:
    """A document of the corpus: its text, its Word file and, where it has one, the PDF that was printed of it."""

    text: Path
    word: Path
    kept_pdf: Path | None

    @cached_property
    def printed(self) -> bytes:
        """The Word file printed as PDF on this machine."""
        return converted(self.word.read_bytes(), PRINTED)

    @property
    def pdf(self) -> bytes:
        """The PDF of the corpus, else one printed now."""
        return self.kept_pdf.read_bytes() if self.kept_pdf else self.printed


class Form(NamedTuple):
    """One form of a document: the ending of its name, and how it is made."""

    suffix: str
    made: Callable[[Report], bytes]
    needs_office: bool = False


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "TXT": Form(".txt", lambda report: report.text.read_bytes()),
        "TXT, TCVN3": Form(".txt", lambda report: in_old_code(report.text.read_text("utf-8"))),
        "DOCX": Form(".docx", lambda report: report.word.read_bytes()),
        "DOCX, TCVN3": Form(".docx", lambda report: in_old_font(report.word.read_bytes())),
        "DOC": Form(".doc", lambda report: old_word(closed(report.word)), needs_office=True),
        "XLSX": Form(".xlsx", lambda report: as_workbook(docx.Document(str(report.word)))),
        "PDF": Form(".pdf", lambda report: report.pdf),
        "PDF, printed here": Form(".pdf", lambda report: report.printed, needs_office=True),
        "PDF, fallback font": Form(".pdf", lambda report: marks_last(report.pdf)),
        "PDF, aligned tables": Form(".pdf", lambda report: without_lines(report.pdf)),
        "PDF, aligned, here": Form(".pdf", lambda report: without_lines(report.printed), needs_office=True),
        "PDF, scanned": Form(".pdf", lambda report: scanned(report.pdf)),
    }
)
"""PDF files "printed here" have the fonts of this machine, which are wider than Word's where it lacks those."""
