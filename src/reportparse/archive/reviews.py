"""What people decided about findings. A decision belongs to the bytes and the finding, not to one reading of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from reportparse.archive.connect import Clock, timestamp, transaction
from reportparse.model.finding import Check

Decision = Literal["accept", "dismiss"]


@dataclass(frozen=True, slots=True)
class Review:
    """One decision: the finding is noted, or dismissed with the reason in `note`."""

    sha256: str
    fingerprint: str
    code: str | None
    decision: Decision
    note: str | None
    reviewer: str | None
    reviewed_at: str


def fingerprint(check: Check) -> str:
    """What makes a finding the same finding in the next reading: its code, its spans and its values."""
    parts = [
        check.code,
        [check.span.start, check.span.end],
        _plain(check.stated),
        _plain(check.computed),
        [[term.span.start, term.span.end, _plain(term.quantity.value)] for term in check.terms],
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode()).hexdigest()[:16]


def save_review(
    db: Any,
    sha256: str,
    finding: str,
    decision: Decision,
    *,
    clock: Clock,
    code: str | None = None,
    note: str | None = None,
    reviewer: str | None = None,
) -> None:
    """Keep a decision on the finding with this fingerprint; a later decision of a person replaces an earlier one."""
    with transaction(db):
        db.execute(
            "INSERT INTO reviews (sha256, fingerprint, code, decision, note, reviewer, reviewed_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sha256, fingerprint) DO UPDATE SET code = excluded.code,"
            " decision = excluded.decision, note = excluded.note, reviewer = excluded.reviewer,"
            " reviewed_at = excluded.reviewed_at",
            [sha256, finding, code, decision, note, reviewer, timestamp(clock)],
        )


def reviews_of(db: Any, sha256: str) -> Mapping[str, Review]:
    """The decisions on one document's findings, by fingerprint."""
    rows = db.query(
        "SELECT sha256, fingerprint, code, decision, note, reviewer, reviewed_at FROM reviews"
        " WHERE sha256 = ? ORDER BY fingerprint",
        [sha256],
    )
    return {row["fingerprint"]: Review(**row) for row in rows}


def _plain(value: Decimal | str | None) -> str | None:
    """Numbers that are equal give the same text, however many zeros they were computed with."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value
