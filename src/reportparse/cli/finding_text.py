"""The checks of one document as a person reads them: place, quoted line, figures, arithmetic, likely error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from reportparse.cli.arithmetic import allowed_range, computation, is_sum
from reportparse.cli.words import Lang, figure, reason_text, say, verdict_text
from reportparse.model.document import Document
from reportparse.model.finding import Check, Verdict
from reportparse.model.report import Report
from reportparse.model.span import Span

# Figures before forms: what changes a number is looked at first.
_FORMS = ("format", "date")
_VERDICTS: tuple[Verdict, ...] = ("inconsistent", "suspect", "consistent")
_BEFORE, _AFTER = 70, 110


def document_text(report: Report, lang: Lang, *, show_all: bool = False) -> str:
    """What `check` prints on one document; with `show_all` also the checks that agree."""
    return "\n".join(_lines(report, lang, show_all))


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


def _lines(report: Report, lang: Lang, show_all: bool) -> Iterator[str]:
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
    for issue in report.issues:
        yield f"  - {issue.message}"
    groups = by_cause(report.findings)
    for number, group in enumerate(groups, 1):
        for index, check in enumerate(group):
            yield ""
            label = f"{number}" if len(group) == 1 else f"{number}{_letter(index)}"
            yield from _finding(label, check, document, lang)
    if show_all:
        agreeing = [check for check in report.checks if check.verdict == "consistent"]
        if agreeing:
            yield ""
        for check in agreeing:
            yield f"  {_agreement(check, document, lang)}"
    yield ""
    yield f"  {_found(groups, lang)}"
    coverage = report.coverage
    rest = coverage.total - coverage.checked
    yield f"  {say('document.coverage', lang, checked=coverage.checked, total=coverage.total, rest=rest)}"


def _title(report: Report, lang: Lang) -> str:
    header = report.header
    named = " ".join(part for part in (header.doc_type, header.identifier) if part)
    parts = [
        " ".join(part for part in (named, header.date and say("document.dated", lang, header.date)) if part),
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


def _finding(label: str, check: Check, document: Document, lang: Lang) -> Iterator[str]:
    verdict, rule = verdict_text(check.verdict, check.reason, lang), say(f"rule.{check.rule}", lang)
    yield f"  {label}) {verdict}: {rule} [{check.code}]"
    message = check.message if lang == "vi" else check.message_en
    message = "" if check.terms else message  # where there are terms, all that it says follows line by line
    if message:
        yield f"     {message}"
    yield f"     {say('finding.place', lang)}: {place_text(document, check.span, lang)}"
    yield f"     > {quoted(document, check.span)}"
    if check.stated is not None:
        yield f"     {say('finding.stated', lang)}: {_with_unit(check.stated, check.unit, lang)}"
    if check.terms:
        yield f"     {say('finding.terms', lang)}:"
        for term in check.terms:
            about = f"  {' '.join(term.label.split())}" if term.label else ""
            value = figure(term.quantity.value, lang) if term.quantity.value is not None else term.quantity.written
            sign = "-" if term.weight < 0 else ""
            yield f"       {sign}{value}{about} ({place_text(document, term.span, lang)})"
    if check.computed is not None:
        working = computation(check, lang)
        value = _with_unit(check.computed, check.unit, lang)
        yield f"     {say('finding.computed', lang)}: {f'{working} = {value}' if working else value}"
    if check.difference is not None:
        yield f"     {say('finding.difference', lang)}: {_with_unit(check.difference, check.unit, lang)}"
    yield from _rounding(check, lang)
    yield from _likely(check, document, lang)
    reason = check.reason if lang == "vi" else check.reason and check.message_en  # reasons are Vietnamese only
    if reason and reason != message:
        yield f"     {say('finding.reason', lang)}: {reason}"


def _rounding(check: Check, lang: Lang) -> Iterator[str]:
    if check.rounding:
        yield f"     {say('finding.rounding', lang)}: {say(f'rounding.{check.rounding}', lang)}"
    elif check.terms and isinstance(check.computed, Decimal):
        allowed = allowed_range(check)
        if allowed:
            low, high = (figure(bound, lang) for bound in allowed)
            text = say("finding.range", lang, low=low, high=high)
            yield f"     {say('finding.rounding', lang)}: {text}"
        elif is_sum(check) and all(term.quantity.exact for term in check.terms):
            yield f"     {say('finding.rounding', lang)}: {say('finding.no-rounding', lang)}"


def _likely(check: Check, document: Document, lang: Lang) -> Iterator[str]:
    likely = check.likely_error
    if likely is not None:
        text = say(
            "finding.likely-text",
            lang,
            written=likely.written,
            place=place_text(document, likely.span, lang),
            suggested=figure(likely.suggested, lang),
        )
        yield f"     {say('finding.likely', lang)}: {text}"


def _agreement(check: Check, document: Document, lang: Lang) -> str:
    verdict = say(f"rounding.{check.rounding}" if check.rounding else "verdict.consistent", lang)
    working = computation(check, lang)
    stated = _with_unit(check.stated, check.unit, lang) if check.stated is not None else ""
    sides = f": {stated} = {working}" if working else f": {stated}" if stated else ""
    where = place_text(document, check.span, lang)
    return f"{verdict}: {say(f'rule.{check.rule}', lang)} [{check.code}], {where}{sides}"


def _with_unit(value: Decimal | str, unit: str | None, lang: Lang) -> str:
    if not unit or isinstance(value, str):
        return figure(value, lang)
    return f"{figure(value, lang)}{'' if unit == '%' else ' '}{unit}"


def place_text(document: Document, span: Span, lang: Lang) -> str:
    """ "dòng 12, trang 3, bảng 1, hàng 4, cột 2": what the format can say of the place."""
    place = document.place_of(span)
    parts = [say("place.line", lang, document.line_of(span.start))]
    for name in ("page", "table", "row", "column"):
        value = getattr(place, name)
        if value is not None:
            parts.append(say(f"place.{name}", lang, value))
    return ", ".join(parts)


def quoted(document: Document, span: Span) -> str:
    """The line that the span begins on, cut to what stands around the span where it is long."""
    line_start = document.text.rfind("\n", 0, span.start) + 1
    line_end = document.text.find("\n", span.start)
    line_end = len(document.text) if line_end < 0 else line_end
    start, end = max(line_start, span.start - _BEFORE), min(line_end, span.start + _AFTER)
    if line_end - line_start <= _BEFORE + _AFTER:
        start, end = line_start, line_end
    text = " ".join(document.text[start:end].split())
    return f"{'… ' if start > line_start else ''}{text}{' …' if end < line_end else ''}"
