"""The moderation state machine.

    submitted ── clean text ──────────────▶ PUBLISHED ◀──┐
        └────── contact details ──▶ PENDING ── approved ─┘
                                       │ ▲
                              rejected │ └── edited with contact details | three distinct reports (from PUBLISHED)
                                       ▼
                                   REJECTED ── edited ──▶ PENDING

A moderator may also approve a rejected review and reject a published one.
"""

import re
from enum import StrEnum
from typing import Final


class ModerationStatus(StrEnum):
    PENDING = "PENDING"
    PUBLISHED = "PUBLISHED"
    REJECTED = "REJECTED"


class ModerationDecision(StrEnum):
    APPROVE = "APPROVE"
    REJECT = "REJECT"


REPORTS_THAT_WITHDRAW: Final = 3
"""Open reports by distinct people that put a published review back into the queue."""

_CONTACT_DETAILS = re.compile(
    r"""
    https?://                              # a link with its scheme
    | \bwww\.\w                            # ... or without
    | \b[a-z0-9-]+\.(?:com|net|org|info|io|co|shop|store|biz|xyz|ru|cn|de|fr|uk)\b
    | [\w.+-]+@[\w-]+\.\w+                 # a mail address
    """,
    re.IGNORECASE | re.VERBOSE,
)

_OUTCOMES: Final = {
    (ModerationStatus.PENDING, ModerationDecision.APPROVE): ModerationStatus.PUBLISHED,
    (ModerationStatus.REJECTED, ModerationDecision.APPROVE): ModerationStatus.PUBLISHED,
    (ModerationStatus.PENDING, ModerationDecision.REJECT): ModerationStatus.REJECTED,
    (ModerationStatus.PUBLISHED, ModerationDecision.REJECT): ModerationStatus.REJECTED,
}


def has_contact_details(text: str) -> bool:
    """Whether the text carries a link or a mail address: what advertising in reviews cannot do without."""
    return _CONTACT_DETAILS.search(text) is not None


def status_when_submitted(*, title: str, body: str) -> ModerationStatus:
    """A review is published at once unless it carries contact details: then a moderator reads it first."""
    held = has_contact_details(title) or has_contact_details(body)
    return ModerationStatus.PENDING if held else ModerationStatus.PUBLISHED


def status_when_edited(status: ModerationStatus, *, title: str, body: str) -> ModerationStatus:
    """Only a published review stays published, and only without contact details; all others wait for a moderator."""
    if status is ModerationStatus.PUBLISHED:
        return status_when_submitted(title=title, body=body)
    return ModerationStatus.PENDING


def status_when_reported(status: ModerationStatus, *, open_reports: int) -> ModerationStatus:
    """The third distinct report withdraws a published review until a moderator has looked at it."""
    if status is ModerationStatus.PUBLISHED and open_reports >= REPORTS_THAT_WITHDRAW:
        return ModerationStatus.PENDING
    return status


def status_when_moderated(status: ModerationStatus, decision: ModerationDecision) -> ModerationStatus | None:
    """The outcome of a decision, or None when it has no meaning in this status (approving what is published)."""
    return _OUTCOMES.get((status, decision))
