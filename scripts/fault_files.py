"""Small documents for fault runs: variants of the corpus's own, with containers, copies and unreadable files."""

from __future__ import annotations

import random
import re
import zipfile
from pathlib import Path

import corpus

_FIGURE = re.compile(r"(?<![\d.,/-])\d{1,3}(?:\.\d{3})+(?![\d.,]*\d)")
_FOLDERS = 12  # as many communes send their files
_LONGEST = 7_000  # bytes of a text: the run is about faults, not about reading
_ZIPPED = 4  # files in one container


def make_documents(folder: Path, count: int, seed: int) -> None:
    """Put so many files into a folder, always the same for the same seed; each of its containers counts as one."""
    chance = random.Random(seed)
    originals = [path for path in corpus.texts("dev") if path.stat().st_size <= _LONGEST or path.suffix == ".docx"]
    for number in range(count):
        parent = folder / f"xa-{number % _FOLDERS:02}"
        parent.mkdir(parents=True, exist_ok=True)
        _make(parent, number, originals, chance)


def _make(parent: Path, number: int, originals: list[Path], chance: random.Random) -> None:
    kind, original = chance.random(), chance.choice(originals)
    name = f"{number:04}{original.suffix}"
    if kind < 0.03:
        (parent / f"{number:04}.pdf").write_bytes(b"%PDF-1.4\n%" + str(number).encode())
    elif kind < 0.05:
        (parent / f"{number:04}.xyz").write_bytes(b"?")
    elif kind < 0.08 and (earlier := sorted(parent.glob("*.txt"))):
        (parent / f"{number:04}.txt").write_bytes(chance.choice(earlier).read_bytes())
    elif kind < 0.12:
        with zipfile.ZipFile(parent / f"{number:04}.zip", "w", zipfile.ZIP_DEFLATED) as packed:
            for member in range(_ZIPPED):
                inner = chance.choice(originals)
                data = _varied(inner, f"{number}.{member}")
                packed.writestr(zipfile.ZipInfo(f"tep-{member}{inner.suffix}"), data)
    else:
        (parent / name).write_bytes(_varied(original, str(number)))


def _varied(original: Path, mark: str) -> bytes:
    """The bytes of another document of this kind: its long figures end otherwise, and its text names the mark."""
    data = original.read_bytes()
    if original.suffix == ".docx":
        return _with_comment(data, mark)
    if original.suffix == ".pdf":
        return data + f"\n% {mark}\n".encode()
    ending = f"{sum(map(ord, mark)) % 1000:03}"
    text = _FIGURE.sub(lambda match: match.group()[:-3] + ending, data.decode("utf-8"))
    return f"{text}\nBản {mark}.\n".encode()


def _with_comment(data: bytes, mark: str) -> bytes:
    """The package with a comment: other bytes, the same document. The comment is the last field of a ZIP."""
    comment = mark.encode()
    return data[:-2] + len(comment).to_bytes(2, "little") + comment
