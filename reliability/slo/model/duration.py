"""Durations as Prometheus writes them: `90s`, `5m`, `6h`, `30d`, `4w`, and sums of these such as `1h30m`."""

import re
from typing import Final

SECONDS: Final = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
_WHOLE: Final = re.compile(r"(?:(?P<w>\d+)w)?(?:(?P<d>\d+)d)?(?:(?P<h>\d+)h)?(?:(?P<m>\d+)m)?(?:(?P<s>\d+)s)?")


def parse_duration(text: str) -> int:
    """Return the seconds. Raises ValueError for what is no duration, and for none at all."""
    found = _WHOLE.fullmatch(text.strip())
    seconds = sum(int(count) * SECONDS[unit] for unit, count in found.groupdict(default="0").items()) if found else 0
    if not seconds:
        raise ValueError(f"{text!r} is no duration: write for example 90s, 5m, 6h, 30d or 1h30m.")
    return seconds


def duration_text(seconds: int) -> str:
    """Return the shortest text with one unit: 5400 is `90m`, 86400 is `1d`. Weeks are written in days, as in `28d`."""
    for unit in ("d", "h", "m"):
        if seconds % SECONDS[unit] == 0:
            return f"{seconds // SECONDS[unit]}{unit}"
    return f"{seconds}s"
