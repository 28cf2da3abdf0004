"""Entry points of the workers; each calls one function."""

from typing import Final

from celery import shared_task
from django.utils import timezone

from reliability.alerting.services.escalate import escalate as escalate_due
from reliability.alerting.services.tell_hand_overs import tell_hand_overs as tell_all_hand_overs
from reliability.alerting.services.watch_heartbeats import watch_heartbeats as watch_all_heartbeats
from reliability.conventions import BudgetTask, OnCallTask, ReportTask
from reliability.error_budgets.policy import apply_policies
from reliability.error_budgets.recorder import is_configured, record_all
from reliability.error_budgets.retention import forget_old_minutes as forget_all_old_minutes
from reliability.error_budgets.webhook import tell_transitions
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


@shared_task(name=BudgetTask.RECORD)
def record_error_budgets() -> None:
    """Do nothing where no source is set; what cannot be recorded is told beside each SLO and by the deploy gate."""
    if is_configured():
        record_all(now=timezone.now())


@shared_task(name=BudgetTask.APPLY_POLICIES)
def apply_budget_policies() -> None:
    apply_policies(now=timezone.now())


@shared_task(name=BudgetTask.TELL_TRANSITIONS)
def tell_budget_transitions() -> None:
    tell_transitions(now=timezone.now())


@shared_task(name=BudgetTask.FORGET_MINUTES)
def forget_old_minutes() -> None:
    forget_all_old_minutes(now=timezone.now())
