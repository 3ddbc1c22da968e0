"""How far the text of a file can be trusted: old codes left over, lost characters."""

from __future__ import annotations

from collections.abc import Sequence

from reportparse.model.document import Issue, Page, Quality
from reportparse.model.span import Span
from reportparse.text.legacy import Encoding, looks_legacy

_ORDER: tuple[Quality, ...] = ("good", "fair", "poor")
_GOOD, _FAIR = 85.0, 70.0  # mean confidence of Tesseract over the words of a page
_LOST = "\ufffd"
_NAMES: dict[Encoding, str] = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI", "viscii": "VISCII", "vps": "VPS"}


def assess(
    text: str, encodings: Sequence[Encoding] = (), pages: Sequence[Quality] = ()
) -> tuple[Quality, tuple[Issue, ...]]:
    """Grade a text in normal form.

    `encodings` are the old codes that were converted in it; `pages` the grades of its pages, of which the worst counts.
    """
    issues: list[Issue] = []
    quality: Quality = max(pages, key=_ORDER.index, default="good")
    if encodings:
        names = ", ".join(_NAMES[encoding] for encoding in sorted(set(encodings)))
        issues.append(Issue("legacy-converted", "info", f"Chữ theo bảng mã cũ {names}, đã chuyển sang Unicode"))
    if looks_legacy(text):
        message = "Còn chữ theo bảng mã cũ chưa chuyển được; lưu lại bằng phông Unicode rồi nạp lại"
        issues.append(Issue("legacy-encoding", "error", message))
        quality = "poor"
    lost = text.count(_LOST)
    if lost:
        issues.append(Issue("lost-characters", "warning", f"{lost} ký tự bị mất trong tệp (hiện là {_LOST})"))
        quality = max(quality, "poor" if lost * 50 > len(text) else "fair", key=_ORDER.index)
    return quality, tuple(issues)


def grade_of_scan(confidence: float) -> Quality:
    """The grade of a page that was read from a picture, by the engine's mean confidence (0 to 100)."""
    return "good" if confidence >= _GOOD else "fair" if confidence >= _FAIR else "poor"


def scan_issues(pages: Sequence[Page], doubtful: Sequence[Span]) -> tuple[Issue, ...]:
    """What a person should know of a document with pages read from pictures."""
    scanned = [page.number for page in pages if page.ocr]
    if not scanned:
        return ()
    issues = [Issue("ocr", "info", f"Đọc bằng OCR: trang {numbers(scanned)}")]
    poor = [page.number for page in pages if page.quality == "poor"]
    if poor:
        message = f"Trang {numbers(poor)} quét mờ, đọc không chắc chắn; cần xem lại"
        issues.append(Issue("poor-scan", "warning", message))
    if doubtful:
        message = f"{len(doubtful)} chỗ (số, ô trong bảng) đọc từ ảnh chưa chắc chắn"
        issues.append(Issue("doubtful-figures", "warning", message, doubtful[0]))
    return tuple(issues)


def numbers(pages: Sequence[int]) -> str:
    """Page numbers with runs shortened: "1-3, 7"."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
