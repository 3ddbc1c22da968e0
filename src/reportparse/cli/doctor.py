"""`reportparse doctor`: which optional engines are there, what is lost without them, how to install them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from reportparse.cli.options import LangOption, package_version
from reportparse.cli.output import write_line
from reportparse.cli.words import say
from reportparse.formats.office_convert import PROGRAMS

_SECONDS = 20
_CALC = "*sclo.*"  # its library beside the program: libsclo.so, sclo.dll


@dataclass(frozen=True, slots=True)
class Engine:
    """An optional part. `find` gives its version, or None where it is missing; `key` finds its texts in `words`."""

    key: str
    name: str
    find: Callable[[], str | None]
    install: str


def _program(*names: str, flag: str = "--version") -> Callable[[], str | None]:
    """Finds the first of these programs and the first line of what it says of itself."""

    def find() -> str | None:
        for name in names:
            path = shutil.which(name)
            if path:
                return (_output([path, flag]).strip().splitlines() or [name])[0].strip()
        return None

    return find


def _package(name: str) -> Callable[[], str | None]:
    """Finds an installed Python package without importing it."""

    def find() -> str | None:
        try:
            return f"{name} {version(name)}"
        except PackageNotFoundError:
            return None

    return find


def _vietnamese_ocr() -> str | None:
    path = shutil.which("tesseract")
    return "vie" if path and "vie" in _output([path, "--list-langs"]).split() else None


def _antiword() -> str | None:
    """`antiword` has no option for its version; called with nothing to read, it tells it among its help."""
    path = shutil.which("antiword")
    if path is None:
        return None
    said = (line.strip() for line in _output([path]).splitlines())
    return next((f"antiword {line}" for line in said if line.startswith("Version")), "antiword")


def _calc() -> str | None:
    """LibreOffice's part for spreadsheets, which comes in a package of its own; it has the program's version."""
    path = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    has_part = path is not None and any(Path(path).resolve().parent.glob(_CALC))
    return _program(*PROGRAMS)() if has_part else None


def _output(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return (done.stdout or done.stderr).decode("utf-8", "replace")


ENGINES: tuple[Engine, ...] = (
    Engine("tesseract", "tesseract", _program("tesseract"), "apt install tesseract-ocr"),
    Engine("vie", "tesseract: vie", _vietnamese_ocr, "apt install tesseract-ocr-vie"),
    Engine(
        "soffice",
        "LibreOffice",
        _program(*PROGRAMS),
        "apt install libreoffice-writer-nogui",
    ),
    Engine("calc", "LibreOffice Calc", _calc, "apt install libreoffice-calc-nogui"),
    Engine("antiword", "antiword", _antiword, "apt install antiword"),
    Engine("catdoc", "catdoc", _program("catdoc", flag="-V"), "apt install catdoc"),
    Engine("bsdtar", "bsdtar", _program("bsdtar"), "apt install libarchive-tools"),
    Engine("spacy", "spaCy", _package("spacy"), "pip install spacy"),
    Engine("ray", "ray", _package("ray"), "pip install 'reportparse[cluster]'"),
)


def doctor(lang: LangOption = "vi") -> None:
    """Print the list; the help text is in `help_words`."""
    write_line(f"reportparse {package_version()}")
    for engine in ENGINES:
        found = engine.find()
        if found:
            write_line(f"{say('doctor.there', lang)}  {engine.name}: {found}")
        else:
            write_line(f"{say('doctor.missing', lang)}  {engine.name}")
        write_line(f"    {say('doctor.lost', lang)}: {say(f'engine.{engine.key}', lang)}")
        write_line(f"    {say('doctor.install', lang)}: {engine.install}")
