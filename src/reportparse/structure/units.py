"""Units of money as heads and captions write them: "Triệu đồng", "(ĐVT: 1.000 đồng)"."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from reportparse.lexicon import Lexicon
from reportparse.lexicon.schema import Magnitude


@dataclass(frozen=True, slots=True)
class MoneyUnit:
    """`scale` is the number of đồng in one; `words` as written."""

    words: str
    scale: int


def magnitude(words: str, lexicon: Lexicon) -> Magnitude | None:
    """The magnitude that a word stands for ("tr.đ": triệu), None for none."""
    written = words.strip().lower()
    if not written:
        return None
    by_name, forms = lexicon.derive(_magnitudes)
    return by_name.get(written) or next((term for form, term in forms if form.fullmatch(written)), None)


def _magnitudes(lexicon: Lexicon) -> tuple[dict[str, Magnitude], tuple[tuple[regex.Pattern[str], Magnitude], ...]]:
    terms = [term for term in lexicon.terms("magnitudes") if isinstance(term, Magnitude)]
    forms = tuple(
        (regex.compile(form.replace(" ", r"\s+"), regex.IGNORECASE), term) for term in terms for form in term.forms
    )
    return {term.name: term for term in terms}, forms


def magnitude_power(words: str, lexicon: Lexicon) -> int:
    """The power of ten of a magnitude word, 0 for none."""
    found = magnitude(words, lexicon)
    return found.power if found else 0


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
