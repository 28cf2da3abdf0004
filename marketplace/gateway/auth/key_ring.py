"""The keys of one issuer in use, fetched again on schedule and when a token names one that is not there."""

import asyncio
import logging
import math
import time

from marketplace.gateway.auth.key_sources import KeySetUnavailableError, KeySource
from marketplace.gateway.auth.trusted_keys import KeySetInvalidError, TrustedKey, read_key_set
from marketplace.gateway.config.tokens import ClientTokenConfig, SigningAlgorithm

MAX_CANDIDATES = 4
"""Keys that are tried for a token that does not name one."""
logger = logging.getLogger(__name__)


class KeyRing:
    """While the source cannot be reached the last good keys stay, and `trouble` says so. Belongs to one event loop.

    A ring without a source holds what it was given for ever.
    """

    def __init__(
        self,
        issuer: str,
        algorithms: frozenset[SigningAlgorithm],
        config: ClientTokenConfig,
        source: KeySource | None = None,
        keys: tuple[TrustedKey, ...] = (),
    ) -> None:
        self.issuer = issuer
        self.trouble: str | None = None
        self._algorithms = algorithms
        self._config = config
        self._source = source
        self._keys = keys
        self._fetched_at = -math.inf
        self._flight: asyncio.Task[None] | None = None

    @property
    def empty(self) -> bool:
        """Whether no token can be verified."""
        return not self._keys

    @property
    def due_at(self) -> float:
        """When the keys should be fetched again, as a `time.monotonic()` value."""
        if self._source is None:
            return math.inf
        pause = self._config.refresh_interval if self.trouble is None else self._config.unknown_key_interval
        return self._fetched_at + pause

    def find(self, key_id: str | None, algorithm: SigningAlgorithm) -> list[TrustedKey]:
        """The keys that may have signed a token with this header."""
        suitable = [key for key in self._keys if algorithm in key.algorithms]
        if key_id is None:
            return suitable[:MAX_CANDIDATES]
        return [key for key in suitable if key.key_id == key_id or (key.key_id is None and self._source is None)]

    def may_learn(self) -> bool:
        """Whether fetching now is allowed and could bring keys that are not there."""
        if self._source is None:
            return False
        return self._flight is not None or time.monotonic() >= self._fetched_at + self._config.unknown_key_interval

    def refresh(self) -> "asyncio.Task[None]":
        """The fetch under way, which is begun if there is none. It raises nothing."""
        if self._flight is None:
            self._flight = asyncio.get_running_loop().create_task(self._refresh())
            self._flight.add_done_callback(self._landed)
        return self._flight

    async def aclose(self) -> None:
        """End the fetch under way."""
        if self._flight is not None:
            self._flight.cancel()
            await asyncio.wait([self._flight])

    def _landed(self, _flight: "asyncio.Task[None]") -> None:
        self._flight = None

    async def _refresh(self) -> None:
        if self._source is None:
            return
        try:
            text = await asyncio.to_thread(self._source.fetch)
            keys = read_key_set(text, self._algorithms)
            if not keys:
                raise KeySetInvalidError("it has no key for " + " or ".join(sorted(self._algorithms)))  # noqa: TRY301
        except (KeySetUnavailableError, KeySetInvalidError) as error:
            self._note_trouble(str(error))
        else:
            if self.trouble is not None:
                logger.info("The keys of the token issuer %r were fetched again", self.issuer)
            self.trouble = None
            self._replace(keys)
        self._fetched_at = time.monotonic()

    def _note_trouble(self, reason: str) -> None:
        """Told once for each spell of trouble."""
        if self.trouble is None:
            stay = "tokens of it cannot be verified" if self.empty else "the last good ones stay in use"
            logger.error("The keys of the token issuer %r are not to be had: %s; %s", self.issuer, reason, stay)
        self.trouble = reason

    def _replace(self, fresh: list[TrustedKey]) -> None:
        """Keys that stay are the same objects as before; those that are gone are retired."""
        kept = [next((old for old in self._keys if old.is_same(key)), key) for key in fresh]
        for old in self._keys:
            old.retired = old not in kept
        self._keys = tuple(kept)
