"""PDF files in `scripts/bench`: the reader beside what others do with the same pages, and the memory it takes.

The pages are those of the corpus's PDF files, parted into pages of prose and pages with a ruled table, and repeated
until there are enough. Every measure is the least of a few turns; memory is that of a process of its own.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import corpus
import pdfplumber
import pypdfium2

from reportparse.config import Settings
from reportparse.formats.pdf import PDF
from reportparse.formats.pdf_page import read_page
from reportparse.lexicon import load_lexicon
from reportparse.model.document import SourceFile
from reportparse.model.record import record_of
from reportparse.pipeline import parse

PROSE_BAR, GRID_BAR, MIXED_BAR, MEMORY_BAR = 0.45, 0.8, 8, 250
_SETTINGS = Settings()
_TURNS = 4
_PROSE, _GRIDS, _MIXED, _LONG = 60, 20, 40, 700  # pages
_GRID_SHARE = 20  # one page of so many has a grid in the mixed file
_MEGA = 1_024  # what getrusage counts, to MB

Pages = Sequence[tuple[Path, int]]


def bench_reader() -> dict[str, Any]:
    """The reader alone, pages to `Document`."""
    prose, grids = _parted([path for path in corpus.texts() if path.suffix == ".pdf"])
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        some_prose = _file(prose, _PROSE, at / "prose.pdf")
        some_grids = _file(grids, _GRIDS, at / "grids.pdf")
        mixed = _file([*_repeated(prose, _GRID_SHARE - 1), grids[0]], _MIXED, at / "mixed.pdf")
        long = _file([*prose, *grids], _LONG, at / "long.pdf")
        bare, own_prose = _least(lambda: bare_text(some_prose)), _least(lambda: _document(some_prose))
        tables, own_grids = _least(lambda: _found_tables(some_grids), 2), _least(lambda: _document(some_grids))
        every, own_mixed = _least(lambda: _plumbed(mixed), 1), _least(lambda: _document(mixed))
        read_peak, parse_peak = _peak(_document, long), _peak(_record, long)
    return {
        "prose: pages/s to Document": round(_PROSE / own_prose, 1),
        "prose: pages/s, bare pypdfium2 text": round(_PROSE / bare, 1),
        f"prose: share of bare (wanted: {PROSE_BAR})": round(bare / own_prose, 2),
        "grids: pages/s to Document": round(_GRIDS / own_grids, 1),
        "grids: pages/s, pdfplumber's find_tables": round(_GRIDS / tables, 1),
        f"grids: times find_tables (wanted: {GRID_BAR})": round(tables / own_grids, 1),
        f"5 % grids: times pdfplumber (wanted: {MIXED_BAR})": round(every / own_mixed, 1),
        f"{_LONG} pages to Document, peak MB": round(read_peak),
        f"{_LONG} pages to a record, peak MB (at most {MEMORY_BAR})": round(parse_peak),
    }


def bare_text(path: Path) -> str:
    """The text of all pages as pypdfium2 gives it."""
    pdf = pypdfium2.PdfDocument(path)
    parts = []
    for page in pdf:
        text = page.get_textpage()
        parts.append(text.get_text_range())
        text.close()
        page.close()
    pdf.close()
    return "\n".join(parts)


def _parted(paths: Sequence[Path]) -> tuple[Pages, Pages]:
    """Pages without and with a ruled table."""
    prose: list[tuple[Path, int]] = []
    grids: list[tuple[Path, int]] = []
    for path in paths:
        pdf = pypdfium2.PdfDocument(path)
        for index, page in enumerate(pdf):
            (grids if read_page(page).text.tables else prose).append((path, index))
            page.close()
        pdf.close()
    return prose, grids


def _repeated(pages: Pages, count: int) -> Pages:
    return [pages[number % len(pages)] for number in range(count)]


def _file(pages: Pages, count: int, target: Path) -> Path:
    """A PDF of so many pages, taken from these again and again."""
    made = pypdfium2.PdfDocument.new()
    sources = {path: pypdfium2.PdfDocument(path) for path, _ in pages}
    for path, index in _repeated(pages, count):
        made.import_pages(sources[path], [index])
    made.save(target)
    made.close()
    for source in sources.values():
        source.close()
    return target


def _document(path: Path) -> object:
    data = path.read_bytes()
    source = SourceFile(path.name, hashlib.sha256(data).hexdigest(), PDF.media_type, len(data))
    return PDF.read(data, source, _SETTINGS)


def _record(path: Path) -> object:
    return record_of(parse(path, _SETTINGS), version="bench")


def _found_tables(path: Path) -> None:
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.find_tables()
            page.close()


def _plumbed(path: Path) -> None:
    """Text and tables of every page, as pdfplumber gives them."""
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_text()
            page.extract_tables()
            page.close()


def _least(function: Callable[[], object], turns: int = _TURNS) -> float:
    """Seconds of this process that a call takes, at best."""
    spent = []
    for _ in range(turns):
        start = time.process_time()
        function()
        spent.append(time.process_time() - start)
    return min(spent)


def _peak(function: Callable[[Path], object], path: Path) -> float:
    """The most memory that a process takes that does nothing else, in MB."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_in_process, (function, path))


def _in_process(function: Callable[[Path], object], path: Path) -> float:
    load_lexicon()
    function(path)
    return _own_peak() / _MEGA


def _own_peak() -> int:
    """The most memory that this process has taken, in kB.

    The peak of `getrusage` is handed down to a child process even where it runs another program, so that a large parent
    would be measured instead; the kernel's own mark is not.
    """
    status = Path("/proc/self/status")
    if status.exists():
        marks = [line.split()[1] for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM:")]
        if marks:
            return int(marks[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
