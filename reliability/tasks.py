"""Entry points of the workers; each calls one function."""

from typing import Final

from celery import shared_task
from django.utils import timezone

from reliability.alerting.services.escalate import escalate as escalate_due
from reliability.alerting.services.tell_hand_overs import tell_hand_overs as tell_all_hand_overs
from reliability.alerting.services.watch_heartbeats import watch_heartbeats as watch_all_heartbeats
from reliability.conventions import OnCallTask, ReportTask
from reliability.reports import archive

_MOST_ROUNDS: Final = 10
"""Rounds of one run, each of a few notifications: what is left over, the next run does."""


@shared_task(name=OnCallTask.ESCALATE)
def escalate() -> None:
    """Go on until nothing is due; any number of these may run at once."""
    for _ in range(_MOST_ROUNDS):
        if not escalate_due(now=timezone.now()):
            return


@shared_task(name=OnCallTask.WATCH_HEARTBEATS)
def watch_heartbeats() -> None:
    watch_all_heartbeats(now=timezone.now())


@shared_task(name=OnCallTask.TELL_HAND_OVERS)
def tell_hand_overs() -> None:
    tell_all_hand_overs(now=timezone.now())


@shared_task(name=ReportTask.MAKE_MONTHLY)
def make_monthly_reports() -> None:
    archive.make_monthly_reports(now=timezone.now())
