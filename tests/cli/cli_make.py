"""What the tests of the command line share: running it in this process or another, and a reader that is made up."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from reportparse.cli.main import run
from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.model.document import Document, Issue, Page, SourceFile
from reportparse.model.finding import Check, LikelyError, Term
from reportparse.model.quantity import Quantity
from reportparse.model.report import Coverage, Header, Period, Report, Unit
from reportparse.model.span import Span
from reportparse.pipeline import failed

GOOD = "Kết quả thực hiện: không có số liệu.\n"
SUSPECT = "Tổng số 592 suất quà, trong đó:\n- Hộ nghèo: 300 suất\n- Hộ cận nghèo: 295 suất\n"


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


def run_here(monkeypatch: pytest.MonkeyPatch, *args: str | Path) -> Ran:
    """Run the command line in this process, its two outputs apart and as bytes, as a shell has them."""
    out, err = io.BytesIO(), io.BytesIO()
    with monkeypatch.context() as patch:
        streams = [io.TextIOWrapper(buffer, encoding="ascii") for buffer in (out, err)]
        patch.setattr(sys, "stdout", streams[0])
        patch.setattr(sys, "stderr", streams[1])
        code = run([str(arg) for arg in args])
        for stream in streams:
            stream.flush()
        return Ran(code, out.getvalue().decode("utf-8"), err.getvalue().decode("utf-8"))


def run_there(*args: str | Path, cwd: Path | None = None, **env: str) -> Ran:
    """Run the command line as its own program."""
    done = subprocess.run(
        [sys.executable, "-c", "from reportparse.cli.main import main; main()", *map(str, args)],
        capture_output=True,
        cwd=cwd,
        env={**os.environ, **env},
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def made_up_parse(path: str, settings: Settings) -> Report:
    """Stands for the pipeline: what a file says decides what its report holds."""
    file = Path(path)
    if not file.is_file():
        return failed(path, None, UnreadableFileError("not-found", "không tìm thấy tệp", "kiểm tra lại đường dẫn"))
    data = file.read_bytes()
    source = SourceFile(path, hashlib.sha256(data).hexdigest(), "text/plain", len(data))
    if b"crash" in data:
        raise ZeroDivisionError("made up")
    if not data:
        return failed(path, source, UnreadableFileError("empty", "tệp rỗng (0 byte)", "kiểm tra lại tệp gốc"))
    text = data.decode("utf-8")
    document = Document(source, text)
    if "mờ" in text:
        document = Document(source, text, pages=(Page(1, Span(0, len(text)), True, "poor"),), quality="poor")
    return Report(
        path=path,
        sha256=source.sha256,
        media_type="text/plain",
        status="partial" if "thiếu trang" in text else "ok",
        document=document,
        issues=(Issue("page-damaged", "error", "Trang 2 bị hỏng"),) if "thiếu trang" in text else (),
        header=Header(doc_type="Báo cáo", number="12", symbol="BC-UBND", date="2024-08-01", subject="Kết quả"),
        unit=Unit(name="Phường 2", level="commune", parent="Thị xã Mẫu", source="text"),
        period=Period(value=settings.period or "2024-01/2024-07", source="user" if settings.period else "text"),
        report_kind="giảm nghèo",
        checks=checks(text) if "592" in text else (),
        coverage=Coverage(checked=3, total=4) if "592" in text else Coverage(),
    )


def checks(text: str) -> tuple[Check, ...]:
    """An inconsistent total with its likely error, the same cause seen again, a form, and a check that agrees."""
    stated, first, second = (_term(text, number, label) for number, label in _FIGURES)
    likely = LikelyError(stated.span, "592", Decimal(592), Decimal(595), ("c1",))
    total = Check(
        id="c1",
        code="SUM001",
        rule="sum",
        verdict="inconsistent",
        span=stated.span,
        stated=Decimal(592),
        computed=Decimal(595),
        difference=Decimal(-3),
        unit="suất",
        terms=(first, second),
        message="Tổng số khác các số chi tiết cộng lại",
        message_en="The total differs from its parts",
        cause="k1",
        likely_error=likely,
    )
    again = Check(
        id="c2",
        code="REP001",
        rule="repeat",
        verdict="suspect",
        span=first.span,
        stated=Decimal(300),
        computed=Decimal("300.5"),
        unit="suất",
        message="=Số liệu hai phần khác nhau",
        message_en="Two parts differ",
        reason="chưa rõ có cùng thời điểm",
        cause="k1",
    )
    form = Check(
        id="c3",
        code="FMT001",
        rule="format",
        verdict="suspect",
        span=second.span,
        stated="295",
        message="Số viết không đúng dạng",
        message_en="Not well formed",
    )
    agrees = Check(
        id="c4",
        code="SUM002",
        rule="sum",
        verdict="consistent",
        span=first.span,
        stated=Decimal(300),
        computed=Decimal(300),
        rounding="rounded",
        terms=(first,),
    )
    return total, again, form, agrees


_FIGURES = (("592", None), ("300", "hộ nghèo"), ("295", "hộ cận nghèo"))


def _term(text: str, number: str, label: str | None) -> Term:
    start = text.index(number)
    return Term(Span(start, start + len(number)), Quantity(Decimal(number), written=number), label)


def read_nothing(*_: object, **__: object) -> None:
    """Stands for reading a file where none is to be read."""
    raise AssertionError("a file was read")


def use_made_up_parse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportparse.bulk.worker.parse", made_up_parse)
