"""`scripts/formats`: one report in every form that communes send, and what is lost in each.

Every form is made from the Word file of a document of the corpus (see `variants`) and read by the program. The table
shows F1 by kind against the gold, wrong characters and cells against the Word file (see `exactness`), seconds, and how
much of the processor's time was not the engine's where pages were read by OCR.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import corpus
import docx
import exactness
import scoring
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from noise import named_differences
from variants import FORMS, Form, Report

from reportparse.config import Settings
from reportparse.formats import load, read
from reportparse.formats.ocr_engine import find_engine
from reportparse.formats.office_convert import find_office
from reportparse.lexicon import load_lexicon
from reportparse.model.document import Document
from reportparse.model.record import record_of
from reportparse.pipeline import parse_document, with_places

Json = dict[str, Any]
OCR_BAR = 0.10
"""At most this share of the time of reading a scan is ours; the rest is the engine's."""
_SETTINGS = Settings(ocr_cache=False)
_SCAN = "PDF, scanned"
_SIZE = 10.5  # points: fonts that stand in for Times New Roman are wider, and its 13 points would break every figure


@dataclass
class Result:
    """What was measured of one form of one document."""

    document: str
    form: str
    f1: dict[str, float]
    wrong: int
    characters: int
    cells_right: int
    cells: int
    seconds: float
    own_share: float | None = None
    issues: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)


def reports(prefixes: Sequence[str], folder: Path) -> list[Report]:
    """Documents of the development split: those with a Word file, or those asked for, whose Word files are made."""
    texts = [path for path in corpus.texts("dev") if path.suffix in corpus.LINE_FORMATS]
    if not prefixes:
        texts = [path for path in texts if path.with_suffix(".docx").exists()]
    wanted = [path for path in texts if not prefixes or path.name.startswith(tuple(prefixes))]
    return [report for path in wanted if (report := _report(path, folder))]


def _report(text: Path, folder: Path) -> Report | None:
    """A document and its files; None, with a word about it, where its tables do not fit a Word file."""
    word, pdf = text.with_suffix(".docx"), text.with_suffix(".pdf")
    if word.exists():
        return Report(text, word, pdf)
    made = folder / word.name
    try:
        _write_word(text.stem, made)
    except ValueError as error:
        sys.stderr.write(f"{text.name}: no Word file can be made of it ({error})\n")
        return None
    return Report(text, made, None)


def _write_word(name: str, target: Path) -> None:
    """The Word file of a document, as the corpus makes those that it keeps."""
    folder = str(corpus.CORPORA)
    if folder not in sys.path:
        sys.path.append(folder)
    annotated, build = import_module("annotated"), import_module("build")
    document = annotated.parse(corpus.CORPORA / "sources" / f"{name}.txt")
    annotated.lay_out(document)
    build.write_word(document, target)
    word = docx.Document(str(target))
    word.styles["Normal"].font.size = Pt(_SIZE)
    for part in word.element.body.iter(qn("w:t")):
        part.text = (part.text or "").replace("**", "")  # of Markdown
    for row in (row for table in word.tables for row in table.rows):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    word.save(str(target))


def forms(names: Sequence[str]) -> dict[str, Form]:
    """The forms that this machine can make, or those of them that have one of these words in their names."""
    return {
        name: form
        for name, form in FORMS.items()
        if (find_office() or not form.needs_office)
        and (name != _SCAN or find_engine(_SETTINGS))
        and (not names or any(part.casefold() in name.casefold() for part in names))
    }


def measure(report: Report, chosen: dict[str, Form]) -> Iterator[Result]:
    """Make the forms of a document one after the other, read them and compare."""
    load_lexicon()
    word = report.word
    gold, pieces, tables = corpus.gold_of(report.text), exactness.pieces_of(word), exactness.tables_of(word)
    base, _, _ = _read(report.text)
    with tempfile.TemporaryDirectory() as folder:
        for name, form in chosen.items():
            path = Path(folder) / f"{word.stem}{form.suffix}"
            path.write_bytes(form.made(report))
            start = time.perf_counter()
            record, document, own_share = _read(path)
            seconds = time.perf_counter() - start
            wrong, characters = exactness.wrong_characters(document, pieces)
            right, cells = exactness.right_cells(document, tables)
            yield Result(
                word.name[:3],
                name,
                {kind: tally.f1 for kind, tally in scoring.score(gold, record, lines=False).kinds.items()},
                wrong,
                characters,
                right,
                cells,
                round(seconds, 2),
                own_share if document.ocr else None,
                [issue["code"] for issue in record["document"]["issues"]],
                named_differences(gold, base, record),
            )


def _read(path: Path) -> tuple[Json, Document, float]:
    """The record and the document of a file, and our share of the processor's time from its bytes to its text."""
    before = _processor()
    data, source = load(path, _SETTINGS, given=str(path))
    document = read(data, source, _SETTINGS)
    own, others = (now - then for now, then in zip(_processor(), before, strict=True))
    report = with_places(parse_document(document, _SETTINGS), data)
    assert report.document is not None
    return record_of(report, version="", lang="en"), report.document, own / (own + others)


def _processor() -> tuple[float, float]:
    """Seconds of the processor that this process has used, and those of the programs that it has started."""
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime, others.ru_utime + others.ru_stime


def main() -> None:
    """Read the command line, make, read, compare, print."""
    parser = argparse.ArgumentParser(prog="scripts/formats", description=__doc__)
    parser.add_argument("--files", nargs="*", default=[], help="first characters of file names")
    parser.add_argument("--only", nargs="*", default=[], help="names of forms, or parts of them")
    parser.add_argument("--show", action="store_true", help="what is lost and gained against the text")
    parser.add_argument("--json", action="store_true", help="print the figures as a JSON list")
    options = parser.parse_args()
    chosen = forms(options.only)
    with tempfile.TemporaryDirectory() as folder:
        wanted = reports(options.files, Path(folder))
        if not wanted or not chosen:
            parser.error("no such file" if not wanted else "no such form; there are: " + "; ".join(FORMS))
        results = [result for report in wanted for result in measure(report, chosen)]
    if options.json:
        sys.stdout.write(json.dumps([asdict(result) for result in results], ensure_ascii=False, indent=1) + "\n")
        return
    sys.stdout.write(table(results, show=options.show))


def table(results: Sequence[Result], *, show: bool) -> str:
    """The figures in columns, a line a form; under each, where asked for, what differs from the text's record."""
    names = [kind.replace("household roles", "roles")[:11] for kind in scoring.KINDS]
    heads = "".join(f"{name:>12}" for name in names)
    lines = [f"{'':26}{heads}{'chars wrong':>13}{'cells right':>13}{'seconds':>9}{'own share':>11}"]
    for result in results:
        f1 = "".join(f"{result.f1[kind]:12.3f}" for kind in scoring.KINDS)
        wrong = f"{100 * result.wrong / result.characters:.3f} %"
        cells = f"{result.cells_right}/{result.cells}"
        share = "" if result.own_share is None else f"{100 * result.own_share:.1f} %"
        lines.append(f"{result.document} {result.form:22}{f1}{wrong:>13}{cells:>13}{result.seconds:9.2f}{share:>11}")
        if show:
            lines += [f"  {difference}" for difference in result.differences]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
