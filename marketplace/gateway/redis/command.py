"""One command on its way: what was asked, and who waits for the answer."""

import asyncio
from collections.abc import Callable
from typing import Any, cast

from hiredis import pack_command

from marketplace.gateway.errors import RedisError
from marketplace.gateway.redis.script import Script

Argument = bytes | str | int | float

pack = cast("Callable[[tuple[Argument, ...]], bytes]", pack_command)
"""A command as it goes over the wire; hiredis's own annotation knows one argument only."""


class Command:
    """`packed` is what goes over the wire; `script` is set where Redis may not know it yet; `hops` counts how often
    a Cluster sent the command elsewhere.
    """

    __slots__ = ("future", "hops", "packed", "script")

    def __init__(self, future: asyncio.Future[Any], packed: bytes, script: Script | None = None) -> None:
        self.future = future
        self.packed = packed
        self.script = script
        self.hops = 0

    def succeed(self, reply: Any) -> None:
        if not self.future.done():
            self.future.set_result(reply)

    def fail(self, error: RedisError) -> None:
        """Whoever sent the command without waiting for its answer need not hear of it: an outage is logged once, where
        it is found out.
        """
        if not self.future.done():
            self.future.set_exception(error)
            self.future.exception()
