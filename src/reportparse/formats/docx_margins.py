"""Page headers and footers of a Word file: a letterhead among them belongs to the text, page numbers do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import regex

from reportparse.formats.docx_package import W
from reportparse.text.fold import fold

_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REFERENCES = (W + "headerReference", W + "footerReference")
_PAGE_NUMBER = regex.compile(r"[\s\d\-–—/|.,]*(?:trang[\s\d/]*)?(?:tren|of|cua)?[\s\d\-–—/|.]*")
_LETTERHEAD = regex.compile(r"chu nghia viet nam|doc lap\W+tu do|dang cong san viet nam|uy ban nhan dan|\bubnd\b")
_DATED = regex.compile(r"\bso\s*:|\bngay\b.{1,12}\bthang\b")


def shown_parts(document: Any) -> Iterator[str]:
    """Identifiers of the header and footer parts that some page shows, each once, in the order of the sections."""
    seen: set[str] = set()
    for section in document.iter(W + "sectPr"):
        first_differs = section.find(W + "titlePg") is not None
        for reference in section:
            if reference.tag not in _REFERENCES or (reference.get(W + "type") == "first" and not first_differs):
                continue
            name = reference.get(_ID)
            if name and name not in seen:
                seen.add(name)
                yield name


def is_letterhead(text: str) -> bool:
    """Whether a header holds the names that begin a document, not a running head: the motto, or a body and a number."""
    folded = fold(text)
    found = _LETTERHEAD.search(folded)
    return found is not None and (not found.group().startswith("u") or _DATED.search(folded) is not None)


def is_page_number(text: str) -> bool:
    """Whether a header or footer holds no words but a page number."""
    return _PAGE_NUMBER.fullmatch(fold(text)) is not None


def margin_parts(document: Any, by_id: Mapping[str, Any]) -> list[Any]:
    """Roots of the header and footer parts that are shown."""
    return [by_id[name] for name in shown_parts(document) if name in by_id]
