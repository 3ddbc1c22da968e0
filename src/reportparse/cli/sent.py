"""Who has sent, as rows of a list: for a terminal, CSV, JSON and the sheet of an office."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from reportparse.archive.status import Arrival
from reportparse.bulk.submissions import Submission, local
from reportparse.cli.words import Lang, reason_text, say
from reportparse.model.contract import Json

_END_OF_DAY = time(23, 59, 59)


def column_names(found: Sequence[Submission]) -> list[str]:
    """Which columns there are; the period has one where the list of units has one."""
    names = ["number", "unit", "deadline", "sent", "identifier", "standing", "note"]
    if _has_periods(found):
        names.insert(2, "period")
    return names


def columns(found: Sequence[Submission], lang: Lang) -> list[str]:
    """The heads of the columns."""
    return [say(f"column.{name}", lang) for name in column_names(found)]


def rows(found: Sequence[Submission], lang: Lang) -> list[list[str]]:
    """A row for each row of the list of units, in its order."""
    made = []
    for number, each in enumerate(found, 1):
        row = [
            str(number),
            each.unit.name,
            deadline_text(each.unit.deadline, lang),
            day_text(local(each.first.seen_at), lang) if each.first else "",
            _identifier(each, lang),
            standing(each, lang),
            "; ".join(_notes(each, lang)),
        ]
        if _has_periods(found):
            row.insert(2, each.unit.period or "")
        made.append(row)
    return made


def summary(found: Sequence[Submission], lang: Lang) -> str:
    """How many are how."""
    states = [each.state for each in found]
    return say(
        "sent.summary",
        lang,
        total=len(found),
        on_time=states.count("on-time"),
        late=states.count("late"),
        again=sum(bool(each.again) for each in found),
        missing=states.count("missing"),
        not_due=states.count("not-due"),
    )


def as_json(each: Submission) -> Json:
    """One row for programs."""
    shown = each.shown
    return {
        "unit": each.unit.name,
        "period": each.unit.period,
        "deadline": each.unit.deadline.isoformat(),
        "state": each.state,
        "days_late": each.days_late,
        "first_seen": each.first.seen_at if each.first else None,
        "identifier": shown.identifier if shown else None,
        "date": shown.date if shown else None,
        "files": [_file(arrival) for arrival in each.sent],
        "again": [_file(arrival) for arrival in each.again],
        "unreadable": [{**_file(arrival), "code": arrival.code, "reason": arrival.reason} for arrival in each.unread],
        "others": [_file(arrival) for arrival in each.others],
    }


def standing(each: Submission, lang: Lang) -> str:
    """Whether it came in time, and how often again."""
    told = say(f"sent.{each.state}", lang, each.days_late)
    return f"{told}, {say('sent.again', lang, len(each.again))}" if each.again else told


def as_of_text(moment: datetime, lang: Lang) -> str:
    """The moment of the list, in brackets under its title."""
    key = "sent.end-of-day" if moment.time() == _END_OF_DAY else "sent.moment"
    parts = {name: getattr(moment, name) for name in ("year", "month", "day", "hour", "minute")}
    return say("sent.as-of", lang, say(key, lang, **parts))


def day_text(moment: datetime, lang: Lang) -> str:
    """A day as people of the language write it."""
    return f"{moment:%d/%m/%Y}" if lang == "vi" else f"{moment:%Y-%m-%d}"


def deadline_text(deadline: datetime, lang: Lang) -> str:
    """A deadline, its hour only where it has one."""
    day = day_text(deadline, lang)
    return day if deadline.time() == _END_OF_DAY else f"{day} {deadline:%H:%M}"


def _has_periods(found: Sequence[Submission]) -> bool:
    return any(each.unit.period for each in found)


def _file(arrival: Arrival) -> Json:
    return {
        "source": arrival.source,
        "first_seen": arrival.seen_at,
        "identifier": arrival.identifier,
        "date": arrival.date,
        "doc_type": arrival.doc_type,
        "period": arrival.period,
    }


def _identifier(each: Submission, lang: Lang) -> str:
    shown = each.shown
    if shown is None:
        return ""
    day = _date_text(shown.date, lang) if shown.date else ""
    if shown.identifier and day:
        return say("sent.dated", lang, identifier=shown.identifier, date=day)
    return shown.identifier or (say("sent.undated", lang, day) if day else "")


def _date_text(date: str, lang: Lang) -> str:
    """A date of a document, as far as it is written."""
    parts = date.split("-")
    return "/".join(reversed(parts)) if lang == "vi" and all(parts) else date


def _notes(each: Submission, lang: Lang) -> list[str]:
    notes = [say("sent.note-again", lang, day_text(local(arrival.seen_at), lang)) for arrival in each.again]
    if each.unread:
        first = each.unread[0]
        notes.append(say("sent.note-unread", lang, len(each.unread), reason_text(first.code, first.reason, lang)))
    if each.state == "late" and each.signed_in_time:
        notes.append(say("sent.note-signed", lang))
    if each.others:
        notes.append(say("sent.note-others", lang, len(each.others)))
    return notes
