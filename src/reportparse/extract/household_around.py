"""What stands around a household count, beside the cues of its sentence."""

from __future__ import annotations

from dataclasses import dataclass

from reportparse.model.mention import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What stands around a count: `place` a mere place name before it, `some` and `wide` a heading of its section, or
    of its chapter, by which some households are counted, `followed` a stock counted out of it next, `labelled` words
    of its own before a bare count, `persons` that it counts the persons of the households right before; `list_end` is
    where the list of counts in which it stands ends, `known` the role that the same number of these had before,
    `exact` that the counts of its bracket add up to the one before, `begins` that a change of it and the outcome
    follow, `planned` that it is the second of a fraction and what was planned, or what such a fraction leaves to be
    done."""

    place: bool
    some: bool
    wide: bool
    followed: bool
    labelled: bool
    persons: bool
    list_end: int
    known: Role | None = None
    exact: bool = False
    begins: bool = False
    planned: bool = False
