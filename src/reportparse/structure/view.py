"""`View`: a document with everything that `structure` found in it; what extractors and checks work on."""

from __future__ import annotations

from dataclasses import dataclass, field

import regex

from reportparse.config import Settings
from reportparse.lexicon import Lexicon
from reportparse.model.document import Document
from reportparse.model.report import Header, Period, Unit
from reportparse.structure.continued import with_continued_tables
from reportparse.structure.flattened import with_flattened_tables
from reportparse.structure.flow import Flow, build_flow
from reportparse.structure.grids import Grid, read_grid
from reportparse.structure.header import read_form
from reportparse.structure.identity import identify
from reportparse.structure.misread import mended
from reportparse.structure.outline import Outline, build_outline
from reportparse.structure.paired_cells import with_paired_cells
from reportparse.structure.section_units import section_unit
from reportparse.structure.stacked import with_stacked_tables
from reportparse.structure.two_sided import with_two_sided_tables
from reportparse.text.markup import unmarked
from reportparse.text.separators import is_english

_CAPTION_REACH = 250
_WIDE = regex.compile(r"(?<=\S)[ \t]{2,}(?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A document, its flow of sentences, its list tree, the meaning of its tables, its header, and the lexicon."""

    document: Document
    flow: Flow
    outline: Outline
    grids: tuple[Grid, ...]
    lexicon: Lexicon
    header: Header = field(default_factory=Header)
    unit: Unit = field(default_factory=Unit)
    period: Period = field(default_factory=Period)
    report_kind: str | None = None


def build_view(document: Document, settings: Settings, lexicon: Lexicon) -> View:
    """Find the structure of a document that has been read."""
    document = with_stacked_tables(with_flattened_tables(with_continued_tables(document), lexicon))
    document = with_paired_cells(with_two_sided_tables(document, lexicon), lexicon)
    flow = build_flow(document, lexicon)
    form = read_form(document, flow, lexicon)
    unit, period, kind = identify(document, flow, form, settings, lexicon)
    outline = build_outline(flow)
    commas = is_english(document.text)
    grids = (
        read_grid(
            document,
            index,
            mended(caption(document, index), lexicon),
            lexicon,
            section_unit(flow, outline, table, lexicon) if table.cells else "",
            commas=commas,
        )
        for index, table in enumerate(document.tables)
    )
    return View(
        document=document,
        flow=flow,
        outline=outline,
        grids=tuple(grid for grid in grids if grid is not None),
        lexicon=lexicon,
        header=form.header,
        unit=unit,
        period=period,
        report_kind=kind,
    )


def caption(document: Document, index: int) -> str:
    """The text right above a table, as far as it may name the table or its unit: no marks, one space between words."""
    start = document.tables[index].span.start
    floor = document.tables[index - 1].span.end if index else 0
    words: str = _WIDE.sub(" ", unmarked(document.text[max(floor, start - _CAPTION_REACH) : start]))
    return words
