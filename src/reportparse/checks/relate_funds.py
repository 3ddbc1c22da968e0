"""Money that came and went: a fund's balance, income and spending; growth of a stock since the start of the year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import regex

from reportparse.checks.figures import FigureIndex, Placed
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import Amount, Percentage

_BALANCE = regex.compile(r"(?:^|\s)(?:số\sdư|dư|tồn(?:\squỹ)?|còn(?:\slại)?)(?!\p{L}|\snợ)", regex.IGNORECASE)
_INCOME = regex.compile(r"(?:^|\s)(?:thu|nhận|tiếp\snhận|huy\sđộng|vận\sđộng|tăng)(?!\p{L}|\shồi)", regex.IGNORECASE)
_SPENT = regex.compile(r"(?:^|\s)(?:chi|trả|thanh\stoán|giảm|hoàn\strả)(?!\p{L}|\stiết|\sphí)", regex.IGNORECASE)
_LENT = regex.compile(r"(?:cho\svay|giải\sngân|vay\smới)[^.;,\d]{0,30}$", regex.IGNORECASE)
_PAID_BACK = regex.compile(r"(?:thu\s(?:hồi\s)?nợ|trả\snợ|thu\shồi)[^.;,\d]{0,30}$", regex.IGNORECASE)
_OWED = regex.compile(
    r"dư\snợ\s(?:[^.;,\d]{0,20}\s)?(?:đầu|cuối|trước|năm|đến|hiện|còn)[^.;,]{0,24}$", regex.IGNORECASE
)
_WORDS, _NEAR_RATE = 60, 30
_GREW = regex.compile(r"(?:tăng|giảm)(?:\sthêm|\sđược)?\s?$", regex.IGNORECASE)
_AGAINST = regex.compile(r"\s?so\svới\s(?:đầu\snăm|đầu\skỳ|cuối\snăm|năm\s|cùng\skỳ)", regex.IGNORECASE)
_IN_BRACKET = regex.compile(
    r"\s?so\svới\s[^.;()\d]{0,30}(?:(?:19|20)\d\d)?[^.;()\d]{0,10}\((?:[^.;()\d]{0,20}\s)?", regex.IGNORECASE
)
_COMPARED, _LEAD = regex.compile(r"so\svới", regex.IGNORECASE), 10
_SPEED = regex.compile(
    r"(?:tốc\sđộ|tỷ\slệ)\s(?:tăng|giảm)(?:\strưởng)?\s(?:là\s)?$|(?:tăng|giảm)\s?\(?$", regex.IGNORECASE
)


def funds(figures: Sequence[Placed]) -> Iterator[Relation]:
    """Balance at first, plus income, less spending, is the balance at last; the labels say which is which."""
    amounts = [placed for placed in figures if isinstance(placed.figure, Amount) and placed.measure == "đ"]
    balances = [number for number, placed in enumerate(amounts) if _BALANCE.search(placed.figure.label or "")]
    if len(balances) < 2:
        return
    first, last = balances[:2]
    moved = amounts[first + 1 : last]
    signs = [_sign(placed) for placed in moved]
    if None in signs:
        return
    moves = [Term.of(placed.figure, weight=sign or 1) for placed, sign in zip(moved, signs, strict=True)]
    if {term.weight for term in moves} == {1, -1}:
        terms = (amounts[first].term, *moves)
        yield Relation("CHG006", "change", "sum", amounts[last].term, terms, amounts[last].figure.unit)


def _sign(placed: Placed) -> int | None:
    """Whether an amount that is no balance went (-1) or came (1); None where its label does not say."""
    label = placed.figure.label or ""
    if _SPENT.search(label):
        return -1
    return 1 if _INCOME.search(label) else None


def loans(text: str, figures: Sequence[Placed]) -> Iterator[Relation]:
    """What was owed at first, plus what was lent, less what was paid back, is what is owed at last."""
    amounts = [placed for placed in figures if isinstance(placed.figure, Amount) and placed.measure == "đ"]
    signs = [_of_loan(text, placed) for placed in amounts]
    owed = [number for number, sign in enumerate(signs) if sign == 0]
    for first, last in pairwise(owed):
        between = signs[first + 1 : last]
        if None in between or not {1, -1} <= set(between):
            continue
        moved = zip(amounts[first + 1 : last], between, strict=True)
        terms = (amounts[first].term, *(Term.of(placed.figure, weight=sign or 1) for placed, sign in moved))
        yield Relation("CHG006", "change", "sum", amounts[last].term, terms, amounts[last].figure.unit)


def _of_loan(text: str, placed: Placed) -> int | None:
    """Whether an amount was lent (1), paid back (-1) or is owed (0); None where the words before it do not say."""
    begin = max(0, placed.start - _WORDS)
    found = ((1, _LENT), (-1, _PAID_BACK), (0, _OWED))
    return next((sign for sign, pattern in found if pattern.search(text, begin, placed.start)), None)


def _rate_before(index: FigureIndex, change: Placed) -> list[Placed]:
    """The rate whose change is told: "64,8 triệu đồng/người, tăng 5,3 triệu đồng so với năm 2023 (59,5 triệu đồng)"."""
    inverse = index.view.flow.inverse
    for rate in reversed(index.mentions.rates):
        end = inverse.source(rate.span.end - 1) + 1
        if end > change.start:
            continue
        near = change.start - end <= _NEAR_RATE and "\n" not in index.view.flow.text[end : change.start]
        start = inverse.source(rate.span.start)
        return [Placed(rate, start, end, change.measure, Term.of(rate), False)] if near and rate.quantity.value else []
    return []


def growth(index: FigureIndex, figures: Sequence[Placed]) -> Iterator[Relation]:
    """ "dư nợ 33,58 tỷ đồng, tăng 2,67 tỷ đồng so với đầu năm (30,91 tỷ đồng), tốc độ tăng 8,64%"."""
    text = index.view.flow.text
    if not _COMPARED.search(text, figures[0].start, figures[-1].end + _LEAD):
        return
    for position, change in enumerate(figures):
        grew = _GREW.search(text, max(0, change.start - 20), change.start)
        if not grew or not _AGAINST.match(text, change.end, change.end + 40) or isinstance(change.figure, Percentage):
            continue
        before = [placed for placed in figures[:position] if placed.measure == change.measure][-1:]
        before = before or _rate_before(index, change)
        after = [placed for placed in figures[position + 1 : position + 4] if placed.measure == change.measure][:1]
        for now, then in ((b, a) for b in before for a in after):
            high, low = (now, then) if grew.group().lower().startswith("tăng") else (then, now)
            terms = (high.term, Term.of(low.figure, weight=-1))
            # "giảm 3 vụ so với cùng kỳ (17 vụ)": nothing else can be meant by the bracket.
            doubt = "implied" if _IN_BRACKET.fullmatch(text, change.end, then.start) else None
            yield Relation("CHG007", "change", "sum", change.term, terms, change.figure.unit, doubt=doubt, weak=True)
        for share in figures[position + 1 : position + 5]:
            spoken = _SPEED.search(text, max(0, share.start - 30), share.start)
            if isinstance(share.figure, Percentage) and spoken and after:
                terms = (change.term, after[0].term)
                yield Relation("RAT006", "ratio", "quotient", share.term, terms, "%", weak=True)
