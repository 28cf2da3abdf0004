"""Which policy alerts go to."""

import logging
from collections.abc import Iterable, Mapping

from reliability.alerting.domain.escalation import Policy, Step, StepHours
from reliability.alerting.domain.matchers import all_match, read_matchers
from reliability.alerting.errors import MalformedMatchersError
from reliability.conventions import OutsideHours, StepTarget
from reliability.models import AlertRoute, EscalationPolicy, EscalationStep

logger = logging.getLogger(__name__)

BEHIND_ALL_ROUTES = 1_000_000
"""The rank of the default policy."""


def find_policy(alerts: Iterable[Mapping[str, str]]) -> Policy | None:
    """Return the policy of the first route that any of the alerts' labels match, else the default one.

    A route that cannot be read is passed over and logged: its alerts reach the default policy.
    """
    labels = list(alerts)
    for rank, route in enumerate(AlertRoute.objects.select_related("policy")):
        if any(matches_text(route.matchers, each, of=f"the route {route}") for each in labels):
            return snapshot(route.policy, rank=rank)
    default = EscalationPolicy.objects.filter(is_default=True).first()
    return None if default is None else snapshot(default, rank=BEHIND_ALL_ROUTES)


def matches_text(text: str, labels: Mapping[str, str], *, of: str) -> bool:
    """Tell whether written matchers match; those that cannot be read do not."""
    try:
        return all_match(read_matchers(text), labels)
    except MalformedMatchersError:
        logger.exception("the matchers of %s are passed over", of)
        return False


def snapshot(policy: EscalationPolicy, *, rank: int) -> Policy:
    steps = policy.steps.select_related("person", "schedule", "channel")
    return Policy(policy.name, rank, policy.repeat, tuple(_step(step) for step in steps))


def _step(step: EscalationStep) -> Step:
    target = step.person or step.schedule or step.channel
    assert target is not None  # noqa: S101 - the table's constraint says so
    return Step(
        target=StepTarget(step.target),
        key=str(target.pk),
        name=str(target),
        wait=step.wait,
        important=step.important,
        hours=_hours(step),
    )


def _hours(step: EscalationStep) -> StepHours | None:
    if step.weekdays == "mon-sun" and step.hours_from is None and step.hours_until is None:
        return None
    return StepHours(
        time_zone=step.time_zone,
        weekdays=step.weekdays,
        start=step.hours_from.isoformat() if step.hours_from else "00:00",
        end=step.hours_until.isoformat() if step.hours_until else "00:00",
        outside=OutsideHours(step.outside_hours),
    )
