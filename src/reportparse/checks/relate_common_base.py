"""Several shares of one base that stands elsewhere: "quý II 881.600.000 đồng (40%), quý III 991.800.000 đồng (45%)", of
2.204.000.000 đồng further up; "Nhà nước 1.873.400.000 đồng, bằng 85%; hộ dân 220.400.000 đồng, bằng 10%".

One share of few digits fits many pairs of figures; two or three of one sentence or list that fit the same base do not.
What the shares tell together, in digits, must outweigh the number of bases tried. A share that fails beside three
that hold is a finding, beside two a doubt.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from math import log10
from typing import NamedTuple

import regex

from reportparse.checks.figures import FigureIndex, Placed
from reportparse.checks.ratio_bases import earlier, fits, quotient
from reportparse.checks.ratio_said import NO_PARTS, Said, percentages
from reportparse.checks.share_words import MAKES_UP
from reportparse.checks.verify import HUNDRED, holds
from reportparse.model.finding import Relation

_SAID = regex.compile(
    r"(?:\s\p{L}+){0,3}(?:\s\((?:viết\s)?bằng\schữ[^()]*\))?[\s,(–:=-]{1,3}"
    rf"(?:(?:chỉ|mới|đã|{MAKES_UP}|được|là|=|lớn\snhất|nhiều\snhất|cao\snhất),?\s)*",
    regex.IGNORECASE,
)
_CHANGED = regex.compile(r"(?<!\p{L})(?:tăng|vượt|giảm|hụt|thấp\shơn|cao\shơn)\s(?:thêm\s|được\s)?$", regex.IGNORECASE)
_OTHERS = regex.compile(r"\s?(?:so\s|kế\shoạch|chỉ\stiêu|KH(?!\p{L})|dự\stoán|cùng\skỳ|năm\s)", regex.IGNORECASE)
_SIGNS = frozenset({"dash", "plus", "star", "bullet", "letter"})
_MOVED = frozenset({"increase", "decrease"})
_LEAST, _MANY, _CHANCE = 2, 3, 1.3
_MAX_SHARES = 40


class _Pair(NamedTuple):
    share: Placed
    part: Placed


def relate(index: FigureIndex) -> Iterator[Relation]:
    """The shares of every sentence and list that have one base."""
    for pairs in _groups(index).values():
        if _LEAST <= len(pairs) <= _MAX_SHARES:
            yield from _of(index, pairs)


def _groups(index: FigureIndex) -> Mapping[tuple[object, ...], Sequence[_Pair]]:
    """Shares right behind their parts, by the list or the sentence they stand in and by unit."""
    outline, starts, leads = index.view.outline, index.view.flow.starts, _leads(index)
    found: dict[tuple[object, ...], list[_Pair]] = defaultdict(list)
    for said in percentages(index):
        part = _part(said)
        if part is None:
            continue
        pair = _Pair(said.placed, part)
        found["sentence", said.sentence, part.measure].append(pair)
        paragraph = bisect_right(starts, said.placed.start) - 1
        item = outline.item_of(paragraph)
        if item is not None:
            of = ("item", item.parent) if item.parent is not None else ("lead", leads[paragraph])
            found["list", of, part.measure].append(pair)
    return found


def _leads(index: FigureIndex) -> Sequence[int]:
    """For every paragraph the last one up to it that is no list item: what stands above a list without a number."""
    leads, last = [], -1
    for number, _ in enumerate(index.view.flow.paragraphs):
        item = index.view.outline.item_of(number)
        last = number if item is None or item.kind not in _SIGNS else last
        leads.append(last)
    return leads


def _part(said: Said) -> Placed | None:
    part = said.before[-1] if said.before else None
    if part is None or part.measure in NO_PARTS or part.vague or said.placed.vague:
        return None
    if getattr(part.figure, "role", None) in _MOVED or _OTHERS.match(said.right()) or _CHANGED.search(said.left(20)):
        return None
    return part if _SAID.fullmatch(said.text, part.end, said.placed.start) else None


def _of(index: FigureIndex, pairs: Sequence[_Pair]) -> Iterator[Relation]:
    """The base that most of the shares fit, where it is no chance."""
    first = pairs[0]
    largest = max(pair.part.figure.quantity.value or 0 for pair in pairs)
    bases = [base for base in earlier(index, first.share, first.part) if (base.figure.quantity.value or 0) >= largest]
    best: tuple[float, Placed, list[bool]] | None = None
    for base in bases:
        held = [fits(pair.share, pair.part.term, base.term) and _holds(pair, base) for pair in pairs]
        if sum(held) < _LEAST or 2 * sum(held) <= len(held):
            continue
        told = sum(_digits(pair, base) for pair, own in zip(pairs, held, strict=True) if own)
        if best is None or told > best[0]:
            best = (told, base, held)
    if best is None or best[0] < _CHANCE + log10(len(bases)) + 0.5 * sum(not own for own in best[2]):
        return
    _, base, held = best
    for pair, own in zip(pairs, held, strict=True):
        relation = quotient("RAT025", pair.share, pair.part.term, base.term)
        if relation is not None and own:
            relation = relation._replace(weak=True)  # another finder may tell the same by its words
        elif relation is not None and sum(held) < _MANY:
            relation = relation._replace(doubt="implied", weak=True)
        yield from [relation] if relation is not None else []


def _holds(pair: _Pair, base: Placed) -> bool:
    relation = quotient("RAT025", pair.share, pair.part.term, base.term)
    return relation is not None and holds(relation) is not None


def _digits(pair: _Pair, base: Placed) -> float:
    """How many digits a share that fits tells: those of the percentage, or of a part that is it to the last one."""
    share, part, whole = (placed.figure.quantity for placed in (pair.share, pair.part, base))
    value, above, below = share.value or Decimal(1), part.value or Decimal(1), whole.value or Decimal(1)
    loose = float(share.ulp / value) + float(part.ulp / above) + float(whole.ulp / below)
    told = -log10(max(loose, 1e-6))
    if value * below == above * HUNDRED:
        told = max(told, len(str(int(above / (part.ulp or 1))).rstrip("0")))
    return told
