"""Local times of people, which a change of the clocks may skip or give twice."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.rrule import rrule, rrulestr

FINEST = ("SECONDLY", "MINUTELY")


def parse_time_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is no time zone. Write an IANA name such as Europe/Berlin, or UTC.") from error


def parse_time(text: str, zone: ZoneInfo) -> datetime:
    """Return an aware time in `zone`. Raises ValueError for a local time that does not exist, or is there twice."""
    try:
        written = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is no date and time: {error}. Write for example 2026-12-01T02:00.") from error
    if written.tzinfo is not None:
        return written.astimezone(zone)
    first, second = written.replace(tzinfo=zone, fold=0), written.replace(tzinfo=zone, fold=1)
    there_and_back = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    if there_and_back != written:
        raise ValueError(f"{text} does not exist in {zone.key}: the clocks skip it. Write {second_text(second, zone)}.")
    if first.utcoffset() != second.utcoffset():
        raise ValueError(
            f"{text} is there twice in {zone.key}, as the clocks go back. "
            f"Write {first.isoformat(timespec='minutes')} or {second.isoformat(timespec='minutes')}."
        )
    return first


def second_text(skipped: datetime, zone: ZoneInfo) -> str:
    """Return the time just after a gap of the clocks that stands for one in it."""
    return skipped.replace(fold=0).astimezone(UTC).astimezone(zone).replace(tzinfo=None).isoformat(timespec="minutes")


def check_rule(rule: str, first: datetime) -> str:
    """Return an RRULE as it is. Raises ValueError where RFC 5545, section 3.3.10, has no such rule."""
    if any(line in rule for line in ("\n", "DTSTART", "RDATE", "EXDATE")):
        raise ValueError(f"{rule!r} is more than one rule. Write the part after RRULE: alone; `first` says the start.")
    try:
        parsed = rrulestr(rule, dtstart=first)
    except (ValueError, TypeError, AttributeError) as error:
        raise ValueError(f"{rule!r} is no RRULE: {error}. Write for example FREQ=WEEKLY;BYDAY=SU.") from error
    if not isinstance(parsed, rrule) or any(f"FREQ={word}" in rule.upper() for word in FINEST):
        raise ValueError(f"{rule!r} recurs too often. Write a rule with FREQ=HOURLY or rarer.")
    if next(iter(parsed), None) is None:
        raise ValueError(f"{rule!r} never happens from {first.isoformat()} on. Correct the rule or `first`.")
    return rule
