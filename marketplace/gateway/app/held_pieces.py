"""The pieces of an answer, and what they come from."""

from collections.abc import AsyncGenerator, Callable
from typing import Any


class HeldPieces(AsyncGenerator[bytes, None]):
    """Calls `release` when it is closed, begun or not: until then the supergraph of a subscription is in use."""

    def __init__(self, pieces: AsyncGenerator[bytes, None], release: Callable[[], None]) -> None:
        self._pieces = pieces
        self._release: Callable[[], None] | None = release

    async def asend(self, value: None) -> bytes:
        return await self._pieces.asend(value)

    async def athrow(self, *error: Any) -> bytes:
        return await self._pieces.athrow(*error)

    async def aclose(self) -> None:
        try:
            await self._pieces.aclose()
        finally:
            release, self._release = self._release, None
            if release is not None:
                release()
