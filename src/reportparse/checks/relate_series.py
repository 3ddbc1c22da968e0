"""Totals that stand apart from their enumerations: columns of a list, all figures of a sentence, poor and near-poor.

A list whose items say the same things in the same order is a table without lines: its first counts add up, its second
counts, its shares of the centre, its poor households. The total may stand in the item above, behind the list, or
further up. An enumeration is taken as a whole, so that only few sums are tried for each.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

import regex

from reportparse.checks.figures import NO_COUNTS, FigureIndex, Placed, is_factor, last_digit
from reportparse.checks.ratio_bases import above
from reportparse.checks.slips import explanation
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation
from reportparse.model.mention import Amount, HouseholdCount
from reportparse.model.quantity import ZERO
from reportparse.structure.outline import SPLITS, Item

_STOP = regex.compile(r"[.]\s+(?=\p{Lu})|[.:]\s?$|[.:]\s")
_BOTH = regex.compile(
    r"(?<!\p{L})(?:cộng|tổng|đa\schiều|nghèo(?:,|\svà|\s\+)\s(?:hộ\s)?cận\snghèo|cả\shai|hai\sloại)", regex.IGNORECASE
)
_LEADS = regex.compile(
    r"[^.;]{0,80}(?:[:(]|gồm|chia|theo|cụ\sthể|trong\s(?:số\s)?(?:đó|này|họ))[^.;\d]{0,80}", regex.IGNORECASE
)
_SAID, _APART = regex.compile(r"tổng|cộng", regex.IGNORECASE), 1500
_SUMS_UP = regex.compile(r"(?:như\svậy|tổng|cộng|tính\schung|cả\s\p{L}+\scó)(?!\p{L})", regex.IGNORECASE)
_SPLIT_HEAD = regex.compile(r"(?:chia|phân|tính)\stheo\s[^.;\d]{2,40}:?\s*$", regex.IGNORECASE)
_CLOSE, _SURE_SLIP = 3, 4
_LEAST_PLACES, _TIMES_OFF = 3, 4
_FAR, _MAX_FAR, _MAX_ITEMS, _NEAR = 6000, 60, 60, 400
_SURE_LIST, _SURE_ENUMERATION, _SURE_PAIR, _SURE_MANY = 20, 40, 150, 5
_MAX_TOTALS, _MANY, _FAINT = 4, 5, 3
Key = tuple[str, str, int]


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Totals of lists, of sentences, and of the two stocks of poverty."""
    yield from _lists(index)
    yield from _enumerations(index)
    yield from _stocks(index)


def _lists(index: FigureIndex) -> Iterator[Relation]:
    outline = index.view.outline
    for parent, children in outline.children.items():
        if not 2 <= len(children) <= _MAX_ITEMS:
            continue
        rows = [_row(index, outline.items[child]) for child in children]
        for position, row in enumerate(rows):
            if row and (position == 0 or not rows[position - 1]):
                end = next((n for n in range(position, len(rows)) if not rows[n]), len(rows))
                yield from _columns(index, parent, children[position:end], rows[position:end])


def _row(index: FigureIndex, item: Item) -> dict[Key, Placed]:
    """The figures of an item's first paragraph by what they count: category, fund, or their place in the item."""
    paragraph = index.view.flow.paragraphs[item.paragraphs[0]]
    found: dict[Key, Placed] = {}
    for placed in index.between(paragraph.start, paragraph.end):
        if placed.measure in NO_COUNTS - {"đ"} or placed.vague or is_factor(index.view.flow.text, placed):
            continue
        name = _name(placed)
        order = sum(1 for key in found if key[0] == placed.measure)
        found.setdefault((placed.measure, name, 0), placed)
        found.setdefault((placed.measure, "", order + 1), placed)
    return found


def _name(placed: Placed) -> str:
    figure = placed.figure
    if isinstance(figure, HouseholdCount):
        return figure.category
    return (figure.source_of_funds or "") if isinstance(figure, Amount) else ""


def _columns(
    index: FigureIndex, parent: int | None, children: Sequence[int], rows: Sequence[dict[Key, Placed]]
) -> Iterator[Relation]:
    """For each kind of figure that all items of a stretch have, its sum against the figures around the list."""
    if len(rows) < 2:
        return
    items, paragraphs = index.view.outline.items, index.view.flow.paragraphs
    start = items[children[0]].start
    end = paragraphs[items[children[-1]].paragraphs[-1]].end
    for stretch in (rows, rows[:-1]) if len(rows) > 3 else (rows,):
        common = [key for key in stretch[0] if sum(1 for row in stretch if key in row) >= max(2, len(stretch) - 1)]
        summed: set[Key] = set()
        for key in common:
            parts = [row[key] for row in stretch if key in row]
            around = [*reversed(index.between(max(0, start - _FAR), start)), *index.between(parts[-1].end, end + _NEAR)]
            found = list(_total(parts, around, _SURE_LIST))
            yield from found
            summed |= {key} if found else set()
            if not found and stretch is rows and parent is not None:
                head = paragraphs[items[parent].paragraphs[0]]
                totals = [p for p in index.between(head.start, head.end) if p.measure == key[0]]
                named = [p for p in totals if not key[1] or _name(p) == key[1]]
                yield from _missed(parts, named[: -_MAX_TOTALS - 1 : -1])
                yield from () if named else _implied(index, key, parts, start)
        before = [*reversed(index.between(max(0, start - _FAR), start))]
        yield from _by_category(common, summed, stretch, [*before, *index.between(end, end + _NEAR)])


def _by_category(
    common: Sequence[Key], summed: set[Key], stretch: Sequence[dict[Key, Placed]], around: Sequence[Placed]
) -> Iterator[Relation]:
    """The other categories of a list of places that is complete, since one of them adds up to its total."""
    named = [key for key in common if key[1] and all(key in row for row in stretch)]
    if len(stretch) < _LEAST_PLACES or not any(key in summed for key in named):
        return
    for key in named:
        parts = [row[key] for row in stretch]
        added = sum((part.figure.quantity.value or ZERO for part in parts), ZERO)
        same = [p for p in around if p.measure == key[0] and _name(p) == key[1] and not p.vague and not _moves(p)]
        gaps = [(abs((p.figure.quantity.value or ZERO) - added), number) for number, p in enumerate(same)]
        if key in summed or not gaps or _TIMES_OFF * min(gaps)[0] > added:
            continue
        total = same[min(gaps)[1]]
        terms = tuple(part.term for part in parts)
        yield Relation("SUM007", "sum", "sum", total.term, terms, total.figure.unit)


def _implied(index: FigureIndex, key: Key, parts: Sequence[Placed], start: int) -> Iterator[Relation]:
    """A list that stands apart from its total, which its words tell.

    Behind the list a sentence sums it up ("Như vậy đã xem hồ sơ của 28 hộ nghèo"), or a head says that the list splits
    what is called a total further up ("Dư nợ chia theo chương trình").
    """
    text, end = index.view.flow.text, index.paragraph_of(parts[-1].start)[1]
    line = text.find("\n", end + 1)
    behind: Sequence[Placed] = ()
    if _SUMS_UP.match(text, end + 1, end + _NEAR):
        found = index.between(end, line if line > 0 else end + _NEAR)[:_MAX_TOTALS]
        behind = [total for total in found if _name(total) == _name(parts[0])]
    split = len(parts) > 2 and _SPLIT_HEAD.search(text, max(0, start - _NEAR), start) is not None
    before = islice(reversed(index.between(max(0, start - _APART), start)), 2 * _MAX_TOTALS) if split else ()
    largest = max(part.figure.quantity.value or ZERO for part in parts)
    named = [total for total in before if _SAID.search(total.figure.label or "")]
    for total in (*behind, *named):
        same = total.measure == key[0] and not total.vague and (not key[1] or _name(total) == key[1])
        if same and (total.figure.quantity.value or ZERO) > largest and not _moves(total):
            yield from (relation._replace(doubt="implied") for relation in _missed(parts, [total]))
            return


def _moves(placed: Placed) -> bool:
    return isinstance(placed.figure, HouseholdCount) and placed.figure.role in ("increase", "decrease", "target")


def _total(parts: Sequence[Placed], around: Sequence[Placed], sure: int) -> Iterator[Relation]:
    """The nearest figure that the parts add up to, where they have digits enough."""
    wanted = sum((part.figure.quantity.value or ZERO for part in parts), ZERO)
    unit = last_digit(parts)
    if wanted / len(parts) / unit < sure:
        return
    own = {part.figure.span for part in parts}
    tried = 0
    for total in around:
        if total.measure != parts[0].measure or total.figure.span in own:
            continue
        tried += 1
        if tried > _MAX_FAR:
            return
        value = total.figure.quantity.value or ZERO
        if abs(value - wanted) > total.figure.quantity.ulp / 2:
            continue
        terms = tuple(part.term for part in parts)
        relation = Relation("SUM004", "sum", "sum", total.term, terms, total.figure.unit)
        if holds(relation):
            yield relation
            return


def _missed(parts: Sequence[Placed], totals: Sequence[Placed]) -> Iterator[Relation]:
    """The weak proposal for a total that the parts do not add up to."""
    largest = max(part.figure.quantity.value or ZERO for part in parts)
    added = sum((part.figure.quantity.value or ZERO for part in parts), ZERO)
    for total in totals:
        if (total.figure.quantity.value or ZERO) > largest or len(parts) > 2:
            terms = tuple(part.term for part in parts)
            relation = Relation("SUM004", "sum", "sum", total.term, terms, total.figure.unit, weak=True)
            low, high = sorted((added, total.figure.quantity.value or ZERO))
            far = _CLOSE * low < 2 * high
            if not holds(relation) and not (far and (len(parts) > _SURE_SLIP or explanation(relation) < _SURE_SLIP)):
                # What holds with so few digits may do so by chance; what fails by a slip seldom does.
                yield relation


def _likeliest(
    index: FigureIndex, parts: Sequence[Placed], totals: Sequence[Placed], near: Sequence[Placed]
) -> Iterator[Relation]:
    """The one total that a slip turns into what many parts add up to; else the nearest, where a word leads from it."""
    found = list(_missed(parts, totals))
    best = max(found, key=explanation, default=None)
    if best is not None and explanation(best) >= _FAINT:
        yield best
    elif near and _LEADS.fullmatch(index.view.flow.text, near[0].end, parts[0].start):
        yield from (relation._replace(doubt="implied") for relation in _missed(parts, near))


def _enumerations(index: FigureIndex) -> Iterator[Relation]:
    """All figures of one unit of a sentence, or of what follows its colon, against a figure further up or in it."""
    text = index.view.flow.text
    for paragraph in index.view.flow.paragraphs:
        if paragraph.cell is not None:
            continue
        for start, end in _segments(text, paragraph.start, paragraph.end):
            figures = index.between(start, end)
            if len(figures) < 2:
                continue
            for measure in dict.fromkeys(placed.measure for placed in figures):
                own = [placed for placed in figures if placed.measure == measure and not is_factor(text, placed)]
                if measure in NO_COUNTS - {"đ"} or len(own) < 2:
                    continue
                before = [p for p in reversed(index.between(max(0, start - _FAR), start)) if p.measure == measure]
                sure = _SURE_ENUMERATION if len(own) > 2 else _SURE_PAIR
                if len(own) >= _MANY and before and start - before[0].start < _NEAR:
                    sure = _SURE_MANY
                found = list(_total(own, before, sure))
                yield from found
                if not found:
                    near = [p for p in before if p.start >= paragraph.start - _NEAR]
                    split = SPLITS.match(text, start, start + 40) is not None
                    heads = list(islice(above_list(index, paragraph.start, measure), _MAX_TOTALS)) if split else []
                    if len(own) >= _MANY:
                        yield from _likeliest(index, own, before[: 2 * _MAX_TOTALS], near[:1])
                    else:
                        yield from _missed(own, [*before[:_MAX_TOTALS], *heads] if split else near[:1])
                    if len(own) > _MANY:
                        yield from _likeliest(index, own[1:], own[:1], own[:1])
                    elif len(own) > 2:
                        yield from _missed(own[1:], own[:1])


def _segments(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences, what follows a colon, and of these what goes to the first semicolon."""
    stops = [match.end() for match in _STOP.finditer(text, start, end)]
    for first, last in pairwise([start, *stops, end]):
        yield first, last
        semicolon = text.find("; ", first, last)
        if semicolon > 0:
            yield first, semicolon


def above_list(index: FigureIndex, at: int, measure: str) -> Iterator[Placed]:
    """The figures of a unit in the items that a paragraph stands under."""
    return above(index, bisect_right(index.view.flow.starts, at) - 1, measure)


def _stocks(index: FigureIndex) -> Iterator[Relation]:
    """Poor and near-poor together, wherever the two stand last, where a word says so or the digits do."""
    text = index.view.flow.text
    poor: dict[tuple[str, str], Placed] = {}
    for placed in index.prose:
        figure, value = placed.figure, placed.figure.quantity.value
        for unit in ("hộ", "khẩu"):
            one, other = poor.get(("hộ nghèo", unit)), poor.get(("hộ cận nghèo", unit))
            if one is None or other is None or value is None or placed in (one, other) or placed.measure in NO_COUNTS:
                continue
            said = _BOTH.search(text, max(0, placed.start - 80), placed.end + 60) is not None
            holds_ = (one.figure.quantity.value or ZERO) + (other.figure.quantity.value or ZERO) == value
            if holds_ and (said or value >= _SURE_PAIR):
                yield Relation("SUM004", "sum", "sum", placed.term, (one.term, other.term), figure.unit)
            elif said and placed.measure == unit and placed.start - other.end < _NEAR:
                yield Relation("SUM004", "sum", "sum", placed.term, (one.term, other.term), figure.unit, weak=True)
        if (
            isinstance(figure, HouseholdCount)
            and figure.category in ("hộ nghèo", "hộ cận nghèo")
            and figure.role in ("level", "target")
        ):
            poor[(figure.category, placed.measure)] = placed
