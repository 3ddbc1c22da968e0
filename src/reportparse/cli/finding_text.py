"""The checks of one document as a person reads them: place, quoted line, figures, arithmetic, likely error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from reportparse.checks.messages import day, without_rule
from reportparse.cli.arithmetic import computation, is_sum
from reportparse.cli.materiality import Facts, Materiality
from reportparse.cli.words import Lang, figure, quality_text, reason_text, say, verdict_text
from reportparse.model.document import Document
from reportparse.model.finding import Check, LikelyError, Sentence, Term, Verdict
from reportparse.model.report import Report
from reportparse.model.span import Span
from reportparse.text.numerals import read_number

# Figures before forms: what changes a number is looked at first.
_FORMS = ("format", "date")
_VERDICTS: tuple[Verdict, ...] = ("inconsistent", "suspect", "consistent")
_SCALES = frozenset(Decimal(10) ** power for power in (3, 6, 9))
_BEFORE, _AFTER, _LABEL = 70, 110, 90


def document_text(report: Report, lang: Lang, *, show_all: bool = False, materiality: Materiality | None = None) -> str:
    """What `check` prints on one document; with `show_all` also the checks that agree."""
    return "\n".join(_lines(report, lang, show_all, materiality or Materiality()))


def shown(report: Report, materiality: Materiality) -> list[list[Check]]:
    """The findings to show, by cause."""
    return [group for group in by_cause(report.findings) if not materiality.hides(map(Facts.of, group))]


def by_cause(checks: Sequence[Check]) -> list[list[Check]]:
    """Checks that share a cause together; figures before forms, `inconsistent` before `suspect`, then by place."""
    groups: dict[str, list[Check]] = {}
    for check in sorted(checks, key=_order):
        groups.setdefault(check.cause or check.id, []).append(check)
    return list(groups.values())


def _order(check: Check) -> tuple[bool, int, int, int, str]:
    return (
        check.rule in _FORMS,
        _VERDICTS.index(check.verdict),
        check.span.start,
        check.span.end,
        check.id,
    )


def _lines(report: Report, lang: Lang, show_all: bool, materiality: Materiality) -> Iterator[str]:
    document = report.document
    yield report.path
    if document is None:
        reason = "; ".join(reason_text(issue.code, issue.message, lang) for issue in report.issues)
        yield f"  {say('status.failed', lang)}: {reason}"
        return
    title = _title(report, lang)
    if title:
        yield f"  {title}"
    if report.status == "partial":
        yield f"  {say('status.partial', lang)}"
    if document.quality != "good":
        grade = quality_text(document.quality, [(page.number, page.quality) for page in document.pages], lang)
        yield f"  {grade[0].upper()}{grade[1:]}"
    for issue in report.issues:
        yield f"  - {reason_text(issue.code, issue.message, lang)}"
    groups = shown(report, materiality)
    for number, group in enumerate(groups, 1):
        yield from _cause(number, group, document, lang)
    if show_all:
        agreeing = [check for check in report.checks if check.verdict == "consistent"]
        if agreeing:
            yield ""
        for check in agreeing:
            yield f"  {_agreement(check, document, lang)}"
    yield ""
    hidden = len(by_cause(report.findings)) - len(groups)
    if groups or not hidden:
        yield f"  {_found(groups, lang)}"
    if hidden:
        yield f"  {say('document.hidden', lang, count=hidden, limit=materiality.given)}"
    coverage = report.coverage
    rest = coverage.total - coverage.checked
    yield f"  {say('document.coverage', lang, checked=coverage.checked, total=coverage.total, rest=rest)}"


def _title(report: Report, lang: Lang) -> str:
    header = report.header
    named = " ".join(part for part in (header.doc_type, header.identifier) if part)
    parts = [
        " ".join(
            part for part in (named, header.date and say("document.dated", lang, day_text(header.date, lang))) if part
        ),
        ", ".join(part for part in (report.unit.name, report.unit.parent) if part),
        say("document.period", lang, report.period.value) if report.period.value else "",
    ]
    return " · ".join(part for part in parts if part)


def _letter(index: int) -> str:
    """a, b ... z, aa, ab ..."""
    first, last = divmod(index, 26)
    return (_letter(first - 1) if first else "") + chr(ord("a") + last)


def _found(groups: list[list[Check]], lang: Lang) -> str:
    if not groups:
        return say("document.none", lang)
    counts = Counter(group[0].verdict for group in groups)
    parts = ", ".join(
        f"{counts[verdict]} {say('verdict.' + verdict, lang).lower()}" for verdict in _VERDICTS if counts[verdict]
    )
    return say("document.found", lang, count=len(groups), parts=parts)


def _cause(number: int, group: Sequence[Check], document: Document, lang: Lang) -> Iterator[str]:
    """The findings with one cause; what they have in common is told once."""
    told = _once(group)
    suspected: LikelyError | None = None
    for index, (check, copies) in enumerate(told):
        yield ""
        label = f"{number}" if len(told) == 1 else f"{number}{_letter(index)}"
        yield from _finding(label, check, copies, document, lang)
        likely = check.likely_error
        if likely is not None and not isinstance(check.stated, str) and not _same(likely, suspected):
            name = "finding.likely-if" if check.verdict == "suspect" else "finding.likely"
            yield f"     {say(name, lang)}: {_likely(likely, check.unit, document, lang)}"
            suspected = likely


def _same(one: LikelyError, other: LikelyError | None) -> bool:
    return other is not None and (one.span, one.suggested) == (other.span, other.suggested)


def _once(group: Sequence[Check]) -> list[tuple[Check, list[Check]]]:
    """Each check with its copies: a slip of form at other places, a sum of other figures with the same values."""
    found: dict[object, tuple[Check, list[Check]]] = {}
    for check in group:
        form = isinstance(check.stated, str)
        values = tuple(term.quantity.value for term in check.terms)
        key = (check.code, check.stated) if form else (check.span, check.stated, check.computed, values)
        if key in found:
            found[key][1].append(check)
        else:
            found[key] = (check, [])
    return list(found.values())


def _finding(label: str, check: Check, copies: Sequence[Check], document: Document, lang: Lang) -> Iterator[str]:
    verdict, rule = verdict_text(check.verdict, check.reason, lang), say(f"rule.{check.rule}", lang)
    yield f"  {label}) {verdict}: {rule} [{check.code}]"
    message = without_rule(check.message if lang == "vi" else check.message_en, check.rule)
    figures = isinstance(check.stated, Decimal)
    if message and not (figures and check.terms):  # with figures, all that it says follows line by line
        yield f"     {message}"
    yield f"     {say('finding.place', lang)}: {place_text(document, check.span, lang)}"
    yield f"     > {_sentence(check.sentence, check.span, document)}"
    if figures:
        yield f"     {say('finding.stated', lang)}: {_with_unit(check.stated, check.unit, lang)}"
    yield from _terms(check, document, lang)
    if figures:
        yield from _arithmetic(check, lang)
    if copies:
        where = [place_text(document, copy.span, lang) for copy in copies]
        also = say("finding.also-columns", lang, count=len(copies)) if figures else "; ".join(where)
        yield f"     {say('finding.also', lang)}: {also}"
    reason = check.reason if lang == "vi" else check.reason_en or check.reason
    if reason and (figures or not message):
        yield f"     {say('finding.reason', lang)}: {reason}"


def _terms(check: Check, document: Document, lang: Lang) -> Iterator[str]:
    if not check.terms:
        return
    elsewhere = check.repeats
    sentences = check.elsewhere or (None,) * len(check.terms)
    yield f"     {say('finding.elsewhere' if elsewhere else 'finding.terms', lang)}:"
    for term, sentence in zip(check.terms, sentences, strict=True):
        about = f"  {_short(term.label)}" if term.label else ""
        sign = "-" if term.weight < 0 else ""
        yield f"       {sign}{_value(term, check, lang)}{about} ({place_text(document, term.span, lang)})"
        if elsewhere:
            yield f"       > {_sentence(sentence, term.span, document)}"


def _value(term: Term, check: Check, lang: Lang) -> str:
    value = term.quantity.value
    if value is None:
        return day_text(term.quantity.written, lang)
    return _with_unit(value, check.unit, lang) if check.rule == "repeat" else figure(value, lang)


def _short(label: str) -> str:
    words = " ".join(label.split())
    return words if len(words) <= _LABEL else f"… {words[-_LABEL:].partition(' ')[2]}"


def _arithmetic(check: Check, lang: Lang) -> Iterator[str]:
    if check.computed is not None and not (check.rule == "repeat" and check.terms):
        working = computation(check, lang)
        value = _with_unit(check.computed, check.unit, lang)
        yield f"     {say('finding.computed', lang)}: {f'{working} = {value}' if working else value}"
    if check.difference is not None:
        points = f"{figure(check.difference, lang)} {say('finding.points', lang)}"
        difference = points if check.unit == "%" else _with_unit(check.difference, check.unit, lang)
        yield f"     {say('finding.difference', lang)}: {difference}"
    rounding = _rounding(check, lang)
    if rounding:
        yield f"     {say('finding.rounding', lang)}: {rounding}"


def _rounding(check: Check, lang: Lang) -> str | None:
    """What rounding was allowed for; None where it is no question."""
    if check.rounding:
        return say(f"rounding.{check.rounding}", lang)
    if check.allowed is not None and not check.repeats:
        low, high = (_with_unit(bound, check.unit, lang) for bound in check.allowed)
        if check.allowed[0] < check.allowed[1]:
            return say("finding.range", lang, low=low, high=high)
        if check.computed != check.allowed[0]:
            return say("finding.rounded-to", lang, low)
    if check.terms and is_sum(check) and all(term.quantity.exact for term in check.terms):
        return say("finding.no-rounding", lang)
    return None


def _likely(likely: LikelyError, unit: str | None, document: Document, lang: Lang) -> str:
    suggested = figure(likely.suggested, lang)
    if isinstance(likely.suggested, Decimal):
        scale = _scale(likely)
        meant = _with_unit(likely.suggested, "đồng", lang)
        suggested = suggested if scale == 1 else f"{figure(likely.suggested / scale, lang)} ({meant})"
    return say(
        "finding.likely-text",
        lang,
        written=likely.written,
        place=place_text(document, likely.span, lang),
        suggested=suggested,
    )


def _scale(likely: LikelyError) -> Decimal:
    """What one of the written number is worth: a million under the head "triệu đồng"."""
    digits = likely.written.replace(" ", "")
    if likely.value and digits.replace(".", "").replace(",", "").isdigit():
        for written in (read_number(digits, "scaled").value, read_number(digits, "count").value):
            scale = likely.value / written if written else Decimal(0)
            if scale in _SCALES:
                return scale
    return Decimal(1)


def _agreement(check: Check, document: Document, lang: Lang) -> str:
    verdict = say(f"rounding.{check.rounding}" if check.rounding else "verdict.consistent", lang)
    working = computation(check, lang)
    stated = _with_unit(check.stated, check.unit, lang) if check.stated is not None else ""
    sides = f": {stated} = {working}" if working else f": {stated}" if stated else ""
    where = place_text(document, check.span, lang)
    return f"{verdict}: {say(f'rule.{check.rule}', lang)} [{check.code}], {where}{sides}"


def _with_unit(value: Decimal | str | None, unit: str | None, lang: Lang) -> str:
    if not unit or isinstance(value, str):
        return figure(value, lang)
    return f"{figure(value, lang)}{'' if unit == '%' else ' '}{unit}"


def day_text(value: str, lang: Lang) -> str:
    """A date as people of the language write it; other text as it is."""
    return day(value) if lang == "vi" else value


def place_text(document: Document, span: Span, lang: Lang) -> str:
    """ "dòng 12, trang 3, bảng 1, hàng 4, cột 2": what the format can say of the place."""
    place = document.place_of(span)
    parts = [say("place.line", lang, document.line_of(span.start))]
    for name in ("page", "table", "row", "column"):
        value = getattr(place, name)
        if value is not None:
            parts.append(say(f"place.{name}", lang, value))
    return ", ".join(parts)


def _sentence(sentence: Sentence | None, span: Span, document: Document) -> str:
    """The sentence with its figure in brackets; the line where there is none."""
    if sentence is None:
        return quoted(document, span)
    return " ".join(f"{sentence.before}[{sentence.figure}]{sentence.after}".split())


def quoted(document: Document, span: Span) -> str:
    """The line that the span begins on, cut between words to what stands around the span, which is in brackets."""
    text = document.text
    line_start = text.rfind("\n", 0, span.start) + 1
    line_end = text.find("\n", span.end)
    line_end = len(text) if line_end < 0 else line_end
    before, after = text[line_start : span.start], text[span.end : line_end]
    if len(before) + len(after) > _BEFORE + _AFTER:
        if len(before) > _BEFORE:
            before = f"… {before[-_BEFORE:].partition(' ')[2]}"
        if len(after) > _AFTER:
            after = f"{after[:_AFTER].rpartition(' ')[0]} …"
    return " ".join(f"{before}[{text[span.start : span.end]}]{after}".split())
