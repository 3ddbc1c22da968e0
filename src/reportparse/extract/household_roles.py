"""What a household count says: a stock, a change, a target, or a part of another count.

The words right before the count decide first, then the heading it stands under: what a plan says under "Mục tiêu" is a
target, whatever its verb.
"""

from __future__ import annotations

from bisect import bisect_right

from reportparse.extract.clauses import sentence_start
from reportparse.model.mention import Role
from reportparse.structure.view import View

ALL = "hộ"
_REACH, _HEADING = 120, 60
_GROWING = (
    "hộ phát sinh",
    "hộ tái",
    "hộ thoát nghèo rơi",
    "hộ nghèo phát sinh",
    "hộ cận nghèo phát sinh",
)
_PLANS = frozenset({"Kế hoạch", "Tờ trình", "Quyết định"})
_STOCKS = frozenset({"hộ nghèo", "hộ cận nghèo"})


def role_of(view: View, at: int, end: int, category: str) -> Role:
    """The role of the count whose number stands at flow offset `at` and whose words end at `end`."""
    text, lexicon = view.flow.text, view.lexicon
    floor = view.flow.starts[bisect_right(view.flow.starts, at) - 1]
    begin = sentence_start(text, at, max(floor, at - _REACH))
    if lexicon.pattern("role_target").search(text, begin, at):
        return "target"
    part = lexicon.pattern("role_part").search(text, begin, at)
    if part is not None:
        # Of all households, the poor are not a part like any other: they are the stock that everyone counts.
        of_all = category in _STOCKS and lexicon.pattern("role_of_all").search(text, begin, part.start())
        return "target" if planned(view, at) else "level" if of_all else "part"
    comma = max(text.rfind(",", begin, at), text.rfind("(", begin, at), begin)
    changes = list(lexicon.pattern("role_change").finditer(text, comma, at))
    change = changes[-1].lastgroup if changes else None
    starting = bool(changes) and changes[-1].group().lower() == "từ"
    if not starting and planned(view, at) and not lexicon.pattern("role_now").search(text, begin, at):
        return "target"
    if change == "increase" or category.startswith(_GROWING):
        return "increase"
    if change == "decrease" or category.startswith("hộ thoát"):
        return "decrease"
    return "part" if _is_part(view, at, end, begin, category) else "level"


def _is_part(view: View, at: int, end: int, begin: int, category: str) -> bool:
    """Whether the count is of some households only: those helped, those that do something, those of one group."""
    text, lexicon = view.flow.text, view.lexicon
    if "dân tộc" in category or lexicon.pattern("ethnic_name").search(category):
        return True
    if lexicon.pattern("role_helped").search(text, begin, at):
        return True
    return category == ALL and lexicon.pattern("role_doing").match(text, end) is not None


def planned(view: View, at: int) -> bool:
    """Whether a heading above sets targets: then "còn 22 hộ" is one. Under a plan's list of tasks every count is."""
    item = view.outline.item_of(bisect_right(view.flow.starts, at) - 1)
    if item is None:
        return False
    plans, tells = view.lexicon.pattern("plan_context"), view.lexicon.pattern("result_context")
    above = view.outline.ancestors(item)
    heads = [
        (parent.start, min(view.flow.paragraphs[parent.paragraphs[0]].end, parent.start + _HEADING)) for parent in above
    ]
    if any(plans.search(view.flow.text, start, end) for start, end in heads):
        return True
    if view.header.doc_type not in _PLANS or item.kind == "body":
        return False
    return bool(heads) and not any(tells.search(view.flow.text, start, end) for start, end in heads)
