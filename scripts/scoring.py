"""The measures of the gold: records of documents against hand-made annotations.

The measures are those that the project's notes lay down (`tests/test_scripts.py` compares the figures with the
reference scorer where it lies beside the checkout):

- mentions are compared as multisets of values: a citation by identifier and date, an amount by its value in đồng (a
  malformed one by its digits), a project by its numbers, a household count by category, value and unit;
- `placed` is the share of the matched mentions that stand within one line of gold's;
- an arithmetic check is the same as gold's where it states the same figure and shares at least 60 % of the terms; any
  other check where it stands on the same line (one more or less) or names the same text;
- false alarms are checks flagged inconsistent that gold has neither as inconsistent nor as suspect.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

Json = dict[str, Any]
Values = Counter[Hashable]

FAMILIES = {
    "sum": "add", "row": "add", "column": "add", "change": "add", "ratio": "share", "product": "share",
    "repeat": "repeat", "format": "format", "date": "date",
}  # fmt: skip
ARITHMETIC = frozenset({"add", "share"})
HEADER = (
    "doc_type", "number", "symbol", "place", "date", "issuer", "subject", "addressees", "signer_name", "signer_title",
    "signing_authority", "recipients",
)  # fmt: skip
KINDS = ("citations", "citation ids", "amounts", "projects", "percentages", "households", "household roles", "header")
_SYNONYMS = {
    "hộ dân": "hộ", "hộ gia đình": "hộ", "hộ tự nhiên": "hộ", "tổng số hộ": "hộ", "hộ vay vốn": "hộ vay",
    "hộ phát sinh cận nghèo": "hộ cận nghèo phát sinh", "hộ phát sinh nghèo": "hộ nghèo phát sinh",
}  # fmt: skip
_DASHES = str.maketrans(dict.fromkeys("–—‑−", "-"))
_SHARED_TERMS = 0.6


@dataclass
class Tally:
    """How many were right, how many gold has, how many were given."""

    hits: int = 0
    gold: int = 0
    given: int = 0

    def add(self, other: Tally) -> None:
        self.hits += other.hits
        self.gold += other.gold
        self.given += other.given

    @property
    def precision(self) -> float:
        if not self.given:
            return 0.0 if self.gold else 1.0
        return self.hits / self.given

    @property
    def recall(self) -> float:
        return self.hits / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass
class Score:
    """The measures of one document, or of several added up. `wrong` says in words what was missed or made up."""

    kinds: dict[str, Tally] = field(default_factory=lambda: {kind: Tally() for kind in KINDS})
    relations: Tally = field(default_factory=Tally)
    errors: Tally = field(default_factory=Tally)
    other_errors: Tally = field(default_factory=Tally)
    placed: Tally = field(default_factory=Tally)
    relations_given: int = 0
    relations_in_gold: int = 0
    flagged: int = 0
    false_alarms: int = 0
    other_flagged: int = 0
    other_alarms: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Add the figures of another document (not its words)."""
        for kind, tally in other.kinds.items():
            self.kinds[kind].add(tally)
        for each in fields(self):
            mine, its = getattr(self, each.name), getattr(other, each.name)
            if isinstance(mine, Tally):
                mine.add(its)
            elif isinstance(mine, int):
                setattr(self, each.name, mine + its)


def score(gold: Json, record: Json, *, lines: bool = True) -> Score:
    """Compare one record with its gold. Without `lines` nothing is compared by line (Word and PDF twins of a text)."""
    result = Score()
    for kind, (wanted, given) in mention_values(gold, record).items():
        result.kinds[kind] = Tally((wanted & given).total(), wanted.total(), given.total())
    _score_header(gold, record, result)
    checks = [check for check in record.get("checks") or [] if isinstance(check, dict)]
    if lines:
        result.placed = _placed(gold, record)
    else:
        checks = [{**check, "line": None} for check in checks]
    _score_checks(gold["checks"], checks, result)
    return result


def plain(value: object) -> Any:
    """A text without what spelling alone decides: case, white space, dashes, Unicode form, end punctuation."""
    if value is None or value in ("", []):
        return None
    if isinstance(value, list):
        return [plain(item) for item in value]
    text = unicodedata.normalize("NFC", str(value)).casefold().translate(_DASHES)
    text = text.replace(" -", "-").replace("- ", "-").replace("uỷ", "ủy")
    return " ".join(text.split()).rstrip(" ;.,:").replace("ubnd", "ủy ban nhân dân")


def _rounded(value: object) -> float | None:
    try:
        return round(float(value), 4)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None


def _category(value: object) -> Hashable:
    text: str | None = plain(value)
    return _SYNONYMS.get(text, text) if text else None


def _money(value: object, malformed: object, text: object) -> Hashable:
    if malformed:
        return "malformed", "".join(character for character in str(text) if character.isdigit())
    return "vnd", _rounded(value)


def _household(mention: Json) -> tuple[Hashable, ...]:
    return _category(mention.get("category")), _rounded(mention.get("value")), plain(mention.get("unit"))


def _project(mention: Json) -> Hashable:
    return mention.get("project"), mention.get("subproject")


def mention_values(gold: Json, record: Json) -> dict[str, tuple[Values, Values]]:
    """For each kind, the values of gold and those of the record. References without a symbol never count."""
    short = {plain(cited["raw"]) for cited in gold["citations"] if cited.get("short")}
    cited = [mention for mention in gold["citations"] if not mention.get("short")]
    citing = [
        mention
        for mention in record.get("citations") or []
        if mention.get("identifier") and plain(mention.get("text")) not in short
    ]
    amounts, percentages = record.get("amounts") or [], record.get("percentages") or []
    both = (gold["households"], record.get("households") or [])
    return {
        "citations": (
            Counter((plain(mention["id"]), mention["date"]) for mention in cited),
            Counter((plain(mention["identifier"]), mention.get("date")) for mention in citing),
        ),
        "citation ids": (
            Counter(plain(mention["id"]) for mention in cited),
            Counter(plain(mention["identifier"]) for mention in citing),
        ),
        "amounts": (
            Counter(_money(mention["vnd"], mention["malformed"], mention["raw"]) for mention in gold["money"]),
            Counter(_money(m.get("value"), m.get("malformed"), m.get("text")) for m in amounts),
        ),
        "projects": (Counter(map(_project, gold["projects"])), Counter(map(_project, record.get("projects") or []))),
        "percentages": (
            Counter(_rounded(mention["value"]) for mention in gold["percentages"]),
            Counter(_rounded(mention.get("value")) for mention in percentages),
        ),
        "households": (Counter(map(_household, both[0])), Counter(map(_household, both[1]))),
        "household roles": (
            Counter((*_household(mention), mention.get("role")) for mention in both[0]),
            Counter((*_household(mention), mention.get("role")) for mention in both[1]),
        ),
    }


def _score_header(gold: Json, record: Json, result: Score) -> None:
    header = record.get("header") or {}
    tally = Tally()
    for name in HEADER:
        wanted, given = plain(gold["header"].get(name)), plain(header.get(name))
        tally.gold += wanted is not None
        tally.given += given is not None
        tally.hits += wanted is not None and wanted == given
        if wanted != given:
            result.wrong.append(f"{name}: want {wanted!r} got {given!r}")
    result.kinds["header"] = tally


_PLACED: tuple[tuple[str, str, Callable[[Json], Hashable]], ...] = (
    ("citations", "citations", lambda m: plain(m.get("id") or m.get("identifier"))),
    ("money", "amounts", lambda m: _rounded(m["vnd"] if "vnd" in m else m.get("value"))),
    ("percentages", "percentages", lambda m: _rounded(m.get("value"))),
    ("households", "households", lambda m: (_category(m.get("category")), _rounded(m.get("value")))),
    ("projects", "projects", _project),
)


def _placed(gold: Json, record: Json) -> Tally:
    """Matched mentions that stand near gold's line, of all matched ones."""
    tally = Tally()
    for gold_name, name, key in _PLACED:
        lines: dict[Hashable, list[int]] = {}
        for mention in record.get(name) or []:
            lines.setdefault(key(mention), []).append(mention.get("line") or -9)
        for mention in gold[gold_name]:
            free = lines.get(key(mention))
            if not free or "line" not in mention:
                continue
            nearest = min(free, key=lambda line: abs(line - mention["line"]))
            free.remove(nearest)
            tally.gold += 1
            tally.hits += abs(nearest - mention["line"]) <= 1
    return tally


def _family(check: Json) -> str | None:
    return FAMILIES.get(check.get("rule") or "")


def _figure(value: object) -> float | None:
    """The size of a figure, also where it is a term with a value."""
    try:
        return abs(float(value.get("value") if isinstance(value, dict) else value))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None


def _same_figure(one: object, other: object) -> bool:
    """Equal in size; a thousand, a million or a milliard between them is one of units."""
    a, b = _figure(one), _figure(other)
    if a is None or b is None:
        return False
    low, high = sorted((a, b))
    return a == b or (low > 0 and any(abs(high / low - unit) < 1e-6 * unit for unit in (1, 1e3, 1e6, 1e9)))


def _in_common(wanted: Iterable[object], given: Iterable[object]) -> int:
    free = list(given)
    hits = 0
    for figure in wanted:
        index = next((i for i, other in enumerate(free) if _same_figure(other, figure)), None)
        if index is not None:
            del free[index]
            hits += 1
    return hits


def _terms(check: Json) -> list[object]:
    return [term for term in check.get("terms") or [] if _figure(term) is not None]


def alike(wanted: Json, given: Json) -> bool:
    """Whether a check is the one that gold has, whatever its verdict."""
    if _family(wanted) != _family(given):
        return False
    if _family(wanted) not in ARITHMETIC:
        return _same_remark(wanted, given)
    want, have = _terms(wanted), _terms(given)
    least = _SHARED_TERMS * max(len(want), len(have), 1)
    if _same_figure(wanted["stated"], given.get("stated")) and _in_common(want, have) >= least:
        return True
    if wanted["rule"] not in ("change", "row") or len(want) > 3:
        return False
    # 35 - 13 = 22 and 35 - 22 = 13 are one relation
    want, have = [wanted["stated"], *want], [given.get("stated"), *have]
    return len(want) == len(have) == _in_common(want, have)


def _same_remark(wanted: Json, given: Json) -> bool:
    if isinstance(wanted.get("line"), int) and isinstance(given.get("line"), int):
        return bool(abs(wanted["line"] - given["line"]) <= 1)
    want, have = plain(wanted["stated"]), plain(given.get("stated"))
    if want and have and (want in have or have in want):
        return True
    return _same_figure(wanted["stated"], given.get("stated"))


_RIGHT = {
    "consistent": {"consistent"},
    "inconsistent": {"inconsistent"},
    "suspect": {"consistent", "inconsistent", "suspect"},
}


def _score_checks(gold: Sequence[Json], checks: Sequence[Json], result: Score) -> None:
    free = list(checks)
    for wanted in gold:
        arithmetic = _family(wanted) in ARITHMETIC
        if arithmetic and _figure(wanted["stated"]) is None:
            continue  # an observation on several figures: nothing stated to compare
        right = _RIGHT[wanted["verdict"]]
        found = next((each for each in free if each.get("verdict") in right and alike(wanted, each)), None)
        if found is not None:
            free.remove(found)
        if wanted["verdict"] == "suspect":
            continue
        hit = Tally(int(found is not None), 1)
        if arithmetic:
            result.relations.add(hit)
        if wanted["verdict"] == "inconsistent":
            (result.errors if arithmetic else result.other_errors).add(hit)
        if found is None and (arithmetic or wanted["verdict"] == "inconsistent"):
            words = f"{wanted['rule']} {wanted['verdict']} line {wanted.get('line')}: {wanted['explain'][:150]}"
            result.wrong.append(f"missed {words}")
    for check in checks:
        _score_given(gold, check, result)


def _score_given(gold: Sequence[Json], check: Json, result: Score) -> None:
    arithmetic = _family(check) in ARITHMETIC
    if arithmetic:
        result.relations_given += 1
        result.relations_in_gold += any(alike(wanted, check) for wanted in gold)
    if check.get("verdict") != "inconsistent":
        return
    alarm = not any(wanted["verdict"] != "consistent" and alike(wanted, check) for wanted in gold)
    if arithmetic:
        result.flagged += 1
        result.false_alarms += alarm
    else:
        result.other_flagged += 1
        result.other_alarms += alarm
    if alarm:
        words = f"{check.get('rule')} line {check.get('line')} stated {check.get('stated')}"
        result.wrong.append(f"false alarm {words}: {str(check.get('message'))[:150]}")


def summary(total: Score) -> Json:
    """The figures as plain data, one entry a measure."""
    rows: Json = {
        kind: {"precision": round(t.precision, 4), "recall": round(t.recall, 4), "f1": round(t.f1, 4)}
        for kind, t in total.kinds.items()
    }
    for name, tally in (
        ("relations", total.relations),
        ("errors", total.errors),
        ("other errors", total.other_errors),
    ):
        rows[f"{name} found"] = {"hit": tally.hits, "of": tally.gold, "recall": round(tally.recall, 4)}
    rows["relations given"] = {"in gold": total.relations_in_gold, "of": total.relations_given}
    placed = total.placed
    rows["placed"] = {"hit": placed.hits, "of": placed.gold, "share": round(placed.recall, 4)}
    rows["other alarms"] = {"count": total.other_alarms, "of flagged": total.other_flagged}
    rows["false alarms"] = {"count": total.false_alarms, "of flagged": total.flagged}
    return rows
