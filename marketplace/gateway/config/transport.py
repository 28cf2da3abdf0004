"""The ways to subgraphs."""

from dataclasses import dataclass
from typing import Annotated

from marketplace.gateway.config.units import Bytes, Range, Seconds

AtLeastOne = Annotated[int, Range(1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpTransportConfig:
    """Connections to one instance of a subgraph."""

    max_connections: AtLeastOne = 64
    """Requests to it at a time, each on a connection of its own."""
    max_waiting: int = 1_024
    """Requests that may wait for a free connection; one more is refused at once."""
    adapt_from: AtLeastOne | None = None
    """Timeouts lower the number of requests at a time, at most to this, and successes raise it again; empty for a
    number that never changes.
    """
    connect_timeout: Seconds = 2.0
    """For opening a connection."""
    response_timeout: Seconds = 10.0
    """For one answer, from the moment that it was asked for."""
    idle_timeout: Seconds = 30.0
    """A connection unused for longer is not used again: keep it below the subgraph's own keep-alive
    time.
    """
    max_response_bytes: Bytes = 16 * 1024 * 1024
    """The largest body that is read."""
    max_response_header_bytes: Bytes = 64 * 1024
    """The largest headers that are read."""
    send_deadline: bool = True
    """Whether subgraphs are told how long their answer is waited for: `x-holdfast-deadline-ms`, in milliseconds from
    the moment of sending.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class InProcessTransportConfig:
    """Threads that serve one subgraph inside this process."""

    threads: AtLeastOne = 4
    """Requests to it at a time."""
    max_waiting: int = 1_024
    """Requests that may wait for a free thread; one more is refused at once."""
    response_timeout: Seconds = 10.0
    """For one answer, from the moment that it was asked for."""
