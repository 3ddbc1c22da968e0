"""`scripts/formats`: what its table says of a report of the corpus must hold; measures of exactness."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import docx
import exactness
import formats
import pytest
from exactness import Piece

from reportparse.config import Settings
from reportparse.formats import read, source_of
from reportparse.formats.ocr_engine import find_engine
from reportparse.formats.office_convert import find_office
from reportparse.model.document import Document

needs_office = pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
needs_tesseract = pytest.mark.skipif(find_engine(Settings()) is None, reason="tesseract with vie is not installed")
SHORT = "113"
EXACT = ["TXT", "DOCX", "DOCX, TCVN3", "XLSX", "PDF", "PDF, fallback font", "PDF, aligned tables"]


def document_of(text: str) -> Document:
    data = text.encode()
    return read(data, source_of(data, "a.txt"), Settings())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield tmp_path_factory.mktemp("formats")


def results(folder: Path, number: str, names: list[str]) -> dict[str, formats.Result]:
    chosen = {name: form for name, form in formats.forms([]).items() if name in names}
    (report,) = formats.reports([number], folder)
    return {result.form: result for result in formats.measure(report, chosen)}


@pytest.mark.parametrize("form", EXACT)
def test_every_form_gives_the_same_records(folder: Path, form: str) -> None:
    (result,) = results(folder, SHORT, [form]).values()
    assert set(result.f1.values()) == {1.0}
    assert result.differences == []
    assert (result.wrong, result.cells_right) == (0, result.cells)


@needs_office
@pytest.mark.parametrize("form", ["DOC", "PDF, printed here", "PDF, aligned, here"])
def test_so_do_forms_that_other_programs_make(folder: Path, form: str) -> None:
    (result,) = results(folder, SHORT, [form]).values()
    assert set(result.f1.values()) == {1.0}
    assert (result.wrong, result.cells_right) == (0, result.cells)


@needs_tesseract
def test_a_scan(folder: Path) -> None:
    (result,) = results(folder, SHORT, ["PDF, scanned"]).values()
    assert result.wrong <= 0.005 * result.characters
    assert result.cells_right >= 0.97 * result.cells
    exact = ("citations", "amounts", "projects", "percentages")
    assert [result.f1[kind] for kind in exact] == [1.0] * len(exact)
    # Half as much again as is wanted: the processor has other work in tests.
    assert result.own_share is not None
    assert result.own_share <= 1.5 * formats.OCR_BAR


def test_word_files_are_made_of_documents_that_have_none(folder: Path) -> None:
    (result,) = results(folder, "120", ["DOCX"]).values()
    assert (result.wrong, result.cells_right) == (0, result.cells)


def test_the_table_has_a_line_for_each_form(folder: Path) -> None:
    lines = formats.table(list(results(folder, SHORT, ["TXT", "DOCX"]).values()), show=True).splitlines()
    assert [line.split()[:2] for line in lines[1:]] == [[SHORT, "TXT"], [SHORT, "DOCX"]]


PIECES = [Piece("ỦYBAN", True), Piece("CỘNGHÒA", True), Piece("Báocáokếtquả", False)]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("ỦY BAN\nCỘNG HÒA\nBáo cáo kết quả", 0),
        ("CỘNG HÒA  ỦY BAN\nBáo cáo\nkết quả", 0),
        ("CỘNG HÒA ỦY BAM\nBáo cáo kết quả", 1),
        ("ỦY BAN CỘNG HÒA\nBáo kết quả", 3),
        ("ỦY BAN CỘNG HÒA\nBáo cáo kết quả!", 1),
        ("", 24),
    ],
)
def test_wrong_characters(text: str, wrong: int) -> None:
    assert exactness.wrong_characters(document_of(text or "x"), PIECES)[0] == wrong


def test_cells_of_a_word_file(tmp_path: Path) -> None:
    word = docx.Document()
    table = word.add_table(2, 2, style="Table Grid")
    for row, texts in zip(table.rows, (("Thôn", "Hộ nghèo"), ("Khe Chữ", "12")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    word.save(str(tmp_path / "a.docx"))
    tables = exactness.tables_of(tmp_path / "a.docx")
    assert exactness.right_cells(document_of("Thôn\tHộ nghèo\tGhi chú\nKhe Chữ\t13\t\n"), tables) == (3, 4)
    assert exactness.right_cells(document_of("Không có bảng"), tables) == (0, 4)
