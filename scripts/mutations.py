"""One slip in a text: a digit changed, two swapped, a zero lost or gained, an item left out, a unit exchanged."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from known_relations import Figure, Known, Place, read

_UNITS = (("triệu", "tỷ"), ("tỷ", "triệu"), ("nghìn đồng", "triệu đồng"))
_ITEM = re.compile(r"\s*(?:[-+*•]\s*|(?:\d{1,2}(?:\.\d{1,2})*[.)/]|[a-zđ][.)/])\s+)\S|\|.*\|\s*$|[^\t\n]*\t")


@dataclass(frozen=True)
class Mutation:
    """A changed text. `figure` is what the number now says, None where it is malformed or gone.

    `lines_gone`: how many lines the text has lost, the blank one behind an item with it.
    """

    kind: str
    place: Place
    text: str
    start: int
    length: int
    figure: Figure | None
    malformed: bool = False
    lines_gone: int = 0


Maker = Callable[[str, Figure, Sequence[Known], random.Random], Mutation | None]


def digit(text: str, figure: Figure, _: Sequence[Known], rng: random.Random) -> Mutation | None:
    """One digit is another; a first digit never becomes zero."""
    written = figure.place.text
    at = rng.choice([index for index, ch in enumerate(written) if ch.isdigit()])
    choices = [d for d in "0123456789" if d != written[at] and not (at == 0 and d == "0")]
    return _rewritten("digit", text, figure, written[:at] + rng.choice(choices) + written[at + 1 :])


def swap(text: str, figure: Figure, _: Sequence[Known], rng: random.Random) -> Mutation | None:
    """Two neighbouring digits change places."""
    written = figure.place.text
    digits = [index for index, ch in enumerate(written) if ch.isdigit()]
    pairs = [(a, b) for a, b in itertools.pairwise(digits) if written[a] != written[b]]
    pairs = [(a, b) for a, b in pairs if not (a == 0 and written[b] == "0")]
    if not pairs:
        return None
    a, b = rng.choice(pairs)
    letters = list(written)
    letters[a], letters[b] = letters[b], letters[a]
    return _rewritten("swap", text, figure, "".join(letters))


def zero(text: str, figure: Figure, _: Sequence[Known], rng: random.Random) -> Mutation | None:
    """A zero too many or too few, half of the time with the groups put right again."""
    written = figure.place.text
    if "," in written:
        return None
    zeros = [index for index, ch in enumerate(written) if ch == "0" and index]
    if zeros and rng.random() < 0.5:
        at = rng.choice(zeros)
        changed = written[:at] + written[at + 1 :]
    else:
        at = rng.randrange(1, len(written) + 1)
        changed = written[:at] + "0" + written[at:]
    if "." in written and rng.random() < 0.5:
        changed = f"{int(changed.replace('.', '')):,}".replace(",", ".")
    return _rewritten("zero", text, figure, changed)


def total(text: str, figure: Figure, relations: Sequence[Known], rng: random.Random) -> Mutation | None:
    """A total gets another digit."""
    if not any(r.operation == "sum" and r.stated.place == figure.place for r in relations):
        return None
    made = digit(text, figure, relations, rng)
    return made and Mutation("total", made.place, made.text, made.start, made.length, made.figure, made.malformed)


def item(text: str, figure: Figure, relations: Sequence[Known], _: random.Random) -> Mutation | None:
    """A list item or table row of its own line is left out; not one whose own items would stand for it."""
    lines = text.split("\n")
    line = figure.place.line
    sums = [r for r in relations if r.operation == "sum"]
    summed = [r for r in sums if any(t.place == figure.place for t in r.terms)]
    if not summed or any(r.stated.place.line == line for r in summed):
        return None
    if any(r.stated.place == figure.place and all(t.place.line != line for t in r.terms) for r in sums):
        return None
    after = next((other for other in lines[line:] if other.strip()), "")
    if not _ITEM.match(lines[line - 1]) or not _ITEM.match(after):
        return None
    start = sum(len(other) + 1 for other in lines[: line - 1])
    gone = lines[line - 1 : line + 1 if line > 1 and not lines[line - 2].strip() and not lines[line].strip() else line]
    length = sum(len(other) + 1 for other in gone)
    changed = text[:start] + text[start + length :]
    return Mutation("item", figure.place, changed, start, -length, None, lines_gone=len(gone))


def unit(text: str, figure: Figure, _: Sequence[Known], __: random.Random) -> Mutation | None:
    """The unit behind a number is another power of ten."""
    end = figure.place.end
    for written, other in _UNITS:
        gap = 1 if text.startswith(f" {written}", end) else 0
        if gap or text.startswith(written, end):
            factor = Decimal(1000) if (written, other) != ("tỷ", "triệu") else Decimal("0.001")
            changed = text[: end + gap] + other + text[end + gap + len(written) :]
            meant = Figure(figure.place, figure.value * factor, figure.step * factor)
            return Mutation("unit", figure.place, changed, end, len(other) - len(written), meant)
    return None


MAKERS: tuple[Maker, ...] = (digit, swap, zero, total, item, unit)


def _rewritten(kind: str, text: str, figure: Figure, written: str) -> Mutation | None:
    place = figure.place
    if written == place.text:
        return None
    changed = text[: place.start] + written + text[place.end :]
    parsed, before = read(written), read(place.text)
    delta = len(written) - len(place.text)
    if parsed is None or before is None:
        return Mutation(kind, place, changed, place.start, delta, None, malformed=True)
    value, step = parsed
    factor = figure.value / before[0] if before[0] else (figure.step / before[1] or Decimal(1))
    meant = Figure(place, value * factor, step * factor if figure.step else Decimal(0))
    return Mutation(kind, place, changed, place.start, delta, meant)
