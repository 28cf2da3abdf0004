"""What the caches count, for whoever measures."""

from dataclasses import dataclass


@dataclass(slots=True)
class CacheStatistics:
    """Since the start. A hit is an answer that was given without asking a subgraph for it; `stale_hits` are among the
    hits. `remote_hits` and `remote_misses` are those of Redis, which is asked after the process's own memory;
    `remote_failures` are the times that Redis did not answer.
    """

    response_hits: int = 0
    response_misses: int = 0
    entity_hits: int = 0
    entity_misses: int = 0
    root_hits: int = 0
    root_misses: int = 0
    stale_hits: int = 0
    refreshes: int = 0
    shared_fetches: int = 0
    remote_hits: int = 0
    remote_misses: int = 0
    remote_failures: int = 0
    invalidations: int = 0

    def uses(self) -> dict[str, tuple[int, int]]:
        """Hits and misses of each kind of answer, and of Redis."""
        return {
            "responses": (self.response_hits, self.response_misses),
            "entities": (self.entity_hits, self.entity_misses),
            "root_fields": (self.root_hits, self.root_misses),
            "redis": (self.remote_hits, self.remote_misses),
        }
