"""What the READMEs say is so: commands and options exist, links lead somewhere, what is shown comes out."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from reportparse.cli.main import COMMANDS, run
from reportparse.extract import EXTRACTORS
from reportparse.formats import READERS

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", "README.vi.md")
EXIT_ON_PROBLEM = (0, 1, 4)

_CONSOLE = re.compile(r"```console\n\$ (?P<command>.+)\n(?P<output>(?:.*\n)+?)```")
_PYTHON = re.compile(r"```python\n(?P<program>(?:.*\n)+?)```")
_LINK = re.compile(r"\]\((?P<target>[^)#]+)\)")
_COMMAND = re.compile(r"reportparse (?P<name>[a-z]+)\b")
_SCRIPT = re.compile(r"scripts/(?P<name>[a-z_]+)\b(?P<rest>[^`\n#]*)")
_DATA = re.compile(r"`(?P<name>[a-z_]+\.(?:toml|csv))`")
_OPTION = re.compile(r"--[a-z][a-z-]*")


def text(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


def help_of(name: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert run([name, "--help"]) == 0
    return capsys.readouterr().out


def rows(page: str) -> dict[str, str]:
    """The rows of the table of commands, by command."""
    found = {}
    for line in text(page).splitlines():
        match = re.match(r"\| `reportparse (?P<name>[a-z]+)", line)
        if match:
            found[match["name"]] = line
    return found


@pytest.mark.parametrize("page", PAGES)
def test_every_command_is_in_the_table(page: str) -> None:
    assert tuple(rows(page)) == tuple(name for name in rows(page) if name in COMMANDS)
    assert set(rows(page)) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("page", PAGES)
def test_options_in_the_table_exist(page: str, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    known = set(_OPTION.findall(help_of(name, capsys)))
    assert set(_OPTION.findall(rows(page)[name])) <= known


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("page", PAGES)
def test_no_option_is_left_out(page: str, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Somewhere on the page; --ocr waits for the reading of scans."""
    known = set(_OPTION.findall(help_of(name, capsys))) - {"--ocr"}
    assert known <= set(_OPTION.findall(text(page)))


@pytest.mark.parametrize("page", PAGES)
def test_commands_named_anywhere_exist(page: str) -> None:
    inline = " ".join(re.findall(r"`[^`\n]+`", text(page)))
    assert {match["name"] for match in _COMMAND.finditer(inline)} <= set(COMMANDS)


@pytest.mark.parametrize("page", PAGES)
def test_scripts_and_their_options_exist(page: str) -> None:
    named = list(_SCRIPT.finditer(text(page)))
    assert {match["name"] for match in named} >= {"setup", "demo", "test", "score", "diff_corpus", "bench"}
    for match in named:
        script = ROOT / "scripts" / match["name"]
        program = script.with_suffix(".py")
        source = script.read_text("utf-8") + (program.read_text("utf-8") if program.exists() else "")
        assert all(option in source for option in _OPTION.findall(match["rest"]))


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    targets = [match["target"] for match in _LINK.finditer(text(page))]
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_data_files_exist(page: str) -> None:
    data = ROOT / "src" / "reportparse" / "lexicon" / "data"
    assert [m["name"] for m in _DATA.finditer(text(page)) if not (data / m["name"]).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_output_that_is_shown_comes_out(
    page: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    shown = list(_CONSOLE.finditer(text(page)))
    assert shown
    for match in shown:
        program, *arguments = shlex.split(match["command"])
        assert program == "reportparse"
        assert run(arguments) in EXIT_ON_PROBLEM
        assert unnumbered(match["output"]) in unnumbered(capsys.readouterr().out)


def unnumbered(output: str) -> str:
    """Findings without their numbers, which change whenever another finding comes or goes."""
    return re.sub(r"^  \d+[a-z]?\) ", "  ", output, flags=re.MULTILINE)


def test_python_that_is_shown_runs() -> None:
    programs = [match["program"] for match in _PYTHON.finditer(text("README.md"))]
    assert programs
    for program in programs:
        done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("[")
        assert done.stdout.strip() != "[]"


def test_names_of_the_seams_are_those_of_the_code() -> None:
    assert READERS
    assert EXTRACTORS
    for page in PAGES:
        assert {"READERS", "EXTRACTORS", "RELATION_FINDERS", "FORM_CHECKS"} <= set(
            re.findall(r"`([A-Z_]+)`", text(page))
        )
