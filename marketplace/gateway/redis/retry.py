"""How long to wait between attempts."""

from dataclasses import dataclass, field
from random import SystemRandom


@dataclass(frozen=True, slots=True)
class Retry:
    """Exponential backoff with equal jitter: half of each pause is drawn, so that many processes that lost the same
    server do not come back as one (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
    """

    first: float
    longest: float
    random: SystemRandom = field(default_factory=SystemRandom, repr=False)

    def pause(self, failures: int) -> float:
        """Seconds before the attempt after so many failures (at least one)."""
        whole: float = min(self.longest, self.first * 2.0 ** min(failures - 1, 30))
        return self.random.uniform(whole / 2, whole)
