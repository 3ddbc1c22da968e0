from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from archive_make import TEXT, VERSION, add, archive, clock, column, failed_report, report, sum_check
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportparse.archive.originals import keep_original
from reportparse.archive.read import counts_by_rule, findings, records, text_of
from reportparse.archive.reviews import fingerprint, reviews_of, save_review
from reportparse.archive.write import known
from reportparse.errors import UnreadableFileError
from reportparse.model.mention import Amount, Citation, Count, DateMention, HouseholdCount, Mentions
from reportparse.model.quantity import Quantity
from reportparse.model.record import record_of
from reportparse.model.span import Span


def mentions(value: Decimal | None = Decimal(530050000)) -> Mentions:
    span = Span(0, 4)
    quantity = Quantity(value, written="530.050.000")
    return Mentions(
        citations=(Citation(span=span, doc_type="Quyết định", identifier="675/QĐ-UBND", date="2024-05-30"),),
        dates=(DateMention(span=span, value="--09-30", kind="day"),),
        amounts=(Amount(span=span, quantity=quantity, unit="đ", label="0123"),),
        households=(
            HouseholdCount(span=span, quantity=Quantity(Decimal(242)), unit="hộ", category="hộ nghèo", role="level"),
        ),
        counts=(Count(span=span, quantity=Quantity(Decimal("20.86")), unit=""),),
    )


def test_a_record_comes_back_whole(tmp_path: Path) -> None:
    made = report(mentions=mentions(), checks=(sum_check(), sum_check(check_id="c2", verdict="consistent")))
    with archive(tmp_path / "a.db") as db:
        add(db, made)
        assert list(records(db, with_text=True)) == [record_of(made, version=VERSION, with_text=True)]
        assert db["relations"].count == 2
        assert db["findings"].count == 1


def test_figures_stand_as_integers_and_as_exact_text(tmp_path: Path) -> None:
    with archive(tmp_path / "a.db") as db:
        add(db, report(mentions=mentions()))
        rows = db.execute(
            "SELECT kind, value_int, typeof(value_int), value_text, typeof(value_text), label FROM mentions"
            " WHERE value_text IS NOT NULL ORDER BY id"
        ).fetchall()
    assert rows == [
        ("amounts", 530050000, "integer", "530050000", "text", "0123"),
        ("households", 242, "integer", "242", "text", None),
        ("counts", None, "null", "20.86", "text", None),
    ]


@pytest.mark.parametrize("value", [Decimal(9007199254740993), Decimal(2**63 - 1), Decimal(2**63), Decimal("1E+30")])
def test_money_is_never_rounded(tmp_path: Path, value: Decimal) -> None:
    with archive(tmp_path / "a.db") as db:
        add(db, report(mentions=mentions(value)))
        (found,) = db.execute("SELECT value_int, value_text FROM mentions WHERE kind = 'amounts'").fetchall()
    assert found[0] == (int(value) if value < 2**63 else None)
    assert Decimal(found[1]) == value


def test_a_value_that_is_not_known_is_null(tmp_path: Path) -> None:
    with archive(tmp_path / "a.db") as db:
        add(db, report(mentions=mentions(None)))
        assert column(db, "SELECT value_text FROM mentions WHERE kind = 'amounts'") == [None]


def test_writing_the_same_again_gives_the_same_rows(tmp_path: Path) -> None:
    made = report(mentions=mentions(), checks=(sum_check(),))
    with archive(tmp_path / "a.db") as db:
        first = add(db, made)
        second = add(db, made, version="2.0")
        assert (second.document, second.updated) == (first.document, True)
        assert [db[table].count for table in ("documents", "mentions", "findings", "passages")] == [1, 5, 1, 1]
        assert column(db, "SELECT version FROM documents") == ["2.0"]
        found = known(db, made.sha256 or "")
    assert found is not None
    assert (found.version, found.status) == ("2.0", "ok")


def test_other_bytes_for_the_same_report_are_a_new_version(tmp_path: Path) -> None:
    with archive(tmp_path / "a.db") as db:
        first = add(db, report("bản một"))
        second = add(db, report("bản hai", path="b.txt"))
        third = add(db, report("bản ba", path="c.txt", unit="phường  2"))
        rows = db.execute("SELECT id, revision, current, supersedes FROM documents ORDER BY id").fetchall()
    assert rows == [
        (first.document, 1, 0, None),
        (second.document, 2, 0, first.document),
        (third.document, 3, 1, second.document),
    ]
    assert (first.supersedes, second.supersedes, third.supersedes) == (None, "a.txt", "b.txt")


def test_a_scan_of_a_report_never_replaces_its_file(tmp_path: Path) -> None:
    typed, scan = report("bản một"), report("bản hai", path="b.pdf")
    assert scan.document is not None
    with archive(tmp_path / "a.db") as db:
        add(db, typed)
        late = add(db, replace(scan, document=replace(scan.document, ocr=True)))
        current = db.execute("SELECT source FROM documents WHERE current").fetchall()
    assert current == [("a.txt",)]
    assert late.supersedes is None


@pytest.mark.parametrize(
    "other",
    [
        {"unit": "Phường 3"},
        {"parent": "Huyện Khác"},
        {"period": "2024-01/2024-06"},
        {"kind": "nông thôn mới"},
        {"doc_type": "Kế hoạch"},
        {"unit": None},
        {"period": None},
    ],
)
def test_another_report_is_no_version(tmp_path: Path, other: dict[str, Any]) -> None:
    with archive(tmp_path / "a.db") as db:
        add(db, report("bản một"))
        add(db, report("bản hai", path="b.txt", **other))
        assert column(db, "SELECT current FROM documents") == [1, 1]


@pytest.mark.parametrize("unknown", [{"unit": None}, {"period": None}, {"unit": None, "period": None}])
def test_what_is_not_known_makes_no_versions(tmp_path: Path, unknown: dict[str, Any]) -> None:
    with archive(tmp_path / "a.db") as db:
        add(db, report("bản một", **unknown))
        add(db, report("bản hai", **unknown))
        assert column(db, "SELECT current FROM documents") == [1, 1]


def test_a_reading_that_says_something_else_renumbers_the_versions(tmp_path: Path) -> None:
    with archive(tmp_path / "a.db") as db:
        add(db, report("bản một"))
        add(db, report("bản hai", path="b.txt"))
        add(db, report("bản hai", path="b.txt", period="2024-01/2024-12"), version="2.0")
        rows = db.execute("SELECT revision, current, supersedes FROM documents ORDER BY id").fetchall()
        assert rows == [(1, 1, None), (1, 1, None)]
        add(db, report("bản hai", path="b.txt", unit=None), version="3.0")
        assert column(db, "SELECT current FROM documents") == [1, 1]


def test_a_failed_file_is_a_row_with_its_reason(tmp_path: Path) -> None:
    with archive(tmp_path / "a.db") as db:
        add(db, failed_report())
        rows = db.execute("SELECT status, reason_code, reason, current FROM documents").fetchall()
        assert rows == [("failed", "damaged", "tệp hỏng; tải lại", 1)]
        assert column(db, "SELECT code FROM issues") == ["damaged"]
        assert next(records(db))["document"]["status"] == "failed"


def test_a_file_without_bytes_is_known_by_its_path_until_it_is_read(tmp_path: Path) -> None:
    with archive(tmp_path / "a.db") as db:
        add(db, failed_report("a.txt", sha256=None))
        add(db, failed_report("a.txt", sha256=None, reason="vẫn không đọc được"))
        add(db, failed_report("b.txt", sha256=None))
        assert column(db, "SELECT reason FROM documents ORDER BY source") == ["vẫn không đọc được", "tệp hỏng; tải lại"]
        add(db, report(path="a.txt"))
        assert column(db, "SELECT status FROM documents ORDER BY source") == ["ok", "failed"]
        assert column(db, "SELECT source FROM issues") == ["b.txt"]


def test_a_file_that_was_mended_replaces_the_broken_one(tmp_path: Path) -> None:
    with archive(tmp_path / "a.db") as db:
        add(db, failed_report("a.txt"))
        add(db, report(path="a.txt"))
        assert db.execute("SELECT status, current FROM documents ORDER BY id").fetchall() == [("failed", 0), ("ok", 1)]


def test_a_write_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("power cut")

    with archive(tmp_path / "a.db") as db:
        monkeypatch.setattr("reportparse.archive.write._number_versions", fail)
        with pytest.raises(RuntimeError):
            add(db, report())
        assert [db[table].count for table in ("documents", "mentions", "passages", "sources")] == [0, 0, 0, 0]


def test_reviews_outlive_a_new_reading(tmp_path: Path) -> None:
    made = report(checks=(sum_check(),))
    sha256 = made.sha256 or ""
    with archive(tmp_path / "a.db") as db:
        add(db, made)
        (finding,) = column(db, "SELECT fingerprint FROM findings")
        save_review(db, sha256, finding, "dismiss", clock=clock, code="SUM001", note="đã giải trình", reviewer="Lan")
        add(db, report(checks=(sum_check(check_id="other", cause="k1"),)), version="2.0")
        (read,) = findings(db)
        assert read["review"] == {
            "decision": "dismiss",
            "note": "đã giải trình",
            "reviewer": "Lan",
            "reviewed_at": "2024-08-05T10:30:00+00:00",
        }
        save_review(db, sha256, finding, "accept", clock=clock)
        assert reviews_of(db, sha256)[finding].decision == "accept"
        assert db["reviews"].count == 1


def test_a_fingerprint_knows_values_not_their_zeros() -> None:
    plain, padded = sum_check(), sum_check(check_id="c9", verdict="suspect")
    assert fingerprint(plain) == fingerprint(padded)
    shifted = sum_check("  " + TEXT)
    assert fingerprint(plain) != fingerprint(shifted)


def test_findings_are_filtered_and_counted_by_cause(tmp_path: Path) -> None:
    checks = (
        sum_check(check_id="a", cause="k"),
        sum_check(check_id="b", cause="k", verdict="suspect"),
        sum_check(check_id="c", verdict="suspect"),
    )
    with archive(tmp_path / "a.db") as db:
        add(db, report(checks=checks))
        add(db, report("cũ " + TEXT, path="z.txt", period="2023", checks=(sum_check("cũ " + TEXT),)))
        add(db, report("mới", path="z.txt", period="2023"))
        assert [found["check"]["id"] for found in findings(db)] == ["a", "b", "c"]
        assert len(list(findings(db, all_versions=True))) == 4
        assert [found["check"]["id"] for found in findings(db, verdict="inconsistent")] == ["a"]
        assert list(findings(db, rule="ratio")) == []
        assert len(list(findings(db, since="2024-08-05"))) == 3
        assert list(findings(db, since="2024-08-06")) == []
        assert counts_by_rule(db, 1) == [("sum", "inconsistent", 1), ("sum", "suspect", 1)]


def test_originals_are_kept_once_and_whole(tmp_path: Path) -> None:
    path, source = tmp_path / "a.db", tmp_path / "Báo cáo.DOCX"
    source.write_bytes(b"content")
    sha256 = hashlib.sha256(b"content").hexdigest()
    stored = keep_original(path, source, sha256)
    assert stored == f"{sha256[:2]}/{sha256}.docx"
    copy = tmp_path / "copy.txt"
    copy.write_bytes(b"content")
    assert keep_original(path, copy, sha256) == stored
    files = [file for file in (tmp_path / "a.db.files").rglob("*") if file.is_file()]
    assert [file.read_bytes() for file in files] == [b"content"]


def test_a_file_that_changed_since_it_was_read_is_not_kept(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_bytes(b"new content")
    for sha256 in (hashlib.sha256(b"old content").hexdigest(), hashlib.sha256(b"").hexdigest()):
        with pytest.raises(UnreadableFileError) as caught:
            keep_original(tmp_path / "a.db", source, sha256)
        assert caught.value.code == "changed"
    assert not (tmp_path / "a.db.files").exists()


def test_file_names_that_are_no_text_are_stored_readably(tmp_path: Path) -> None:
    made = report(path="b\udcc3o.txt")
    with archive(tmp_path / "a.db") as db:
        add(db, made)
        assert column(db, "SELECT source FROM documents") == ["b\\udcc3o.txt"]
        assert next(records(db)) == record_of(made, version=VERSION)


_TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=400)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=_TEXTS,
    label=st.none() | _TEXTS,
    value=st.none() | st.integers(-(10**25), 10**25),
    decimals=st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9),
)
def test_anything_comes_back_as_it_was_stored(
    tmp_path: Path, text: str, label: str | None, value: int | None, decimals: Decimal
) -> None:
    span = Span(0, len(text))
    number = None if value is None else Decimal(value)
    made = report(
        text,
        mentions=Mentions(
            amounts=(Amount(span=span, quantity=Quantity(number), unit="đ", label=label),),
            counts=(Count(span=span, quantity=Quantity(decimals), unit="x", label=label),),
        ),
    )
    path = tmp_path / "a.db"
    path.unlink(missing_ok=True)
    with archive(path) as db:
        document = add(db, made).document
        assert text_of(db, document) == text
        assert next(records(db)) == json.loads(json.dumps(record_of(made, version=VERSION)))
        amount, count = column(db, "SELECT value_text FROM mentions ORDER BY id")
    assert (None if amount is None else Decimal(amount)) == number
    assert Decimal(count) == decimals
