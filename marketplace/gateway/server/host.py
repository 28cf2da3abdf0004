"""What the connections of one process share."""

import asyncio
from typing import Protocol

from marketplace.gateway.app.face import Face
from marketplace.gateway.config import LimitsConfig, ServerConfig
from marketplace.gateway.server.writing import DateLine


class Guest(Protocol):
    """A connection."""

    peer: str


class Host:
    """`server` and `limits` are looked at for every request, and replaced when the configuration is."""

    def __init__(self, application: Face, loop: asyncio.AbstractEventLoop) -> None:
        self.application = application
        self.loop = loop
        self.now = loop.time
        self.date = DateLine()
        self.draining = False
        self.guests: set[Guest] = set()
        self.server: ServerConfig
        self.limits: LimitsConfig
        self._per_address: dict[str, int] = {}
        self.renew()

    def renew(self) -> None:
        """Take over what has changed."""
        self.date.renew()
        config = self.application.config
        self.server, self.limits = config.server, config.limits

    def admit(self, guest: Guest) -> bool:
        """Whether there is room for the connection; then it must be forgotten once."""
        held = self._per_address.get(guest.peer, 0)
        most = self.server.max_connections_per_address
        if len(self.guests) >= self.server.max_connections or (most and guest.peer and held >= most):
            return False
        self._per_address[guest.peer] = held + 1
        self.guests.add(guest)
        return True

    def forget(self, guest: Guest) -> None:
        if guest not in self.guests:
            return
        self.guests.discard(guest)
        left = self._per_address[guest.peer] - 1
        if left:
            self._per_address[guest.peer] = left
        else:
            del self._per_address[guest.peer]
