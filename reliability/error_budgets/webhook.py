"""Tell a webhook of policy transitions: signed, retried, once.

A worker claims a transition before it calls, so no two call at once. One that dies between the call and its note leaves
the claim to run out; the call is then repeated with the same `Idempotency-Key`, by which the receiver knows it. The
signature is that of the time and the body, so that an old call cannot be sent again by somebody else.
"""

import hashlib
import hmac
import json
import logging
from datetime import datetime, timedelta
from fractions import Fraction
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from reliability.errors import MeasurementError
from reliability.models import PolicyTransition
from reliability.prometheus.transfer import exchange

SIGNATURE: Final = "X-Holdfast-Signature"
"""`t=<seconds>,v1=<HMAC-SHA256 in hexadecimal of "<seconds>.<body>">`."""
CLAIM: Final = timedelta(minutes=2)
TIMEOUT: Final = 10.0
"""Seconds: less than a claim holds."""
FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=1)
MOST_ATTEMPTS: Final = 24
LONGEST_ERROR: Final = 500

logger = logging.getLogger(__name__)


def tell_transitions(*, now: datetime) -> int:
    """Tell what is due, the oldest first; return how many were told."""
    url, secret = settings.RELIABILITY_BUDGET_WEBHOOK_URL, settings.RELIABILITY_BUDGET_WEBHOOK_SECRET
    if not url:
        return 0
    told = 0
    while (transition := _claim(now)) is not None:
        try:
            if not secret:
                raise MeasurementError("Set BUDGET_WEBHOOK_SECRET: transitions are told only with a signature.")  # noqa: TRY301
            _call(transition, url, secret, now)
        except MeasurementError as error:
            _note_failure(transition, str(error), now)
        else:
            PolicyTransition.objects.filter(pk=transition.pk).update(
                told_at=now, due_at=None, claimed_until=None, last_error=""
            )
            told += 1
    return told


def sign(body: bytes, secret: str, seconds: int) -> str:
    digest = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"


@transaction.atomic
def _claim(now: datetime) -> PolicyTransition | None:
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    due = PolicyTransition.objects.select_for_update(skip_locked=True).filter(free, due_at__lte=now)
    transition = due.order_by("at", "pk").first()
    if transition is not None:
        transition.claimed_until = now + CLAIM
        transition.attempts += 1
        transition.save(update_fields=["claimed_until", "attempts"])
    return transition


def _call(transition: PolicyTransition, url: str, secret: str, now: datetime) -> None:
    remaining = Fraction(transition.remaining)
    content = {
        "slo": transition.slo,
        "number": transition.number,
        "before": transition.before,
        "state": transition.state,
        "remaining": {"exact": transition.remaining, "percent": float(remaining * 100)},
        "actions": transition.actions,
        "at": transition.at.isoformat(),
    }
    body = json.dumps(content).encode()
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": str(transition.key),
        SIGNATURE: sign(body, secret, int(now.timestamp())),
    }
    answer = exchange("POST", url, body=body, headers=headers, timeout=TIMEOUT)
    if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        raise MeasurementError(f"The webhook answered {answer.status}.")


def _note_failure(transition: PolicyTransition, error: str, now: datetime) -> None:
    again = transition.attempts < MOST_ATTEMPTS
    wait = min(FIRST_WAIT * int(2 ** (transition.attempts - 1)), LONGEST_WAIT)
    PolicyTransition.objects.filter(pk=transition.pk).update(
        due_at=now + wait if again else None, claimed_until=None, last_error=error[:LONGEST_ERROR]
    )
    if not again:
        logger.error("%s could not be told in %d attempts: %s", transition, transition.attempts, error)
