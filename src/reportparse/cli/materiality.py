"""From which difference on a finding is shown. What is smaller stays in the records and the archive, and is counted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from reportparse.cli.rules import Selected, selected
from reportparse.cli.words import Lang, say
from reportparse.errors import UsageError
from reportparse.model.contract import Json
from reportparse.model.finding import Check
from reportparse.text.fold import fold
from reportparse.text.numerals import NumberKind, read_number

_PARTS = re.compile(r"\s*;\s*|\s*,\s*(?=[^\d\s,;=][^,;=]*=)|(?<=[^\d\s,;=])\s*,\s*")
_LIMIT = re.compile(r"(?P<number>\d[\d.,]*)\s*(?P<unit>%|[^\W\d]*)")
_POWERS: Mapping[str, int] = {
    **dict.fromkeys(("", "d", "dong", "vnd"), 0),
    **dict.fromkeys(("k", "nghin", "ngan"), 3),
    **dict.fromkeys(("tr", "trieu"), 6),
    **dict.fromkeys(("ty", "ti"), 9),
}


class Facts(NamedTuple):
    """What decides whether a finding is material; `difference` None where nothing was computed."""

    rule: str
    code: str
    unit: str | None
    difference: Decimal | None
    computed: Decimal | None

    @classmethod
    def of(cls, check: Check) -> Facts:
        computed = check.computed if isinstance(check.computed, Decimal) else None
        return cls(check.rule, check.code, check.unit, check.difference, computed)

    @classmethod
    def of_record(cls, check: Json) -> Facts:
        """Of a check as it stands in a record."""
        difference, computed = (
            None if isinstance(check[name], str | None) else Decimal(str(check[name]))
            for name in ("difference", "computed")
        )
        return cls(check["rule"], check["code"], check["unit"], difference, computed)


@dataclass
class Limit:
    """The least difference shown, in đồng and in per cent; one that is None says nothing."""

    money: Decimal | None = None
    percent: Decimal | None = None

    def reached(self, facts: Facts) -> bool | None:
        """Whether a difference is large enough; None where the limit does not apply to it.

        Per cent are taken of the computed figure; a difference of percentages is compared in points. Where both limits
        apply, reaching one of them is enough.
        """
        if facts.difference is None:
            return None
        size = abs(facts.difference)
        told: list[bool] = []
        if self.money is not None and facts.unit == "đồng":
            told.append(size >= self.money)
        if self.percent is not None:
            base = Decimal(100) if facts.unit == "%" else abs(facts.computed or Decimal(0))
            told.append(not base or 100 * size >= self.percent * base)
        return any(told) if told else None


@dataclass(frozen=True)
class Materiality:
    """The limits: by code, by rule, and for all others."""

    given: str = ""
    limits: Mapping[Selected, Limit] = field(default_factory=dict)

    @classmethod
    def of(cls, given: Sequence[str] | None, lang: Lang) -> Materiality:
        """As given on the command line: "1tr", "0,5%", "sum=1tr,ratio=0,5%"; several are taken together.

        Raises:
            UsageError: one of them says nothing that can be understood.
        """
        limits: dict[Selected, Limit] = {}
        for part in (part for text in given or () for part in _PARTS.split(text.strip())):
            name, sign, value = part.rpartition("=")
            limit = limits.setdefault(selected(name, lang) if sign else Selected(), Limit())
            _set(limit, value.strip(), part, lang)
        return cls("; ".join(given or ()), limits)

    def hides(self, cause: Iterable[Facts]) -> bool:
        """Whether the findings with one cause are all too small. What has no difference is never too small."""
        told = [reached for facts in cause if (reached := self._limit(facts).reached(facts)) is not None]
        return bool(told) and not any(told)

    def _limit(self, facts: Facts) -> Limit:
        keys = (Selected(code=facts.code), Selected(rule=facts.rule), Selected())  # type: ignore[arg-type]
        return next((self.limits[key] for key in keys if key in self.limits), Limit())


def _set(limit: Limit, value: str, part: str, lang: Lang) -> None:
    match = _LIMIT.fullmatch(value)
    unit = fold(match["unit"]) if match else ""
    if match is None or (unit != "%" and unit not in _POWERS):
        raise UsageError(say("materiality.unknown", lang, part))
    kind: NumberKind = "percent" if unit == "%" else "scaled" if _POWERS[unit] else "money"
    number = read_number(match["number"], kind).value
    if number is None:
        raise UsageError(say("materiality.unknown", lang, part))
    if unit == "%":
        limit.percent = number
    else:
        limit.money = number.scaleb(_POWERS[unit])
