"""Household counts in prose: number, category, role, time and area.

The counts of a text are read in order, sentence by sentence, because most of them say only half of what they mean: the
rest was said by the count before, the lead of the list, or the heading (`household_categories`, `household_roles`).
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import accumulate, islice, pairwise

import regex

from reportparse.extract.clauses import label_before
from reportparse.extract.household_around import Surroundings
from reportparse.extract.household_categories import Categories
from reportparse.extract.household_roles import Scope
from reportparse.extract.household_setting import Setting
from reportparse.extract.household_sites import Place, Site, Told, find_sites
from reportparse.extract.household_words import ALL, STOCKS, canonical, flow_of, is_all
from reportparse.lexicon import Lexicon
from reportparse.model.mention import HouseholdCount, Role
from reportparse.model.quantity import Quantity
from reportparse.structure.view import View

_REACH, _NAME = 1200, 80
_MIN_TOTAL, _TERMS, _TELLING = 3, 12, 20
_YEAR = regex.compile(r"(?:[Nn]ăm\s|/)((?:19|20)\d\d)(?!\d)")
_STOP = regex.compile(r"[.!?…]\s+(?=[\p{Lu}\d“\"(+*-])")
# A list whose first item stands on the line of its lead.
_BEGUN = regex.compile(r"(?::|[Tt]rong đó|[Gg]ồm|[Cc]ụ thể)\s?:?\s[a1][.)]\s")
# What remains and what went are no parts of what there was.
_TURN = regex.compile(r"(?<!\p{L})(?:còn|giảm|tăng|xuống|đầu|cuối|năm)(?!\p{L})", regex.IGNORECASE)
# What may stand between counts of several classes that add up to one before them.
_WITH = regex.compile(r"[^\d.\n]{0,30}")
# How a stock becomes another: what falls, what rises, what is there in the end; and what ends a clause.
_FALLS = regex.compile(r"(?<!\p{L})(?:giảm|thoát|bớt|hạ)(?!\p{L})", regex.IGNORECASE)
_RISES = regex.compile(r"(?<!\p{L})(?:tăng|thêm|phát sinh)(?!\p{L})", regex.IGNORECASE)
_MEANT = regex.compile(
    r"\s?(?:\([^()\n]{0,30}\)\s?)?,\s(?:năm\s\d{4}\s|năm\snay\s)?(?:được\s)?"
    r"(?:phấn\sđấu|giao|đăng\ský|chỉ\stiêu|dự\skiến|phải|cần|sẽ|kế\shoạch)(?:\slà)?\s(?:giảm|thoát|hạ|đưa)"
    r"(?:\s(?:nghèo|được|ít\snhất|thêm|khoảng))*\s",
    regex.IGNORECASE,
)
_ENDS = regex.compile(
    r"(?<!\p{L})(?:còn(?:\slại)?|xuống|lên|thành|là)(?:\s(?:còn|là|có|chỉ|khoảng|hộ|(?:cận\s)?nghèo))*\W*$",
    regex.IGNORECASE,
)
_LEFT = regex.compile(r"(?<!\p{L})còn(?!\p{L})[^.;\d]{0,30}$", regex.IGNORECASE)
_POOR_NEXT = regex.compile(
    r"[;,:]\s(?:[\d.]+\skhẩu[;,]\s)?(?:trong\sđó\s|có\s)?(?:(?:số\s)?hộ\s)?nghèo(?:\scó|\slà)?\s?:?\s?",
    regex.IGNORECASE,
)
_LEAVES = 10
_CLAUSES = regex.compile(
    r";|[.!?]\s|(?<!\p{L})(?:trong (?:số )?(?:đó|này|ấy)|gồm|cụ thể|chia ra|phân ra|do)(?!\p{L})", regex.IGNORECASE
)
_WORD = regex.compile(r"(?<!\p{L})\p{Ll}\p{L}+")
_SHORT = regex.compile(r"\p{Lu}{2,5}")
_LEADS = regex.compile(r"(?::|[Tt]rong đó|[Gg]ồm|[Cc]ụ thể|[Nn]hư sau)[\s:.*_]*$")


def extract(view: View) -> tuple[HouseholdCount, ...]:
    """Counts of households, and of persons of all households, in text order."""
    found = _Reader(view).read()
    return tuple(sorted(found, key=lambda mention: (mention.span, mention.role)))


@dataclass
class _Reader:
    """Goes through the counts of one document. Not kept: `read` returns frozen records."""

    view: View
    told: list[Told] = field(default_factory=list)
    ended: dict[int, tuple[Scope, int]] = field(default_factory=dict)
    known: dict[tuple[str, Decimal], Role] = field(default_factory=dict)

    @cached_property
    def text(self) -> str:
        return self.view.flow.text

    @cached_property
    def lexicon(self) -> Lexicon:
        return self.view.lexicon

    @cached_property
    def setting(self) -> Setting:
        return Setting(self.view)

    def read(self) -> list[HouseholdCount]:
        sites = find_sites(self.view.flow, self.lexicon)
        categories = Categories(self.setting, sites)
        found: list[HouseholdCount] = []
        index = 0
        while index < len(sites):
            number = self._paragraph_of(sites[index].start)
            end = self.view.flow.paragraphs[number].end
            last = index
            while last < len(sites) and sites[last].start <= end:
                last += 1
            found += self._paragraph(number, sites, range(index, last), categories)
            index = last
        return found

    def _paragraph_of(self, at: int) -> int:
        return bisect_right(self.view.flow.starts, at) - 1

    def _paragraph(
        self, number: int, sites: list[Site], indexes: range, categories: Categories
    ) -> list[HouseholdCount]:
        paragraph = self.view.flow.paragraphs[number]
        starts = [paragraph.start, *(m.end() for m in _STOP.finditer(self.text, paragraph.start, paragraph.end))]
        base = self._base(number, paragraph.start)
        found: list[HouseholdCount] = []
        begin, gap, scope = -1, paragraph.start, base
        for index in indexes:
            site = sites[index]
            sentence = starts[bisect_right(starts, site.start) - 1]
            if sentence != begin:
                said = [sites[at] for at in indexes if at >= index and sites[at].start < self._stop(starts, sentence)]
                before = self._spoken_of(scope, paragraph.start, said) if found else None
                begin, gap, scope = sentence, sentence, replace(base, before=before, outer=[])
            place = Place(paragraph.start, begin, gap)
            scope.read(self.view.flow, gap, site.start)
            found.append(self._mention(index, sites, place, scope, categories))
            gap = max(gap, site.end)
        self.ended[number] = scope, gap
        return found

    @staticmethod
    def _stop(starts: Sequence[int], sentence: int) -> int:
        """Where the next sentence of the paragraph begins."""
        at = bisect_right(starts, sentence)
        return starts[at] if at < len(starts) else sys.maxsize

    def _spoken_of(self, scope: Scope, start: int, following: Sequence[Site]) -> Told:
        """What "Cụ thể" at the head of a sentence takes apart: the count that its own first ones add up to, else what
        the one before took apart, else its last count."""
        plain = (site.number.value for site in following if site.form in ("plain", "before"))
        sums = set(islice(accumulate(value for value in plain if value is not None), 1, _TERMS))
        near = (told for told in reversed(self.told[-_TERMS:]) if told.site.start >= start)
        exact = next((told for told in near if told.site.number.value in sums), None)
        if exact is not None:
            return exact
        whole = scope.whole if scope.split else None
        return whole if whole is not None and whole.site.start >= start else self.told[-1]

    def _base(self, number: int, start: int) -> Scope:
        """What holds before the first sentence of a paragraph: what its lead has said, if it stands in a list."""
        lead = self._lead(number)
        planned = self.setting.planned(start)
        if lead is None:
            return self._scope(planned=planned)
        paragraph = self.view.flow.paragraphs[lead]
        if lead in self.ended:
            scope, at = self.ended[lead]
        else:
            stops = [m.end() for m in _STOP.finditer(self.text, paragraph.start, paragraph.end)]
            scope, at = self._scope(planned=planned), (stops or [paragraph.start])[-1]
        scope.read(self.view.flow, at, paragraph.end)
        self.ended[lead] = scope, paragraph.end
        return replace(scope.carried(), planned=planned)

    def _scope(self, *, planned: bool) -> Scope:
        return Scope(self.lexicon, planned=planned, year=self.setting.year, date=self.view.header.date)

    def _lead(self, number: int) -> int | None:
        """The paragraph that announces the list in which a paragraph stands."""
        item = self.view.outline.item_of(number)
        if item is not None and item.paragraphs[0] == number and item.parent is not None:
            number = self.view.outline.items[item.parent].paragraphs[-1]
        elif number > 0:
            number -= 1
        else:
            return None
        paragraph = self.view.flow.paragraphs[number]
        announces = _LEADS.search(self.text, max(paragraph.start, paragraph.end - 40), paragraph.end)
        begun = _BEGUN.search(self.text, paragraph.start, paragraph.end)
        return number if (announces or begun) and paragraph.cell is None else None

    def _mention(
        self, index: int, sites: list[Site], place: Place, scope: Scope, categories: Categories
    ) -> HouseholdCount:
        site, text = sites[index], self.text
        run = categories.runs.whole_of(index, place, self.told)
        within = categories.runs.in_bracket(index, self.told)
        if run is not None or within is not None:
            scope.split, scope.whole = True, run or within
        labelled = site.words is None and self._is_labelled(place.gap, site.start)
        category = categories.of(index, place, scope, self.told, labelled=labelled)
        named = self._place_name(site, place)
        around = Surroundings(
            place=named is not None,
            some=self.setting.of_some(site.start),
            wide=self.setting.of_some(site.start, wide=True),
            followed=self._is_followed(index, sites, place),
            labelled=labelled,
            persons=site.form == "persons" and self._adjoins(place.gap, site.start),
            list_end=self._list_end(index, sites),
            known=self._known(site, category),
            exact=within is not None,
            begins=self._is_begun(index, sites, place),
            planned=self._is_plan(site, category, place) if site.form == "denominator" else self._is_left(site, place),
        )
        role = scope.role(text, site, category, around)
        told = Told(site, category, role, place.begin)
        scope.told(told, total=self._is_total(index, sites, place))
        self.told.append(told)
        self._remember(told)
        floor = max(place.floor, site.start - _REACH)
        years = _YEAR.findall(text, floor, site.start)
        return HouseholdCount(
            span=self.view.flow.span(*site.span),
            quantity=Quantity(site.number.value, written=site.written, malformed=site.number.malformed),
            unit=site.unit,
            label=label_before(text, site.start, place.floor),
            category=category,
            role=role,
            time=str(years[-1]) if years else None,
            area=named,
            approximate=self.lexicon.pattern("approximate").search(text, max(place.floor, site.start - 15), site.start)
            is not None,
        )

    def _is_begun(self, index: int, sites: list[Site], place: Place) -> bool:
        """Whether the two counts behind one say how it changes and what becomes of it: 14, less 4, remain 10."""
        following = [site for site in sites[index + 1 : index + 5] if site.form != "persons"][:2]
        if (
            following
            and sites[index].words is not None
            and _MEANT.fullmatch(self.text, sites[index].end, following[0].start)
        ):
            first, change = sites[index].number.value, following[0].number.value
            return None not in (first, change) and first >= change  # type: ignore[operator]
        if len(following) < 2 or sites[index].unit != "hộ" or "\n" in self.text[place.begin : following[-1].start]:
            return False
        first, change, rest = (site.number.value for site in (sites[index], *following))
        if first is None or change is None or rest is None:
            return False
        said = self.text[sites[index].end : following[0].start], self.text[following[0].end : following[1].start]
        if (
            said[0].count("(") > said[0].count(")")
            or _CLAUSES.search(said[0])
            or _CLAUSES.search(said[1])
            or not _ENDS.search(said[1])
        ):
            return False
        return (first - change == rest and _FALLS.search(said[0]) is not None) or (
            first + change == rest and _RISES.search(said[0]) is not None
        )

    def _is_plan(self, site: Site, category: str, place: Place) -> bool:
        """Whether the second count of a fraction is what was planned: called so, told so before, or surpassed."""
        part = self.told[-1].site.number.value if self.told else None
        if part is not None and site.number.value is not None and part > site.number.value:
            return True
        if self.lexicon.pattern("tail_plan").match(self.text, site.end) is not None:
            return True
        floor = max(place.begin, self.told[-2].site.end if len(self.told) > 1 else 0)
        if self.lexicon.pattern("plan_before").search(self.text, floor, self.told[-1].site.start):
            return True
        near = (told for told in reversed(self.told[-_LEAVES:-1]) if told.category == category)
        same = next((told for told in near if told.site.number.value == site.number.value), None)
        return (same.role if same is not None else self._known(site, category)) == "target"

    def _is_left(self, site: Site, place: Place) -> bool:
        """Whether a count is what a fraction of a plan leaves to be done ("còn 03 hộ")."""
        if _LEFT.search(self.text, place.begin, site.start) is None:
            return False
        for part, whole in pairwise(self.told[-_LEAVES:]):
            values = part.site.number.value, whole.site.number.value
            planned = whole.site.form == "denominator" and whole.role == "target"
            if planned and None not in values and site.number.value == values[1] - values[0]:  # type: ignore[operator]
                return True
        return False

    def _known(self, site: Site, category: str) -> Role | None:
        value = site.number.value
        if value is None or value < _TELLING or site.unit != "hộ":
            return None
        return self.known.get((ALL if is_all(category) else category, value))

    def _remember(self, told: Told) -> None:
        """Keep the role of a number of households: the first, but that all of them are so many goes before."""
        value, category = told.site.number.value, ALL if is_all(told.category) else told.category
        if (
            value is not None
            and told.site.unit == "hộ"
            and (told.role == "level" or (category, value) not in self.known)
        ):
            self.known[category, value] = told.role

    def _is_labelled(self, start: int, end: int) -> bool:
        """Whether words stand before a count that are neither its noun nor mere filling."""
        found = self.lexicon.finder("household_noun").finditer(self.text, self.view.flow.lower, start, end)
        nouns = [match.end() for match in found if match.group("dtts") is None]
        start = max(start, self.text.rfind(";", start, end) + 1, *nouns)
        words = self.lexicon.pattern("household_filler").sub("", self.text[start:end])
        return _WORD.search(words) is not None

    def _is_total(self, index: int, sites: list[Site], place: Place) -> bool:
        """Whether the bare counts behind one in its paragraph, those in brackets aside, add up to it."""
        total = sites[index].number.value
        if total is None or total < _MIN_TOTAL or sites[index].form not in ("plain", "before"):
            return False
        added, terms, depth, at = 0, 0, 0, sites[index].end
        end = self.view.flow.paragraphs[self._paragraph_of(place.floor)].end
        for site in sites[index + 1 : index + _TERMS]:
            if site.start > end or site.number.value is None or site.unit != "hộ" or site.form != "plain":
                break
            words = self.text[at : site.start]
            depth, at = depth + words.count("(") - words.count(")"), site.end
            if depth > 0 and terms:
                continue
            if _TURN.search(words) or (site.words is not None and not self._is_named_part(site, words)):
                break
            added, terms = added + int(site.number.value), terms + 1
            if added >= total:
                break
        return terms > 1 and added == total

    def _is_named_part(self, site: Site, between: str) -> bool:
        """Whether a count with a noun of its own may be a summand of the one before; what came or went is none."""
        if site.words is None or _WITH.fullmatch(between) is None:
            return False
        return flow_of(canonical(site.words, self.lexicon)) is None

    def _adjoins(self, end: int, start: int) -> bool:
        return self.lexicon.pattern("persons_gap").fullmatch(self.text, end, start) is not None

    def _list_end(self, index: int, sites: list[Site]) -> int:
        """The end of the last count in the list to which a count belongs ("64 hộ nghèo, 88 hộ cận nghèo")."""
        pattern, end = self.lexicon.pattern("household_list"), sites[index].end
        while index + 1 < len(sites) and pattern.fullmatch(self.text, sites[index].end, sites[index + 1].start):
            index += 1
            if sites[index].words is not None or sites[index].form == "persons":
                end = sites[index].end
        return end

    def _place_name(self, site: Site, place: Place) -> str | None:
        """The name of a place that stands alone before a count."""
        begin = max(place.gap, site.start - _NAME)
        named = self.lexicon.pattern("household_place").fullmatch(self.text, begin, site.start)
        if named is None or self.lexicon.pattern("ethnic_before").search(self.text, place.gap, site.start):
            return None
        if _SHORT.fullmatch(named.group("place")):
            return None  # "KH 6 hộ", "GĐVH 1.840 hộ"
        return str(named.group("place"))

    def _is_followed(self, index: int, sites: list[Site], place: Place) -> bool:
        """Whether the next count of the sentence is of the poor among these."""
        following = next((site for site in sites[index + 1 : index + 3] if site.form != "persons"), None)
        if following is not None and _POOR_NEXT.fullmatch(self.text, sites[index].end, following.start):
            return True
        if following is None or following.words is None or _STOP.search(self.text, place.begin, following.start):
            return False
        return (
            "\n" not in self.text[place.begin : following.start] and canonical(following.words, self.lexicon) in STOCKS
        )


__all__ = ["ALL", "canonical", "extract"]
