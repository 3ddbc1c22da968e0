"""How far the text of a file can be trusted: old codes left over, lost characters."""

from __future__ import annotations

from collections.abc import Sequence

from reportparse.model.document import Issue, Quality
from reportparse.text.legacy import Encoding, looks_legacy

_LOST = "\ufffd"
_NAMES: dict[Encoding, str] = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI", "viscii": "VISCII", "vps": "VPS"}


def assess(text: str, encodings: Sequence[Encoding] = ()) -> tuple[Quality, tuple[Issue, ...]]:
    """Grade a text in normal form; `encodings` are the old codes that were converted in it."""
    issues: list[Issue] = []
    quality: Quality = "good"
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
        if quality == "good":
            quality = "poor" if lost * 50 > len(text) else "fair"
    return quality, tuple(issues)
