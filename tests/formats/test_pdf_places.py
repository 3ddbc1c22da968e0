"""The boxes of what is found in a PDF: what stands inside one is what was found."""

from __future__ import annotations

import io
import itertools
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pypdfium2
import pytest
from formats_making import PdfMaker, read_bytes, ruled, show
from legacy_making import encoded
from PIL import Image, ImageChops

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.formats import locate
from reportparse.formats.pdf import PDF
from reportparse.model.document import Document
from reportparse.model.span import Box, Span
from reportparse.pipeline import parse

TEXTS = Path(__file__).resolve().parents[2] / "corpora" / "texts"
TWINS = ("104", "113")
SAMPLES = sorted((Path(__file__).parents[3] / "shared/samples").glob("daknong_STC_*.pdf"))
N_MENTIONS = 200


def squeezed(text: str) -> str:
    return "".join(text.replace("\x02", "-").replace("\ufffe", "-").split())


def inside(pdf: pypdfium2.PdfDocument, page: int, box: Box) -> str:
    """What pdfium finds in a rectangle of a page that is not rotated."""
    shown = pdf[page - 1]
    text = shown.get_textpage()
    x0, _, _, y1 = shown.get_bbox()
    found = text.get_text_bounded(x0 + box.x0, y1 - box.bottom, x0 + box.x1, y1 - box.top)
    text.close()
    shown.close()
    return squeezed(found)


def located(path: Path) -> Iterator[tuple[str, str, bool]]:
    """Of everything found in a file: its text, what stands in its box, and whether it stands on one line."""
    document, mentions = (report := parse(path)).document, report.mentions
    assert document is not None
    pdf = pypdfium2.PdfDocument(path)
    for mention in mentions.all():
        place = document.place_of(mention.span)
        assert place.page is not None
        assert place.box is not None
        text = mention.span.of(document.text)
        height = place.box.bottom - place.box.top
        yield squeezed(text), inside(pdf, place.page, place.box), height < 20
    pdf.close()


def test_what_stands_in_the_box_of_a_mention_is_the_mention() -> None:
    every = [found for twin in TWINS for path in TEXTS.glob(f"{twin}_*.pdf") for found in located(path)]
    chosen = random.Random(5).sample(every, N_MENTIONS)
    assert [(text, there) for text, there, one_line in chosen if one_line and text != there] == []
    # The box of a mention over two lines goes around both, and so around the rest of one or both lines.
    assert [(text, there) for text, there, one_line in chosen if text not in there] == []
    assert sum(one_line for *_, one_line in chosen) > 0.9 * N_MENTIONS


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_boxes_of_real_files(path: Path) -> None:
    assert [(text, there) for text, there, _ in located(path) if text not in there] == []


def boxes(maker: PdfMaker, words: Sequence[str]) -> list[Box | None]:
    """The boxes of the first places of some words."""
    data = maker.data()
    document = read_bytes(data, "a.pdf")
    spans = [span_of(document, word) for word in words]
    found = {boxed.span: boxed.box for boxed in locate(data, document, spans)}
    return [found.get(span) for span in spans]


def span_of(document: Document, word: str) -> Span:
    start = document.text.index(word)
    return Span(start, start + len(word))


def about(box: Box | None, x0: float, x1: float, base: float) -> bool:
    """Whether a box of 12-point letters stands between two edges, on a base line.

    The font is not in the file: pdfium widens the room of a letter where that of the font it takes instead is wider.
    """
    if box is None:
        return False
    sides = (box.x0, box.x1) == pytest.approx((x0, x1), abs=4)
    return sides and base - 12 < box.top < base < box.bottom + 4 < base + 8


@pytest.mark.parametrize("table", [False, True])
def test_letters_in_the_files_order_and_sorted_by_place(table: bool) -> None:
    maker = PdfMaker()
    maker.page()
    texts = [show(50, 700, "Kinh phí 850 triệu"), show(50, 680, "cho 12 hộ"), show(60, 605, "TT"), show(160, 605, "Hộ")]
    maker.page(texts, ruled([50, 150, 300], [570, 600, 620]) if table else ())
    money, households, cell = boxes(maker, ["850 triệu", "12 hộ", "Hộ"])
    assert about(money, 50 + 9 * 6, 50 + 18 * 6, 100)
    assert about(households, 50 + 4 * 6, 50 + 9 * 6, 120)
    assert about(cell, 160, 172, 195)


@pytest.mark.parametrize(("rotate", "turned"), [(0, False), (90, True)])
def test_pages_shown_in_part_and_rotated(rotate: int, turned: bool) -> None:
    maker = PdfMaker()
    maker.page([show(250, 400, "Phụ lục 01")], rotate=rotate, turned=turned, box=(20, 30, 580, 700))
    (found,) = boxes(maker, ["lục"])
    left, top = (30, 600 - 20) if turned else (20, 700)
    assert about(found, 250 + 4 * 6 - left, 250 + 7 * 6 - left, top - 400)


def test_pages_shown_upside_down_and_turned_to_the_left() -> None:
    maker = PdfMaker()
    maker.page([show(250, 400, "Một")], rotate=180)
    maker.page([show(250, 400, "Hai")], rotate=270)
    one, two = boxes(maker, ["Một", "Hai"])
    assert one is not None
    assert two is not None
    assert 600 - 250 - 18 - 4 <= one.x0 < one.x1 <= 600 - 250 + 4
    assert 400 - 4 < one.top < one.bottom < 400 + 12
    assert 800 - 400 - 12 <= two.x0 < two.x1 <= 800 - 400 + 4
    assert 600 - 250 - 18 - 4 <= two.top < two.bottom <= 600 - 250 + 4


def test_two_stored_letters_that_are_one() -> None:
    stored = encoded("Tổng số hộ nghèo là 35 hộ", "vni")
    maker = PdfMaker(font="VNI-Times")
    maker.page([show(50, 700, stored), show(50, 680, encoded("Đồng bào dân tộc thiểu số", "vni"))])
    figure, people = boxes(maker, ["35", "dân tộc"])
    start = 50 + 6 * stored.index("35")
    assert about(figure, start, start + 12, 100)
    assert people is not None
    assert people.x1 - people.x0 > 6 * len("dân tộc")


def test_a_mention_over_lines_and_over_pages() -> None:
    maker = PdfMaker()
    maker.page([show(50, 700, "Quyết định số"), show(50, 680, "15/QĐ-UBND và Kế")])
    maker.page([show(50, 700, "hoạch này")])
    both, first = boxes(maker, ["số\n15", "Kế\nhoạch"])
    assert both is not None
    assert both.x0 == pytest.approx(50, abs=4)
    assert both.x1 == pytest.approx(50 + 13 * 6, abs=4)
    assert both.bottom - both.top > 20
    assert about(first, 50 + 14 * 6, 50 + 16 * 6, 120)


def test_marks_that_normal_text_joins_or_drops() -> None:
    maker = PdfMaker()
    maker.page([show(50, 700, "\u200bTo\u0302\u0309ng so\u0302\u0301 35 ho\u0323\u0302")])
    figure, households = boxes(maker, ["35", "hộ"])
    assert about(figure, 50 + 13 * 6, 50 + 15 * 6, 100)
    assert about(households, 50 + 16 * 6, 50 + 20 * 6, 100)


def test_nothing_is_asked_of_pages_where_nothing_was_found() -> None:
    maker = PdfMaker()
    for text in itertools.repeat("Không có gì", 3):
        maker.page([show(50, 700, text)])
    data = maker.data()
    assert locate(data, read_bytes(data, "a.pdf"), []) == ()


@pytest.mark.parametrize("flags", [b"/Flags 32", b"/Flags 34"], ids=["sans", "serif"])
def test_boxes_do_not_depend_on_what_was_drawn_before(flags: bytes) -> None:
    """Of a font that is not in the file; pdfium stretches fonts of its own instead, and leaves them stretched."""
    maker = PdfMaker()
    maker.page([show(50, 700, "Kinh phí 850 triệu đồng")])
    data = maker.data().replace(b"/Flags 32", flags)
    document = read_bytes(data, "a.pdf")
    spans = [span_of(document, word) for word in ("Kinh phí", "850 triệu")]
    found = []
    for width in (b" 300", b" 900"):
        PDF.render(data.replace(b" 500", width), 1, Settings())
        found.append((read_bytes(data, "a.pdf"), locate(data, document, spans)))
    assert found[0] == found[1]


def test_a_page_as_a_picture_with_its_places_marked() -> None:
    maker = PdfMaker()
    maker.page([show(250, 400, "Phụ lục 01")], rotate=90, turned=True, box=(20, 30, 580, 700))
    data = maker.data()
    (box,) = boxes(maker, ["lục"])
    assert box is not None
    picture = Image.open(io.BytesIO(PDF.render(data, 1, Settings(), dpi=144, boxes=[box])))
    assert picture.size == (2 * 670, 2 * 560)
    marked = ImageChops.difference(picture, Image.open(io.BytesIO(PDF.render(data, 1, Settings(), dpi=144)))).getbbox()
    assert marked is not None
    assert [edge / 2 for edge in marked] == pytest.approx(
        [box.x0 - 1.5, box.top - 1.5, box.x1 + 1.5, box.bottom + 1.5], abs=1
    )


@pytest.mark.parametrize("number", [0, 2])
def test_a_page_that_is_not_there(number: int) -> None:
    maker = PdfMaker()
    maker.page([show(50, 700, "Một")])
    with pytest.raises(UnreadableFileError) as caught:
        PDF.render(maker.data(), number, Settings())
    assert caught.value.code == "no-such-page"
