"""A percentage of the prose with what stands around it: its sentence, the figures it may be of, the words behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import regex

from reportparse.checks.figures import FigureIndex, Placed
from reportparse.checks.ratio_bases import Base, is_all_of_place, own_share

REACH, WINDOW, BEHIND = 45, 900, 60
"""Characters: from a link word to its percentage; around a percentage; of the words behind it."""
MAX_PARTS = 3
_LEAST_DIGITS = 100
_LINK = regex.compile(
    r"(?<!\p{L})(?:đạt|chiếm|bằng|tức|là|tỷ\slệ|tỉ\slệ|(?:tương\s)?(?:đương|ứng)|=)(?!\p{L})[^.;%]{0,40}$|\(\s?$",
    regex.IGNORECASE,
)
_LOOSE = regex.compile(
    r"[\s,][-–]\s?$|,\s(?:có\s)?$|(?<!\p{L})(?:được|gần|mới|hơn|còn|về)\s$|\([^()\d]{0,20},\s$", regex.IGNORECASE
)
_CHANGED = regex.compile(
    r"(?:tăng|giảm|vượt|cao\shơn|thấp\shơn|xuống|từ|còn)\s(?:thêm\s|được\s|còn\s)?$", regex.IGNORECASE
)
_LEFT = regex.compile(
    r"(?:tỷ|tỉ)\slệ(?:\s\p{L}+){0,4}\s(?:còn|giảm\scòn|xuống\scòn)(?:\slại|\slà)?\s$", regex.IGNORECASE
)
PLAN = regex.compile(r"\s?(?:so\svới\s)?(?:kế\shoạch|chỉ\stiêu|KH|dự\stoán|mục\stiêu|nghị\squyết)", regex.IGNORECASE)
_OF_UNIT = regex.compile(
    r"\s?(?:so\svới\s)?(?:của\s)?(?:tổng\s)?số\s(?P<unit>hộ|(?:nhân\s)?khẩu)(?!\p{L})", regex.IGNORECASE
)
OTHER = regex.compile(r"\s?(?:\p{L}+\s){0,2}(?:số\s)?hộ\s(?:cận\s)?nghèo", regex.IGNORECASE)
_EARLIER = regex.compile(r"\s?(?:so\svới\s)?(?:thực\shiện\s)?(?:cùng\skỳ|năm\s(?:trước|ngoái|\d{4}))", regex.IGNORECASE)
_SENTENCES = regex.compile(r"[.;]\s+(?=\p{Lu})|\.\s")


@dataclass(frozen=True)
class Share:
    """A percentage in its paragraph: `floor` its start, `figures` those around it."""

    index: FigureIndex
    placed: Placed
    floor: int
    figures: Sequence[Placed]
    base: Base | None

    @property
    def text(self) -> str:
        return self.index.view.flow.text

    @cached_property
    def sentence(self) -> int:
        floor = max(self.floor, self.placed.start - WINDOW)
        stops = [match.end() for match in _SENTENCES.finditer(self.text, floor, self.placed.start)]
        return stops[-1] if stops else floor

    @cached_property
    def parts(self) -> list[Placed]:
        """The figures before it in its sentence that it may be the share of, the nearest first."""
        found = [
            placed
            for placed in self.figures
            if self.sentence <= placed.start < self.placed.start and placed.measure not in ("%", "words")
        ]
        of = _OF_UNIT.match(self.text, self.placed.end, self.placed.end + BEHIND)
        if of is not None:
            # "118 hộ với 487 khẩu (6,84% số hộ Khmer)": the words behind say of which of the two.
            unit = "hộ" if of.group("unit").lower() == "hộ" else "khẩu"
            found = [placed for placed in found if placed.measure == unit] or found
        elif [each.measure for each in found[-2:]] == ["hộ", "khẩu"] and self._joined(*found[-2:]):
            found[-2:] = [found[-1], found[-2]]
        return found[: -MAX_PARTS - 1 : -1]

    def _joined(self, households: Placed, persons: Placed) -> bool:
        """Whether persons stand beside the households that are meant: "287 hộ/1.320 khẩu (24,2%)"."""
        return self.text[households.end : persons.start].strip() == "/"

    def everybody(self, part: Placed) -> Placed | None:
        """All households as the sentence of a part tells them before it ("Cuối năm có 1.204 hộ, trong đó hộ nghèo")."""
        before = (p for p in reversed(self.figures) if self.sentence <= p.start < part.start and p.measure == "hộ")
        return next(filter(is_all_of_place, before), None)

    @cached_property
    def telling(self) -> bool:
        """Whether it states three digits, so that few pairs of figures give it by chance."""
        written = self.placed.figure.quantity
        return bool(written.value and written.value >= _LEAST_DIGITS * written.ulp)

    @cached_property
    def changed(self) -> bool:
        """Whether it tells a change ("tỷ lệ giảm 5,90%"), which is no share."""
        return _CHANGED.search(self.text, max(self.floor, self.placed.start - 20), self.placed.start) is not None

    @cached_property
    def left(self) -> bool:
        """Whether it tells what share is left ("còn 93 hộ, tỷ lệ còn 8,57%")."""
        return _LEFT.search(self.text, max(self.sentence, self.placed.start - REACH), self.placed.start) is not None

    def names_whole(self) -> bool:
        """Whether the words behind it say of what it is: a plan, some of the households."""
        return any(
            pattern.match(self.text, self.placed.end, self.placed.end + BEHIND) is not None for pattern in (PLAN, OTHER)
        )

    def of_plan(self, percentage: Placed) -> bool:
        """Whether a percentage is of a plan by the words behind it."""
        if percentage.measure != "%":
            return False
        return PLAN.match(self.text, percentage.end, percentage.end + BEHIND) is not None

    def performs(self, figure: Placed, before: int) -> bool:
        """Whether a figure has its own share of a plan or of a year before behind it, ahead of an offset."""
        own = own_share(self.text, self.figures, figure, before)
        if own is None:
            return False
        return self.of_plan(own) or _EARLIER.match(self.text, own.end, own.end + BEHIND) is not None

    def loosely(self) -> bool:
        """Whether only a mark stands before it ("19 hộ, 8,1%", "8.034 triệu đồng - 83,5%")."""
        return _LOOSE.search(self.text, max(self.sentence, self.placed.start - REACH), self.placed.start) is not None

    def linked(self) -> bool:
        return _LINK.search(self.text, max(self.sentence, self.placed.start - REACH), self.placed.start) is not None
