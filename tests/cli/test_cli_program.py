"""The program as a whole: its own process, its start, pipes that close, help, the words it uses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cli_make import GOOD, run_here, run_there

from reportparse.cli import words
from reportparse.cli.doctor import ENGINES
from reportparse.cli.main import COMMANDS
from reportparse.cli.words import TEXTS, figure, verdict_text
from reportparse.errors import LexiconError


def test_version_and_help(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_here(monkeypatch, "--version").out.startswith("reportparse 0.")
    for args in ([], ["--help"]):
        ran = run_here(monkeypatch, *args)
        assert (ran.code, ran.err) == (0, "")
        assert all(f"  {command} " in ran.out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_in_both_languages(monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    vietnamese = run_here(monkeypatch, command, "--help")
    assert vietnamese.code == 0
    assert "help." not in vietnamese.out
    assert "In hướng dẫn này rồi thoát." in vietnamese.out
    if command != "schema":
        assert "Show this message and exit." in run_here(monkeypatch, command, "--lang", "en", "--help").out


def test_every_text_stands_in_both_languages_with_the_same_places() -> None:
    for key, (vietnamese, english) in TEXTS.items():
        assert vietnamese, key
        assert english, key
        assert vietnamese.count("{") == english.count("{"), key


def test_no_word_of_guilt() -> None:
    shown = " ".join(text for pair in TEXTS.values() for text in pair) + " ".join(words.REASONS_EN.values())
    assert not [word for word in ("vi phạm", "gian dối", "sai phạm", "fraud", "violation") if word in shown.lower()]


@pytest.mark.parametrize("args", [["nonsense"], ["--nonsense"], ["extract"], ["ingest", "x"], ["search", "A.db"]])
def test_bad_usage_is_one_line_and_exit_code_2(monkeypatch: pytest.MonkeyPatch, args: list[str]) -> None:
    ran = run_here(monkeypatch, *args)
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1
    assert ran.err.startswith("Sai cách dùng: ")


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["nonsense"], "không có lệnh “nonsense”. Xem: reportparse --help"),
        (["check", "--nope", "x"], "không có tùy chọn --nope. Xem: reportparse check --help"),
        (["check"], "thiếu FILE... Xem: reportparse check --help"),
        (["check", "--lang", "fr", "x"], "--lang không nhận “fr”, chỉ nhận vi, en. Xem: reportparse check --help"),
        (["ingest", "x"], "thiếu tùy chọn --archive. Xem: reportparse ingest --help"),
        (
            ["ingest", "x", "--archive", "a", "--jobs", "0"],
            "--jobs / -j phải từ 1 trở lên. Xem: reportparse ingest --help",
        ),
        (["search", "a", "b", "c"], "thừa: c. Xem: reportparse search --help"),
        (["check", "x", "--unit"], "tùy chọn --unit cần có giá trị. Xem: reportparse check --help"),
    ],
)
def test_usage_errors_speak_one_language(monkeypatch: pytest.MonkeyPatch, args: list[str], told: str) -> None:
    assert run_here(monkeypatch, *args).err == f"Sai cách dùng: {told}\n"
    english = run_here(monkeypatch, "--lang", "en", *args).err
    assert english.startswith("Bad usage: ") or "fr" in args
    assert english.isascii() or "fr" in args


def test_the_language_may_stand_before_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    for args in (["--lang", "en", "doctor"], ["--lang=en", "doctor"], ["--lang", "vi", "doctor", "--lang", "en"]):
        assert "[found]" in run_here(monkeypatch, *args).out
    assert "[có]" in run_here(monkeypatch, "--lang", "vi", "doctor").out


def test_malformed_data_of_the_program_are_no_fault_of_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(path: str, settings: object) -> None:
        raise LexiconError("money.toml, plain: made up")

    monkeypatch.setattr("reportparse.bulk.worker.parse", broken)
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    ran = run_here(monkeypatch, "check", tmp_path / "a.txt", "--lang", "en")
    assert (ran.code, ran.out) == (1, "")
    assert "the data of the program are malformed, not the file that was read: money.toml" in ran.err


def test_the_schema_is_that_of_records(monkeypatch: pytest.MonkeyPatch) -> None:
    schema = json.loads(run_here(monkeypatch, "schema").out)
    assert {"schema", "version", "document", "header", "amounts", "checks"} <= set(schema["properties"])


def test_doctor_names_every_engine_and_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    ran = run_here(monkeypatch, "doctor")
    assert ran.code == 0
    for name in ("tesseract", "LibreOffice", "antiword", "catdoc", "spaCy"):
        assert name in ran.out
    assert "Cài đặt: apt install tesseract-ocr-vie" in ran.out
    assert "Without it: scanned pages" in run_here(monkeypatch, "doctor", "--lang", "en").out


@pytest.mark.parametrize(("lang", "column"), [("vi", 0), ("en", 1)])
def test_doctor_says_what_each_engine_is_for_though_it_is_there(
    monkeypatch: pytest.MonkeyPatch, lang: str, column: int
) -> None:
    lines = run_here(monkeypatch, "doctor", "--lang", lang).out.splitlines()[1:]
    for engine, (name, lost, install) in zip(ENGINES, zip(*[iter(lines)] * 3, strict=True), strict=True):
        found = engine.find()
        assert name.endswith(f"  {engine.name}: {found}" if found else f"  {engine.name}")
        assert lost.endswith(TEXTS[f"engine.{engine.key}"][column])
        assert install.endswith(engine.install)


def test_the_program_runs_with_any_locale(tmp_path: Path) -> None:
    (tmp_path / "tệp.txt").write_text(GOOD, encoding="utf-8")
    ran = run_there("extract", "tệp.txt", cwd=tmp_path, PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    assert ran.code == 0, ran.err
    record = json.loads(ran.out)
    assert (record["document"]["source"], record["document"]["chars"]) == ("tệp.txt", len(GOOD))
    assert ran.err == ""


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\xff\xfe" * 50, b"%PDF-1.4\nnot really", b"PK\x03\x04rubbish"])
def test_rubbish_is_a_failed_record(tmp_path: Path, content: bytes) -> None:
    for suffix in ("pdf", "docx", "txt"):
        (tmp_path / f"x.{suffix}").write_bytes(content)
    ran = run_there("extract", ".", cwd=tmp_path)
    assert ran.err == ""
    found = [json.loads(line)["document"] for line in ran.out.splitlines()]
    assert len(found) == 3
    for document in found:
        assert document["status"] == "failed" or content.startswith(b"\x00")
        assert "internal-error" not in [issue["code"] for issue in document["issues"]]
    assert ran.code == 1


def test_a_pipe_that_closes_is_no_error(tmp_path: Path) -> None:
    for number in range(50):
        (tmp_path / f"{number}.txt").write_text(GOOD * 2000, encoding="utf-8")
    command = "from reportparse.cli.main import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", command, "extract", "--with-text", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


@pytest.mark.parametrize("command", [["--help"], ["extract", "--help"], ["doctor", "--help"]])
def test_the_command_line_never_imports_spacy(command: list[str]) -> None:
    code = (
        "import sys\nfrom reportparse.cli.main import run\nrun(sys.argv[1:])\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('spacy', 'ray', 'datasette')], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [
        (530050000, "530.050.000", "530,050,000"),
        (20.86, "20,86", "20.86"),
        (-3, "-3", "-3"),
        (1e16, "10.000.000.000.000.000", "10,000,000,000,000,000"),
        ("2024-02-30", "2024-02-30", "2024-02-30"),
        (None, "?", "?"),
    ],
)
def test_figures_as_people_write_them(value: float | str | None, vietnamese: str, english: str) -> None:
    assert (figure(value, "vi"), figure(value, "en")) == (vietnamese, english)


def test_what_is_blank_is_missing_information() -> None:
    assert verdict_text("suspect", "thiếu thông tin: ngày chưa ghi năm", "vi") == "Thiếu thông tin"
    assert verdict_text("suspect", "chưa rõ", "vi") == "Chưa đủ căn cứ đối chiếu"
    assert verdict_text("inconsistent", None, "en") == "Inconsistent"
