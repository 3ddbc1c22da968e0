"""Reading an archive back: records whole, texts, findings with their documents, counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, get_args

from reportparse.model.contract import Json
from reportparse.model.document import Quality
from reportparse.model.finding import Rule, Verdict

# Figures before forms, what does not agree before what cannot be decided; then by place in the file.
_ORDER = (
    "d.source, d.id, f.rule IN ('format', 'date'),"
    " CASE f.verdict WHEN 'inconsistent' THEN 0 ELSE 1 END, f.start, f.\"end\", f.position"
)


_RULES: tuple[Rule, ...] = get_args(Rule)


def records(db: Any, *, with_text: bool = False, current_only: bool = False) -> Iterator[Json]:
    """The record of every document as it was read, in the order of ingestion; `with_text` adds the text."""
    where = "WHERE current = 1" if current_only else ""
    for document, record in db.execute(f"SELECT id, record FROM documents {where} ORDER BY id").fetchall():
        found: Json = json.loads(record)
        if with_text:
            found["text"] = text_of(db, document)
        yield found


def text_of(db: Any, document: int) -> str:
    """The normalised text of a document; empty where it could not be read."""
    rows = db.execute("SELECT exact FROM passages WHERE document = ? ORDER BY position", [document])
    return "".join(row[0] for row in rows)


def findings(
    db: Any,
    *,
    verdict: Verdict | None = None,
    rule: Rule | None = None,
    code: str | None = None,
    since: str | None = None,
    quality: Quality | None = None,
    all_versions: bool = False,
) -> Iterator[Json]:
    """Findings with what is needed to look them up: `document`, `check` (as in the record), messages, `review`.

    Only those of current versions, unless `all_versions`. `since` is a day (ISO), compared with the ingestion.
    """
    conditions = {
        "f.verdict = :verdict": verdict,
        "f.rule = :rule": rule,
        "f.code = :code": code,
        "substr(d.ingested_at, 1, 10) >= :since": since,
        "d.quality = :quality": quality,
        "d.current = 1": None if all_versions else True,
    }
    where = " AND ".join(sql for sql, value in conditions.items() if value is not None)
    sql = (
        "SELECT d.sha256, d.source, d.name, d.doc_type, d.identifier, d.date, d.unit_name, d.unit_parent, d.period,"
        " d.report_kind, d.quality, d.current, d.ingested_at, f.text, f.fingerprint, f.message_vi, f.message_en,"
        " r.json, v.decision, v.note, v.reviewer, v.reviewed_at"
        " FROM findings f JOIN documents d ON d.id = f.document JOIN relations r ON r.id = f.relation"
        " LEFT JOIN reviews v ON v.sha256 = d.sha256 AND v.fingerprint = f.fingerprint"
        f" {'WHERE ' + where if where else ''} ORDER BY {_ORDER}"
    )
    values = {"verdict": verdict, "rule": rule, "code": code, "since": since, "quality": quality}
    for row in db.query(sql, values):
        yield _finding(row)


def counts_by_rule(db: Any, run: int) -> list[tuple[Rule, Verdict, int]]:
    """How many findings a run has brought in, by rule and verdict and counted by cause.

    In the order of the rules in the contract, figures before forms; what does not agree before what cannot be decided.

    A cause is counted once, under the finding that stands first.
    """
    sql = (
        "WITH ranked AS (SELECT f.rule, f.verdict, row_number() OVER (PARTITION BY f.document,"
        f" coalesce(f.cause, f.check_id) ORDER BY {_ORDER}) AS n"
        " FROM findings f JOIN documents d ON d.id = f.document WHERE d.run = ?)"
        " SELECT rule, verdict, count(*) FROM ranked WHERE n = 1 GROUP BY rule, verdict"
    )
    counted = [(rule, verdict, count) for rule, verdict, count in db.execute(sql, [run])]
    return sorted(counted, key=lambda row: (_RULES.index(row[0]), row[1]))


def _finding(row: dict[str, Any]) -> Json:
    document = ("source", "name", "doc_type", "identifier", "date", "unit_name", "unit_parent", "period")
    return {
        "document": {
            "id": f"sha256:{row['sha256']}" if row["sha256"] else None,
            **{name: row[name] for name in document},
            "report_kind": row["report_kind"],
            "quality": row["quality"],
            "current": bool(row["current"]),
            "ingested_at": row["ingested_at"],
        },
        "text": row["text"],
        "fingerprint": row["fingerprint"],
        "check": json.loads(row["json"]),
        "message_vi": row["message_vi"],
        "message_en": row["message_en"],
        "review": {name: row[name] for name in ("decision", "note", "reviewer", "reviewed_at")}
        if row["decision"]
        else None,
    }
