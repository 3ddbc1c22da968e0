"""What rests on a figure read from a picture without certainty is never more than suspect."""

from __future__ import annotations

from dataclasses import replace

from reportparse.config import Settings
from reportparse.formats import read, source_of
from reportparse.model.document import Document
from reportparse.model.span import Span
from reportparse.pipeline import parse_document

REPORT = """BÁO CÁO
Kết quả giảm nghèo năm 2024

Tổng số quà đã trao là 592 suất, gồm: ngân sách xã 213 suất, doanh nghiệp 155 suất, hội viên 227 suất.
"""


def document() -> Document:
    data = REPORT.encode()
    return read(data, source_of(data, "a.txt"), Settings())


def verdicts(found: Document) -> set[str]:
    return {check.verdict for check in parse_document(found).checks if check.rule == "sum"}


def test_a_sure_figure_is_inconsistent() -> None:
    assert verdicts(document()) == {"inconsistent"}


def test_a_doubtful_figure_is_suspect_with_its_reason() -> None:
    at = REPORT.index("155 suất")
    doubted = replace(document(), doubtful=(Span(at, at + 3),))
    assert verdicts(doubted) == {"suspect"}
    (found,) = (check for check in parse_document(doubted).checks if check.rule == "sum")
    assert found.reason is not None
    assert "bản quét" in found.reason


def test_a_doubtful_figure_elsewhere_changes_nothing() -> None:
    at = REPORT.index("2024")
    assert verdicts(replace(document(), doubtful=(Span(at, at + 4),))) == {"inconsistent"}


TABLE = """Biểu 1. Số hộ nghèo (đơn vị: hộ)
STT\tThôn\tĐầu kỳ\tGiảm\tCuối kỳ
1\tĐông\t21\t4\t17
2\tTây\t15\t“)\t13
3\tNam\t20\t6\t14
\tTổng cộng\t56\t12\t45
"""


def test_a_column_with_a_cell_that_could_not_be_read_is_suspect() -> None:
    data = (REPORT.replace("592", "595") + TABLE).encode()
    found = read(data, source_of(data, "a.txt"), Settings())
    at = found.text.index("“)")
    checks = parse_document(replace(found, doubtful=(Span(at, at + 2),))).checks
    flagged = {check.verdict for check in checks if check.rule in ("row", "column") and check.verdict != "consistent"}
    assert flagged <= {"suspect", "inconsistent"}
    assert not [
        check for check in checks
        if check.verdict == "inconsistent" and check.rule == "column" and check.stated == 12
    ]  # fmt: skip
