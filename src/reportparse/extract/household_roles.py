"""What a household count says: a stock, a change, a target, or a part of another count.

The words of a sentence are read as a row of cues (lexicon: household_cue). A cue holds for the counts behind it until
another takes its place; so the members of a list have one role. A list in items goes on with what its lead has said.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

import regex

from reportparse.extract import household_tails as tails
from reportparse.extract.household_around import Surroundings
from reportparse.extract.household_parts import role_of_part
from reportparse.extract.household_sites import Site, Told
from reportparse.extract.household_words import (
    ALL,
    DOERS,
    MANY_SIDED,
    STOCKS,
    flow_of,
    is_all,
    is_group,
    is_stock,
    is_trait,
)
from reportparse.lexicon import Lexicon
from reportparse.model.mention import Role
from reportparse.structure.flow import Flow

Verb = Literal["increase", "decrease", "level", "part"]
_YEAR = regex.compile(
    r"(?<!\d)(?:năm\s|/|(?:đến|hết|cuối|lúc|điểm)(?:\s(?:ngày|hết|cuối|tháng))*\s(?:\d\d?/){1,2})"
    r"(?P<year>20\d\d)(?![\d/]|\scủa|\s?[-–]\s?(?:20)?\d)",
    regex.IGNORECASE,
)
_UPWARDS = regex.compile(r"\s(?:trở lên|đến \d)", regex.IGNORECASE)
_YEAR_BEFORE = regex.compile(r"trước|ngoái|cùng|năm\s\d", regex.IGNORECASE)
_REST = regex.compile(r"\scòn lại(?!\p{L})", regex.IGNORECASE)
_OF_THESE = regex.compile(r"\s(?:trong số|trong)\s(?:này|đó|ấy)(?!\p{L})", regex.IGNORECASE)
_CHANGES = ("increase", "decrease")
# "cuối kỳ 1.863 hộ/7.937 hộ": the poor, and all households.
_OF_HOUSEHOLDS = regex.compile(r"\shộ\s?/")
_PUNCTUATION = ("open", "close", "semi")
_INTENTS = ("met", "done", "aim", "task")
_STOCKS = ("start", "has", "every", "stock")
_ADJACENT, _NEAR, _DECEMBER = 25, 12, 12


@dataclass(slots=True)
class Scope:
    """What a sentence has said so far about the counts to come.

    `verb` is what the last cue makes of them; `every` says that a whole place is counted. `aim` (for the whole
    sentence) and `task` (for the count at hand and those coordinated with it) make them targets, `start` makes the next
    one a present stock all the same. After "trong đó" `split` is set, and `whole` is the count whose parts follow.
    """

    lexicon: Lexicon
    planned: bool = False
    year: int | None = None
    date: str | None = None
    verb: Verb | None = None
    every: bool = False
    aim: bool = False
    task: bool = False
    done: bool = False
    start: bool = False
    past: bool = False
    now: bool = False
    of: bool = False
    to: str | None = None
    over: bool = False
    goal: Verb | None = None
    trait: bool = False
    lacks: bool = False
    told_cue: bool = False
    split: bool = False
    whole: Told | None = None
    last: Told | None = None
    prior: Told | None = None
    before: Told | None = None
    until: int = 0
    outer: list[Scope] = field(default_factory=list)

    def read(self, flow: Flow, start: int, end: int) -> None:
        """Take in the words from `start` to `end`, which lie between two counts or before the first."""
        text, first, self.until = flow.text, True, end
        for cue in self.lexicon.finder("household_cue").finditer(text, flow.lower, start, end):
            if cue.group("aim") is not None and self.last is not None and not text[start : cue.start()].strip():
                continue  # "18 hộ đề nghị": the households ask, not the paper
            behind = self.last is not None and not text[start : cue.start()].strip()
            if cue.group("done") is not None and behind and self.last is not None and self.last.role == "target":
                continue  # "5 hộ đã bán bò": which households they are
            adjacent = first and "," not in text[start : cue.start()] and cue.start() - start < _ADJACENT
            if cue.group("close") is None and cue.group("open") is None and self.last is not None:
                self.start = self.past = False
            self._take(cue, adjacent=adjacent)
            first = False
        if self.planned and self.year is not None and self.verb not in _CHANGES:
            years = [int(match.group("year")) for match in _YEAR.finditer(text, start, end)]
            self.past = self.past or (bool(years) and years[-1] < self.year)

    def _take(self, cue: regex.Match[str], *, adjacent: bool) -> None:
        kind = next(name for name in _KINDS if cue.group(name) is not None)
        if kind in _PUNCTUATION:
            self._punctuate(kind, adjacent=adjacent)
        elif kind in _INTENTS:
            self._intend(kind, cue)
        elif kind == "split":
            self._split(cue)
        elif kind == "of":
            self.of = True
        elif kind in _CHANGES or kind == "move":
            self._change(kind)
            self.to = (cue.group("to") or "").lower() or None
        elif kind in _STOCKS:
            self._stand(kind, cue)
        elif not (kind in ("lack", "trait") and self.verb in _CHANGES):
            self.verb, self.every = "part", False
        self.trait = kind == "trait"
        self.lacks = kind == "lack" or (self.lacks and kind != "has")
        self.told_cue = True

    def _punctuate(self, kind: str, *, adjacent: bool) -> None:
        """Brackets hold what is said inside; a semicolon ends what a verb has said, save of households helped."""
        if kind == "open":
            self.outer.append(replace(self, outer=[]))
            if self.last is not None and adjacent:
                self.split, self.whole = True, self.last
        elif kind == "close":
            self._restore()
        else:
            self.start = self.past = False
            self.task = self.task and self.last is not None and self.last.role == "target"
            if not self.split and (self.verb != "part" or self.trait):
                self.verb = None

    def _intend(self, kind: str, cue: regex.Match[str]) -> None:
        """What is wanted, and what ends the wanting."""
        if kind == "done" and self.aim and cue.group("granted") is not None:
            return  # "đề nghị xã công nhận 30 hộ nghèo"
        if kind == "done" and cue.group("carry") is not None and self.planned and not (self.last or self.before):
            self.task = True  # "Thực hiện 03 mô hình": in a plan what shall be done
        elif kind == "done" and self.planned and (cue["sofar"] or (cue["carry"] and self.until - cue.end() > _NEAR)):
            pass  # "thì thực hiện trợ cấp", "6 tháng đầu năm": what shall be done with these, or till then, in a plan
        elif kind == "done" and not self._is_past(cue):
            if cue.group("estimated") is not None:
                self._intend("task", cue)
        elif kind == "met":
            self.task = False
        elif kind == "done":
            if self.task and self.verb is None:
                self.verb = self.goal
            self.aim = self.task = False
            self.done = True
        else:
            self.done = self.now = False
            self.aim, self.task = self.aim or kind == "aim", self.task or kind == "task"

    def _is_past(self, cue: regex.Match[str]) -> bool:
        """Whether the day by which something is told has come: one without a year where nothing is aimed at, and no
        end of a year, or before the document's own. An estimate of a report ("ước giảm 14 hộ") is as good as done."""
        if cue.group("estimated") is not None:
            return not (self.planned or self.aim)
        if cue.group("by") is None:
            return True
        day, month, year = int(cue.group("day") or 28), int(cue.group("month")), cue.group("of")
        if year is None and (self.aim or self.planned or month == _DECEMBER):
            return False
        return self.date is None or f"{year or self.date[:4]}-{month:02}-{day:02}" <= self.date

    def _stand(self, kind: str, cue: regex.Match[str]) -> None:
        """A stock: what there is, or remains. What befell some places ("cô lập 02 thôn với") befell all in them."""
        if self.verb == "part" and (cue.group("places") is not None or (self.lacks and kind in ("start", "stock"))):
            return  # "thiếu hụt nhà ở giảm từ 1.316 hộ xuống 744 hộ": of those who lack it
        if kind == "start" and cue.group("now") is None and self.last is not None and self.last.role == "part":
            compared = _YEAR_BEFORE.search(cue.group()) is not None
        else:
            compared = False
        if compared:
            self.verb = "part"  # some households, against those of the year before
            return
        self.over = cue.group("over") is not None
        if kind == "has":
            self.task = False
        self.verb, self.every = "level", kind == "every"
        self.start = self.start or kind == "start"
        self.now = self.now or (kind == "start" and cue.group("now") is not None) or self._is_plain_stock(kind, cue)
        of_change = self.whole is not None and self.whole.role in _CHANGES
        goes_on = kind == "stock" or cue.group().lower().startswith("có")
        self.split = self.split and goes_on and not of_change

    def _is_plain_stock(self, kind: str, cue: regex.Match[str]) -> bool:
        """Whether a sentence sets in with what a place has ("Toàn xã có ..."): that is so today, in a plan too."""
        if kind == "has":
            return not self.aim
        return cue.group().lower().endswith(" có") and not self.told_cue and not (self.aim or self.task)

    def _restore(self) -> None:
        if not self.outer:
            return
        before = self.outer.pop()
        self.verb, self.every, self.split, self.whole = before.verb, before.every, before.split, before.whole
        self.aim, self.task, self.done, self.now = before.aim, before.task, before.done, before.now
        self.start, self.past, self.last = before.start, before.past, before.last or self.last

    def _split(self, cue: regex.Match[str]) -> None:
        total = self._total() or self.before
        if self.split and self.whole is not None and self.last is not None:
            between = cue.string[self.last.site.end : cue.start()]
            if ";" in between and self.last.role == self.whole.role:
                total = self.whole  # "31 hộ, gồm 23 hộ nghèo, 8 hộ cận nghèo; trong đó xây mới 19 hộ": of all of them
        if self.last is not None and self.split and _OF_THESE.match(cue.string, self.last.site.end):
            return  # "29 hộ trong số ấy": it stands behind its count
        if self.last is not None and self.prior is not None and _OF_THESE.match(cue.string, self.last.site.end):
            self.split, self.whole = True, self.prior
            return
        if cue.group("cause"):
            if self.last is not None and self.last.role in _CHANGES:
                self.split, self.whole = True, self.last
        elif total is not None or cue.group().lower().startswith(("trong", "chia theo", "phân", "theo")):
            self.split, self.whole = True, total or self.whole

    def _change(self, kind: str) -> None:
        """A change said again after a target of it is what came of it; a move is no change of its own among parts."""
        verb: Verb = "decrease" if kind == "decrease" else "increase"
        if self.task and self.last is not None and self.last.role == "target" and self.verb == verb:
            self.task = False
        if self.split and self.whole is not None and self.whole.role in _CHANGES:
            self.verb = self.whole.role if kind == "move" else verb  # type: ignore[assignment]
            return
        if self.split and self.whole is not None and self.whole.category.startswith("hộ mới thoát"):
            self.verb = "part"  # how and when they left tells them apart
            return
        self.verb, self.every, self.split, self.now = verb, False, False, False

    def told(self, told: Told, *, total: bool) -> None:
        """Take in a count; `total` where those behind it add up to it."""
        self.prior, self.last = self.last, told
        if told.role == "target":
            self.goal = self.verb or self.goal
        if self.of or (total and not self.split):
            self.split, self.whole = True, told
        self.of = self.over = False

    def _total(self) -> Told | None:
        """The count that is taken apart next: the last one, of a fraction the first ("64/110 hộ, gồm ...")."""
        if self.last is not None and self.prior is not None and self.last.site.form == "denominator":
            return self.prior
        return self.last

    def carried(self) -> Scope:
        """The scope for the items of the list that the sentence announces."""
        spent = self.trait if self.last is None else self.verb in _CHANGES
        verb = None if spent else self.verb
        whole = self.whole if self.split and self.whole is not None else self._total() or self.whole
        return replace(
            self, verb=verb, split=self.last is not None, whole=whole, last=None, start=False, past=False, outer=[]
        )

    def role(self, text: str, site: Site, category: str, around: Surroundings) -> Role:
        """The role of the next count."""
        leaving = self.lexicon.pattern("tail_leaving").match(text, site.end)
        wanted = self.aim or self.task or (self.planned and not (self.done or self.now))
        found = self._aimed(text, site, category, around, wanted=wanted, foreseen=bool(leaving and leaving["foreseen"]))
        found = found or self._of_form(text, site, category, around)
        if found is not None:
            return found
        if self._is_whole(text, site, category, around):
            return "level"
        if around.persons and self.last is not None:
            return self.last.role
        whole_changes = self.whole is not None and self.whole.role in (*_CHANGES, "part")
        of_change = around.exact or (self.split and whole_changes)
        turned = (
            None
            if of_change
            else tails.turned(self.lexicon, text, site, category, left=leaving is not None, split=self.split)
        )
        if turned is not None:
            return turned
        if wanted and (self.start or self.past) and is_stock(category):
            return "level"
        if _OF_THESE.match(text, site.end) or self.lexicon.pattern("tail_application").match(text, site.end):
            return "part"
        if self.split:
            return role_of_part(self.whole, self.verb, site, category, place=around.place, exact=around.exact)
        if (
            around.labelled
            and self.verb is None
            and flow_of(category) is None
            and not (is_all(category) or category == MANY_SIDED or around.place)
        ):
            return "part"
        return self._plain_role(text, site, category, around)

    def _aimed(
        self, text: str, site: Site, category: str, around: Surroundings, *, wanted: bool, foreseen: bool
    ) -> Role | None:
        """The role of a count that is wanted or planned, or from which what is wanted starts."""
        starts = (
            self._starts(text, site, category)
            or around.begins
            or (not (self.aim or self.task) and tails.is_state(self.lexicon, text, site))
            or self.lexicon.pattern("tail_managed").match(text, around.list_end) is not None
        )
        achieved = site.form == "numerator" and self.lexicon.pattern("tail_plan").match(text, site.end) is not None
        if achieved and not (self.aim or self.planned):
            return "part"
        pending = self.verb == "level" and self.lexicon.pattern("tail_pending").match(text, site.end) is not None
        pending = pending or self.lexicon.pattern("tail_need").match(text, site.end) is not None
        if (wanted and not starts) or foreseen or around.planned or pending:
            return "target"
        return "level" if around.begins else None

    def _of_form(self, text: str, site: Site, category: str, around: Surroundings) -> Role | None:
        """The role of the counts of a fraction, and of what is taken apart ("Trong 63 hộ nghèo")."""
        if site.form == "numerator":
            stock = site.words is None and self.verb == "level" and is_stock(category)
            return "level" if stock and _OF_HOUSEHOLDS.match(text, site.start + len(site.written)) else "part"
        if self.over and self.lexicon.pattern("tail_planned").match(text, site.end) is not None:
            return "target"  # "30 hộ trên 40 hộ theo kế hoạch"
        if site.form in ("denominator", "whole") or (self.of and not self.split):
            if self.of and around.known == "part" and is_all(category):
                return "part"
            return (flow_of(category) if self.of else None) or "level"
        return None

    def _is_whole(self, text: str, site: Site, category: str, around: Surroundings) -> bool:
        """Whether others are a share of this count, or all households were found to be as many before."""
        if is_stock(category) and self.lexicon.pattern("tail_whole").match(text, site.end):
            return True
        before = self.lexicon.pattern("whole_before").search(text, max(0, site.start - 24), site.start)
        if before is not None or (around.known == "level" and category == ALL and self.verb in (None, "level")):
            return True
        # Who helps as many poor households as there are helps all of them.
        all_helped = category in STOCKS and self.verb in (None, "level", "part") and not self.split
        return around.known == "level" and all_helped

    def _starts(self, text: str, site: Site, category: str) -> bool:
        """Whether a change starts from the count; "giảm từ 40 hộ trở lên" only says how much at least."""
        starts = self.start or (self.past and (is_stock(category) or not (self.aim or self.task)))
        return starts and _UPWARDS.match(text, site.end) is None

    def _plain_role(self, text: str, site: Site, category: str, around: Surroundings) -> Role:
        flow = flow_of(category)
        if self.verb == "part" or self._is_share(text, site, category) or _REST.match(text, site.end):
            return "part"
        if self.verb in _CHANGES and flow is None and tails.sets_in(self.lexicon, text, site, category):
            return "part"
        if self.verb is not None and self.verb != "level":
            return flow or tails.moved(self.to, category) or self.verb
        if flow is not None:
            return flow
        tail = "tail_property" if is_all(category) else "tail_subset"
        if site.times or any(self.lexicon.pattern(tail).match(text, end) for end in (site.end, around.list_end)):
            return "part"
        if self.verb is None and is_stock(category) and self.lexicon.pattern("tail_cause").match(text, site.end):
            return "part"
        if is_all(category):
            return "level" if self._is_everybody(text, site, around) else "part"
        if category == "hộ vay":
            stated = site.words is not None and not around.wide
            return "level" if self.verb == "level" or stated or tails.owes(self.lexicon, text, site) else "part"
        if is_group(category):
            return "level" if self.over else "part"
        counted = site.form == "plain" and site.words is not None and is_stock(category)
        if category in DOERS or (is_trait(category) and not counted):
            return "level" if self.verb == "level" and self.every else "part"
        paid = self.verb is None and self.lexicon.pattern("tail_money").match(text, site.end) is not None
        return "part" if paid or (around.some and self.verb is None) else "level"

    def _is_share(self, text: str, site: Site, category: str) -> bool:
        """Whether the words behind call a count a share of its category; what some villages have is their stock."""
        of_places = self.verb == "level" and (self.now or self.every)
        return not of_places and tails.is_share(self.lexicon, text, site, category)

    def _is_everybody(self, text: str, site: Site, around: Surroundings) -> bool:
        if site.form == "persons":
            return True
        if self.verb == "level" and (self.every or not around.place):
            classed = self.lexicon.pattern("tail_classes").match(text, site.end)
            return self.every or bool((self.start or classed) and not around.labelled)
        if around.labelled and not around.place:
            return False
        if site.form == "before" or self.lexicon.pattern("tail_persons").match(text, site.end) is not None:
            return True
        return not around.wide and (around.followed or around.place)


_KINDS = (
    "open", "close", "semi", "met", "done", "aim", "task", "split", "of", "start", "has", "every", "stock", "move",
    "decrease", "increase", "lack", "trait", "hit", "helped",
)  # fmt: skip
