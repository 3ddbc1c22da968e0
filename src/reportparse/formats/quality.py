"""How far the text of a file can be trusted: legacy Vietnamese encodings, lost characters."""

from __future__ import annotations

import regex

from reportparse.model.document import Issue, Quality

_VIETNAMESE = regex.compile(r"[ăđơưĂĐƠƯ\u1EA0-\u1EF9]")
# Vietnamese letters stored in the 8-bit TCVN3 code (".VnTime" fonts) show up as these signs inside words.
_TCVN3 = regex.compile(r"(?<=[^\W\d_])[©µ¸¶·¹¨»¾¼½«¬®\u00ad]|[©®§](?=[^\W\d_])")
# VNI stores a vowel and its mark as two letters: "baùo caùo", "coâng", "ñöôïc".
_VNI = regex.compile(r"[aeouyöôAEOUYÖÔ][ùøûõïåäëùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË]|[ñÑ](?=[aeouyöôAEOUYÖÔ])")
_LOST = "\ufffd"
_MIN_HITS = 5
_SAMPLE = 200_000


def looks_legacy(text: str) -> bool:
    """Whether the text is Vietnamese in TCVN3 or VNI shown as Latin letters; looks at the first 200,000 characters."""
    sample = text[:_SAMPLE]
    hits = max(_count(_TCVN3, sample), _count(_VNI, sample))
    words = sample.count(" ") + 1
    return hits >= _MIN_HITS and hits * 20 >= words and hits > 5 * _count(_VIETNAMESE, sample)


def assess(raw: str, text: str) -> tuple[Quality, tuple[Issue, ...]]:
    """Grade a text. `raw` is needed too: normalisation drops the soft hyphen, which is a letter in TCVN3."""
    if not raw.isascii() and looks_legacy(raw):
        message = (
            "Chữ theo bảng mã cũ (TCVN3 hoặc VNI), chưa chuyển sang Unicode; lưu lại bằng phông Unicode rồi nạp lại"
        )
        return "poor", (Issue("legacy-encoding", "error", message),)
    lost = text.count(_LOST)
    if lost:
        issue = Issue("lost-characters", "warning", f"{lost} ký tự bị mất trong tệp (hiện là {_LOST})")
        return ("poor" if lost * 50 > len(text) else "fair"), (issue,)
    return "good", ()


def _count(pattern: regex.Pattern[str], text: str) -> int:
    return sum(1 for _ in pattern.finditer(text))
