"""Reads the reports and plans of Vietnamese communes into structured, checked, searchable records.

    import reportparse

    report = reportparse.parse("bao_cao.docx")
    for finding in report.findings:
        print(finding.message)
    record = reportparse.record_of(report, version=reportparse.__version__)

The names are imported when they are first used, so that `import reportparse` itself costs next to nothing. spaCy
finds its component by the name "reportparse" (`nlp.add_pipe("reportparse")`, module `reportparse.nlp`).
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.metadata import version as _version

    from reportparse.config import Settings
    from reportparse.errors import ReportParseError
    from reportparse.model.document import Document
    from reportparse.model.record import record_of
    from reportparse.model.report import Report
    from reportparse.pipeline import parse, parse_all, parse_document

    __version__ = _version("reportparse")

_HOMES = MappingProxyType(
    {
        "Document": "reportparse.model.document",
        "Report": "reportparse.model.report",
        "ReportParseError": "reportparse.errors",
        "Settings": "reportparse.config",
        "parse": "reportparse.pipeline",
        "parse_all": "reportparse.pipeline",
        "parse_document": "reportparse.pipeline",
        "record_of": "reportparse.model.record",
    }
)

__all__ = [
    "Document",
    "Report",
    "ReportParseError",
    "Settings",
    "__version__",
    "parse",
    "parse_all",
    "parse_document",
    "record_of",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used (PEP 562)."""
    if name == "__version__":
        return import_module("importlib.metadata").version("reportparse")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
