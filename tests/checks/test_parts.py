"""Roles of household counts that only the arithmetic tells."""

from __future__ import annotations

import pytest

from reportparse.config import Settings
from reportparse.formats import read
from reportparse.model.document import SourceFile
from reportparse.pipeline import parse_document


def roles(text: str) -> list[tuple[str, str]]:
    data = text.encode()
    document = read(data, SourceFile("a.txt", "0", "text/plain", len(data)), Settings())
    households = parse_document(document).mentions.households
    return [(str(count.quantity.value), count.role) for count in households]


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        (
            "1. Toàn xã có 45 hộ đăng ký làm nhà, cụ thể:\n- Thôn Hạ: 25 hộ;\n- Thôn Thượng: 20 hộ.",
            [("45", "part"), ("25", "part"), ("20", "part")],
        ),
        (
            "1. Xã có 1.200 hộ dân, trong đó 45 hộ nghèo (3,75%), 60 hộ cận nghèo (5%).",
            [("1200", "level"), ("45", "level"), ("60", "level")],
        ),
        (
            "1. Cuối năm xã còn 227 hộ nghèo.\n2. Thiếu hụt của hộ nghèo:\n+ Nhà tiêu: 172 hộ, chiếm 75,77%.",
            [("227", "level"), ("172", "part")],
        ),
        (
            "1. Có 45 hộ nghèo và 60 hộ cận nghèo.",
            [("45", "level"), ("60", "level")],
        ),
    ],
    ids=["parts of a list", "the stocks of all households", "a share of a stock", "no total"],
)
def test_parts_of_a_total(text: str, expect: list[tuple[str, str]]) -> None:
    assert roles(text) == expect
