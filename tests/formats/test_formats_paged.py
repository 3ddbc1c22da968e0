"""Pictures of pages whose names run on are one document; where that is not sure they stay apart."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from containers_making import inside, zip_bytes
from formats_making import read_bytes
from PIL import Image, ImageDraw, ImageFont

from reportparse.bulk.walk import Found, walk
from reportparse.bulk.worker import opened, report_of
from reportparse.config import Settings
from reportparse.errors import UnreadableFileError
from reportparse.formats.ocr_engine import find_engine
from reportparse.formats.paged import bundle, runs

SETTINGS = Settings(ocr_cache=False)
needs_tesseract = pytest.mark.skipif(find_engine(Settings()) is None, reason="tesseract with vie is not installed")


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["trang 1.jpg", "trang 10.jpg", *(f"trang {n}.jpg" for n in range(2, 10))], 10),
        (["Trang_01.PNG", "trang_02.png"], 2),
        (["IMG_001.jpg", "IMG_002.jpg", "khác.jpg"], 2),
        (["1.jpg", "2.jpg", "3.jpg"], 3),
        (["Ảnh (1).jpg", "Ảnh (2).jpg"], 2),
        (["scan0000.tif", "scan0001.tif"], 2),
        (["xã A/1.jpg", "xã A/2.jpg", "xã B/1.jpg"], 2),
    ],
)
def test_names_that_run_on(names: list[str], expected: int) -> None:
    (found,) = runs(names)
    assert len(found) == expected
    assert found == sorted(found, key=lambda name: int("".join(ch for ch in name if ch.isdigit())))


@pytest.mark.parametrize(
    "names",
    [
        ["trang 1.jpg"],
        ["trang 1.jpg", "trang 3.jpg"],
        ["trang 1.jpg", "trang 2.png"],
        ["trang 1.jpg", "trang 01.jpg", "trang 2.jpg"],
        ["thôn 1.jpg", "thôn 2.jpg"],
        ["biểu 1.jpg", "biểu 2.jpg"],
        ["IMG_2034.jpg", "IMG_2035.jpg"],
        ["IMG_20240805_101530.jpg", "IMG_20240805_101531.jpg"],
        ["xã A/1.jpg", "xã B/2.jpg"],
        ["trang 1.pdf", "trang 2.pdf"],
        ["1.txt", "2.txt"],
    ],
)
def test_names_that_leave_doubt(names: list[str]) -> None:
    assert runs(names) == []


def picture(text: str) -> bytes:
    page = Image.new("L", (1200, 500), 255)
    ImageDraw.Draw(page).text((80, 150), text, 0, font=ImageFont.load_default(60))
    out = io.BytesIO()
    page.save(out, "PNG", dpi=(200, 200))
    return out.getvalue()


ONE, TWO = picture("So 12 ho ngheo"), picture("Cong 35 ho")


def test_in_a_folder_and_in_a_container(tmp_path: Path) -> None:
    for name, data in {"trang 1.png": ONE, "trang 2.png": TWO, "trang.txt": b"a"}.items():
        (tmp_path / name).write_bytes(data)
    first, second = walk([str(tmp_path)])
    assert isinstance(first, Found)
    assert (first.path, second.path) == (f"{tmp_path}/trang 1.png (+1)", f"{tmp_path}/trang.txt")
    (found,) = list(opened(first, SETTINGS) or [])
    (packed, text) = sorted(
        inside(zip_bytes({"trang 2.png": TWO, "a.txt": b"1", "trang 1.png": ONE}), "a.zip"), key=str
    )[::-1]
    assert (packed.name, text.name) == ("a.zip!trang 1.png (+1)", "a.zip!a.txt")
    assert isinstance(found, Found)
    assert found.member
    assert found.member.data == packed.data
    with zipfile.ZipFile(io.BytesIO(packed.data)) as archive:
        assert archive.namelist() == ["trang 1.png", "trang 2.png"]


def test_a_picture_that_is_gone_is_one_clear_line(tmp_path: Path) -> None:
    gone = Found("1.png (+1)", parts=(str(tmp_path / "1.png"), str(tmp_path / "2.png")))
    (found,) = list(opened(gone, SETTINGS) or [])
    assert isinstance(found, Found)
    assert [issue.code for issue in report_of(found, SETTINGS).issues] == ["not-found"]


@needs_tesseract
def test_the_pictures_are_the_pages() -> None:
    document = read_bytes(bundle([("1.png", ONE), ("2.png", TWO[:200]), ("3.png", TWO)]), "1.png (+2)", SETTINGS)
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert document.text.index("12") < document.text.index("35")
    assert [issue.message for issue in document.issues if issue.code == "page-damaged"] == [
        "Ảnh trang 2 bị hỏng, không đọc được"
    ]


@needs_tesseract
@pytest.mark.parametrize(
    "data", [bundle([("1.png", ONE[:90]), ("2.png", b"")]), b"PK" + bundle([("1.png", ONE)])[-60:]]
)
def test_pictures_that_are_all_damaged(data: bytes) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_bytes(data, "1.png (+1)", SETTINGS)
    assert caught.value.code == "damaged"


@needs_tesseract
def test_the_limit_counts_pages_and_not_files() -> None:
    """A picture of a hundred frames is a hundred pages."""
    frame = Image.open(io.BytesIO(ONE))
    out = io.BytesIO()
    frame.save(out, "TIFF", save_all=True, append_images=[frame] * 30)
    document = read_bytes(
        bundle([("1.tif", out.getvalue()), ("2.tif", out.getvalue())]),
        "1.tif (+1)",
        Settings(ocr_cache=False, max_pages=2),
    )
    assert [page.number for page in document.pages] == [1, 2]
    assert [issue.code for issue in document.issues if issue.severity == "error"] == ["too-many-pages"]


def test_a_file_that_only_poses_as_pages_is_no_bomb() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("trang 1.png", bytes(30_000_000))
        archive.comment = zipfile.ZipFile(io.BytesIO(bundle([("1.png", b"")]))).comment
    with pytest.raises(UnreadableFileError) as caught:
        read_bytes(out.getvalue(), "a.zip", SETTINGS)
    assert caught.value.code in ("bomb", "needs-ocr")
