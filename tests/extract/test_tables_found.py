"""Figures of tables, the same table in several layouts: with tabs, pipes, single spaces, or drawn with spaces.

A specification holds the cells (`rows`, the heads first) and the layouts in which a reader must stand, or a text; and
the amounts (đồng), percentages and households that the table gives, in any order, and no others.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import reportparse

SPECS = Path(__file__).parents[1] / "fixtures" / "specs" / "tables.jsonl"
ABOVE = "ỦY BAN NHÂN DÂN\nXÃ TÂN HÒA\n\nBÁO CÁO\nKết quả công tác năm 2024\n\nI. KẾT QUẢ\n\nKết quả như sau.\n\n"
BELOW = "\n\nTrên đây là báo cáo của UBND xã.\n"
SUFFIXES = {"pipes": "md"}


def _drawn(rows: Sequence[Sequence[str]], layout: str) -> str:
    if layout == "tabs":
        return "\n".join("\t".join(row) for row in rows)
    if layout == "single spaces":
        return "\n".join(" ".join(row).strip() for row in rows)
    if layout == "pipes":
        lines = [f"| {' | '.join(row)} |" for row in rows]
        return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    aligned = ("   ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in aligned)


def _padded(cell: str, width: int) -> str:
    return cell.rjust(width) if cell[:1].isdigit() or cell == "-" else cell.ljust(width)


def _cases() -> Iterator[Any]:
    for line in SPECS.read_text("utf-8").splitlines():
        spec = json.loads(line)
        for layout in spec["layouts"]:
            yield pytest.param(spec, layout, id=f"{spec['why']}: {layout}")


def _values(mentions: Iterable[Any]) -> Counter[Decimal | None]:
    return Counter(mention.quantity.value for mention in mentions)


@pytest.mark.parametrize(("spec", "layout"), list(_cases()))
def test_figures_of_a_table(spec: dict[str, Any], layout: str, tmp_path: Path) -> None:
    caption = "\n".join(spec.get("caption", ()))
    text = spec.get("text") or f"{caption}\n{_drawn(spec['rows'], layout)}"
    file = tmp_path / f"table.{spec.get('suffix') or SUFFIXES.get(layout, 'txt')}"
    file.write_text(ABOVE + text + BELOW, "utf-8")
    found = reportparse.parse(str(file)).mentions
    for kind in ("amounts", "percentages", "households"):
        assert _values(getattr(found, kind)) == Counter(Decimal(value) for value in spec[kind]), kind
