"""Time that does not count: downtime that was planned and announced."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from reliability.slo.model.window import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """An RRULE of RFC 5545, section 3.3.10, from `first`'s local time in `time_zone`, each time for `seconds`."""

    first: datetime
    seconds: int
    rule: str
    time_zone: ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """Events in its minutes count neither as good nor as bad. `slos` are `service/name`; empty: all of them."""

    name: str
    reason: str
    when: Period | Recurrence
    slos: tuple[str, ...] = ()
    announced_by: str = ""
