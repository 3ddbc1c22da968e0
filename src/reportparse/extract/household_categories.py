"""Which households a count counts: its own words, else the noun that it stands for.

A bare count ("giảm 12 hộ") stands for a noun of its clause, the whole whose part it is, the count before it in the
sentence, the sentence before where a word ties it to that, the lead of its list, or the heading.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import regex

from reportparse.extract import household_phrases as phrases
from reportparse.extract import household_tails as tails
from reportparse.extract.household_accounts import Accounts
from reportparse.extract.household_roles import Scope
from reportparse.extract.household_runs import Runs
from reportparse.extract.household_setting import Setting
from reportparse.extract.household_sites import Place, Site, Told
from reportparse.extract.household_told import is_everybody_again, of_sentence, split_before
from reportparse.extract.household_words import (
    ALL,
    MINORITIES,
    NEAR_POOR,
    POOR,
    STOCKS,
    TAKES_PART,
    base_of,
    canonical,
    is_all,
    is_group,
    is_stock,
    stock_of,
    with_group,
)
from reportparse.lexicon import Lexicon

_CAME = "hộ phát sinh"
_LABEL, _LIST_REACH, _REST = 7, 8, 4
_REACH, _FRACTION_REACH = 1200, 20


@dataclass(frozen=True)
class Categories:
    """Finds categories from what has been told before."""

    setting: Setting
    sites: Sequence[Site]

    @cached_property
    def text(self) -> str:
        return self.setting.view.flow.text

    @cached_property
    def accounts(self) -> Accounts:
        return Accounts(self.setting.view.flow, self.sites)

    @cached_property
    def runs(self) -> Runs:
        return Runs(self.setting.view.flow, self.lexicon, self.sites)

    @cached_property
    def lower(self) -> str:
        return self.setting.view.flow.lower

    @cached_property
    def lexicon(self) -> Lexicon:
        return self.setting.view.lexicon

    def of(self, index: int, place: Place, scope: Scope, told: Sequence[Told], *, labelled: bool) -> str:
        """The category of the site at `index`; `labelled` where it is bare and words of its own stand before it."""
        site = self.sites[index]
        if site.form == "whole":
            return ALL
        if site.form == "persons":
            return self._of_persons(site, place, told)
        if site.form == "denominator":
            return self._of_fraction(site, told[-1], told)
        own = canonical(site.words, self.lexicon) if site.words is not None else ALL
        if own == TAKES_PART and site.form == "numerator" and not self.setting.on_livelihood(site.start, place.floor):
            own = ALL
        if site.words is not None and not is_all(own):
            if own == _CAME:  # it does not say what they became
                found = self._of_bare(index, place, scope, told, labelled=False)
                return own if is_all(found) else base_of(stock_of(found))
            if site.form != "numerator" or site.becoming is None:
                return own
        if site.words is not None and site.form == "before":
            return canonical(site.words, self.lexicon)
        said = tails.category_of(self.lexicon, self.text, site) if site.form == "plain" else None
        if said is not None:
            return said
        category = self._of_bare(index, place, scope, told, labelled=labelled)
        if category in STOCKS and self.runs.is_of_several(index):
            category = ALL
        another = self.lexicon.pattern("tail_learning").match(self.text, site.end) or (
            "," in self.text[place.gap : site.start] and phrases.RECIPIENTS.search(self.text, place.gap, site.start)
        )
        if is_all(category) and phrases.LISTED.search(self.text, place.gap, site.start):
            return POOR
        if is_all(category) and self.setting.lends(site.start, place.gap if another else place.begin):
            return "hộ vay"
        return tails.spelled(self.text, site) if category == ALL else category

    def _of_persons(self, site: Site, place: Place, told: Sequence[Told]) -> str:
        """Persons of the households counted right before ("102 hộ nghèo với 325 khẩu"), else those named, else all."""
        if site.words is not None:
            return canonical(site.words, self.lexicon)
        if told and self.lexicon.pattern("persons_gap").fullmatch(self.text, told[-1].site.end, site.start):
            return told[-1].category
        named = list(
            self.lexicon.pattern("persons_named").finditer(self.text, max(place.floor, site.start - 60), site.start)
        )
        if named:
            return canonical("hộ " + named[-1].group("category"), self.lexicon)
        same = of_sentence(told, place.begin)
        return stock_of(same[-1].category) if same else ALL

    def _of_fraction(self, site: Site, part: Told, told: Sequence[Told]) -> str:
        """Both counts of a fraction are of one category, save where the first is all there is of a stock."""
        return part.category if told and part.role != "level" else ALL

    def _of_bare(self, index: int, place: Place, scope: Scope, told: Sequence[Told], *, labelled: bool) -> str:
        site = self.sites[index]
        start = site.start
        run = self.runs.whole_of(index, place, told)
        group = self.lexicon.pattern("ethnic_before").search(self.text, place.gap, start)
        if run is not None and (group is None or not is_all(run.category)):
            return run.category if group is None else self._group_of(run.category, group, place.gap)
        same = [count for count in of_sentence(told, place.begin) if count.site.start >= place.floor]
        named = self._named(place.gap, start)
        known = self._known_before(index, place, scope, told, named)
        known = known or (self.accounts.stock_of(index, told) if named is None else None)
        if known is not None:
            return known
        behind = named is not None and ";" in self.text[named[0] : start]
        if behind and (
            phrases.RECIPIENTS.search(self.text, place.gap, start) or phrases.HELPS.search(self.text, place.gap, start)
        ):
            return ALL
        if group is not None and (named is None or not is_group(named[1])):
            return self._of_group(site, group, scope, place, told)
        if self._says_all(place, start, named):
            return ALL
        open_words = self.lexicon.finder("household_open").search(self.text, self.lower, place.gap, start)
        if open_words is not None:
            return canonical(open_words.group("category"), self.lexicon)
        if named is not None and self._is_of_others(site, named):
            return ALL
        if named is not None:
            if named[1] == MINORITIES and scope.split and scope.whole is not None and is_stock(scope.whole.category):
                return scope.whole.category
            return self._together(site, place, same) or self._narrowed(site, place, named, same)
        share = self.lexicon.pattern("share_of").match(self.text, site.end)
        among = None if scope.split and scope.whole is not None else phrases.AMONG.match(self.text, place.begin)
        of = share or among
        if of is not None:
            return canonical(of.group("category"), self.lexicon)
        if scope.split and scope.whole is not None:
            return scope.whole.category
        if same:
            split = split_before(same) if ";" not in self.text[same[-1].site.end : start] else None
            return self._together(site, place, same) or split or self._after(site, place, same, labelled=labelled)
        return self._of_sentence_before(site, place, scope, told)

    def _known_before(
        self, index: int, place: Place, scope: Scope, told: Sequence[Told], named: tuple[int, str] | None
    ) -> str | None:
        """The category of a fraction of a number told before, or of what such a fraction leaves."""
        site = self.sites[index]
        known = self._known_whole(index, scope, told)
        if named is None:
            again = not of_sentence(told, place.begin) and is_everybody_again(site, told)
            return known or self._rest(site, place, told) or (ALL if again else None)
        # "hộ nghèo là người DTTS có 139/163 hộ": the 163 are all of the poor
        return known if site.form == "numerator" and base_of(named[1]) == known else None

    def _is_of_others(self, site: Site, named: tuple[int, str]) -> bool:
        """Whether a noun of a clause before, no stock, is not that of a count with a property of its own."""
        if is_stock(named[1]) or is_all(named[1]) or ";" not in self.text[named[0] : site.start]:
            return False
        return self.lexicon.pattern("tail_property").match(self.text, site.end) is not None

    def _says_all(self, place: Place, start: int, named: tuple[int, str] | None) -> bool:
        """Whether the words before a count make it one of all households, and no noun behind them takes that back."""
        every = self.lexicon.finder("household_all").search(self.text, self.lower, place.gap, start)
        if every is None or (named is not None and every.start() < named[0]):
            return False
        clause = max(place.begin, self.text.rfind("; ", place.begin, start))
        return every.group("strong") is not None or (named is None and self._named(clause, start) is None)

    def _known_whole(self, index: int, scope: Scope, told: Sequence[Told]) -> str | None:
        """A bare fraction of a number that was told before is of its category ("57/63 hộ"), and so is "Trong 63 hộ"."""
        site = self.sites[index]
        if site.form != "numerator" and not scope.of:
            return None
        whole = self.sites[index + (site.form == "numerator")].number.value
        near = (count for count in reversed(told[-_FRACTION_REACH:]) if count.site.unit == "hộ")
        found = [count.category for count in near if count.site.number.value == whole]
        if len(set(found)) > 1 and self.lexicon.pattern("tail_property").match(self.text, site.end):
            return ALL if ALL in found else found[0]
        return found[0] if found else None

    def _rest(self, site: Site, place: Place, told: Sequence[Told]) -> str | None:
        """The category of what a fraction leaves ("15/24 hộ nghèo ..., 9 hộ không ...") and of "18 hộ còn lại"."""
        before = [count for count in told[-_REST:] if count.site.start >= place.floor]
        if phrases.LEFT.search(self.text, place.begin, site.start) is not None:
            before = list(told[-_FRACTION_REACH:])
        for part, whole in pairwise(before):
            values = part.site.number.value, whole.site.number.value
            if part.site.form == "numerator" and None not in values and site.number.value == values[1] - values[0]:  # type: ignore[operator]
                return whole.category
        before = [count for count in before[-_REST:] if count.site.start >= place.floor]
        rest = phrases.REMAINDER.match(self.text, site.end)
        if rest is None or not before:
            return None
        own = stock_of(before[-1].category)
        return own if is_stock(own) or ";" not in self.text[before[-1].site.end : site.start] else None

    def _named(self, start: int, end: int) -> tuple[int, str] | None:
        """Place and category of the last noun between two offsets that a count may stand for."""
        found = None
        for match in self.lexicon.finder("household_noun").finditer(self.text, self.lower, start, end):
            if match.group("oblique") or phrases.TITLE.search(self.text, max(0, match.start() - 20), match.start()):
                continue
            category = self._noun(match)
            found = (match.start(), ALL if is_all(category) else category)
        return found

    def _noun(self, match: regex.Match[str]) -> str:
        if match.group("dtts"):
            return MINORITIES
        if match.group("near") or (match.group("share") or "").lower().startswith("cận"):
            return NEAR_POOR
        if (match.group("share") or match.group("many") or "").lower().endswith("chiều"):
            return "hộ nghèo đa chiều"
        words = match.group("category") or match.group("short")
        return canonical(words, self.lexicon) if words else POOR

    def _together(self, site: Site, place: Place, same: Sequence[Told]) -> str | None:
        """The category of a sum over several categories, None where the count is no such sum."""
        gap = self.text[place.gap : site.start].rpartition("; ")[2]
        if phrases.TOGETHER.search(gap) and (
            self.lexicon.pattern("both_stocks").search(gap) or phrases.MANY_SIDED.search(gap)
        ):
            return "hộ nghèo đa chiều"
        if phrases.TOGETHER.search(gap) is None or len({count.category for count in same[-2:]} - {ALL}) == 1:
            return None
        sentence_end = self.text.find("\n", site.end)
        if phrases.MANY_SIDED.search(self.text, site.end, min(sentence_end, site.end + 40)):
            return "hộ nghèo đa chiều"
        return ALL if len(same) > 1 else None

    def _narrowed(self, site: Site, place: Place, named: tuple[int, str], same: Sequence[Told]) -> str:
        """What a noun means here: "thoát nghèo" speaks of the poor of the sentence, "DTTS" of those of the heading."""
        category = named[1]
        if same and not self.text.startswith(("hộ", "Hộ", "HỘ", "H"), named[0]):
            stock = self._last_stock(same)
            return stock if stock is not None and base_of(stock) == category else category
        if (
            category != MINORITIES
            or place.begin != place.floor
            or self.text[place.begin : site.start].count(" ") > _LABEL
        ):
            return category
        heading = self.setting.stock_of_heading(site.start, near=True)
        return heading if is_stock(heading) else category

    def _of_group(self, site: Site, group: regex.Match[str], scope: Scope, place: Place, told: Sequence[Told]) -> str:
        """An ethnic group: of the stock spoken of, else of all, and of all where it is said how many of it are poor."""
        same = [count for count in of_sentence(told, place.begin) if count.site.start >= place.floor]
        last = told[-1] if told and told[-1].site.start >= place.floor else None
        before = same[-1] if same else scope.whole or last or (told[-1] if scope.split and told else None)
        base = before.category if before is not None and is_stock(before.category) and not self._becomes(site) else ALL
        several = len({base_of(count.category) for count in same[-2:]} & {POOR, NEAR_POOR}) > 1
        base = ALL if several else base_of(base)
        return self._group_of(base, group, place.gap)

    def _group_of(self, category: str, group: regex.Match[str], begin: int) -> str:
        """One ethnic group of the households of a category; several together ("Tày, Nùng 18 hộ") are only these."""
        if phrases.GROUPS.search(self.text, begin, group.start()):
            return base_of(category)
        kind = group.group("kind") or ""
        bare = group.group("group")[len(kind) :].strip()
        if bare.lower() == "khác":
            return f"{base_of(category)} dân tộc khác"
        return with_group(base_of(category), bare, self.lexicon, named=kind.lower() == "dân tộc")

    def _becomes(self, site: Site) -> bool:
        """Whether the words behind a count say in which class the households are ("80/129 hộ là hộ nghèo")."""
        return site.becoming is not None or phrases.CLASSED.match(self.text, site.end) is not None

    def _after(self, site: Site, place: Place, same: Sequence[Told], *, labelled: bool) -> str:
        """A bare count behind another of its sentence stands for the same noun, unless a new clause sets in."""
        before = same[-1]
        others = phrases.OTHERS.match(self.text, site.end) is not None
        gap = self.text[place.gap : site.start]
        if others and len(same) > 1:
            return same[0].category if not is_stock(same[0].category) else ALL
        anaphor = self.lexicon.finder("household_anaphor").search(self.text, self.lower, place.gap, site.start)
        property_tail = self.lexicon.pattern("tail_property").match(self.text, site.end)
        if ";" in gap and phrases.RECIPIENTS.search(gap):
            return ALL
        if property_tail and anaphor is not None and not phrases.REMAINS.search(anaphor.group()):
            return ALL
        if anaphor is None:
            if property_tail and self._goes_on(before, gap):
                return before.category
            if is_stock(before.category) and self._has("poor_properties", place.gap, site.start):
                return before.category
            if phrases.RECIPIENTS.search(gap) or property_tail or self._is_another(site, place, before):
                return ALL
            if labelled and self.setting.lends(site.start, place.begin):
                return ALL
            return before.category
        return self._last_stock(same) or stock_of(before.category)

    def _goes_on(self, before: Told, gap: str) -> bool:
        """Whether one verb governs both counts: "giúp 90 hộ nghèo xây nhà tiêu, 25 hộ làm lại nhà"."""
        helped = before.role in ("part", "target") and before.site.words is not None and is_stock(before.category)
        return (
            helped
            and phrases.AND_SO_ON.fullmatch(gap) is not None
            and phrases.HELPS.search(self.text, before.begin, before.site.start) is not None
        )

    def _is_another(self, site: Site, place: Place, before: Told) -> bool:
        """Whether a member of a list of counts has a noun of its own that nobody has told ("12 hộ SXKD vùng xa")."""
        if before.site.words is None or site.form != "plain":
            return False
        if self.lexicon.pattern("household_list").fullmatch(self.text, place.gap, site.start) is None:
            return False
        return self.lexicon.pattern("tail_noun").match(self.text, site.end) is not None

    def _announced(self, site: Site) -> str | None:
        """The stock of a change told before any noun: what the rest of the sentence names, or the heading speaks of."""
        end = self.text.find("\n", site.end)
        stop = phrases.SENTENCE.search(self.text, site.end, end)
        named = self._named(site.end, stop.start() if stop else end)
        if named is not None and is_stock(named[1]):
            return named[1]
        return POOR if self.setting.on_poverty(site.start) else None

    def _last_stock(self, told: Sequence[Told]) -> str | None:
        """The stock spoken of last: what changes or remains is one of a stock, not of all households."""
        stocks = (stock_of(count.category) for count in reversed(told))
        return next((category for category in stocks if is_stock(category)), None)

    def _of_sentence_before(self, site: Site, place: Place, scope: Scope, told: Sequence[Told]) -> str:
        """The category of the first count of a sentence that names none: from before the sentence."""
        anaphora = self.lexicon.finder("household_anaphor")
        anaphor = anaphora.search(self.text, self.lower, place.begin, site.start) is not None
        named = self._named(place.begin, site.start)
        if named is not None:
            return named[1]
        earlier = told[bisect_left(told, place.floor, key=lambda count: count.site.start) :]
        added = self._added(site, place, earlier)
        if added is not None:
            return added
        if anaphor and place.begin > place.floor:
            named = self._named(max(place.floor, site.start - _REACH), place.begin)
            if earlier and (named is None or named[0] < earlier[-1].site.end):
                return split_before(earlier) or self._last_stock(earlier) or stock_of(earlier[-1].category)
            if named is not None:
                return stock_of(named[1])
        if scope.whole is not None:
            changing = anaphor and is_all(scope.whole.category)
            return (self._last_stock(told[-_LIST_REACH:]) if changing else None) or scope.whole.category
        return self._of_heading(site, place, earlier, anaphor=anaphor)

    def _added(self, site: Site, place: Place, earlier: Sequence[Told]) -> str | None:
        """The category of the counts right before that a sum ("Cộng 16 hộ") adds up."""
        if phrases.TOGETHER.search(self.text, place.begin, site.start) is None:
            return None
        total = 0
        for terms, count in enumerate(reversed(earlier), 1):
            total += int(count.site.number.value or 0)
            if terms > 1 and total == site.number.value:
                found = {part.category for part in earlier[-terms:]}
                return found.pop() if len(found) == 1 else None
        return None

    def _of_heading(self, site: Site, place: Place, earlier: Sequence[Told], *, anaphor: bool) -> str:
        """The stock of the heading, for a count that opens its paragraph or goes on with what was said."""
        recipients = phrases.RECIPIENTS.search(self.text, place.begin, site.start) is not None
        heading = self.setting.stock_of_heading(site.start, near=recipients)
        if is_all(heading) and not recipients and self._has("household_change", place.begin, site.start):
            heading = self._announced(site) or heading
        poor = self._has("poor_properties", place.begin, site.start) or self.setting.on_causes(site.start)
        if poor and is_all(heading):
            return base_of(self._last_stock(earlier) or POOR)
        return heading if place.begin == place.floor or anaphor or poor else ALL

    def _has(self, pattern: str, start: int, end: int) -> bool:
        return self.lexicon.pattern(pattern).search(self.text, start, end) is not None
