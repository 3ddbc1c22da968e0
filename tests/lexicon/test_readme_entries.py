"""README shows an issuer, a unit, a category of households and a form of a citation as one entry of data each.

The entries shown are added, as they stand there, to a copy of the data; nothing else changes.
"""

from __future__ import annotations

import re
import shutil
from functools import cache
from importlib import resources
from pathlib import Path

import pytest

from reportparse.lexicon import Lexicon, read_lexicon
from reportparse.model.document import Document, SourceFile
from reportparse.model.report import Report
from reportparse.pipeline import parse_document

ROOT = Path(__file__).resolve().parents[2]
# A paragraph that names the file, and the entry right below it.
_BLOCK = re.compile(
    r"`(?P<file>[a-z_]+\.(?:toml|csv))`[^\n]*\n(?:[^\n]+\n)*\n```(?:toml|csv)\n(?P<entry>(?:.*\n)+?)```"
)


@cache
def shown(page: str) -> dict[str, str]:
    """The entries on a page, by the file that they belong in."""
    return {match["file"]: match["entry"] for match in _BLOCK.finditer((ROOT / page).read_text("utf-8"))}


def with_entry(folder: Path, page: str, file: str) -> Lexicon:
    """The lexicon with the entry shown for a file."""
    with resources.as_file(resources.files("reportparse.lexicon") / "data") as data:
        shutil.copytree(data, folder / "data")
    target = folder / "data" / file
    target.write_text(target.read_text("utf-8").rstrip("\n") + "\n" + shown(page)[file], "utf-8")
    return read_lexicon(folder / "data")


def read(text: str, lexicon: Lexicon | None = None) -> Report:
    return parse_document(Document(source=SourceFile("a.txt", "0", "text/plain", 1), text=text), None, lexicon)


@pytest.mark.parametrize("page", ["README.md", "README.vi.md"])
def test_four_entries_are_shown(page: str) -> None:
    assert set(shown(page)) == {"issuers.csv", "count_units.toml", "households.toml", "citations.toml"}


def test_the_pages_show_the_same() -> None:
    assert shown("README.md") == shown("README.vi.md")


def test_an_issuer(tmp_path: Path) -> None:
    text = "Theo Quyết định số 12/QĐ-TKNTY ngày 3/4/2024 của Trạm Khuyến nông và Thú y xã Nậm Mười về quy chế."
    issuer = "Trạm Khuyến nông và Thú y xã Nậm Mười"
    assert read(text).mentions.citations[0].issuer != issuer
    assert read(text, with_entry(tmp_path, "README.md", "issuers.csv")).mentions.citations[0].issuer == issuer


def test_a_unit(tmp_path: Path) -> None:
    text = "Các trường đã nhận 27 tủ sách và 03 tủ truyện cho thư viện."
    assert read(text).mentions.counts == ()
    lexicon = with_entry(tmp_path, "README.md", "count_units.toml")
    counts = [(str(count.quantity.value), count.unit) for count in read(text, lexicon).mentions.counts]
    assert counts == [("27", "tủ sách"), ("3", "tủ truyện")]


def test_a_category_of_households(tmp_path: Path) -> None:
    text = "Toàn xã có 212 hộ diêm dân."
    assert [count.category for count in read(text).mentions.households] == ["hộ"]
    lexicon = with_entry(tmp_path, "README.md", "households.toml")
    assert [count.category for count in read(text, lexicon).mentions.households] == ["hộ làm muối"]


def test_a_form_of_a_citation(tmp_path: Path) -> None:
    text = "Thực hiện Công văn số NTM.128 ngày 3/4/2024 của UBND huyện."
    assert read(text).mentions.citations == ()
    (found,) = read(text, with_entry(tmp_path, "README.md", "citations.toml")).mentions.citations
    assert (found.number, found.symbol, found.date, found.issuer) == ("128", "NTM", "2024-04-03", "UBND huyện")
