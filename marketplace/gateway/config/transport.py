"""The ways to subgraphs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpTransportConfig:
    """Connections to one subgraph."""

    max_connections: int = 64
    max_waiting: int = 1_024
    """Requests that may wait for a free connection; one more is refused at once."""
    connect_timeout: float = 2.0
    response_timeout: float = 10.0
    idle_timeout: float = 30.0
    """A connection unused for longer is not used again: keep it below the subgraph's own keep-alive
    time.
    """
    max_response_bytes: int = 16 * 1024 * 1024
    max_response_header_bytes: int = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class InProcessTransportConfig:
    """Threads that serve one subgraph inside this process."""

    threads: int = 4
    max_waiting: int = 1_024
    response_timeout: float = 10.0
