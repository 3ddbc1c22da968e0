"""Who sent a report in time, who late, who again, and who did not: what has arrived, held against the list of units.

The day of sending is the day on which a file was first seen, as a registry stamps what comes in: the date that a
document bears says when it was signed, not when it arrived. It stands beside it, for whoever has to judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from reportparse.archive.status import Arrival
from reportparse.config import ExpectedUnit
from reportparse.lexicon import Lexicon
from reportparse.structure.expected import Rows, row_of_period, rows_by_name, rows_by_path
from reportparse.text.fold import fold

State = Literal["on-time", "late", "missing", "not-due"]
_REPORT = "bao cao"


@dataclass(frozen=True, slots=True)
class Submission:
    """What one row of the list has come to.

    `sent` are the reports and files that have arrived for it, in order of time; `again` of them are other versions of
    a report that was there before. `others` are the unit's papers of other kinds or periods. `first` is None where
    nothing has come.
    """

    unit: ExpectedUnit
    state: State
    sent: tuple[Arrival, ...]
    again: tuple[Arrival, ...]
    others: tuple[Arrival, ...]
    days_late: int

    @property
    def first(self) -> Arrival | None:
        """What came first: it decides whether the unit was in time."""
        return self.sent[0] if self.sent else None

    @property
    def shown(self) -> Arrival | None:
        """The document whose number stands in the list: the last that is current and has one."""
        read = [arrival for arrival in self.sent if arrival.current and arrival.status != "failed"]
        return next((arrival for arrival in reversed(read) if arrival.identifier), read[-1] if read else None)

    @property
    def unread(self) -> tuple[Arrival, ...]:
        """Files that have come and could not be read."""
        return tuple(arrival for arrival in self.sent if arrival.status == "failed")

    @property
    def signed_in_time(self) -> bool:
        """Whether the date of the document is within the deadline, whenever it came."""
        return bool(self.shown and self.shown.date and self.shown.date <= self.unit.deadline.date().isoformat())


def submissions(
    arrivals: Iterable[Arrival], units: Rows, lexicon: Lexicon, *, now: datetime
) -> tuple[list[Submission], list[Arrival]]:
    """What has come of every row of the list, in its order, and what came from nobody on it.

    `now` is the local time without an offset that decides what is still to come in time.
    """
    sent: dict[ExpectedUnit, list[Arrival]] = {row: [] for row in units}
    others: dict[str, list[Arrival]] = {}
    strangers: list[Arrival] = []
    for arrival in arrivals:
        rows = _rows(arrival, units, lexicon)
        row = row_of_period(rows, arrival.period)
        if row is not None and _is_report(arrival):
            sent[row].append(arrival)
        elif rows:
            others.setdefault(rows[0].name, []).append(arrival)
        else:
            strangers.append(arrival)
    return [_submission(row, sent[row], others.get(row.name, []), now) for row in units], strangers


def _rows(arrival: Arrival, units: Rows, lexicon: Lexicon) -> Rows:
    rows = rows_by_name([arrival.unit, arrival.issuer], units, lexicon)
    if rows or arrival.unit_source == "text":
        return rows
    found = (rows_by_path(path, units, lexicon)[0] for path in arrival.sources)
    return next((rows for rows in found if rows), ())


def _is_report(arrival: Arrival) -> bool:
    """Whether it is a report, or a file that does not say what it is: a plan sent along is no report."""
    return arrival.doc_type is None or fold(arrival.doc_type) == _REPORT


def _submission(row: ExpectedUnit, sent: Sequence[Arrival], others: Sequence[Arrival], now: datetime) -> Submission:
    again = _again(sent)
    if not sent:
        state: State = "not-due" if now <= row.deadline else "missing"
        return Submission(row, state, (), (), tuple(others), _days(row, now) if state == "missing" else 0)
    came = local(sent[0].seen_at)
    on_time = came <= row.deadline
    return Submission(
        row, "on-time" if on_time else "late", tuple(sent), again, tuple(others), 0 if on_time else _days(row, came)
    )


def _again(sent: Sequence[Arrival]) -> tuple[Arrival, ...]:
    """What came as another version of a report that was there; a scan beside its file is none.

    Readable files that came after unreadable ones were sent again, too.
    """
    seen: set[str] = set()
    unread = False
    again = []
    for arrival in sent:
        if arrival.status == "failed":
            unread = True
            continue
        known = arrival.version_key in seen
        if (known or (unread and not seen)) and not arrival.ocr:
            again.append(arrival)
        if arrival.version_key and not arrival.ocr:
            seen.add(arrival.version_key)
    return tuple(again)


def local(moment: str) -> datetime:
    """A time of the archive as the clock on the wall showed it."""
    return datetime.fromisoformat(moment).replace(tzinfo=None)


def _days(row: ExpectedUnit, moment: datetime) -> int:
    """How many days a moment is behind the deadline; the same day counts as one."""
    return max((moment.date() - row.deadline.date()).days, 1)
