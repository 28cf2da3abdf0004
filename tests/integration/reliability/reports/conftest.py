from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reliability.models import BudgetEvent
from reliability.slo.error_budget import MinuteCounts
from tests.factories.error_budget_reports import HAPPENINGS, READS, busy_minutes
from tests.factories.recorded_minutes import record_minutes

BEFORE = timedelta(hours=2)
MONTH_START = datetime(2026, 9, 30, 22, tzinfo=UTC)
SPECIFICATION = """\
version: holdfast/v1
service: gateway
title: GraphQL gateway
slos:
  - name: availability
    description: Operations are answered without a fault of ours.
    objective: 99.9
    window: {calendar: month, time_zone: Europe/Berlin}
    indicator:
      availability: {bad: 'errors_total', total: 'requests_total'}
    group_by: [operation_class]
    attribution: {label: subgraph, counters: 'attributed_total'}
  - name: unmeasured
    description: Nobody recorded this <yet>.
    objective: 99.5
    window: 30d
    indicator:
      availability: {bad: 'other_errors_total', total: 'other_total'}
  - name: everything
    description: Both.
    objective: 99
    window: 30d
    indicator:
      composite: [{slo: gateway/availability, weight: 2}, {slo: gateway/unmeasured, weight: 1}]
"""


@pytest.fixture
def promised(tmp_path: Path, settings: Any) -> None:
    file = tmp_path / "gateway.yaml"
    file.write_text(SPECIFICATION, encoding="utf-8")
    settings.RELIABILITY_SLO_FILES = (str(file),)


@pytest.fixture
def recorded(promised: None, db: None) -> list[MinuteCounts]:
    """Two hours before the incident's start and two from it, of `gateway/availability`; one group with all of it.

    What was recorded just before the month began in Berlin is not among them.
    """
    minutes = busy_minutes(start=HAPPENINGS[1].start - BEFORE, end=HAPPENINGS[1].start + BEFORE)
    before = busy_minutes(start=MONTH_START - timedelta(minutes=5), end=MONTH_START)
    record_minutes("gateway/availability", [*before, *minutes])
    record_minutes("gateway/availability", minutes, dict(READS))
    for happening in HAPPENINGS:
        BudgetEvent.objects.create(
            key=happening.title,
            kind=happening.kind,
            title=happening.title,
            service="gateway",
            start=happening.start,
            end=happening.end,
        )
    return minutes
