"""Rules as a person names them: by name ("ratio"), by code ("RAT001"), by the words that the output shows ("Tỷ lệ")."""

from __future__ import annotations

import re
from typing import NamedTuple, get_args

from reportparse.cli.words import TEXTS, Lang, say
from reportparse.errors import UsageError
from reportparse.model.finding import Rule
from reportparse.text.fold import fold

RULES: tuple[Rule, ...] = get_args(Rule)
_CODE = re.compile(r"(?:SUM|COL|ROW|CHG|RAT|PRO|REP|FMT|DAT)\d{3}", re.IGNORECASE)


class Selected(NamedTuple):
    """A rule, or one code of it."""

    rule: Rule | None = None
    code: str | None = None


def selected(text: str, lang: Lang) -> Selected:
    """What a person means by `text`.

    Raises:
        UsageError: there is no such rule.
    """
    words = text.strip()
    if _CODE.fullmatch(words):
        return Selected(code=words.upper())
    for rule in RULES:
        if fold(words) in (rule, *(fold(title) for title in TEXTS[f"rule.{rule}"])):
            return Selected(rule=rule)
    raise UsageError(say("rules.unknown", lang, text, ", ".join(RULES)))
