"""The texts that clients have registered, by SHA-256."""

import hashlib
from collections import OrderedDict

from marketplace.gateway.config import AutomaticPersistedQueriesConfig
from marketplace.gateway.errors import RedisReplyError, RedisUnavailableError
from marketplace.gateway.redis import RedisClient

OVERHEAD = 200
"""Bytes of an entry besides its text."""


class AutomaticQueries:
    """In this process, and in Redis where there is one: a client may register with one gateway and ask another. Without
    Redis, and while it is gone, a client is told to register again, which it does by itself.
    """

    def __init__(self, config: AutomaticPersistedQueriesConfig, redis: RedisClient | None = None) -> None:
        self.config = config
        self._redis = redis
        self._texts: OrderedDict[str, str] = OrderedDict()
        self._used = 0

    @property
    def is_shared(self) -> bool:
        return self._redis is not None and self._redis.available

    def get(self, digest: str) -> str | None:
        """A text that this process has."""
        text = self._texts.get(digest)
        if text is not None:
            self._texts.move_to_end(digest)
        return text

    async def load(self, digest: str) -> str | None:
        """A text that another process has put into Redis; it is checked again."""
        if self._redis is None:
            return None
        try:
            found = await self._redis.call("GET", self.config.key_prefix + digest)
        except (RedisUnavailableError, RedisReplyError):
            return None
        if not isinstance(found, bytes):
            return None
        text = found.decode(errors="replace")
        if sha256_of(text) != digest:
            return None
        self._keep(digest, text)
        return text

    def register(self, digest: str, text: str) -> None:
        """Keep a text whose hash has been checked."""
        if digest in self._texts or len(text) > self.config.largest:
            return
        self._keep(digest, text)
        if self._redis is not None and self._redis.available:
            self._redis.call("SET", self.config.key_prefix + digest, text.encode(), "EX", self.config.lifetime)

    def _keep(self, digest: str, text: str) -> None:
        self._texts[digest] = text
        self._used += OVERHEAD + len(text)
        while self._used > self.config.memory:
            _, forgotten = self._texts.popitem(last=False)
            self._used -= OVERHEAD + len(forgotten)

    def __len__(self) -> int:
        return len(self._texts)


def sha256_of(text: str) -> str:
    """In lower-case hexadecimal digits, as clients write it."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
