"""What a percentage may be of: figures of its sentence, of its list, of the document; and whether they fit at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, pairwise

import regex

from reportparse.checks.figures import FigureIndex, Placed
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import HouseholdCount, Percentage

_ALL = regex.compile(r"tổng|toàn|hiện|số\shộ|dân\ssố|có$", regex.IGNORECASE)
_SAID_OF = regex.compile(
    r"(?:\s\p{L}+){0,3}[\s,(]{0,3}(?:(?:chỉ|mới|đã|ước|cũng)\s)?(?:đạt|bằng|chiếm|=|(?:tương\s)?(?:đương|ứng)(?:\svới)?)[^.;\d]{0,30}",
    regex.IGNORECASE,
)
_BASE_WORDS = regex.compile(r"(?:\s\p{L}+){2}")
# Within the clause of a figure: what is planned or to be spent.
_ALLOTTED = regex.compile(
    r"(?:kế\shoạch|dự\stoán|chỉ\stiêu|mục\stiêu|giao|phân\sbổ|KH|vốn|kinh\sphí|nguồn|nhu\scầu)(?!\p{L})[^;%\d]*"
    r"(?:\d{4}(?!\d)[^;%\d]*)?$",
    regex.IGNORECASE,
)
_LEAST_BASE = 50
_NAMED = 80
_MAX_BASES, _MAX_SHARES = 12, 200
_REACH = 45
FAR, _MAX_FAR = 9000, 60
_EVERYBODY = frozenset({"hộ", "hộ dân", "hộ tự nhiên", "hộ gia đình"})
_SLACK = 1.000001


def quotient(code: str, share: Placed, part: Term, whole: Term, *, weak: bool = False) -> Relation | None:
    """The proposal that a share is of a part in a whole; None where the whole is nothing."""
    if not whole.quantity.value or part.span == whole.span:
        return None
    return Relation(code, "ratio", "quotient", share.term, (part, whole), "%", weak=weak)


def fits(share: Placed, part: Term, whole: Term) -> bool:
    """Whether part and whole may give the share: cheap, and never false where the intervals would meet."""
    stated, above, below = share.figure.quantity, part.quantity, whole.quantity
    if stated.value is None or above.value is None or not below.value:
        return False
    value, face = float(stated.value), 100 * float(above.value) / float(below.value)
    loose = (float(above.ulp) / float(above.value) if above.value else 0.0) + float(below.ulp) / float(below.value)
    return abs(face - value) <= (float(stated.ulp) + face * loose) * _SLACK


def earlier(index: FigureIndex, share: Placed, part: Placed) -> Iterator[Placed]:
    """Figures of the part's unit before the share, the nearest first, each value once."""
    seen: set[Decimal] = set()
    before = index.between(max(0, share.start - FAR), share.start)
    for placed in reversed(before):
        value = placed.figure.quantity.value
        if placed.measure != part.measure or placed is part or placed.vague or value is None or value in seen:
            continue
        seen.add(value)
        yield placed
        if len(seen) == _MAX_FAR:
            return


def is_allotted(text: str, figure: Placed) -> bool:
    """Whether the clause of a figure says that it was planned or is to be spent."""
    return _ALLOTTED.search(text, max(0, figure.start - _NAMED), figure.start) is not None


def own_share(text: str, figures: Sequence[Placed], of: Placed, before: int) -> Placed | None:
    """The percentage said right behind a figure ("114 triệu đồng, đạt 18% dự toán"), ahead of an offset."""
    behind = next((p for p in figures if of.end <= p.start < before and p.measure != "words"), None)
    if behind is None or behind.measure != "%" or not _SAID_OF.fullmatch(text, of.end, behind.start):
        return None
    return behind


def is_sibling(text: str, figures: Sequence[Placed], other: Placed, share: Placed, before: int) -> bool:
    """Whether another figure has a share of the same whole: "A 12 tỷ, bằng 45% tổng dư nợ; B 8 tỷ, 31% tổng dư nợ"."""
    own = own_share(text, figures, other, before)
    said = [_BASE_WORDS.match(text, each.end) for each in (own, share) if each is not None]
    words = [match.group().lower() for match in said if match is not None]
    return len(words) == 2 and words[0] == words[1]


def above(index: FigureIndex, paragraph: int, measure: str) -> Iterator[Placed]:
    """The figures of a unit in the items that a paragraph stands under, the nearest item and its last figure first."""
    outline, paragraphs = index.view.outline, index.view.flow.paragraphs
    item = outline.item_of(paragraph)
    if item is None:
        return
    for parent in outline.ancestors(item):
        numbers = [paragraphs[number] for number in parent.paragraphs[:2]]
        own = [p for part in numbers for p in index.between(part.start, part.end) if p.measure == measure]
        yield from reversed([placed for placed in own if not placed.vague])


@dataclass(frozen=True, slots=True)
class Base:
    """The number of all households of the document; `sure` where shares bear it out, or its words say it."""

    placed: Term
    sure: bool


def all_households(index: FigureIndex) -> Base | None:
    """Of the counts of all households, the one that most shares of poor households fit; ties go to the largest."""
    found = [
        figure
        for figure in index.mentions.households
        if figure.category in _EVERYBODY
        and figure.unit == "hộ"
        and figure.role == "level"
        and figure.quantity.value is not None
        and figure.quantity.value >= _LEAST_BASE
        and (not figure.in_table or figure.area is None)
        and not figure.approximate
    ]
    if not found:
        return None
    often = Counter(figure.quantity.value for figure in found)
    values = {value for value, _ in often.most_common(_MAX_BASES)}
    found = [figure for figure in found if figure.quantity.value in values]
    found = list({figure.quantity.value: figure for figure in reversed(found)}.values())
    shares = list(islice(_poor_shares(index), _MAX_SHARES))
    scores = {figure.span: sum(1 for part, share in shares if _fits(part, share, figure)) for figure in found}
    best = max(found, key=lambda figure: (scores[figure.span], figure.quantity.value or 0, -figure.span.start))
    only = len({figure.quantity.value for figure in found}) == 1
    told = only and (scores[best.span] >= 1 or _ALL.search(best.label or "") is not None)
    return Base(Term.of(best), told or scores[best.span] >= 2)


def _poor_shares(index: FigureIndex) -> Iterator[tuple[HouseholdCount, Percentage]]:
    """Counts of poor households and the percentage right behind them."""
    for placed, share in pairwise(index.prose):
        figure, percentage = placed.figure, share.figure
        near = share.start - placed.end <= _REACH
        if (
            near
            and isinstance(figure, HouseholdCount)
            and "nghèo" in figure.category
            and isinstance(percentage, Percentage)
        ):
            yield figure, percentage


def _fits(part: HouseholdCount, share: Percentage, whole: HouseholdCount) -> bool:
    terms = (Term.of(part), Term.of(whole))
    return holds(Relation("RAT004", "ratio", "quotient", Term.of(share), terms, "%")) is not None


def is_everybody(placed: Placed) -> bool:
    """Whether a figure counts all households or all their members."""
    return isinstance(placed.figure, HouseholdCount) and placed.figure.category in _EVERYBODY


def is_all_of_place(placed: Placed) -> bool:
    """Whether a figure says how many households there are in all."""
    return isinstance(placed.figure, HouseholdCount) and is_everybody(placed) and placed.figure.role == "level"


def most_held(relations: Sequence[Relation]) -> tuple[Term, int] | None:
    """The whole that most of the relations share, with how many do."""
    if not relations:
        return None
    counted = Counter(relation.terms[1].span for relation in relations)
    span, count = counted.most_common(1)[0]
    return next(r.terms[1] for r in relations if r.terms[1].span == span), count
