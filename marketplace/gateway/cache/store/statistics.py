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
