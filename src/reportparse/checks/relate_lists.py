"""Totals and their items in lists.

Several item sets compete for one total: the children of its item, or the children and the bullets that follow at the
next level. A set that adds up in one unit (money, say) decides for all units of the item; where none adds up, only a
cue word ("trong đó", "gồm", a colon) makes a relation of it at all.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

import regex

from reportparse.checks.figures import FigureIndex, Placed, is_factor
from reportparse.checks.ordinals import leaves_one_out
from reportparse.checks.slips import explained, may_explain
from reportparse.checks.verify import computed, holds
from reportparse.model.finding import SECOND_SPLIT, Relation, Term
from reportparse.model.quantity import ZERO
from reportparse.structure.outline import SPLITS, Item

_PARTIAL = regex.compile(r"[Tt]rong\s?đó|[Tt]rong\s?số\s?đó")
_COMPLETE = regex.compile(
    r"(?:[Bb]ao\s)?[Gg]ồm(?:\scó)?\s?:?|[Cc]ụ\sthể(?:\snhư\ssau)?\s?:?|[Cc]hia\s(?:ra|theo(?!\s(?:tỷ|tỉ)\slệ))|[Nn]hư\ssau\s?:|[Pp]hân\sbổ\s(?:cho|như)"
)
_COLON = regex.compile(r"[:;]\s*$|như\ssau\W*$")
_END = regex.compile(r"[\s\p{L}.]{0,12}[).;:,]*\s*")
# A list of these has more than one item, unless the one item is all.
_NAMED_PART = regex.compile(
    r"\W*(?:\w{1,3}[.)/]\s)?(?:(?:tiểu\s)?dự\sán|TDA|DA\s?\d|vốn|nguồn|ngân\ssách|NS\p{Lu}+|mức|tháng|quý|thôn|bản|xóm|ấp|làng"
    r"|buôn|tổ\sdân\sphố|khu)(?!\p{L})",
    regex.IGNORECASE,
)
_NAME_REACH = 40
_MAX_EQUALS, _MIN_LISTED = 40, 2
_ADDABLE_OUT = frozenset({"%", "words", "ngày", "tháng", "lần", "đợt"})


How = Literal["first", "joined", "headed"]
"""Which figures of an item are parts of the total: the first, all that "và" joins to it, or all that stand behind a
colon ("Dự án 6: 140 triệu đồng; Dự án 8: 95 triệu đồng")."""
HOWS: tuple[How, ...] = ("first", "joined", "headed")


@dataclass(frozen=True, slots=True)
class Part:
    """An item as a part of a total: its own figures by measure, and those of them that stand behind a colon."""

    item: int
    figures: tuple[Placed, ...]
    headed: tuple[Placed, ...] = ()

    def of(self, measure: str, how: How) -> tuple[Placed, ...]:
        """The figures of one measure that are parts of a total."""
        own = [placed for placed in self.figures if placed.measure == measure]
        if how == "headed" and len(own) > 1:
            own = [placed for placed in own if placed in self.headed] or own[:1]
        return tuple(own[:1] if how == "first" else own)


@dataclass(frozen=True)
class Lists:
    index: FigureIndex

    @property
    def items(self) -> Sequence[Item]:
        return self.index.view.outline.items

    def head(self, item: Item) -> tuple[int, int, str | None]:
        """Flow range of an item's own figures (up to a cue that announces parts) and the kind of that cue."""
        flow = self.index.view.flow
        first = flow.paragraphs[item.paragraphs[0]]
        text = flow.text
        cues = [m for pattern in (_PARTIAL, _COMPLETE) for m in pattern.finditer(text, item.start, first.end)]
        cues.sort(key=lambda m: m.start())
        # "Kết quả như sau: tổng số 100 suất, trong đó:" announces its parts with the cue behind the figure.
        cue = next((m for m in cues if self.index.between(item.start, m.start())), cues[0] if cues else None)
        if cue is not None:
            return item.start, cue.start(), "partial" if cue.re is _PARTIAL else "complete"
        if len(item.paragraphs) > 1:
            second = flow.paragraphs[item.paragraphs[1]].start
            if _PARTIAL.match(text, second, second + 40) or _COMPLETE.match(text, second, second + 40):
                return item.start, first.end, "partial" if _PARTIAL.match(text, second, second + 40) else "complete"
        return item.start, first.end, "colon" if _COLON.search(text, item.start, first.end) else None

    @cached_property
    def _sums(self) -> dict[tuple[int, str, How], Decimal]:
        return {}

    def sum_of(self, item: int, measure: str, how: How) -> Decimal:
        """The sum of an item's figures of one measure."""
        known = self._sums.get((item, measure, how))
        if known is None:
            own = self.parts[item].of(measure, how)
            known = sum((placed.figure.quantity.value or ZERO for placed in own), ZERO)
            self._sums[item, measure, how] = known
        return known

    def _addable(self, placed: Placed) -> bool:
        """Not a percentage or a time, nor the unit price of a product ("15 em x 750.000 đồng = 11.250.000 đồng")."""
        text = self.index.view.flow.text
        if placed.measure in _ADDABLE_OUT:
            return False
        return not is_factor(text, placed)

    def _outside_brackets(self, figures: tuple[Placed, ...], start: int) -> tuple[Placed, ...]:
        """Without the parts that brackets give of a figure of the same unit ("962,5 triệu đồng (NSTW 875,0; ...)")."""
        text = self.index.view.flow.text
        if not figures or text.find("(", start, figures[-1].start) < 0:
            return figures
        outside = tuple(p for p in figures if text.count("(", start, p.start) <= text.count(")", start, p.start))
        measures = {placed.measure for placed in outside}
        return tuple(p for p in figures if p in outside or p.measure not in measures)

    @cached_property
    def parts(self) -> dict[int, Part]:
        found = {}
        paragraphs = self.index.view.flow.paragraphs
        for item in self.items:
            figures: tuple[Placed, ...] = ()
            headed: tuple[Placed, ...] = ()
            if self.index.between(item.start, paragraphs[item.paragraphs[0]].end):
                start, end, _ = self.head(item)
                addable = tuple(placed for placed in self.index.between(start, end) if self._addable(placed))
                figures = self._outside_brackets(addable, start)
                text = self.index.view.flow.text
                headed = tuple([p for p in figures if text[p.start - 2 : p.start].rstrip().endswith(":")])
            found[item.index] = Part(item.index, figures, headed)
        return found


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Sums of list items, from the innermost lists outwards."""
    lists = Lists(index)
    children = index.view.outline.children
    consumed: set[int] = set()
    for item in reversed(lists.items):
        total = _total_of(lists, item)
        if total is None:
            continue
        below = [child for child in children.get(item.index, ()) if child not in consumed]
        following = [sibling for sibling in _following(children, item) if sibling not in consumed]
        if len(below) >= 2:
            found = _of_item(lists, item, total, below, following, consumed)
            yield from found if total is item else (relation._replace(code=SECOND_SPLIT) for relation in found)
        elif len(below) == 1:
            yield from _single(lists, item, total, below[0])
        elif not below and lists.head(item)[2] is not None:
            yield from _of_equals(lists, item, following, consumed)


def _total_of(lists: Lists, item: Item) -> Item | None:
    """The item that states an item's total: itself, or the lead before a second split ("Chia theo tính chất:")."""
    if lists.parts[item.index].figures:
        return item
    if item.kind != "lead" or not SPLITS.match(lists.index.view.flow.text, item.start, item.start + 40):
        return None
    siblings = lists.index.view.outline.children[item.parent]
    before = [lists.items[sibling] for sibling in siblings[: siblings.index(item.index)]]
    leads = [lead for lead in reversed(before) if lead.kind == "lead" and lists.parts[lead.index].figures]
    above = [] if item.parent is None or not lists.parts[item.parent].figures else [lists.items[item.parent]]
    return next(iter([*leads, *above]), None)


def _of_equals(lists: Lists, item: Item, following: list[int], consumed: set[int]) -> Iterator[Relation]:
    """A total whose parts carry the same marker as itself: nothing says where they end, so one unit must add up."""
    totals = _totals(lists.parts[item.index].figures)
    for count in sorted(_exact(lists, totals, [], following) - {1}):
        items = following[:count]
        held = _closing(lists, totals, items, extended=True)
        if held:
            consumed.update(items)
            yield from held.values()
            yield from _undecided(lists, totals, held, items)
            return
    near = {measure: _near(lists, measure, choices, following) for measure, choices in totals.items()}
    for count in sorted(frozenset().union(*near.values()) - {1}):
        for measure, choices in totals.items():
            if count not in near[measure]:
                continue
            relation = _failing(lists, measure, choices, following[:count], None, decided=False)
            if relation is not None and explained(relation):
                yield relation._replace(doubt=None, weak=True)
                return


def _exact(lists: Lists, totals: dict[str, list[Placed]], below: list[int], following: list[int]) -> set[int]:
    """How many of the following items have to come to those below for an exact sum in some unit."""
    found: set[int] = set()
    for measure, choices in totals.items():
        wanted = {choice.figure.quantity.value for choice in choices}
        for how in HOWS:
            running = sum((lists.sum_of(item, measure, how) for item in below), ZERO)
            for count, item in enumerate(following[:_MAX_EQUALS], 1):
                running += lists.sum_of(item, measure, how)
                if running in wanted:
                    found.add(count)
    return found


def _near(lists: Lists, measure: str, choices: list[Placed], following: list[int]) -> set[int]:
    """How many of the following items give a sum that may be one slip away from the total."""
    total = next((choice.figure.quantity for choice in choices if not choice.vague), None)
    if total is None or total.value is None:
        return set()
    found: set[int] = set()
    running, largest, exact = ZERO, ZERO, total.exact
    for count, item in enumerate(following[:_MAX_EQUALS], 1):
        own = lists.parts[item].of(measure, "joined")
        if not own:
            break
        for placed in own:
            quantity = placed.figure.quantity
            running += quantity.value or ZERO
            largest = max(largest, quantity.value or ZERO)
            exact = exact and quantity.exact
        if not exact or may_explain(total.value, running, largest):
            found.add(count)
    return found


def _undecided(
    lists: Lists, totals: dict[str, list[Placed]], held: dict[str, Relation], items: list[int]
) -> Iterator[Relation]:
    """The other units of a list whose parts one unit has settled."""
    for measure, choices in totals.items():
        if measure not in held:
            relation = _failing(lists, measure, choices, items, None, decided=True)
            if relation is not None:
                yield relation


def _following(children: dict[int | None, tuple[int, ...]], item: Item) -> list[int]:
    siblings = children.get(item.parent, ())
    at = bisect_right(siblings, item.index)
    return list(siblings[at : at + 2 * _MAX_EQUALS])


def _of_item(
    lists: Lists, item: Item, total: Item, below: list[int], following: list[int], consumed: set[int]
) -> Iterator[Relation]:
    cue = lists.head(item)[2]
    totals = _totals(lists.parts[total.index].figures)
    decided: list[int] | None = None
    held: dict[str, Relation] = {}
    for candidate in _candidates(below, following, _exact(lists, totals, below, following)):
        found = _closing(lists, totals, candidate, extended=len(candidate) > len(below))
        if found:
            decided, held = candidate, found
            break
    yield from held.values()
    if decided is not None:
        consumed.update(decided[len(below) :])
        yield from _undecided(lists, totals, held, decided)
        return
    skipped = leaves_one_out([lists.items[child].marker for child in below])
    for measure, choices in totals.items():
        relation = _failing(lists, measure, choices, below, cue, decided=False)
        short = _short(lists, measure, choices, below) if skipped else None
        if short and (relation is None or not explained(relation)):
            yield short
        elif relation is not None:
            doubt = _headed(lists, total, choices, relation) if cue is None else relation.doubt
            yield relation._replace(weak=cue is None, doubt=doubt)


def _short(lists: Lists, measure: str, choices: Sequence[Placed], below: Sequence[int]) -> Relation | None:
    """The nearest total that a list falls short of whose numbers leave one out ("a) ... c) ...")."""
    terms = [placed.term for item in below for placed in lists.parts[item].of(measure, "first")]
    face = sum((term.quantity.value or ZERO for term in terms), ZERO)
    found = [_sum(p, terms) for p in choices if not p.vague and (p.figure.quantity.value or ZERO) > face]
    told = found and len(terms) >= max(len(below), _MIN_LISTED)
    return min(found, key=_gap)._replace(doubt="number-skipped", weak=True) if told else None


def _headed(lists: Lists, total: Item, choices: Sequence[Placed], relation: Relation) -> str | None:
    """The doubt about a list that nothing announces, where the item above ends with the total of just this unit."""
    text, figure = lists.index.view.flow.text, choices[0]
    end = lists.index.view.flow.paragraphs[total.paragraphs[0]].end
    if len(choices) > 1 or not _END.fullmatch(text, figure.end, end) or len(relation.terms) < _MIN_LISTED:
        return None
    face, stated = computed(relation), relation.stated.quantity.value
    return "shortfall" if face is not None and stated is not None and face < stated else "colon-only"


def _single(lists: Lists, item: Item, total: Item, child: int) -> Iterator[Relation]:
    """A total that has parts, and has one that falls short: an item may have been lost."""
    flow, start = lists.index.view.flow, lists.items[child].start
    _, end, cue = lists.head(item)
    opened = lists.index.between(end, flow.paragraphs[item.paragraphs[0]].end)
    named = _NAMED_PART.match(flow.text, start, start + _NAME_REACH) is not None
    for measure, (stated, *others) in _totals(lists.parts[total.index].figures).items():
        own = lists.parts[child].of(measure, "first")
        value, part = stated.figure.quantity.value or ZERO, sum((p.figure.quantity.value or ZERO for p in own), ZERO)
        before = [placed.term for placed in opened if placed.measure == measure]
        if before and own:
            # The first part stands in the line that announces them.
            relation = _sum(stated, [*before, own[0].term])
            yield from [relation] if holds(relation) else []
        elif not others and 0 < part < value and (named or cue == "complete" or (cue == "colon" and value <= 2 * part)):
            yield _sum(stated, [own[0].term])._replace(doubt="shortfall")


def _candidates(below: list[int], following: list[int], exact: set[int]) -> Iterator[list[int]]:
    yield below
    for count in sorted(exact):
        yield [*below, *following[:count]]


def _totals(figures: Sequence[Placed]) -> dict[str, list[Placed]]:
    """The item's own figures by measure; the last before the cue is the likeliest total, so it comes first."""
    found: dict[str, list[Placed]] = {}
    for placed in reversed(figures):
        found.setdefault(placed.measure, []).append(placed)
    return found


def _closing(lists: Lists, totals: dict[str, list[Placed]], items: list[int], *, extended: bool) -> dict[str, Relation]:
    """The measures whose total the items add up to. A set that reaches beyond the item's own list must be exact."""
    found: dict[str, Relation] = {}
    for measure, choices in totals.items():
        for how in HOWS:
            parts = [placed for item in items for placed in lists.parts[item].of(measure, how)]
            if len(parts) < 2:
                continue
            quantities = [placed.figure.quantity for placed in parts]
            face = sum((quantity.value or ZERO for quantity in quantities), ZERO)
            allowed = ZERO if extended else sum((quantity.ulp for quantity in quantities), ZERO)
            for total in choices:
                stated = total.figure.quantity
                if abs((stated.value or ZERO) - face) > allowed + (ZERO if extended else stated.ulp):
                    continue
                terms = tuple(placed.term for placed in parts)
                relation = Relation("SUM001", "sum", "sum", total.term, terms, total.figure.unit)
                reading = holds(relation)
                if reading == "exact" or (reading and not extended):
                    found.setdefault(measure, relation)
    return found


def _failing(
    lists: Lists, measure: str, choices: list[Placed], items: list[int], cue: str | None, *, decided: bool
) -> Relation | None:
    """The relation to report where a total does not equal its items; None where they may not belong together."""
    choices = [choice for choice in choices if not choice.vague]
    if not choices:
        return None
    terms: list[Term] = []
    missing = foreign = 0
    for item in items:
        part = lists.parts[item]
        own = part.of(measure, "joined")
        foreign += not own
        if not own and decided:
            own = _other_count(part, measure)
        missing += not own
        terms += [placed.term for placed in own]
    if len(terms) < 2 or (missing and not decided) or foreign == len(items):
        return None  # "03 mô hình với 36 hộ, gồm: ... 14 hộ; ... 12 hộ": the items count only the households
    if decided:
        relation = _sum(choices[0], terms)
        return relation if not missing or holds(relation) else None
    several = len(choices) > 1 or len(terms) > len(items)
    doubt = None if cue is None else "several-totals" if several else "colon-only" if cue == "colon" else None
    nearest = _nearest(lists, measure, choices, items, terms) if doubt == "several-totals" else None
    relation = nearest or _sum(choices[0], terms)
    return relation._replace(doubt=doubt, partial=cue == "partial")


def _nearest(
    lists: Lists, measure: str, choices: list[Placed], items: list[int], joined: list[Term]
) -> Relation | None:
    """What comes nearest of several figures that may be the total and several choices of figures of the items."""
    sets = [[p.term for item in items for p in lists.parts[item].of(measure, how)] for how in ("first", "headed")]
    found = [_sum(total, terms) for terms in (joined, *sets) if len(terms) > 1 for total in choices]
    gaps = [(not explained(relation), _gap(relation), order) for order, relation in enumerate(found)]
    return found[min(gaps)[2]] if gaps else None


def _gap(relation: Relation) -> Decimal:
    """How far a sum is from its total, as a share of the larger."""
    face, stated = computed(relation) or ZERO, relation.stated.quantity.value or ZERO
    return abs(face - stated) / (max(face, stated) or 1)


def _sum(total: Placed, terms: Sequence[Term]) -> Relation:
    return Relation("SUM001", "sum", "sum", total.term, tuple(terms), total.figure.unit)


def _other_count(part: Part, measure: str) -> tuple[Placed, ...]:
    """The one other count of an item, where counts of a list differ in unit ("101 đối tượng" among "suất")."""
    if measure == "đ":
        return ()
    counts = [placed for placed in part.figures if placed.measure not in ("đ", "%")]
    return (counts[0],) if len(counts) == 1 else ()
