"""One-line messages of checks, in Vietnamese and English. Neutral words only: a finding is a question, not a verdict
on people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Literal

from reportparse.model.finding import LikelyError, Operation, Rule, Term, Verdict
from reportparse.model.quantity import Reading

Lang = Literal["vi", "en"]
_MAX_TERMS = 8
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


@dataclass(frozen=True, slots=True)
class Facts:
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


def message(facts: Facts, lang: Lang) -> str:
    """The arithmetic in one line: stated, computed from which terms, difference, rounding, likely error."""
    pick = 0 if lang == "vi" else 1
    if facts.operation is None:
        note = (facts.note or "").replace(GENERAL_KNOWLEDGE, "kiến thức chung" if lang == "vi" else GENERAL_KNOWLEDGE)
        body = _FORMS[facts.code][pick].format(stated=facts.stated, computed=facts.computed, note=note)
    else:
        body = _arithmetic(facts, lang)
    parts = [f"{_RULES[facts.rule][pick]}: {body}"]
    if facts.rounding is not None and facts.rounding != "exact":
        parts.append(_READINGS[facts.rounding][pick])
    if facts.reason is not None:
        parts.append(_REASONS[facts.reason][pick])
    if facts.likely_error is not None:
        parts.append(_likely(facts.likely_error, lang))
    return "; ".join(parts) + "."


def reason_words(reason: str | None) -> str | None:
    """The Vietnamese sentence for a reason code."""
    return _REASONS[reason][0] if reason is not None else None


def _arithmetic(facts: Facts, lang: Lang) -> str:
    unit = f" {facts.unit}" if facts.unit and facts.unit != "%" else "%" if facts.unit == "%" else ""
    if not isinstance(facts.stated, Decimal) or not isinstance(facts.computed, Decimal):
        return f"{facts.stated}"
    stated, computed = figure(facts.stated, lang), figure(facts.computed, lang)
    difference = figure(facts.difference or Decimal(0), lang)
    expression = _expression(facts, lang)
    if lang == "vi":
        text = f"số báo cáo {stated}{unit}; số tính lại {computed}{unit} ({expression})"
        return text + (f"; chênh lệch {difference}{unit}" if facts.difference else "")
    text = f"stated {stated}{unit}; computed {computed}{unit} ({expression})"
    return text + (f"; difference {difference}{unit}" if facts.difference else "")


_MONEY = frozenset({"đồng", "đ", "₫", "vnđ", "vnd", "nghìn", "ngàn", "triệu", "tr", "trđ", "tỷ", "tỉ"})


def base_unit(unit: str) -> str:
    """The unit that values are in: "đồng" for every unit of money ("triệu đồng", "tr.đ"), else the unit itself."""
    money = "/" not in unit and not _MONEY.isdisjoint(unit.lower().replace(".", " ").split())
    return "đồng" if money else unit


def _expression(facts: Facts, lang: Lang) -> str:
    values = [(term.weight, figure(term.quantity.value or Decimal(0), lang)) for term in facts.terms]
    if facts.operation == "quotient":
        return " / ".join(value for _, value in values)
    if facts.operation == "product":
        return " × ".join(value for _, value in values)
    if facts.operation == "equal":
        return " = ".join(value for _, value in values)
    shown = values if len(values) <= _MAX_TERMS + 1 else [*values[: _MAX_TERMS - 1], (1, "…"), values[-1]]
    text = "".join(f" {'-' if weight < 0 else '+'} {value}" for weight, value in shown)
    return text.removeprefix(" + ")


def _likely(error: LikelyError, lang: Lang) -> str:
    suggested = figure(error.suggested, lang) if isinstance(error.suggested, Decimal) else error.suggested
    if lang == "vi":
        return f"khả năng ghi nhầm: “{error.written}”, nhiều khả năng là {suggested}"
    return f"likely error: “{error.written}” should probably be {suggested}"


def round_half_up(value: Decimal) -> Decimal:
    """A value at four decimals; whole numbers, and figures too long to have any, stay as they are."""
    if value == value.to_integral_value() or abs(value) >= _LONG:
        return value
    return value.quantize(_PLACES, ROUND_HALF_UP)


def figure(value: Decimal, lang: Lang) -> str:
    """A figure as people write it: 1.234,5 in Vietnamese, 1,234.5 in English; at most four decimals."""
    rounded = round_half_up(value)
    text = f"{rounded.normalize():,f}" if rounded else "0"
    return text.translate(str.maketrans(",.", ".,")) if lang == "vi" else text
