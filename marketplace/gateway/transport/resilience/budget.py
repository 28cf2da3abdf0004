"""How many requests may be sent in addition to those that clients cause."""

from collections.abc import Callable


class Budget:
    """A token bucket: every request pays a share of a token in, every additional one takes a whole token out.

    Retries are thereby a share of the load and cannot multiply it when everything fails (Google, "Site Reliability
    Engineering", chapter 22). `minimum` tokens a second come besides, for times with few requests.
    """

    __slots__ = ("_burst", "_minimum", "_now", "_share", "_tokens", "_topped_up")

    def __init__(self, *, share: float, minimum: float, burst: float, now: Callable[[], float]) -> None:
        self._share = share
        self._minimum = minimum
        self._burst = burst
        self._now = now
        self._tokens = burst
        self._topped_up = now()

    @property
    def tokens(self) -> float:
        """As of the last payment."""
        return self._tokens

    def deposit(self) -> None:
        """A request is sent that clients caused."""
        tokens = self._tokens
        if tokens < self._burst:
            self._tokens = min(self._burst, tokens + self._share)

    def withdraw(self) -> bool:
        """Whether an additional request may be sent; then it is paid for."""
        now = self._now()
        self._tokens = min(self._burst, self._tokens + self._minimum * (now - self._topped_up))
        self._topped_up = now
        if self._tokens < 1.0:
            return False
        self._tokens -= 1.0
        return True
