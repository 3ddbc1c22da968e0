"""Columns of the archive's tables, with explicit types: VND and other whole figures are INTEGER, never REAL."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Columns = Mapping[str, type]

PLACE: Columns = MappingProxyType({"page": int, "table_no": int, "row_no": int, "column_no": int, "paragraph": int})
SPOT: Columns = MappingProxyType(
    {"document": int, "position": int, "text": str, "start": int, "end": int, "line": int, **PLACE}
)
RUNS: Columns = MappingProxyType(
    {
        "id": int,
        "started_at": str,
        "finished_at": str,
        "version": str,
        "settings": str,
        "paths": str,
        "read": int,
        "partial": int,
        "failed": int,
        "unchanged": int,
        "new_versions": int,
        "skipped": int,
    }
)
MANIFEST: Columns = MappingProxyType(
    {
        "source": str,
        "sha256": str,
        "result": str,
        "code": str,
        "pages": int,
        "milliseconds": int,
        "first_run": int,
        "first_seen_at": str,
        "run": int,
        "seen_at": str,
    }
)
DOCUMENTS: Columns = MappingProxyType(
    {
        "id": int,
        "sha256": str,
        "source": str,
        "name": str,
        "media_type": str,
        "status": str,
        "quality": str,
        "ocr": int,
        "pages": int,
        "chars": int,
        "doc_type": str,
        "number": str,
        "symbol": str,
        "identifier": str,
        "place": str,
        "date": str,
        "issuer": str,
        "subject": str,
        "signer_name": str,
        "signer_title": str,
        "signing_authority": str,
        "unit_name": str,
        "unit_level": str,
        "unit_parent": str,
        "unit_code": str,
        "unit_source": str,
        "period": str,
        "period_text": str,
        "period_source": str,
        "report_kind": str,
        "year": int,
        "reason_code": str,
        "reason": str,
        "figures_checked": int,
        "figures_total": int,
        "current": int,
        "revision": int,
        "supersedes": int,
        "version_key": str,
        "version": str,
        "run": int,
        "ingested_at": str,
        "stored": str,
        "record": str,
    }
)
MENTIONS: Columns = MappingProxyType(
    {
        "id": int,
        "kind": str,
        **SPOT,
        "value_int": int,
        "value_text": str,
        "unit": str,
        "category": str,
        "role": str,
        "identifier": str,
        "doc_type": str,
        "date": str,
        "label": str,
        "malformed": int,
        "json": str,
    }
)
RELATIONS: Columns = MappingProxyType(
    {
        "id": int,
        "check_id": str,
        "code": str,
        "rule": str,
        "verdict": str,
        **SPOT,
        "stated_int": int,
        "stated_text": str,
        "computed_int": int,
        "computed_text": str,
        "difference_int": int,
        "difference_text": str,
        "unit": str,
        "rounding": str,
        "reason": str,
        "cause": str,
        "fingerprint": str,
    }
)
FINDINGS: Columns = MappingProxyType(
    {
        **RELATIONS,
        "relation": int,
        "message_vi": str,
        "message_en": str,
        "likely_written": str,
        "likely_suggested": str,
        "likely_start": int,
        "likely_end": int,
        "likely_error": str,
    }
)
ISSUES: Columns = MappingProxyType(
    {
        "id": int,
        "document": int,
        "run": int,
        "source": str,
        "code": str,
        "severity": str,
        "message": str,
        "start": int,
        "end": int,
        "line": int,
    }
)
