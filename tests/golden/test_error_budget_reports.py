"""What reports say, word for word, of made-up minutes (`tests/factories/error_budget_reports.py`).

To write the texts anew after a change: `pytest tests/golden --update-golden`, then read the difference.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reliability.reports.formats import FORMATS
from reliability.reports.report import SloReport
from tests.factories.error_budget_reports import empty_report, missed_report, quiet_report, usual_report

FOLDER = Path(__file__).parent / "error_budget_reports"
CASES: dict[str, Callable[[], SloReport]] = {
    "calendar_month": usual_report,
    "missed": missed_report,
    "low_traffic": quiet_report,
    "unmeasured": empty_report,
}


@pytest.mark.parametrize("case", CASES)
def test_report_in_markdown(case: str, *, update_golden: bool) -> None:
    text, expected = FORMATS["markdown"]([CASES[case]()]).decode(), FOLDER / f"{case}.md"
    if update_golden:
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")
