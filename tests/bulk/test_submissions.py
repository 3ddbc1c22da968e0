"""What has arrived, held against a list of units."""

from __future__ import annotations

from datetime import datetime
from itertools import count

import pytest

from reportparse.archive.status import Arrival
from reportparse.bulk.submissions import State, Submission, submissions
from reportparse.config import ExpectedUnit
from reportparse.lexicon import load_lexicon

DUE = datetime(2024, 7, 15, 23, 59, 59)
NOW = datetime(2024, 8, 1)
ROW = ExpectedUnit(name="Phường 2", deadline=DUE)
_NUMBERS = count(1)


def came(day: str, *, path: str | None = None, unit: str | None = "Phường 2", **changed: object) -> Arrival:
    number = next(_NUMBERS)
    source = path or f"in/{number}.docx"
    told: dict[str, object] = {
        "status": "ok",
        "code": None,
        "reason": None,
        "current": True,
        "ocr": False,
        "version_key": None,
        "unit_source": "text" if unit else None,
        "issuer": None,
        "doc_type": "Báo cáo",
        "identifier": f"{number}/BC-UBND",
        "date": "2024-07-10",
        "period": None,
        "seen_at": f"{day}T08:00:00+07:00" if "T" not in day else day,
        **changed,
    }
    return Arrival(id=number, source=source, sources=(source,), unit=unit, **told)  # type: ignore[arg-type]


def one(*arrivals: Arrival, row: ExpectedUnit = ROW, now: datetime = NOW) -> Submission:
    (found,), _ = submissions(arrivals, (row,), load_lexicon(), now=now)
    return found


@pytest.mark.parametrize(
    ("moment", "state", "days"),
    [
        ("2024-07-15T23:59:59+07:00", "on-time", 0),
        ("2024-07-16T00:00:00+07:00", "late", 1),
        ("2024-07-25", "late", 10),
    ],
)
def test_the_first_arrival_decides(moment: str, state: State, days: int) -> None:
    found = one(came(moment), came("2024-07-30"))
    assert (found.state, found.days_late) == (state, days)


def test_a_deadline_with_an_hour() -> None:
    row = ExpectedUnit(name="Phường 2", deadline=datetime(2024, 7, 15, 17))
    assert one(came("2024-07-15T17:00:01+07:00"), row=row).state == "late"
    assert one(came("2024-07-15T17:00:01+07:00"), row=row).days_late == 1


def test_nothing_came() -> None:
    assert one().state == "missing"
    assert one().days_late == 17
    assert one(now=datetime(2024, 7, 15, 12)).state == "not-due"


def test_another_version_was_sent_again_but_an_annex_or_a_scan_was_not() -> None:
    first = came("2024-07-10", version_key="k", current=False)
    annex = came("2024-07-10", doc_type=None, identifier=None)
    scan = came("2024-07-11", version_key="k", ocr=True, current=False)
    second = came("2024-07-20", version_key="k")
    found = one(first, annex, scan, second)
    assert (found.state, found.again, found.shown) == ("on-time", (second,), second)


def test_a_file_that_could_not_be_read_was_sent_and_the_readable_one_was_sent_again() -> None:
    broken = came("2024-07-15", unit=None, path="in/Phường 2/a.pdf", status="failed", code="damaged", doc_type=None)
    good = came("2024-07-17", version_key="k")
    found = one(broken, good)
    assert (found.state, found.unread, found.again, found.shown) == ("on-time", (broken,), (good,), good)
    assert one(broken).shown is None


def test_late_but_signed_in_time() -> None:
    assert one(came("2024-07-20", date="2024-07-15")).signed_in_time
    assert not one(came("2024-07-20", date="2024-07-16")).signed_in_time
    assert not one(came("2024-07-20", date=None)).signed_in_time


def test_plans_and_other_periods_are_no_reports_of_the_row() -> None:
    row = ExpectedUnit(name="Phường 2", deadline=DUE, period="2024-01/2024-06")
    plan = came("2024-07-01", doc_type="Kế hoạch")
    earlier = came("2024-07-02", period="2023")
    right = came("2024-07-16", period="2024-01/2024-06")
    found = one(plan, earlier, right, row=row)
    assert (found.state, found.sent, found.others) == ("late", (right,), (plan, earlier))


def test_rows_of_one_unit_take_each_its_period() -> None:
    rows = tuple(ExpectedUnit(name="Phường 2", deadline=DUE, period=period) for period in ("2024-Q1", "2024-Q2"))
    unclear = came("2024-07-01")
    second = came("2024-07-02", period="2024-04/2024-06")
    found, _ = submissions([unclear, second], rows, load_lexicon(), now=NOW)
    assert [(each.state, each.sent) for each in found] == [("missing", ()), ("on-time", (second,))]
    assert found[0].others == (unclear,)


def test_the_path_speaks_only_for_files_whose_text_names_nobody() -> None:
    by_path = came("2024-07-01", unit=None, path="Phuong 2/x.docx")
    other = came("2024-07-01", unit="xã Tân Lập", path="Phuong 2/y.docx")
    found, strangers = submissions([by_path, other], (ROW,), load_lexicon(), now=NOW)
    assert (found[0].sent, strangers) == ((by_path,), [other])
