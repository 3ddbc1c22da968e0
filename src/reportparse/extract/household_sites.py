"""Where a text counts households: the numbers, with the words that are theirs.

A count is written with its category ("13 hộ nghèo"), before it ("hộ nghèo: 139"), as a fraction ("7/10 hộ nghèo"), as
persons of households ("456 hộ, 1.723 khẩu"), or bare ("giảm 12 hộ").
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import regex

from reportparse.extract.clauses import is_named
from reportparse.extract.household_words import ALL
from reportparse.lexicon import Lexicon
from reportparse.model.mention import Role
from reportparse.structure.flow import Flow, Paragraph
from reportparse.text.numerals import Number, read_number

Form = Literal["plain", "before", "numerator", "denominator", "whole", "persons"]

# A paragraph without a number, or without any of these words, counts no households.
_MAY_COUNT = re.compile(r"[HhKkNn](?:ộ|Ộ|hẩu|HẨU|C?N|ghèo|GHÈO)|gia đình|GIA ĐÌNH")
_ITEM = regex.compile(r"(?P<label>[^\d()]{2,40}?)(?P<number>\d{1,3}(?:\.\d{3})*)(?P<noun>\shộ)?")
_OWN_NOUN = regex.compile(r"(?<!\p{L})hộ\s[^\d,;.()\n]{0,40}$", regex.IGNORECASE)
_STROKE = regex.compile(r"\d\s?/\s?$")
_HOUSEHOLDS_OF = regex.compile(r"\shộ(?:\s\p{Ll}+){0,3}\s?/\s?$")
# "Hộ tham gia" is a noun where a model or a group follows, and a verb elsewhere.
_TAKES_PART = regex.compile(
    r"\s(?!mô hình|dự án|tổ|nhóm|gồm|với|trong|là|so|theo|đạt|tại|ở|thuộc|bằng|và"
    r"|đã|được|mới|có|của)(?:\p{Ll}|BHYT|BHXH)"
)
# In a fraction of the poor what follows is said of the part: "7/10 hộ nghèo không có khả năng lao động".
_PREDICATE = regex.compile(r"(?<=nghèo)\s(?:không|do|có)\s", regex.IGNORECASE)
# What ends a clause, or the marker of an item.
_SIGN = regex.compile(r"[;.():)][ \t]|[-–+*•][ \t]")
_CLAUSE, _SMALL = 120, 3
_MEAN = regex.compile(r"\d+,\d{1,2}")
_YEAR = regex.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Site:
    """One count; in "186 hộ nghèo/2.067 hộ" the second is a "whole".

    `start` is the offset of its number in the flow, `end` the end of its words; `span` what it covers. `words` are its
    own category, None for a bare count; `becoming` says that they stand behind a verb ("12 hộ thuộc diện nghèo"),
    `times` that cases are counted ("168 lượt hộ").
    """

    span: tuple[int, int]
    start: int
    end: int
    number: Number
    written: str
    form: Form = "plain"
    words: str | None = None
    becoming: str | None = None
    times: bool = False

    @property
    def unit(self) -> Literal["hộ", "khẩu"]:
        return "khẩu" if self.form == "persons" else "hộ"


@dataclass(frozen=True, slots=True)
class Told:
    """A count with what it was found to say. `begin` is the start of its sentence."""

    site: Site
    category: str
    role: Role
    begin: int


@dataclass(frozen=True)
class Place:
    """Where a site stands: `floor` its paragraph, `begin` its sentence, `gap` the end of the count before it there."""

    floor: int
    begin: int
    gap: int


def find_sites(flow: Flow, lexicon: Lexicon) -> list[Site]:
    """All counts in the order of their numbers; the two of a fraction stand together, the part first."""
    text = flow.text
    spans = [paragraph[:2] for paragraph in _numbered(flow) if _MAY_COUNT.search(text, *paragraph[:2])]
    numbers = list(_numbers(flow, spans))

    def counted(name: str, signs: str) -> Iterator[regex.Match[str]]:
        pattern, least = lexicon.pattern(name), 0
        for at, sign, end in numbers:
            match = pattern.match(text, at, end) if at >= least and sign in signs else None
            if match is not None:
                yield match
                least = match.end()

    fractions = [
        site
        for match in counted("household_fraction", "/ht")
        if not _is_share(text, match, lexicon)
        for site in _fraction(match)
    ]
    taken = [site.span for site in fractions[::2]]
    counts = [
        _count(match, whole=_HOUSEHOLDS_OF.search(text, max(0, match.start() - 30), match.start()) is not None)
        for match in counted("household_count", "lhgc")
        if not _overlaps(taken, match.span()) and not _counts_nothing(text, match, lexicon) and not _is_mean(match)
    ]
    parts = [part for site in counts for part in _breakdown(text, site, lexicon)]
    taken = sorted([*taken, *(site.span for site in counts), *(site.span for site in parts)])
    nouns = lexicon.finder("household_before")
    before = [
        _before(match)
        for start, end in spans
        for match in nouns.finditer(text, flow.lower, start, end)
        if not _overlaps(taken, match.span("number")) and not _is_year(match)
    ]
    persons = [_persons(match) for match in counted("persons", "nk")]
    found = sorted([*fractions, *counts, *parts, *before, *persons], key=lambda site: (site.start, site.span[1]))
    bare = list(_bare(text, numbers, [site.span for site in found], lexicon))
    return sorted([*found, *bare], key=lambda site: (site.start, site.span[1])) if bare else found


def _bare(
    text: str, numbers: Iterable[tuple[int, str, int]], taken: list[tuple[int, int]], lexicon: Lexicon
) -> Iterator[Site]:
    """Numbers without a noun behind them whose noun opens their line, or stands where a change ends."""
    stated, on, since = (lexicon.pattern(f"household_{name}") for name in ("stated", "goes_on", "from"))
    for at, sign, end in numbers:
        if sign.isalpha() and sign not in "xglc":
            continue
        if text.startswith("từ ", at - 3) and (match := since.match(text, at - 3, end)):
            yield _site(match, span=match.span("number"), end=match.end("number"))
        elif ":" in text[at - 2 : at] and not _overlaps(taken, (at, at + 1)):
            match = stated.match(text, _clause(text, at), end)
            if match is None or match.start("number") != at or _is_year(match):
                continue
            yield _stated(match)
            while match := on.match(text, match.end("number"), end):
                yield _site(match, span=match.span("number"), end=match.end("number"))


def _clause(text: str, at: int) -> int:
    """Where the clause begins whose colon stands before `at`."""
    begin = max(0, at - _CLAUSE, text.rfind("\n", 0, at) + 1)
    signs = [match.end() for match in _SIGN.finditer(text, begin, at - 2)]
    return signs[-1] if signs else begin


def _stated(match: regex.Match[str]) -> Site:
    """A count behind the noun of its line; "Số hộ sử dụng nước sạch" counts some of all households."""
    words = match.group("category")
    form: Form = "before" if words is not None else "plain"
    return _site(match, span=match.span("number"), end=match.end("number"), words=words, form=form)


def _numbered(flow: Flow) -> Iterator[Paragraph]:
    """The paragraphs that hold a number, in order."""
    found = (bisect_right(flow.starts, at) - 1 for at, _ in flow.numbers)
    return (flow.paragraphs[index] for index, _ in groupby(found))


def _numbers(flow: Flow, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, str, int]]:
    """Where the numbers of some paragraphs begin, the small letter behind each, and where its paragraph ends."""
    numbers = flow.numbers
    for start, end in spans:
        first, last = bisect_left(numbers, (start,)), bisect_left(numbers, (end,))
        yield from ((at, sign.lower(), end) for at, sign in numbers[first:last])


def _overlaps(taken: list[tuple[int, int]], span: tuple[int, int]) -> bool:
    """Whether a span shares a character with one of the spans, which do not overlap each other and are in order."""
    at = bisect_right(taken, (span[1],)) - 1
    return any(start < span[1] and span[0] < end for start, end in taken[max(0, at - 1) : at + 1])


def _counts_nothing(text: str, match: regex.Match[str], lexicon: Lexicon) -> bool:
    """Whether a number is the second of a fraction or a date, or names something ("năm 2023", "Dự án 6")."""
    start = match.start()
    if _STROKE.search(text, max(0, start - 30), start):
        return True
    return is_named(text, start, match.end("number"), lexicon)


def _is_share(text: str, match: regex.Match[str], lexicon: Lexicon) -> bool:
    """Whether a fraction is a share and no pair of counts: "ít nhất 2/3 số hộ"."""
    if "trên" in match.group() and not _is_pair(match):
        return True
    if match.end("number") - match.start() > _SMALL or not match.group("number").isdigit():
        return False
    before = lexicon.pattern("share_words").search(text, max(0, match.start() - 12), match.start())
    return before is not None and "số hộ" in match.group() and int(match.group("number")) < _SMALL * 2


def _is_mean(match: regex.Match[str]) -> bool:
    """Whether a number is a mean and no count ("bình quân 49,3 hộ")."""
    return _MEAN.fullmatch(match.group("number")) is not None


def _is_year(match: regex.Match[str]) -> bool:
    return not match.groupdict().get("tie") and _YEAR.fullmatch(match.group("number")) is not None


def _site(match: regex.Match[str], group: str = "number", **more: object) -> Site:
    written = match.group(group)
    more = {"span": match.span(), "end": match.end(), **more}
    return Site(start=match.start(group), number=read_number(written, "count"), written=written, **more)  # type: ignore[arg-type]


def _is_pair(match: regex.Match[str]) -> bool:
    """Whether "12 trên 45 hộ" are part and whole of one noun; "hộ nghèo còn 208 trên 3.412 hộ" has one of its own."""
    if _OWN_NOUN.search(match.string, max(0, match.start() - _CLAUSE), match.start()):
        return False
    part, whole = (read_number(match.group(name), "count").value for name in ("part", "number"))
    return part is not None and whole is not None and part <= whole


def _fraction(match: regex.Match[str]) -> Iterator[Site]:
    words, end = match.group("category"), match.end()
    if words is not None and (predicate := _PREDICATE.search(words)):
        words, end = words[: predicate.start()], match.start("category") + predicate.start()
    if words is not None and words.lower() == "hộ tham gia" and _TAKES_PART.match(match.string, end):
        words, end = None, match.start("category") + len(ALL)
    yield _site(match, "part", form="numerator", words=words, end=end)
    yield _site(match, form="denominator", words=words, end=end)


def _count(match: regex.Match[str], *, whole: bool) -> Site:
    words, becoming = match.group("tail"), None
    if match.group("short"):
        words = match.group("short") + (" dtts" if match.group("dtts") else "")
    elif match.group("class"):
        words, becoming = match.group("class"), match.group("becoming").lower()
    if words is not None and words.lower() == "tham gia" and _TAKES_PART.match(match.string, match.end()):
        return _site(match, end=match.start("tail") - 1)
    times = "lượt" in match.group()[len(match.group("number")) :][:6].lower()
    form: Form = "whole" if whole and words is None else "plain"
    return _site(match, words=words, becoming=becoming, times=times, form=form)


def _breakdown(text: str, site: Site, lexicon: Lexicon) -> Iterator[Site]:
    """The numbers in brackets right behind a count that are households too: they add up to it, or name classes."""
    match = lexicon.pattern("household_breakdown").match(text, site.end)
    if match is None:
        return
    items = list(_ITEM.finditer(text, *match.span("items")))
    numbers = [read_number(item.group("number"), "count") for item in items]
    if sum(number.value or 0 for number in numbers) != site.number.value:
        return
    for item, number in zip(items, numbers, strict=True):
        if not item.group("noun"):
            label = item.group("label").strip(" ,;:-").lower()
            words = f"hộ {label}" if lexicon.name_of("households", f"hộ {label}") else None
            yield Site(item.span("number"), item.start("number"), item.end(), number, item.group("number"), words=words)


def _before(match: regex.Match[str]) -> Site:
    words = ALL if match.group("all") else match.group("category")
    form: Form = "persons" if words.lower().startswith("khẩu") else "before"
    return _site(match, span=match.span("number"), words=words, form=form)


def _persons(match: regex.Match[str]) -> Site:
    return _site(match, words=f"hộ {match.group('category')}" if match.group("category") else None, form="persons")
