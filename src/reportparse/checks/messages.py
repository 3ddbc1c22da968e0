"""One-line messages of checks, in Vietnamese and English. Neutral words only: a finding is a question, not a verdict
on people."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import NamedTuple

from reportparse.checks.verify import batched
from reportparse.model.finding import LikelyError, Operation, Rule, Term, Verdict
from reportparse.model.quantity import ZERO, Reading

_MAX_TERMS = 8
_SIGNS = str.maketrans(",.", ".,")
GENERAL_KNOWLEDGE = "general knowledge"
_PLACES, _LONG = Decimal("0.0001"), Decimal(10) ** 20

_RULES: Mapping[Rule, tuple[str, str]] = MappingProxyType(
    {
        "sum": ("Tổng và chi tiết", "Total and items"),
        "column": ("Cộng dọc", "Column total"),
        "row": ("Tính ngang", "Row"),
        "change": ("Tăng, giảm", "Change"),
        "ratio": ("Tỷ lệ", "Ratio"),
        "product": ("Số lượng × mức", "Quantity × rate"),
        "repeat": ("Số liệu giữa các phần", "Repeated figure"),
        "format": ("Cách viết", "Form"),
        "date": ("Ngày tháng", "Date"),
    }
)
_READINGS: Mapping[Reading, tuple[str, str]] = MappingProxyType(
    {
        "exact": ("khớp đúng", "exactly"),
        "rounded": ("khớp do làm tròn", "by rounding"),
        "truncated": ("chỉ khớp khi cắt phần lẻ", "by truncation only"),
    }
)
_REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "partial": (
            "chưa đủ căn cứ đối chiếu: “trong đó” có thể chỉ nêu một phần",
            "cannot be decided: the list may name only some of the parts",
        ),
        "overlapping-groups": (
            "chưa đủ căn cứ đối chiếu: các nhóm có thể trùng nhau",
            "cannot be decided: the groups may overlap",
        ),
        "several-totals": (
            "chưa đủ căn cứ đối chiếu: có nhiều số có thể là tổng",
            "cannot be decided: several figures may be the total",
        ),
        "colon-only": (
            "chưa đủ căn cứ đối chiếu: các mục bên dưới có thể không phải là chi tiết của số này",
            "cannot be decided: the items below may not be parts of this figure",
        ),
        "no-column-adds-up": (
            "chưa đủ căn cứ đối chiếu: không cột nào của bảng cộng khớp, có thể bảng thiếu dòng",
            "cannot be decided: no column of the table adds up, rows may be missing",
        ),
        "formula-fails-often": (
            "chưa đủ căn cứ đối chiếu: công thức in ở đầu bảng không khớp ở phần lớn các dòng",
            "cannot be decided: the printed formula fails in most rows",
        ),
        "base-not-stated": (
            "chưa đủ căn cứ đối chiếu: không rõ tỷ lệ tính trên tổng số nào",
            "cannot be decided: the base of the share is not stated",
        ),
        "no-slip": (
            "chưa đủ căn cứ đối chiếu: không lỗi viết nào giải thích được chênh lệch, có thể các số khác việc",
            "cannot be decided: no slip of the pen explains the difference, the figures may not belong together",
        ),
        "low-confidence": (
            "chưa đủ căn cứ đối chiếu: có số đọc từ bản quét chưa chắc chắn",
            "cannot be decided: a figure was read from a picture and may be another",
        ),
        "one-slip": (
            "chưa đủ căn cứ đối chiếu: không có từ nào báo phép tính này, nhưng chỉ lệch một chữ số hay một đơn vị",
            "cannot be decided: nothing announces this relation, but it fails by one digit or unit only",
        ),
        "implied": (
            "chưa đủ căn cứ đối chiếu: câu chữ cho thấy các số này đi với nhau nhưng không nói rõ",
            "cannot be decided: the words suggest that these figures belong together, but do not say so",
        ),
        "shortfall": (
            "chưa đủ căn cứ đối chiếu: các mục bên dưới chưa đủ số này, có thể thiếu một mục",
            "cannot be decided: the items fall short of this figure, one may be missing",
        ),
        "number-skipped": (
            "chưa đủ căn cứ đối chiếu: số thứ tự các mục bị cách quãng và các mục chưa đủ số này, có thể thiếu một mục",
            "cannot be decided: the numbers of the items leave one out and they fall short of this figure",
        ),
        "report-date-missing": (
            "chưa đủ căn cứ đối chiếu: báo cáo chưa ghi ngày, chỉ so được với kỳ báo cáo",
            "cannot be decided: the report has no date, only its period can be compared",
        ),
        "issued-by-another": (
            "chưa đủ căn cứ đối chiếu: có thể được ban hành kèm theo văn bản mang ký hiệu này",
            "cannot be decided: it may have been issued by the document of this symbol",
        ),
        "code-alike": (
            "chưa đủ căn cứ đối chiếu: có thể là mã của đơn vị khác",
            "cannot be decided: it may be the code of another body",
        ),
        "words-only": (
            "chưa đủ căn cứ đối chiếu: hai chỗ nói gần như nhau nhưng chưa chắc là một số liệu",
            "cannot be decided: the two places say much the same, but may not mean one fact",
        ),
        "issuer-not-stated": (
            "chưa đủ căn cứ đối chiếu: không ghi cơ quan ban hành, có thể là hai văn bản",
            "cannot be decided: the issuer is not stated, these may be two documents",
        ),
        "year-missing": ("thiếu thông tin: ngày chưa ghi năm", "information missing: the date has no year"),
        "number-missing": ("thiếu thông tin: văn bản chưa ghi số", "information missing: the document has no number"),
        "day-missing": ("thiếu thông tin: văn bản chưa ghi ngày", "information missing: the document has no day"),
    }
)
_FORMS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "FMT001": ("số viết không đúng dạng: “{stated}”", "malformed figure “{stated}”"),
        "FMT002": ("dấu thừa trong ký hiệu: “{stated}”", "stray mark in the symbol “{stated}”"),
        "FMT003": (
            "tên loại văn bản không khớp với ký hiệu {stated} (loại này có mã {computed})",
            "the type of the document disagrees with its symbol {stated} (its code is {computed})",
        ),
        "FMT007": (
            "mã đơn vị {stated} trong ký hiệu gần giống {computed}",
            "the department's code {stated} is almost {computed}",
        ),
        "FMT008": ("“ngày” không kèm ngày, tháng sau ký hiệu {stated}", "“ngày” without a date behind {stated}"),
        "FMT004": ("ngày của văn bản viện dẫn: {stated}", "date of the cited document: {stated}"),
        "FMT005": ("ký hiệu {stated}", "symbol {stated}"),
        "FMT006": ("ngày văn bản: {stated}", "date of the document: {stated}"),
        "DAT001": ("ngày không có trong lịch: {stated}", "no such day: {stated}"),
        "DAT002": ("thời kỳ kết thúc trước khi bắt đầu: {stated}", "the period ends before it starts: {stated}"),
        "DAT003": (
            "văn bản viện dẫn đề ngày {stated}, sau ngày của báo cáo ({computed})",
            "the cited document is dated {stated}, after the report itself ({computed})",
        ),
        "DAT004": (
            "ngày {stated} không khớp với năm {computed} trong số, ký hiệu",
            "the date {stated} disagrees with the year {computed} in the identifier",
        ),
        "DAT008": (
            "năm trong số {stated} không thuộc nhiệm kỳ của Quốc hội khóa ghi trong ký hiệu",
            "the year in {stated} is not of the term of the National Assembly that its symbol names",
        ),
        "DAT007": (
            "ngày kết thúc {stated} trước ngày bắt đầu {computed}",
            "the end {stated} comes before the start {computed}",
        ),
        "DAT005": (
            "văn bản viện dẫn đề ngày {stated}; theo danh mục văn bản trung ương là ngày {computed} ({note})",
            "the cited document is dated {stated}; the register of central documents has {computed} ({note})",
        ),
        "DAT006": (
            "văn bản viện dẫn được ghi là của {stated}; theo danh mục văn bản trung ương là của {computed} ({note})",
            "the cited document is said to be of {stated}; the register of central documents has {computed} ({note})",
        ),
        "REP006": (
            "trích yếu của một văn bản được ghi hai cách: {stated} và {computed}",
            "the subject of one document is given with {stated} and with {computed}",
        ),
        "REP007": (
            "thời hạn hoàn thành của một dự án được ghi hai cách: {stated} và {computed}",
            "one project is to be completed by {stated} and by {computed}",
        ),
        "REP004": (
            "một văn bản có hai ngày: {stated} và {computed}",
            "one document has two dates: {stated} and {computed}",
        ),
    }
)


class Facts(NamedTuple):
    """What a message tells. `operation` is None for forms and dates."""

    code: str
    rule: Rule
    verdict: Verdict
    stated: Decimal | str | None
    computed: Decimal | str | None
    difference: Decimal | None
    unit: str | None
    rounding: Reading | None
    terms: Sequence[Term]
    operation: Operation | None
    reason: str | None
    likely_error: LikelyError | None
    note: str | None = None


def messages(facts: Facts) -> tuple[str, str]:
    """The arithmetic in one line, Vietnamese and English: stated, computed, difference, rounding, likely error."""
    if facts.operation is None:
        note = facts.note or ""
        stated, computed = facts.stated, facts.computed
        form, form_en = _FORMS[facts.code]
        vietnamese = form.format(
            stated=day(stated), computed=day(computed), note=note.replace(GENERAL_KNOWLEDGE, "kiến thức chung")
        )
        english = form_en.format(stated=stated, computed=computed, note=note)
    else:
        vietnamese, english = _arithmetic(facts)
    parts = [(vietnamese, english)]
    if facts.rounding is not None and facts.rounding != "exact":
        parts.append(_READINGS[facts.rounding])
    if facts.reason is not None:
        parts.append(_REASONS[facts.reason])
    if facts.likely_error is not None:
        parts.append(_likely(facts.likely_error, facts.verdict))
    first, second = zip(*parts, strict=True)
    rule = _RULES[facts.rule]
    return f"{rule[0]}: {'; '.join(first)}.", f"{rule[1]}: {'; '.join(second)}."


def without_rule(message: str, rule: Rule) -> str:
    """A message without the name of the rule that it begins with."""
    for name in _RULES[rule]:
        if message.startswith(f"{name}: "):
            rest = message.removeprefix(f"{name}: ")
            return rest[:1].upper() + rest[1:]
    return message


def reason_words(reason: str | None) -> tuple[str, str] | tuple[None, None]:
    """The sentence for a reason code, Vietnamese and English; that of an unknown code is the code."""
    return (None, None) if reason is None else _REASONS.get(reason, (reason, reason))


def _arithmetic(facts: Facts) -> tuple[str, str]:
    unit = "%" if facts.unit == "%" else f" {facts.unit}" if facts.unit else ""
    if not isinstance(facts.stated, Decimal) or not isinstance(facts.computed, Decimal):
        return f"{facts.stated}", f"{facts.stated}"
    numbers = (figure(facts.stated), figure(facts.computed), _expression(facts), figure(facts.difference or ZERO))
    stated, computed, expression, difference = numbers
    if facts.operation == "equal":
        return _elsewhere(numbers, unit)
    vietnamese = f"số báo cáo {stated}{unit}; số tính lại {computed}{unit} ({expression})"
    stated, computed, expression, difference_en = map(_in_english, numbers)
    english = f"stated {stated}{unit}; computed {computed}{unit} ({expression})"
    if facts.difference:
        return f"{vietnamese}; chênh lệch {difference}{unit}", f"{english}; difference {difference_en}{unit}"
    return vietnamese, english


def _elsewhere(numbers: tuple[str, str, str, str], unit: str) -> tuple[str, str]:
    """Of a figure that another place repeats: there is nothing to compute."""
    stated, other, _, difference = numbers
    vietnamese = f"nơi này ghi {stated}{unit}; nơi khác ghi {other}{unit}"
    english = f"{_in_english(stated)}{unit} here; {_in_english(other)}{unit} elsewhere"
    if difference == "0":
        return vietnamese, english
    return (
        f"{vietnamese}; chênh lệch {difference}{unit}",
        f"{english}; difference {_in_english(difference)}{unit}",
    )


_MONEY = frozenset({"đồng", "đ", "₫", "vnđ", "vnd", "nghìn", "ngàn", "triệu", "tr", "trđ", "tỷ", "tỉ"})

_NO_MONEY = ("đồng chí", "đồng bào", "đồng hồ")


def base_unit(unit: str) -> str:
    """The unit that values are in: "đồng" for every unit of money ("triệu đồng", "tr.đ"), else the unit itself."""
    if unit.lower().startswith(_NO_MONEY):
        return unit
    money = "/" not in unit and not _MONEY.isdisjoint(unit.lower().replace(".", " ").split())
    return "đồng" if money else unit


_JOINTS: Mapping[Operation, str] = MappingProxyType({"quotient": " / ", "product": " × ", "equal": " = "})


def _expression(facts: Facts) -> str:
    terms = facts.terms
    if facts.operation == "products":
        pairs = batched([figure(term.quantity.value or ZERO) for term in terms])
        return " + ".join(f"{count} × {price}" for count, price in pairs)
    if facts.operation == "growth":
        now, then = (term.quantity.value or ZERO for term in terms)
        return f"({figure(max(now, then))} - {figure(min(now, then))}) / {figure(then)}"
    if facts.operation == "yield":
        return f"{' × '.join([figure(term.quantity.value or ZERO) for term in terms])} / 10"
    if facts.operation is not None and facts.operation in _JOINTS:
        return _JOINTS[facts.operation].join([figure(term.quantity.value or ZERO) for term in terms])
    cut = len(terms) > _MAX_TERMS + 1
    shown = [_signed(term) for term in (terms[: _MAX_TERMS - 1] if cut else terms)]
    return "".join([*shown, " + …", _signed(terms[-1])] if cut else shown).removeprefix(" + ")


def _signed(term: Term) -> str:
    return f" {'-' if term.weight < 0 else '+'} {figure(term.quantity.value or ZERO)}"


def _likely(error: LikelyError, verdict: Verdict) -> tuple[str, str]:
    """The likely error; of a doubt only on the condition that the figures belong together."""
    suggested = figure(error.suggested) if isinstance(error.suggested, Decimal) else day(error.suggested)
    english = _in_english(suggested) if isinstance(error.suggested, Decimal) else error.suggested
    condition, condition_en = ("nếu đúng là vậy thì ", "if so, ") if verdict == "suspect" else ("", "")
    return (
        f"{condition}khả năng ghi nhầm: “{day(error.written)}”, nhiều khả năng là {suggested}",
        f"{condition_en}likely error: “{error.written}” should probably be {english}",
    )


def round_half_up(value: Decimal) -> Decimal:
    """A value at four decimals; whole numbers, and figures too long to have any, stay as they are."""
    if _whole(value) or abs(value) >= _LONG:
        return value
    return value.quantize(_PLACES, ROUND_HALF_UP)


def _whole(value: Decimal) -> bool:
    return value == value.to_integral_value()


_DATE = re.compile(r"(?P<year>\d{4}|-)-(?P<month>\d\d)(?:-(?P<day>\d\d))?")


def day(value: Decimal | str | None) -> str:
    """A date as people write it, 30/5/2024, 10/2023, 30/9; anything else as it is."""
    match = _DATE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return f"{value}"
    year, month, number = match.groups()
    short = [part.lstrip("0") for part in (number, month) if part] if number else [month]
    return "/".join([*short, *([year] if year != "-" else [])])


def figure(value: Decimal) -> str:
    """A figure as people write it in Vietnamese, 1.234,5; at most four decimals."""
    whole = int(value)
    if whole == value:
        return f"{whole:,}".replace(",", ".")
    rounded = round_half_up(value)
    return _in_english(f"{rounded.normalize():,f}") if rounded else "0"


def _in_english(figures: str) -> str:
    """Figures with the signs of the other language: 1.234,5 is 1,234.5."""
    return figures.translate(_SIGNS)
