"""The month's report is made once, when the month is over everywhere."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.conf import settings

from reliability.models import ReportArchive
from reliability.reports.archive import make_monthly_reports
from reliability.reports.signing import SignatureError, read_signature, signing_key, verify_report
from reliability.slo.error_budget import MinuteCounts
from reliability.tasks import make_monthly_reports as task

AFTER = datetime(2026, 11, 2, 4, 15, tzinfo=UTC)


def test_a_month_is_reported_once(recorded: list[MinuteCounts]) -> None:
    (made,) = make_monthly_reports(now=AFTER)
    assert make_monthly_reports(now=AFTER) == []
    assert ReportArchive.objects.get() == made
    assert (made.service, made.month) == ("gateway", "2026-10")
    slos = json.loads(made.content)["slos"]
    assert [slo["slo"] for slo in slos] == ["gateway/availability", "gateway/unmeasured", "gateway/everything"]
    bad = next(number for number in slos[0]["numbers"] if number["name"] == "bad")
    assert bad["value"]["exact"] == str(sum(row.bad for row in recorded))


def test_what_is_kept_is_what_was_signed(recorded: list[MinuteCounts]) -> None:
    (made,) = make_monthly_reports(now=AFTER)
    key = signing_key(settings.RELIABILITY_REPORT_SIGNING_KEY).public_key()
    kept = ReportArchive.objects.get()
    assert json.loads(kept.content)["signed_with"] == made.key_id
    verify_report(kept.content.encode(), read_signature(kept.signature), key=key)
    with pytest.raises(SignatureError):
        verify_report(kept.content.replace("99.9", "99.0").encode(), read_signature(kept.signature), key=key)


@pytest.mark.parametrize(
    ("now", "made"),
    [
        (datetime(2026, 11, 1, 1, 59, tzinfo=UTC), 0),  # over in Berlin for three hours, in UTC not for two
        (datetime(2026, 11, 1, 2, 0, tzinfo=UTC), 1),
    ],
)
def test_a_month_is_reported_when_its_last_minutes_are_settled(
    now: datetime, made: int, promised: None, db: None
) -> None:
    assert len(make_monthly_reports(now=now)) == made


def test_the_task_makes_the_month_before(promised: None, db: None) -> None:
    task()
    task()
    assert ReportArchive.objects.count() == 1
