"""What the words right behind a household count say about it: the class, a title, a move, a debt."""

from __future__ import annotations

import regex

from reportparse.extract.household_sites import Site
from reportparse.extract.household_words import ALL, NEAR_POOR, POOR, canonical, is_all, is_stock
from reportparse.lexicon import Lexicon
from reportparse.model.mention import Role

# Nobody says of what class they are: "64 hộ khó khăn".
_IN_NEED = regex.compile(r"\s(?:gặp\s)?khó\skhăn(?!\p{L})", regex.IGNORECASE)
_FAMILIES = regex.compile(r"\s?gia\sđình\s\p{Ll}", regex.IGNORECASE)
_EVERYBODY = regex.compile(r"hộ\s(?:gia\sđình|dân)$", regex.IGNORECASE)


def category_of(lexicon: Lexicon, text: str, site: Site) -> str | None:
    """The category that the words behind a plain count give it: a title, an application, the leaving of a class."""
    title = lexicon.pattern("tail_title").match(text, site.end)
    if title is not None:
        return canonical(title.group("category"), lexicon)
    applied = lexicon.pattern("tail_application").match(text, site.end)
    if applied is not None:
        return NEAR_POOR if applied["near"] else POOR
    leaving = lexicon.pattern("tail_leaving").match(text, site.end)
    if leaving is not None and "nghèo" in leaving.group().lower():
        return "hộ thoát cận nghèo" if leaving["near"] else "hộ thoát nghèo"
    if site.words is None and _IN_NEED.match(text, site.end):
        return ALL
    families = _FAMILIES.match(text, site.start + len(site.written))
    return ALL if families is not None and site.becoming is None else None


def spelled(text: str, site: Site) -> str:
    """All households in the words of the text: "hộ dân" stays "hộ dân"."""
    own = _EVERYBODY.search(text, site.start, site.end)
    peoples = text.startswith(" tộc", site.end)  # "14 hộ dân tộc rất ít người"
    return own.group().lower() if own is not None and site.form == "plain" and not peoples else ALL


def turned(lexicon: Lexicon, text: str, site: Site, category: str, *, left: bool, split: bool) -> Role | None:
    """The role of households of which the words behind say that they left their class or came into another."""
    moving = lexicon.pattern("tail_move").match(text, site.end)
    if moving is not None and is_stock(category):
        return "increase" if category.startswith(f"hộ {moving['to'].lower()}") else "decrease"
    if is_stock(category) and lexicon.pattern("tail_from").match(text, site.end) is not None:
        return "increase"
    if left or (site.becoming and "khỏi" in site.becoming):
        return "decrease"
    if (site.words or "").lower().startswith("phát sinh") and not split:
        return "increase"
    if site.becoming and "vào" in site.becoming and "rơi" in text[site.start : site.end].lower():
        return "increase"
    return None


def is_share(lexicon: Lexicon, text: str, site: Site, category: str) -> bool:
    """Whether the words behind a count call it a share of its own category."""
    share = lexicon.pattern("share_of").match(text, site.end)
    return share is not None and canonical(share.group("category"), lexicon) == category


def owes(lexicon: Lexicon, text: str, site: Site) -> bool:
    """Whether the words behind a count of borrowers say what they owe."""
    return lexicon.pattern("tail_debt").match(text, site.end) is not None


def is_state(lexicon: Lexicon, text: str, site: Site) -> bool:
    """Whether a fraction says what the households are, have or lack: that is so today, in a plan too."""
    fraction = site.form in ("numerator", "denominator")
    return fraction and lexicon.pattern("tail_state").match(text, site.end) is not None


def sets_in(lexicon: Lexicon, text: str, site: Site, category: str) -> bool:
    """Whether a new clause begins with a count that has a property: "... giảm vượt kế hoạch, 30 hộ có nhà"."""
    tail = lexicon.pattern("tail_property" if is_all(category) else "tail_subset")
    return text[max(0, site.start - 2) : site.start] in (", ", "; ") and tail.match(text, site.end) is not None


def moved(to: str | None, category: str) -> Role | None:
    """The role of households that moved to another class, seen from the class that is counted."""
    if to is None:
        return None
    return "increase" if category.startswith(f"hộ {to}") else "decrease"
