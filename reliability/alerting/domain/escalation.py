"""The walk through the steps of a policy. A policy is kept as JSON with the group that it was taken for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from reliability.alerting.domain.clock import read_time_zone
from reliability.alerting.domain.hours import Hours, read_weekdays
from reliability.conventions import OutsideHours, StepTarget


@dataclass(frozen=True, slots=True)
class StepHours:
    """As written by people; `hours` computes with it."""

    time_zone: str
    weekdays: str
    start: str = "00:00"
    end: str = "00:00"
    outside: OutsideHours = OutsideHours.SKIP

    @property
    def hours(self) -> Hours:
        zone, days = read_time_zone(self.time_zone), read_weekdays(self.weekdays)
        return Hours(zone, days, time.fromisoformat(self.start), time.fromisoformat(self.end))


@dataclass(frozen=True, slots=True)
class Step:
    """Notify a target, then wait."""

    target: StepTarget
    key: str
    """Of the person, schedule or channel."""
    name: str
    wait: timedelta
    important: bool = False
    hours: StepHours | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """`rank` is the route's place: a smaller one is graver."""

    name: str
    rank: int
    repeat: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Fire:
    """A step's turn has come; those skipped before it, outside their hours, are named for the timeline."""

    loop: int
    index: int
    step: Step
    skipped: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Hold:
    """The step waits for its hours."""

    loop: int
    index: int
    until: datetime
    skipped: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Exhausted:
    skipped: tuple[Step, ...] = ()


def next_turn(policy: Policy, *, loop: int, index: int, now: datetime) -> Fire | Hold | Exhausted:
    """Say what is done now by a group that stands before step `index` of round `loop`.

    Ends after all rounds: a policy whose steps are all outside their hours is exhausted, not an endless loop.
    """
    skipped: list[Step] = []
    while policy.steps and loop <= policy.repeat:
        for number in range(index, len(policy.steps)):
            step = policy.steps[number]
            if step.hours is None or step.hours.hours.contain(now):
                return Fire(loop, number, step, tuple(skipped))
            if step.hours.outside is OutsideHours.WAIT:
                return Hold(loop, number, step.hours.hours.next_start(now), tuple(skipped))
            skipped.append(step)
        loop, index = loop + 1, 0
    return Exhausted(tuple(skipped))


def policy_to_json(policy: Policy) -> dict[str, Any]:
    return {
        "name": policy.name,
        "rank": policy.rank,
        "repeat": policy.repeat,
        "steps": [_step_to_json(step) for step in policy.steps],
    }


def policy_from_json(document: Mapping[str, Any]) -> Policy:
    return Policy(
        name=document["name"],
        rank=document["rank"],
        repeat=document["repeat"],
        steps=tuple(_step_from_json(step) for step in document["steps"]),
    )


def _step_to_json(step: Step) -> dict[str, Any]:
    hours = step.hours
    return {
        "target": step.target.value,
        "key": step.key,
        "name": step.name,
        "wait": step.wait.total_seconds(),
        "important": step.important,
        "hours": hours
        and {
            "time_zone": hours.time_zone,
            "weekdays": hours.weekdays,
            "start": hours.start,
            "end": hours.end,
            "outside": hours.outside.value,
        },
    }


def _step_from_json(document: Mapping[str, Any]) -> Step:
    hours = document["hours"]
    return Step(
        target=StepTarget(document["target"]),
        key=document["key"],
        name=document["name"],
        wait=timedelta(seconds=document["wait"]),
        important=document["important"],
        hours=hours and StepHours(**(hours | {"outside": OutsideHours(hours["outside"])})),
    )
