"""Totals and their parts inside one sentence: "60 suất; trong đó thôn Đông: 25 suất; thôn Đoài 35 suất"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import regex

from reportparse.checks.figures import NO_COUNTS, FigureIndex, Placed, bracketed, is_factor, without_wholes
from reportparse.checks.slips import may_be_slip
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation
from reportparse.model.mention import Amount, HouseholdCount
from reportparse.model.quantity import ZERO

_CUE = regex.compile(
    r"(?:(?P<partial>[Tt]rong\s?(?:số\s)?đó)|(?P<complete>(?<!\p{L})(?:[Bb]ao\s)?[Gg]ồm(?:\scó)?(?!\p{L})|(?<!\p{L})(?:[Cc]hia|[Pp]hân)\s(?:ra|theo)(?!\p{L})|(?<!\p{L})[Cc]ụ\sthể(?!\p{L})))(?:\s?:)?"
    r"|(?P<colon>(?<=[\p{L}\d)]):\s(?=\D))"
)
_BELONGS = regex.compile(r"[^\d.;:()]{0,40}")
_STOP = regex.compile(r"\.\s+(?=\p{Lu})|\.$|\./\.")
_TOTAL_AFTER = regex.compile(
    r"(?:[Tt]ổng\s(?:cộng|số(?:\stiền)?|kinh\sphí)|(?<!\p{L})[Cc]ộng(?:\s(?:lại|chung|là))?(?:\s(?:hai|ba|bốn|các)\s\p{L}+)?)"
    r"(?:\s(?:là|bằng))?\s?:?\s?$"
)
_TOTAL = regex.compile(r"[Tt]ổng|[Cc]ộng")
_BRACKET = regex.compile(r"\((?P<inside>[^()]{5,400})\)")
_OVERLAPPING = regex.compile(r"\b(?:nữ|DTTS|dân tộc|đảng viên|trẻ em|người cao tuổi|khuyết tật)\b", regex.IGNORECASE)
_MOVED = regex.compile(r"tăng|giảm|so\svới|năm\strước|kế\shoạch|mức|bình\squân|/", regex.IGNORECASE)
_MAX_ITEMS, _MIN_SUSPECT, _FAR, _ATTACHED = 40, 3, 6000, 22
_SKIPPED = frozenset({"%", "words", "ngày", "tháng", "lần", "đợt"})


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Enumerations behind a cue word, and totals that close an enumeration."""
    flow = index.view.flow
    for paragraph in flow.paragraphs:
        if paragraph.cell is None:
            figures = index.between(paragraph.start, paragraph.end)
            if len(figures) >= 2:
                yield from _announced(index, paragraph.start, paragraph.end)
                if flow.text.find("(", paragraph.start, paragraph.end) >= 0:
                    yield from _bracketed_parts(index, paragraph.start, paragraph.end)
                if _TOTAL.search(flow.text, paragraph.start, paragraph.end):
                    yield from _closed(index, figures)


def _announced(index: FigureIndex, start: int, end: int) -> Iterator[Relation]:
    text = index.view.flow.text
    cues = _cues(text, start, end)
    for number, cue in enumerate(cues):
        begin = _sentence_start(text, max(start, cue.start() - _FAR), cue.start())
        further: list[Placed] = []
        if cue.lastgroup != "colon" and start < begin and not index.between(begin, cue.start()):
            # "Trong năm có 591 hộ thoát nghèo. Cụ thể: ..."; "486 hộ. Theo thôn: A 148 hộ; ... Trong số đó: ..."
            opened, begin = begin, _sentence_start(text, max(start, begin - _FAR), begin - 2)
            further = list(index.between(max(start, opened - _FAR), begin))[-_MAX_ITEMS:]
        stop_match = _STOP.search(text, cue.end(), min(end, cue.end() + _FAR))
        stop = stop_match.start() if stop_match else min(end, cue.end() + _FAR)
        if number + 1 < len(cues) and cues[number + 1].start() < stop and not _in_brackets(text, cue, cues[number + 1]):
            stop = cues[number + 1].start()
        before = [p for p in index.between(begin, cue.start())[-_MAX_ITEMS:] if p.measure not in _SKIPPED]
        after = [
            p
            for p in _outside_brackets(text, cue.end(), index.between(cue.end(), stop))
            if text[max(0, p.start - 2) : p.start].rstrip()[-1:] != "/" and not is_factor(text, p)
        ]
        colon = cue.lastgroup == "colon"
        if colon and (not before or cue.start() - before[-1].end > _ATTACHED):
            continue
        word = cue.group().rstrip(" :").lower()
        weak = colon or word == "cụ thể" or word.endswith("theo")
        held = list(_of_further(further, after)) if further else []
        # "...; thôn Đoài 97 hộ;" and on the next line "thôn Thượng 120 hộ. Trong số đó ...": said of the list, not of
        # its last item; such parts are told where they fit, or nearly.
        last_item = cue.lastgroup == "partial" and text[max(0, start - 3) : start].rstrip().endswith(";")
        unsure = weak or last_item
        yield from held or _enumeration(
            text, before, after, partial=cue.lastgroup == "partial", weak=unsure, listed=weak
        )


def _of_further(before: Sequence[Placed], after: Sequence[Placed]) -> Iterator[Relation]:
    """The parts of a total said more than a sentence before them: told only where they make it up to the last."""
    for measure in dict.fromkeys(placed.measure for placed in after if not placed.vague):
        items = [placed for placed in after if placed.measure == measure and not placed.vague]
        for total in (placed for placed in reversed(before) if placed.measure == measure):
            best = _best(total, items) if len(items) > 1 else None
            if best is not None and len(best.terms) == len(items):
                yield best
                break


def _cues(text: str, start: int, end: int) -> list[regex.Match[str]]:
    """The cue words and colons of a stretch; a colon that belongs to a word ("Chia theo xã:") is none of its own."""
    found: list[regex.Match[str]] = []
    for cue in _CUE.finditer(text, start, end):
        own = cue.lastgroup != "colon" or not found or found[-1].lastgroup == "colon"
        if own or not _BELONGS.fullmatch(text, found[-1].end(), cue.start()):
            found.append(cue)
    return found


def _bracketed_parts(index: FigureIndex, start: int, end: int) -> Iterator[Relation]:
    """ "86,4 triệu đồng (cấp xã 41,2 triệu đồng, các thôn 45,2 triệu đồng)"; sources of funds make up the whole."""
    for match in _BRACKET.finditer(index.view.flow.text, start, end):
        inside = index.between(match.start() + 1, match.end())
        if any(index.view.flow.text[placed.end : placed.end + 2].strip().startswith("/") for placed in inside):
            continue
        near = index.between(max(start, match.start() - 120), match.start())
        before = [placed for placed in near if match.start() - 60 <= placed.end <= match.start()]
        funds = [p.figure.source_of_funds if isinstance(p.figure, Amount) else None for p in inside]
        by_funds = all(funds) and len(set(funds)) == len(funds)
        attached = [p for p in before if match.start() - p.end <= _ATTACHED and not _MOVED.search(match.group())]
        yield from _enumeration(
            index.view.flow.text, before[-2:], inside, partial=False, weak=not by_funds, listed=bool(attached)
        )


def _enumeration(
    text: str, before: Sequence[Placed], after: Sequence[Placed], *, partial: bool, weak: bool, listed: bool = False
) -> Iterator[Relation]:
    """For each measure, the totals before the cue against the figures behind it; the nearest total comes first."""
    after = without_wholes(placed for placed in after if not placed.vague)
    for measure in dict.fromkeys(placed.measure for placed in reversed(before)):
        totals = [placed for placed in reversed(before) if placed.measure == measure]
        items = [placed for placed in after if placed.measure == measure]
        if len(items) < 2:
            continue
        # "146 viên chức, gồm 31 bác sĩ, 15 hộ sinh ...": parts of one total may have names of their own.
        mixed = [] if measure in NO_COUNTS else [placed for placed in after if placed.measure not in NO_COUNTS]
        mixed = [placed for placed in mixed if placed.start <= items[-1].start]
        sets = (items, mixed) if len(mixed) > len(items) else (items,)
        held = [best for own in sets for total in totals if (best := _best(total, own)) is not None]
        stated = [total for total in totals if not total.vague] or totals
        if held:
            yield held[0]
            continue
        items = _up_to_semicolon(text, items)
        if not any(_moves(placed) for placed in items) and not (partial and _stocks(stated[0], items)):
            yield Relation(
                "SUM002",
                "sum",
                "sum",
                stated[0].term,
                tuple(placed.term for placed in items),
                stated[0].figure.unit,
                doubt=None if stated[0].vague else _doubt(totals, items, weak=weak, listed=listed),
                partial=partial,
                weak=weak or stated[0].vague or len(sets) > 1,
            )


def _up_to_semicolon(text: str, items: list[Placed]) -> list[Placed]:
    """The items that commas join, where a semicolon ends them: "gồm bò 12, heo 30, dê 5; đàn gà 864 con"."""
    for number, (one, other) in enumerate(pairwise(items), 1):
        if ";" in text[one.end : other.start]:
            return items[:number] if number > 1 else items
    return items


def _stocks(total: Placed, items: Sequence[Placed]) -> bool:
    """Whether all households are told with the poor and the near-poor among them: these never make up the whole."""
    categories = {placed.figure.category if isinstance(placed.figure, HouseholdCount) else "" for placed in items}
    whole = isinstance(total.figure, HouseholdCount) and "nghèo" not in total.figure.category
    part = sum((placed.figure.quantity.value or ZERO for placed in items), ZERO)
    return (
        whole and all("nghèo" in category for category in categories) and part < (total.figure.quantity.value or ZERO)
    )


def _moves(placed: Placed) -> bool:
    """Whether a figure tells a change: then the figures behind the cue tell a flow and are no parts."""
    return isinstance(placed.figure, HouseholdCount) and placed.figure.role in ("increase", "decrease")


def _doubt(totals: Sequence[Placed], items: Sequence[Placed], *, weak: bool, listed: bool) -> str | None:
    if len(totals) > 1:
        return "several-totals"
    if weak:
        return "colon-only" if listed or len(items) >= _MIN_SUSPECT else None
    overlapping = any(_OVERLAPPING.search(placed.figure.label or "") for placed in items)
    return "overlapping-groups" if overlapping else None


def _best(total: Placed, items: Sequence[Placed]) -> Relation | None:
    """The longest run of items from the first on that adds up to the total."""
    best = None
    running = allowed = ZERO
    stated = total.figure.quantity
    for count, placed in enumerate(items, 1):
        running += placed.figure.quantity.value or ZERO
        allowed += placed.figure.quantity.ulp
        if count < 2 or abs(running - (stated.value or ZERO)) > allowed + stated.ulp:
            continue
        terms = tuple(placed.term for placed in items[:count])
        relation = Relation("SUM002", "sum", "sum", total.term, terms, total.figure.unit)
        if holds(relation):
            best = relation
    return best


def _closed(index: FigureIndex, figures: Sequence[Placed]) -> Iterator[Relation]:
    """ "A 10 suất, B 20 suất, tổng cộng 30 suất": the total comes after its items."""
    text = index.view.flow.text
    for position, total in enumerate(figures):
        if not _TOTAL_AFTER.search(text, max(0, total.start - 40), total.start) or total.measure in _SKIPPED:
            continue
        items = [
            placed for placed in figures[max(0, position - _MAX_ITEMS) : position] if placed.measure == total.measure
        ]
        relations = [
            Relation(
                "SUM002", "sum", "sum", total.term, tuple(p.term for p in items[first:]), total.figure.unit, weak=True
            )
            for first in _near_sums(total, items)
        ]
        yield from next(([relation] for relation in relations if holds(relation) == "exact"), relations)


def _near_sums(total: Placed, items: Sequence[Placed]) -> list[int]:
    """From which items on the sum is the total, or may be one slip away from it; first items first."""
    stated = total.figure.quantity
    if not items:
        return []
    last = items[-1].figure.quantity
    running, allowed = last.value or ZERO, last.ulp + stated.ulp
    found = []
    for first in reversed(range(len(items) - 1)):
        running += items[first].figure.quantity.value or ZERO
        allowed += items[first].figure.quantity.ulp
        if allowed or may_be_slip(running - (stated.value or ZERO)):
            found.append(first)
    return found[::-1]


def _sentence_start(text: str, start: int, offset: int) -> int:
    stops = [match.end() for match in _STOP.finditer(text, start, offset)]
    return stops[-1] if stops else start


def _outside_brackets(text: str, begin: int, figures: Sequence[Placed]) -> Iterator[Placed]:
    """The figures that do not stand in brackets opened after `begin`, in one pass."""
    depth = 0
    for placed in figures:
        depth += text.count("(", begin, placed.start) - text.count(")", begin, placed.start)
        begin = placed.start
        if depth <= 0:
            yield placed


def _in_brackets(text: str, cue: regex.Match[str], following: regex.Match[str]) -> bool:
    return bracketed(text, cue.end(), following.start())
