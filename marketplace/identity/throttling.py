"""How often signing in may fail before it has to wait.

Attempts are counted before the password is looked at, so guesses made at the same time do not slip through; a success
takes them back. If the storage is down nobody signs in: the guard fails closed.
"""

import time
from functools import cache
from typing import Final

from django.conf import settings
from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

PER_ACCOUNT_AND_ADDRESS: Final = RateLimitItemPerMinute(5, 5, "sign-in-account-address")
PER_ACCOUNT: Final = RateLimitItemPerHour(50, 1, "sign-in-account")
"""From all addresses together: slows a botnet, and lets a stranger lock somebody out for an hour at most."""
PER_ADDRESS: Final = RateLimitItemPerHour(100, 1, "sign-in-address")


class SignInThrottle:
    """Counts the attempts to sign in to one account from one address."""

    def __init__(self, email: str, address: str) -> None:
        self._limiter = _limiter()
        self._counters = (
            (PER_ACCOUNT_AND_ADDRESS, (email, address)),
            (PER_ACCOUNT, (email,)),
            (PER_ADDRESS, (address,)),
        )

    def begin(self) -> int:
        """Count an attempt; return 0, or the seconds to wait if it may not be made."""
        for limit, key in self._counters[:2]:
            if not self._limiter.hit(limit, *key):
                return self._wait(limit, key)
        limit, key = self._counters[2]
        return 0 if self._limiter.test(limit, *key) else self._wait(limit, key)

    def failed(self) -> None:
        limit, key = self._counters[2]
        self._limiter.hit(limit, *key)

    def succeeded(self) -> None:
        for limit, key in self._counters[:2]:
            self._limiter.clear(limit, *key)

    def _wait(self, limit: RateLimitItemPerMinute | RateLimitItemPerHour, key: tuple[str, ...]) -> int:
        return max(1, int(self._limiter.get_window_stats(limit, *key).reset_time - time.time()) + 1)


@cache
def _limiter() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(storage_from_string(settings.RATE_LIMIT_STORAGE))
