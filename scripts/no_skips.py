"""pytest plugin: with CI=true a skipped test is a failed one, so that nothing goes untested unnoticed."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import TypeVar

import pytest

AnyReport = TypeVar("AnyReport", pytest.TestReport, pytest.CollectReport)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that was skipped; expected failures stay as they are."""
    report = yield
    return report if hasattr(report, "wasxfail") else _strict(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A module that was skipped as a whole (`pytest.importorskip`)."""
    report = yield
    return _strict(report)


def _strict(report: AnyReport) -> AnyReport:
    if report.skipped and os.environ.get("CI") == "true":
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipped where CI=true allows none: {reason}"
    return report
