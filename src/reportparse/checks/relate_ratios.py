"""Percentages of two figures: "A/B, đạt p%", "n hộ, chiếm p%", "đạt 130% kế hoạch", shares of all households.

A percentage has a part near it and a whole somewhere: in its sentence, in the item above its list, among the stocks
of the document. The wholes are tried from the nearest on; the first that fits is told. Where none does, those that the
text announces may fail, the others are told only where a slip explains it (`rivals`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

import regex

from reportparse.checks.figures import FigureIndex, Placed, bracketed
from reportparse.checks.ratio_bases import (
    above,
    all_households,
    earlier,
    fits,
    is_allotted,
    is_everybody,
    is_sibling,
    quotient,
)
from reportparse.checks.ratio_fraction import fraction_of
from reportparse.checks.ratio_groups import of_siblings, table_shares
from reportparse.checks.ratio_over import over
from reportparse.checks.ratio_population import of_population, of_stock
from reportparse.checks.ratio_share import BEHIND, MAX_PARTS, OTHER, PLAN, REACH, WINDOW, Share
from reportparse.checks.slips import explanation
from reportparse.checks.verify import HUNDRED, holds
from reportparse.model.finding import Relation
from reportparse.model.mention import HouseholdCount, Percentage

_BRACKETED = regex.compile(r"[^().;]{0,60}\([^().;\d]{0,30}")
_WHOLE = regex.compile(r"kế\shoạch|dự\stoán|tổng|được\s(?:giao|phân\sbổ)|giao|KH\b", regex.IGNORECASE)
_PLAN_BEFORE = regex.compile(r"(?:kế\shoạch|chỉ\stiêu|dự\stoán)(?:\s\p{L}+){0,2}\s(?:là\s)?$", regex.IGNORECASE)
_OVER = regex.compile(r"(?<!\p{L})trên(?:\s(?:tổng\ssố|kế\shoạch|dự\stoán|chỉ\stiêu))?\s$", regex.IGNORECASE)
_ANNOUNCED = regex.compile(r"tổng|trên|/|kế hoạch|được giao|nguồn(?:\svốn)?\s?:?\s$|bố trí", regex.IGNORECASE)
_SPENT = regex.compile(
    r"[^.;:\d]{0,40}(?<!\p{L})(?:giải\sngân|quyết\stoán|thanh\stoán|đã\s(?:chi|sử\sdụng|thực\shiện|cấp)|thực\shiện)(?:\s\p{L}+){0,2}\s?:?\s?",
    regex.IGNORECASE,
)
_POVERTY = regex.compile(
    r"(?:tỷ|tỉ)\slệ\s(?:hộ\s)?(?P<near>cận\s)?nghèo(?P<both>\sđa\schiều)?[^.;%\d]{0,40}$", regex.IGNORECASE
)
_TOTAL = regex.compile(
    r"(?<!\p{L})(?:tất\scả|tổng(?:\scộng|\ssố)?|cộng|cả\sthảy)(?:\s\p{L}+){0,4}\s?:?\s$", regex.IGNORECASE
)
_GIVEN = regex.compile(
    r"(?:được\s(?:giao|cấp|phân\sbổ|bố\strí)|tổng(?:\s(?:số|cộng|nguồn|kinh\sphí|kế\shoạch))*\s(?:vốn|kinh\sphí|nguồn)|"
    r"kế\shoạch\svốn|dự\stoán)[^.;\d]{0,40}(?:20\d\d[^.;\d]{0,30})?$",
    regex.IGNORECASE,
)
_USED = regex.compile(
    r"(?:giải\sngân|thực\shiện|đã\schi|quyết\stoán|thanh\stoán|sử\sdụng)[^.;,\d]{0,30}$", regex.IGNORECASE
)
_NAMED_TOTAL = regex.compile(r"tổng\s(?:số\s)?(?:chi|thu|vốn|nguồn|dự\stoán|kinh\sphí|dư\snợ)", regex.IGNORECASE)
_MOVED = regex.compile(r"(?<!\p{L})(?:tăng|giảm|vượt|thêm|hụt)\s(?:thêm\s|được\s|là\s)?$", regex.IGNORECASE)
_CLOSE, _SLIP = 14, 2
_CLAIMS, _FROM_AFAR = frozenset({"RAT001", "RAT002", "RAT003"}), frozenset({"RAT005", "RAT007", "RAT009"})


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Ratios found in the prose, each percentage with at most one that holds."""
    base = all_households(index)
    told: list[Relation] = []
    open_: list[Share] = []
    for paragraph in index.view.flow.paragraphs:
        if paragraph.cell is not None:
            continue
        for placed in index.between(paragraph.start, paragraph.end):
            if not isinstance(placed.figure, Percentage) or placed.vague or _points(index, placed):
                continue
            near = index.between(
                max(paragraph.start, placed.start - WINDOW), min(paragraph.end, placed.end + REACH * 2)
            )
            share = Share(index, placed, paragraph.start, near, base)
            found = list(_ratio(share))
            held = _held_first(found)
            if held is not None:
                told.append(held)
            elif placed.figure.quantity.value != HUNDRED:
                # "100 %" says "all" and need not be of two figures.
                told += found
                if not share.changed:
                    open_.append(share)
            else:
                told += [relation for relation in found if relation.code == "RAT001"]  # "2/3 trường (100%)"
    yield from told
    missed = [(share.placed, share.parts[0]) for share in open_ if share.parts and not share.names_whole()]
    yield from of_siblings(index, [relation for relation in told if holds(relation)], missed)
    if base is not None:
        yield from table_shares(index, base)


def _held_first(found: Sequence[Relation]) -> Relation | None:
    """The first that holds; where one that the text announces fails, one from afar may hold by chance only."""
    claimed = False
    for relation in found:
        if holds(relation):
            if not (relation.code in _FROM_AFAR and (claimed or _nearly_all(relation))):
                return relation
        elif not relation.weak and relation.doubt is None and relation.code in _CLAIMS:
            claimed = True
    return None


def _nearly_all(relation: Relation) -> bool:
    """Whether "100 %" would be said of a figure that is not the whole: "all" is meant, of whatever it is."""
    part, whole = (term.quantity.value for term in relation.terms)
    return relation.stated.quantity.value == HUNDRED and part != whole


def _points(index: FigureIndex, placed: Placed) -> bool:
    """Whether a percentage is a difference of two ("5,61 điểm %")."""
    return "điểm" in index.view.flow.text[placed.start : placed.end + 6]


def _ratio(share: Share) -> Iterator[Relation]:
    """The proposals for one percentage, the likeliest first."""
    if share.changed:
        yield from _of_rate(share)
        if share.left and share.parts and share.parts[0].start >= share.placed.start - 2 * REACH:
            yield from (relation for relation in _of_part(share, share.parts[0]) if holds(relation))
        return
    fraction = fraction_of(share)
    joined = fraction or over(share)
    if joined is not None:
        yield joined
        return
    if share.parts and share.linked() and share.parts[0].start >= share.placed.start - 2 * REACH:
        moved = _MOVED.search(share.text, max(share.sentence, share.parts[0].start - 20), share.parts[0].start)
        # "tăng 1.260 triệu đồng (20%) so với năm trước" is no share of what there is now.
        yield from (
            r for r in _of_part(share, share.parts[0]) if moved is None or share.of_plan(share.placed) or holds(r)
        )
        yield from _of_both(share)
    elif share.parts and share.loosely() and share.parts[0].start >= share.placed.start - 2 * REACH:
        yield from (relation for relation in _of_part(share, share.parts[0]) if holds(relation))
    yield from _of_rate(share)
    yield from _of_others(share)


def _of_part(share: Share, part: Placed) -> Iterator[Relation]:
    if part.vague or _PLAN_BEFORE.search(share.text, max(share.sentence, part.start - 25), part.start):
        yield from _held(share, part)
        return
    yield from _of_plan(share, part)
    yield from _of_pair(share, part)
    yield from _of_all(share, part)
    yield from _of_document(share, part)
    yield from _of_lists(share, part)
    yield from _of_total(share, part)
    yield from _of_given(share, part)
    yield from of_population(share, part)
    yield from of_stock(share, part)


def _of_both(share: Share) -> Iterator[Relation]:
    """ "98 hộ, 374 khẩu, chiếm tỷ lệ 4,16%": a share that is said behind persons may be that of the households."""
    if len(share.parts) > 1 and share.parts[0].measure == "khẩu" and share.parts[1].measure == "hộ":
        for relation in _of_all(share, share.parts[1]):
            if holds(relation):
                yield relation
            elif explanation(relation) >= _SLIP:
                yield relation._replace(doubt="implied", weak=True)


def _held(share: Share, part: Placed) -> Iterator[Relation]:
    """A ratio with a plan that is named first or a figure that is an estimate: told only where it holds."""
    others = [other for other in share.figures if other is not part and other.measure == part.measure]
    for other in others:
        for one, whole in ((other, part), (part, other)):
            relation = quotient("RAT002", share.placed, one.term, whole.term)
            if relation is not None and holds(relation):
                yield relation
    before = [other for other in others if share.sentence <= other.start < part.start]
    over = _OVER.search(share.text, max(share.sentence, part.start - 25), part.start) is not None
    if before and (over or not part.vague):
        # "ước 108 triệu đồng trên dự toán 112 triệu đồng, đạt 97%"
        relation = quotient("RAT002", share.placed, before[-1].term, part.term, weak=True)
        if relation is not None:
            yield relation._replace(doubt="implied" if over else "one-slip")
    elif not part.vague:
        # "Gieo trồng 486,5 ha, trong đó ... So với kế hoạch 480 ha đạt 101,4%"
        for other in [other for other in others if share.floor <= other.start < share.sentence][-2 * MAX_PARTS :]:
            relation = quotient("RAT002", share.placed, other.term, part.term, weak=True)
            if relation is not None:
                yield relation


def _of_plan(share: Share, part: Placed) -> Iterator[Relation]:
    """ "chỉ tiêu là 10 hộ, giảm 13 hộ, đạt 130% kế hoạch": the plan is another figure of the same unit, said before or
    in a bracket right behind ("bằng 59,3% dự toán (8.200 triệu đồng)").

    "A 114 triệu đồng, đạt 18% dự toán; B 32 triệu đồng, đạt 21% dự toán": neither plan is stated. A figure with its own
    share of a plan is none, and a plan from ahead of another share of one need not be the plan of this.
    """
    placed = share.placed
    if not share.of_plan(placed):
        return
    same = [
        other
        for other in share.figures
        if other.measure == part.measure
        and other is not part
        and not other.vague
        and (other.start < placed.start or _BRACKETED.fullmatch(share.text, placed.end, other.start))
        and not share.performs(other, part.start)
    ]
    outside = [other for other in same if not bracketed(share.text, share.sentence, other.start)]
    for plan in sorted(same, key=lambda other: abs(other.start - part.start)):
        behind = plan.start > placed.start
        said = _PLAN_BEFORE.search(share.text, max(share.floor, plan.start - 25), plan.start)
        alone = [plan] in (same, outside) and is_allotted(share.text, plan)
        between = [other for other in share.figures if plan.end <= other.start < part.start and share.of_plan(other)]
        weak = not behind and not ((said or alone) and not between)
        relation = quotient("RAT002", placed, part.term, plan.term, weak=weak)
        if relation is not None:
            yield relation


def _of_pair(share: Share, part: Placed) -> Iterator[Relation]:
    """The share of one figure in another of its sentence; where they are the only two, it must hold."""
    text, placed = share.text, share.placed
    same = [
        other
        for other in share.figures
        if other.measure == part.measure and other is not part and share.sentence <= other.start < placed.start + 80
    ]
    same = [other for other in same if "\n" not in text[min(other.end, placed.end) : max(other.start, placed.start)]]
    same = [other for other in same if not is_sibling(text, share.figures, other, placed, part.start)]
    nearer = next((p.start for p in share.figures if p.start > placed.start and p.measure == "%"), None)
    same = [other for other in same if nearer is None or other.start < nearer]  # another share's whole
    # "3.460 triệu đồng (đầu tư 2.100, sự nghiệp 1.360), giải ngân 2.768": what stands in a bracket is an aside.
    aside = bracketed(text, share.sentence, part.start)
    wholes = [other for other in same if aside or not bracketed(text, share.sentence, other.start)] or same
    only = len(wholes) == 1 and not wholes[0].vague and wholes[0].start < part.start
    larger = (
        only
        and not share.of_plan(placed)
        and ((part.figure.quantity.value or 0) <= (wholes[0].figure.quantity.value or 0))
    )
    announced = larger and (
        _ANNOUNCED.search(text, max(share.sentence, wholes[0].start - 40), wholes[0].start) is not None
        or _SPENT.fullmatch(text, wholes[0].end, part.start) is not None
    )
    for other in reversed(same):
        relation = quotient("RAT003", placed, part.term, other.term, weak=not (announced and other is wholes[0]))
        if relation is None:
            continue
        close = larger and placed.start - part.end <= _CLOSE and not PLAN.search(text, placed.end, placed.end + 30)
        doubtful = close and not announced and other is wholes[0]
        yield relation._replace(doubt="base-not-stated", weak=False) if doubtful else relation


def _of_lists(share: Share, part: Placed) -> Iterator[Relation]:
    """The share in the total of the list that it stands in, or in a stock stated further up.

    A total of the list may be missed by a slip; another stock is told only where it alone fits, and closely.
    """
    placed = share.placed
    paragraph = bisect_right(share.index.view.flow.starts, placed.start) - 1
    for whole in above(share.index, paragraph, part.measure):
        relation = quotient("RAT007", placed, part.term, whole.term, weak=True)
        if relation is not None and (part.figure.quantity.value or 0) <= (whole.figure.quantity.value or 0):
            yield relation
    if share.telling:
        near = [whole for whole in earlier(share.index, placed, part) if fits(placed, part.term, whole.term)]
        found = [quotient("RAT007", placed, part.term, whole.term) for whole in near]
        held = [relation for relation in found if relation is not None and holds(relation)]
        if len(held) == 1 or (held and is_everybody(near[0])):
            yield held[0]


def _of_all(share: Share, part: Placed) -> Iterator[Relation]:
    """A share of poor households in all households of the commune."""
    figure, base, placed = part.figure, share.base, share.placed
    if base is None or not isinstance(figure, HouseholdCount) or part.measure != "hộ":
        return
    start = share.index.view.flow.inverse.source(base.placed.span.start)
    behind = share.index.between(placed.end, start) if start < share.index.paragraph_of(placed.start)[1] else ()
    if any(other.measure == "%" for other in behind):
        return  # "đầu năm 186 hộ, chiếm 11,4%; cuối năm còn 151 hộ trong tổng số 1.646 hộ": all of another moment
    if base.placed.span == figure.span or (figure.quantity.value or 0) > (base.placed.quantity.value or 0):
        return
    near = share.everybody(part)
    whole = near.term if near is not None and near is not part else base.placed
    relation = Relation("RAT004", "ratio", "quotient", placed.term, (part.term, whole), "%")
    strong = (
        (base.sure or near is not None)
        and figure.role == "level"
        and "nghèo" in figure.category
        and not OTHER.match(share.text, placed.end, placed.end + BEHIND)
    )
    if holds(relation) or (placed.figure.quantity.value or 0) < 100:
        yield relation._replace(weak=not strong)


def _of_document(share: Share, part: Placed) -> Iterator[Relation]:
    """The share in a total stated further up ("chiếm 12,7% tổng nguồn lực"); told only where it holds."""
    if part.measure != "đ" or not _WHOLE.search(share.text, share.placed.end, share.placed.end + 40):
        return
    named = _NAMED_TOTAL.search(share.text, share.placed.end, share.placed.end + 40)
    wholes = [whole for whole in earlier(share.index, share.placed, part) if whole.start < share.floor]
    if named is not None:
        words = named.group().lower()
        so_called = [p for p in wholes if words in share.text[share.index.paragraph_of(p.start)[0] : p.start].lower()]
        wholes = so_called or wholes  # "2% tổng chi" is of what is called "Tổng chi ngân sách xã"
    for whole in wholes:
        if fits(share.placed, part.term, whole.term):
            relation = quotient("RAT005", share.placed, part.term, whole.term)
            if (
                relation is not None
                and holds(relation)
                and (not share.of_plan(share.placed) or is_allotted(share.text, whole))
            ):
                yield relation


def _of_total(share: Share, part: Placed) -> Iterator[Relation]:
    """The share in a total that the sentence before tells ("Tất cả là 3.081 triệu đồng. Đã trả 2.145, đạt 69,6%")."""
    if share.of_plan(share.placed) or OTHER.match(share.text, share.placed.end, share.placed.end + BEHIND):
        return
    before = share.index.between(max(0, share.sentence - 2 * REACH - WINDOW // 4), share.sentence)
    same = [p for p in before if p.measure == part.measure and not p.vague]
    if same and _TOTAL.search(share.text, max(0, same[-1].start - REACH), same[-1].start):
        relation = quotient("RAT010", share.placed, part.term, same[-1].term, weak=True)
        if relation is not None and (part.figure.quantity.value or 0) <= (same[-1].figure.quantity.value or 0):
            yield relation


def _of_given(share: Share, part: Placed) -> Iterator[Relation]:
    """ "Được giao 12.450 triệu đồng, gồm ... Giải ngân 9.960 triệu đồng, đạt 80%": of what was given."""
    used = _USED.search(share.text, max(share.sentence, part.start - REACH), part.start)
    if part.measure != "đ" or used is None or share.of_plan(share.placed):
        return
    before = share.index.between(share.floor, share.sentence)
    given = [
        p
        for p in before
        if p.measure == "đ" and not p.vague and _GIVEN.search(share.text, max(share.floor, p.start - REACH), p.start)
    ]
    for whole in given[:1]:
        if (part.figure.quantity.value or 0) <= (whole.figure.quantity.value or 0):
            relation = quotient("RAT010", share.placed, part.term, whole.term, weak=True)
            yield from [relation._replace(doubt="implied")] if relation is not None and len(given) == 1 else []


def _of_rate(share: Share) -> Iterator[Relation]:
    """ "Tỷ lệ hộ nghèo còn 34,55%": the last count of these households in all households, each stated further up."""
    placed = share.placed
    named = _POVERTY.search(share.text, max(share.floor, placed.start - 80), placed.start)
    if named is None or share.base is None:
        return
    category = "hộ cận nghèo" if named.group("near") else "hộ nghèo"
    before = share.index.between(max(0, placed.start - FARTHEST), placed.start)
    parts = [
        p
        for p in before
        if p.measure == "hộ"
        and isinstance(p.figure, HouseholdCount)
        and (p.figure.category == category or named.group("both"))
    ]
    wholes = [share.base.placed, *(p.term for p in reversed(before) if is_everybody(p) and p.measure == "hộ")]
    for part in parts[: -2 * MAX_PARTS - 1 : -1]:
        for whole in wholes[: 2 * MAX_PARTS]:
            relation = quotient("RAT004", placed, part.term, whole, weak=True)
            if relation is not None and fits(placed, part.term, whole) and holds(relation):
                yield relation
    own = [part for part in parts if part.start >= share.sentence and not part.vague]
    if own and share.base.sure:
        # "Toàn xã 2.416 hộ; hộ nghèo 58; tỷ lệ hộ nghèo là 2,40%": both are told with it.
        relation = quotient("RAT004", placed, own[-1].term, share.base.placed, weak=True)
        yield from [relation._replace(doubt="implied")] if relation is not None else []


FARTHEST = 3000


def _of_others(share: Share) -> Iterator[Relation]:
    """A telling share of another figure of its paragraph than the one before it; told only where it holds."""
    if not share.telling:
        return
    same = [
        p for p in share.figures if p.measure not in ("%", "words") and p.start < share.placed.start and not p.vague
    ]
    for part in reversed(same[-2 * MAX_PARTS :]):
        for whole in earlier(share.index, share.placed, part):
            near = whole.start >= share.floor or is_everybody(whole)
            if near and fits(share.placed, part.term, whole.term):
                relation = quotient("RAT009", share.placed, part.term, whole.term)
                if relation is not None and holds(relation):
                    yield relation
                    return
