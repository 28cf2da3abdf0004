"""Finding the primary of a Sentinel group, as Redis's "Guidelines for Redis clients with support for Redis Sentinel"
say: ask the sentinels in turn, connect to what the first one names, and check its role.
"""

import asyncio
from dataclasses import dataclass

from marketplace.gateway.errors import RedisReplyError, RedisUnavailableError
from marketplace.gateway.redis.address import Address
from marketplace.gateway.redis.connection import Connection
from marketplace.gateway.redis.opening import Opening, ask


@dataclass(slots=True)
class SentinelGroup:
    """`sentinels` is reordered: the one that answered last is asked first."""

    primary_name: str
    sentinels: list[Address]
    to_sentinel: Opening
    to_primary: Opening

    async def open_primary(self) -> Connection:
        """Raises RedisUnavailableError while no sentinel names a primary that is one."""
        reasons: list[str] = []
        for sentinel in list(self.sentinels):
            try:
                address = await self._ask_for_primary(sentinel)
                connection = await self._open_checked(address)
            except RedisUnavailableError as error:
                reasons.append(error.message)
            else:
                self.sentinels.remove(sentinel)
                self.sentinels.insert(0, sentinel)
                return connection
        raise RedisUnavailableError(" ".join(reasons))

    async def _ask_for_primary(self, sentinel: Address) -> Address:
        connection = await self.to_sentinel.open(sentinel)
        try:
            async with asyncio.timeout(self.to_sentinel.connect_timeout):
                answer = await ask(connection, "SENTINEL", "get-master-addr-by-name", self.primary_name)
        except (TimeoutError, RedisReplyError) as error:
            raise RedisUnavailableError(f"The sentinel at {sentinel} does not answer: {error}.") from error
        finally:
            connection.close("The sentinel was asked.")
        if answer is None:
            raise RedisUnavailableError(f"The sentinel at {sentinel} knows no primary {self.primary_name!r}.")
        host, port = answer
        return Address(host.decode(), int(port))

    async def _open_checked(self, address: Address) -> Connection:
        connection = await self.to_primary.open(address)
        try:
            role = (await ask(connection, "ROLE"))[0].decode()
        except RedisReplyError as error:
            role = str(error)
        if role != "master":
            connection.close("Not the primary.")
            raise RedisUnavailableError(f"Redis at {address} is not the primary that the sentinels say it is ({role}).")
        return connection
