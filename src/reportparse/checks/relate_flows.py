"""Flows: a level, what left, what came, and the level after ("46 hộ, giảm 12, tăng 01, còn 35")."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

import regex

from reportparse.checks import relate_funds
from reportparse.checks.figures import FigureIndex, Placed, bracketed
from reportparse.checks.slips import explanation
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import Count, HouseholdCount, Percentage
from reportparse.model.quantity import ZERO

_FROM = regex.compile(r"(?<!\p{L})từ\s(?:\d[\d.]*\s)?(?:\p{L}+\s){0,4}\(?$", regex.IGNORECASE)
_TO = regex.compile(
    r"(?:xuống(?:\scòn)?|còn(?:\slại|\skhoảng)?|lên(?:\sđến)?|đến\snay\scòn)\s?:?\s?(?:\d[\d.]*\s)?(?:\p{L}+\s){0,3}\(?$",
    regex.IGNORECASE,
)
_LEFT = regex.compile(
    r"(?:còn(?:\s(?:lại|dư|tồn))?|(?:kết\s)?dư|tồn(?:\s\p{L}+)?|chưa\s(?:giải\sngân|chi|thực\shiện|phân\sbổ))"
    r"(?:\s(?:là|chưa\s\p{L}+(?:\s\p{L}+)?))?\s?:?\s?$",
    regex.IGNORECASE,
)
_SPAN = regex.compile(r"(?<!\p{L})từ\s\d[\d.]*[^.;]{0,40}?(?:xuống|còn|lên|đến)(?:\scòn)?\s$", regex.IGNORECASE)
_REST = regex.compile(r"còn|tồn|chưa", regex.IGNORECASE)
_CAME = regex.compile(
    r"(?:kết\snạp|tiếp\snhận|chuyển\sđến|tăng|phát\ssinh|bổ\ssung)(?:\s\p{L}+){0,3}\s?$", regex.IGNORECASE
)
_WENT = regex.compile(
    r"(?:chuyển\sđi|từ\strần|(?:đưa\s)?ra\skhỏi|giảm|xóa\stên|khai\strừ|chết|qua\sđời)(?:\s\p{L}+){0,3}\s?$",
    regex.IGNORECASE,
)
_FELL = regex.compile(r"giảm(?:\s\p{L}+){0,4}\s?$", regex.IGNORECASE)
_ROSE = regex.compile(r"tăng(?:\s\p{L}+){0,4}\s?$", regex.IGNORECASE)
_NOW = regex.compile(r"(?:nay|hiện|còn|cuối\s\p{L}+)(?:\s20\d\d)?(?:[^;.]|\.(?=\d)){0,80}$", regex.IGNORECASE)
_SPENT = regex.compile(
    r"(?:đã\s\p{L}+|chi|sử\sdụng|giải\sngân|thực\shiện|trả|hỗ\strợ|nộp)(?:\s\p{L}+){0,3}\s?$", regex.IGNORECASE
)
_THUS = regex.compile(r"(?<!\p{L})(?:như\svậy|qua\sđó|so\svới\sđầu|theo\sđó|tức|nghĩa\slà)(?!\p{L})", regex.IGNORECASE)
_DIRECTLY = regex.compile(r"[;,]\s(?:đã\s)?(?:giảm|tăng)(?:\s\p{L}+){0,2}\s$", regex.IGNORECASE)
_STOP = regex.compile(r"\.\s+(?=\p{Lu})|\n")
_EARLIER = regex.compile(r"đầu\s(?:năm|kỳ|nhiệm\skỳ|giai\sđoạn)|năm\strước|cùng\skỳ|so\svới", regex.IGNORECASE)
_WHOLE = regex.compile(r"kế\shoạch|dự\stoán|tổng|được\s(?:giao|phân\sbổ|cấp)", regex.IGNORECASE)
_FAR, _MAX_TOLD = 6000, 400
_BEFORE = 60
_MAX_FIGURES = 16
_NEAR, _MAX_PARTS, _TOLD_SLIP = 4, 6, 2
_LEFT_TO = regex.compile(r"(?:còn(?:\slại)?|để\slại|không\squá)(?:\s\p{L}+){0,3}\s?:?\s?$", regex.IGNORECASE)
_LEFT_AT = regex.compile(
    r"còn(?:\slại)?|cuối\s(?:năm|kỳ)|hiện|đến\snay|tổng\ssố|xuống(?!\s(?:hộ\s)?(?:cận\s)?nghèo)|sau\srà\ssoát|nay",
    regex.IGNORECASE,
)
_PLAN = regex.compile(
    r"chỉ\stiêu|kế\shoạch|phấn\sđấu|dự\skiến|mục\stiêu|(?:được|tỉnh|huyện|xã|trên)\sgiao", regex.IGNORECASE
)
_PLAN_AHEAD = regex.compile(rf"(?:{_PLAN.pattern})[^.;:]{{0,30}}$", regex.IGNORECASE)
ROOTS = ("cận nghèo", "nghèo")


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Flows of household counts, of percentages, and of what is left of a sum."""
    told: list[Placed] = []
    for paragraph in index.view.flow.paragraphs:
        if paragraph.cell is not None:
            continue
        figures = index.between(paragraph.start, paragraph.end)
        if len(figures) >= 2:
            yield from _households(index, figures, told)
            yield from relate_funds.growth(index, figures)
        told += [placed for placed in figures if is_level(placed)]
        if len(figures) >= 3:
            yield from _points(index, figures)
            yield from _left_over(index, figures)
            yield from _counts(index, figures)
            yield from relate_funds.funds(figures)
            yield from relate_funds.loans(index.view.flow.text, figures)


def _households(index: FigureIndex, figures: Sequence[Placed], told: Sequence[Placed]) -> Iterator[Relation]:
    counts = [placed for placed in figures if isinstance(placed.figure, HouseholdCount) and placed.measure == "hộ"]
    if len(counts) < 2:
        return
    # Part and whole of "7/10 hộ nghèo" share their text; they are no flow.
    shared = Counter(placed.figure.span for placed in figures)
    counts = [placed for placed in counts if shared[placed.figure.span] == 1]
    for root in ROOTS:
        own = [placed for placed in without_parts(counts) if root_of(placed) == root and not placed.vague]
        found = (*_windows(index.view.flow.text, own), *_from_before(index, own, told))
        yield from (relation for relation in found if _is_possible(relation))


def _is_possible(relation: Relation) -> bool:
    """Whether a flow may be meant: more than there are cannot leave and leave more than there were."""
    start, *changes = [(term.quantity.value or ZERO) * term.weight for term in relation.terms]
    return start + sum(changes, ZERO) >= ZERO or (relation.stated.quantity.value or ZERO) <= start


def root_of(placed: Placed) -> str:
    """Which stock a count belongs to: leaving poverty for near-poverty counts for the near-poor when it comes in."""
    category = placed.figure.category if isinstance(placed.figure, HouseholdCount) else ""
    if "cận nghèo" in category:
        return "cận nghèo"
    return "nghèo" if "nghèo" in category else "other" if category != "hộ" else ""


def without_parts(counts: Sequence[Placed]) -> list[Placed]:
    """Without the figures behind a change that add up to it ("giảm 40 hộ, thoát hẳn 35 hộ, xuống nghèo 05 hộ")."""
    kept: list[Placed] = []
    position = 0
    while position < len(counts):
        placed = counts[position]
        kept.append(placed)
        position += 1
        running, wanted = ZERO, placed.figure.quantity.value
        if is_level(placed):
            continue
        for last in range(position, min(len(counts), position + _MAX_PARTS)):
            if _opposed(placed, counts[last]):
                break
            running += counts[last].figure.quantity.value or ZERO
            if running == wanted and last > position:
                position = last + 1
                break
    return kept


def _opposed(one: Placed, other: Placed) -> bool:
    """Whether one is an increase and the other a decrease."""
    roles = {placed.figure.role for placed in (one, other) if isinstance(placed.figure, HouseholdCount)}
    return roles == {"increase", "decrease"}


def both_ways(changes: Sequence[Placed]) -> bool:
    """Whether changes tell both what left and what came, so that none is missing."""
    roles = {placed.figure.role for placed in changes if isinstance(placed.figure, HouseholdCount)}
    return {"increase", "decrease"} <= roles


def _windows(text: str, own: Sequence[Placed]) -> Iterator[Relation]:
    """Two levels with the changes between or beside them; the nearest complete flow of each end level."""
    levels = [position for position, placed in enumerate(own) if is_level(placed)]
    bounds = [-1, *levels, len(own)]
    for earlier, first, second, later in zip(bounds, bounds[1:], bounds[2:], bounds[3:], strict=False):
        before, between, after = own[earlier + 1 : first], own[first + 1 : second], own[second + 1 : later]
        sides = [_actual(changes) for changes in (between, after, before)]
        found = [_oriented(own[first], own[second], changes) for changes in sides if changes]
        held = next((relation for relation in found if holds(relation)), None)
        if held is not None:
            yield held
        elif between and same_category(own[first], own[second]) and _ends(own[first], own[second]):
            planned = _unfulfilled(own[first], own[second], _actual(between))
            yield from () if planned else found[:1]
        elif not between and same_category(own[first], own[second]):
            changes = after if both_ways(after) else _only(before, after)
            onward = _SPAN.search(text, max(0, own[first].start - _BEFORE), own[second].start) is not None
            yield from (
                [flow_of(own[first], own[second], _actual(changes))._replace(doubt="implied", weak=True)]
                if onward and changes
                else _concluded(text, own[first], own[second], after)
            )


def _concluded(text: str, first: Placed, second: Placed, after: Sequence[Placed]) -> Iterator[Relation]:
    """ "Đầu năm có 287 hộ. Cuối năm có 221 hộ. Như vậy giảm 66 hộ": the change that two levels are told for."""
    change = after[0] if after else None
    if change is None or not _changes(change) or _is_target(change):
        return
    told = _THUS.search(text, second.end, change.start) or (
        _DIRECTLY.search(text, second.end, change.start) and not _STOP.search(text, second.end, change.start)
    )
    then = _EARLIER.search(text, max(0, first.start - 2 * _BEFORE), first.start) is not None
    now = _NOW.search(text, max(0, second.start - 2 * _BEFORE), second.start) is not None
    if told and then and now:
        yield flow_of(first, second, after[:1])._replace(doubt="implied", weak=True)


def _only(before: Sequence[Placed], after: Sequence[Placed]) -> Sequence[Placed]:
    """The one change said around two levels ("chỉ tiêu giảm 13 hộ, cụ thể từ 35 hộ xuống còn 22 hộ")."""
    changes = (*before, *after)
    return changes if len(changes) == 1 else ()


def _unfulfilled(first: Placed, second: Placed, changes: Sequence[Placed]) -> bool:
    """Whether the changes, or the start, are planned, and what is left is not: a plan missed or passed is no slip."""
    start, end = (second, first) if _EARLIER.search(second.figure.label or "") else (first, second)
    planned = any(_is_target(placed) or _PLAN.search(placed.figure.label or "") for placed in changes)
    return not _is_target(end) and (planned or _is_target(start))


def _is_target(placed: Placed) -> bool:
    return isinstance(placed.figure, HouseholdCount) and placed.figure.role == "target"


def _actual(changes: Sequence[Placed]) -> Sequence[Placed]:
    """The changes that took place: a target stands beside them and is none of them."""
    done = [p for p in changes if isinstance(p.figure, HouseholdCount) and p.figure.role in ("increase", "decrease")]
    return done or changes


def _ends(first: Placed, second: Placed) -> bool:
    """Whether the later of two levels is said to be what is left, so that the flow between them is complete."""
    if _EARLIER.search(second.figure.label or ""):
        return _LEFT_AT.search(first.figure.label or "") is not None
    return _LEFT_AT.search(second.figure.label or "") is not None


def _oriented(first: Placed, second: Placed, changes: Sequence[Placed]) -> Relation:
    """The flow from the first level to the second, or back where the second is said to be the earlier one."""
    onward, back = flow_of(first, second, changes), flow_of(second, first, changes)
    if holds(onward):
        return onward
    earlier = _EARLIER.search(second.figure.label or "") is not None
    return back if holds(back) or earlier else onward


def is_level(placed: Placed) -> bool:
    """Whether a count of households says how many there are, not how many came or left."""
    figure = placed.figure
    return isinstance(figure, HouseholdCount) and (figure.role in ("level", "target")) and not _changes(placed)


def _changes(placed: Placed) -> bool:
    figure = placed.figure
    if not isinstance(figure, HouseholdCount):
        return False
    label = (figure.label or "").lower()
    return figure.role in ("increase", "decrease") or label.endswith(("giảm", "chỉ tiêu", "giảm là", "giao là", "giao"))


def same_category(start: Placed, end: Placed) -> bool:
    first, second = start.figure, end.figure
    return (
        isinstance(first, HouseholdCount) and isinstance(second, HouseholdCount) and first.category == second.category
    )


def flow_of(start: Placed, end: Placed, changes: Sequence[Placed]) -> Relation:
    terms = [start.term]
    for placed in changes:
        figure = placed.figure
        grows = isinstance(figure, HouseholdCount) and figure.role == "increase"
        terms.append(Term.of(figure, weight=1 if grows else -1))
    return Relation("CHG001", "change", "sum", end.term, tuple(terms), end.figure.unit)


def _points(index: FigureIndex, figures: Sequence[Placed]) -> Iterator[Relation]:
    """ "từ 4,52% xuống còn 3,10% (giảm 1,42%)": a difference in percentage points, or a relative change."""
    text = index.view.flow.text
    shares = [placed for placed in figures if isinstance(placed.figure, Percentage)]
    if len(shares) < 3:
        return
    for position, (first, second) in enumerate(pairwise(shares)):
        if not (_before(_FROM, text, first) and _before(_TO, text, second)):
            continue
        for change in shares[max(0, position - _NEAR) : position + 2 + _NEAR]:
            fell, rose = _before(_FELL, text, change), _before(_ROSE, text, change)
            if change in (first, second) or not (fell or rose):
                continue
            high, low = (first, second) if fell else (second, first)
            terms = (high.term, Term.of(low.figure, weight=-1))
            in_points = "điểm" in text[change.start : change.end + 8]
            yield Relation("CHG002", "change", "sum", change.term, terms, "%", weak=not in_points)


def _left_over(index: FigureIndex, figures: Sequence[Placed]) -> Iterator[Relation]:
    """ "kế hoạch 500 triệu đồng, đã giải ngân 320 triệu đồng, còn lại 180 triệu đồng"."""
    text = index.view.flow.text
    if not _REST.search(text, max(0, figures[0].start - _BEFORE), figures[-1].end):
        return
    for position, rest in enumerate(figures):
        if not _before(_LEFT, text, rest):
            continue
        before = figures[max(0, position - _MAX_FIGURES) : position]
        begin = figures[0].start
        aside = [p for p in before if bracketed(text, begin, p.start) and not bracketed(text, begin, rest.start)]
        same = [placed for placed in before if placed.measure == rest.measure and placed not in aside]
        found = [*_rests(rest, same), *_far_rests(index, rest, same)]
        held = next((relation for relation in found if holds(relation)), None)
        yield from [held] if held else [*found, *_spent(text, rest, same)]


def _spent(text: str, rest: Placed, same: Sequence[Placed]) -> Iterator[Relation]:
    """What is left after what is said to be spent ("86 triệu; đã chi 72 triệu, gồm ..., còn 14 triệu")."""
    for position in reversed(range(1, len(same))):
        spent = same[position]
        if isinstance(spent.figure, HouseholdCount) or not _before(_SPENT, text, spent):
            continue
        for whole in reversed(same[max(0, position - _NEAR) : position]):
            terms = (whole.term, Term.of(spent.figure, weight=-1))
            relation = Relation("CHG003", "change", "sum", rest.term, terms, rest.figure.unit, weak=True)
            said = whole is same[-2] and spent is same[-1] and not any(p.vague for p in (whole, spent, rest))
            said = said and not _before(_SPENT, text, whole)
            yield relation._replace(doubt="implied") if said else relation


def _rests(rest: Placed, same: Sequence[Placed]) -> Iterator[Relation]:
    """What is left of any figure before, less all that follow it, or less any one that follows it.

    Only the nearest pair may fail: with so many to try, one of them is always a slip away.
    """
    for first in reversed(range(len(same) - 1)):
        spent = tuple(Term.of(placed.figure, weight=-1) for placed in same[first + 1 :])
        # What left and came of households is a flow: one change of several is not all that happened.
        single = [] if isinstance(rest.figure, HouseholdCount) else [(term,) for term in spent if len(spent) > 1]
        for chosen in (spent, *single):
            terms = (same[first].term, *chosen)
            relation = Relation("CHG003", "change", "sum", rest.term, terms, rest.figure.unit, weak=True)
            if holds(relation) or (first == len(same) - 2 and not (same[-1].vague or same[-2].vague)):
                yield relation


def _far_rests(index: FigureIndex, rest: Placed, same: Sequence[Placed]) -> Iterator[Relation]:
    """What is left of a plan that is stated further up; told only where it holds."""
    if not same or rest.measure != "đ":
        return
    begin = index.paragraph_of(rest.start)[0]
    for whole in reversed(index.between(max(0, begin - _FAR), begin)):
        if whole.measure == rest.measure and _WHOLE.search(whole.figure.label or ""):
            terms = (whole.term, Term.of(same[-1].figure, weight=-1))
            relation = Relation("CHG003", "change", "sum", rest.term, terms, rest.figure.unit)
            if holds(relation):
                yield relation
                return


def _from_before(index: FigureIndex, own: Sequence[Placed], told: Sequence[Placed]) -> Iterator[Relation]:
    """ "Giảm thêm 10 hộ nghèo, cuối năm còn 54 hộ": the level before stands further up.

    Any level may be it where it holds; where none does, the last one of the whole place and a slip may be why.
    """
    levels = [placed for placed in own if is_level(placed)]
    changes = [placed for placed in own if not is_level(placed)]
    if len(levels) != 1 or not changes:
        return
    # The tasks at the end start from the level that the first section tells of the whole place.
    earlier = [p for p in told[-_MAX_TOLD:] if same_category(p, levels[0])]
    earlier = [p for p in earlier if p.start >= levels[0].start - _FAR or is_stock(p)]
    found = [flow_of(start, levels[0], changes) for start in reversed(earlier)]
    held = next((relation for relation in found if holds(relation)), None)
    if held is not None:
        yield held
        return
    stocks = [p for p in earlier if is_stock(p) and not _is_target(p)][-1:]
    if stocks and _before(_LEFT_TO, index.view.flow.text, levels[0]) and changes[0].start < levels[0].start:
        relation = flow_of(stocks[0], levels[0], changes)
        if explanation(relation) >= _TOLD_SLIP:
            yield relation._replace(doubt="implied", weak=True)


def is_stock(placed: Placed) -> bool:
    """Whether a count is exact and of the whole place."""
    return isinstance(placed.figure, HouseholdCount) and placed.figure.area is None and not placed.vague


def _counts(index: FigureIndex, figures: Sequence[Placed]) -> Iterator[Relation]:
    """Members at first, those who came and went, members now ("407 đảng viên, kết nạp 09 ..., nay có 412")."""
    text = index.view.flow.text
    for measure in {placed.measure for placed in figures if isinstance(placed.figure, Count)}:
        own = [placed for placed in figures if placed.measure == measure and not placed.vague]
        own = [placed for placed in own if not bracketed(text, figures[0].start, placed.start)][:_MAX_FIGURES]
        if len(own) < 3:
            continue
        signs = [1 if _before(_CAME, text, p) else -1 if _before(_WENT, text, p) else 0 for p in own]
        for first, second in combinations((n for n, sign in enumerate(signs) if sign == 0), 2):
            changes = [Term.of(own[n].figure, weight=signs[n]) for n in range(first + 1, second) if signs[n]]
            planned = [own[n] for n in range(first + 1, second) if signs[n] and _before(_PLAN_AHEAD, text, own[n])]
            if changes and not planned and len(changes) == second - first - 1:
                terms = (own[first].term, *changes)
                both = {term.weight for term in changes} == {1, -1} and _before(_NOW, text, own[second])
                unit = own[second].figure.unit
                doubt = "implied" if both else None
                yield Relation("CHG004", "change", "sum", own[second].term, terms, unit, doubt=doubt, weak=True)


def _before(pattern: regex.Pattern[str], text: str, placed: Placed) -> bool:
    return pattern.search(text, max(0, placed.start - _BEFORE), placed.start) is not None
