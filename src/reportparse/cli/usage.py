"""What the command line's parser says is wrong, in Vietnamese: it speaks English only."""

from __future__ import annotations

import re

from reportparse.cli.words import Lang

# The parser's sentences, as patterns, and what they are called here; one that is not here stays as it is.
_SENTENCES = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        (r"No such option: (\S+?)\.? Did you mean (.+?)\?", "không có tùy chọn {0}; có phải {1} không?"),
        (r"No such option: (\S+)(?: .*)?", "không có tùy chọn {0}"),
        (r"No such command '(.+?)'\.? Did you mean (.+?)\?", "không có lệnh “{0}”; có phải {1} không?"),
        (r"No such command '(.+)'\..*", "không có lệnh “{0}”"),
        (r"Missing argument '(.+)'\..*", "thiếu {0}"),
        (r"Missing option '(.+)'\..*", "thiếu tùy chọn {0}"),
        (r"Missing command\..*", "thiếu lệnh"),
        (r"Option '(.+)' requires (?:an argument|\d+ arguments)\.", "tùy chọn {0} cần có giá trị"),
        (r"Option '(.+)' does not take a value\.", "tùy chọn {0} không nhận giá trị"),
        (r"Got unexpected extra argument(?:s|\(s\))? \((.+)\)", "thừa: {0}"),
        (
            r"Invalid value for (.+?): (?:Value error, )?'(.*)' is not one of (.+)\.",
            "{0} không nhận “{1}”, chỉ nhận {2}",
        ),
        (r"Invalid value for (.+?): .*greater than or equal to (\S+)", "{0} phải từ {1} trở lên"),
        (r"Invalid value for (.+?): .*less than or equal to (\S+)", "{0} phải từ {1} trở xuống"),
        (r"Invalid value for (.+?): .*valid integer.*", "{0} phải là số nguyên"),
        (r"Invalid value for (.+?): (.+)", "giá trị của {0} không dùng được: {1}"),
    )
)


def usage_text(message: str, lang: Lang) -> str:
    """The parser's message in the language asked for."""
    told = message.strip()
    if lang == "en":
        return told.replace("Value error, ", "")
    for pattern, text in _SENTENCES:
        match = pattern.fullmatch(told)
        if match is not None:
            return text.format(*(group.replace("'", "") for group in match.groups()))
    return told
