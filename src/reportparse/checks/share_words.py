"""The words between a figure and its share: "96 hộ, tức 67,6%", "tương đương 27,44%", "ứng với 8,9% tổng thu"."""

from __future__ import annotations

EQUALS = r"(?:tương\s)?(?:đương|ứng)(?:\svới)?"
MAKES_UP = rf"(?:đạt|chiếm|bằng|tỷ\slệ|tỉ\slệ|tức|{EQUALS})"
"""Patterns without a group, for patterns that are compiled with IGNORECASE."""
