"""A folder of broken, locked, bomb-like and strange files: each must end with one explained outcome.

`ingest` reads the folder as its own program. Afterwards the archive is held against the folder, and everything that the
program may have left behind is looked for: files, folders, processes. A second run must find nothing to do.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import hostile_excel
import hostile_office
import hostile_other
import hostile_pdf
import hostile_stand_ins
import hostile_word
from hostile_damage import Named

_HERE = Path(__file__).resolve().parent
_MARK = "REPORTPARSE_HOSTILE_RUN"
_MAKERS: tuple[Callable[[], Iterator[Named]], ...] = (
    hostile_pdf.pdf_files,
    hostile_word.word_files,
    hostile_excel.excel_files,
    hostile_office.old_files,
    hostile_other.other_files,
    hostile_stand_ins.stand_ins,
)
_CONTAINERS = (".zip", ".eml", ".msg", ".rar", ".7z")
_SHOUTS = ("Traceback", "Exception ignored", "Segmentation fault", "Fatal Python error", "ResourceWarning")
_PAUSE = 0.5
_TRIES = 3  # a file that ends its process is tried again
_SLACK = 30.0  # seconds for all that is not reading


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the archive says became of one file, or of one file in a container."""

    source: str
    result: str
    code: str | None
    reason: str | None


@dataclass
class Findings:
    """What a run has come to."""

    outcomes: list[Outcome] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0
    megabytes: float = 0.0


def make(folder: Path, wanted: str = "") -> list[str]:
    """Write the files whose name holds `wanted`; their names. Files of the same bytes are written once."""
    seen: set[str] = set()
    names = []
    for maker in _MAKERS:
        for name, data in maker():
            digest = hashlib.sha256(data).hexdigest()
            if wanted in name and digest not in seen:
                seen.add(digest)
                names.append(name)
                (folder / name).write_bytes(data)
    return names


def run(work: Path, names: Sequence[str], options: Sequence[str], timeout: float) -> Findings:
    """Read the folder `work/in` into `work/A.db`, twice, and look at all that has come of it."""
    found = Findings()
    before = _hashes(work / "in")
    code, errors = _ingest(work, options, timeout, found)
    if code not in (0, 1):
        found.wrong.append(f"the program ended with {code}: {errors[-500:]}")
    found.wrong += [f"standard error says: {line}" for line in errors.splitlines() if line.startswith(_SHOUTS)]
    found.outcomes = outcomes(work / "A.db")
    found.wrong += judged(found.outcomes, names)
    found.wrong += _left_behind(work)
    if _hashes(work / "in") != before:
        found.wrong.append("the files that were read are not as they were")
    first = found.seconds, found.megabytes
    _ingest(work, options, timeout, found)
    found.seconds, found.megabytes = first
    if outcomes(work / "A.db") != found.outcomes:
        found.wrong.append("a second run has changed outcomes")
    return found


def outcomes(archive: Path) -> list[Outcome]:
    """Everything that an archive says of paths, sorted."""
    queries = (
        "SELECT source, status, reason_code, reason FROM documents",
        "SELECT source, 'skipped', code, message FROM issues WHERE document IS NULL AND run = 1",
        "SELECT s.source, 'copy', NULL, NULL FROM sources s JOIN documents d USING (sha256) WHERE s.source <> d.source",
    )
    with closing(sqlite3.connect(f"{archive.absolute().as_uri()}?immutable=1", uri=True)) as connection:
        rows = [Outcome(*row) for query in queries for row in connection.execute(query)]
    return sorted(rows, key=lambda row: (row.source, row.result, row.code or ""))


def judged(found: Sequence[Outcome], names: Sequence[str]) -> list[str]:
    """What is wrong with these outcomes of files of these names, all in one folder `in`."""
    wrong = []
    by_file: dict[str, list[Outcome]] = {f"in/{name}": [] for name in names}
    for outcome in found:
        path = outcome.source if outcome.source in by_file else outcome.source.partition("!")[0]
        if path not in by_file:
            wrong.append(f"{outcome.source!r}: an outcome of no file")
            continue
        by_file[path].append(outcome)
        wrong += [f"{outcome.source!r} [{outcome.code}]: {fault}" for fault in _faults(outcome)]
    counted = Counter(outcome.source for outcome in found)
    wrong += [f"{source!r}: {count} outcomes" for source, count in counted.items() if count > 1]
    for path, own in by_file.items():
        inside = [outcome for outcome in own if outcome.source != path]
        if not own:
            wrong.append(f"{path!r}: no outcome")
        elif len(own) - len(inside) > 1 or (inside and not _may_hold_files(path)):
            wrong.append(f"{path!r}: {len(own)} outcomes")
    return wrong


def _may_hold_files(path: str) -> bool:
    """Whether a file is a container, be it under another name."""
    return path.endswith(_CONTAINERS) or " zip " in path


def _faults(outcome: Outcome) -> Iterator[str]:
    name = outcome.source.rpartition("/")[2]
    codes = hostile_stand_ins.expected(name)
    if codes is not None and outcome.code not in codes:
        yield f"{outcome.result}, where one of {sorted(codes)} is right"
    if codes is None and outcome.code in ("internal-error", "crashed"):
        yield f"a fault of the program: {outcome.reason}"
    if outcome.result in ("failed", "partial") and not (outcome.code and outcome.reason):
        yield "no reason"
    if outcome.result == "failed":
        reason, _, remedy = (outcome.reason or "").partition("; ")
        if not remedy:
            yield f"no remedy: {reason}"
        if reason.isascii():
            yield f"the reason is not Vietnamese: {reason}"


def _ingest(work: Path, options: Sequence[str], timeout: float, found: Findings) -> tuple[int, str]:
    """Run the program and watch it: its exit code and its standard error. One that no longer gets on is killed."""
    temporary = work / "tmp"
    temporary.mkdir(exist_ok=True)
    paths = os.pathsep.join([str(_HERE.parent / "src"), str(_HERE)])
    places = {"TMPDIR": str(temporary), "XDG_CACHE_HOME": str(work / "cache"), "PYTHONPATH": paths}
    command = [sys.executable, str(_HERE / "hostile_stand_ins.py"), "ingest", "in", "--archive", "A.db", *options]
    begun = time.monotonic()
    with (work / "errors").open("wb") as errors:
        process = subprocess.Popen(
            command,
            cwd=work,
            env={**os.environ, **places, _MARK: str(work)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,
        )
        moved, stand = time.monotonic(), ""
        while process.poll() is None:
            time.sleep(_PAUSE)
            found.megabytes = max(found.megabytes, _peak(process.pid))
            now = f"{_size(work / 'A.db')} {_size(work / 'A.db-wal')} {_last_write(work)}"
            if now != stand:
                moved, stand = time.monotonic(), now
            if time.monotonic() - moved > _TRIES * timeout + _SLACK:
                found.wrong.append(f"nothing has happened for {time.monotonic() - moved:.0f} s: a hang")
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    found.seconds = time.monotonic() - begun
    return process.returncode, (work / "errors").read_text("utf-8", "replace")


def _left_behind(work: Path) -> Iterator[str]:
    """Files, folders and processes that nobody needs any more."""
    for path in (work / "tmp").rglob("*"):
        yield f"left behind: {path.relative_to(work)}"
    kept = {"in", "A.db", "A.db.files", "tmp", "cache", "errors"}
    yield from (f"left behind: {path.name}" for path in work.iterdir() if path.name not in kept)
    yield from (f"left behind: {path.name}" for path in (work / "A.db.files").rglob("*.tmp"))
    for pid in _processes(work):
        yield f"left behind: process {pid}"
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _processes(work: Path) -> list[int]:
    """Processes that have been started, at first or second hand, by a run in this folder."""
    mark = f"{_MARK}={work}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdecimal() and mark in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
    return found


def _peak(pid: int) -> float:
    """The most memory that a process has held so far, in MB."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1000
    return 0.0


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0


def _last_write(work: Path) -> float:
    with suppress(OSError):
        return max((work / name).stat().st_mtime for name in ("A.db", "A.db-wal"))
    return 0.0


def _hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def table(found: Sequence[Outcome]) -> Iterator[str]:
    """How many outcomes of each kind there are, with an example of the reason."""
    counts = Counter((outcome.result, outcome.code or "") for outcome in found)
    reasons = {(outcome.result, outcome.code or ""): outcome.reason or "" for outcome in reversed(found)}
    yield f"{'outcome':<8}  {'code':<22}  {'files':>6}  for example"
    for (result, code), count in sorted(counts.items()):
        yield f"{result:<8}  {code:<22}  {count:>6}  {reasons[result, code]}"


def main() -> int:
    """Make the files, run, print the table; the exit code is 1 where anything is wrong."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--timeout", type=float, default=20, help="seconds for one file")
    options.add_argument("--memory", type=int, default=1500, help="MB for one file")
    options.add_argument("--only", default="", help="only files whose name holds this")
    options.add_argument("--keep", type=Path, help="leave everything in this new folder")
    options.add_argument("--list", action="store_true", help="print every outcome")
    given = options.parse_args()
    work = given.keep or Path(tempfile.mkdtemp(prefix="reportparse-hostile-"))
    try:
        (work / "in").mkdir(parents=True)
        names = make(work / "in", given.only)
        limits = ["--jobs", str(given.jobs), "--timeout", f"{given.timeout:g}", "--memory", str(given.memory)]
        found = run(work.resolve(), names, limits, given.timeout)
    finally:
        if not given.keep:
            shutil.rmtree(work, ignore_errors=True)
    if given.list:
        print(
            "\n".join(
                f"{item.source!r}: {item.result} {item.code or ''} {item.reason or ''}" for item in found.outcomes
            )
        )
    print("\n".join(table(found.outcomes)))
    print(f"{len(names)} files, {len(found.outcomes)} outcomes, {found.seconds:.0f} s, parent {found.megabytes:.0f} MB")
    print("\n".join(found.wrong) or "all explained, nothing left behind")
    return bool(found.wrong)


if __name__ == "__main__":
    sys.exit(main())
