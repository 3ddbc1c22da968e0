"""`scripts/references`: the citations found in VNLegalText's sentences of laws, against what is marked there.

The set (Ngo Xuan Bach et al., SoICT 2019; best published F1 95.35 %) marks every reference to a law, code, ordinance,
decree, circular, decision, resolution or constitution, from the type word to the end of the date. A citation is right
when its text is the marked text, white space and letter case aside. Beside precision, recall and F1 the commonest kinds
of disagreement are printed, told apart by their shape alone; many are the set's own (identifiers left unmarked).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import corpus
import regex
import scoring

from reportparse.model.mention import Citation
from reportparse.pipeline import parse

DEFAULT = corpus.SHARED / "evaluation" / "vnlegaltext" / "val.conll"
_LAWS = ("Luật", "Bộ luật", "Pháp lệnh", "Hiến pháp")
_SHOWN = 10
_EXAMPLES = 25
_TAG = regex.compile(r"</?[A-Z][^<>]{0,40}>")
_NUMBER = regex.compile(r"\d[\w.]*\s*[/-]\s*[\w/]")
_BLANK = regex.compile(r"số\s*:?[\s….]*/")
_DATED = regex.compile(r"(?:ngày|tháng|năm)\s*\d[\d\s/.tháng năm-]*$", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the set and the texts marked in it, in order."""

    text: str
    marked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What is marked and not found, what is found and not marked; one of them is empty where nothing overlaps."""

    line: int
    kind: str
    marked: str
    found: str


def read(path: Path) -> Iterator[Sentence]:
    """The sentences of a CoNLL file: a word with "_" for its spaces and a tag on each line."""
    for block in path.read_text("utf-8").split("\n\n"):
        words: list[str] = []
        marks: list[list[str]] = []
        open_tag = None
        for line in block.splitlines():
            parts = line.split()
            if len(parts) < 2:
                continue
            word, tag = unicodedata.normalize("NFC", parts[0]).replace("_", " "), parts[-1]
            words.append(word)
            if tag == "O":
                open_tag = None
                continue
            if tag.startswith("B-") or tag[2:] != open_tag:
                marks.append([])
            open_tag = tag[2:]
            marks[-1].append(word)
        if words:
            yield Sentence(_join(words), tuple(_join(mark) for mark in marks))


def find(sentences: Sequence[Sentence]) -> list[list[tuple[str, Citation]]]:
    """The citations of each sentence with their texts, the sentences read as the lines of one text file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sentences.txt"
        path.write_text("".join(sentence.text + "\n" for sentence in sentences), "utf-8")
        report = parse(path)
    if report.document is None:
        raise SystemExit("the sentences cannot be read back as text")
    found: list[list[tuple[str, Citation]]] = [[] for _ in sentences]
    for citation in report.mentions.citations:
        line = report.document.line_of(citation.span.start)
        found[line - 1].append((citation.span.of(report.document.text), citation))
    return found


def compare(
    sentences: Sequence[Sentence], found: Sequence[Sequence[tuple[str, Citation]]]
) -> tuple[scoring.Tally, list[Disagreement]]:
    """Hits, marked and found; and every disagreement with its kind."""
    hit = marked = given = 0
    wrong: list[Disagreement] = []
    for line, (sentence, citations) in enumerate(zip(sentences, found, strict=True), 1):
        want = Counter(squeeze(text) for text in sentence.marked)
        have = Counter(squeeze(text) for text, _ in citations)
        hit += (want & have).total()
        marked += want.total()
        given += have.total()
        if want != have:
            wrong += _disagreements(line, want - have, have - want, citations)
    return scoring.Tally(hit, marked, given), wrong


def squeeze(text: str) -> str:
    """Without white space, letter case and the mark at the end, as the set is scored."""
    return "".join(text.casefold().split()).rstrip(".,;")


def _disagreements(
    line: int, missed: Counter[str], extra: Counter[str], citations: Sequence[tuple[str, Citation]]
) -> Iterator[Disagreement]:
    left = list(missed.elements())
    papers = Counter(_paper(citation) for _, citation in citations)
    by_text = {squeeze(text): citation for text, citation in citations}
    for found in extra.elements():
        overlap = next((text for text in left if text in found or found in text), None)
        if overlap is not None:
            left.remove(overlap)
            yield Disagreement(line, _span_kind(by_text[found], overlap, found), overlap, found)
        else:
            again = papers[_paper(by_text[found])] > 1
            yield Disagreement(line, _unmarked_kind(by_text[found], again=again), "", found)
    for text in left:
        yield Disagreement(line, _missed_kind(text), text, "")


def _paper(citation: Citation) -> str:
    """What tells whether two citations of a sentence are of one paper."""
    return citation.identifier or squeeze(f"{citation.doc_type} {citation.number or citation.title}")


def _span_kind(citation: Citation, marked: str, found: str) -> str:
    what = "law by name" if citation.doc_type in _LAWS and citation.title else "identifier"
    longer, shorter = (found, marked) if len(found) > len(marked) else (marked, found)
    rest = longer.replace(shorter, "", 1)
    dated = "date" if _DATED.search(rest) else "number" if _NUMBER.search(rest) else "words"
    return f"{what}: the {dated} after it is in the span {'found' if longer is found else 'marked'} only"


def _unmarked_kind(citation: Citation, *, again: bool) -> str:
    what = "identifier" if citation.identifier else "number alone" if citation.number else "law by name"
    return f"{what} unmarked in the set" + (", named twice in the sentence" if again else "")


def _missed_kind(text: str) -> str:
    if _BLANK.search(text):
        return "number left blank: not found as a citation"
    if _NUMBER.search(text):
        return "identifier not found"
    return "paper by its subject alone, without number or date: not found"


def _join(words: Sequence[str]) -> str:
    return " ".join(_TAG.sub(" ", " ".join(words)).split())


def main() -> None:
    """Read the command line, extract, compare, print."""
    parser = argparse.ArgumentParser(prog="scripts/references", description=__doc__)
    parser.add_argument("path", nargs="?", type=Path, default=DEFAULT, help="a CoNLL file of VNLegalText")
    parser.add_argument("--show", metavar="WORDS", help="examples of the kinds whose names hold these words")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    options = parser.parse_args()
    if not options.path.is_file():
        parser.error(f"no such file: {options.path}")
    sentences = list(read(options.path))
    tally, wrong = compare(sentences, find(sentences))
    kinds = Counter(each.kind for each in wrong).most_common(_SHOWN)
    if options.json:
        figures = {"precision": tally.precision, "recall": tally.recall, "f1": tally.f1, "kinds": dict(kinds)}
        sys.stdout.write(json.dumps(figures, ensure_ascii=False) + "\n")
        return
    sys.stdout.write(f"{len(sentences)} sentences, {tally.gold} marked, {tally.given} found, {tally.hits} alike\n")
    sys.stdout.write(f"precision {tally.precision:.4f}  recall {tally.recall:.4f}  f1 {tally.f1:.4f}\n")
    for kind, count in kinds:
        sys.stdout.write(f"{count:6}  {kind}\n")
    if options.show:
        for each in [each for each in wrong if options.show in each.kind][:_EXAMPLES]:
            sys.stdout.write(f"{each.line}: {each.kind}\n    marked {each.marked}\n    found  {each.found}\n")


if __name__ == "__main__":
    main()
