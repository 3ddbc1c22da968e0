"""Units of money as heads and captions write them: "Triệu đồng", "(ĐVT: 1.000 đồng)"."""

from __future__ import annotations

from dataclasses import dataclass

from reportparse.lexicon import Lexicon
from reportparse.lexicon.schema import Magnitude
from reportparse.text.fold import fold


@dataclass(frozen=True, slots=True)
class MoneyUnit:
    """`scale` is the number of đồng in one; `words` as written."""

    words: str
    scale: int


def magnitude_power(words: str, lexicon: Lexicon) -> int:
    """The power of ten of a magnitude word, 0 for none."""
    return lexicon.derive(_powers).get(fold(words).strip(" ."), 0)


def _powers(lexicon: Lexicon) -> dict[str, int]:
    powers: dict[str, int] = {}
    terms = [term for term in lexicon.terms("magnitudes") if isinstance(term, Magnitude)]
    for term in terms:
        for form in term.forms:
            powers.setdefault(fold(form).replace("\\", "").strip(" ."), term.power)
    return powers


def money_unit(words: str, lexicon: Lexicon) -> MoneyUnit | None:
    """The last unit of money named in a head or caption, None where it names none."""
    found = None
    for match in lexicon.pattern("money_unit").finditer(words):
        power = magnitude_power(match.group("magnitude") or match.group("bare") or "", lexicon)
        if (match.group("currency2") or "").lower().startswith("tr"):
            power = 6
        scale = 10**power * (1_000 if match.group("thousand") else 1_000_000 if match.group("million") else 1)
        found = MoneyUnit(match.group().strip(" ()"), scale)
    return found
