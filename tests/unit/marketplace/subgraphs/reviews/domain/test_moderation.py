from __future__ import annotations

import pytest

from marketplace.subgraphs.reviews.domain.moderation import (
    ModerationDecision,
    ModerationStatus,
    has_contact_details,
    status_when_edited,
    status_when_moderated,
    status_when_reported,
    status_when_submitted,
)

PENDING, PUBLISHED, REJECTED = ModerationStatus
APPROVE, REJECT = ModerationDecision


@pytest.mark.parametrize(
    "text",
    [
        "see https://example.test/a",
        "HTTP://EXAMPLE.TEST",
        "www.example",
        "cheaper at best-bikes.com!",
        "write to me: a.b+c@example.test",
    ],
)
def test_links_and_mail_addresses_are_contact_details(text):
    assert has_contact_details(text)


@pytest.mark.parametrize(
    "text",
    ["Great.Really great", "4.5 of 5, e.g. for a beginner", "Met @ the station", ""],
)
def test_plain_prose_is_not(text):
    assert not has_contact_details(text)


def test_a_review_is_published_at_once_unless_it_carries_contact_details():
    assert status_when_submitted(title="Good", body="Very good.") is PUBLISHED
    assert status_when_submitted(title="www.example.test", body="Very good.") is PENDING
    assert status_when_submitted(title="Good", body="mail me@example.test") is PENDING


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (PUBLISHED, "Still good.", PUBLISHED),
        (PUBLISHED, "https://example.test", PENDING),
        (PENDING, "Still good.", PENDING),
        (REJECTED, "Now polite.", PENDING),
    ],
)
def test_only_a_published_review_stays_published_when_edited(status, body, expected):
    assert status_when_edited(status, title="Good", body=body) is expected


@pytest.mark.parametrize(
    ("status", "reports", "expected"),
    [
        (PUBLISHED, 2, PUBLISHED),
        (PUBLISHED, 3, PENDING),
        (PUBLISHED, 4, PENDING),
        (PENDING, 9, PENDING),
        (REJECTED, 9, REJECTED),
    ],
)
def test_the_third_report_withdraws_a_published_review(status, reports, expected):
    assert status_when_reported(status, open_reports=reports) is expected


@pytest.mark.parametrize(
    ("status", "decision", "expected"),
    [
        (PENDING, APPROVE, PUBLISHED),
        (REJECTED, APPROVE, PUBLISHED),
        (PUBLISHED, APPROVE, None),
        (PENDING, REJECT, REJECTED),
        (PUBLISHED, REJECT, REJECTED),
        (REJECTED, REJECT, None),
    ],
)
def test_a_decision_that_changes_nothing_has_no_outcome(status, decision, expected):
    assert status_when_moderated(status, decision) is expected
