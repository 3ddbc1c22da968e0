"""Piecewise maps between offsets of a text and of the text it was made from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from reportparse.model.span import Span


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """From offsets of a made text to offsets of its source.

    Piece i starts at offset `starts[i]` of the made text and at `targets[i]` of the source, and runs one to one
    until the next piece. Both tuples begin with 0 pieces' first offsets and `starts` strictly rises.
    """

    starts: tuple[int, ...]
    targets: tuple[int, ...]

    @classmethod
    def identity(cls) -> OffsetMap:
        return cls((0,), (0,))

    @classmethod
    def from_pieces(cls, pieces: Iterable[tuple[int, int]]) -> OffsetMap:
        """Build from (start, target) pairs in rising order; a later pair with the same start wins."""
        starts: list[int] = []
        targets: list[int] = []
        for start, target in pieces:
            if starts and starts[-1] == start:
                targets[-1] = target
            elif not starts or target - targets[-1] != start - starts[-1]:
                starts.append(start)
                targets.append(target)
        if not starts or starts[0] != 0:
            starts.insert(0, 0)
            targets.insert(0, 0)
        return cls(tuple(starts), tuple(targets))

    def source(self, offset: int) -> int:
        """Offset in the source of the character at `offset` of the made text."""
        index = bisect_right(self.starts, offset) - 1
        return self.targets[index] + offset - self.starts[index]

    def then(self, outer: OffsetMap) -> OffsetMap:
        """The map from this text's offsets straight to the targets of `outer`, which maps this text's source."""
        pieces: list[tuple[int, int]] = []
        for index, start in enumerate(self.starts):
            target = self.targets[index]
            end = self.starts[index + 1] if index + 1 < len(self.starts) else None
            pieces.append((start, outer.source(target)))
            position = bisect_right(outer.starts, target)
            while position < len(outer.starts):
                at = start + outer.starts[position] - target
                if end is not None and at >= end:
                    break
                pieces.append((at, outer.targets[position]))
                position += 1
        return OffsetMap.from_pieces(pieces)

    def source_span(self, start: int, end: int) -> Span:
        """Span of the source that the characters `start` to `end` of the made text were made from.

        The end is that of the last character, so that nothing dropped after it comes along.
        """
        if end <= start:
            at = self.source(start)
            return Span(at, at)
        return Span(self.source(start), self.source(end - 1) + 1)
