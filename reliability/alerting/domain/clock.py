"""Days and clock times of a time zone as instants, where clocks are put forward and back.

A clock time of a day is the first instant at which the clock shows that time of that day, or later: 02:30 of a day on
which the clock jumps from 02:00 to 03:00 is the jump; 02:30 of a day that has it twice is the first one. So the order
of clock times is never reversed.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from reliability.alerting.errors import OnCallError

_SECOND = timedelta(seconds=1)


def read_time_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise OnCallError(f"{name!r} is no time zone. Use an IANA name, such as Europe/Berlin.") from error


def instant_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the instant, in UTC, of a clock time of a day."""
    wall = datetime.combine(day, at.replace(tzinfo=None))
    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    return _jump(wall, wall.replace(tzinfo=zone, fold=1).astimezone(UTC), instant, zone)


def _jump(wall: datetime, before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Find by bisection the first second from which the clock shows more than `wall`, which it never shows."""
    while after - before > _SECOND:
        middle = before + timedelta(seconds=(after - before) // _SECOND // 2)
        if middle.astimezone(zone).replace(tzinfo=None) >= wall:
            after = middle
        else:
            before = middle
    return after
