"""`scripts/faults`: ingests that are hit again and again, and what is lost or doubled by it (then with exit code 1).

Every scenario fills an archive from the same made documents, disturbed and then resumed to the end, and compares it row
by row (without run numbers and times) with one that was filled in peace. After every blow the archive must be sound and
must know all that was reported done before.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fault_archive import Row, compared, contents, faults_of, missing_of
from fault_files import make_documents
from fault_runs import DONE, Ingest, command, hit, reaches, started

Figures = dict[str, Any]

ARCHIVE_UNUSABLE = 3
_JITTER = 0.6  # seconds behind a moment that is told by the number of documents
_START = 4.0  # seconds within which a blow before the first document falls
_SIZES = (0.1, 0.3, 0.5, 0.8)  # of the room that is needed
_INSIDE = "--inside-a-namespace"


@dataclass
class Bench:
    """The documents, the archive that was filled in peace, and what came out."""

    root: Path
    documents: Path
    jobs: int
    peace: dict[str, Counter[Row]] = field(default_factory=dict)
    reports: int = 0
    problems: list[str] = field(default_factory=list)

    def start(self, archive: Path) -> Ingest:
        """Start an ingest into this archive."""
        temporary = self.temporary(archive)
        temporary.mkdir(parents=True, exist_ok=True)
        return started(command(self.documents, archive, self.jobs), temporary=temporary)

    def temporary(self, archive: Path) -> Path:
        """Where the ingests into an archive put their temporary files; never on the archive's own disk."""
        return self.root / "tmp" / archive.stem

    def check(self, archive: Path, ingest: Ingest, when: str) -> None:
        """See that an archive is sound and knows what was reported."""
        if not archive.exists():
            if ingest.reported:
                self.problems.append(f"{when}: no archive")
            return
        self.problems += [f"{when}: {fault}" for fault in faults_of(archive)[:3]]
        missing = missing_of(archive, ingest.reported) if ingest.reported else []
        self.problems += [f"{when}: reported and not there: {path}" for path in missing[:3]]

    def finish(self, archive: Path, when: str) -> Figures:
        """Resume to the end, and compare."""
        ingest = self.start(archive)
        code = ingest.wait()
        if code not in DONE:
            self.problems.append(f"{when}: the last run ended with {code}: {ingest.errors[-300:]}")
        self.check(archive, ingest, when)
        left = [path for path in self.temporary(archive).rglob("*") if path.is_file()]
        left += list(archive.parent.glob(f"{archive.name}.lock"))
        self.problems += [f"{when}: left behind: {path.name}" for path in left[:3]]
        return compared(self.peace, contents(archive))


def main() -> None:
    """Run the scenarios and print what came out."""
    parser = argparse.ArgumentParser(prog="scripts/faults", description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="kills,two,locked,full", help="scenarios, with commas between them")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    parser.add_argument(_INSIDE, dest="inside", help=argparse.SUPPRESS)
    options = parser.parse_args()
    wanted = options.only.split(",")
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        root = Path(options.inside or folder)
        bench = Bench(root, root / "documents", options.jobs)
        if not options.inside:
            make_documents(bench.documents, options.documents, options.seed)
        figures = {"undisturbed": _peace(bench)}
        for name in wanted:
            figures[name] = SCENARIOS[name](bench, options)
            _print({name: figures[name]}, options.json)
    if options.json or options.inside:
        sys.stdout.write(json.dumps({"figures": figures, "problems": bench.problems}) + "\n")
    else:
        sys.stdout.write("".join(f"PROBLEM {problem}\n" for problem in bench.problems))
    lost = any(rows.get("lost") or rows.get("doubled") for rows in figures.values())
    sys.exit(1 if bench.problems or lost else 0)


def _print(figures: dict[str, Figures], quiet: bool) -> None:
    if not quiet:
        for name, rows in figures.items():
            sys.stdout.write(f"{name}\n" + "".join(f"  {key:44}{value!s:>12}\n" for key, value in rows.items()))
        sys.stdout.flush()


def _peace(bench: Bench) -> Figures:
    archive = bench.root / "peace.db"
    begun = time.monotonic()
    ingest = bench.start(archive)
    if ingest.wait() not in DONE:
        raise SystemExit(f"an undisturbed ingest fails: {ingest.errors}")
    bench.peace = contents(archive)
    bench.reports = len(ingest.reported)
    bench.check(archive, ingest, "undisturbed")
    return {"paths": bench.reports, "rows": sum(sum(rows.values()) for rows in bench.peace.values()),
            "seconds": round(time.monotonic() - begun, 1)}  # fmt: skip


def kills(bench: Bench, options: argparse.Namespace) -> Figures:
    """Killed at random moments, the writer, the supervisor or a reader, and resumed each time."""
    total: Counter[str] = Counter()
    for run in range(options.runs):
        chance = random.Random(f"{options.seed}-{run}")
        archive = bench.root / f"kills-{run}.db"
        moments = sorted(chance.randrange(bench.reports) for _ in range(options.kills))
        total.update(_killed(bench, archive, moments, chance))
        total.update(bench.finish(archive, f"kills, run {run}"))
        total["ingests"] += 1
        if not options.json:  # it takes long
            told = f"{total['ingests']} ingests, {total['hits']} hits, {total['lost']} lost, {total['doubled']} doubled"
            sys.stderr.write(f"{told}, {len(bench.problems)} problems\n")
        _remove(archive)
    return dict(total)


def _killed(bench: Bench, archive: Path, moments: list[int], chance: random.Random) -> Counter[str]:
    """Hit an ingest at these moments, told by how many paths the archive knows; what was hit."""
    hits: Counter[str] = Counter()
    ingest, known = bench.start(archive), 0
    for moment in moments:
        alive = reaches(ingest, moment)
        time.sleep(chance.uniform(0, _JITTER if moment else _START))
        target = hit(ingest, chance) if alive else None
        if target is None:
            ingest.wait()
            hits["too late"] += 1
        else:
            hits["hits"] += 1
            hits[f"hits of the {target}"] += 1
            if "outlived" in target:
                bench.problems.append(target)
        if ingest.process.poll() is not None:
            bench.check(archive, ingest, f"{archive.stem}, killed at {moment}")
            known = max(known, len(ingest.reported))
            ingest = bench.start(archive)
    ingest.wait()
    bench.check(archive, ingest, archive.stem)
    return hits


def two(bench: Bench, options: argparse.Namespace) -> Figures:
    """Two ingests into one archive at once: one of them waits, or says clearly that it does not."""
    total: Counter[str] = Counter()
    for run in range(max(options.runs // 5, 1)):
        archive = bench.root / f"two-{run}.db"
        first, second = bench.start(archive), bench.start(archive)
        for ingest in (first, second):
            code = ingest.wait()
            total[f"ended with {code}"] += 1
            if code not in (*DONE, ARCHIVE_UNUSABLE) or (code == ARCHIVE_UNUSABLE and "PID" not in ingest.errors):
                bench.problems.append(f"two at once: {code} {ingest.errors[-300:]}")
            bench.check(archive, ingest, f"two at once, run {run}")
        total.update(bench.finish(archive, f"two at once, run {run}"))
        _remove(archive)
    return dict(total)


def locked(bench: Bench, options: argparse.Namespace) -> Figures:
    """Another program that holds the archive's lock for longer than an ingest waits."""
    total: Counter[str] = Counter()
    chance = random.Random(options.seed)
    for run in range(max(options.runs // 5, 1)):
        archive = bench.root / f"locked-{run}.db"
        ingest = bench.start(archive)
        reaches(ingest, max(chance.randrange(bench.reports) // 2, 1))
        with closing(sqlite3.connect(archive, isolation_level=None, timeout=30)) as other:
            other.execute("BEGIN IMMEDIATE")
            code = ingest.wait()
            other.execute("ROLLBACK")
        total[f"ended with {code}"] += 1
        if code != ARCHIVE_UNUSABLE:
            bench.problems.append(f"locked: ended with {code} {ingest.errors[-300:]}")
        bench.check(archive, ingest, f"locked, run {run}")
        total.update(bench.finish(archive, f"locked, run {run}"))
        _remove(archive)
    return dict(total)


def full(bench: Bench, options: argparse.Namespace) -> Figures:
    """A disk that is too small, is made larger, cannot be written for a while, and is large enough in the end."""
    if not options.inside:
        return _in_a_namespace(bench, options)
    total: Counter[str] = Counter()
    needed = sum(path.stat().st_size for path in bench.root.glob("peace.db*") if path.is_file())
    needed += sum(path.stat().st_size for path in bench.root.glob("peace.db.files/*/*"))
    disk = bench.root / "disk"
    disk.mkdir()
    _mount(disk, needed, _SIZES[0], "")
    archive = disk / "full.db"
    for size in (*_SIZES, None):
        _mount(disk, needed, size or _SIZES[-1], "remount," if size else "remount,ro,")
        ingest = bench.start(archive)
        code = ingest.wait()
        total[f"{'full' if size else 'read-only'}: ended with {code}"] += 1
        if code != ARCHIVE_UNUSABLE:
            bench.problems.append(f"disk of {size}: ended with {code} {ingest.errors[-300:]}")
        _mount(disk, needed, 3, "remount,rw,")  # room for the journal that opening the archive may need
        bench.check(archive, ingest, f"disk of {size}")
    total.update(bench.finish(archive, "full disk"))
    return dict(total)


def _mount(disk: Path, needed: int, share: float, how: str) -> None:
    command = ["mount", "-t", "tmpfs", "-o", f"{how}size={round(needed * share)}", "tmpfs", str(disk)]
    subprocess.run(command, check=True)


def _in_a_namespace(bench: Bench, options: argparse.Namespace) -> Figures:
    """Run the scenario where file systems can be mounted that only it sees."""
    program = [sys.executable, __file__, "--only", "full", "--jobs", str(options.jobs), _INSIDE, str(bench.root)]
    for unshare in (["unshare", "--mount"], ["unshare", "--map-root-user", "--mount"]):
        if _works([*unshare, "true"]):
            done = subprocess.run([*unshare, *program], capture_output=True, text=True, check=False)
            last = done.stdout.splitlines()[-1:]
            if not last:
                bench.problems.append(f"full disk: {done.stderr[-500:]}")
                return {}
            told = json.loads(last[0])
            bench.problems += told["problems"]
            figures: Figures = told["figures"]["full"]
            return figures
    return {"not run: no file system may be mounted here": 1}


def _works(program: list[str]) -> bool:
    return bool(shutil.which(program[0])) and not subprocess.run(program, capture_output=True, check=False).returncode


def _remove(archive: Path) -> None:
    for path in archive.parent.glob(f"{archive.name}*"):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


SCENARIOS: dict[str, Callable[[Bench, argparse.Namespace], Figures]] = {
    "kills": kills,
    "two": two,
    "locked": locked,
    "full": full,
}


if __name__ == "__main__":
    main()
