"""Marks of secrecy: found where they are stamps, and nowhere else."""

from __future__ import annotations

import hashlib
import io
import os
import time
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from reportparse.config import Settings
from reportparse.formats import read
from reportparse.formats.ocr_engine import cache_folder, forget_since
from reportparse.lexicon import load_lexicon
from reportparse.model.document import Document, SourceFile
from reportparse.pipeline import parse_bytes
from reportparse.structure.secrecy import secrecy_mark

HEAD = (
    "ỦY BAN NHÂN DÂN        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nXÃ TÂN LẬP              Độc lập - Tự do - Hạnh phúc\n"
)
NUMBER = "Số: 12/BC-UBND          Tân Lập, ngày 5 tháng 6 năm 2024\n"


def document(text: str) -> Document:
    data = text.encode()
    return read(data, SourceFile("a.txt", hashlib.sha256(data).hexdigest(), "text/plain", len(data)), Settings())


def mark(text: str) -> str | None:
    return secrecy_mark(document(text), load_lexicon())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + NUMBER + "MẬT\n\nBÁO CÁO\nTình hình\n", "MẬT"),
        ("MẬT\n" + HEAD + "BÁO CÁO\nKết quả", "MẬT"),
        (HEAD + "Số: 12/BC-UBND   TỐI MẬT\nBÁO CÁO\n", "TỐI MẬT"),
        (HEAD + "Số: 12/BC-UBND MẬT\nBÁO CÁO\n", "MẬT"),
        (HEAD + "[ TỐI MẬT ]\nKẾ HOẠCH\n", "TỐI MẬT"),
        (HEAD + "TUYỆT\nMẬT\nKẾ HOẠCH\n", "TUYỆT MẬT"),
        (HEAD + "ĐỘ MẬT: TỐI MẬT\nKẾ HOẠCH\n", "TỐI MẬT"),
        (HEAD + "Độ mật: Mật\n\nKính gửi: Huyện ủy\n", "MẬT"),
        (HEAD + "**MẬT**\n\nKính gửi: Huyện ủy\n", "MẬT"),
        (HEAD + "KẾ HOẠCH\nTUYỆT MẬT\nVề diễn tập", "TUYỆT MẬT"),
        (HEAD + "MẬT - Bản số: 02\nKẾ HOẠCH\n", "MẬT"),
        ("ĐẢNG CỘNG SẢN VIỆT NAM\nĐẢNG BỘ HUYỆN\n*\nSố 05-BC/ĐU\n| MẬT |\nBÁO CÁO\n", "MẬT"),
        ("Bìa\n" + "nội dung khác\n" * 40 + "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nTỐI MẬT\nKẾ HOẠCH\n", "TỐI MẬT"),
        (HEAD + "Độ mật:\tTỐI MẬT\nKẾ HOẠCH\n", "TỐI MẬT"),
        ("M Ậ T\nUBND\nBÁO CÁO\n", "MẬT"),
    ],
)
def test_a_stamp_in_the_header_box(text: str, expected: str) -> None:
    assert mark(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        HEAD + NUMBER + "BÁO CÁO\nKết quả bảo vệ bí mật nhà nước năm 2024\nMật ong rừng: 300 lít\nMẬT\n",
        HEAD + "QUYẾT ĐỊNH\nBAN HÀNH DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ\nTUYỆT MẬT\nCăn cứ Luật",
        HEAD + "DANH MỤC TÀI LIỆU\nMẬT\nSTT Tên\n1 Kế hoạch A MẬT\n",
        "STT\tTên tài liệu\tĐộ mật\n1\tKế hoạch phòng thủ\tMẬT\n2\tBáo cáo\tTỐI MẬT\n",
        "STT | Tên tài liệu | Độ mật | Ghi chú\n1 | Kế hoạch phòng thủ | MẬT |\n",
        "Tên tài liệu\tĐộ mật\nKế hoạch phòng thủ\tMẬT\nBÁO CÁO A\tTỐI MẬT\n",
        "KẾ HOẠCH PHÒNG THỦ\tMẬT\nBÁO CÁO A\tTỐI MẬT\n",
        "Tên tài liệu\nĐộ mật\nKế hoạch phòng thủ\nMẬT\n",
        "Kế hoạch phòng thủ   MẬT\nBáo cáo quân sự   TỐI MẬT\n",
        HEAD + "Độ mật: ........\nKẾ HOẠCH\n",
        HEAD + "Độ mật: Không\nKẾ HOẠCH\n",
        HEAD + "BAN CHỈ ĐẠO BẢO VỆ BÍ\nMẬT\nNHÀ NƯỚC\nKẾ HOẠCH\n",
        "ỦY BAN\nMẶT TRẬN TỔ QUỐC\nXÃ TÂN LẬP\nBÁO CÁO\n",
        HEAD + "V/v sản xuất\nMẬT ONG\nKính gửi: Phòng\n",
        HEAD + "Kính gửi: Phòng\nMật độ dân số 200 người\nNơi nhận:\n- Lưu: VT, hồ sơ MẬT.\nMẬT\n",
        HEAD + "KẾ HOẠCH\nBảo vệ bí mật nhà nước\n1. Tài liệu TỐI MẬT\n- TUYỆT MẬT\n",
    ],
)
def test_what_speaks_of_secrets_is_none(text: str) -> None:
    assert mark(text) is None


def word(place: str) -> bytes:
    """A Word file with the stamp at some place of the header box, or none."""
    made = docx.Document()
    box = made.add_table(2, 2)
    box.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    box.cell(1, 0).text = "Số: 12/BC-UBND"
    made.add_paragraph("MẬT" if place == "paragraph" else "")
    made.add_paragraph("BÁO CÁO")
    made.add_paragraph("Kết quả bảo vệ bí mật nhà nước")
    if place == "cell":
        box.cell(1, 0).add_paragraph("MẬT")
    elif place == "frame":
        box.cell(1, 0).add_table(1, 1).cell(0, 0).text = "MẬT"
    elif place == "page head":
        made.sections[0].header.paragraphs[0].text = "MẬT"
    elif place == "page foot":
        made.sections[0].footer.paragraphs[0].text = "MẬT"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("place", ["paragraph", "cell", "frame", "page head", "page foot"])
def test_a_stamp_in_a_word_file(place: str) -> None:
    (issue,) = parse_bytes(word(place), "a.docx").issues
    assert issue.code == "classified"
    assert parse_bytes(word("none"), "a.docx").status == "ok"


def test_what_was_read_of_a_refused_scan_leaves_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = cache_folder()
    assert folder
    folder.mkdir(parents=True)
    old, new = folder / "old.gz", folder / "new.gz"
    for file in (old, new):
        file.write_bytes(b"x")
    os.utime(old, (time.time() - 60, time.time() - 60))
    forget_since(time.time())
    assert (old.exists(), new.exists()) == (True, False)


def test_a_stamp_that_a_scan_misread() -> None:
    scanned = replace(document(HEAD + NUMBER + "MÂT\nBÁO CÁO\n"), ocr=True)
    assert secrecy_mark(scanned, load_lexicon()) == "MẬT"
    assert mark(HEAD + NUMBER + "MÂT\nBÁO CÁO\n") is None
    front = replace(document("ỦY BAN\nMẶT TRẬN\nTỔ QUỐC\nBÁO CÁO\n"), ocr=True)
    assert secrecy_mark(front, load_lexicon()) is None
