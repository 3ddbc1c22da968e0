"""The unit that a heading gives to all tables of its section: "C. Danh sách theo nguồn (triệu đồng)"."""

from __future__ import annotations

from bisect import bisect_right

from reportparse.lexicon import Lexicon
from reportparse.model.document import Table
from reportparse.structure.flow import Flow
from reportparse.structure.outline import Outline

_MAX_HEADING = 250


def section_unit(flow: Flow, outline: Outline, table: Table, lexicon: Lexicon) -> str:
    """The unit named by the nearest heading over the table that names one, "" for none."""
    at = flow.inverse.source(table.cells[0].span.start)
    item = outline.item_of(bisect_right(flow.starts, at) - 1)
    if item is None:
        return ""
    for above in (item, *outline.ancestors(item)):
        paragraph = flow.paragraphs[above.paragraphs[0]]
        if paragraph.end - above.start > _MAX_HEADING:
            continue
        words = flow.text[above.start : paragraph.end].strip()
        named = lexicon.pattern("caption_unit").search(words) or lexicon.pattern("unit_line").match(words)
        if named:
            return str(named.group("unit"))
    return ""
