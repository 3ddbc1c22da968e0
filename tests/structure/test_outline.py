"""The list tree, from the markers alone."""

from __future__ import annotations

import pytest
from structure_make import view

from reportparse.model.document import Document, SourceFile
from reportparse.structure.flow import build_flow
from reportparse.structure.outline import build_outline


def tree(text: str) -> list[tuple[int, str]]:
    return [(item.depth, item.marker or item.kind) for item in view(text).outline.items]


def parents(text: str) -> list[str | None]:
    items = view(text).outline.items
    return [None if item.parent is None else items[item.parent].marker or items[item.parent].kind for item in items]


SCHEMES = {
    "roman, number, dash, plus": (
        "I. KẾT QUẢ\n1. Công tác chỉ đạo\n- Họp thôn\n+ Thôn A\n+ Thôn B\n- Họp xã\n2. Tuyên truyền\nII. TỒN TẠI",
        [(0, "I"), (1, "1"), (2, "-"), (3, "+"), (3, "+"), (2, "-"), (1, "2"), (0, "II")],
    ),
    "part above roman": (
        "A. ĐÁNH GIÁ\nI. Kết quả\n1. Chung\nB. PHƯƠNG HƯỚNG\nI. Mục tiêu",
        [(0, "A"), (1, "I"), (2, "1"), (0, "B"), (1, "I")],
    ),
    "decimal below number": (
        "1. Kết quả\n1.1. Hộ nghèo\n1.2. Hộ cận nghèo\n2. Tồn tại",
        [(0, "1"), (1, "1.1"), (1, "1.2"), (0, "2")],
    ),
    "deep decimals": (
        "1. Kết quả\n1.1. Chung\n1.1.1. Riêng\n1.2. Khác\n2. Tồn tại",
        [(0, "1"), (1, "1.1"), (2, "1.1.1"), (1, "1.2"), (0, "2")],
    ),
    "letters below number": (
        "1. Kết quả\na) Giáo dục\nb) Y tế\nc) Nhà ở\n2. Tồn tại",
        [(0, "1"), (1, "a"), (1, "b"), (1, "c"), (0, "2")],
    ),
    "numbers begin again under each roman": (
        "I. Kết quả\n1. Một\n2. Hai\nII. Tồn tại\n1. Một\n2. Hai",
        [(0, "I"), (1, "1"), (1, "2"), (0, "II"), (1, "1"), (1, "2")],
    ),
    "plus above dash where it comes first": (
        "1. Kết quả:\n+ Thôn A:\n- Hộ nghèo\n- Hộ cận nghèo\n+ Thôn B",
        [(0, "1"), (1, "+"), (2, "-"), (2, "-"), (1, "+")],
    ),
    "a skipped level": ("I. Kết quả\n- Hộ nghèo\nII. Tồn tại", [(0, "I"), (1, "-"), (0, "II")]),
    "articles": (
        "Điều 1. Phê duyệt\n1. Một\n2. Hai\nĐiều 2. Thi hành",
        [(0, "Điều 1"), (1, "1"), (1, "2"), (0, "Điều 2")],
    ),
    "roman dash, number slash, letter slash": (
        "I- KẾT QUẢ\n1/ Chỉ đạo\na/ Họp\nb/ Tuyên truyền\n2/ Thực hiện\nII- TỒN TẠI",
        [(0, "I"), (1, "1"), (2, "a"), (2, "b"), (1, "2"), (0, "II")],
    ),
    "any dash, no space": (
        "A.KẾT QUẢ\nI— CHỈ ĐẠO\n1–Họp xã\n2– Tuyên truyền\nII–TỒN TẠI\nB — NHIỆM VỤ",
        [(0, "A"), (1, "I"), (2, "1"), (2, "2"), (1, "II"), (0, "B")],
    ),
    "Phần thứ": (
        "Phần thứ nhất\nKẾT QUẢ\nI. Chỉ đạo\n1. Họp\nPhần thứ hai\nNHIỆM VỤ\nI. Mục tiêu",
        [(0, "Phần thứ nhất"), (1, "I"), (2, "1"), (0, "Phần thứ hai"), (1, "I")],
    ),
    "Một. Hai.": (
        "Một. NHÌN LẠI\n1) Nông thôn mới\n2) Giảm nghèo\nHai. NHIỆM VỤ\n1) Chung",
        [(0, "Một"), (1, "1"), (1, "2"), (0, "Hai"), (1, "1")],
    ),
    "brackets": (
        "I. Kết quả\n(1) Hạn chế\n(2) Nguyên nhân\nII. Khác",
        [(0, "I"), (1, "1"), (1, "2"), (0, "II")],
    ),
    "roman decimal": (
        "I. Kết quả\nI.1. Chung\nI.2. Riêng\nII. Khác\nII.1. Chung",
        [(0, "I"), (1, "I.1"), (1, "I.2"), (0, "II"), (1, "II.1")],
    ),
    "two schemes in one": (
        "1. Nội dung:\n1) Một\n2) Hai\n2. Khác",
        [(0, "1"), (1, "1"), (1, "2"), (0, "2")],
    ),
    "chuong muc": (
        "Chương I\nQUY ĐỊNH CHUNG\nĐiều 1. Phạm vi\n1. Một\nChương II\nNỘI DUNG\nĐiều 2. Đối tượng",
        [(0, "Chương I"), (1, "Điều 1"), (2, "1"), (0, "Chương II"), (1, "Điều 2")],
    ),
    "bullets": (
        "1. Kết quả\n● Một\n● Hai\n2. Khác",
        [(0, "1"), (1, "●"), (1, "●"), (0, "2")],
    ),
    "stars then dashes": (
        "1. Kết quả\n* Ưu điểm\n- Một\n- Hai\n* Hạn chế\n- Ba",
        [(0, "1"), (1, "*"), (2, "-"), (2, "-"), (1, "*"), (2, "-")],
    ),
    "letters with digits": (
        "1. Kết quả\na) Chung\na.1) Một\na.2) Hai\nb) Riêng",
        [(0, "1"), (1, "a"), (2, "a.1"), (2, "a.2"), (1, "b")],
    ),
    "md": (
        "## I. KẾT QUẢ\n### 1. Chung\n**a) Họp**\n- Một\n## II. KHÁC",
        [(0, "I"), (1, "1"), (2, "a"), (3, "-"), (0, "II")],
    ),
    "double": (
        "I. A\n1. B\n1.1. C\na) D\n- E\n+ F\n* G\n2. H\nII. I",
        [(0, "I"), (1, "1"), (2, "1.1"), (3, "a"), (4, "-"), (5, "+"), (6, "*"), (1, "2"), (0, "II")],
    ),
}


@pytest.mark.parametrize(("text", "wanted"), SCHEMES.values(), ids=list(SCHEMES))
def test_scheme(text: str, wanted: list[tuple[int, str]]) -> None:
    assert tree(text) == wanted


def test_text_before_the_first_marker_is_the_body() -> None:
    assert tree("Lời mở đầu.\n1. Kết quả")[0] == (0, "body")


def test_paragraphs_without_a_marker_belong_to_the_item_before() -> None:
    outline = view("1. Kết quả.\nĐã làm xong.\nCòn lại.\n2. Tồn tại.").outline
    assert [len(item.paragraphs) for item in outline.items] == [3, 1]
    assert [found.marker if (found := outline.item_of(number)) else None for number in range(4)] == ["1", "1", "1", "2"]


def test_a_lead_holds_the_list_that_it_announces() -> None:
    text = "I. Kết quả.\nTổng số quà đã trao cho các hộ gồm:\n- Thôn A: 5 suất\n- Thôn B: 6 suất\nII. Tồn tại"
    assert tree(text) == [(0, "I"), (1, "lead"), (2, "-"), (2, "-"), (0, "II")]
    assert parents(text) == [None, "I", "lead", "lead", None]


def test_a_list_that_begins_again_under_a_lead_is_its_own() -> None:
    text = "1. Kết quả\n2. Nguồn vốn phân bổ như sau:\nChi tiết theo từng nguồn vốn như sau:\n1. Tỉnh\n2. Xã"
    assert [depth for depth, _ in tree(text)] == [0, 0, 1, 2, 2]


def test_leads_do_not_nest_without_end() -> None:
    text = "1. Kết quả\n" + "Chi tiết theo từng nguồn vốn như sau:\n1. Tỉnh\n2. Xã\n" * 30
    assert max(depth for depth, _ in tree(text)) <= 5


def test_ancestors_run_from_the_nearest_to_the_top() -> None:
    outline = view("I. Kết quả\n1. Chung\n- Họp").outline
    assert [item.marker for item in outline.ancestors(outline.items[-1])] == ["1", "I"]


def test_cells_do_not_take_part() -> None:
    assert tree("1. Kết quả\n\n| TT | Thôn |\n|---|---|\n| 1 | - A |\n| 2 | - B |\n\n2. Tồn tại") == [
        (0, "1"),
        (0, "2"),
    ]


def test_an_empty_document_has_no_items() -> None:
    flow = build_flow(Document(source=SourceFile("a.txt", "0", "text/plain", 1), text=""))
    assert build_outline(flow).items == ()
