"""Citations while they are put together: in offsets of the flow, before they become mentions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from reportparse.extract.citation_context import TypeWord, WrittenDate
from reportparse.extract.citation_forms import Identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A citation in offsets of the flow. `listed` is set where only a list's first type word can name its kind,
    `joined` where it does, `blank` where the number is left open.
    """

    start: int
    end: int
    doc_type: str
    identifier: Identifier | None = None
    number: str | None = None
    year: int | None = None
    word: TypeWord | None = None
    title: tuple[int, int] | None = None
    date: WrittenDate | None = None
    issuer: tuple[int, int] | None = None
    provision: str | None = None
    listed: bool = False
    joined: bool = False
    blank: bool = False


class Taken:
    """The stretches of the flow that citations already stand on."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self._spans = sorted((draft.start, draft.end) for draft in drafts)
        self._starts = [start for start, _ in self._spans]

    def free(self, start: int, end: int) -> bool:
        index = bisect_left(self._starts, end) - 1
        return index < 0 or self._spans[index][1] <= start
