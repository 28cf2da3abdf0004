"""Subscriptions: to subgraphs, and of clients."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from marketplace.gateway.config.units import Bytes, Seconds


class EventProtocol(StrEnum):
    """How a subgraph is subscribed to: the subprotocol `graphql-transport-ws` over WebSocket, or GraphQL over
    server-sent events in distinct connections mode.
    """

    WEBSOCKET = "websocket"
    SSE = "sse"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSourceConfig:
    """Subscriptions to one subgraph, each on a connection of its own."""

    protocol: EventProtocol = EventProtocol.WEBSOCKET
    """`websocket` for the subprotocol `graphql-transport-ws`, `sse` for server-sent events."""
    url: str = ""
    """Where to subscribe; empty for the address that answers queries (http becomes ws)."""
    open_timeout: Seconds = 5.0
    """Until the subgraph has acknowledged the connection, or sent the head of its response."""
    ping_interval: Seconds = 20.0
    """WebSocket pings; a subgraph that answers none of them for as long again is given up."""
    max_event_bytes: Bytes = 4 * 1024 * 1024
    """The largest event that is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveConfig:
    """Clients' WebSocket connections and event streams."""

    events: EventSourceConfig = field(default_factory=EventSourceConfig)
    """How subgraphs are subscribed to."""
    events_of: Mapping[str, EventSourceConfig] = field(default_factory=dict)
    """By subgraph, where it differs from `events`."""
    max_streams: int = 10_000
    """WebSocket connections and event streams of one process together."""
    max_operations: int = 100
    """At the same time on one WebSocket connection."""
    init_timeout: Seconds = 5.0
    """Until a WebSocket client has sent `connection_init`."""
    keep_alive: Seconds = 12.0
    """Silence after which a comment (event stream) or a ping (WebSocket) is sent. A WebSocket client that answers
    neither this ping nor sends anything else for as long again is given up.
    """
    max_waiting_messages: int = 256
    """What may wait for a slow client; with one more message it is given up."""
    max_waiting_bytes: Bytes = 4 * 1024 * 1024
    """The same in bytes."""
    send_timeout: Seconds = 20.0
    """For the client to take one message off the network."""
