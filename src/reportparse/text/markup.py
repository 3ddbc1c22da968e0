"""Emphasis that a file's text carries as characters ("**12**", "*hộ nghèo*", "__", "<b>"): where its marks stand.

A star before a list's item, a product ("28*3") and a note's sign ("(*)") are no emphasis: a single star or underscore
counts only in pairs that stand close around what they mark.
"""

from __future__ import annotations

import regex

_MARK = regex.compile(
    r"</?(?:b|i|u|em|strong|p|span|div|br|sup|sub|font)\b[^<>]{0,80}>|\*{2,3}|(?<!\w)_{2}(?!_)|(?<!_)_{2}(?!\w)",
    regex.IGNORECASE,
)
_PAIR = regex.compile(
    r"(?<![\w*])(?P<open>\*)(?=[^\s*).,;:])[^*\n]{0,400}?[^\s*(](?P<close>\*)(?![\w*])"
    r"|(?<!\*)(?P<open>\*)\d+(?:[.,/]\d+)*%?(?P<close>\*)(?![\d*])"
    r"|(?<![\w_])(?P<open>_)(?=[^\s_).,;:])[^_\n]{0,400}?[^\s_(](?P<close>_)(?![\w_])"
)


def marks(line: str) -> list[tuple[int, int]]:
    """Start and end of every mark of emphasis in a line, in order."""
    if "*" not in line and "_" not in line and "<" not in line:
        return []
    found = [match.span() for match in _MARK.finditer(line)]
    for match in _PAIR.finditer(line):
        found += (match.span("open"), match.span("close"))
    return sorted(found)


def unmarked(line: str) -> str:
    """The line without its marks of emphasis."""
    found = marks(line)
    if not found:
        return line
    starts = [0, *(end for _, end in found)]
    ends = [*(start for start, _ in found), len(line)]
    return "".join(line[start:end] for start, end in zip(starts, ends, strict=True))
