"""What the parts of a count are: its change in a place, the stock of a class, or a share of it."""

from __future__ import annotations

from reportparse.extract.household_sites import Site, Told
from reportparse.extract.household_words import (
    CLASSES,
    MANY_SIDED,
    STOCKS,
    base_of,
    flow_of,
    is_all,
)
from reportparse.model.mention import Role

_CHANGES = ("increase", "decrease")


def role_of_part(whole: Told | None, verb: Role | None, site: Site, category: str, *, place: bool, exact: bool) -> Role:
    """The role of a count behind "trong đó" or in brackets: that of its whole in a place, else mostly a part of it."""
    if whole is not None and whole.role in _CHANGES and verb in _CHANGES and not exact:
        value, total = site.number.value, whole.site.number.value
        if verb != whole.role or (value is not None and total is not None and value > total):
            return verb  # a net change is made of what came and what went
    if whole is None and place and category in STOCKS:
        return "level"
    if place and whole is not None and whole.role in _CHANGES and base_of(whole.category) == base_of(category):
        return whole.role
    if whole is None or whole.role != "level":
        return "target" if whole is not None and whole.role == "target" else "part"
    if is_all(whole.category) or (whole.category == MANY_SIDED and category in STOCKS):
        return flow_of(category) or (
            "level" if category in CLASSES or (place and is_all(category) and whole.role == "level") else "part"
        )
    return "level" if place and category == whole.category else "part"
