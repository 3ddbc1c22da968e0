"""Figures written the English way, as spreadsheets do: "1,234.5" for 1.234,5. A document is written one way throughout.

The two ways differ only in single figures with one sign ("1,234 triệu"), so it is the rest of the text that tells which
is meant: groups of thousands parted by commas, and none that dots part, nor a decimal comma.
"""

from __future__ import annotations

import re

_COMMA_GROUPS = re.compile(r"(?<![\d.,/])[1-9]\d{0,2}(?P<groups>(?:,\d{3})+)(?:\.\d+)?(?![\d,/]|\.\d)")
_DOT_GROUPS = re.compile(r"(?<![\d.,/])[1-9]\d{0,2}(?:\.\d{3})+(?![\d./]|,\d{3}(?!\d))")
_DECIMAL_COMMA = re.compile(r"(?<![\d.,/])\d+,\d{1,2}(?![\d,/])")
_DECIMAL_POINT = re.compile(r"(?<![\d.,/])\d+\.\d{1,2}\s?(?:%|triệu|tỷ|ha|km)(?!\w)")
_FIGURE = re.compile(
    r"(?<![\w.,/-])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+(?=\s?(?:%|(?:triệu|tr|tỷ|tỉ|nghìn|đ|đồng|ha|km|m2|m|tấn|tạ|kg|điểm|lần|phần|người|khẩu)\b|[;,)]|\.\s)))(?![\d/]|-\d|[.,]\d)"
)
_SWAPPED = str.maketrans(".,", ",.")
# "7,229 tỷ" has decimals as well as not; what is counted piece by piece has none.
_MAY_HAVE_DECIMALS = re.compile(r"\s?(?:%|(?:tỷ|tỉ|triệu|tr|nghìn|ngàn|ha|km|m|m2|m3|tấn|tạ|kg|điểm|lần)\b)")
_LEAST, _FEW, _ONE_GROUP = 3, 5, len(",000")


def is_english(text: str) -> bool:
    """Whether a text has its thousands parted by commas, and hardly a figure can be read the other way.

    "1,234,567" alone is enough; of "1,234" and "12.5%" there must be three. A figure of three decimals ("41.286 tỷ")
    looks like a group of thousands, so that a few of these prove nothing.
    """
    groups = [
        match["groups"]
        for match in _COMMA_GROUPS.finditer(text)
        if len(match["groups"]) > _ONE_GROUP or not _MAY_HAVE_DECIMALS.match(text, match.end())
    ]
    if not groups or _DECIMAL_COMMA.search(text) or len(_DOT_GROUPS.findall(text)) * _FEW > len(groups):
        return False
    sure = any(len(group) > _ONE_GROUP for group in groups)
    return sure or len(groups) + len(_DECIMAL_POINT.findall(text)) >= _LEAST


def vietnamese(text: str) -> str:
    """The text with commas and points of its figures exchanged where it is written the English way; of equal length."""
    return _FIGURE.sub(lambda match: match.group().translate(_SWAPPED), text) if is_english(text) else text
