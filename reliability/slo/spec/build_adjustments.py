"""The list `adjustments` to what the program thinks."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from reliability.slo.model import Adjustment, Period, Recurrence
from reliability.slo.spec.problems import Problems, did_you_mean
from reliability.slo.spec.times import check_rule, parse_time
from reliability.slo.spec.values import Section
from reliability.slo.spec.windows import build_time_zone

ONCE: Final = {"start", "end"}
RECURRING: Final = {"first", "for", "rule"}


def build_adjustments(
    section: Section, service: str, slos: Collection[str], problems: Problems
) -> tuple[Adjustment, ...]:
    """`slos` are the names of the file's."""
    found: dict[str, Adjustment] = {}
    for placed in section.items("adjustments"):
        one: Section = placed.value
        name = one.get("name", "")
        if name in found:
            problems.add(placed.place, f"the adjustment {name} is there twice. Give one of them another name.")
        for slo in one.items("slos"):
            if slo.value not in slos:
                remedy = did_you_mean(slo.value, slos) or f" It has {', '.join(slos)}."
                problems.add(slo.place, f"{service} has no SLO {slo.value}.{remedy}")
        when = _when(one, problems)
        if when is not None:
            found[name] = Adjustment(
                name=name,
                reason=one.get("reason", ""),
                when=when,
                slos=tuple(f"{service}/{slo.value}" for slo in one.items("slos")),
                announced_by=one.get("announced_by", ""),
            )
    return tuple(found.values())


def _when(section: Section, problems: Problems) -> Period | Recurrence | None:
    zone = build_time_zone(section, problems)
    written = section.written & (ONCE | RECURRING)
    if written not in (ONCE, RECURRING):
        words = " and ".join(sorted(written)) or "no time"
        problems.add(section.place, f"an adjustment has {words}. Write start and end, or first, for and rule.")
        return None
    if zone is None:
        return None
    return _period(section, zone, problems) if written == ONCE else _recurrence(section, zone, problems)


def _period(section: Section, zone: ZoneInfo, problems: Problems) -> Period | None:
    start, end = (_time(section, name, zone, problems) for name in ("start", "end"))
    if start is None or end is None:
        return None
    period = Period(start.astimezone(UTC), end.astimezone(UTC))
    if period.end <= period.start:
        problems.add(section.place_of("end"), "the end is not after the start. Write a later one.")
    return period


def _recurrence(section: Section, zone: ZoneInfo, problems: Problems) -> Recurrence | None:
    first, rule, seconds = _time(section, "first", zone, problems), section.get("rule"), section.get("for")
    if first is None or rule is None or seconds is None:
        return None
    problems.attempt(section.place_of("rule"), lambda: check_rule(rule, first))
    return Recurrence(first=first, seconds=seconds, rule=rule, time_zone=zone)


def _time(section: Section, name: str, zone: ZoneInfo, problems: Problems) -> datetime | None:
    text = section.get(name)
    return None if text is None else problems.attempt(section.place_of(name), lambda: parse_time(text, zone))
