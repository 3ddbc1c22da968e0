"""The spaCy component: the same mentions as the command line, in the offsets of the text that spaCy was given."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from reportparse.cli.main import run
from reportparse.extract import KINDS

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "models" / "vi_reports"
TEXTS = [
    path
    for number in ("101", "104", "107", "109", "115")
    for path in sorted((ROOT / "corpora" / "texts").glob(f"{number}_*.txt"))
]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(MODEL)


def stored(path: Path) -> str:
    """The text as it lies in the file, line ends and all."""
    return path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_mentions_are_those_of_the_command_line(nlp: Language, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["extract", str(path)]) == 0
    printed: dict[str, Any] = json.loads(capsys.readouterr().out)
    doc = nlp(stored(path))
    record = doc._.reportparse
    for kind in KINDS:
        shown = [{key: value for key, value in m.items() if key not in ("doc_start", "doc_end")} for m in record[kind]]
        assert shown == printed[kind]
    assert record["checks"] == printed["checks"]
    assert len(doc.spans["reportparse"]) == sum(len(printed[kind]) for kind in KINDS)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_spans_cover_their_mentions(nlp: Language, path: Path) -> None:
    """Also where the text was stored in NFD (109) or has form feeds (115)."""
    doc = nlp(stored(path))
    for span in doc.spans["reportparse"]:
        mention = span._.reportparse
        start, end = mention["doc_start"], mention["doc_end"]
        assert unicodedata.normalize("NFC", doc.text[start:end]).replace("\f", " ") == mention["text"]
        assert span.start_char <= start < end <= span.end_char
        assert mention in doc._.reportparse[span.label_]


def test_marks_of_the_last_letter_belong_to_the_mention(nlp: Language) -> None:
    text = unicodedata.normalize("NFD", "Toàn xã có 12 hộ, trong đó 3 hộ nghèo.")
    doc = nlp(text)
    first = doc.spans["reportparse"][0]._.reportparse
    assert text[first["doc_start"] : first["doc_end"]] == unicodedata.normalize("NFD", first["text"])
    assert first["text"].endswith("hộ")


def test_numbers_glued_to_words_are_not_lost(nlp: Language) -> None:
    doc = nlp("Hỗ trợ dinh dưỡng140.000.000đ cho 12 hộ nghèo.")
    (amount,) = [span for span in doc.spans["reportparse"] if span.label_ == "amounts"]
    assert amount.text == "dưỡng140.000.000đ"
    assert amount._.reportparse["text"] == "140.000.000đ"
    assert amount._.reportparse["value"] == 140_000_000


def test_serialisation(nlp: Language) -> None:
    doc = nlp(stored(TEXTS[0]))
    copies = [
        Doc(nlp.vocab).from_bytes(doc.to_bytes()),
        *DocBin(docs=[doc], store_user_data=True).get_docs(nlp.vocab),
    ]
    again = spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}})
    again.add_pipe("reportparse")
    again.from_bytes(nlp.to_bytes())
    copies.append(again(stored(TEXTS[0])))
    for copy in copies:
        # As JSON, because DocBin brings lists back as tuples.
        assert json.dumps(copy._.reportparse) == json.dumps(doc._.reportparse)
        assert list(map(_plain, copy.spans["reportparse"])) == list(map(_plain, doc.spans["reportparse"]))


def test_figures_beyond_64_bits_can_be_stored(nlp: Language) -> None:
    doc = nlp("Chi 999.999.999.999.999.999.999.999 đồng.")
    (mention,) = doc._.reportparse["amounts"]
    assert mention["value"] == float(999_999_999_999_999_999_999_999)
    assert json.dumps(Doc(nlp.vocab).from_bytes(doc.to_bytes())._.reportparse) == json.dumps(doc._.reportparse)


def _plain(span: Any) -> tuple[Any, ...]:
    return span.start, span.end, span.label_, span.id_, json.dumps(span._.reportparse)


def test_groups_by_kind_and_a_key_of_ones_own() -> None:
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}})
    nlp.add_pipe("reportparse", config={"spans_key": "found", "kind_groups": True})
    doc = nlp("Xã có 12 hộ nghèo, chiếm 4,5%.")
    assert {key for key in doc.spans if doc.spans[key]} == {"found", "found/households", "found/percentages"}


@pytest.mark.parametrize("text", ["", "   \n", "không có gì"])
def test_texts_without_anything(nlp: Language, text: str) -> None:
    doc = nlp(text)
    assert doc._.reportparse["document"]["status"] == ("ok" if text.strip() else "failed")
    assert list(doc.spans["reportparse"]) == []


def test_a_span_of_another_component_has_no_mention(nlp: Language) -> None:
    doc = nlp("Xã có 12 hộ nghèo.")
    assert doc[0:2]._.reportparse is None
    assert nlp.make_doc("Xã")[0:1]._.reportparse is None


def test_the_saved_pipeline_is_what_its_script_makes(tmp_path: Path) -> None:
    build = runpy.run_path(str(MODEL.parent / "make_vi_reports.py"))["build"]
    build().to_disk(tmp_path)
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert made == {path.relative_to(MODEL): path.read_bytes() for path in MODEL.rglob("*") if path.is_file()}


HEAVY = "{name for name in ('spacy', 'pdfplumber', 'pypdfium2', 'docx', 'ray') if name in sys.modules}"


@pytest.mark.parametrize(
    ("statement", "allowed"),
    [
        ("import reportparse; reportparse.Settings", set()),
        ("import reportparse; reportparse.parse", {"pdfplumber", "pypdfium2", "docx"}),
        ("import reportparse.cli.main", set()),
    ],
)
def test_spacy_is_imported_only_where_it_is_used(statement: str, allowed: set[str]) -> None:
    program = f"import sys\n{statement}\nprint(*sorted({HEAVY}))"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert set(done.stdout.split()) <= allowed


def test_public_names() -> None:
    program = "import reportparse\nfor name in reportparse.__all__: getattr(reportparse, name)\nprint(dir(reportparse))"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.count("'") // 2 <= 10
