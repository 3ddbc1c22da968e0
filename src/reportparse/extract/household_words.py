"""Categories of households: their spelling, and which of them are stocks, flows or everybody."""

from __future__ import annotations

from typing import Literal

import regex

from reportparse.lexicon import Lexicon
from reportparse.text.fold import squeeze

ALL = "hộ"
POOR, NEAR_POOR, MANY_SIDED = "hộ nghèo", "hộ cận nghèo", "hộ nghèo đa chiều"
BOTH = "hộ nghèo, cận nghèo"
STOCKS = frozenset({POOR, NEAR_POOR})
# The classes of a review of all households: each is counted out of all, and is a stock.
CLASSES = STOCKS | {MANY_SIDED, "hộ mới thoát nghèo", "hộ mới thoát cận nghèo", "hộ có mức sống trung bình"}
TAKES_PART = "hộ tham gia"
MINORITIES = "hộ dân tộc thiểu số"
# Households that are counted because they do something: a level only where the whole is said to be counted.
DOERS = frozenset(
    {"hộ tham gia", "hộ hưởng lợi", "gia đình văn hóa", "hộ gia đình văn hóa", "hộ sản xuất kinh doanh giỏi"}
)

# Other words for all households; they stay as written.
_EVERYBODY = frozenset({ALL, "hộ gia đình", "hộ dân", "hộ tự nhiên"})
_BOTH = regex.compile(r"^hộ nghèo(?:,|/| và| hoặc) ?cận nghèo$")
_SHORT = regex.compile(r"^(?P<near>hcn)\b|^hn\b")
_LEAVING = ("hộ thoát", "hộ mới thoát")
_GROWING = ("hộ phát sinh", "hộ tái", "hộ thoát nghèo rơi", "hộ nghèo phát sinh", "hộ cận nghèo phát sinh")
_FAMILY = regex.compile(r"^(?:gia đình|hộ gia đình|hộ dân(?! tộc)) (?:là |thuộc )?(?:diện )?")


def canonical(words: str, lexicon: Lexicon) -> str:
    """The canonical spelling of a category, or its own words where the lexicon has none; groups keep their capitals."""
    plain: str = squeeze(words).lower().removesuffix(" là")
    if _BOTH.match(plain if plain.startswith("hộ ") else f"hộ {plain}"):
        return BOTH
    plain = _SHORT.sub(lambda match: NEAR_POOR if match["near"] else POOR, plain)
    name = lexicon.name_of("households", plain)
    if name is None:
        plain = plain if lexicon.name_of("households", f"hộ {plain}") else _FAMILY.sub("hộ ", plain)
        plain = plain if plain == ALL or plain.startswith("hộ ") else f"hộ {plain}"
        name = lexicon.name_of("households", plain)
    if name is not None:
        return plain if plain in _EVERYBODY else name
    group = lexicon.pattern("ethnic_spelling").search(plain)
    if group is None:
        return plain
    base = canonical(plain[: group.start()], lexicon) if plain[: group.start()] != ALL else ALL
    return with_group(base, group.group("group"), lexicon, named=group.group("kind") is not None)


def with_group(base: str, group: str, lexicon: Lexicon, *, named: bool) -> str:
    """The households of one ethnic group among those of a category; `named` where "dân tộc" stands before it."""
    spelled = lexicon.name_of("ethnic_groups", group) or group
    return f"{base} {'dân tộc ' if named else ''}{spelled}"


def is_all(category: str) -> bool:
    """Whether the category is all households."""
    return category in _EVERYBODY


def is_stock(category: str) -> bool:
    """Whether the households are poor or near-poor, of one group or of all."""
    return category.startswith((POOR, NEAR_POOR)) and flow_of(category) is None


def is_trait(category: str) -> bool:
    """Whether the households are counted by what they have or lack ("hộ có người khuyết tật")."""
    own = category.removeprefix(NEAR_POOR if category.startswith(NEAR_POOR) else POOR).removeprefix(ALL).strip()
    return own.startswith(("có ", "không ", "do ", "hưởng ", "thuộc ", "hội viên")) and category not in CLASSES


def is_group(category: str) -> bool:
    """Whether only households of some ethnic groups are counted."""
    return any(char.isupper() for char in category) or "dân tộc" in category


def flow_of(category: str) -> Literal["increase", "decrease"] | None:
    """The role that a category has by its own words: households that left, or that came."""
    if category.startswith(_GROWING):
        return "increase"
    return "decrease" if category.startswith("hộ thoát") else None


def base_of(category: str) -> str:
    """The stock of all groups that a stock of one group belongs to; all households where it is no stock."""
    return next((stock for stock in (NEAR_POOR, POOR) if category.startswith(stock)), ALL)


def stock_of(category: str) -> str:
    """The stock that a flow belongs to: households that left poverty left "hộ nghèo"."""
    if category.startswith((*_LEAVING, *_GROWING)):
        near = ("hộ thoát cận", "hộ mới thoát cận", "hộ phát sinh cận", "hộ tái cận", "hộ cận")
        return NEAR_POOR if category.startswith(near) else POOR
    return category
