"""Shares whose part and whole the words join: "133 hộ trên tổng số 1.188 hộ, tỷ lệ 11,2%", "17,03% của 17.702 hộ"."""

from __future__ import annotations

import regex

from reportparse.checks.figures import Placed
from reportparse.checks.ratio_bases import quotient
from reportparse.checks.ratio_share import Share
from reportparse.checks.share_words import MAKES_UP
from reportparse.model.finding import Relation

_OVER = regex.compile(
    r"(?:,?\s\p{L}+){0,6}\s(?:trên|trong)\s"
    r"(?:(?:tổng\s)?số\s|tổng\s(?:đàn|diện\stích|dân\ssố|kinh\sphí|vốn)?\s?|kế\shoạch\s|dự\stoán\s)?(?:là\s)?",
    regex.IGNORECASE,
)
_SAID = regex.compile(
    r"(?:\s\p{L}+){0,4}\s?(?:\(\s?(?:tỷ\slệ\s|tỉ\slệ\s|chiếm\s|đạt\s|bằng\s)?"
    rf"|[,;]\s(?:có\s)?{MAKES_UP}(?:\s(?:là|tỷ\slệ|tỉ\slệ))?\s)",
    regex.IGNORECASE,
)
_BEHIND = regex.compile(
    r"\s(?:nếu\s)?(?:tính\s)?(?:của|trên|trong)\s(?:(?:tổng\s)?số\s|tổng\s)?(?=\d)", regex.IGNORECASE
)

_ESTIMATE = regex.compile(r"(?<!\p{L})ước(?:\s\p{L}+)?\s$", regex.IGNORECASE)


def over(share: Share) -> Relation | None:
    """The share of the figure before "trên" in the one behind it; none of them may be approximate."""
    before = [p for p in share.figures if share.sentence <= p.start < share.placed.start]
    if not before or before[-1].vague:
        return None
    last = before[-1]
    if not _SAID.fullmatch(share.text, last.end, share.placed.start):
        return None
    after = next((p for p in share.figures if p.start >= share.placed.end), None)
    if after is not None and _BEHIND.fullmatch(share.text, share.placed.end, after.start):
        return _joined(share, last, after)
    part = before[-2] if len(before) > 1 else None
    if part is None or _ESTIMATE.search(share.text, max(0, part.start - 20), part.start):
        return None
    if not _OVER.fullmatch(share.text, part.end, last.start):
        return None
    return _joined(share, part, last)


def _joined(share: Share, part: Placed, whole: Placed) -> Relation | None:
    if part.measure != whole.measure or part.vague or whole.vague:
        return None
    return quotient("RAT003", share.placed, part.term, whole.term)
