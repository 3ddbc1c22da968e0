"""Marks of secrecy: found where they are stamps, and nowhere else."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from reportparse.config import Settings
from reportparse.formats import read
from reportparse.lexicon import load_lexicon
from reportparse.model.document import Document, SourceFile
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


def test_a_stamp_that_a_scan_misread() -> None:
    scanned = replace(document(HEAD + NUMBER + "MÂT\nBÁO CÁO\n"), ocr=True)
    assert secrecy_mark(scanned, load_lexicon()) == "MẬT"
    assert mark(HEAD + NUMBER + "MÂT\nBÁO CÁO\n") is None
    front = replace(document("ỦY BAN\nMẶT TRẬN\nTỔ QUỐC\nBÁO CÁO\n"), ocr=True)
    assert secrecy_mark(front, load_lexicon()) is None
