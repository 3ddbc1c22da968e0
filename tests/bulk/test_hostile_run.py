"""The hostile run: the same files each time, and it sees what it is there to see."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import hostile
import hostile_damage
import hostile_pdf
import hostile_stand_ins
import pytest
from hostile import Outcome, judged

SCRIPT = Path(hostile.__file__)
GOOD = Outcome("in/a.pdf", "ok", None, None)


def digests() -> list[tuple[str, str]]:
    return [(name, hashlib.sha256(data).hexdigest()) for name, data in hostile_pdf.pdf_files()]


def test_the_files_are_the_same_each_time_and_named_apart() -> None:
    made = digests()
    assert made == digests()
    assert len({name for name, _ in made}) == len(made) > 90


def test_a_file_is_cut_at_many_places_and_never_whole() -> None:
    cuts = list(hostile_damage.cut("a.pdf", bytes(range(200))))
    assert {name.rpartition(".")[2] for name, _ in cuts} == {"pdf"}
    assert all(0 < len(data) < 200 for _, data in cuts)


@pytest.mark.parametrize(
    ("found", "wrong"),
    [
        ([GOOD], []),
        ([], ["'in/a.pdf': no outcome"]),
        ([GOOD, GOOD], ["'in/a.pdf': 2 outcomes", "'in/a.pdf': 2 outcomes"]),
        ([GOOD, Outcome("in/b.pdf", "ok", None, None)], ["'in/b.pdf': an outcome of no file"]),
        ([Outcome("in/a.pdf", "failed", "damaged", "PDF bị hỏng; tải lại")], []),
        ([Outcome("in/a.pdf", "failed", "damaged", "PDF bị hỏng")], ["'in/a.pdf' [damaged]: no remedy: PDF bị hỏng"]),
        (
            [Outcome("in/a.pdf", "failed", "damaged", "broken; fetch")],
            ["'in/a.pdf' [damaged]: the reason is not Vietnamese: broken"],
        ),
        ([Outcome("in/a.pdf", "partial", None, None)], ["'in/a.pdf' [None]: no reason"]),
        (
            [Outcome("in/a.pdf", "failed", "crashed", "dừng đột ngột; báo lỗi")],
            ["'in/a.pdf' [crashed]: a fault of the program: dừng đột ngột; báo lỗi"],
        ),
    ],
)
def test_what_is_wrong_with_outcomes_is_seen(found: list[Outcome], wrong: list[str]) -> None:
    assert judged(found, ["a.pdf"]) == wrong


def test_members_of_containers_are_outcomes_of_their_file() -> None:
    inside = [Outcome(f"in/a.zip!{name}.txt", "ok", None, None) for name in "xy"]
    assert judged(inside, ["a.zip"]) == []
    assert judged(inside, ["a.pdf"]) != []


def test_a_stand_in_has_codes_of_its_own() -> None:
    failed = Outcome("in/stand-in hangs.txt", "failed", "damaged", "tệp bị hỏng; tải lại")
    assert judged([failed], ["stand-in hangs.txt"]) == [
        "'in/stand-in hangs.txt' [damaged]: failed, where one of ['timeout'] is right"
    ]
    assert all(hostile_stand_ins.expected(name) for name, _ in hostile_stand_ins.stand_ins())


def test_files_that_end_or_outlive_their_process_are_explained(tmp_path: Path) -> None:
    """Some of the stand-ins, from end to end: nothing of them is left."""
    options = ["--only", "stand-in l", "--keep", str(tmp_path / "run"), "--timeout", "3"]
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *options], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "all explained, nothing left behind"
    assert [line.split()[:3] for line in done.stdout.splitlines()[1:3]] == [
        ["failed", "crashed", "2"],
        ["failed", "timeout", "1"],
    ]
