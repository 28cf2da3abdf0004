"""Where counts are kept."""

from collections.abc import Awaitable, Sequence
from typing import NamedTuple, Protocol

from marketplace.gateway.limits.rate.window import Measure
from marketplace.gateway.redis import Argument


class Charges(NamedTuple):
    """So much on each count. Counts of the same subject have the same `{tag}` in their keys. `arguments` are the
    scripts' for all of it: five for each count, made beforehand where that is possible.
    """

    keys: Sequence[str]
    measures: Sequence[Measure]
    amounts: Sequence[int]
    arguments: Sequence[Argument]


Answer = list[int]
"""The index of the refused charge or -1, the milliseconds to wait, the time of the charge in the store's own
milliseconds, and for each charge what is left and the milliseconds until there is more.
"""


class RateLimitStore(Protocol):
    """Counts atomically; with several processes or without."""

    def take(self, charges: Charges) -> Answer | Awaitable[Answer]:
        """Charge all or none. The awaitable raises RedisError."""
        ...

    def correct(self, key: str, measure: Measure, difference: int, charged_at: int) -> None:
        """So much more (or less, negative) was used than was charged at that time. Never waits, never fails: what
        cannot be corrected stays as it was charged.
        """
        ...
