"""A Redis Cluster: each command to the server that holds its key; redirections are followed."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from functools import partial
from typing import Any

from marketplace.gateway.errors import RedisReplyError, RedisUnavailableError
from marketplace.gateway.redis.address import Address
from marketplace.gateway.redis.command import Argument, Command, pack
from marketplace.gateway.redis.connection import Connection
from marketplace.gateway.redis.link import Link
from marketplace.gateway.redis.opening import Opening, ask
from marketplace.gateway.redis.retry import Retry
from marketplace.gateway.redis.script import Script
from marketplace.gateway.redis.scripts import pack_script_call
from marketplace.gateway.redis.slots import SLOTS, read_slots, slot_of
from marketplace.gateway.redis.subscription import messages

logger = logging.getLogger(__name__)

MAX_HOPS = 3
NEVER_ASKED = "The Redis Cluster's map of slots is not known yet."


class ClusterClient:
    """A RedisClient. The map of slots is read with the first call, and again when a server redirects or is lost."""

    sharded = True

    def __init__(self, seeds: Sequence[Address], opening: Opening, *, retry: Retry, patience: float) -> None:
        self._seeds = tuple(seeds)
        self._opening = opening
        self._retry = retry
        self._patience = patience
        self._links: dict[Address, Link] = {}
        self._by_slot: list[Link | None] = [None] * SLOTS
        self._early: list[tuple[int, Command]] = []
        self._why: str | None = None
        self._known = False
        self._mapping: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def available(self) -> bool:
        return self._known and all(link.available for link in self._links.values())

    @property
    def why_unavailable(self) -> str | None:
        reasons = (link.why_unavailable for link in self._links.values())
        return self._why or next((reason for reason in reasons if reason), None)

    def call(self, *arguments: Argument) -> asyncio.Future[Any]:
        key = arguments[1] if len(arguments) > 1 else b""
        future = asyncio.get_running_loop().create_future()
        slot = slot_of(key if isinstance(key, (bytes, str)) else str(key))
        self._send(slot, Command(future, pack(arguments)))
        return future

    def run_script(
        self, script: Script, keys: Sequence[bytes | str], arguments: Sequence[Argument]
    ) -> asyncio.Future[Any]:
        future = asyncio.get_running_loop().create_future()
        self._send(slot_of(keys[0]) if keys else 0, Command(future, pack_script_call(script, keys, arguments), script))
        return future

    def subscribe(self, channel: str) -> AsyncGenerator[bytes, None]:
        """Any server passes on what is published at any other."""
        return messages(self._open_any, channel)

    async def aclose(self) -> None:
        self._closed = True
        self._why = "The connection to the Redis Cluster is closed."
        if self._mapping is not None:
            self._mapping.cancel()
            await asyncio.gather(self._mapping, return_exceptions=True)
        self._fail_early(self._why)
        await asyncio.gather(*(link.aclose() for link in self._links.values()))

    def _send(self, slot: int, command: Command) -> None:
        link = self._by_slot[slot]
        if link is not None:
            link.send(command)
        elif self._why is not None:
            command.fail(RedisUnavailableError(self._why))
        elif self._known:
            command.fail(RedisUnavailableError(f"No server of the Redis Cluster holds slot {slot}."))
            self._read_map_soon()
        else:
            self._early.append((slot, command))
            self._read_map_soon()

    def _look_at_error(self, command: Command, error: RedisReplyError) -> bool:
        """MOVED and ASK name another server: the command goes there. True when it does."""
        kind, _, rest = error.message.partition(" ")
        if kind == "CLUSTERDOWN":
            self._read_map_soon()
        if kind not in {"MOVED", "ASK"} or command.hops >= MAX_HOPS:
            return False
        command.hops += 1
        host, _, port = rest.partition(" ")[2].rpartition(":")
        link = self._link(Address(host or self._seeds[0].host, int(port)))
        if kind == "MOVED":
            self._by_slot[int(rest.partition(" ")[0])] = link
            self._read_map_soon()
        else:
            link.send(Command(asyncio.get_running_loop().create_future(), pack(("ASKING",))))
        link.send(command)
        return True

    def _link(self, address: Address) -> Link:
        link = self._links.get(address)
        if link is None:
            link = self._links[address] = Link(
                f"Redis at {address}",
                partial(self._opening.open, address),
                retry=self._retry,
                patience=self._patience,
                redirect=self._look_at_error,
                on_unavailable=self._read_map_soon,
            )
        return link

    def _read_map_soon(self) -> None:
        if self._mapping is None and not self._closed:
            self._mapping = asyncio.create_task(self._read_map())

    async def _read_map(self) -> None:
        """Until it could be read, and as long as a server in it is lost: its replica may take over."""
        impatient = asyncio.get_running_loop().call_later(self._patience, self._give_up_waiting, NEVER_ASKED)
        failures = 0
        try:
            while True:
                try:
                    await self._read_map_once()
                except RedisUnavailableError as error:
                    self._give_up_waiting(error.message)
                else:
                    if not any(link.why_unavailable for link in self._links.values()):
                        return
                failures += 1
                await asyncio.sleep(self._retry.pause(failures))
        finally:
            impatient.cancel()
            self._mapping = None

    async def _read_map_once(self) -> None:
        connection, asked = await self._open_any_with_address()
        try:
            ranges = read_slots(await ask(connection, "CLUSTER", "SLOTS"), asked)
        except RedisReplyError as error:
            raise RedisUnavailableError(f"Redis at {asked} is not a Cluster's ({error}).") from error
        finally:
            connection.close("The map of slots was read.")
        by_slot: list[Link | None] = [None] * SLOTS
        for slots, address in ranges:
            link = self._link(address)
            link.connect()
            by_slot[slots.start : slots.stop] = [link] * len(slots)
        self._by_slot = by_slot
        current = {address for _, address in ranges}
        gone = [self._links.pop(address) for address in set(self._links) - current]
        if self._why is not None:
            self._why = None
            logger.warning("The Redis Cluster is available again.")
        self._known = True
        early, self._early = self._early, []
        for slot, command in early:
            self._send(slot, command)
        await asyncio.gather(*(link.aclose() for link in gone))

    async def _open_any(self) -> Connection:
        return (await self._open_any_with_address())[0]

    async def _open_any_with_address(self) -> tuple[Connection, Address]:
        """Servers that answer first, then seeds; raises RedisUnavailableError."""
        reachable = [address for address, link in self._links.items() if link.available]
        reasons = []
        for address in dict.fromkeys((*reachable, *self._seeds, *self._links)):
            try:
                return await self._opening.open(address), address
            except RedisUnavailableError as error:
                reasons.append(error.message)
        raise RedisUnavailableError(" ".join(reasons))

    def _give_up_waiting(self, why: str) -> None:
        """Only while there is no map at all: an old one is better than none."""
        if not self._known:
            if self._why is None:
                logger.warning("%s What uses it goes on without it until it is back.", why)
            self._why = why
        self._fail_early(why)

    def _fail_early(self, why: str) -> None:
        early, self._early = self._early, []
        for _, command in early:
            command.fail(RedisUnavailableError(why))
