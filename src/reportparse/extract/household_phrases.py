"""Words around a bare count that tie it to a noun, or cut it off from one: shapes, no vocabulary."""

from __future__ import annotations

import regex

TOGETHER = regex.compile(
    r"(?<!\p{L})(?:cộng(?:\schung|\slại)?|gộp(?:\schung|\slại)?|cả\shai|tổng\scộng|tổng)(?!\p{L})", regex.IGNORECASE
)
MANY_SIDED = regex.compile(r"nghèo\sđa\schiều", regex.IGNORECASE)
OTHERS = regex.compile(r"\s(?:khác|còn lại)(?!\p{L})", regex.IGNORECASE)
REMAINDER = regex.compile(r"\scòn lại(?!\p{L})", regex.IGNORECASE)
TITLE = regex.compile(r"(?<!\p{L})(?:danh hiệu|tiêu chuẩn|tiêu chí|phụ thuộc trong)\s$", regex.IGNORECASE)
SENTENCE = regex.compile(r"[.!?]\s")
CLASSED = regex.compile(r"\s(?:là|thuộc)\s(?:diện\s)?(?:hộ\s)?(?:cận\s)?nghèo", regex.IGNORECASE)
REMAINS = regex.compile(r"còn|trong|\(|loại|đưa|bớt|xóa|giảm", regex.IGNORECASE)
RECIPIENTS = regex.compile(r"(?<!\p{L})cho\s(?:\p{Ll}+\s){0,3}$", regex.IGNORECASE)
AND_SO_ON = regex.compile(r"(?:\s\p{Ll}+){1,6},\s")
HELPS = regex.compile(r"(?<!\p{L})(?:giúp|hỗ trợ|vận động|hướng dẫn)(?:\s(?:cho|được))?\s$", regex.IGNORECASE)
GROUPS = regex.compile(r"\p{Lu}[\p{L}'’-]*(?:,|\svà)\s(?:các\s)?$")
LEFT = regex.compile(r"(?<!\p{L})còn(?:\slại)?\s$", regex.IGNORECASE)
AMONG = regex.compile(
    r"\W*(?:\d{1,2}(?:\.\d{1,2})*[.)/]?\s)?trong\s(?:tổng\s)?số\s(?P<category>hộ\s(?:cận\s)?nghèo)(?=[\s,])",
    regex.IGNORECASE,
)
# Who comes and goes by decision is on the list of the poor, unless another noun is said: "cho ra 8 hộ, đưa vào 2 hộ".
LISTED = regex.compile(
    r"(?:(?<!\p{L})(?:cho|đưa|xin|xét|loại|gạch|đề\snghị|đồng\sý|là)|[:;,])\s(?:ra|vào)(?:\sthêm)?\s$",
    regex.IGNORECASE,
)
