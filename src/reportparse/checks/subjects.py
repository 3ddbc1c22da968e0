"""What a figure is about, in words, so that two statements of one fact can be told from two facts.

A prose figure is about the words of its sentence before it; a cell about its row's name, its column's head and the
table's caption. Words are compared without marks; an abbreviation ("NSNN") stands for the words whose initials it has.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from reportparse.text.fold import fold

_WORD = regex.compile(r"[^\W\d_]+")
_YEAR = regex.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# Words that say how, when and in what unit, not what.
_EMPTY = frozenset(
    word
    for line in (
        "so ty le cua va la co dat cac tren dia ban trong do nam thang ngay gom bao cho theo tai voi den tu duoc thi",
        "da nay hien toan xa phuong thon dong trieu nghin ho khau nguoi don vi tinh bang chiem tong cong hop chung",
    )
    for word in line.split()
)
_ABBREVIATION = 3
# What has no vowel ("TH", "SX") or only numbers a row ("II") is no word.
_SPOKEN = regex.compile(r"[aeouy]|[^ivx]i|i[^ivx]")
# Figures of two of one group are two facts, however alike their other words are.
_GROUPS: tuple[dict[str, str], ...] = (
    {
        "start": r"đầu (?:năm|kỳ)|năm trước|cùng kỳ|năm ngoái|trước",
        "end": r"cuối (?:năm|kỳ)|còn(?: lại)?|sau rà soát|đến nay|hiện",
        "plan": r"kế hoạch|dự toán|chỉ tiêu|mục tiêu|phấn đấu|nhu cầu|được giao|giao|phân bổ",
        "done": r"thực hiện|ước|giải ngân|thanh toán|quyết toán|đã chi",
        "more": r"tăng|phát sinh|tái nghèo",
        "less": r"giảm|thoát",
        "rest": r"chưa|thiếu|hụt",
    },
    {"income": r"thu", "expense": r"chi"},
    {"capital": r"đầu tư|ĐTPT", "current": r"sự nghiệp|thường xuyên"},
    {
        "centre": r"trung ương|NSTW",
        "province": r"tỉnh",
        "district": r"huyện|thị xã",
        "people": r"dân|đóng góp|huy động",
    },
)
_QUALIFIERS = tuple(
    {name: regex.compile(rf"(?<!\p{{L}})(?:{pattern})(?!\p{{L}})", regex.IGNORECASE) for name, pattern in group.items()}
    for group in _GROUPS
)


@dataclass(frozen=True, slots=True)
class Subject:
    """`words` are folded; `years` and `qualifiers` (one set a group) are those said close by."""

    words: frozenset[str]
    years: frozenset[str]
    qualifiers: tuple[frozenset[str], ...]
    abbreviations: frozenset[str]
    initials: str

    @classmethod
    def of(cls, context: str, label: str) -> Subject:
        """From the whole context, and the words right at the figure that say which of its moments is meant."""
        written = _WORD.findall(context)
        found = [fold(word) for word in written]
        return cls(
            frozenset(word for word in found if word not in _EMPTY and _SPOKEN.search(word)),
            frozenset(_YEAR.findall(context)),
            tuple(frozenset(name for name, p in group.items() if p.search(label)) for group in _QUALIFIERS),
            frozenset(fold(word) for word in written if len(word) >= _ABBREVIATION and word.isupper()),
            "".join(word[0] for word in found),
        )

    def may_be(self, other: Subject) -> bool:
        """Whether nothing said of the two makes them two facts: no other year, no other moment, no other source."""
        if self.years and other.years and self.years.isdisjoint(other.years):
            return False
        pairs = zip(self.qualifiers, other.qualifiers, strict=True)
        return not any(own and its and own.isdisjoint(its) for own, its in pairs)

    def shares(self, other: Subject) -> int:
        """How many words both have; an abbreviation counts for the words that it stands for."""
        common = len(self.words & other.words)
        return common + self._spelled_by(other) + other._spelled_by(self)

    def _spelled_by(self, other: Subject) -> int:
        return sum(len(word) for word in self.abbreviations - other.words if word in other.initials)

    def __len__(self) -> int:
        return len(self.words)
