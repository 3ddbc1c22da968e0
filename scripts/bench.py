"""`scripts/bench`: how fast, on one core, and compared with what. Prints figures, judges nothing.

The text is made of the corpus's own (corpora/texts, without the Word and PDF twins), repeated until it is long enough;
in every repetition the figures of four digits and more and the lines without figures are changed, so that no line
comes twice and no cache is flattered. Seconds are those of the process, so that others on the machine matter less, and
of small pieces the least of a few turns, which take turns with the bare pass; only the start-up is taken by the clock
on the wall.

The measure is the share of the bare pass: MB/s of text to records by MB/s of twenty patterns over the same text.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import corpus
import pypdfium2
import regex
from bench_bulk import bench_bulk
from bench_pdf import bare_text, bench_reader

from reportparse.checks import check, coverage
from reportparse.config import Settings
from reportparse.extract import EXTRACTORS, extract
from reportparse.extract.overlap import without_overlaps
from reportparse.formats.txt import TEXT
from reportparse.lexicon import load_lexicon
from reportparse.model.document import Document, SourceFile
from reportparse.model.finding import Check
from reportparse.model.mention import Mention, Mentions
from reportparse.model.record import record_of
from reportparse.model.report import Report
from reportparse.pipeline import parse, parse_document
from reportparse.structure.flattened import with_flattened_tables
from reportparse.structure.flow import build_flow
from reportparse.structure.view import View, build_view
from reportparse.text.normalize import normalize

Result = TypeVar("Result")
Figures = dict[str, Any]

MEGA = 1_000_000
BAR = 0.18
"""The share of the bare pass that text to records should reach."""
SETTINGS = Settings()
PATTERNS = Path(__file__).with_name("bench_patterns.txt")
_LONG_FIGURE = re.compile(r"(?<![\d.,/-])\d{1,3}(?:\.\d{3})+(?![\d.,]*\d)")
_PDF_PAGES = 60
_STARTS = 5
_TURNS = 4
_SHORT, _LONG = 300_000, 3_000_000  # bytes
_ITEMS, _ROWS, _FEWER = 5000, 2000, 4
_WORTH_NAMING = 0.03  # of the whole time


def main() -> None:
    """Run everything once and print it."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    options = parser.parse_args()
    load_lexicon()
    parse_document(read(make_texts(20_000)[0]))
    figures: Figures = {
        "text": bench_text(),
        "one long text": bench_linearity(),
        "one long list, one long table": bench_many(),
        "pdf": bench_pdf(),
        "pdf reader": bench_reader(),
        "many files": bench_bulk(),
        "start-up": bench_start(),
    }
    if options.json:
        sys.stdout.write(json.dumps(figures, indent=1) + "\n")
        return
    for name, rows in figures.items():
        sys.stdout.write(f"{name}\n" + "".join(f"  {key:56}{value:>10}\n" for key, value in rows.items()))


def make_texts(size: int) -> list[str]:
    """Distinct documents of the corpus's kind, together about `size` bytes."""
    originals = [path.read_text("utf-8") for path in corpus.texts() if path.suffix in corpus.LINE_FORMATS]
    made: list[str] = []
    length = turn = 0
    while length < size:
        for original in originals:
            made.append("\n".join(_varied(line, turn) for line in original.split("\n")))
            length += len(made[-1].encode())
            if length >= size:
                break
        turn += 1
    return made


def _varied(line: str, turn: int) -> str:
    """The line as it stands in the given repetition: other figures, or, where it has none, another ending."""
    if not turn or not line.strip():
        return line
    changed, count = _LONG_FIGURE.subn(lambda match: f"{match.group()[:-3]}{turn % 1000:03}", line)
    return changed if count else f"{line.rstrip()} {turn:x}x"


def read(text: str) -> Document:
    """The document that the text reader makes."""
    data = text.encode("utf-8")
    source = SourceFile("bench.txt", hashlib.sha256(data).hexdigest(), TEXT.media_type, len(data))
    return TEXT.read(data, source, SETTINGS)


def timed(function: Callable[[], Result]) -> tuple[float, Result]:
    """Seconds of this process that a call takes, and its result."""
    start = time.process_time()
    result = function()
    return time.process_time() - start, result


def to_record(text: str) -> Figures:
    """Text to record, all of it."""
    return record_of(parse_document(read(text), SETTINGS), version="bench")


def without_checks(text: str) -> Figures:
    """Text to record, its checks left out."""
    view = build_view(read(text), SETTINGS, load_lexicon())
    return record_of(report_of(view, extract(view), ()), version="bench")


def report_of(view: View, mentions: Mentions, checks: tuple[Check, ...]) -> Report:
    """The report that `parse_document` would make of these."""
    source = view.document.source
    return Report(
        path=source.path, sha256=source.sha256, media_type=source.media_type, status="ok", document=view.document,
        header=view.header, unit=view.unit, period=view.period, report_kind=view.report_kind, mentions=mentions,
        checks=checks, coverage=coverage(mentions, checks),
    )  # fmt: skip


def bench_text() -> Figures:
    """Text to records: speed, with and without the checks, beside the bare patterns; and the share of each stage."""
    texts = make_texts(MEGA // 4)
    size = sum(len(text.encode()) for text in texts)
    joined = "\n".join(texts)
    whole, unchecked = [float("inf")] * len(texts), [float("inf")] * len(texts)
    bare = float("inf")
    for _ in range(_TURNS):
        bare = min(bare, timed(lambda: bare_pass(joined))[0])
        for number, text in enumerate(texts):
            whole[number] = min(whole[number], timed(partial(to_record, text))[0])
            unchecked[number] = min(unchecked[number], timed(partial(without_checks, text))[0])
        bare = min(bare, timed(lambda: bare_pass(joined))[0])
    return {
        "MB": round(size / MEGA, 2),
        "documents": len(texts),
        "MB/s": round(size / MEGA / sum(whole), 3),
        "MB/s without the checks": round(size / MEGA / sum(unchecked), 3),
        "bare patterns, MB/s": round(size / MEGA / bare, 2),
        f"share of the bare pass (wanted: {BAR})": round(bare / sum(whole), 3),
        "share of the bare pass without the checks": round(bare / sum(unchecked), 3),
        "times the bare patterns": round(sum(whole) / bare, 1),
        **_stage_shares(texts),
    }


def _stage_shares(texts: list[str]) -> Figures:
    stages: dict[str, float] = {}
    for text in texts:
        for name, spent in stage_times(text):
            stages[name] = stages.get(name, 0.0) + spent
    total = sum(stages.values())
    return {f"share of {name}, %": round(100 * spent / total, 1) for name, spent in stages.items()}


def bare_pass(text: str) -> int:
    """Every match of twenty patterns, one after the other over the whole text."""
    lines = PATTERNS.read_text("utf-8").splitlines()
    patterns = [regex.compile(line) for line in lines if line and not line.startswith("#")]
    return sum(1 for pattern in patterns for _ in pattern.finditer(text))


def stage_times(text: str) -> Iterator[tuple[str, float]]:
    """Seconds of each stage for one text; a stage that is part of another is taken off it."""
    clock = time.process_time
    lexicon = load_lexicon()
    start = clock()
    normalize(text)
    normalised = clock()
    document = read(text)
    was_read = clock()
    flattened = with_flattened_tables(document, lexicon)
    tables_found = clock()
    build_flow(flattened)
    flow_built = clock()
    view = build_view(document, SETTINGS, lexicon)
    built = clock()
    flow_time = flow_built - tables_found
    yield "normalise", normalised - start
    yield "reader without normalise", (was_read - normalised) - (normalised - start)
    yield "flow", flow_time
    yield "structure without flow", (built - flow_built) - flow_time
    yield from _mention_times(view)


def _mention_times(view: View) -> Iterator[tuple[str, float]]:
    clock = time.process_time
    found: list[Mention] = []
    for extractor in EXTRACTORS:
        start = clock()
        found += extractor(view)
        yield f"extract {extractor.__module__.rpartition('.')[2]}", clock() - start
    start = clock()
    without_overlaps(found)
    yield "overlaps", clock() - start
    mentions = extract(view)
    start = clock()
    checks = check(view, mentions)
    report = report_of(view, mentions, checks)
    yield "checks", clock() - start
    start = clock()
    record_of(report, version="bench")
    yield "record", clock() - start


def bench_linearity() -> Figures:
    """Seconds for one text of 0.3 MB and one of 3 MB: ten times the text should take about ten times as long."""
    small, large = ("\n".join(make_texts(size)) for size in (_SHORT, _LONG))
    short, _ = timed(lambda: to_record(small))
    long, _ = timed(lambda: to_record(large))
    figures: Figures = {"0.3 MB, s": round(short, 2), "3 MB, s": round(long, 2), "ratio": round(long / short, 1)}
    before, after = dict(stage_times(small)), dict(stage_times(large))
    slow = {name: spent / before[name] for name, spent in after.items() if spent > _WORTH_NAMING * sum(after.values())}
    return figures | {f"ratio of {name}": round(ratio, 1) for name, ratio in slow.items()}


def bench_many() -> Figures:
    """Seconds for a list of 5,000 items and a table of 2,000 rows; a fourth of each should take a fourth of it."""
    figures: Figures = {}
    for name, made, count in (("items of a list", long_list, _ITEMS), ("rows of a table", long_table, _ROWS)):
        few, _ = timed(partial(to_record, made(count // _FEWER)))
        many, _ = timed(partial(to_record, made(count)))
        figures |= {
            f"{count:,} {name}, s": round(many, 2),
            f"ratio to {count // _FEWER:,} {name}": round(many / few, 1),
        }
    return figures


def long_list(count: int) -> str:
    """A total of money and of households with so many items that make it up."""
    items = [(100_000 * (3 + number % 17), 1 + number % 7) for number in range(count)]
    money, households = map(sum, zip(*items, strict=True))
    lead = f"BÁO CÁO\nKết quả hỗ trợ\n\n1. Tổng số {_figure(money)} đồng cho {_figure(households)} hộ nghèo, cụ thể:\n"
    return lead + "".join(
        f"- Thôn {number}: {_figure(sum_)} đồng cho {poor} hộ nghèo;\n" for number, (sum_, poor) in enumerate(items, 1)
    )


def long_table(count: int) -> str:
    """A table of so many villages with its total row."""
    rows = [(200 + number % 90, 10 + number % 13, 100_000 * (5 + number % 11)) for number in range(count)]
    lines: list[tuple[int | str, ...]] = [(number, f"Thôn {number}", *row) for number, row in enumerate(rows, 1)]
    lines.append(("", "Tổng cộng", *map(sum, zip(*rows, strict=True))))
    head = (
        "BÁO CÁO\nKết quả rà soát\n\n| STT | Thôn | Tổng số hộ | Hộ nghèo | Kinh phí (đồng) |\n|---|---|---|---|---|\n"
    )
    return head + "".join(f"| {' | '.join(map(_figure, line))} |\n" for line in lines)


def _figure(value: int | str) -> str:
    return value if isinstance(value, str) else f"{value:,}".replace(",", ".")


def bench_pdf() -> Figures:
    """PDF to records, against pypdfium2 taking out the text of the same pages and against the bare patterns on it."""
    paths = [path for path in corpus.texts() if path.suffix == ".pdf"]
    with tempfile.TemporaryDirectory() as folder:
        merged = Path(folder) / "bench.pdf"
        pages = _repeat(paths, merged)
        bare, text = timed(lambda: bare_text(merged))
        seconds, _ = timed(lambda: record_of(parse(merged, SETTINGS), version="bench"))
    patterns, _ = timed(lambda: bare_pass(text))
    single, _ = timed(lambda: [record_of(parse(path, SETTINGS), version="bench") for path in paths])
    return {
        "pages": pages,
        "pages/s, one long file": round(pages / seconds, 1),
        "pages/s, the files by themselves": round(sum(map(_page_count, paths)) / single, 1),
        "bare pypdfium2 text, pages/s": round(pages / bare, 1),
        "times bare pypdfium2 text": round(seconds / bare, 1),
        "times bare pypdfium2 text and patterns": round(seconds / (bare + patterns), 1),
        "times the bare patterns": round(seconds / patterns, 1),
    }


def _page_count(path: Path) -> int:
    pdf = pypdfium2.PdfDocument(path)
    try:
        return len(pdf)
    finally:
        pdf.close()


def _repeat(paths: list[Path], target: Path) -> int:
    """One PDF of the pages of all files, again and again; returns the number of pages."""
    made = pypdfium2.PdfDocument.new()
    while len(made) < _PDF_PAGES:
        for path in paths:
            source = pypdfium2.PdfDocument(path)
            made.import_pages(source)
            source.close()
    pages = len(made)
    made.save(target)
    made.close()
    return pages


def bench_start() -> Figures:
    """The command line from start to end, best of some runs."""
    program = Path(sys.executable).with_name("reportparse")
    runs = []
    for _ in range(_STARTS):
        start = time.perf_counter()
        subprocess.run([program, "--version"], check=True, capture_output=True)
        runs.append(time.perf_counter() - start)
    return {"reportparse --version, s": round(min(runs), 3)}


if __name__ == "__main__":
    main()
