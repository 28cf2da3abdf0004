"""What is read on a telephone, at night."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from reliability.alerting.notifications.message import LONGEST_TITLE, Subject, write_message
from reliability.conventions import NotificationPurpose

SINCE = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SUBJECT = Subject(
    title="gateway availability: the error budget burns 14.4 times as fast as it may.",
    labels={"slo_service": "gateway", "slo": "availability", "severity": "page", "tier": "1", "operation_class": "x"},
    annotations={"description": "2 % of 1000 events were bad.", "runbook_url": "https://runbooks.example/gateway"},
    since=SINCE,
    firing=2,
    budget_link="https://shop.example/reliability/slo/gateway/availability/",
)


def test_a_page_says_what_where_since_when_and_what_to_do():
    message = write_message(NotificationPurpose.PAGE, SUBJECT, action_link="https://shop.example/a")
    assert message.title == "Page: gateway availability: the error budget burns 14.4 times as fast as it may."
    assert message.body.splitlines() == [
        "slo_service gateway, slo availability, tier 1",
        "Since 2026-11-22 12:00 UTC, 2 alerts",
        "2 % of 1000 events were bad.",
        "Acknowledge: https://shop.example/a",
        "Runbook: https://runbooks.example/gateway",
        "Budget: https://shop.example/reliability/slo/gateway/availability/",
    ]


def test_the_end_says_how_long_it_took():
    ended = replace(SUBJECT, until=SINCE + timedelta(minutes=42))
    message = write_message(NotificationPurpose.RESOLVED, ended, action_link="https://shop.example/a")
    assert message.is_good_news
    assert message.title.startswith("Resolved: ")
    assert "From 2026-11-22 12:00 UTC to 2026-11-22 12:42 UTC (42 min)" in message.body
    assert "Acknowledge" not in message.body


def test_long_texts_are_cut_and_missing_ones_leave_no_line():
    bare = Subject(title="x" * 500, labels={}, annotations={}, since=SINCE, firing=1)
    message = write_message(NotificationPurpose.PAGE, bare, action_link="https://shop.example/a")
    assert len(message.title) == LONGEST_TITLE
    assert message.body.splitlines() == ["Since 2026-11-22 12:00 UTC", "Acknowledge: https://shop.example/a"]
