"""Keys for demo rows: shaped like UUID version 7 (RFC 9562, section 5.7), but repeatable."""

from datetime import datetime
from random import Random
from uuid import UUID

_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62


def key_at(moment: datetime, random: Random) -> UUID:
    """Return the version 7 key of a row born at `moment`; its 74 free bits come from `random`."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(
        int=(milliseconds << 80) | _VERSION | (random.getrandbits(12) << 64) | _VARIANT | random.getrandbits(62),
    )
