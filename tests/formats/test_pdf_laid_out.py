"""Places on pages that were put together by place are the same whether their layout is still known or made anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reportparse.config import Settings
from reportparse.formats.pdf import PDF
from reportparse.model.document import SourceFile
from reportparse.model.span import Span

TWINS = sorted((Path(__file__).parents[2] / "corpora" / "texts").glob("*.pdf"))


@pytest.mark.parametrize("path", TWINS, ids=[path.stem for path in TWINS])
def test_places_need_no_second_layout(path: Path) -> None:
    data = path.read_bytes()
    document = PDF.read(data, SourceFile(path.name, "0", PDF.media_type, len(data)), Settings())
    words = [Span(at, at + 12) for at in range(0, len(document.text) - 12, 97)]
    assert document.laid_out
    assert PDF.locate(data, document, words) == PDF.locate(data, replace(document, laid_out={}), words)
