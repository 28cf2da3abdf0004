"""Where counts are kept."""

from collections.abc import Awaitable, Sequence
from typing import NamedTuple, Protocol

from marketplace.gateway.limits.rate.window import Measure


class Charge(NamedTuple):
    """So much on one count. Counts of the same subject have the same `{tag}` in their keys."""

    key: str
    measure: Measure
    amount: int


Answer = list[int]
"""The index of the refused charge or -1, the milliseconds to wait, the time of the charge in the store's own
milliseconds, and for each charge what is left and the milliseconds until there is more.
"""


class RateLimitStore(Protocol):
    """Counts atomically; with several processes or without."""

    def take(self, charges: Sequence[Charge]) -> Answer | Awaitable[Answer]:
        """Charge all or none. The awaitable raises RedisError."""
        ...

    def correct(self, charge: Charge, difference: int, charged_at: int) -> None:
        """So much more (or less, negative) was used than was charged at that time. Never waits, never fails: what
        cannot be corrected stays as it was charged.
        """
        ...
