"""Pictures of pages: words, tables and boxes by OCR, however the page lies; what is not sure is said."""

from __future__ import annotations

import gzip
import io
import tracemalloc
from pathlib import Path

import docx
import numpy as np
import pypdfium2
import pytest
from formats_making import PdfMaker, docx_bytes, grid, read_bytes, show
from PIL import Image, ImageDraw, ImageFont

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.formats.ocr_cells import _sheets
from reportparse.formats.ocr_engine import (
    Engine,
    OcrWord,
    _installed,
    find_engine,
    forget_since,
    remedy_for_pictures,
)
from reportparse.formats.ocr_image import at_one_resolution, find_lines, in_points, ink, levelled, skew
from reportparse.formats.ocr_page import by_line, of_grids
from reportparse.formats.pdf_grid import Grid, GridCell, find_grids
from reportparse.model.document import Document

CORPUS = Path(__file__).parents[2] / "corpora" / "texts"
REPORT = CORPUS / "113_ra_soat_ho_ngheo_xuan_dam_bac.pdf"
needs_tesseract = pytest.mark.skipif(find_engine(Settings()) is None, reason="tesseract with vie is not installed")


def scanned(turned: float = 0.0, page: int = 0) -> Image.Image:
    """A page of a report as a scanner of 200 dots an inch sees it."""
    document = pypdfium2.PdfDocument(REPORT)
    picture: Image.Image = document[page].render(scale=200 / 72, grayscale=True).to_pil()
    document.close()
    return picture.rotate(turned, Image.Resampling.BICUBIC, expand=turned % 90 == 0, fillcolor=255)


def saved(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


@pytest.fixture(scope="module")
def level() -> Document:
    return read_bytes(saved(scanned(0.7), "PDF", resolution=200.0), "scan.pdf", Settings(ocr_cache=False))


@needs_tesseract
def test_the_words_of_a_turned_scan(level: Document) -> None:
    wanted = REPORT.with_suffix(".txt").read_text("utf-8").split()[:150]
    assert sum(word in level.text for word in wanted) >= 0.97 * len(wanted)
    assert level.ocr
    assert level.quality == "good"
    assert [issue.code for issue in level.issues if issue.severity == "error"] == []
    assert "trang 1" in next(issue.message for issue in level.issues if issue.code == "ocr")


@needs_tesseract
def test_every_cell_of_a_ruled_table_in_a_scan(level: Document) -> None:
    table = max(level.tables, key=lambda one: len(one.cells))
    rows = grid(level, table)
    assert rows[1][1:] == ["Đồng Mít", "186", "11", "4", "0", "1", "8", "4,30"]
    assert rows[-1][1:] == ["Tổng cộng", "948", "50", "17", "1", "2", "36", "3,80"]
    assert [row[2] for row in rows[1:6]] == ["186", "204", "152", "231", "175"]


@needs_tesseract
def test_the_box_of_a_figure_is_where_it_stands(level: Document) -> None:
    at = level.text.index("948")
    box = level.place_of(level.boxes[0].span).box
    assert box is not None
    assert box.top < 120  # the letterhead
    word = next(boxed for boxed in level.boxes if boxed.span.start == at)
    left, top, right, bottom = (
        round(edge * 200 / 72) for edge in (word.box.x0, word.box.top, word.box.x1, word.box.bottom)
    )
    part = scanned(0.7).crop((left, top, right, bottom))
    assert ink(part).any()
    assert 5 < word.box.bottom - word.box.top < 15


@needs_tesseract
def test_a_page_on_its_side_is_turned_upright() -> None:
    upright = read_bytes(saved(scanned()), "a.png", Settings(ocr_cache=False)).text
    lying = read_bytes(saved(scanned(90.0)), "a.png", Settings(ocr_cache=False)).text
    same = set(upright.split())
    assert len(same & set(lying.split())) >= 0.9 * len(same)


@needs_tesseract
def test_pages_of_a_tiff_and_what_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    small = scanned().crop((0, 0, 1654, 700))
    data = saved(small, "TIFF", save_all=True, append_images=[small])
    first = read_bytes(data, "a.tif")
    assert [page.number for page in first.pages] == [1, 2]
    assert len(list(tmp_path.rglob("*.gz"))) == 1, "the same picture is read once"
    monkeypatch.setattr("reportparse.formats.ocr_engine._run", lambda *_, **__: pytest.fail("read a second time"))
    assert read_bytes(data, "a.tif") == first


def test_without_the_engine_the_remedy_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportparse.formats.ocr_engine._installed", lambda: None)
    with pytest.raises(UnreadableFileError, match="tesseract-ocr-vie") as caught:
        read_bytes(saved(Image.new("L", (200, 200), 255)), "a.png")
    assert caught.value.code == "needs-ocr"
    assert "tesseract" in remedy_for_pictures(Settings())


def test_ocr_can_be_forbidden() -> None:
    with pytest.raises(UnreadableFileError, match="--ocr never") as caught:
        read_bytes(saved(Image.new("L", (200, 200), 255)), "a.png", Settings(ocr="never"))
    assert caught.value.code == "needs-ocr"


@needs_tesseract
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xff\xd8\xff\xe0 jpeg", "damaged"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"II*\x00", "damaged"),
        (saved(Image.new("L", (300, 300), 128))[:-60], "damaged"),
        (saved(Image.new("L", (300, 300), 255)), "empty"),
    ],
)
def test_broken_and_empty_pictures(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_bytes(data, "a.png", Settings(ocr_cache=False))
    assert caught.value.code == code


@needs_tesseract
def test_a_picture_as_large_as_a_wall_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="max_pixels") as caught:
        read_bytes(saved(Image.new("1", (4000, 4000), 1)), "a.png", Settings(max_pixels=1_000_000))
    assert caught.value.code == "too-many-pixels"


@needs_tesseract
def test_all_pages_as_pictures_where_it_is_asked() -> None:
    maker = PdfMaker()
    maker.page([show(50, 700, "Tổng số 35 hộ")])
    assert not read_bytes(maker.data(), "a.pdf", Settings(ocr="never")).ocr
    assert read_bytes(maker.data(), "a.pdf", Settings(ocr="always", ocr_cache=False)).ocr


@pytest.mark.parametrize("turned", [-3.0, -1.5, 0.0, 0.75, 2.0])
def test_skew_is_found(turned: float) -> None:
    assert abs(skew(scanned(turned)) + turned) <= 0.5


def test_ruling_lines_of_a_picture_make_the_same_grid() -> None:
    lines = find_lines(ink(at_one_resolution(scanned())))
    found = find_grids(in_points(lines.horizontal), in_points(lines.vertical))
    assert (7, 9) in {(len(one.ys) - 1, len(one.xs) - 1) for one in found}


def test_an_engine_that_fails_is_quoted(tmp_path: Path) -> None:
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\necho boom >&2\nexit 3\n")
    program.chmod(0o755)
    with pytest.raises(UnreadableFileError, match="boom") as caught:
        Engine(str(program), "5").words(Image.new("L", (9, 9)), dpi=200)
    assert caught.value.code == "ocr-failed"


def test_a_damaged_file_of_the_cache_is_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = iter(("one", "two"))
    monkeypatch.setattr("reportparse.formats.ocr_engine._run", lambda *_, **__: next(said))
    engine, page = Engine("tesseract", "5", tmp_path / "ocr"), Image.new("L", (9, 9))
    engine.words(page, dpi=200)
    (kept,) = (tmp_path / "ocr").iterdir()
    kept.write_bytes(kept.read_bytes()[:12])
    engine.words(page, dpi=200)
    assert gzip.decompress(kept.read_bytes()) == b"two"
    assert list((tmp_path / "ocr").iterdir()) == [kept], "nothing else is left"


def test_other_data_of_the_engine_are_another_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = f'List of available languages in "{tmp_path}" (1):\nvie\n'
    monkeypatch.setattr("shutil.which", lambda name: name)
    monkeypatch.setattr("reportparse.formats.ocr_engine._run", lambda *_, **__: told)
    versions = set()
    for data in (b"fast", b"best"):
        (tmp_path / "vie.traineddata").write_bytes(data)
        versions.add(_installed.__wrapped__())
    assert len(versions) == 2


@needs_tesseract
def test_a_user_without_a_folder_of_their_own_has_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    engine = find_engine(Settings())
    assert engine
    assert engine.cache is None
    forget_since(0.0)


@needs_tesseract
def test_what_a_library_says_of_a_damaged_tiff_is_not_printed(capfd: pytest.CaptureFixture[str]) -> None:
    data = saved(Image.new("L", (300, 300), 128), "TIFF", compression="tiff_lzw")
    with pytest.raises(UnreadableFileError) as caught:
        read_bytes(data.replace(data[8:40], b"\xff" * 32), "a.tif", Settings(ocr_cache=False))
    assert caught.value.code in ("damaged", "empty")
    assert capfd.readouterr().err == ""


@needs_tesseract
@pytest.mark.parametrize("words", ["", "Kèm theo"])
def test_a_word_file_of_pictures_alone_is_read(words: str) -> None:
    word = docx.Document()
    word.add_paragraph(words)
    pages = [scanned().crop((0, 0, 1654, 700)), scanned().crop((0, 700, 1654, 1400))]
    for page in reversed(pages):  # in the order of the text, not of the names
        run = word.paragraphs[0].insert_paragraph_before().add_run()
        run.add_picture(io.BytesIO(saved(page, dpi=(200, 200))), width=docx.shared.Cm(17))
    document = read_bytes(docx_bytes(word), "a.docx", Settings(ocr_cache=False))
    assert document.ocr
    assert "CỘNG HÒA XÃ HỘI" in document.text
    assert document.text.index("168/BC-UBND") < document.text.index("14.500.000")
    assert words in document.text
    assert [issue.severity for issue in document.issues if issue.code == "ocr"] == ["info"]


def test_a_word_file_of_pictures_says_what_is_missing() -> None:
    word = docx.Document()
    word.add_picture(io.BytesIO(saved(Image.new("L", (99, 99), 255))))
    with pytest.raises(UnreadableFileError, match="--ocr never") as caught:
        read_bytes(docx_bytes(word), "a.docx", Settings(ocr="never"))
    assert caught.value.code == "no-text-layer"


def test_turning_a_page_keeps_its_paper_white_and_its_lines_level() -> None:
    page = Image.new("L", (1654, 2339), 255)
    pen = ImageDraw.Draw(page)
    for top in range(300, 2100, 90):
        pen.rectangle((200, top, 1450, top + 12), fill=0)
    level = np.asarray(levelled(page.rotate(-1.3, Image.Resampling.BICUBIC, fillcolor=255)))
    assert set(np.unique(level[:200])) == {255}
    dark = level < 128
    rows = [int(np.flatnonzero(dark[280:330, x])[0]) for x in (400, 800, 1200)]
    assert max(rows) - min(rows) <= 2


@needs_tesseract
def test_the_bars_of_capital_letters_are_no_ruling_lines() -> None:
    """A row of them ("TTTT") is dark over the length of a short line, and was painted over beside a table."""
    page = Image.new("L", (1654, 1200), 255)
    pen = ImageDraw.Draw(page)
    font = ImageFont.load_default(40)
    pen.text((200, 150), "DU AN DTTTTS CUA XA", 0, font=font)
    for at in (400, 500, 600):
        pen.line((200, at, 1400, at), 0, 3)
        pen.line((200 + 6 * (at - 400), 400, 200 + 6 * (at - 400), 600), 0, 3)
    for x, y, text in ((240, 430, "Thon"), (840, 430, "Ho ngheo"), (240, 530, "Khe"), (840, 530, "35")):
        pen.text((x, y), text, 0, font=font)
    pen.rectangle((480, 155, 590, 158), fill=0)  # the bars, joined as in a bold font
    lines = find_lines(ink(page))
    assert any(line.at < 200 for line in lines.horizontal)
    grids = find_grids(in_points(lines.horizontal), in_points(lines.vertical))
    kept = of_grids(lines, grids)
    assert all(390 < line.at < 610 for line in kept.horizontal)
    assert len(kept.horizontal) == len(kept.vertical) == 3


def test_a_dash_in_a_cell_stands_in_its_line() -> None:
    words = [
        OcrWord("Dự", 10, 100, 40, 124, 96.0, (1, 1, 1)),
        OcrWord("án", 50, 104, 80, 124, 96.0, (1, 1, 1)),
        OcrWord("-", 90, 113, 100, 116, 96.0, (1, 1, 1)),
        OcrWord("Hạ", 110, 101, 140, 128, 96.0, (1, 1, 1)),
        OcrWord("tầng", 10, 134, 60, 160, 96.0, (1, 1, 2)),
    ]
    assert [word.text for word in by_line(words[::-1])] == ["Dự", "án", "-", "Hạ", "tầng"]


def test_shades_beyond_256_keep_their_ink() -> None:
    grey = np.full((400, 300), 60_000, dtype=np.uint16)
    grey[100:110, 50:250] = 9_000
    dark = ink(at_one_resolution(Image.fromarray(grey)))
    assert 0 < dark.sum() < dark.size / 10


def test_a_strip_takes_no_more_memory_than_a_page() -> None:
    tracemalloc.start()
    try:
        assert skew(Image.new("L", (1, 2338), 255)) == 0.0
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


def test_cells_that_do_not_fit_one_picture_are_read_from_several() -> None:
    cells = tuple(GridCell(0, 100 * row, 50, 100 * row + 100, row, 0, 1, 1) for row in range(150))
    sheets = list(_sheets(Grid(cells, (0, 50), tuple(range(0, 15_001, 100))), range(150)))
    assert [index for sheet in sheets for index in sheet] == list(range(150))
    assert max(len(sheet) for sheet in sheets) * (100 * 200 / 72 + 36) < 32_767


@needs_tesseract
def test_a_page_whose_reading_fails_does_not_cost_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise UnreadableFileError("ocr-failed", "tesseract không đọc được trang (hỏng)", "quét lại")

    monkeypatch.setattr("reportparse.formats.pdf.read_picture", fail)
    maker = PdfMaker()
    maker.page([show(50, 700, "Tổng số 35 hộ")])
    maker.page(picture=True)
    document = read_bytes(maker.data(), "a.pdf", Settings(ocr_cache=False))
    assert "35 hộ" in document.text
    failed = [issue for issue in document.issues if issue.code == "ocr-failed"]
    assert [issue.message for issue in failed] == ["Trang 2: tesseract không đọc được trang (hỏng); quét lại"]
