"""Many files in `scripts/bench`: an ingest beside doing nothing but taking out the text, and the memory of its writer.

The PDF files of the corpus are copied until there are enough, each with a comment at its end, so that no two have the
same bytes. Speeds are those of the files beyond the first ones, so that starting up does not count. Doing nothing but
the extraction is pypdfium2's text of every page and pdfplumber's tables of those pages that have one, which are known
beforehand.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import corpus
import pdfplumber
import pypdfium2

from reportparse.archive.connect import open_to_write
from reportparse.bulk.ingest import Job, ingest
from reportparse.bulk.tasks import Outcome
from reportparse.cli.archives import now
from reportparse.config import Settings
from reportparse.formats.pdf_page import read_page

Figures = dict[str, Any]

SHARE_BAR, PAIR_BAR, MEMORY_BAR = 0.5, 0.85, 300
_FIRST, _FILES = 120, 360
_MARKS = (1_000, 10_000)  # documents
_TEXT = "Toàn xã còn {} hộ nghèo, chiếm {},{} % tổng số hộ; kinh phí hỗ trợ {}.000.000 đồng.\n"
_KILO = 1_000


def bench_bulk() -> Figures:
    """PDF to archive by one and by two processes, beside one and two that extract only; the memory of the writer."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        few, many = _pdf_files(root / "few", _FIRST), _pdf_files(root / "many", _FILES)
        pages = many - few
        one, two = (_beyond(root, jobs) for jobs in (1, 2))
        bare, pair = (_bare(root, processes) for processes in (1, 2))
        peaks = _peaks(root)
    return {
        "pages": pages,
        "PDF to archive, pages by second of all processes": round(pages / one["cpu"], 1),
        "  of these s, the writer's, %": round(100 * one["own"] / one["cpu"], 1),
        "bare extraction, pages/s": round(pages / bare["cpu"], 1),
        f"share of bare extraction (wanted: {SHARE_BAR})": round(bare["cpu"] / one["cpu"], 2),
        "PDF to archive, one process, pages/s by the clock": round(pages / one["wall"], 1),
        "PDF to archive, two processes, pages/s by the clock": round(pages / two["wall"], 1),
        "two bare extractions, pages/s by the clock": round(pages / pair["wall"], 1),
        f"share of two bare extractions (wanted: {PAIR_BAR})": round(pair["wall"] / two["wall"], 2),
        "gain by the second process, times": round(one["wall"] / two["wall"], 2),
        "gain by the second bare extraction, times": round(bare["wall"] / pair["wall"], 2),
        **{
            f"writer's peak at document {count:,}, MB (at most {MEMORY_BAR})": round(peaks[str(count)])
            for count in _MARKS
        },
    }


def _pdf_files(folder: Path, count: int) -> int:
    """Make so many files; the number of their pages."""
    folder.mkdir()
    originals = [path for path in corpus.texts() if path.suffix == ".pdf"]
    pages = 0
    for number in range(count):
        original = originals[number % len(originals)]
        (folder / f"{number:04}.pdf").write_bytes(original.read_bytes() + f"\n% {number}\n".encode())
        pages += len(_grid_pages(original))
    return pages


def _beyond(root: Path, jobs: int) -> dict[str, float]:
    """Seconds that an ingest takes for the files beyond the first ones."""
    few, many = (_told("ingest", root / name, root / f"{name}-{jobs}.db", jobs, 0) for name in ("few", "many"))
    return {name: many[name] - few[name] for name in few}


def _bare(root: Path, processes: int) -> dict[str, float]:
    """Seconds that bare extractions take for the files beyond the first ones, shared among so many processes."""
    spent = {}
    for name in ("few", "many"):
        running = [_started("bare", root / name, part, processes) for part in range(processes)]
        told = [_answer(process) for process in running]
        spent[name] = {"wall": max(one["wall"] for one in told), "cpu": sum(one["cpu"] for one in told)}
    return {key: spent["many"][key] - spent["few"][key] for key in ("wall", "cpu")}


def _peaks(root: Path) -> dict[str, float]:
    """The writer's peak at so many documents, in MB: small texts, as many as a night's run may have."""
    folder = root / "texts"
    for number in range(_MARKS[-1]):
        parent = folder / f"{number // _KILO:02}"
        parent.mkdir(parents=True, exist_ok=True)
        lines = (_TEXT.format(number + line, line % 9, number % 90, 10 + line) for line in range(5))
        (parent / f"{number:05}.txt").write_text("".join(lines), "utf-8")
    return _told("ingest", folder, root / "texts.db", os.cpu_count() or 1, *_MARKS)


def _told(*args: object) -> dict[str, float]:
    return _answer(_started(*args))


def _started(*args: object) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, __file__, *map(str, args)], stdout=subprocess.PIPE, text=True)


def _answer(process: subprocess.Popen[str]) -> dict[str, float]:
    out, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"a measured process ended with {process.returncode}")
    told: dict[str, float] = json.loads(out)
    return told


class _Marks:
    """Notes the peak of this process at some numbers of documents."""

    def __init__(self, marks: Sequence[int]) -> None:
        self.peaks: dict[str, float] = {}
        self._marks = marks
        self._done = 0

    def total(self, paths: int) -> None:
        """As `Listener` says."""

    def done(self, _: Outcome) -> None:
        """As `Listener` says."""
        self._done += 1
        if self._done in self._marks:
            self.peaks[str(self._done)] = _peak()


def _peak() -> float:
    """The most memory that this process has taken, in MB."""
    status = Path("/proc/self/status").read_text("ascii").splitlines()
    return int(next(line for line in status if line.startswith("VmHWM:")).split()[1]) * 1024 / 1_000_000


def _ingest(folder: str, archive: str, jobs: str, *marks: str) -> dict[str, float]:
    """Ingest in this process; seconds by the clock, of all processes, and of this one; and the peaks."""
    listener = _Marks([int(mark) for mark in marks])
    begun = time.perf_counter()
    with open_to_write(Path(archive), clock=now, version="bench") as db:
        job = Job(Path(archive), Settings(), "bench", jobs=int(jobs))
        ingest(db, [folder], job, clock=now, listener=listener)
    spent = os.times()
    own = spent.user + spent.system
    children = spent.children_user + spent.children_system
    return {"wall": time.perf_counter() - begun, "cpu": own + children, "own": own, **listener.peaks}


def _extract(folder: str, part: str, of: str) -> dict[str, float]:
    """Take out the text and the tables of every file of this part."""
    files = sorted(Path(folder).iterdir())[int(part) :: int(of)]
    grids = [_grid_pages(file) for file in files]
    begun, spent = time.perf_counter(), time.process_time()
    for file, on_page in zip(files, grids, strict=True):
        _bare_one(file, [number for number, grid in enumerate(on_page) if grid])
    return {"wall": time.perf_counter() - begun, "cpu": time.process_time() - spent}


def _grid_pages(path: Path) -> list[bool]:
    """Of each page, whether it has a ruled table."""
    pdf = pypdfium2.PdfDocument(path)
    found = []
    for page in pdf:
        found.append(bool(read_page(page).text.tables))
        page.close()
    pdf.close()
    return found


def _bare_one(path: Path, grids: Sequence[int]) -> None:
    pdf = pypdfium2.PdfDocument(path)
    for page in pdf:
        text = page.get_textpage()
        text.get_text_range()
        text.close()
        page.close()
    pdf.close()
    if grids:
        with pdfplumber.open(path, pages=[number + 1 for number in grids]) as plumbed:
            for page in plumbed.pages:
                page.extract_tables()
                page.close()


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    sys.stdout.write(json.dumps(_ingest(*rest) if what == "ingest" else _extract(*rest)) + "\n")
